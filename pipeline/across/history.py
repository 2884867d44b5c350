"""A fact and its tellings → its history: kind, main telling, figure, statuses in order, when it happened.

Facts enter; one `History` each leaves, on which the relations and the table rest. Start with `history_of`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.across.figures import Figure
from pipeline.across.same import Fact, Join
from pipeline.across.telling import NONE, Telling
from pipeline.records import ROLES


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What is known of a fact. `since` to `when` are the days it belongs to in its matter: of the event if that is past, else
    of the first telling."""

    number: int
    tellings: tuple[Telling, ...]
    joins: tuple[Join, ...]
    main: Telling
    kind: str
    roles: tuple[frozenset[str], ...]
    described: frozenset[str]
    known: frozenset[str]
    since: date
    when: date
    statuses: tuple[tuple[str, Telling], ...]

    @property
    def first(self) -> Telling:
        return self.tellings[0]

    @property
    def figure(self) -> Figure:
        return self.main.figure

    @property
    def status(self) -> str:
        return self.statuses[-1][0]

    @property
    def named(self) -> frozenset[str]:
        return frozenset().union(*self.roles)

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(str(told.row["language"]) for told in self.tellings)

    def status_on(self, day: date) -> str:
        """The status as told before a day; the first one when nothing was told before."""
        before = [status for status, telling in self.statuses if telling.day < day]
        return before[-1] if before else self.statuses[0][0]


def history_of(fact: Fact) -> History:
    """The history of a fact."""
    tellings = tuple(fact.tellings)
    main = max(tellings, key=_fullness)
    kinds = Counter(telling.kind for telling in tellings)
    most = max(kinds.values())
    kind = main.kind if kinds[main.kind] == most else min(k for k, n in kinds.items() if n == most)
    statuses: list[tuple[str, Telling]] = []
    for telling in tellings:
        if telling.converts is None and (not statuses or statuses[-1][0] != telling.status):
            statuses.append((telling.status, telling))
    return History(
        fact.number,
        tellings,
        tuple(fact.joins),
        main,
        kind,
        tuple(frozenset(role) or NONE for role in fact.roles),
        frozenset(fact.described) or NONE,
        frozenset(fact.known),
        *_when(tellings, main),
        tuple(statuses or [(main.status, main)]),
    )


def _fullness(telling: Telling) -> tuple[int, int, int, int]:
    """How much a telling tells; of two that tell as much, the earlier."""
    row = telling.row
    roles = sum(bool(row[role]) for role in ROLES)
    told = 2 * roles + (row["date_start"] is not None or row["date_end"] is not None) + (row["source_kind"] != "none")
    exact = row["amount_min"] is not None and row["amount_max"] is not None
    return int(telling.converts is None), told, int(exact), -telling.number


def _when(tellings: Sequence[Telling], main: Telling) -> tuple[date, date]:
    """The days of the event when it is told as past, else the day of the first telling."""
    first = tellings[0].day
    for telling in (main, *tellings):
        if telling.start and telling.end:
            return (telling.start, telling.end) if telling.end < first else (first, first)
    return first, first
