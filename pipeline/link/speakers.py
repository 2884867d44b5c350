"""Who a word stands for that names a source: a party, or the words themselves.

A `Frame` with its sentence enters, `Speaker`s leave, the ranker of `sources` chooses. A name is taken as it is; a pronoun
or a description is resolved to the party of the mention, to whoever spoke last, to the person of that title, to the
company of a statement. Start with `name_speakers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.link.antecedents import Setting, Speaker, find_holder, find_recent, is_named
from pipeline.link.reporting import Frame, Place
from pipeline.link.scene import Words
from pipeline.records import Span

#: Words of a description of a source that are kept: "a source with direct knowledge of the matter" has eight.
MAX_WORDS = 12
_KEPT = frozenset({"amod", "nmod", "det", "compound", "flat", "nummod", "case", "advmod", "fixed", "obl"})
_PEOPLE = ("speaker.voice", "class.workers", "class.public", "class.victims")
_BODIES = ("class.firms", "class.state", "class.charity", "class.investors", "press.medium", "topic.bank")
_CLASSES = ("anonymous.", "speaker.", "press.", "document.")
#: Senses of nouns that can speak.
_NAMING = (*_CLASSES, *_PEOPLE, *_BODIES)
_MEDIA = ("media",)
_COMPANIES = ("company", "public_body", "media", "unknown")


def name_speakers(frame: Frame, setting: Setting) -> Iterator[Speaker]:
    """Everybody whom the word of a frame may stand for."""
    words, word = setting.words, frame.word
    token = words.tokens[word]
    if word in setting.here:
        p, mention = setting.here[word]
        party = setting.document.parties[p]
        if is_named(party):
            how = "pronoun" if token.pos == "PRON" else "name" if mention.form in ("name", "acronym") else "description"
            yield Speaker(party.name, mention.span, party.kind, how)
            if how == "name":
                return
    if token.pos == "PRON" or not token.text[:1].isalpha() or len(token.text) == 1:  # "-il", "t" of "a-t-il"
        yield from _pronoun(frame, setting)
        return
    yield from _noun(frame, setting)


def _pronoun(frame: Frame, setting: Setting) -> Iterator[Speaker]:
    token = setting.words.tokens[frame.word]
    if "Person=3" not in token.morph and not token.dep.startswith("expl") and frame.construction != "according":
        return
    if setting.last is not None:
        yield Speaker(setting.last.name, token.span, setting.last.sort, "last")
    if setting.topic is not None:
        yield Speaker(setting.topic.name, token.span, setting.topic.sort, "topic")
    person = find_recent(setting, frame.verb, kinds=("person",), last=True)
    found = person or (None if setting.last else find_recent(setting, frame.verb, kinds=(), last=True))
    if found is not None:
        yield Speaker(found.name, token.span, found.sort, "recent")


def _noun(frame: Frame, setting: Setting) -> Iterator[Speaker]:
    words, document, here, word = setting.words, setting.document, setting.here, frame.word
    token = words.tokens[word]
    counted = _counted(words, word)
    if token.pos not in ("NOUN", "PROPN") and words.parsed and counted is None:
        return
    senses = words.senses[word if counted is None else counted]
    named = token.pos == "PROPN" or any(s.startswith(_NAMING) for s in senses)
    if not named and frame.construction not in ("according", "subject") and not token.dep.startswith("nsubj"):
        return
    for i, (p, mention) in _apposed(words, word, here):
        if is_named(document.parties[p]) and i != word:
            yield Speaker(document.parties[p].name, mention.span, document.parties[p].kind, "apposed")
    sort = next((s for s in senses if s.startswith(_CLASSES)), "noun" if named else "any")
    relay = _relay(words, word, here) if sort.startswith(("anonymous.", "document.")) else None
    if relay is not None:  # "des sources citées par X", spec §5
        yield Speaker(document.parties[relay[0]].name, relay[1].span, sort, "chain")
        return
    span = described(words, word)
    if word in here and here[word][1].span.contains(span):  # "une source proche du dossier", however the tree has it
        span = here[word][1].span
    paper = "document.paper" in senses
    end = words.tokens[_last_below(words, word)].span.end if paper else span.end
    owner = _owner(setting, word, Span(span.start, max(span.end, end)))
    stands = tuple(_described(frame, setting, senses)) if token.pos != "PROPN" else ()
    if not (owner and paper) and not any(speaker.sort == "media" for speaker in stands):
        yield Speaker(span.of(document.folded), span, sort, "noun")
    people = sort.startswith("anonymous.") and not paper
    if owner is not None and (not people or _belongs(words, word, owner.span)):
        yield Speaker(owner.name, owner.span, owner.sort, "member" if people else "document")
    yield from stands


def _belongs(words: Words, word: int, owner: Span) -> bool:
    """Whether a nameless source is of a party itself ("analysts at Orphéa"), not of what it thinks or plans."""
    return any(words.tokens[i].head == word for i in range(*words.between(owner)))


def _owner(setting: Setting, word: int, inside: Span) -> Speaker | None:
    """The first party named in a description: whose a paper is, for whom somebody speaks."""
    for i, (p, mention) in setting.here.items():
        party = setting.document.parties[p]
        named = mention.form not in ("pronoun", "possessive") and is_named(party)
        if named and inside.contains(mention.span) and i != word:
            return Speaker(party.name, mention.span, party.kind, "owner")
    return None


def _last_below(words: Words, word: int) -> int:
    """The last word of the participle that says whose a paper is: "des précisions données par l'Élysée"."""
    last = word
    for c in words.children[word] if words.parsed else ():
        if words.tokens[c].dep == "acl" and c > word:
            last = max([c, *(d for d in words.children[c] if words.tokens[d].dep.startswith("obl")), last])
    return min(last, word + MAX_WORDS)


def _described(frame: Frame, setting: Setting, senses: tuple[str, ...]) -> Iterator[Speaker]:
    """Whom a definite description stands for: the holder of the title, the medium or company spoken of, who spoke last."""
    words, word = setting.words, frame.word
    token = words.tokens[word]
    medium, paper = "press.medium" in senses, "document.paper" in senses
    definite = _definite(words, word)
    if medium and (found := find_recent(setting, frame.verb, kinds=_MEDIA, last=True)) is not None:
        yield Speaker(found.name, token.span, found.sort, "recent")
    if not definite or any(s.startswith("anonymous.") and "Plur" in token.morph for s in senses):
        return
    people = any(s in _PEOPLE for s in senses)
    if people and (holder := find_holder(setting, frame.verb, token.text.lower())) is not None:
        yield Speaker(holder.name, token.span, "person", "title")
    if (paper or medium) and setting.last is not None:
        yield Speaker(setting.last.name, token.span, setting.last.sort, "last")
    if people or any(s in _BODIES and not medium for s in senses):
        found = find_recent(setting, frame.verb, kinds=("person",) if people else _COMPANIES, last=people)
        if found is not None:
            yield Speaker(found.name, token.span, found.sort, "recent")


def _definite(words: Words, word: int) -> bool:
    if not words.parsed:
        return False
    morphs = [words.tokens[c].morph for c in words.children[word]]
    return any("Definite=Def" in morph or "Poss=Yes" in morph or "PronType=Dem" in morph for morph in morphs)


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
    behind = words.between(described(words, word))[1]
    for comma in range(word + 1, min(len(words.tokens) - 1, word + MAX_WORDS)):
        if words.tokens[comma].text == ",":
            first = next((i for i in (comma + 1, comma + 2) if i in here), None)  # ", Me Rivoal"
            if first is not None:
                yield first, here[first]
            return
        if comma in here and comma >= behind:
            return


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
