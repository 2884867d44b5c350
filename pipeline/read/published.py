"""Days of publication as inputs write them: a value of a column, a dateline or a file name enters, a day leaves.

Only whole days count: "March 2025" is no day of publication. The day is the one written, whatever the time zone behind
it. An analyst's "12/03/2025" is 12 March, and the origin of the date says so. Start with `read_day`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from pipeline.lang.reading import date_links, date_openers, date_ordinals, months, plain
from pipeline.text import alternation, fold

#: Days outside are taken for damage, as 0001-01-01: the first newspapers are of 1605.
FIRST_YEAR, LAST_YEAR = 1605, 2199
#: A number is a time stamp when it falls between 1990 and 2100, in seconds, milli-, micro- or nanoseconds.
EPOCH = (datetime(1990, 1, 1, tzinfo=UTC).timestamp(), datetime(2100, 1, 1, tzinfo=UTC).timestamp())
#: A date stands in the first characters of a dateline; longest seen in gold/train: 71, "(…) /PRNewswire/" included.
DATELINE_CHARS = 160
DATELINE_LINES = 4
#: A column of dates holds a date and perhaps a weekday and a time, not a sentence.
MAX_VALUE_CHARS = 80

_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])|(?<!\d)(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:16|17|18|19|20|21)\d\d)(\d\d)(\d\d)(?=T?\d{0,6}Z?$|$)")
_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_TIME = re.compile(r"\b\d{1,2}[:h]\d\d")
_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_AFTER_DATE = re.compile(r"\s*(?:[(/][^()/\n]{0,40}[)/])?\s*(?:-|:|/|$)")
_OPENS = re.compile(r"\.? ?--? (?!\d)")
_AGENCY = re.compile(r"\([^()\n]{2,40}\)|/[^/\n]{2,40}/")


@dataclass(frozen=True, slots=True)
class Day:
    """A day and how it was read, "" when it can be read in one way only."""

    day: date
    how: str = ""


def read_day(value: object) -> Day | None:
    """The day in the value of a column, None when there is none.

    >>> read_day("2025-03-12T23:30:00-05:00").day, read_day("mercredi 12 mars 2025 à 08:30").day
    (datetime.date(2025, 3, 12), datetime.date(2025, 3, 12))
    >>> read_day("12/03/2025"), read_day("Wed, 12 Mar 2025 08:00:00 GMT").how
    (Day(day=datetime.date(2025, 3, 12), how='day first'), '')
    >>> read_day(1741737600000).how
    'time stamp'
    >>> read_day("31/02/2025"), read_day("mars 2025"), read_day("le 12 ou le 13 mars 2025, selon 20 sources")
    (None, None, None)
    """
    if isinstance(value, datetime):
        return _day(value.year, value.month, value.day)
    if isinstance(value, date):
        return _day(value.year, value.month, value.day)
    if isinstance(value, float) and not value.is_integer():
        value = int(value) if EPOCH[0] < value < EPOCH[1] * 1e9 else ""
    text = fold(str(int(value) if isinstance(value, float) else value)).strip()
    if len(text) > MAX_VALUE_CHARS:
        return None
    return (_read_stamp(text) if text.isdigit() and len(text) >= 9 else None) or _only(text)


def _only(text: str) -> Day | None:
    """The date of a short text that holds one date, before it no number but a time, and no second date behind."""
    found = find_day(text)
    if found is None:
        return None
    day, start, end = found
    other = any(c.isdigit() for c in _TIME.sub("", text[:start])) or find_day(text[end:])
    return None if other else day


def _read_stamp(text: str) -> Day | None:
    try:
        seconds = int(text)
    except ValueError:
        return None
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        if EPOCH[0] <= seconds / unit < EPOCH[1]:
            day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds // unit)).date()
            return Day(day, "time stamp")
    return None


def find_day(folded: str) -> tuple[Day, int, int] | None:
    """The first whole date of a text and its span.

    >>> find_day("Publié le 1er avril 2025 à 8 h")
    (Day(day=datetime.date(2025, 4, 1), how=''), 10, 24)
    >>> find_day("March 12, 2025")[0].day
    datetime.date(2025, 3, 12)
    >>> find_day("en avril 2025")
    """
    best: tuple[Day, int, int] | None = None
    for pattern, read in _patterns():
        for match in pattern.finditer(folded):
            day = read(match)
            if day:
                if best is None or match.start() < best[1]:
                    best = (day, match.start(), match.end())
                break
    return best


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Day | None]], ...]:
    month = rf"(?P<month>{alternation(months())})\b\.?"
    day = rf"(?<![\d,.])(?P<day>\d{{1,2}})(?:{alternation(date_ordinals())})?"
    year = r"(?P<year>\d{4})(?!\d)"
    return (
        (_ISO, _read_iso),
        (_COMPACT, lambda m: _day(int(m[1]), int(m[2]), int(m[3]))),
        (_FIGURES, _read_figures),
        (re.compile(rf"{day}[ -]{{1,2}}{month},?[ -]{{1,2}}{year}", re.I), _read_words),
        (re.compile(rf"\b{month} {{1,2}}{day},? {{1,2}}{year}", re.I), _read_words),
    )


def _read_iso(match: re.Match[str]) -> Day | None:
    year, month, day = (int(group) for group in match.groups() if group is not None)
    return _day(year, month, day)


def _read_words(match: re.Match[str]) -> Day | None:
    return _day(int(match["year"]), months()[match["month"].lower().rstrip(".")], int(match["day"]))


def _read_figures(match: re.Match[str]) -> Day | None:
    """Day and month in figures: the day comes first unless it cannot."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first > 12:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second, "month first")
    return _day(year, second, first, "" if first == second else "day first")


def _day(year: int, month: int, day: int, how: str = "") -> Day | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return Day(date(year, month, day), how)
    except ValueError:
        return None


def day_of_dateline(text: str) -> Day | None:
    """The day that the head of an article gives as its own: a dateline, "Publié le …" or a line with a date alone.

    >>> day_of_dateline("Orphéa lève 3 M€\\n\\nPARIS, 12 mars 2025 (AFP) – Le groupe…").day
    datetime.date(2025, 3, 12)
    >>> day_of_dateline("LONDON, UK / AGENCYWIRE / March 12, 2025 / Orphea Ltd …").day
    datetime.date(2025, 3, 12)
    >>> day_of_dateline("Le 12 mars 2025, le groupe a publié ses comptes.")
    >>> day_of_dateline("LONDON, March 12 (Agency) - No year, no day.")
    """
    lines = (line for line in text[: DATELINE_CHARS * 20].split("\n") if line.strip())
    for _, line in zip(range(DATELINE_LINES), lines, strict=False):
        folded = fold(line.strip()[:DATELINE_CHARS])
        found = find_day(folded)
        if found and _is_dateline(folded[: found[1]], folded[found[2] :]):
            return found[0]
    return None


def day_after_opener(text: str) -> Day | None:
    """The day of a text that begins by announcing it.

    >>> day_after_opener("Publié le 12 mars 2025 à 8 h, mis à jour le 14 mars 2025").day
    datetime.date(2025, 3, 12)
    >>> day_after_opener("Mis à jour le 14 mars 2025")
    """
    folded = fold(text)
    found = find_day(folded)
    return found[0] if found and plain(folded[: found[1]]) in date_openers() else None


def _is_dateline(before: str, after: str) -> bool:
    """Whether what stands around a date makes it that of the article: a place in capitals and a dash, or an opener."""
    if plain(before) in date_openers():
        return True
    if not (_AFTER_DATE.match(after) or _OPENS.match(after)):
        return False
    place = _AGENCY.sub(" ", before)
    words = place.replace(",", " ").replace("/", " ").replace("-", " ").split()
    if words and plain(words[-1]) in date_links():  # "Paris, le 12 mars 2025 –"
        words.pop()
    if not words:  # a line with a date alone, or one that a date opens: "12 mars 2025. – Le groupe…"
        return not after.strip() or (not before.strip() and bool(_OPENS.match(after)))
    return len(words) <= 6 and all(word[0].isupper() for word in words) and any(c in before for c in ",/(")


def day_of_name(name: str) -> Day | None:
    """The day in the name of a file.

    >>> day_of_name("2025-04-03-orphea.txt").day, day_of_name("20250403_orphea.txt").day
    (datetime.date(2025, 4, 3), datetime.date(2025, 4, 3))
    >>> day_of_name("LM-20259917.txt"), day_of_name("2025-04-03_2025-04-10.txt")
    (None, None)
    """
    days = {day.day for m in _IN_NAME.finditer(name) if (day := _day(int(m[1]), int(m[3]), int(m[4])))}
    return Day(days.pop()) if len(days) == 1 else None
