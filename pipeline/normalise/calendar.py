"""Interval arithmetic over the standard library: a period of the calendar, its neighbours, and its TIMEX3 value.

A `Period` is a closed interval of days with a granularity. Weeks are those of ISO 8601 (Monday to Sunday). Start with
`period`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

#: First day of the calendar seasons on the northern half of the earth (ruling 18), in the order of the year.
SEASONS = {"SP": (3, 20), "SU": (6, 21), "FA": (9, 23), "WI": (12, 21)}
#: The same by their TIMEX3 letters, as months of the meteorologists: what "this winter" means without a day.
_ORDER = ("SP", "SU", "FA", "WI")
#: Months in one unit; units that months do not count are absent.
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Period:
    """A closed interval of days.

    >>> Period(date(2025, 2, 1), date(2025, 2, 28), "month", "2025-02").days
    28
    """

    start: date
    end: date
    granularity: str
    value: str

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def day(at: date) -> Period:
    return Period(at, at, "day", at.isoformat())


def last_day(year: int, month: int) -> date:
    """
    >>> last_day(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, monthrange(year, month)[1])


def make_day(year: int, month: int, number: int) -> date | None:
    """A day, or None where the calendar has none.

    >>> make_day(2025, 2, 30) is None
    True
    """
    if not (MINYEAR < year < MAXYEAR and 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]):
        return None
    return date(year, month, number)


def add_months(at: date, months: int) -> date:
    """The same day some months on, or the last day of a shorter month.

    >>> add_months(date(2024, 1, 31), 1), add_months(date(2024, 3, 15), -24)
    (datetime.date(2024, 2, 29), datetime.date(2022, 3, 15))
    """
    index = min(max(at.year * 12 + at.month - 1 + months, 12 * (MINYEAR + 1)), 12 * (MAXYEAR - 1))
    year, month = divmod(index, 12)
    return date(year, month + 1, min(at.day, monthrange(year, month + 1)[1]))


def add_days(at: date, days: int) -> date:
    """
    >>> add_days(date(2025, 12, 30), 3)
    datetime.date(2026, 1, 2)
    """
    return date.fromordinal(min(max(at.toordinal() + days, 400), date(MAXYEAR - 1, 1, 1).toordinal()))


def shift(at: date, count: int, unit: str) -> date:
    """A day some units on.

    >>> shift(date(2025, 6, 18), -3, "week"), shift(date(2025, 6, 18), 2, "quarter")
    (datetime.date(2025, 5, 28), datetime.date(2025, 12, 18))
    """
    if unit in MONTHS:
        return add_months(at, count * MONTHS[unit])
    return add_days(at, count * {"week": 7, "weekend": 7}.get(unit, 1))


def period(at: date, unit: str) -> Period:
    """The calendar period of a unit that holds a day.

    >>> period(date(2025, 12, 30), "week").value, period(date(2025, 6, 18), "weekend").value
    ('2026-W01', '2025-W25-WE')
    >>> period(date(2025, 6, 18), "half").end, period(date(2025, 6, 18), "decade").value
    (datetime.date(2025, 6, 30), '202')
    >>> period(date(2025, 6, 18), "fortnight")
    Traceback (most recent call last):
    ValueError: no calendar unit 'fortnight'
    """
    if unit in ("day", "hour", "minute", "second"):
        return day(at)
    if unit in ("week", "weekend"):
        return _week(at, weekend=unit == "weekend")
    if unit == "month":
        return Period(at.replace(day=1), last_day(at.year, at.month), "month", f"{at.year:04d}-{at.month:02d}")
    if unit in ("quarter", "half"):
        size, letter = (3, "Q") if unit == "quarter" else (6, "H")
        return part_of_year(at.year, (at.month - 1) // size + 1, size, letter)
    if unit == "year":
        return year(at.year)
    if unit == "decade":
        return decade(at.year // 10 * 10)
    if unit == "century":
        return century((at.year - 1) // 100 + 1)
    raise ValueError(f"no calendar unit {unit!r}")


def year(number: int) -> Period:
    """
    >>> year(2024).value
    '2024'
    """
    number = min(max(number, MINYEAR), MAXYEAR)
    return Period(date(number, 1, 1), date(number, 12, 31), "year", f"{number:04d}")


def decade(first: int) -> Period:
    """
    >>> decade(1990).value, decade(1990).end
    ('199', datetime.date(1999, 12, 31))
    """
    first = min(max(first, 10), MAXYEAR - 9)
    return Period(date(first, 1, 1), date(first + 9, 12, 31), "decade", f"{first // 10:03d}")


def century(number: int) -> Period:
    """
    >>> century(19).value, century(19).start
    ('18', datetime.date(1801, 1, 1))
    """
    number = min(max(number, 1), 99)
    return Period(date(number * 100 - 99, 1, 1), date(number * 100, 12, 31), "range", f"{number - 1:02d}")


def part_of_year(number: int, index: int, months: int, letter: str) -> Period:
    """The n-th quarter or half of a year.

    >>> part_of_year(2025, 4, 3, "Q")
    Period(start=datetime.date(2025, 10, 1), end=datetime.date(2025, 12, 31), granularity='quarter', value='2025-Q4')
    """
    first, last = (index - 1) * months + 1, index * months
    granularity = "quarter" if months == 3 else "half"
    return Period(date(number, first, 1), last_day(number, last), granularity, f"{number:04d}-{letter}{index}")


def months(first: date, count: int) -> Period:
    """Whole months from the one of a day on, under the name that the calendar has for them.

    >>> months(date(2025, 7, 1), 6).value, months(date(2025, 1, 1), 9).value
    ('2025-H2', '2025-01/2025-09')
    """
    end = add_months(first.replace(day=1), count - 1)
    for unit, size in (("month", 1), ("quarter", 3), ("half", 6), ("year", 12)):
        if count == size and (found := period(first, unit)).start == first.replace(day=1):
            return found
    value = f"{first.year:04d}-{first.month:02d}/{end.year:04d}-{end.month:02d}"
    return Period(first.replace(day=1), last_day(end.year, end.month), "range", value)


def season(number: int, letters: str) -> Period:
    """A calendar season; winter begins in the year that names it.

    >>> season(2016, "SU").start, season(2016, "SU").end
    (datetime.date(2016, 6, 21), datetime.date(2016, 9, 22))
    """
    start = date(number, *SEASONS[letters])
    following = _ORDER[(_ORDER.index(letters) + 1) % 4]
    end = date(number + (letters == "WI"), *SEASONS[following]) - timedelta(days=1)
    return Period(start, end, "range", f"{number:04d}-{letters}")


def nth_weekday(year_number: int, month: int, weekday: int, nth: int) -> date | None:
    """The n-th weekday (1 is Monday) of a month, counted from its end when negative.

    >>> nth_weekday(2013, 3, 3, 1), nth_weekday(2013, 10, 5, -1)
    (datetime.date(2013, 3, 6), datetime.date(2013, 10, 25))
    >>> nth_weekday(2013, 2, 1, 5) is None
    True
    """
    first = date(year_number, month, 1)
    if nth > 0:
        found = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    else:
        end = last_day(year_number, month)
        found = end - timedelta(days=(end.isoweekday() - weekday) % 7 - 7 * (nth + 1))
    return found if found.month == month else None


def _week(at: date, *, weekend: bool) -> Period:
    monday = add_days(at, 1 - at.isoweekday())
    iso = monday.isocalendar()
    value = f"{iso.year:04d}-W{iso.week:02d}"
    if weekend:
        return Period(add_days(monday, 5), add_days(monday, 6), "range", f"{value}-WE")
    return Period(monday, add_days(monday, 6), "week", value)
