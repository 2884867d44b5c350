"""Digit strings and number words → decimals.

A digit string cut out by a finder enters, a `Decimal` leaves, or None where it cannot be read. The only door to
price-parser, which is given a string only once its separators are decided here. Start with `read_digits`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from price_parser.parser import parse_number

#: Longer strings are no press figure (10^24 has 25 digits), and reading them would cost more than linear time.
MAX_DIGITS = 25
#: How numbers are written in running text. One match is one number; every alternative is read in linear time.
DIGITS = (
    r"\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?"  # 1 250 000,50   1'250'000.50
    r"|\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?"  # 1.250.000,50
    r"|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"  # 1,250,000.50
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"  # 12,50,000 (India)
    r"|\d+(?:[.,]\d+)?|(?<![^\s$€£¥(=\-])[.,]\d+"
)
_GROUPED = re.compile(r"[ ']")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read; `doubt` when its separators can be read in two ways."""

    value: Decimal
    doubt: bool = False


@lru_cache(maxsize=8192)
def read_digits(digits: str, decimal_mark: str, *, magnitude: bool = False) -> Number | None:
    """The number that a digit string stands for in a text whose usual decimal mark is `decimal_mark`.

    `magnitude` tells that a word such as "million" follows: then the usual mark is never one of thousands.

    >>> read_digits("1 250 000,5", ",").value, read_digits("1,250,000.5", ",").value
    (Decimal('1250000.5'), Decimal('1250000.5'))
    >>> read_digits("78.000", ",").value, read_digits("1.4044", ",").value, read_digits("8.000", ".", magnitude=True).value
    (Decimal('78000'), Decimal('1.4044'), Decimal('8.000'))
    >>> read_digits("12,345", ",").value, read_digits("12,345", ".").value, read_digits("20,000", ",")
    (Decimal('12.345'), Decimal('12345'), Number(value=Decimal('20000'), doubt=True))
    >>> read_digits("9" * 1000, ".") is None
    True
    """
    if len(digits) > MAX_DIGITS + 10:
        return None
    plain = _GROUPED.sub("", digits)
    marks = [c for c in plain if c in ".,"]
    if len(plain) - len(marks) > MAX_DIGITS:
        return None
    mark, doubt = _decide(plain, marks, decimal_mark, magnitude)
    value = parse_number("0" + plain if plain[0] in ".," else plain, mark)
    return None if value is None else Number(value, doubt)


def _decide(plain: str, marks: Sequence[str], usual: str, magnitude: bool) -> tuple[str, bool]:
    """Which mark is the decimal one in this string, and whether another reading was possible."""
    if not marks:
        return usual, False
    if len(set(marks)) == 2:
        return marks[-1], False
    other = "," if marks[0] == "." else "."
    if len(marks) > 1:
        return other, False
    whole, _, rest = plain.partition(marks[0])
    if len(rest) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0"):
        return marks[0], False
    if marks[0] != usual:  # "78.000 euros", "2.000 milliards" in French
        return other, False
    # "20,000 euros" in French: three zeros after the decimal mark are a foreign way to write thousands.
    return (other, True) if rest == "000" and not magnitude else (marks[0], False)


def read_words(values: Sequence[int]) -> int | None:
    """The number that the values of its words make, in reading order: 4 20 10 7 is 97, 2 100 1000 is 200,000.

    >>> read_words([4, 20, 10, 7]), read_words([2, 100, 1000]), read_words([60, 10, 9]), read_words([1000, 9, 100])
    (97, 200000, 79, 1900)
    >>> read_words([2, 3]) is None, read_words([]) is None
    (True, True)
    """
    if not values:
        return None
    total = current = 0
    last = None
    for value in values:
        if value == 1000:
            if last == 1000 or total:
                return None
            total, current = max(current, 1) * 1000, 0
        elif value == 100:
            if current >= 100 or last == 100:
                return None
            current = max(current, 1) * 100
        elif value == 20 and current % 100 == 4 and last == 4:  # quatre-vingts
            current += 76
        elif _adds(current % 100, value):
            current += value
        else:
            return None
        last = value
    return total + current


def _adds(below: int, value: int) -> bool:
    """Whether a word below hundred goes on with what stands below hundred so far: 60 11, 40 5, 10 7."""
    if below == 0:
        return value < 100
    return 0 < value < (20 if below >= 20 else 10) and below % 10 == 0 and (below >= 20 or value >= 7)
