"""Drafts that are no money: weights, books, codes that are words, exchange rates, prices in idioms.

Drafts in order and the text enter, those kept and those refused with their reason leave. Start with `refuse`.
"""

from __future__ import annotations

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
    if _is_rate(draft, low):
        return "an exchange rate"
    if low.startswith(("%", " %"), draft.core.end):
        return "a percentage"
    if _is_name(draft, low, lex):
        return "a piece of a name"
    if lex.idioms.search(low, max(0, draft.core.start - NEAR), draft.core.end + NEAR):
        return "an idiom"
    if (
        draft.wordy
        and draft.scale == 1
        and not draft.high % 1
        and (draft.high < LEAST_FOR_WORDS or _is_year(draft, low))
    ):
        return "a code that is also a word"
    if draft.article and lex.denied.search(low, max(0, draft.core.start - NEAR), draft.core.start):
        return "an idiom"
    named = draft.head.isalpha() and low.endswith(draft.head, draft.core.start, draft.core.end)
    if named and (
        lex.compounds.match(low, draft.core.end) or (draft.article and lex.weakness.match(low, draft.core.end))
    ):
        return "a currency in a compound"  # "17 euro zone countries", "un dollar fort"
    if draft.article and (draft.head.isupper() or low.endswith("&", 0, draft.core.start)):
        return "a piece of a name"  # "an AED in the hall", "SG&A dollar spending"
    if draft.article and not (
        lex.behind_elided.match(low, draft.core.end) or lex.units.behind.match(low, draft.core.end)
    ):
        return "a currency in a compound"  # "a euro zone official", "a dollar store"
    doubt = lex.doubtful.get(draft.head)
    if doubt is None or draft.sure:
        return ""
    return _doubted(draft, doubt, context)


def _is_year(draft: Draft, low: str) -> bool:
    """Also with a number behind: "CVE-2024-3400"."""
    digits = low[draft.core.start : draft.core.end].strip(" -abcdefghijklmnopqrstuvwxyz").partition("-")[0]
    return digits.isdigit() and YEARS[0] <= int(digits[:5]) <= YEARS[1]


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
    if not proven and doubt.against_after.match(low, end, end + NEAR):
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
