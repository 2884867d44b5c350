"""Figures and days → as a French or English reader expects them written.

Bounds, an ISO code, days and a language enter, text leaves: exact, no digit rounded away. One of the doors to Babel; what
CLDR does not say (magnitudes of the press, words of bound) is `lang/*/timeline.toml`. Start with `written_figure`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext

from babel.dates import format_date
from babel.numbers import format_decimal

from pipeline.lang import table

#: A figure keeps its magnitude while it has no more decimals than the press writes: 22.5 bn, 1.235 m, but 1,234,567.
MOST_DECIMALS = 3
#: More than an amount of the tables has, so that nothing is rounded.
DIGITS = 50
NO_BREAK = "\u00a0"


def written_figure(
    low: Decimal | None,
    high: Decimal | None,
    currency: str,
    language: str,
    *,
    approx: bool = False,
    per: str | None = None,
) -> str:
    """An amount in words and figures; spaces inside the figure do not break.

    >>> written_figure(Decimal("22E9"), Decimal("22.5E9"), "USD", "en", approx=True).replace(NO_BREAK, " ")
    'about USD 22–22.5 bn'
    >>> written_figure(Decimal("22E9"), Decimal("22.5E9"), "EUR", "fr").replace(NO_BREAK, " ")
    '22–22,5 Md EUR'
    >>> written_figure(None, Decimal("75000"), "EUR", "fr", per="year").replace(NO_BREAK, " ")
    'jusqu’à 75\\u202f000 EUR par an'
    >>> written_figure(None, None, "EUR", "en")
    Traceback (most recent call last):
    ValueError: an amount has at least one side
    """
    ends = [end for end in (low, high) if end is not None]
    if not ends:
        raise ValueError("an amount has at least one side")
    words = table(language, "timeline")
    forms = words["figures"]
    with localcontext(prec=DIGITS):
        unit, power = _magnitude(ends, forms["magnitudes"])
        numbers = [format_decimal(end.scaleb(-power), format="#,##0.######", locale=language) for end in ends]
    figure = numbers[0]
    if low != high and len(ends) > 1:
        figure = forms["range"].format(low=numbers[0], high=numbers[1])
    figure = forms["pattern"].format(figure=f"{figure} {unit}".strip(), currency=currency).replace(" ", NO_BREAK)
    if approx:
        figure = forms["approx"].format(figure=figure)
    if len(ends) == 1:
        figure = forms["at_least" if high is None else "at_most"].format(figure=figure)
    return f"{figure} {words['per'][per]}" if per else figure


def _magnitude(ends: list[Decimal], magnitudes: list[tuple[str, int]]) -> tuple[str, int]:
    """The largest magnitude in which every end is at least one and has few decimals."""
    for unit, power in magnitudes:
        scaled = [end.scaleb(-power) for end in ends if end]
        if scaled and all(abs(end) >= 1 and end == round(end, MOST_DECIMALS) for end in scaled):
            return unit, power
    return "", 0


def written_day(day: date, language: str) -> str:
    """A day, short.

    >>> written_day(date(2025, 1, 30), "en"), written_day(date(2025, 1, 30), "fr")
    ('30 Jan 2025', '30 janv. 2025')
    """
    return format_date(day, table(language, "timeline")["days"]["day"], locale=language)


def written_interval(start: date | None, end: date | None, granularity: str | None, language: str) -> str:
    """An interval of days, no finer than it is known; nothing for one without ends.

    >>> written_interval(date(2025, 1, 1), date(2025, 3, 31), "quarter", "fr")
    'T1 2025'
    >>> written_interval(None, date(2025, 12, 31), "range", "en")
    'until 31 Dec 2025'
    >>> written_interval(None, None, None, "en")
    ''
    """
    forms = table(language, "timeline")["days"]
    if start is None and end is None:
        return ""
    if start is None or end is None:
        form = forms["from"] if end is None else forms["until"]
        return str(form.format(start=start and written_day(start, language), end=end and written_day(end, language)))
    if start == end or granularity in ("month", "quarter", "year"):
        return format_date(start, forms["day" if start == end else granularity], locale=language)
    return str(forms["range"].format(start=written_day(start, language), end=written_day(end, language)))
