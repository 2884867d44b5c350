"""An amount and a day → the amount in another currency. The one door to CurrencyConverter.

Rates are the euro reference rates of the European Central Bank, as the package bundles them (from 1999, nothing is
downloaded); currencies that law ties to another one (the CFA franc to the euro) go by their parity. Start with `convert`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from currency_converter import CurrencyConverter

#: Currencies with a parity fixed by law or central bank: (the other currency, units of this one for one of it, since).
#: The franc zone by the decisions of the EU Council of 1998, the Gulf by their central banks, Bosnia by its currency board.
PARITIES: dict[str, tuple[str, str, date]] = {
    "XOF": ("EUR", "655.957", date(1999, 1, 1)),
    "XAF": ("EUR", "655.957", date(1999, 1, 1)),
    "KMF": ("EUR", "491.96775", date(1999, 1, 1)),
    "XPF": ("EUR", "119.331742", date(1999, 1, 1)),
    "BAM": ("EUR", "1.95583", date(1999, 1, 1)),
    "AED": ("USD", "3.6725", date(1997, 11, 1)),
    "SAR": ("USD", "3.75", date(1986, 6, 1)),
    "QAR": ("USD", "3.64", date(2001, 7, 1)),
    "BHD": ("USD", "0.376", date(2001, 1, 1)),
    "OMR": ("USD", "0.3845", date(1986, 1, 1)),
}
#: An article of the days after the package's last rate goes by that rate for so long: a year's move is a few per cent,
#: and a caller's tolerance says what it takes.
DAYS_AFTER = 366


def convert(amount: Decimal, currency: str, other: str, day: date) -> Decimal | None:
    """The amount in another currency at the rate of the day; None where there is no rate.

    >>> from datetime import date
    >>> convert(Decimal("10.2"), "GBP", "USD", date(2009, 9, 11)).quantize(Decimal("0.01"))
    Decimal('17.03')
    >>> convert(Decimal(655957), "XOF", "EUR", date(2024, 2, 27)) == 1000
    True
    >>> convert(Decimal(1), "GBP", "USD", date(1950, 1, 1))
    """
    if currency == other:
        return amount
    from_rate, to_rate = rate(currency, day), rate(other, day)
    if from_rate is None or to_rate is None:
        return None
    return amount / from_rate * to_rate


@lru_cache(maxsize=100_000)
def rate(currency: str, day: date) -> Decimal | None:
    """Units of a currency for one euro on a day, or on the last day before with a rate.

    >>> rate("EUR", date(2020, 1, 1)), rate("USD", date(2009, 9, 12))  # a Saturday
    (Decimal('1'), Decimal('1.4594'))
    >>> rate("ZZZ", date(2020, 1, 1))
    """
    if currency == "EUR":
        return Decimal(1)
    if currency in PARITIES:
        other, parity, since = PARITIES[currency]
        base = rate(other, day) if day >= since else None
        return None if base is None else base * Decimal(parity)
    converter = _converter()
    bounds = converter.bounds.get(currency)
    if bounds is None or day < bounds.first_date or (day - bounds.last_date).days > DAYS_AFTER:
        return None
    return Decimal(str(converter.convert(1, "EUR", currency, min(day, bounds.last_date))))


@cache
def _converter() -> CurrencyConverter:
    from currency_converter import CurrencyConverter

    return CurrencyConverter(fallback_on_missing_rate=True, fallback_on_missing_rate_method="last_known")
