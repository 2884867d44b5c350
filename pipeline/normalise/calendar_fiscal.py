"""Fiscal years that do not end in December: where their quarters, halves and years lie, once an article tells a last day.

The closing periods that an article tells enter (`last_month`), the month in which its years end leaves; `fiscal_year`,
`fiscal_parts` and `span` count from it. Source of the conventions: ruling 24 and the annotated articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pipeline.normalise import calendar
from pipeline.normalise.calendar import Period

#: Fiscal years that end no later than in this month are named after the year in which they began (as retailers count).
_WINTER = 2
#: A period that ends so early in a month is that of the month before (retail calendars close on a weekday near its end).
_EARLY_CLOSE = 7
_DECEMBER = 12


def last_month(told: Mapping[tuple[str, int], Period]) -> int | None:
    """The month in which the fiscal years end, by the quarters, halves and years whose last days are told; None for
    December, and where they do not agree.

    >>> last_month({("quarter", 1): Period(date(2008, 4, 1), date(2008, 6, 30), "quarter", "")})
    3
    >>> last_month({("quarter", 1): Period(date(2008, 1, 1), date(2008, 3, 31), "quarter", "")}) is None
    True
    """
    found = {_year_end(unit, index, period.end) for (unit, index), period in told.items()}
    only = found.pop() if len(found) == 1 else None
    return None if only == _DECEMBER else only


def _year_end(unit: str, index: int, end: date) -> int:
    month = end.month - (end.day <= _EARLY_CLOSE)
    ahead = 0 if unit == "year" else _DECEMBER - index * calendar.MONTHS[unit]
    return (month + ahead - 1) % _DECEMBER + 1


def fiscal_year(told: int, closes: int) -> Period:
    """The fiscal year of that name: of the year in which it ends, but of the one in which it begins when it ends with the
    winter.

    >>> str(fiscal_year(2010, 9).start), str(fiscal_year(2013, 1).end)
    ('2009-10-01', '2014-01-31')
    """
    first = calendar.add_months(date(told + (closes <= _WINTER), closes, 1), 1 - _DECEMBER)
    whole = calendar.months(first, _DECEMBER)
    return Period(whole.start, whole.end, "year", f"{told:04d}")


def fiscal_parts(index: int, unit: str, years: Iterable[int], closes: int) -> list[Period]:
    """A quarter or half of each of some fiscal years.

    >>> [str(period.start) for period in fiscal_parts(3, "quarter", [2009], 3)]
    ['2008-10-01']
    """
    size, found = calendar.MONTHS[unit], []
    for year in years:
        whole = calendar.months(calendar.add_months(fiscal_year(year, closes).start, size * (index - 1)), size)
        found.append(Period(whole.start, whole.end, unit, f"{year:04d}-{unit[0].upper()}{index}"))
    return found


def span(first: int, closes: int) -> Period:
    """The year that lies in two ("2023-24") and ends in a given month of the second.

    >>> str(span(2023, 3).start), str(span(2023, 3).end)
    ('2023-04-01', '2024-03-31')
    """
    whole = calendar.months(calendar.add_months(date(first + 1, closes, 1), 1 - _DECEMBER), _DECEMBER)
    return Period(whole.start, whole.end, "year", f"{first + 1:04d}")
