"""The one notation of examples, gold excerpts and error reports: a sentence with marked spans.

    Le groupe [Orphéa|payer] devra verser [plus de 3 M€|≥ EUR 3000000 penalty agreed] [d'ici fin 2025|../2025-12-31].

A marked text enters, the plain text and its marks leave (`parse`), or the other way round (`render`). What stands behind
the bar is free text to this module; `amount_value` and `date_value` write the two forms that tests compare:
amounts as `EUR 3`, `≥ EUR 3`, `≤ EUR 3`, `EUR 15..20`, `≈ EUR 12.5 /share`; dates as `start/end` with `..` for an open side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.records import Span

_MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]*)\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the plain text and what is said of it."""

    span: Span
    value: str


def parse(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """The plain text and its marks.

    >>> parse("Il verse [3 M€|EUR 3000000].")
    ('Il verse 3 M€.', (Mark(span=Span(start=9, end=13), value='EUR 3000000'),))
    >>> parse("rien [à marquer]")
    ('rien [à marquer]', ())
    """
    parts: list[str] = []
    marks: list[Mark] = []
    length = last = 0
    for match in _MARK.finditer(marked):
        before = marked[last : match.start()]
        start = length + len(before)
        parts += (before, match[1])
        length = start + len(match[1])
        marks.append(Mark(Span(start, length), match[2].strip()))
        last = match.end()
    parts.append(marked[last:])
    return "".join(parts), tuple(marks)


def render(text: str, marks: Iterable[Mark]) -> str:
    """The text with its marks; of overlapping marks the first keeps its place.

    >>> render("Il verse 3 M€.", [Mark(Span(9, 13), "EUR 3000000")])
    'Il verse [3 M€|EUR 3000000].'
    """
    parts: list[str] = []
    last = 0
    for mark in sorted(marks, key=lambda mark: mark.span):
        if mark.span.start < last:
            continue
        parts += (text[last : mark.span.start], f"[{mark.span.of(text)}|{mark.value}]")
        last = mark.span.end
    parts.append(text[last:])
    return "".join(parts)


def number(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros.

    >>> number(Decimal("3E+6")), number(Decimal("12.50"))
    ('3000000', '12.5')
    """
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def amount_value(
    low: Decimal | None, high: Decimal | None, currency: str, *, approx: bool = False, per: str | None = None
) -> str:
    """The value of an amount in the notation.

    >>> amount_value(Decimal(3), None, "EUR"), amount_value(Decimal(15), Decimal(20), "USD", approx=True, per="share")
    ('≥ EUR 3', '≈ USD 15..20 /share')
    >>> amount_value(None, None, "EUR")
    Traceback (most recent call last):
    ValueError: an amount has at least one side
    """
    if low is None and high is None:
        raise ValueError("an amount has at least one side")
    if low is not None and high is not None:
        figures = f"{currency} {number(low)}" + ("" if low == high else f"..{number(high)}")
    else:
        figures = f"≥ {currency} {number(low)}" if low is not None else f"≤ {currency} {number(high)}"  # type: ignore[arg-type]
    return ("≈ " if approx else "") + figures + (f" /{per}" if per else "")


def date_value(start: date | None, end: date | None) -> str:
    """An interval of days in the notation, `..` for an open side.

    >>> date_value(date(2025, 1, 1), date(2025, 3, 31)), date_value(None, date(2025, 12, 31))
    ('2025-01-01/2025-03-31', '../2025-12-31')
    """
    return f"{start or '..'}/{end or '..'}"
