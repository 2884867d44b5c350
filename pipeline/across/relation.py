"""One relation between two facts, and the words in which a reason names figures and sums.

Nothing enters; the modules that find relations import from here. Start with `Relation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.across.figures import Figure
from pipeline.across.history import History
from pipeline.notation import number

_SCALES = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))


@dataclass(frozen=True, slots=True)
class Relation:
    """One fact tied to another, by their numbers."""

    source: int
    relation: str
    target: int
    reason: str
    rule: str
    confidence: float


def words_of(history: History) -> str:
    """The figure of a fact in words."""
    return figure_words(history.figure)


def figure_words(figure: Figure) -> str:
    """A figure in words.

    >>> figure_words(Figure(Decimal(22_000_000_000), Decimal(22_500_000_000), True, "USD", None, None))
    '22 to 22.5 billion USD'
    >>> figure_words(Figure(Decimal("7.45"), None, False, "GBP", "share", None))
    'at least 7.45 GBP per share'
    """
    scale, name = _scale([figure])
    per = f" per {figure.per}" if figure.per else ""
    return f"{_ends(figure.low, figure.high, scale)}{name} {figure.currency}{per}"


def sum_words(parts: Sequence[Figure], low: Decimal, high: Decimal) -> str:
    """A sum written out, with the two ends that ranges give it.

    >>> ends = ((8, 8), (10, 10), (22, "22.5"))
    >>> parts = [Figure(Decimal(a) * 10**9, Decimal(b) * 10**9, False, "USD", None, None) for a, b in ends]
    >>> sum_words(parts, Decimal(40) * 10**9, Decimal("40.5") * 10**9)
    '8 + 10 + 22 to 22.5 = 40 to 40.5 billion USD'
    """
    scale, name = _scale(parts)
    terms = " + ".join(_ends(part.low, part.high, scale) for part in parts)
    return f"{terms} = {_ends(low, high, scale)}{name} {parts[0].currency}"


def _scale(figures: Sequence[Figure]) -> tuple[Decimal, str]:
    largest = max(
        (end for figure in figures for end in (figure.low, figure.high) if end is not None), default=Decimal(0)
    )
    return next(((scale, name) for scale, name in _SCALES if largest >= scale), (Decimal(1), ""))


def _ends(low: Decimal | None, high: Decimal | None, scale: Decimal) -> str:
    if low is None and high is None:
        return "an unknown amount"
    if low is not None and high is not None:
        return number(low / scale) if low == high else f"{number(low / scale)} to {number(high / scale)}"
    return f"at least {number(low / scale)}" if low is not None else f"at most {number((high or low or scale) / scale)}"
