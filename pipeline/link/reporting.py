"""Reporting constructions of one sentence: which word reports, and which word names whoever is reported.

A sentence as words and the parties named in it enter, `Frame`s leave, each with what the grammar says of it. Who the word
stands for is decided in `speakers`. Start with `find_frames`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.link.candidates import Places
from pipeline.link.scene import Words
from pipeline.records import Document, PartyMention

#: Words after a reporting verb in which its subject begins: "a détaillé à l'AFP Nicolas Dubourg" has three between.
AFTER = 5
#: Words before a reporting verb in which its subject stands when the tree gives none.
BEFORE = 8
#: Words after it in which a party named is its subject when something stands between.
FAR = 8
#: Words of a headline's credit with its colon.
CREDIT = 4
#: The sense of a verb that follows a quotation, whatever it says: one can be felicitated, quipped or sighed.
QUOTING = "say.quote"
#: As `text.fold` writes every quotation mark.
QUOTE = '"'
_SKIPPED = frozenset({"DET", "ADP", "ADV", "AUX", "ADJ", "NUM"})
#: Between a pause and the verb of an inserted clause: ", a-t-il", ", comme l'", ", s'est".
_LIGHT = frozenset({"AUX", "PRON", "ADV", "PART", "SCONJ"})
#: Relations of the one who owns an estimate to it: "analysts' forecasts", "les calculs de l'OFCE".
_OWNERS = ("nmod", "compound", "poss")

Place = tuple[int, PartyMention]


@dataclass(frozen=True, slots=True)
class Frame:
    """`verb` is the reporting word, `word` the head of the source, `cue` the sense of the verb, `traits` what the grammar
    says of them."""

    construction: str  # "subject", "relative", "after", "agent", "before", "owner", "holder", "according"
    cue: str
    verb: int
    word: int
    traits: tuple[str, ...] = ()


def find_frames(words: Words, here: Mapping[int, Place]) -> tuple[Frame, ...]:
    """The reporting constructions of a sentence, each once; `here` are the mentions of parties by word."""
    found = (*_verbs(words, here), *_prepositions(words, here), *_credit(words))
    return tuple(dict.fromkeys(found))


def place_words(words: Words, document: Document, places: Places) -> dict[int, Place]:
    """For each word inside a mention of a party the party's number and the mention; names go before descriptions."""
    found: dict[int, Place] = {}
    for p, at in places.inside.get(words.index, ()):
        mention = document.parties[p].mentions[at]
        first, last = words.between(mention.span)
        for i in range(first, last):
            if i not in found or mention.form in ("name", "acronym"):
                found[i] = (p, mention)
    return found


def _verbs(words: Words, here: Mapping[int, Place]) -> Iterator[Frame]:
    tokens = words.tokens
    for i, senses in enumerate(words.senses):
        cue = next((sense for sense in senses if sense.startswith(("say.", "act."))), None)
        if cue is None and _closes_speech(words, i):
            cue = QUOTING
        if cue is None:
            continue
        if tokens[i].pos == "NOUN" and words.parsed:
            yield from _nominal(words, i, cue, here)
        subjects = _subjects(words, i)
        for c in subjects:
            yield _frame(words, "subject" if c < i else "after", cue, i, c)
        if words.parsed and _tells_of(words, i, subjects):
            yield _frame(words, "relative", cue, i, tokens[i].head)
        yield from _following(words, i, cue, here)
        if not subjects:
            for back in range(i - 1, max(-1, i - BEFORE), -1):
                if back in here:
                    yield _frame(words, "before", cue, i, back)
                    break


def _subjects(words: Words, verb: int) -> tuple[int, ...]:
    """The active subjects of a verb in the tree."""
    if not words.parsed:
        return ()
    deps = ((c, words.tokens[c].dep) for c in words.children[verb])
    return tuple(c for c, dep in deps if dep.startswith(("nsubj", "expl:subj")) and "pass" not in dep)


def _tells_of(words: Words, verb: int, subjects: tuple[int, ...]) -> bool:
    """Whether a reporting verb hangs on the noun that speaks: "Orphéa, qui estime", "a note saying"."""
    token = words.tokens[verb]
    if not token.dep.startswith("acl"):
        return False
    relative = any("PronType=Rel" in words.tokens[c].morph for c in subjects)
    return relative or (not subjects and "Part" in token.morph and "Tense=Past" not in token.morph)


def _following(words: Words, verb: int, cue: str, here: Mapping[int, Place]) -> Iterator[Frame]:
    """Who stands after a reporting verb: its inverted subject, or the agent of a participle ("estimé par l'OFCE")."""
    tokens, end = words.tokens, len(words.tokens)
    at = verb + 1
    while at < min(end, verb + 1 + AFTER) and (
        tokens[at].pos == "DET"
        or (tokens[at].pos in _SKIPPED and at not in here)
        or _addressed(words, at)
        or any(sense.startswith(("class.measure", "time.")) for sense in words.senses[at])
    ):
        at += 1
    agent = any("prep.by" in words.senses[i] for i in range(verb + 1, min(at, end)))
    construction = "agent" if agent else "after"
    if at < min(end, verb + 1 + AFTER) and (at in here or tokens[at].pos in ("NOUN", "PROPN", "PRON")):
        yield _frame(words, construction, cue, verb, at)
        # "a commenté pour sa part Nadia Rivoal"
        while at < min(end, verb + 1 + FAR) and at not in here and tokens[at].pos not in ("PUNCT", "VERB"):
            at += 1
        if at < min(end, verb + 1 + FAR) and at in here and not _addressed(words, at):
            yield _frame(words, construction, cue, verb, at)


def _nominal(words: Words, noun: int, cue: str, here: Mapping[int, Place]) -> Iterator[Frame]:
    """Whose an estimate, a forecast or an announcement is: its owner ("analysts' forecasts") or the subject of the verb
    that governs it ("Kerdanis cut its forecast")."""
    for c in words.children[noun]:
        if (c in here or _can_speak(words, c)) and words.tokens[c].dep.startswith(_OWNERS):
            yield _frame(words, "owner", cue, noun, c)
    for c in _subjects(words, words.tokens[noun].head):
        if c != noun:
            yield _frame(words, "holder", cue, noun, c)


def _can_speak(words: Words, noun: int) -> bool:
    return any(sense.startswith(("anonymous.", "speaker.", "press.")) for sense in words.senses[noun])


def _frame(words: Words, construction: str, cue: str, verb: int, word: int) -> Frame:
    return Frame(construction, cue, verb, word, _traits(words, verb, word))


def _traits(words: Words, verb: int, word: int) -> tuple[str, ...]:
    """How the source hangs on the verb, whether the clause is inserted, whether another word is the verb's subject."""
    tokens = words.tokens
    found = [f"apart{_inserted(words, verb)}"]
    if not words.parsed:
        return tuple(found)
    dep = tokens[word].dep if tokens[word].head == verb else "off"
    found += [f"as:{dep}", f"verb:{tokens[verb].dep.partition(':')[0]}"]
    found.append(f"taken{any(c != word for c in _subjects(words, verb))}")
    form = next((f for f in tokens[verb].morph.split("|") if f.startswith(("VerbForm", "Mood=Cnd"))), tokens[verb].pos)
    found.append(f"form:{form}")
    if any(s.startswith("negation") for c in words.children[verb] for s in words.senses[c]):
        found.append("negated")
    return tuple(found)


def _inserted(words: Words, verb: int) -> bool:
    """Whether a reporting clause is inserted: a pause, or a quotation mark, right before its verb."""
    at = verb - 1
    while at >= 0 and words.tokens[at].pos in _LIGHT:
        at -= 1
    return at >= 0 and words.tokens[at].text in (",", QUOTE)


def _closes_speech(words: Words, verb: int) -> bool:
    """Whether a verb follows a quotation, its auxiliaries and pronouns between: '", s'est félicité', '", quipped'.

    After a comma any word is one: taggers take the "juge" of '", juge le cabinet' for a noun."""
    tokens, at = words.tokens, verb - 1
    if tokens[verb].pos not in ("VERB", "NOUN", "ADJ"):
        return False
    while at >= 0 and tokens[at].pos in ("AUX", "PRON", "ADV", "PART"):
        at -= 1
    paused = at >= 0 and tokens[at].text == ","
    at -= paused
    return at >= 1 and tokens[at].text == QUOTE and (paused or tokens[verb].pos == "VERB")


def _addressed(words: Words, at: int) -> bool:
    """Whether a word is told, not telling: "a détaillé à l'AFP", "told Reuters"."""
    before = at - 1
    while before >= 0 and words.tokens[before].pos == "DET":
        before -= 1
    return before >= 0 and any(sense in ("prep.to", "prep.at", "prep.in", "prep.on") for sense in words.senses[before])


def _prepositions(words: Words, here: Mapping[int, Place]) -> Iterable[Frame]:
    for hit in words.hits:
        opening = hit.start == 0 and hit.sense == "prep.for"  # "Pour l'OFCE, le revenu devrait augmenter"
        if not hit.sense.startswith("according.") and not opening:
            continue
        at = hit.end
        if hit.end - hit.start > 1 and words.tokens[hit.end - 1].pos == "NOUN":
            at = hit.end - 1  # "de source judiciaire"
        while at < len(words.tokens) and words.tokens[at].pos in _SKIPPED:
            at += 1
        if at < len(words.tokens):
            head = at
            while (
                words.parsed
                and words.tokens[head].dep in ("compound", "amod", "nmod:poss")
                and words.tokens[head].head > head
            ):
                head = words.tokens[head].head
            if not opening or at in here or head in here or _can_speak(words, head):
                yield Frame("according", hit.sense, hit.start, head)


def _credit(words: Words) -> Iterable[Frame]:
    """Who a headline is owed to: "Orphéa near sale of its yards: sources"."""
    tokens = words.tokens
    at = len(tokens) - 1
    while at > 0 and len(tokens) - at < CREDIT and tokens[at].text != ":":
        at -= 1
    if words.sentence.heading and 0 < at < len(tokens) - 1 and tokens[at].text == ":":
        yield Frame("according", "according.credit", at, len(tokens) - 1)
