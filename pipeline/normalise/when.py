"""Date mentions of one article → their values: TIMEX3, a closed interval of days, granularity, and what decided.

Everything is counted with the calendar of `normalise.calendar`; dateparser reads written time stamps only, on spans
that the grammar has cut, in the article's language. Start with `read_dates`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from pipeline.normalise import calendar
from pipeline.normalise.calendar import Period
from pipeline.normalise.calendar_absolute import Parts
from pipeline.normalise.calendar_fiscal import last_month
from pipeline.normalise.calendar_reading import Reading, Reference
from pipeline.normalise.intervals import SENSES, closing, fiscal_periods, interval
from pipeline.records import Article, DateMention, When

#: Senses that tell no new time to count from.
_NO_FOCUS = frozenset({
    "duration", "term", "each-unit", "each-weekday", "frequency", "vague", "clock", "same-unit", "earlier", "century",
    "full-year",
    "decade", "season", "ago",
})  # fmt: skip
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
    fiscal = fiscal_periods(dates, article)
    ref = Reference(
        article.published,
        fiscal=fiscal,
        year_end=last_month(fiscal),
        open_quarters=not fiscal and any(map(_is_fiscal_quarter, dates)),
    )
    whens: list[When] = []
    end = told = 0
    for i, mention in enumerate(dates):
        parts = dict(mention.parts)
        if _SENTENCE_END.search(folded, end, mention.span.start):
            ref = replace(ref, near=None)
        end = max(end, mention.span.end)
        here = _with_day_ahead(i, dates, folded, ref) if parts["sense"] in ("clock", "anchored-part") else ref
        reading = _read(parts, here, mention, folded, article)
        whens.append(_when(reading, parts, mention, article.published))
        if mention.span.end > told:  # the last day of a period that the article has just told is no new time
            ref = _after(ref, parts, reading)
        if parts["sense"] == "closing":
            told = max(told, mention.span.end)
    return tuple(whens)


def _read(parts: Parts, ref: Reference, mention: DateMention, folded: str, article: Article) -> Reading | None:
    sense = parts["sense"]
    try:
        if sense == "interval":
            return interval(parts, ref)
        if sense == "closing":
            return closing(parts, ref)
        if sense == "stamp":
            return _stamp(mention.span.of(folded), article.language)
        return SENSES[sense](parts, ref)
    except OverflowError:  # a distance beyond the calendar
        return None


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
    reading = SENSES[parts["sense"]](parts, ref)
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
        return (published if published and published <= end else None), end, "range"
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
