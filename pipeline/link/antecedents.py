"""Whom a word without a name of its own may point back to: the subject, the person of a title, the party named last.

A `Setting` enters: a sentence, its mentions of parties and who spoke last. Speakers and parties leave. Start with
`find_recent`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.link.candidates import Places
from pipeline.link.reporting import Place
from pipeline.link.scene import Words
from pipeline.records import Document, Party, Span

#: Sentences in which the party named last is looked for.
LOOK_BACK = 8
#: Mentions that are looked through for it at most, the nearest; gold/train has 60.
MOST = 128
#: Characters between a title and the name it belongs to: "ministre de l'Action et des Comptes publics Rivoal" has 32.
TITLE_REACH = 60
_CLAUSE = re.compile(r"[.;:!?\"\n]")


@dataclass(frozen=True, slots=True)
class Speaker:
    """`how` tells how the name was reached: "name", "noun", "apposed", "chain", what a "document" is of, or by resolving a
    "pronoun" or "description", a "title", to the "last" who spoke."""

    name: str
    span: Span
    sort: str  # the kind of party, or the class of the noun
    how: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a speaker is looked for in: the sentence, its mentions by word, the article and who spoke last in it."""

    words: Words
    document: Document
    here: Mapping[int, Place]
    places: Places
    last: Speaker | None
    topic: Speaker | None  # the subject of the sentence, or of the one before


def is_named(party: Party) -> bool:
    """Whether a party is one that a source can be called by: no group, no medium or document without a name."""
    if party.kind == "unnamed":
        return party.name.istitle() and " " in party.name
    return party.kind != "group" and not (party.kind == "media" and party.name.islower())


def find_topic(words: Words, document: Document, here: Mapping[int, Place]) -> Speaker | None:
    """The party that is the first subject of a sentence."""
    for i, token in enumerate(words.tokens):
        if i in here and token.dep.startswith("nsubj") and token.pos in ("NOUN", "PROPN"):
            party = document.parties[here[i][0]]
            if is_named(party):
                return Speaker(party.name, here[i][1].span, party.kind, "topic")
    return None


def find_recent(setting: Setting, verb: int, *, kinds: tuple[str, ...], last: bool) -> Speaker | None:
    """A party of some kind: the one named last before a word, or the one that the article names most."""
    words, document, places = setting.words, setting.document, setting.places
    position = words.tokens[verb].span.start
    near = [p for _, p, _ in places.around(position, words.index - LOOK_BACK, words.index, MOST)]
    best: tuple[tuple[int, int], Speaker] | None = None
    for p in {*near, *places.always}:
        party, named = document.parties[p], places.names[p]
        if not named or (kinds and party.kind not in kinds) or party.kind == "place" or not is_named(party):
            continue
        before = bisect_left(named, position, key=lambda mention: mention.span.start)
        mention = named[max(0, before - 1)]
        rank = ((mention.span.start if before else -mention.span.start) if last else len(party.mentions), -p)
        if best is None or rank > best[0]:
            best = (rank, Speaker(party.name, mention.span, party.kind, "name"))
    return None if best is None else best[1]


def find_holder(setting: Setting, verb: int, title: str) -> Party | None:
    """The person to whose name the article puts a title: "le ministre de l'Économie, Paul Rivoal", "Jane Roe, the mayor".
    Of several the one who was named last before."""
    folded, position = setting.document.folded, setting.words.tokens[verb].span.start
    best: tuple[int, Party] | None = None
    for p, named in enumerate(setting.places.names):
        party = setting.document.parties[p]
        if party.kind != "person" or not named:
            continue
        titled = any(title in _beside(folded, mention.span) for mention in named[:MOST])
        before = bisect_left(named, position, key=lambda mention: mention.span.start)
        rank = named[before - 1].span.start if before else -named[0].span.start
        if setting.last is not None and setting.last.name == party.name:
            rank = position
        if titled and (best is None or rank > best[0]):
            best = (rank, party)
    return None if best is None else best[1]


def _beside(folded: str, span: Span) -> set[str]:
    """The words of one clause on either side of a name, lower case."""
    before = _CLAUSE.split(folded[max(0, span.start - TITLE_REACH) : span.start])[-1]
    after = _CLAUSE.split(folded[span.end : span.end + TITLE_REACH])[0]
    apposed = after.lstrip().startswith((",", "("))
    return {word.lower() for word in re.findall(r"\w+(?:-\w+)*", before + (after if apposed else ""))}
