"""Reporting constructions: who is said to say it, by which words.

Sentences as words and the article's parties enter, the `Speech`es of each sentence leave. A speaker is looked for in the
tree (the subject of a reporting verb) and in the order of words (right after the verb, nearest before it), after "selon" and
"according to", and behind pronouns and descriptions ("la ministre", "the company"). Start with `read_speeches`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.link.candidates import Places, place_mentions
from pipeline.link.scene import Words
from pipeline.records import Document, PartyMention, Span

#: Words of a description of a source that are kept: "a source with direct knowledge of the matter" has eight.
MAX_WORDS = 12
#: Words after a reporting verb in which its subject begins: "a détaillé à l'AFP Nicolas Dubourg" has three between.
AFTER = 5
#: Words before a reporting verb in which its subject stands when the tree gives none.
BEFORE = 8
#: Sentences in which the party named last is looked for.
LOOK_BACK = 8
#: Mentions that are looked through for it at most, the nearest; gold/train has 60.
MOST = 128
#: Words after it in which a party named is its subject when something stands between.
FAR = 8
#: Words of a headline's credit with its colon.
CREDIT = 4
#: The sense of a verb that follows a quotation, whatever it says: one can be felicitated, quipped or sighed.
QUOTING = "say.quote"
#: As `text.fold` writes every quotation mark.
QUOTE = '"'
_KEPT = frozenset({"amod", "nmod", "det", "compound", "flat", "nummod", "case", "advmod", "fixed", "obl"})
_SKIPPED = frozenset({"DET", "ADP", "ADV", "AUX", "ADJ", "NUM"})
_PEOPLE = ("speaker.voice", "class.workers", "class.public", "class.victims")
_BODIES = ("class.firms", "class.state", "class.charity", "class.investors", "press.medium", "topic.bank")
#: Senses of nouns that can speak.
_NAMING = ("anonymous.", "speaker.", "press.", "document.", *_PEOPLE, *_BODIES)

Place = tuple[int, PartyMention]


@dataclass(frozen=True)
class Speech:
    """`verb` is the reporting word, `word` the head of the source. `how` tells how the name was reached: "name", "noun",
    or by resolving a "pronoun", a "description", what a "document" is of."""

    sentence: int
    construction: str  # "subject", "after", "before", "shared", "agent", "according"
    cue: str  # the sense of the reporting word
    verb: int
    word: int
    name: str
    span: Span
    sort: str
    how: str


def read_speeches(read: Mapping[int, Words], document: Document) -> dict[int, tuple[Speech, ...]]:
    """The reporting constructions of each sentence that was read, in order."""
    found: dict[int, tuple[Speech, ...]] = {}
    last: Speech | None = None
    places = place_mentions(document)
    for index in sorted(read):
        words = read[index]
        here = _mentions(words, document, places)
        told: dict[tuple[str, int], Speech] = {}
        for construction, cue, verb, word in dict.fromkeys(
            (*_verbs(words, here), *_prepositions(words), *_credit(words))
        ):
            for speech in _speeches(words, document, here, (construction, cue, verb, word), last=last, places=places):
                told.setdefault((speech.name, speech.verb), speech)
        relayed = {speech.name for speech in told.values() if speech.how == "chain"}
        speeches = [speech for speech in told.values() if speech.how == "chain" or speech.name not in relayed]
        found[index] = tuple(speeches)
        last = next((s for s in reversed(speeches) if s.how != "noun" and s.sort != "media"), last)
    return found


def _mentions(words: Words, document: Document, places: Places) -> dict[int, Place]:
    """For each word inside a mention of a party the party's number and the mention; names go before descriptions."""
    found: dict[int, Place] = {}
    for p, at in places.inside.get(words.index, ()):
        mention = document.parties[p].mentions[at]
        first, last = words.between(mention.span)
        for i in range(first, last):
            if i not in found or mention.form in ("name", "acronym"):
                found[i] = (p, mention)
    return found


def _verbs(words: Words, here: Mapping[int, Place]) -> Iterable[tuple[str, str, int, int]]:
    tokens = words.tokens
    for i, senses in enumerate(words.senses):
        cue = next((sense for sense in senses if sense.startswith(("say.", "act."))), None)
        if cue is None and _closes_speech(words, i):
            cue = QUOTING
        if cue is None:
            continue
        subjects = [
            c
            for c in (words.children[i] if words.parsed else ())
            if tokens[c].dep.startswith(("nsubj", "expl:subj")) and "pass" not in tokens[c].dep
        ]
        for c in subjects:
            yield ("subject" if c < i else "after"), cue, i, c
        if words.parsed and tokens[i].dep in ("conj", "xcomp", "acl:relcl", "advcl", "acl"):
            for c in words.children[tokens[i].head]:
                if tokens[c].dep.startswith("nsubj") and "pass" not in tokens[c].dep:
                    yield "shared", cue, i, c
        at = i + 1
        while at < min(len(tokens), i + 1 + AFTER) and (
            tokens[at].pos == "DET"
            or (tokens[at].pos in _SKIPPED and at not in here)
            or _addressed(words, at)
            or any(sense.startswith(("class.measure", "time.")) for sense in words.senses[at])
        ):
            at += 1
        if at < min(len(tokens), i + 1 + AFTER) and (at in here or tokens[at].pos in ("NOUN", "PROPN", "PRON")):
            yield "after", cue, i, at
            # "a commenté pour sa part Nadia Rivoal"
            while at < min(len(tokens), i + 1 + FAR) and at not in here and tokens[at].pos not in ("PUNCT", "VERB"):
                at += 1
            if at < min(len(tokens), i + 1 + FAR) and at in here and not _addressed(words, at):
                yield "after", cue, i, at
        if not subjects:
            for back in range(i - 1, max(-1, i - BEFORE), -1):
                if back in here:
                    yield "before", cue, i, back
                    break


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


def _prepositions(words: Words) -> Iterable[tuple[str, str, int, int]]:
    for hit in words.hits:
        opening = hit.start == 0 and hit.sense == "prep.for"  # "Pour l'OFCE, le revenu devrait augmenter"
        if not hit.sense.startswith("according.") and not opening:
            continue
        at = hit.end
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
            yield "according", hit.sense, hit.start, head


def _credit(words: Words) -> Iterable[tuple[str, str, int, int]]:
    """Who a headline is owed to: "Orphéa near sale of its yards: sources"."""
    tokens = words.tokens
    at = len(tokens) - 1
    while at > 0 and len(tokens) - at < CREDIT and tokens[at].text != ":":
        at -= 1
    if words.sentence.heading and 0 < at < len(tokens) - 1 and tokens[at].text == ":":
        yield "according", "according.credit", at, len(tokens) - 1


def _speeches(
    words: Words,
    document: Document,
    here: Mapping[int, Place],
    frame: tuple[str, str, int, int],
    *,
    last: Speech | None,
    places: Places,
) -> Iterable[Speech]:
    construction, cue, verb, word = frame
    token = words.tokens[word]

    def speech(name: str, span: Span, sort: str, how: str) -> Speech:
        return Speech(words.index, construction, cue, verb, word, name, span, sort, how)

    if word in here:
        p, mention = here[word]
        party = document.parties[p]
        if party.kind not in ("unnamed", "group") or (
            party.kind == "unnamed" and party.name.istitle() and " " in party.name
        ):
            yield speech(party.name, mention.span, party.kind, "pronoun" if token.pos == "PRON" else "name")
            return
    if token.pos == "PRON":
        if "Person=3" in token.morph or token.dep.startswith("expl") or construction == "according":
            resolved = last or next(
                (
                    found
                    for kinds in (("person",), ())
                    if (found := _recent(words, document, places, verb, kinds=kinds, last=True)) is not None
                ),
                None,
            )
            if resolved is not None:
                yield speech(resolved.name, token.span, resolved.sort, "pronoun")
        return
    counted = _counted(words, word)
    if token.pos not in ("NOUN", "PROPN") and words.parsed and counted is None:
        return
    senses = words.senses[word if counted is None else counted]
    named = token.pos == "PROPN" or any(s.startswith(_NAMING) for s in senses)
    if not named and construction not in ("according", "subject") and not token.dep.startswith("nsubj"):
        return
    for i, (p, mention) in _apposed(words, word, here):
        if document.parties[p].kind not in ("unnamed", "group") and i != word:
            yield speech(document.parties[p].name, mention.span, document.parties[p].kind, "apposed")
    sort = next(
        (s for s in senses if s.startswith(("anonymous.", "speaker.", "press.", "document."))),
        "noun" if named else "any",
    )
    relay = _relay(words, word, here) if sort.startswith("anonymous.") else None
    if relay is not None:  # "des sources citées par X", spec §5
        yield speech(document.parties[relay[0]].name, relay[1].span, sort, "chain")
        return
    span = described(words, word)
    if word in here and here[word][1].span.contains(span):  # "une source proche du dossier", however the tree has it
        span = here[word][1].span
    yield speech(span.of(document.folded), span, sort, "noun")
    if not any(sense.startswith("anonymous.") for sense in senses) or "document.paper" in senses:
        for i, (p, mention) in here.items():
            if span.contains(mention.span) and i != word and document.parties[p].kind not in ("unnamed", "group"):
                yield speech(document.parties[p].name, mention.span, document.parties[p].kind, "document")
                break
    definite = (
        any(
            "Definite=Def" in words.tokens[c].morph or "Poss=Yes" in words.tokens[c].morph for c in words.children[word]
        )
        if words.parsed
        else False
    )
    if definite and not any(s.startswith("anonymous.") and "Plur" in token.morph for s in senses):
        kinds = ("person",) if any(s in _PEOPLE for s in senses) else ("company", "public_body", "media", "unknown")
        if any(s in (*_PEOPLE, *_BODIES) for s in senses):
            resolved = _recent(words, document, places, verb, kinds=kinds, last="person" in kinds)
            if resolved is not None:
                yield speech(resolved.name, token.span, resolved.sort, "description")


def _counted(words: Words, word: int) -> int | None:
    """The people of whom some speak: "one of the people said", "deux de ces personnes"."""
    if words.tokens[word].pos not in ("NUM", "PRON", "DET") or not words.parsed:
        return None
    return next((c for c in words.children[word] if words.tokens[c].pos == "NOUN"), None)


def _apposed(words: Words, word: int, here: Mapping[int, Place]) -> Iterable[tuple[int, Place]]:
    """The party named beside a description: "son président, Paul Rivoal,", "the analyst Jane Roe"."""
    for c in words.children[word] if words.parsed else ():
        if c in here and words.tokens[c].dep.startswith(("appos", "flat")):
            yield c, here[c]
            return
    at = word + 1
    while at < min(len(words.tokens), word + MAX_WORDS) and at not in here and words.tokens[at].text != ",":
        at += 1
    if at + 1 < len(words.tokens) and words.tokens[at].text == "," and at + 1 in here:
        yield at + 1, here[at + 1]


def _relay(words: Words, word: int, here: Mapping[int, Place]) -> Place | None:
    """The party by which a nameless source is cited: the agent of a reporting participle on it."""
    for verb in words.children[word] if words.parsed else ():
        if words.tokens[verb].dep.startswith("acl") and any(
            s.startswith(("say.", "according.")) for s in words.senses[verb]
        ):
            for agent in words.children[verb]:
                if agent in here and words.tokens[agent].dep.startswith("obl"):
                    return here[agent]
    return None


def _recent(
    words: Words, document: Document, places: Places, verb: int, *, kinds: tuple[str, ...], last: bool
) -> Speech | None:
    """A party of some kind as a speech of nobody: the one named last before a word, or the one that the article names most."""
    position = words.tokens[verb].span.start
    near = [p for _, p, _ in places.around(position, words.index - LOOK_BACK, words.index, MOST)]
    best: tuple[tuple[int, int], int, PartyMention] | None = None
    for p in {*near, *places.always}:
        party = document.parties[p]
        if (kinds and party.kind not in kinds) or party.kind in ("unnamed", "group", "place"):
            continue
        named = places.names[p]
        before = bisect_left(named, position, key=lambda mention: mention.span.start)
        if named:
            mention = named[max(0, before - 1)]
            rank = ((mention.span.start if before else -mention.span.start) if last else len(party.mentions), -p)
            if best is None or rank > best[0]:
                best = (rank, p, mention)
    if best is None:
        return None
    party = document.parties[best[1]]
    return Speech(words.index, "", "", verb, verb, party.name, best[2].span, party.kind, "name")


def described(words: Words, word: int) -> Span:
    """The words of a description: the noun with what belongs to it, no relative clause."""
    kept = {word}
    queue = [word]
    while queue and words.parsed:
        for c in words.children[queue.pop()]:
            if words.tokens[c].dep.partition(":")[0] in _KEPT and words.tokens[c].pos not in ("PUNCT", "VERB"):
                kept.add(c)
                queue.append(c)
    first = last = word
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept and last - first < MAX_WORDS:
        last += 1
    while first < word and words.tokens[first].pos in ("ADP", "PUNCT", "ADV"):
        first += 1
    return Span(words.tokens[first].span.start, words.tokens[last].span.end)
