"""Who and what could be a party of an amount: the article's parties, and the nominal groups of the amount's sentence.

A scene enters, `Candidate`s leave, each with the mention that stands nearest in the tree. Start with `list_candidates`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.link.scene import Scene, Words
from pipeline.records import Document, PartyMention, Span

#: Sentences before the amount's own in which a party still counts as near.
NEAR = 2
#: Parties of the whole article that count wherever they are named, the most named first.
SALIENT = 8
#: Parties of title and lead that count: the first named.
INTRODUCED = 12
#: Mentions near an amount and nominal groups beside it that are weighed at most, the nearest; the gold has 32 and 15.
MOST, MOST_NOUNS = 64, 24
#: Relations that belong to a name or a noun group without adding another party.
_INSIDE = frozenset({"amod", "compound", "flat", "nummod", "fixed", "goeswith"})
_COMPLEMENT = frozenset({"nmod", "obl"})
#: Prepositions that tell where. "À" tells to whom as well, and a state is given to: "prêter à la France".
_LOCATING = {"place": frozenset({"prep.in", "prep.at", "prep.to"}), "country": frozenset({"prep.in", "prep.at"})}


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
    speaks: bool = False  # who is quoted in the sentence
    pays: bool = False  # the subject of a verb of paying with the amount as its object
    placed: str = ""  # the preposition before a place, where something happens: "to" (à Lyon), "in" (in Ohio)


@dataclass(frozen=True)
class Places:
    """Where the parties of an article are named. `homes[p]` are the sentences of the mentions of party p, `inside[s]` the
    parties and mentions of sentence s, `always` the parties that count for every amount. `order` holds all mentions by
    position as (start, party, mention), `sentences` the sentence of each of them, `covered` the stretches of text that they
    take, `names[p]` the mentions of a party by its name."""

    homes: tuple[tuple[int, ...], ...]
    inside: dict[int, tuple[tuple[int, int], ...]]
    always: tuple[int, ...]
    order: tuple[tuple[int, int, int], ...]
    sentences: tuple[int, ...]
    covered: tuple[Span, ...]
    names: tuple[tuple[PartyMention, ...], ...]

    def around(self, position: int, first: int, last: int, most: int) -> tuple[tuple[int, int, int], ...]:
        """The mentions of the sentences `first` to `last`; where they are too many, those nearest to a position."""
        low, high = bisect_left(self.sentences, first), bisect_right(self.sentences, last)
        if high - low > most:
            middle = bisect_left(self.order, (position, 0, 0), low, high)
            low, high = max(low, middle - most // 2), min(high, middle + most // 2)
        return self.order[low:high]

    def takes(self, span: Span) -> bool:
        """Whether a mention of a party overlaps a span."""
        at = bisect_left(self.covered, span.end, key=lambda cover: cover.start)
        return at > 0 and self.covered[at - 1].end > span.start


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
    order = sorted(
        (m.span.start, p, i) for p, party in enumerate(document.parties) for i, m in enumerate(party.mentions)
    )
    return Places(
        homes,
        {sentence: tuple(found) for sentence, found in inside.items()},
        tuple(sorted({*salient, *introduced[:INTRODUCED]})),
        tuple(order),
        tuple(homes[p][i] for _, p, i in order),
        _merged(document.parties[p].mentions[i].span for _, p, i in order),
        tuple(tuple(m for m in party.mentions if m.form in ("name", "acronym")) for party in document.parties),
    )


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans with those that overlap made one."""
    found: list[Span] = []
    for span in spans:
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def list_candidates(scene: Scene, document: Document, places: Places) -> tuple[Candidate, ...]:
    """The candidates of an amount: parties named near it, in title or lead, or often; and nominal groups beside it."""
    here = scene.words.index
    near: dict[int, list[int]] = {p: [] for p in places.always}
    for _, p, i in places.around(scene.amount.core.start, here - NEAR, here, MOST):
        near.setdefault(p, []).append(i)
    found: list[Candidate] = []
    for p in sorted(near):
        party, homes = document.parties[p], places.homes[p]
        best, word = _nearest(scene, party.mentions, [i for i in near[p] if homes[i] == here], homes)
        mention = party.mentions[best]
        first = None if word is None else scene.words.between(mention.span)[0]
        found.append(
            Candidate(
                party.name, mention.span, party.kind, mention.form, word, homes[best] - here, len(homes), first,
                0 in homes[:2], 1 in homes[:4], p, False, False, "" if first is None else placed_by(scene.words, first, party.kind),
            )
        )  # fmt: skip
    return (*found, *_nouns(scene, document, places))


def placed_by(words: Words, first: int, kind: str) -> str:
    """The sense of the preposition of place before a place that begins at word `first`, "" when none stands there."""
    at = first - 1
    while at >= 0 and words.tokens[at].pos in ("DET", "ADJ") and not words.senses[at]:
        at -= 1
    senses = words.senses[at] if at >= 0 else ()
    return next((sense.partition(".")[2] for sense in senses if sense in _LOCATING.get(kind, ())), "")


def _nearest(
    scene: Scene, mentions: Sequence[PartyMention], own: Iterable[int], homes: Sequence[int]
) -> tuple[int, int | None]:
    """The mention of a party that stands nearest: in the tree, in the sentence, before it, after it."""
    best: tuple[tuple[int, int], int, int | None] | None = None
    for i in own:
        first, last = scene.words.between(mentions[i].span)
        word = head_of(scene.words, first, last) if first < last else None
        place = scene.place[word] if word is not None else None
        rank = (sum(place) if place is not None else 12, abs(scene.distance(word)) if word is not None else 99)
        if best is None or rank < best[0]:
            best = (rank, i, word)
    if best is not None:
        return best[1], best[2]
    return max(0, bisect_right(homes, scene.words.index) - 1), None


def head_of(words: Words, first: int, last: int) -> int:
    """The word of a stretch that hangs on a word outside it; without a tree the last one."""
    if not words.parsed:
        return last - 1
    for i in range(first, last):
        head = words.tokens[i].head
        if (not first <= head < last or head == i) and words.tokens[i].pos not in ("DET", "ADP", "PUNCT"):
            return i
    return last - 1


def _nouns(scene: Scene, document: Document, places: Places) -> list[Candidate]:
    """Nominal groups of the sentence that no party covers, each without and with its complement; the nearest ones."""
    words = scene.words
    if not words.parsed:
        return []
    middle = bisect_left(words.nominal, scene.first)
    heads = [
        i
        for i in words.nominal[max(0, middle - MOST) : middle + MOST]
        if not scene.first <= i < scene.last and not places.takes(words.tokens[i].span)
    ]
    if len(heads) > MOST_NOUNS:
        heads = sorted(sorted(heads, key=lambda i: abs(scene.distance(i)))[:MOST_NOUNS])
    found: list[Candidate] = []
    for i in heads:
        core = _group(words, i, scene)
        whole = _with_complement(words, i, core, scene)
        for (first, last), sort in ((core, "noun"), (whole, "noun+")):
            span = Span(words.tokens[first].span.start, words.tokens[last].span.end)
            name = span.of(document.folded)
            if len(name) > 1 and (sort == "noun" or whole != core):
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
