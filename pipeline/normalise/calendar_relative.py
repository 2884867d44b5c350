"""Senses that count from somewhere: from the day of writing, from a time the text has told, or from nowhere (durations).

The parts of a mention and a `Reference` enter, a `Reading` leaves; None when nothing is there to count from. Start with
`SENSES` at the foot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from pipeline.normalise import calendar, calendar_fiscal
from pipeline.normalise.calendar import Period
from pipeline.normalise.calendar_absolute import Parts, edge
from pipeline.normalise.calendar_reading import Reading, Reference, duration, number, of

#: Companies report the year until the end of March.
_REPORTED_UNTIL = 3
#: Which way a length reaches from the day of writing by what stands before it ("by", "depuis une semaine").
_TOWARD = {"deadline": "1", "since": "-1"}
#: Units whose distance gives a day, by all the corpora: "three weeks ago" is that day three weeks before.
_DAY_LIKE = frozenset({"day", "week", "weekend", "hour", "minute", "second"})


def _with_part(at: date, parts: Parts, *, confidence: float = 1.0) -> Reading:
    """A day, or a part of it ("hier soir": 2025-06-17TEV)."""
    whole = calendar.day(at)
    value = f"{whole.value}T{parts['part']}" if "part" in parts else whole.value
    return Reading(value, whole, confidence=confidence)


def _weekday(parts: Parts, ref: Reference) -> Reading | None:
    """The last one, the article's own day included, unless "next" or the tense says otherwise."""
    wanted = int(parts["weekday"])
    if "follow" in parts:
        base = ref.day or ref.published
        if base is None:
            return None
        step = (wanted - base.isoweekday()) % 7 or 7
        return _with_part(calendar.add_days(base, step if parts["follow"] == "1" else step - 7 or -7), parts)
    if ref.published is None:
        return Reading(f"XXXX-WXX-{wanted}")
    back = (ref.published.isoweekday() - wanted) % 7
    rel = parts.get("rel")
    if rel == "-1":
        return _with_part(calendar.add_days(ref.published, -(back or 7)), parts)
    if rel == "1":
        return _with_part(calendar.add_days(ref.published, 7 - back), parts)
    future = parts.get("tense") in ("future", "alone") or parts.get("direction") in ("deadline", "from", "until")
    if parts.get("tense") == "alone" and "part" not in parts:
        return _with_part(calendar.add_days(ref.published, 7 - back), parts)
    if future and back and not (parts.get("tense") == "past" and parts.get("direction") != "deadline"):
        return _with_part(calendar.add_days(ref.published, 7 - back), parts)
    return _with_part(calendar.add_days(ref.published, -back), parts)


def _weekday_of_week(parts: Parts, ref: Reference) -> Reading | None:
    if ref.published is None:
        return None
    monday = calendar.period(calendar.shift(ref.published, int(parts["rel"]), "week"), "week").start
    return of(calendar.day(calendar.add_days(monday, int(parts["weekday"]) - 1)))


def _weekday_in_weeks(parts: Parts, ref: Reference) -> Reading | None:
    """ "lundi en huit": the Monday after the coming one."""
    if ref.published is None:
        return None
    coming = (int(parts["weekday"]) - ref.published.isoweekday()) % 7
    return of(calendar.day(calendar.add_days(ref.published, coming + 7 * int(parts["weeks"]))))


def _weekdays_from_now(parts: Parts, ref: Reference) -> Reading | None:
    if ref.published is None:
        return None
    step = (int(parts["weekday"]) - ref.published.isoweekday()) % 7 or 7
    count = number(parts.get("n"))
    days = step - 7 * (count + (step != 7) - 1) - 7 if "back" in parts else step + 7 * (count - 1)
    if "back" in parts:
        back = (ref.published.isoweekday() - int(parts["weekday"])) % 7 or 7
        days = -(back + 7 * (count - 1))
    return of(calendar.day(calendar.add_days(ref.published, days)))


def _after_next(parts: Parts, ref: Reference) -> Reading | None:
    """ "Friday after next", "March after next": the second one to come."""
    if ref.published is None:
        return None
    if "weekday" in parts:
        step = (int(parts["weekday"]) - ref.published.isoweekday()) % 7 or 7
        # within the running week "next" is the one of the week that follows
        step += 7 if step + ref.published.isoweekday() <= 7 else 0
        return of(calendar.day(calendar.add_days(ref.published, step)))
    month = int(parts["month"])
    year = ref.published.year + (1 if month > ref.published.month else 2)
    return of(calendar.period(date(year, month, 1), "month"))


def _relative_day(parts: Parts, ref: Reference) -> Reading | None:
    if ref.published is None:
        return None
    return _with_part(calendar.add_days(ref.published, int(parts["offset"])), parts)


def _anchored_day(parts: Parts, ref: Reference) -> Reading | None:
    base = ref.day or ref.published
    return _with_part(calendar.add_days(base, int(parts["offset"])), parts, confidence=0.8) if base else None


def _anchored_part(parts: Parts, ref: Reference) -> Reading | None:
    base = ref.day or ref.published
    return _with_part(base, parts, confidence=0.7) if base else Reading(f"T{parts['part']}")


def _relative_unit(parts: Parts, ref: Reference) -> Reading | None:
    """ "la semaine dernière", "this year", "the end of the month"."""
    if ref.published is None:
        return None
    unit, rel = parts["unit"], parts.get("rel")
    if unit == "weekend":
        return of(_weekend(ref.published, parts))
    found = calendar.period(calendar.shift(calendar.period(ref.published, unit).start, int(rel or 0), unit), unit)
    return edge(of(found), parts)


def _weekend(published: date, parts: Parts) -> Period:
    """The last one begun; the coming one by "next" or a future tense."""
    this = calendar.period(published, "weekend")
    last = this if this.start <= published else calendar.period(calendar.add_days(published, -7), "weekend")
    if parts.get("rel") == "1" or (parts.get("tense") == "future" and last.end < published):
        return calendar.period(calendar.add_days(last.start, 7), "weekend")
    if parts.get("rel") == "-1" and last.end >= published:
        return calendar.period(calendar.add_days(last.start, -7), "weekend")
    return last


def _year_to_date(_: Parts, ref: Reference) -> Reading | None:
    if ref.published is None:
        return None
    whole = calendar.year(ref.published.year)
    return Reading(whole.value, Period(whole.start, ref.published, "range", whole.value))


def _full_year(_: Parts, ref: Reference) -> Reading | None:
    """ "full-year profit": that of the year just over while it is being reported, else of the running one."""
    if ref.published is None:
        return None
    if ref.year_end is not None:
        years = (calendar_fiscal.fiscal_year(ref.published.year + step, ref.year_end) for step in (-2, -1, 0, 1))
        begun = [year for year in years if calendar.add_months(year.start, _REPORTED_UNTIL) <= ref.published]
        return of(begun[-1], basis="fiscal", confidence=0.6)
    return of(calendar.year(ref.published.year - (ref.published.month <= _REPORTED_UNTIL)), confidence=0.7)


def _season_years(parts: Parts, ref: Reference) -> Reading | None:
    """ "the 2024-25 season": July to June."""
    first = int(parts["year"])
    return Reading(f"{first}", Period(date(first, 7, 1), date(first + 1, 6, 30), "range", f"{first}"), basis="absolute")


def _follow_unit(parts: Parts, ref: Reference) -> Reading | None:
    """ "l'année suivante", "the previous year": beside the period that the text speaks of."""
    unit = parts["unit"]
    base = ref.period if unit in calendar.MONTHS else None
    base = base or ref.focus
    at = base.start if base else ref.published
    if at is None:
        return None
    if base and base.granularity == unit and calendar.period(base.start, unit) != base:
        return of(shifted(base, int(parts["follow"]), unit), basis="text", confidence=0.8)
    found = calendar.period(calendar.shift(at, int(parts["follow"]), unit), unit)
    return edge(of(found, basis="text" if base else "article", confidence=0.8), parts)


def shifted(whole: Period, count: int, unit: str) -> Period:
    """A period some units on that keeps its own size.

    >>> shifted(calendar.part_of_year(2025, 3, 3, "Q"), -1, "year").value
    '2024-Q3'
    """
    start = calendar.shift(whole.start, count, unit)
    if (
        whole.granularity in ("quarter", "half", "month", "year")
        and calendar.period(whole.start, whole.granularity) == whole
    ):
        return calendar.period(start, whole.granularity)
    end = calendar.shift(calendar.add_days(whole.end, 1), count, unit)
    return Period(start, calendar.add_days(end, -1), whole.granularity, _shifted_value(whole.value, count, unit))


def _shifted_value(value: str, count: int, unit: str) -> str:
    """The value with its years moved, where only years move."""
    if unit != "year" or not value[:4].isdigit():
        return ""
    return "/".join(f"{int(side[:4]) + count:04d}{side[4:]}" for side in value.split("/"))


def _same_unit(parts: Parts, ref: Reference) -> Reading | None:
    """ "the same period last year", "cette année-là": the period the text speaks of, or that of a year before."""
    base = ref.near or ref.report or ref.period or ref.focus
    if ref.open_quarters and "unit" not in parts and (base is None or base.granularity != "year"):
        return None
    if base is None:
        if ref.published is None or parts.get("years") != "-1":
            return None
        return of(calendar.year(ref.published.year - 1), confidence=0.5)
    if "unit" in parts and parts.get("years", "0") == "0":
        return of(calendar.period(base.start, parts["unit"]), basis="text", confidence=0.8)
    years = int(parts.get("years", "0"))
    if "year" in parts:
        years = int(parts["year"]) - base.start.year
    return of(shifted(base, years, "year"), basis="text", confidence=0.8)


def _distance(parts: Parts, ref: Reference, sign: int, base: date | None) -> Reading | None:
    count, unit = parts.get("n", "X"), parts["unit"]
    if count == "X":
        return Reading(duration("X", unit), None)
    if base is None:
        return None
    if unit == "decade":
        count, unit = str(float(count) * 10), "year"
    if float(count) != int(float(count)):
        months = float(count) * calendar.MONTHS.get(unit, 0)
        if not months:
            return Reading(duration(count, unit), None)
        count, unit = str(int(months)), "month"
    at = calendar.shift(base, sign * number(count), unit)
    return of(calendar.day(at) if unit in _DAY_LIKE else calendar.period(at, unit))


def _ago(parts: Parts, ref: Reference) -> Reading | None:
    return _distance(parts, ref, -1, ref.published)


def _ahead(parts: Parts, ref: Reference) -> Reading | None:
    """ "dans deux ans"; but "its lowest level in two years" is a length."""
    if parts.get("tense") == "past":
        return Reading(duration(parts.get("n", "X"), parts["unit"]), None)
    return _distance(parts, ref, 1, ref.published)


def _earlier(parts: Parts, ref: Reference) -> Reading | None:
    """ "un an plus tôt", "a year earlier": the same period as the one told, so much earlier."""
    base_period = ref.near or ref.report or ref.period
    if parts["unit"] in calendar.MONTHS and base_period is not None and parts.get("n", "X") != "X":
        count = number(parts["n"])
        if base_period.granularity != "month" or parts["unit"] in ("year", "month"):
            return of(shifted(base_period, -count, parts["unit"]), basis="text", confidence=0.8)
    base = ref.day if parts["unit"] in _DAY_LIKE else None
    return _distance(parts, ref, -1, base or ref.published)


def _later(parts: Parts, ref: Reference) -> Reading | None:
    base = ref.focus.start if ref.focus else ref.published
    return _distance(parts, ref, 1, base)


def _duration(parts: Parts, ref: Reference) -> Reading | None:
    """A length of time; an interval only when it reaches from or to the day of writing."""
    count, unit = parts.get("n_2", parts.get("n", "X")), parts["unit"]
    if parts.get("half") == "1" and count != "X":
        count = f"{float(count) + 0.5:g}"
    value = duration(count, unit)
    toward = parts.get("dir") or _TOWARD.get(parts.get("direction", ""))
    if toward is None or ref.published is None or unit in ("hour", "minute", "second"):
        return Reading(value, None)
    if count == "X":
        open_sided = Period(ref.published, ref.published, "range", value)
        return Reading(value, open_sided, mod="OPEN", confidence=0.6)
    start = end = ref.published
    whole = number(count) if float(count) == int(float(count)) else None
    if whole is None:
        whole, unit = int(float(count) * calendar.MONTHS.get(unit, 1)), "month" if unit in calendar.MONTHS else unit
    if toward == "1":
        end = calendar.shift(end, whole, unit)
        if unit in calendar.MONTHS:  # "the next four years" begin today and are over the day before
            end = calendar.add_days(end, -1)
    else:
        start = calendar.shift(start, -whole, unit)
    return Reading(value, Period(start, end, "week" if (unit, whole) == ("week", 1) else "range", value))


def _term(parts: Parts, _: Reference) -> Reading | None:
    return Reading(parts["value"], None, basis="absolute")


def _frequency(parts: Parts, ref: Reference) -> Reading | None:
    """ "weekly"; a quarterly figure is that of the last quarter over."""
    if parts["value"] != "P3M" or ref.published is None:
        return _term(parts, ref)
    if ref.open_quarters:
        return _term(parts, ref)
    over = calendar.period(calendar.add_months(ref.published.replace(day=1), -3), "quarter")
    return Reading(parts["value"], over, basis="article", confidence=0.5)


def _each_unit(parts: Parts, _: Reference) -> Reading | None:
    return Reading(duration(parts.get("n", "1"), parts["unit"]).replace("P1Q", "P3M"), None, basis="absolute")


def _each_weekday(parts: Parts, _: Reference) -> Reading | None:
    return Reading(f"XXXX-WXX-{parts['weekday']}", None, basis="absolute")


def _vague(parts: Parts, _: Reference) -> Reading | None:
    return Reading(parts["ref"], None)


def _clock(parts: Parts, ref: Reference) -> Reading | None:
    """A time of day, on the day the text speaks of."""
    hour = parts.get("hour", parts.get("hhmm", "0")[:2])
    minute = parts.get("minute", parts.get("hhmm", "0000")[2:] if "hhmm" in parts else "0")
    shown = number(hour) % 12 + 12 * (parts["ampm"] == "pm") if "ampm" in parts else number(hour)
    zone = "Z" if parts.get("zone") == "Z" else ""
    base = ref.day or ref.published
    clock = f"T{shown:02d}:{number(minute, 0):02d}{zone}"
    return Reading(f"{base.isoformat() if base else 'XXXX-XX-XX'}{clock}", calendar.day(base) if base else None)


SENSES: Mapping[str, Callable[[Parts, Reference], Reading | None]] = {
    "weekday": _weekday,
    "weekday-of-week": _weekday_of_week,
    "weekday-in-weeks": _weekday_in_weeks,
    "weekdays-from-now": _weekdays_from_now,
    "after-next": _after_next,
    "relative-day": _relative_day,
    "anchored-day": _anchored_day,
    "anchored-part": _anchored_part,
    "relative-unit": _relative_unit,
    "year-to-date": _year_to_date,
    "full-year": _full_year,
    "season-years": _season_years,
    "follow-unit": _follow_unit,
    "same-unit": _same_unit,
    "ago": _ago,
    "ahead": _ahead,
    "earlier": _earlier,
    "later": _later,
    "duration": _duration,
    "term": _term,
    "each-unit": _each_unit,
    "each-weekday": _each_weekday,
    "frequency": _frequency,
    "vague": _vague,
    "clock": _clock,
}
