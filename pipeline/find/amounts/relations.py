"""Amounts of one article beside each other: conversions in brackets, bounds that carry over.

Drafts in order and the text in small letters enter, the same drafts leave with what their neighbours give. Start with `relate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.find.amounts.groups import Draft
from pipeline.find.amounts.lexicon import AmountLexicon
from pipeline.records import Span

#: Between an amount and its conversion stand a bracket and at most a unit: " a share (".
MAX_GAP = 80


def relate(drafts: Sequence[Draft], low: str, lex: AmountLexicon) -> list[Draft]:
    """The drafts with their conversions told and the bounds of coordinated amounts shared.

    >>> from pipeline.find.amounts import find_amounts
    >>> [(m.low, m.conversion_of) for m in find_amounts("It cost up to $5 (4 euros).", "en")[0]]
    [(None, None), (None, 0)]
    >>> [m.conversion_of for m in find_amounts("It cost $5, and 4 euros more.", "en")[0]]
    [None, None]
    """
    found: list[Draft] = []
    for draft in drafts:
        related = _beside(draft, found, low, lex) if found else draft
        if len(found) > 1 and _ends_range(related, found, low, lex):
            first = found.pop()
            related = replace(first, span=_over(first, related), core=_over(first, related), high=related.high)
        found.append(related)
    return found


def _over(first: Draft, last: Draft) -> Span:
    return Span(first.span.start, last.span.end)


def _ends_range(draft: Draft, before: Sequence[Draft], low: str, lex: AmountLexicon) -> bool:
    """Whether a draft is the upper side of a conversion: "entre 2 et 3 millions de zlotys (0,4 et 0,7 million d'euros)"."""
    last = before[-1]
    if last.conversion_of is None or last.low != last.high or last.codes != draft.codes or draft.high <= last.low:
        return False
    source = before[last.conversion_of]
    return source.low != source.high and low[last.span.end : draft.span.start].strip() in lex.table.list_joints


def _beside(draft: Draft, before: Sequence[Draft], low: str, lex: AmountLexicon) -> Draft:
    last = before[-1]
    gap = low[last.span.end : draft.span.start] if 0 <= draft.span.start - last.span.end <= MAX_GAP else None
    if gap is None:
        return draft
    source = _converted(draft, last, len(before) - 1, gap, lex)
    if source is not None:
        first = before[source]
        others = tuple(code for code in draft.codes if code not in first.codes) or draft.codes
        draft = replace(draft, conversion_of=source, codes=others, rules=(*draft.rules, "amounts.conversion"))
        return _carry(draft, first)
    if not set(draft.codes) & set(last.codes):
        return draft
    if gap.strip() in (",", *lex.table.list_joints) or (
        last.bound == "max" and not draft.bound and lex.ladder.fullmatch(gap)
    ):
        return _carry(draft, last)
    return draft


def _converted(draft: Draft, last: Draft, index: int, gap: str, lex: AmountLexicon) -> int | None:
    """The index of the amount that this one gives again in another currency."""
    if draft.head == last.head or draft.codes == last.codes or not draft.head:
        return None
    bracket = gap.rstrip().endswith("(")
    if set(draft.codes) & set(last.codes) and not (bracket and len(last.codes) == 1 and draft.head in lex.signs):
        return None  # "$25.8 million, or 8 cents per share", but "A$1.7 billion ($1.3 billion)"
    if lex.conversion_gap.fullmatch(gap):
        return index
    if gap.strip() == "-" and not set(draft.codes) & set(last.codes):
        return index  # "414 000 £ - 480 000 €"
    if last.conversion_of is not None and gap.strip() in (";", ",", "/", "-"):
        return last.conversion_of
    return None


def _carry(draft: Draft, source: Draft) -> Draft:
    """Bound and approximation of the source, where the draft has none of its own."""
    if draft.vague or source.vague:
        return draft
    return replace(draft, bound=draft.bound or source.bound, approx=draft.approx or source.approx)
