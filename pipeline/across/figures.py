"""Two figures → whether one tells the other: the same, rounded, a bound on it, or given in another currency.

`Figure`s enter, the name of the match or None leaves. Start with `match`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pipeline.normalise.rates import convert

EXACT, ROUNDED, BOUND, CONVERTED, ASSUMED = "exact", "rounded", "bound", "converted", "assumed"
#: How much a rounded figure may differ from the exact one: 1.05 is told as 1.1 and 19.5 as 20, at most 5 %.
ROUNDING = Decimal("0.05")
#: How far beyond its bound a figure may lie, told in the same article ("more than 600 million" is said of 613, not of 700);
#: in another one it must be the bound itself.
BEYOND = Decimal("0.03")
#: How much a conversion may differ from the rate of the day: articles take the rate of the day before or of the deal, and
#: within a week the dollar moves by less than 2.5 % against the euro in 95 of 100 cases since 1999 (pound 2.1, yen 3.0).
DRIFT = Decimal("0.025")
#: What an amount is for one of when the article only says "each": it can be any unit.
ANY_ITEM = "unit"


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount as told: at least `low`, at most `high`, on a day (for the rate of exchange). `sure` when the article names
    the currency, and does not leave it to be read from "dollars" or "francs"."""

    low: Decimal | None
    high: Decimal | None
    approx: bool
    currency: str
    per: str | None
    day: date | None
    sure: bool = True

    @property
    def plain(self) -> Decimal | None:
        """The value of an amount with two equal ends."""
        return self.low if self.low == self.high else None

    @property
    def middle(self) -> Decimal:
        """A value to sort and compare sizes by, nothing that an article says."""
        if self.low is None or self.high is None:
            return self.low or self.high or Decimal(0)
        return self.low if self.low == self.high else (self.low + self.high) / 2


def match(one: Figure, other: Figure) -> str | None:
    """How two figures can be the same; None when they cannot.

    >>> def eur(low, high=None, approx=False, currency="EUR"):
    ...     return Figure(low and Decimal(low), high and Decimal(high), approx, currency, None, date(2024, 3, 1))
    >>> match(eur(40, 40), eur(40, 40)), match(eur("38.7", "38.7"), eur(39, 39)), match(eur(600), eur(613, 613))
    ('exact', 'rounded', 'bound')
    >>> match(eur("1.08", "1.08", currency="USD"), eur(1, 1))
    'converted'
    >>> match(eur(38, 38), eur("38.7", "38.7")), match(eur(15, 25), eur(20, 20)), match(eur(0, 8), eur(8))
    (None, None, None)
    """
    if len({one.per, other.per} - {None, ANY_ITEM}) > 1:
        return None
    equal = (one.low, one.high) == (other.low, other.high)
    if one.currency != other.currency:
        # "250 million dollars" of a Canadian paper and "C$250 million": the bare word was read as another currency
        assumed = equal and not (one.sure and other.sure) and significant(one.middle) > 1
        return ASSUMED if assumed else _converted(one, other)
    if equal:
        return EXACT
    v, w = one.plain, other.plain
    if v is not None and w is not None:
        loose = (one if significant(v) < significant(w) else other).approx
        return ROUNDED if _rounded(v, w, loose=loose) else None
    return BOUND if _bounds(one, other) else None


def significant(value: Decimal) -> int:
    """Number of digits that a value tells, trailing zeros left out.

    >>> significant(Decimal("19500000000.000000")), significant(Decimal("0.0503")), significant(Decimal(0))
    (3, 3, 1)
    """
    digits = value.normalize().as_tuple().digits
    return len(digits)


def _rounded(one: Decimal, other: Decimal, *, loose: bool) -> bool:
    """Whether one value is the other, rounded to its own digits; to a single digit only where the article says about."""
    less, more = sorted((one, other), key=significant)
    digits = significant(less)
    if not less or not more or digits == significant(more) or (digits < 2 and not loose):
        return False
    if abs(less - more) > ROUNDING * max(abs(less), abs(more)):
        return False
    unit = Decimal(1).scaleb(less.adjusted() - digits + 1)
    return (more / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit == less


def _bounds(one: Figure, other: Figure) -> bool:
    """Whether one is a bound on the other, or two ranges share an end."""
    if one.plain is not None:
        one, other = other, one
    if other.plain is None:  # two bounds or ranges: a common end on the same side
        return (one.low is not None and one.low == other.low) or (one.high is not None and one.high == other.high)
    value = other.plain
    if one.low is not None and one.high is not None:  # a range tells one of its ends
        return value in (one.low, one.high)
    if one.low is not None:
        return one.low <= value <= one.low * (1 + BEYOND)
    return one.high is not None and one.high * (1 - BEYOND) <= value <= one.high


def _converted(one: Figure, other: Figure) -> str | None:
    day = one.day or other.day
    if day is None or one.middle == 0 or other.middle == 0:
        return None
    pairs = [(one.low, other.low), (one.high, other.high)]
    told = [(v, w) for v, w in pairs if v is not None and w is not None]
    # a bound in one currency and a plain amount in the other are not compared: two loosenesses would add up
    if not told or any((v is None) != (w is None) for v, w in pairs):
        return None
    for v, w in told:
        there = convert(v, one.currency, other.currency, day)
        if there is None or abs(there - w) > max(DRIFT, _half_unit(v), _half_unit(w)) * w:
            return None
    return CONVERTED


def _half_unit(value: Decimal) -> Decimal:
    """Half a unit of the last digit told, as a part of the value: what rounding may have hidden, 5 % at most."""
    if not value:
        return Decimal(0)
    half = Decimal(5).scaleb(value.adjusted() - significant(value)) / abs(value)
    return min(half, ROUNDING)
