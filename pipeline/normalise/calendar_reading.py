"""What a date mention is read against, and what reading it gives: the two records that the senses share.

A `Reference` enters every sense of `calendar_absolute` and `calendar_relative`, a `Reading` (or None) leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.normalise.calendar import Period

#: Letters of TIMEX3 for the units of a duration, and how many of them one unit makes.
UNITS = {
    "second": ("T", "S", 1), "minute": ("T", "M", 1), "hour": ("T", "H", 1), "day": ("", "D", 1), "week": ("", "W", 1),
    "weekend": ("", "WE", 1), "month": ("", "M", 1), "quarter": ("", "Q", 1), "half": ("", "M", 6), "year": ("", "Y", 1),
    "decade": ("", "Y", 10), "century": ("", "Y", 100),
}  # fmt: skip
#: Letters for an unknown number of them: "decades" are no multiple of ten years.
VAGUE = {"decade": "PXDE", "century": "PXCE", "half": "PX6M"}


@dataclass(frozen=True, slots=True)
class Reference:
    """The day of writing and the times that the text has spoken of before the mention."""

    published: date | None
    focus: Period | None = None  # the last date of the text, of any size
    day: date | None = None  # the last single day
    period: Period | None = None  # the last month, quarter, half, year or fiscal period
    near: Period | None = None  # the same, as long as its sentence lasts
    report: Period | None = None  # the last quarter, half or fiscal period: what results are compared over
    fiscal: Mapping[tuple[str, int], Period] = field(default_factory=dict)  # periods whose last day the article tells
    year_end: int | None = None  # the month in which the article's fiscal years end, where that is not December
    open_quarters: bool = False  # the article counts in fiscal quarters and does not tell their last days (ruling 24)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, and its interval where it has one."""

    value: str
    period: Period | None = None
    mod: str | None = None
    basis: str = "article"
    confidence: float = 1.0


def of(period: Period, *, basis: str = "article", mod: str | None = None, confidence: float = 1.0) -> Reading:
    """The reading of a plain period."""
    return Reading(period.value, period, mod, basis, confidence)


def number(text: str | None, default: int = 1) -> int:
    """A whole number of a part.

    >>> number("1.5"), number(None, 3), number("X", 2)
    (1, 3, 2)
    """
    try:
        return int(float(text)) if text else default
    except ValueError:
        return default


def duration(count: str, unit: str) -> str:
    """The TIMEX3 value of a duration.

    >>> duration("24", "month"), duration("X", "year"), duration("0.5", "hour"), duration("2", "decade")
    ('P24M', 'PXY', 'PT30M', 'P20Y')
    >>> duration("30.4", "second")
    'PT30.4S'
    """
    time, letter, size = UNITS[unit]
    if count == "X":
        return VAGUE.get(unit, f"P{time}X{letter}")
    amount = float(count) * size
    if amount != int(amount):
        finer = {"year": ("month", 12), "hour": ("minute", 60), "day": ("hour", 24), "month": ("day", 30)}.get(unit)
        if finer and amount * finer[1] == int(amount * finer[1]):
            return duration(str(int(amount * finer[1])), finer[0])
    return f"P{time}{amount:g}{letter}"
