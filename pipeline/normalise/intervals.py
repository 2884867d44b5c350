"""Two dates that make one interval, periods told by their first or last day, and the fiscal calendar that these tell.

The parts of a composed mention and a `Reference` enter, a `Reading` leaves; `fiscal_periods` reads all of an article's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from pipeline.normalise import calendar, calendar_absolute, calendar_relative
from pipeline.normalise.calendar import Period
from pipeline.normalise.calendar_absolute import Parts, full_year
from pipeline.normalise.calendar_reading import Reading, Reference, number
from pipeline.records import Article, DateMention

SENSES: Mapping[str, Callable[[Parts, Reference], Reading | None]] = {
    **calendar_absolute.SENSES,
    **calendar_relative.SENSES,
}
#: Retail calendars close on the Saturday nearest a month's end: a quarter that ends in the first days of a month has
#: thirteen weeks, one that ends late has three months (both conventions as the gold counts them).
_EARLY_CLOSE = 7
#: Characters between a quarter and the months that tell which it is, and the days that three months have.
_BESIDE, _QUARTER = 12, range(85, 96)


def _side(parts: Parts, side: str) -> dict[str, str]:
    return {name[2:]: value for name, value in parts.items() if name.startswith(f"{side}.")}


def interval(parts: Parts, ref: Reference) -> Reading | None:
    """From the first day of one date to the last of another; a first without year is the last one before the second."""
    a, b = _side(parts, "a"), _side(parts, "b")
    last = SENSES[b["sense"]](b, ref)
    if last is None or last.period is None:
        return None
    first = SENSES[a["sense"]](a, ref)
    if first is None or first.period is None:
        return None
    start, end = first.period.start, last.period.end
    if start > end and "year" in a and "year" not in b and b["sense"] in ("month", "day"):
        end = calendar.add_months(end, 12 * (start.year - end.year + (start.replace(year=end.year) > end)))
    elif start > end and "year" not in a:
        start = calendar.add_months(start, -12 * (start.year - end.year + (start.replace(year=end.year, day=1) > end)))
    if start > end:
        return None
    return Reading(f"{first.value}/{last.value}", Period(start, end, "range", ""), basis=last.basis)


def closing(parts: Parts, ref: Reference) -> Reading | None:
    """A period told by its last day: "the three months ended September 30", "l'exercice clos fin août 2019"."""
    told = _side(parts, "a")
    last = SENSES[told["sense"]](told, ref)
    if last is None or last.period is None:
        return None
    unit, count = parts["unit"], number(parts.get("n"))
    if "opens" in parts:
        return _opening(last.period.start, unit)
    end = last.period.end
    if unit in calendar.MONTHS and end.day <= _EARLY_CLOSE and calendar.MONTHS[unit] * count % 3 == 0:
        start = calendar.add_days(end, 1 - 91 * calendar.MONTHS[unit] * count // 3)
    else:
        start = calendar.shift(calendar.add_days(end, 1), -count, unit)
    size = calendar.MONTHS.get(unit, 0) * count
    granularity = {1: "month", 3: "quarter", 6: "half", 12: "year"}.get(
        size, "week" if (unit, count) == ("week", 1) else "range"
    )
    return Reading(f"{start}/{end}", Period(start, end, granularity, f"{start}/{end}"), basis="fiscal")


def _opening(start: date, unit: str) -> Reading:
    """A period told by its first day: "fiscal 2010, which begins October 1"."""
    end = calendar.add_days(calendar.shift(start, 1, unit), -1)
    return Reading(f"{start}/{end}", Period(start, end, unit, f"{start}/{end}"), basis="fiscal")


def _outermost(dates: Sequence[DateMention]) -> Iterator[DateMention]:
    """The mentions that lie in no other."""
    end = 0
    for mention in sorted(dates, key=lambda each: (each.span.start, -each.span.end)):
        if mention.span.end > end:
            end = mention.span.end
            yield mention


def _quarter_by_its_months(dates: Sequence[DateMention], article: Article) -> Iterator[tuple[tuple[str, int], Period]]:
    """Quarters told with their months beside them: "the October-December third quarter"."""
    for first, second in pairwise(_outermost(dates)):
        sides = [dict(mention.parts) for mention in (first, second)]
        quarter = next(
            (parts["quarter"] for parts in sides if "quarter" in parts and parts["sense"] != "closing"), None
        )
        months = next((parts for parts in sides if parts["sense"] == "interval"), None)
        if quarter is None or months is None or not 0 <= second.span.start - first.span.end <= _BESIDE:
            continue
        reading = interval(months, Reference(article.published))
        if reading and reading.period and reading.period.days in _QUARTER and int(quarter) > 0:
            yield ("quarter", int(quarter)), replace(reading.period, granularity="quarter")


def fiscal_periods(dates: Sequence[DateMention], article: Article) -> dict[tuple[str, int], Period]:
    """Quarters and years whose last day the article tells, so that its other mentions of them mean the same days."""
    found = dict(_quarter_by_its_months(dates, article))
    for mention in dates:
        parts = dict(mention.parts)
        if parts["sense"] != "closing":
            continue
        reading = closing(parts, Reference(article.published))
        if reading is None or reading.period is None:
            continue
        for unit in ("quarter", "half"):
            if unit in parts:
                found.setdefault((unit, int(parts[unit])), reading.period)
        if parts["unit"] == "year":
            told = full_year(parts["year"], article.published) if "year" in parts else reading.period.end.year
            found.setdefault(("year", told), reading.period)
    return found
