"""What two neighbouring quantities lend each other: a currency, a magnitude, a thousand.

The two and their window enter, both complete leave. Start with `may_share` and `share`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.find.amounts.heads import ONE
from pipeline.find.amounts.lexicon import AmountLexicon
from pipeline.find.amounts.quantities import Quantity
from pipeline.find.amounts.tokens import WORD, Window

#: Bare numbers that are years rather than the lower side of a range.
YEARS = (1900, 2100)
#: "Entre 80 et 100.000 euros" is 80,000 to 100,000: the thousand is shared when the sides are this close.
SHARED_THOUSAND = 2


def may_share(window: Window, q: Quantity, n: Quantity, lex: AmountLexicon, *, opened: bool = False) -> bool:
    """Whether the one without a currency may take it from the other."""
    if not n.codes:
        glued = n.first == q.last + 1 and window.glued(n.first)
        counted = window.words[n.last] in lex.table.counted or (
            not (glued or opened) and _counts_more(window, n.last, lex)
        )
        return (n.scale > ONE or (q.head_first and (glued or opened) and not is_year(window, n))) and not counted
    if q.codes or q.scale > ONE or not q.number.digits:
        return True
    if n.head_first:
        return False
    return not (is_year(window, q) and (n.scale > ONE or n.value < q.value))


def _counts_more(window: Window, last: int, lex: AmountLexicon) -> bool:
    """Whether a number counts what follows it: "3 millions d'euros à 2 millions de foyers", "$3 million to 2 million homes"."""
    word = window.words[last]
    if lex.table.elided_any:
        return word in lex.table.elided_links
    return window.kind(last) == WORD and word not in lex.table.elided_followers and word not in lex.table.money_nouns


def is_year(window: Window, q: Quantity) -> bool:
    """Whether a bare number is a year rather than a figure."""
    return window.words[q.first].isdigit() and YEARS[0] <= q.value <= YEARS[1]


def share(q: Quantity, n: Quantity, *, change: bool) -> tuple[Quantity, Quantity]:
    """Both with the currency and magnitude that one of them leaves to the other.

    >>> from pipeline.find.amounts.lexicon import amount_lexicon
    >>> from pipeline.find.amounts.quantities import quantities
    >>> from pipeline.find.amounts.tokens import window_of
    >>> en = amount_lexicon("en")
    >>> [str(q.total) for q in share(*quantities(window_of("12 to 20 million euros"), en), change=False)]
    ['12000000', '20000000']
    >>> [str(q.total) for q in share(*quantities(window_of("900,000 to 1.2 million euros"), en), change=False)]
    ['900000', '1200000.0']
    """
    complete = bool(q.codes) and not q.head_first
    if not q.codes:
        q = replace(q, codes=n.codes, head=n.head, factor=n.factor)
    elif not n.codes:
        n = replace(n, codes=q.codes, head=q.head, factor=q.factor)
    if q.scale == ONE and not complete:
        if n.scale > ONE and (q.value <= n.value or (change and q.value < 1000)):
            q = replace(q, scale=n.scale)
        elif (
            n.scale == ONE
            and n.value >= 10_000
            and n.value <= q.value * 1000 * SHARED_THOUSAND <= n.value * SHARED_THOUSAND
        ):
            q = replace(q, scale=Decimal(1000), doubt=True)
    return q, n
