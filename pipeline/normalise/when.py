"""Date mentions of one article → their values: TIMEX3, a closed interval of days, granularity, and what decided.

Everything is counted with the calendar of `normalise.calendar`; dateparser reads written time stamps only, on spans
that the grammar has cut, in the article's language. Start with `read_dates`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from pipeline.normalise import calendar, calendar_absolute, calendar_relative
from pipeline.normalise.calendar import Period
from pipeline.normalise.calendar_absolute import Parts, full_year
from pipeline.normalise.calendar_reading import Reading, Reference, number
from pipeline.records import Article, DateMention, When

_SENSES: Mapping[str, Callable[[Parts, Reference], Reading | None]] = {
    **calendar_absolute.SENSES,
    **calendar_relative.SENSES,
}
#: Senses that tell no new time to count from.
_NO_FOCUS = frozenset({
    "duration", "term", "each-unit", "each-weekday", "frequency", "vague", "clock", "same-unit", "earlier", "century",
    "full-year",
    "decade", "season", "ago",
})  # fmt: skip
#: Retail calendars close on the Saturday nearest a month's end: a quarter that ends in the first days of a month has
#: thirteen weeks, one that ends late has three months (both conventions as the gold counts them).
_EARLY_CLOSE = 7
#: The middle of a month, as a deadline.
_MIDDLE = 15
_SENTENCE_END = re.compile(r"[.!?](?=\s|[A-ZÀ-Þ])|\n")
UNRESOLVED = When(None, None, None, "", basis="article", confidence=0.0)


def read_dates(dates: Sequence[DateMention], folded: str, article: Article) -> tuple[When, ...]:
    """The values of the mentions, one each. What is relative stays open when the article has no date.

    >>> from pipeline.find.dates import find_dates
    >>> text = "Il a levé des fonds la semaine dernière."
    >>> [when] = read_dates(find_dates(text, "fr"), text, Article("a", text, published=date(2025, 12, 30)))
    >>> when.value, str(when.start), str(when.end), when.granularity
    ('2025-W52', '2025-12-22', '2025-12-28', 'week')
    >>> [when] = read_dates(find_dates(text, "fr"), text, Article("a", text))
    >>> when.value, when.start, when.basis
    ('', None, 'article')
    """
    fiscal = _fiscal_periods(dates, article)
    ref = Reference(article.published, fiscal=fiscal, open_quarters=not fiscal and any(map(_is_fiscal_quarter, dates)))
    whens: list[When] = []
    end = 0
    for i, mention in enumerate(dates):
        parts = dict(mention.parts)
        if _SENTENCE_END.search(folded, end, mention.span.start):
            ref = replace(ref, near=None)
        end = max(end, mention.span.end)
        here = _with_day_ahead(i, dates, folded, ref) if parts["sense"] in ("clock", "anchored-part") else ref
        reading = _read(parts, here, mention, folded, article)
        whens.append(_when(reading, parts, mention, article.published))
        ref = _after(ref, parts, reading)
    return tuple(whens)


def _read(parts: Parts, ref: Reference, mention: DateMention, folded: str, article: Article) -> Reading | None:
    sense = parts["sense"]
    try:
        if sense == "interval":
            return _interval(parts, ref)
        if sense == "closing":
            return _closing(parts, ref)
        if sense == "stamp":
            return _stamp(mention.span.of(folded), article.language)
        return _SENSES[sense](parts, ref)
    except OverflowError:  # a distance beyond the calendar
        return None


def _side(parts: Parts, side: str) -> dict[str, str]:
    return {name[2:]: value for name, value in parts.items() if name.startswith(f"{side}.")}


def _interval(parts: Parts, ref: Reference) -> Reading | None:
    """From the first day of one date to the last of another; a first without year is the last one before the second."""
    a, b = _side(parts, "a"), _side(parts, "b")
    last = _SENSES[b["sense"]](b, ref)
    if last is None or last.period is None:
        return None
    first = _SENSES[a["sense"]](a, ref)
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


def _closing(parts: Parts, ref: Reference) -> Reading | None:
    """A period told by its last day: "the three months ended September 30", "l'exercice clos fin août 2019"."""
    told = _side(parts, "a")
    last = _SENSES[told["sense"]](told, ref)
    if last is None or last.period is None:
        return None
    unit, count = parts["unit"], number(parts.get("n"))
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


def _fiscal_periods(dates: Sequence[DateMention], article: Article) -> dict[tuple[str, int], Period]:
    """Quarters and years whose last day the article tells, so that its other mentions of them mean the same days."""
    found: dict[tuple[str, int], Period] = {}
    for mention in dates:
        parts = dict(mention.parts)
        if parts["sense"] != "closing":
            continue
        reading = _closing(parts, Reference(article.published))
        if reading is None or reading.period is None:
            continue
        for unit in ("quarter", "half"):
            if unit in parts:
                found.setdefault((unit, int(parts[unit])), reading.period)
        if parts["unit"] == "year":
            told = full_year(parts["year"], article.published) if "year" in parts else reading.period.end.year
            found.setdefault(("year", told), reading.period)
    return found


def _is_fiscal_quarter(mention: DateMention) -> bool:
    parts = dict(mention.parts)
    return "quarter" in parts and "fiscal" in parts


def _with_day_ahead(i: int, dates: Sequence[DateMention], folded: str, ref: Reference) -> Reference:
    """A time of day belongs to a day told just after it, too: "vers 0 h 40, jeudi"."""
    if i + 1 >= len(dates):
        return ref
    between = folded[dates[i].span.end : dates[i + 1].span.start]
    parts = dict(dates[i + 1].parts)
    if len(between) > 12 or _SENTENCE_END.search(between) or parts["sense"] not in ("weekday", "day", "relative-day"):
        return ref
    reading = _SENSES[parts["sense"]](parts, ref)
    return replace(ref, day=reading.period.start) if reading and reading.period else ref


def _after(ref: Reference, parts: Parts, reading: Reading | None) -> Reference:
    """What the text has spoken of, once a mention is read."""
    if reading is None or reading.period is None:
        return ref
    told = reading.period
    if parts["sense"] == "frequency":  # a quarterly result: what it is compared with lies a year before that quarter
        return replace(ref, report=ref.report or told)
    if parts["sense"] in _NO_FOCUS:
        return ref
    if told.granularity == "day":
        return replace(ref, focus=told, day=told.start)
    if told.granularity in ("quarter", "half") or parts["sense"] in ("closing", "months-of-year"):
        return replace(ref, focus=told, period=told, near=told, report=told)
    if told.granularity in ("month", "year"):
        return replace(ref, focus=told, period=told, near=told)
    return replace(ref, focus=told)


def _when(reading: Reading | None, parts: Parts, mention: DateMention, published: date | None) -> When:
    if reading is None:
        return replace(UNRESOLVED, rules=(mention.rule,))
    start, end, granularity = _sides(reading, parts, published)
    rules = (mention.rule, *(f"{name}:{parts[name]}" for name in ("direction", "tense") if name in parts))
    return When(
        start=start,
        end=end,
        granularity=granularity,
        value=reading.value,
        mod=reading.mod if reading.mod != "OPEN" else None,
        direction={
            "deadline": "deadline",
            "until": "deadline",
            "before": "deadline",
            "since": "since",
            "from": "since",
        }.get(parts.get("direction", "")),
        basis=reading.basis,
        rules=rules,
        confidence=reading.confidence,
    )


def _sides(reading: Reading, parts: Parts, published: date | None) -> tuple[date | None, date | None, str | None]:
    """The interval under its direction (spec §6): a deadline begins on the article's day, "depuis" ends there, and
    "à compter de" has no end (ruling 18)."""
    whole = reading.period
    if whole is None:
        return None, None, None
    if reading.mod == "OPEN":
        return (None, whole.end, "range") if parts.get("dir") == "-1" else (whole.start, None, "range")
    direction = parts.get("direction")
    if direction in ("deadline", "until", "before") and parts["sense"] != "duration":
        end = _last_day(whole, parts)
        if published is None or published <= end:
            return published, end, "range"
        return (None, end, "range") if direction == "before" else (whole.start, whole.end, whole.granularity)
    if direction == "since" and (published is None or whole.start <= published):
        return whole.start, published, "range"
    if direction == "from":
        return whole.start, None, "range"
    return whole.start, whole.end, whole.granularity


def _last_day(whole: Period, parts: Parts) -> date:
    """The last day of a deadline: "avant juin" ends in May, "avant la fin de l'année" with the year, "d'ici à la mi-juin" on
    the 15th."""
    edge = parts.get("edge")
    if edge == "mid" and whole.granularity == "month":
        return whole.start.replace(day=_MIDDLE)
    if parts["direction"] == "before" and edge not in ("end", "close"):
        return calendar.add_days(whole.start, -1)
    return whole.end


@lru_cache(maxsize=4096)
def _stamp(written: str, language: str | None) -> Reading | None:
    """A written time stamp with its zone ("2025-06-18T10:30:00Z"), read by dateparser."""
    from dateparser.date import DateDataParser

    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "RETURN_AS_TIMEZONE_AWARE": True}
    parser = DateDataParser(languages=[language] if language else None, settings=settings)
    read = parser.get_date_data(written).date_obj
    if read is None:
        return None
    return Reading(f"{read:%Y-%m-%dT%H:%M}", calendar.day(read.date()), basis="absolute")
