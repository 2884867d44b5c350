"""The facts of a matter → where their bars and marks stand in a drawing, in percent of its width.

Percent, so that the same drawing fits a wide window, a narrow one and paper. Start with `drawing_of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from pipeline.normalise.written import written_day, written_interval
from pipeline.timeline.shown import FactView, MatterView, Step

#: Marks keep clear of the edges, so that several of one day have room beside each other.
MARGIN = 8.0  # percent
#: Bars leave room for the arrow of "at least".
LONGEST = 86.0  # percent
ARROW = 12.0  # percent
#: Marks nearer than this would cover each other in a narrow window; they are set beside each other.
NEAR = 4.0  # percent
BESIDE = 15  # pixels
#: Ticks of the time axis: as many as a narrow window can label.
MOST_TICKS = 4
TICK_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)


@dataclass(frozen=True, slots=True)
class Bar:
    """An amount: `sure` from zero to its lower bound, `open` from there to its upper one, which may be open too."""

    sure: float
    open: float
    endless: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A status told on a day. `shift` sets it beside others of about the same day, in pixels."""

    x: float
    shift: float
    step: Step


@dataclass(frozen=True, slots=True)
class Lane:
    """The drawing of one fact. `line` goes from its first telling to its last."""

    fact: FactView
    bar: Bar
    line: tuple[float, float] | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing of a matter."""

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, str], ...]
    tellings: int
    units: int  # scales of the bars


def drawing_of(matter: MatterView, language: str) -> Drawing:
    """Where everything of a matter stands.

    >>> drawing_of(MatterView("m", "Aid: Belvia", ()), "en")
    Drawing(lanes=(), ticks=(), tellings=0, units=0)
    """
    steps = [step for fact in matter.facts for step in fact.steps]
    days = [step.day for step in steps if step.day]
    first, last = min(days, default=date.min), max(days, default=date.min)
    tops = {fact.unit: Decimal(0) for fact in matter.facts}
    for fact in matter.facts:
        tops[fact.unit] = max(tops[fact.unit], abs(fact.low or Decimal(0)), abs(fact.high or Decimal(0)))
    lanes = tuple(_lane(fact, tops[fact.unit], first, last) for fact in matter.facts)
    ticks = tuple(_ticks(first, last, language)) if days else ()
    return Drawing(lanes, ticks, len(steps), len(tops))


def _lane(fact: FactView, top: Decimal, first: date, last: date) -> Lane:
    marks = tuple(_marks(fact.steps, first, last))
    return Lane(fact, _bar(fact, top), (marks[0].x, marks[-1].x) if marks else None, marks)


def _bar(fact: FactView, top: Decimal) -> Bar:
    """The bar of a fact, on one scale with every fact of its unit, the largest of which is `top`."""
    low, high = _length(fact.low or Decimal(0), top), _length(fact.high or Decimal(0), top)
    if fact.high is None:
        return Bar(low, ARROW, True)
    return Bar(low, max(high - low, 0.0), False)


def _length(amount: Decimal, top: Decimal) -> float:
    return round(float(abs(amount) / top) * LONGEST, 2) if top else 0.0


def _place(day: date, first: date, last: date) -> float:
    """Where a day stands; a matter told on one day stands in the middle.

    >>> _place(date(2025, 1, 1), date(2025, 1, 1), date(2025, 1, 3)), _place(date.min, date.min, date.min)
    (8.0, 50.0)
    """
    if first == last:
        return 50.0
    return round(MARGIN + (100 - 2 * MARGIN) * ((day - first).days / (last - first).days), 2)


def _marks(steps: Sequence[Step], first: date, last: date) -> Iterator[Mark]:
    """A mark for each status of each day, those that would cover each other side by side around their place."""
    told: dict[tuple[date, str], Step] = {}
    for step in steps:
        if step.day:
            told.setdefault((step.day, step.status), step)
    placed = [(_place(day, first, last), step) for (day, _), step in sorted(told.items(), key=lambda item: item[0][0])]
    groups: list[list[tuple[float, Step]]] = []
    for x, step in placed:
        if groups and x - groups[-1][-1][0] < NEAR:
            groups[-1].append((x, step))
        else:
            groups.append([(x, step)])
    for group in groups:
        for number, (_, step) in enumerate(group):
            yield Mark(group[0][0], (number - (len(group) - 1) / 2) * BESIDE, step)


def _ticks(first: date, last: date, language: str) -> Iterator[tuple[float, str]]:
    """First days of months or years, as many as fit; of a shorter time its first and last day."""
    for months in TICK_MONTHS:
        days = list(_month_starts(first, last, months))
        if len(days) <= MOST_TICKS:
            break
    if len(days) < 2:
        for day in dict.fromkeys((first, last)):
            yield _place(day, first, last), written_day(day, language)
        return
    for day, after in pairwise([*days, date.max]):
        end = after if months % 12 == 0 else day.replace(day=2)
        yield _place(day, first, last), written_interval(day, end, "year" if months % 12 == 0 else "month", language)


def _month_starts(first: date, last: date, step: int) -> Iterator[date]:
    """The first day of every so many months between two days, counted from the year 0."""
    month = first.year * 12 + first.month - 1 + (first.day > 1)
    month += -month % step
    while month <= last.year * 12 + last.month - 1:
        yield date(month // 12, month % 12 + 1, 1)
        month += step
