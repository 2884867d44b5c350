"""Senses that name a place in the calendar: days, months, quarters, halves, years, seasons, feasts.

The parts of a mention and a `Reference` enter, a `Reading` leaves; None when the calendar has no such day or the
article has no date to supply the year. Start with `SENSES` at the foot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pipeline.normalise import calendar, calendar_fiscal
from pipeline.normalise.calendar import Period
from pipeline.normalise.calendar_reading import Reading, Reference, number, of

Parts = Mapping[str, str]
#: A year of two figures is of the century that brings it closest to the article, no more than so many years ahead.
_SHORT_YEAR_AHEAD = 20
#: Without an article date a year of two figures is read from here.
_NOW = 2025
#: A date so close to the article's is that day, even under a wrong weekday (proofs are hasty: "lundi 9 juillet" on a Tuesday).
_CLOSE = 3
#: What lies further back than so many days is told with its year: "le 15 septembre" written in August is to come.
_WITHOUT_YEAR = 300
#: A period that ended so many days ago is still the one that a result or forecast speaks of.
_FRESH = 135


def full_year(text: str, published: date | None) -> int:
    """A year of two or four figures.

    >>> full_year("98", date(1999, 5, 23)), full_year("14", date(2013, 2, 12)), full_year("2027", None)
    (1998, 2014, 2027)
    """
    value = int(text)
    if len(text) != 2:
        return value
    now = published.year if published else _NOW
    century = now // 100 * 100
    return value + century if value + century <= now + _SHORT_YEAR_AHEAD else value + century - 100


def year_of(parts: Parts, ref: Reference) -> int | None:
    """The year that a mention tells, in figures or by "last" and "next"."""
    if "year" in parts:
        return full_year(parts["year"], ref.published)
    if "year_rel" in parts and ref.published:
        return ref.published.year + int(parts["year_rel"])
    return None


def choose(options: Sequence[Period], parts: Parts, published: date) -> Period:
    """The one of several like periods that a mention without a year speaks of.

    "last" and "next" decide; else the tense: what is told is the last one begun, what is to come the next one not over.
    Without a tense it is the nearest; a date that stands all alone is announced, not told.
    """
    begun = [option for option in options if option.start <= published]
    ahead = [option for option in options if option.end >= published]
    if parts.get("rel") == "-1":
        over = [option for option in options if option.end < published] or begun or options[:1]
        return over[-1]
    if parts.get("rel") == "1":
        after = [option for option in options if option.start > published] or ahead or options[-1:]
        return after[0]
    tense = parts.get("tense")
    if parts.get("direction") == "deadline" and tense != "past":
        tense = "future"
    if tense == "past" and begun and (published - begun[-1].end).days <= _WITHOUT_YEAR:
        return begun[-1]
    if tense in ("future", "past", "alone") and ahead:
        return ahead[0]
    return min(options, key=lambda option: (_distance(option, published), option.start))


def _distance(option: Period, published: date) -> int:
    if option.start > published:
        return (option.start - published).days
    return max((published - option.end).days, 0)


def _day(parts: Parts, ref: Reference) -> Reading | None:
    if "month" not in parts:
        return _day_of_month(parts, ref)
    month, number_ = int(parts["month"]), int(parts["day"])
    told = year_of(parts, ref)
    if told is not None:
        at = calendar.make_day(told, month, number_)
        return of(calendar.day(at), basis="absolute") if at else None
    if ref.published is None:
        return Reading(f"XXXX-{month:02d}-{number_:02d}") if calendar.make_day(2024, month, number_) else None
    years = range(ref.published.year - 5, ref.published.year + 5)
    days = [at for y in years if (at := calendar.make_day(y, month, number_))]
    if not days:
        return None
    near = [at for at in days if abs(at.year - ref.published.year) <= 1] or days
    close = [at for at in days if abs((at - ref.published).days) <= _CLOSE]
    if "weekday" in parts and not close:
        near = [at for at in near if at.isoweekday() == int(parts["weekday"])] or near
    return of(choose([calendar.day(at) for at in near], parts, ref.published))


def _day_of_month(parts: Parts, ref: Reference) -> Reading | None:
    """ "le 16", "on the 15th": of the month of the article or of one beside it."""
    if ref.published is None:
        return None
    options = []
    for step in range(-8, 9):
        first = calendar.add_months(ref.published.replace(day=1), step)
        at = calendar.make_day(first.year, first.month, int(parts["day"]))
        if at and ("weekday" not in parts or at.isoweekday() == int(parts["weekday"])):
            options.append(calendar.day(at))
    return of(choose(options, parts, ref.published), confidence=0.8) if options else None


def _day_of_month_told(parts: Parts, ref: Reference) -> Reading | None:
    if ref.published is None:
        return None
    first = calendar.add_months(ref.published.replace(day=1), int(parts["rel"]))
    at = calendar.make_day(first.year, first.month, int(parts["day"]))
    return of(calendar.day(at)) if at else None


def _month(parts: Parts, ref: Reference) -> Reading | None:
    month = int(parts["month"])
    told = year_of(parts, ref)
    if told is None and ref.published is None:
        return Reading(f"XXXX-{month:02d}")
    if told is not None:
        found, basis = calendar.period(date(told, month, 1), "month"), "absolute"
    else:
        assert ref.published is not None
        years = range(ref.published.year - 1, ref.published.year + 2)
        found = choose([calendar.period(date(y, month, 1), "month") for y in years], parts, ref.published)
        basis = "article"
    return edge(of(found, basis=basis), parts)


def _year(parts: Parts, ref: Reference) -> Reading | None:
    told = full_year(parts["year"], ref.published)
    if told < 1:
        return None
    fiscal = ref.fiscal.get(("year", told))
    if "fiscal" in parts and fiscal is None and ref.year_end is not None:
        fiscal = calendar_fiscal.fiscal_year(told, ref.year_end)
    if "fiscal" in parts and fiscal:
        return Reading(f"{told:04d}", fiscal, basis="fiscal")
    return edge(of(calendar.year(told), basis="absolute"), parts)


def _fiscal_span(parts: Parts, ref: Reference) -> Reading | None:
    """ "FY 23-24": a year that lies in two; it has days where its last month is known."""
    first, last = full_year(parts["year"], ref.published), parts["year_2"]
    if (first + 1) % 100 != int(last[-2:]):
        return None
    closes = ref.year_end or number(parts.get("closes"), 0)
    whole = calendar_fiscal.span(first, closes) if closes else None
    return Reading(f"{first + 1:04d}", whole, basis="fiscal", confidence=0.6)


def edge(reading: Reading, parts: Parts) -> Reading:
    """A reading narrowed by "early", "mid-", "late", "the end of" (ruling 18); its value stays the period's own.

    Of a year, its first quarter, its middle half, its last quarter; of a month the whole. "The end of" in the sense of
    the last day is `close`, "the start of" the first one `open`; "earlier" and "later this year" are of the whole year.
    """
    side, whole = parts.get("edge"), reading.period
    if side is None or whole is None:
        return reading
    mod = {"start": "START", "open": "START", "earlier": "START", "mid": "MID"}.get(side, "END")
    narrowed = whole
    if side == "open" and whole.granularity in ("month", "quarter", "half", "year"):
        narrowed = calendar.day(whole.start)
    elif side in ("earlier", "later"):
        narrowed = whole
    elif side == "close" and whole.granularity in ("month", "quarter", "half", "year"):
        narrowed = calendar.day(whole.end)
    elif whole.granularity == "year":
        first = {"start": 1, "mid": 4, "end": 10}[side]
        narrowed = calendar.months(date(whole.start.year, first, 1), 6 if side == "mid" else 3)
    return Reading(reading.value, narrowed, mod, reading.basis, reading.confidence)


def _part_of_year(parts: Parts, ref: Reference) -> Reading | None:
    """A quarter or a half: of the year told, else the one that the article's date makes likely."""
    unit, size, letter = ("quarter", 3, "Q") if "quarter" in parts else ("half", 6, "H")
    index = int(parts[unit])
    index = 12 // size + 1 + index if index < 0 else index
    if not 1 <= index <= 12 // size:
        return None
    told = year_of(parts, ref)
    if told is None and (closed := ref.fiscal.get((unit, index))):
        return Reading(f"{closed.end.year:04d}-{letter}{index}", closed, basis="fiscal")
    if ref.year_end is not None and (told is None or "fiscal" in parts) and (told or ref.published):
        return _fiscal_part(unit, index, told, parts, ref)
    if told is not None:
        found = calendar.part_of_year(told, index, size, letter)
        basis = "absolute"
    elif ref.published is not None:
        years = range(ref.published.year - 1, ref.published.year + 2)
        found = _reported([calendar.part_of_year(y, index, size, letter) for y in years], parts, ref.published)
        basis = "article"
    else:
        return Reading(f"XXXX-{letter}{index}")
    if "fiscal" in parts or (
        told is None and ref.open_quarters
    ):  # ruling 24: a fiscal quarter of an unknown calendar has no days
        return Reading(found.value, None, basis="fiscal", confidence=0.5)
    return of(found, basis=basis)


def _fiscal_part(unit: str, index: int, told: int | None, parts: Parts, ref: Reference) -> Reading:
    """A quarter or half of fiscal years whose last month the article tells."""
    around = ref.published.year if ref.published else 0
    years = range(around - 2, around + 3) if told is None else (told,)
    options = calendar_fiscal.fiscal_parts(index, unit, years, ref.year_end or 0)
    found = options[0] if told is not None or ref.published is None else _reported(options, parts, ref.published)
    return of(found, basis="fiscal", confidence=0.8)


def _reported(options: Sequence[Period], parts: Parts, published: date) -> Period:
    """The last one begun, unless the text speaks of what is to come and that one has long been over."""
    if parts.get("rel"):
        return choose(options, parts, published)
    begun = [option for option in options if option.start <= published]
    if parts.get("tense") == "alone":
        return next(option for option in options if option.start.year == published.year)
    if parts.get("tense") == "future" and begun and (published - begun[-1].end).days > _FRESH:
        return choose(options, {**parts, "tense": "future"}, published)
    ahead = [option for option in options if option.start > published]
    if (
        begun
        and ahead
        and parts.get("tense") == "future"
        and _distance(ahead[0], published) < _distance(begun[-1], published)
    ):
        return ahead[0]
    return begun[-1] if begun else options[0]


def _months_of_year(parts: Parts, ref: Reference) -> Reading | None:
    """ "les neuf premiers mois de 2024", "the last four months of the year"."""
    count = number(parts.get("n"))
    if not 1 <= count <= 12:
        return None
    told = year_of(parts, ref)
    if told is None and ref.published is None:
        return Reading(f"P{count}M")
    from_end = parts.get("which") == "-1"
    if told is None and ref.year_end is not None and ref.published is not None:
        return _months_of_fiscal_year(count, from_end, parts, ref)
    if told is None:
        assert ref.published is not None
        told = ref.published.year
        over = calendar.months(date(told, 1, 1), count).end
        if not from_end and over > ref.published and parts.get("tense") != "future":
            told -= 0 if (over - ref.published).days < 45 else 1
    first = date(told, 13 - count if from_end else 1, 1)
    return of(calendar.months(first, count))


def _months_of_fiscal_year(count: int, from_end: bool, parts: Parts, ref: Reference) -> Reading:
    """The first or last months of the fiscal year that the article reports."""
    assert ref.published is not None and ref.year_end is not None
    options = []
    for year in range(ref.published.year - 2, ref.published.year + 3):
        whole = calendar_fiscal.fiscal_year(year, ref.year_end)
        first = calendar.add_months(whole.start, 12 - count if from_end else 0)
        options.append(calendar.months(first, count))
    over = [option for option in options if (ref.published - option.end).days >= 0]
    found = choose(options, parts, ref.published) if parts.get("tense") == "future" else (over or options)[-1]
    return of(found, basis="fiscal", confidence=0.8)


def _season(parts: Parts, ref: Reference) -> Reading | None:
    told = year_of(parts, ref)
    letters = parts["season"]
    if told is not None:
        return of(calendar.season(told, letters), basis="absolute")
    if ref.published is None:
        return Reading(f"XXXX-{letters}")
    years = range(ref.published.year - 1, ref.published.year + 2)
    return of(choose([calendar.season(y, letters) for y in years], parts, ref.published), confidence=0.7)


def _feast(year: int, name: str) -> date | None:
    """The day of a feast: `12-25` is fixed, `11-T4` is the fourth Thursday, F the day and C the Monday after it."""
    month, rest = name.split("-")
    if rest.isdigit():
        return calendar.make_day(year, int(month), int(rest))
    thursday = calendar.nth_weekday(year, int(month), 4, 4)
    return calendar.add_days(thursday, {"T": 0, "F": 1, "C": 4}[rest[0]]) if thursday else None


def _holiday(parts: Parts, ref: Reference) -> Reading | None:
    told = year_of(parts, ref)
    if told is None and ref.published is None:
        return None
    years = [told] if told is not None else [ref.published.year + step for step in (-1, 0, 1)]  # type: ignore[union-attr]
    days = [calendar.day(at) for y in years if (at := _feast(y, parts["holiday"]))]
    if not days:
        return None
    return of(days[0], basis="absolute") if told is not None else of(choose(days, parts, ref.published), confidence=0.8)  # type: ignore[arg-type]


def _decade(parts: Parts, ref: Reference) -> Reading | None:
    first = int(parts["year"])
    if first < 100:
        now = ref.published.year if ref.published else _NOW
        first += now // 100 * 100 if first + now // 100 * 100 <= now else now // 100 * 100 - 100
    return of(calendar.decade(first // 10 * 10), basis="absolute")


def _century(parts: Parts, _: Reference) -> Reading | None:
    return of(calendar.century(int(parts["century"])), basis="absolute")


def _nth_of_month(parts: Parts, ref: Reference) -> Reading | None:
    """ "first Tuesday in October", "le dernier jour d'octobre 2015", "the first week of October"."""
    if "month" in parts:
        whole = _month(parts, ref)
    elif ref.published is None:
        whole = None
    else:
        first = calendar.add_months(ref.published.replace(day=1), int(parts.get("month_rel", parts.get("rel", "0"))))
        whole = of(calendar.period(first, "month"))
    if whole is None or whole.period is None:
        return None
    first, last, nth = whole.period.start, whole.period.end, int(parts["nth"])
    if "weekday" in parts:
        at = calendar.nth_weekday(first.year, first.month, int(parts["weekday"]), nth)
        return of(calendar.day(at), basis=whole.basis) if at else None
    if parts["of"] == "day":
        at = calendar.make_day(first.year, first.month, nth if nth > 0 else last.day + 1 + nth)
        return of(calendar.day(at), basis=whole.basis) if at else None
    return of(_nth_week(first, last, nth), basis=whole.basis)


def _nth_week(first: date, last: date, nth: int) -> Period:
    """Weeks that begin in the month, counted from its start or its end."""
    if nth > 0:
        monday = calendar.add_days(first, (8 - first.isoweekday()) % 7 + 7 * (nth - 1))
    else:
        sunday = calendar.add_days(last, -(last.isoweekday() % 7) + 7 * (nth + 1))
        monday = calendar.add_days(sunday, -6)
    return calendar.period(monday, "week")


def _nth_week_of_year(parts: Parts, ref: Reference) -> Reading | None:
    """ "the first week of 2010": seven days counted from New Year's Day."""
    start = calendar.add_days(date(full_year(parts["year"], ref.published), 1, 1), 7 * (int(parts["nth"]) - 1))
    found = Period(
        start, calendar.add_days(start, 6), "week", calendar.period(calendar.add_days(start, 3), "week").value
    )
    return of(found, basis="absolute") if int(parts["nth"]) > 0 else None


def _week_of(parts: Parts, ref: Reference) -> Reading | None:
    """The week that holds the day; the one after a Sunday, for that is where such a week begins."""
    at = _day(parts, ref)
    if at is None or at.period is None:
        return None
    sunday = at.period.start.isoweekday() == 7
    return of(calendar.period(calendar.add_days(at.period.start, int(sunday)), "week"), basis=at.basis)


SENSES: Mapping[str, Callable[[Parts, Reference], Reading | None]] = {
    "day": _day,
    "day-of-month-told": _day_of_month_told,
    "month": _month,
    "year": _year,
    "fiscal-span": _fiscal_span,
    "quarter": _part_of_year,
    "half": _part_of_year,
    "months-of-year": _months_of_year,
    "season": _season,
    "holiday": _holiday,
    "decade": _decade,
    "century": _century,
    "nth-of-month": _nth_of_month,
    "nth-week-of-year": _nth_week_of_year,
    "week-of": _week_of,
}
