"""Drafts that are no money: weights, books, codes that are words, exchange rates, prices in idioms.

Drafts in order and the text enter, those kept and those refused with their reason leave. Start with `refuse`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.find.amounts.groups import Draft
from pipeline.find.amounts.lexicon import AmountLexicon, Doubt
from pipeline.find.amounts.sharing import YEARS
from pipeline.normalise.currency import places_in
from pipeline.records import Dropped

#: Characters before an amount in which a verb of weight speaks against "pounds".
NEAR = 30
#: From here on a code that is a word stands for a currency: "TOP 10" and "AMD 3" do not, "MAD 2,500" does.
LEAST_FOR_WORDS = 1000
#: Lost paragraph breaks: "en 2016.90.000 euros" leaves "000 euros", "en 2018.15 millions" is no 2,018 millions.
_CUT = re.compile(r"\d[.,]\d")
_GLUED_YEAR = re.compile(r"(?:19|20)\d\d[.,]\d")
#: "VaR by quarter (in millions of dollars)".
_HEADER = re.compile(r"\((?:[^\W\d_]+ )?$")


def refuse(drafts: Sequence[Draft], low: str, lex: AmountLexicon) -> tuple[list[Draft], list[Dropped]]:
    """The drafts that are money, and the others.

    >>> from pipeline.find.amounts import find_amounts
    >>> [d.reason for d in find_amounts("She weighs 140 pounds.", "en")[1]]
    ['a weight or another sense of the word']
    >>> find_amounts("She paid 140 pounds in London.", "en")[1]
    ()
    """
    kept: list[Draft] = []
    dropped: list[Dropped] = []
    context = _Context(low, lex)
    for i, draft in enumerate(drafts):
        reason = _reason(draft, context) if draft.codes else ""
        if draft.article and i and low[drafts[i - 1].core.end : draft.core.start].isspace():
            reason = "the unit of a price"  # "$45 a pound", "475 pesos a dollar"
        if reason:
            dropped.append(Dropped(draft.span, "amounts", reason))
        else:
            kept.append(draft)
    return kept, dropped


class _Context:
    """What the article says as a whole, read when first asked for."""

    __slots__ = ("_places", "lex", "low")

    def __init__(self, low: str, lex: AmountLexicon) -> None:
        self.low, self.lex = low, lex
        self._places: frozenset[str] | None = None

    def speaks_of(self, codes: Iterable[str]) -> bool:
        if self._places is None:
            self._places = frozenset(code for _, found in places_in(self.low, self.lex.language) for code in found)
        return not self._places.isdisjoint(codes)


def _reason(draft: Draft, context: _Context) -> str:
    """Why a draft is no money; "" when it is."""
    lex, low = context.lex, context.low
    reason = _of_number(draft, low, lex) or _of_compound(draft, low, lex)
    doubt = lex.doubtful.get(draft.head)
    if reason or doubt is None or draft.sure:
        return reason
    return _doubted(draft, doubt, context)


def _of_number(draft: Draft, low: str, lex: AmountLexicon) -> str:
    """Why the number is none of money: a rate, a share, a piece of something, a saying, a rank behind a code."""
    start, end = draft.core.start, draft.core.end
    if _is_rate(draft, low):
        return "an exchange rate"
    if low.startswith(("%", " %"), end):
        return "a percentage"
    if _is_name(draft, low, lex):
        return "a piece of a name"
    if draft.vague and low.startswith(")", end) and _HEADER.search(low, max(0, start - NEAR), start):
        return "the unit of a table"
    if (start > 1 and _CUT.match(low, start - 2)) or (draft.scale > 1 and _GLUED_YEAR.match(low, start)):
        return "a number glued to another"
    if lex.idioms.search(low, max(0, start - NEAR), end + NEAR):
        return "an idiom"
    small = draft.high < LEAST_FOR_WORDS or _is_year(draft, low)
    if draft.wordy and draft.scale == 1 and not draft.high % 1 and small:
        return "a code that is also a word"
    return ""


def _of_compound(draft: Draft, low: str, lex: AmountLexicon) -> str:
    """Why the currency is said of something else: "17 euro zone countries", "un dollar fort", "a dollar store"."""
    start, end = draft.core.start, draft.core.end
    if draft.head.isalpha() and low.endswith(draft.head, start, end) and lex.compounds.match(low, end):
        return "a currency in a compound"
    if not draft.article:
        return ""
    if lex.denied.search(low, max(0, start - NEAR), start):
        return "an idiom"
    if draft.head.isupper() or low.endswith("&", 0, start):
        return "a piece of a name"  # "an AED in the hall", "SG&A dollar spending"
    ends = lex.behind_elided.match(low, end) or lex.units.behind.match(low, end)
    return "" if ends and not lex.weakness.match(low, end) else "a currency in a compound"


def _is_year(draft: Draft, low: str) -> bool:
    """Also with a number behind: "CVE-2024-3400"."""
    digits = low[draft.core.start : draft.core.end].strip(" -abcdefghijklmnopqrstuvwxyz").partition("-")[0]
    return digits.isdecimal() and YEARS[0] <= int(digits[:5]) <= YEARS[1]


def _is_name(draft: Draft, low: str, lex: AmountLexicon) -> bool:
    """Whether a number is a piece of a file, a model or an address: "a41-980c-25", "P6-7c", "img_480p", "576-1/2p"."""
    start, end, short = draft.core.start, draft.core.end, draft.head in lex.short_subunits
    before, behind = low[max(0, start - 2) : start], low[end : end + 2]
    if before.endswith("_") or behind.startswith("_"):
        return True
    if short and (before.endswith("/") or (behind.startswith("-") and behind[1:].isdigit())):
        return True
    return (
        len(before) == 2
        and before[0].isalnum()
        and before[1] == "-"
        and low[start].isdigit()
        and (short or "-" in low[start:end])
    )


def _is_rate(draft: Draft, low: str) -> bool:
    """ "$1 = 0.76 euros": this side or the other."""
    if low[draft.span.end : draft.span.end + 3].lstrip().startswith("="):
        return True
    return low[max(0, draft.span.start - 3) : draft.span.start].rstrip().endswith("=")


def _doubted(draft: Draft, doubt: Doubt, context: _Context) -> str:
    """Why a head that is a word of its own is no currency here; "" when it is one."""
    low, start, end = context.low, draft.core.start, draft.core.end
    if draft.article and low[start:end].partition(" ")[0] in doubt.against_articles:
        return "a weight or another sense of the word"
    proven = bool(doubt.proof.search(low)) or context.speaks_of(draft.codes)
    if doubt.against_before.search(low, max(0, start - NEAR), start) and draft.scale == 1:
        return "a weight or another sense of the word"
    if (not proven or draft.article) and doubt.against_after.match(low, end, end + NEAR):
        return "a weight or another sense of the word"
    if proven:
        return ""
    if doubt.disproof.search(low):
        return "a word that is a currency only elsewhere"
    if draft.scale == 1 and not doubt.adjective and low.endswith(f"-{draft.head}", start, end):
        return "a weight or another sense of the word"
    if doubt.free:
        return ""
    if low.startswith(" (", end) or (draft.scale > 1 and not doubt.strict):
        return ""
    return "a word that is a currency only elsewhere"
