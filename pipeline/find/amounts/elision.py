"""Drafts without a currency → drafts that take it from a parallel amount, or are no money.

"Les 40 milliards" after "40 milliards de dollars", "from $12m to 20m", "contre 8.000 avant". Start with `lend`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.find.amounts.groups import Draft
from pipeline.find.amounts.lexicon import AmountLexicon
from pipeline.records import Dropped

#: A magnitude without currency lies within this many characters of the amount that lends it (98 % of gold/train do).
REACH = 500
#: So does a bare number, which needs a nearer model.
BARE_REACH = 160
#: Or before one: "un fonds de 10 milliards … 5 milliards d'euros".
NEXT_REACH = 250
#: Smaller magnitudes count things more often than money.
LEAST_SCALE = Decimal(100_000)
#: A bare number is of the size of its model: "5.000 euros, contre 8.000 avant".
MAX_RATIO = 20
#: A magnitude in the sentence of one that counts something counts the same: "7 billion shares traded, off from … 9 billion".
COUNTED_REACH = 200
#: Text read before and behind a number for what it counts.
LEFT, RIGHT = 100, 40
_SPLIT = re.compile(r"\d \. $")  # "1 . 6 billion": a number cut in pieces
_STOPS = ".;:()"


def lend(drafts: Sequence[Draft], low: str, lex: AmountLexicon) -> tuple[list[Draft], list[Dropped]]:
    """The drafts with a currency, lent or their own; and those refused that were likely.

    >>> from pipeline.find.amounts import find_amounts
    >>> [mention.currencies for mention in find_amounts("Il doit 3 millions d'euros, contre 2 millions avant.", "fr")[0]]
    [('EUR',), ('EUR',)]
    >>> find_amounts("Il doit 3 millions d'euros à 2 millions de foyers.", "fr")[1][0].reason
    'a magnitude that counts something else'
    """
    kept: list[Draft] = []
    dropped: list[Dropped] = []
    last: Draft | None = None
    counted = -COUNTED_REACH
    for i, draft in enumerate(drafts):
        if draft.codes:
            kept.append(draft)
            last = draft
            continue
        model = _model(draft, last, drafts[i + 1 : i + 3])
        if model is None:
            continue
        converted = (
            drafts[i + 1]
            if i + 1 < len(drafts) and low[draft.core.end : drafts[i + 1].span.start].strip() == "("
            else None
        )
        if converted is not None and set(converted.codes) & set(model.codes):
            continue  # "a deficit of 1.6 billion ($2.54 billion)": in neither the next currency nor a known one
        reason = _counts(draft, model, low, lex) if draft.scale > 1 else _unlike(draft, model)
        if not counted <= model.core.end <= draft.core.start and _beside(counted, draft.core.start, low):
            reason = reason or "a magnitude beside one that counts something"
        if reason:
            if draft.scale > 1:
                counted = draft.core.end
                dropped.append(Dropped(draft.span, "amounts", reason))
            continue
        last = replace(draft, codes=model.codes, head="", rules=(*draft.rules, "amounts.elided"))
        kept.append(last)
    return kept, dropped


def _model(draft: Draft, last: Draft | None, following: Sequence[Draft]) -> Draft | None:
    """The amount whose currency a draft can take: the last one before it, else the next one of its sentence."""
    reach = REACH if draft.scale >= LEAST_SCALE else BARE_REACH if draft.scale == 1 else 0
    if last is not None and draft.core.start - last.core.end <= reach:
        return last
    if draft.scale < LEAST_SCALE:
        return None
    return next((d for d in following if d.codes and d.core.start - draft.core.end <= NEXT_REACH), None)


def _beside(counted: int, start: int, low: str) -> bool:
    """Whether a magnitude stands beside one that ends at `counted` and counts something."""
    if start - counted <= LEFT:
        return True
    return start - counted <= COUNTED_REACH and not any(low.find(stop, counted, start) >= 0 for stop in ".;\n")


def _unlike(draft: Draft, model: Draft) -> str:
    if model.scale > 1 or not draft.low or not model.low:
        return "a number unlike its neighbour"
    ratio = max(draft.low / model.low, model.low / draft.low)
    limit = MAX_RATIO if draft.bare == "contrast" else 3
    return "a number unlike its neighbour" if ratio > limit else ""


def _counts(draft: Draft, model: Draft, low: str, lex: AmountLexicon) -> str:
    """Why a magnitude without currency counts something else, "" when it may be money."""
    start, end = draft.core.start, draft.core.end
    if draft.high < 10 * draft.scale and not draft.high / draft.scale % 1 and low[start:end].isalnum():
        return "a name with a figure"  # 3M, 5G
    if start and unicodedata.category(low[start - 1]) == "Sc":
        return "a sign that is not known"  # T$10 million
    if (
        lex.behind_elided.match(low, end) is None
        or low.startswith("-", start - 1)
        or _SPLIT.search(low, start - 4, start)
    ):
        return "a magnitude that counts something else"
    left = max(
        start - LEFT,
        model.core.end if model.core.end <= start else 0,
        *(low.rfind(stop, max(0, start - LEFT), start) for stop in _STOPS),
    )
    right = min([end + RIGHT, *(at for stop in _STOPS if (at := low.find(stop, end, end + RIGHT)) >= 0)])
    if lex.count_nouns.search(low, left, right):
        return "a magnitude beside a counted noun"
    return ""
