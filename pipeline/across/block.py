"""Which facts a telling is compared with: those that share a party (or a described object) and are of about its size.

Tellings enter, keys and the numbers of facts leave. Every key keeps its latest facts alone, so that the cost per telling has
a bound whatever the number of articles. Start with `Blocks`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from datetime import date
from math import floor, log

from pipeline.across.figures import Figure
from pipeline.across.telling import Telling
from pipeline.normalise.rates import convert

#: Facts that a key keeps, the latest: the bids and share prices of one takeover in gold/timelines are 16 facts of one size.
MOST = 32
#: Sizes fall into steps of 12 %: figures that match lie in one step or in two neighbouring ones: they differ by 5 % at most.
STEP = log(1.12)

#: The unit of figures whose currency was read from a bare word; every figure is found under it.
UNSURE = "any"

Key = tuple[Hashable, str, int]


class Blocks:
    """Facts by the keys of their tellings."""

    def __init__(self) -> None:
        self._facts: dict[Key, deque[int]] = {}

    def add(self, fact: int, keys: tuple[Key, ...]) -> None:
        for key in keys:
            held = self._facts.setdefault(key, deque(maxlen=MOST))
            if fact not in held:
                held.append(fact)

    def candidates(self, telling: Telling) -> list[int]:
        """The numbers of the facts that share a key with a telling, in order."""
        found: set[int] = set()
        for anchor, unit, step in keys_of(telling):
            for near in (-1, 0, 1):
                found.update(self._facts.get((anchor, unit, step + near), ()))
        return sorted(found)


def keys_of(telling: Telling) -> tuple[Key, ...]:
    """The keys of a telling: each party or object that it names, with each size that its figure has."""
    anchors: list[Hashable] = [*sorted(telling.known), *(("object", words) for words in sorted(telling.described))]
    anchors.append(("fact", telling.article, telling.row["fact_id"]))
    steps = sizes(telling.figure)
    return tuple((anchor, unit, step) for anchor in anchors for unit, step in steps)


def sizes(figure: Figure) -> list[tuple[str, int]]:
    """The steps into which the ends of a figure fall, in its currency and in euros."""
    found: list[tuple[str, int]] = []
    for end in dict.fromkeys(end for end in (figure.low, figure.high) if end is not None):
        found += [(figure.currency, _step(float(end))), (UNSURE, _step(float(end)))]
        there = convert(end, figure.currency, "EUR", figure.day or date.max)
        if there is not None:
            found.append(("in EUR", _step(float(there))))
    return list(dict.fromkeys(found))


def _step(value: float) -> int:
    return floor(log(value) / STEP) if value > 0 else 0
