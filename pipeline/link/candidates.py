"""Who and what could be a party of an amount: the article's parties, and the nominal groups of the amount's sentence.

A scene enters, `Candidate`s leave, each with the mention that stands nearest in the tree. Start with `list_candidates`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.link.scene import Scene, Words
from pipeline.records import Document, Span

#: Sentences before the amount's own in which a party still counts as near.
NEAR = 2
#: Parties of the whole article that count wherever they are named, the most named first.
SALIENT = 8
#: Parties of title and lead that count: the first named.
INTRODUCED = 12
#: Relations that belong to a name or a noun group without adding another party.
_INSIDE = frozenset({"amod", "compound", "flat", "nummod", "fixed", "goeswith"})
_COMPLEMENT = frozenset({"nmod", "obl"})


@dataclass(frozen=True)
class Candidate:
    """`word` is the head of the nearest mention in the amount's sentence, None when it is named elsewhere only.
    `sentence` is the distance to the sentence of the nearest mention: 0 the same, -1 the one before."""

    name: str
    span: Span
    sort: str  # the kind of party, or "noun" for a nominal group and "noun+" for one with its complement
    form: str
    word: int | None
    sentence: int
    count: int
    first: int | None  # first word of the mention in the sentence
    titled: bool
    led: bool
    order: int  # rank by first mention among the parties; -1 for a nominal group


@dataclass(frozen=True)
class Places:
    """Where the parties of an article are named. `homes[p]` are the sentences of the mentions of party p, `inside[s]` the
    parties and mentions of sentence s, `always` the parties that count for every amount."""

    homes: tuple[tuple[int, ...], ...]
    inside: dict[int, tuple[tuple[int, int], ...]]
    always: tuple[int, ...]


def place_mentions(document: Document) -> Places:
    """The mentions of every party, once for the article.

    >>> from pipeline.records import Article
    >>> place_mentions(Document(Article("a", ""), "", (), (), (), (), (), ())).always
    ()
    """
    starts = [sentence.span.start for sentence in document.sentences]
    homes = tuple(
        tuple(max(0, bisect_right(starts, mention.span.start) - 1) for mention in party.mentions)
        for party in document.parties
    )
    inside: dict[int, list[tuple[int, int]]] = {}
    for p, sentences in enumerate(homes):
        for i, sentence in enumerate(sentences):
            inside.setdefault(sentence, []).append((p, i))
    salient = sorted(range(len(homes)), key=lambda p: (-len(homes[p]), p))[:SALIENT]
    introduced = [p for sentence in (0, 1) for p, _ in inside.get(sentence, ())]
    always = tuple(sorted({*salient, *introduced[:INTRODUCED]}))
    return Places(homes, {sentence: tuple(found) for sentence, found in inside.items()}, always)


def list_candidates(scene: Scene, document: Document, places: Places) -> tuple[Candidate, ...]:
    """The candidates of an amount: parties named near it, in title or lead, or often; and nominal groups beside it."""
    here = scene.words.index
    near = {p for sentence in range(here - NEAR, here + 1) for p, _ in places.inside.get(sentence, ())}
    found: list[Candidate] = []
    for p in sorted({*near, *places.always}):
        party, homes = document.parties[p], places.homes[p]
        best, word = _nearest(scene, document, p, places)
        mention = party.mentions[best]
        first = None if word is None else scene.words.between(mention.span)[0]
        found.append(
            Candidate(
                party.name, mention.span, party.kind, mention.form, word, homes[best] - here, len(homes), first,
                0 in homes[:2], 1 in homes[:4], p,
            )
        )  # fmt: skip
    taken = [document.parties[p].mentions[i].span for p, i in places.inside.get(here, ())]
    return (*found, *_nouns(scene, document, taken))


def _nearest(scene: Scene, document: Document, p: int, places: Places) -> tuple[int, int | None]:
    """The mention of a party that stands nearest: in the tree, in the sentence, before it, after it."""
    here, homes = scene.words.index, places.homes[p]
    best: tuple[tuple[int, int], int, int | None] | None = None
    for party, i in places.inside.get(here, ()):
        if party == p:
            first, last = scene.words.between(document.parties[p].mentions[i].span)
            word = head_of(scene.words, first, last) if first < last else None
            place = scene.place[word] if word is not None else None
            rank = (sum(place) if place is not None else 12, abs(scene.distance(word)) if word is not None else 99)
            if best is None or rank < best[0]:
                best = (rank, i, word)
    if best is not None:
        return best[1], best[2]
    before = bisect_right(homes, here) - 1
    return max(0, before), None


def head_of(words: Words, first: int, last: int) -> int:
    """The word of a stretch that hangs on a word outside it; without a tree the last one."""
    if not words.parsed:
        return last - 1
    for i in range(first, last):
        head = words.tokens[i].head
        if (not first <= head < last or head == i) and words.tokens[i].pos not in ("DET", "ADP", "PUNCT"):
            return i
    return last - 1


def _nouns(scene: Scene, document: Document, taken: Sequence[Span]) -> list[Candidate]:
    """Nominal groups of the sentence that no party covers, each without and with its complement."""
    words = scene.words
    if not words.parsed:
        return []
    found: list[Candidate] = []
    for i, token in enumerate(words.tokens):
        if token.pos not in ("NOUN", "PROPN") or scene.first <= i < scene.last:
            continue
        if any(token.span.overlaps(span) for span in taken) or token.dep.startswith(("flat", "fixed", "compound")):
            continue
        if any(sense.startswith(("time.", "prep.", "class.measure")) for sense in words.senses[i]):
            continue
        core = _group(words, i, scene)
        seen = {core}
        spans = [(core, "noun")]
        whole = _with_complement(words, i, core, scene)
        if whole not in seen:
            spans.append((whole, "noun+"))
        for (first, last), sort in spans:
            span = Span(words.tokens[first].span.start, words.tokens[last].span.end)
            name = span.of(document.folded)
            if len(name) > 1:
                found.append(
                    Candidate(name, span, sort, "noun", i, 0, 1, first, words.index == 0, words.index == 1, -1)
                )
    return found


def _group(words: Words, i: int, scene: Scene) -> tuple[int, int]:
    """The noun with its adjectives, numbers and compounds that touch it."""
    first = last = i
    inside = {c for c in words.children[i] if words.tokens[c].dep.partition(":")[0] in _INSIDE}
    while first > 0 and not scene.first <= first - 1 < scene.last and _belongs(words, first - 1, i, inside):
        first -= 1
    end = len(words.tokens) - 1
    while last < end and not scene.first <= last + 1 < scene.last and _belongs(words, last + 1, i, inside):
        last += 1
    return first, last


def _belongs(words: Words, at: int, head: int, inside: set[int]) -> bool:
    token = words.tokens[at]
    if token.pos in ("PUNCT", "DET", "ADP", "CCONJ"):
        return False
    return at in inside or (token.head in inside and token.dep.partition(":")[0] in _INSIDE)


def _with_complement(words: Words, i: int, core: tuple[int, int], scene: Scene) -> tuple[int, int]:
    """The group with the first complement that follows it directly ("plan de relance", "stimulus for banks")."""
    first, last = core
    after = last + 1
    while after < len(words.tokens) and words.tokens[after].pos in ("ADP", "DET"):
        after += 1
    if after == last + 1 or after >= len(words.tokens) or scene.first <= after < scene.last:
        return core
    for c in words.children[i]:
        if c > last and words.tokens[c].dep.partition(":")[0] in _COMPLEMENT:
            begin, end = _group(words, c, scene)
            if begin <= after <= end and not _crosses(scene, last, end):
                return first, end
    return core


def _crosses(scene: Scene, first: int, last: int) -> bool:
    return first < scene.first <= last
