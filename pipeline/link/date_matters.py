"""The article behind an amount: where its figure, its kind, its parties and its words come again, and what the lead is about.

A document with the kinds of its amounts enters (`read_matters`), a `Matters` leaves; `carried_features` says how the
sentence of a date goes together with that of the amount, which is what a date carried over from elsewhere rests on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.link.date_places import LEAD, Place
from pipeline.link.kinds import Reading
from pipeline.link.scene import Scene, Words
from pipeline.records import Document

#: What kinds have in common when they are dated.
GROUPS = {
    **dict.fromkeys(("revenue", "profit", "loss"), "result"),
    **dict.fromkeys(("valuation", "holdings", "macro"), "level"),
    **dict.fromkeys(("price", "market_move", "pay", "tax"), "price"),
    **dict.fromkeys(("acquisition", "investment", "funding_round", "securities_issue", "contract"), "deal"),
    **dict.fromkeys(("penalty", "damage"), "court"),
    **dict.fromkeys(("aid", "spending", "debt", "shareholder_return"), "money"),
}
#: What statuses have in common when they are dated.
STANDS = {
    "completed": "done", "agreed": "agreed", "planned": "plan", "expected": "forecast", "hypothetical": "if",
    "cancelled": "off", "denied": "off", "finalising": "open", "in_talks": "open", "proposed": "open", "rumoured": "open",
}  # fmt: skip
_QUOTED = frozenset({"price", "market_move"})
_QUOTED_PER = frozenset({"share", "barrel", "ounce", "tonne", None})
#: Shares of quotes among the amounts of an article above which it is a market report (rulings 18 and 26), or nearly one.
_REPORT, _HALF = 0.8, 0.45
#: Letters of a word that can be common to two sentences because they speak of one matter.
_TELLING = 4


@dataclass(frozen=True)
class Matters:
    """Per amount its kind group and stand; per sentence what stands in it. `market` says how much of the article quotes
    prices, `lead` is the kind of the first amount of title and lead."""

    kinds: tuple[str, ...]
    groups: tuple[str, ...]
    stands: tuple[str, ...]
    figures: tuple[frozenset[int], ...]  # per amount the sentences that hold its figure
    led: tuple[bool, ...]  # per amount whether title or lead hold its figure
    found_kinds: Mapping[int, frozenset[str]]
    words: Mapping[int, frozenset[str]]
    parties: Mapping[int, frozenset[int]]
    headings: tuple[int, ...]  # headings before each sentence
    market: str
    lead: str
    _common: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict, compare=False)

    def common(self, one: int, other: int) -> tuple[int, int]:
        """How many words and parties two sentences share; each pair is compared once."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._common:
            empty: frozenset[str] = frozenset()
            nobody: frozenset[int] = frozenset()
            self._common[pair] = (
                len(self.words.get(one, empty) & self.words.get(other, empty)),
                len(self.parties.get(one, nobody) & self.parties.get(other, nobody)),
            )
        return self._common[pair]


def read_matters(
    scenes: Sequence[Scene], document: Document, read: Mapping[int, Words], kinds: Sequence[Reading],
    statuses: Sequence[Reading],
) -> Matters:  # fmt: skip
    """
    >>> from pipeline.records import Article
    >>> read_matters((), Document(Article("a", ""), "", (), (), (), (), (), ()), {}, (), ()).market
    'none'
    """
    homes = [scene.words.index for scene in scenes]
    labels = tuple(kind.label for kind in kinds)
    values = [(money.min, money.max, money.currency) for money in document.moneys]
    figures, found_kinds = defaultdict(set), defaultdict(set)
    for home, value, label in zip(homes, values, labels, strict=False):
        figures[value].add(home)
        found_kinds[home].add(label)
    first = {value: min(sentences) for value, sentences in figures.items()}
    same = {value: frozenset(sentences) for value, sentences in figures.items()}
    quotes = sum(label in _QUOTED for label in labels) / max(1, len(labels))
    return Matters(
        kinds=labels,
        groups=tuple(_group(label, scene.amount.per) for label, scene in zip(labels, scenes, strict=True)),
        stands=tuple(STANDS[status.label] for status in statuses),
        figures=tuple(same[value] for value in values[: len(homes)]),
        led=tuple(first[value] < LEAD for value in values[: len(homes)]),
        found_kinds={home: frozenset(found) for home, found in found_kinds.items()},
        words={i: _telling(words) for i, words in read.items()},
        parties=_parties(document),
        headings=_headings(document),
        market="all" if quotes > _REPORT else "half" if quotes > _HALF else "some" if quotes else "none",
        lead=next((label for label, home in zip(labels, homes, strict=True) if home < LEAD), ""),
    )


def _group(label: str, per: str | None) -> str:
    return "quote" if label in _QUOTED and per in _QUOTED_PER else GROUPS.get(label, "other")


def _telling(words: Words) -> frozenset[str]:
    return frozenset(t.lemma for t in words.tokens if t.pos in ("VERB", "NOUN") and len(t.lemma) >= _TELLING)


def _parties(document: Document) -> dict[int, frozenset[int]]:
    starts = [sentence.span.start for sentence in document.sentences]
    found = defaultdict(set)
    for number, party in enumerate(document.parties):
        for mention in party.mentions:
            found[max(0, bisect_right(starts, mention.span.start) - 1)].add(number)
    return {sentence: frozenset(parties) for sentence, parties in found.items()}


def _headings(document: Document) -> tuple[int, ...]:
    counted, found = 0, []
    for sentence in document.sentences:
        counted += bool(sentence.heading)
        found.append(counted)
    return tuple(found)


def carried_features(
    place: Place, scene: Scene, matters: Matters, weighed: Sequence[Place], dated: bool
) -> Iterator[str]:
    """What ties the sentence of a date to that of an amount elsewhere; `dated` is whether the latter has a date itself."""
    own, there, told, time = scene.words.index, place.sentence, place.told, place.time
    far = _distance(own - there)
    number, side = scene.number, "b" if there < own else "a"
    kind, group, stand = matters.kinds[number], matters.groups[number], matters.stands[number]
    figure = there in matters.figures[number]
    kinds = matters.found_kinds.get(there, frozenset())
    words, parties = (min(3, count) for count in matters.common(own, there))
    yield f"F:figure:{figure}:{far}"
    yield f"F:figure:{figure}:{told}:{side}"
    yield f"F:figure:{figure}:{time}"
    yield f"F:kind:{kind in kinds}:{bool(kinds)}:{far}"
    yield f"F:kind:{kind in kinds}:{group}:{side}"
    yield f"F:kind:{kind in kinds}:{told}:{side}"
    yield f"F:words:{words}:{far}"
    yield f"F:parties:{min(2, parties)}:{min(2, words)}:{side}"
    yield f"F:far:{far}:{dated}:{group}"
    yield f"F:far:{far}:{told}:{place.kind}"
    yield f"F:far:{far}:{stand}:{time}"
    low, high = min(own, there), max(own, there)
    between = sum(
        low < other.sentence < high and not other.inside and other.told in ("plain", "act") for other in weighed
    )
    yield f"F:between:{min(2, between)}:{far}"
    yield f"F:between:{min(2, between)}:{dated}:{side}"
    if there > 1 and matters.headings[there] != matters.headings[own]:
        yield f"F:heading:{side}"
    if there < LEAD:
        yield f"F:lead:{own >= LEAD and matters.led[number]}:{there}:{told}"
        yield f"F:lead:{there}:{group}:{place.kind}"
        yield f"F:lead:{there}:{stand}:{told}"


def _distance(back: int) -> str:
    """The class of a distance in sentences: how far back a date stands, or how far ahead."""
    if back < 0:
        return "ahead" if back == -1 else "ahead+"
    return "1" if back == 1 else "2" if back == 2 else "4" if back <= 4 else "more"


def quote_features(place: Place, scene: Scene, matters: Matters, side: str) -> Iterator[str]:
    """Whether the date is that of a market report, for a quote in it, and whether the lead is about such amounts."""
    lead, number = place.sentence < LEAD, scene.number
    about = matters.lead == matters.kinds[number]
    if matters.groups[number] == "quote":
        yield f"Q:{matters.market}:{side}:{lead}:{place.kind}"
        yield f"Q:{matters.market}:{matters.lead in _QUOTED}:{lead}:{side}"
    yield f"L:{about}:{lead}:{side}:{place.told}"
    yield f"L:{about}:{lead}:{side}:{matters.groups[number]}"
