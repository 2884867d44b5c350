"""Quantities → drafts of amounts: ranges, changes, lists, each with its cues of bound and approximation.

One window of tokens enters, its `Draft`s leave in order; those without a currency are left to `elision`. Start with
`group`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.find.amounts.cues import bridged, cue_after, cue_before
from pipeline.find.amounts.heads import ONE
from pipeline.find.amounts.lexicon import AmountLexicon, Codes
from pipeline.find.amounts.quantities import Quantity
from pipeline.find.amounts.sharing import is_year, may_share, share
from pipeline.find.amounts.tokens import DIGITS_KIND, PUNCT, Window
from pipeline.records import Span

#: Tokens between the verb of change and "de 12 à 20 millions": "passer, pour l'achat d'une voiture par un particulier, de".
CHANGE_REACH = 14
#: The larger side of "X or Y" is at most this many times the smaller: "$56 million or $0.39 per share" are two amounts.
MAX_CHOICE = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """An amount before its currency, relations and unit are settled. `low` and `high` are its values without bounds."""

    span: Span
    core: Span
    low: Decimal
    high: Decimal
    scale: Decimal
    codes: Codes
    head: str
    bound: str = ""
    approx: bool = False
    vague: bool = False
    doubt: bool = False
    wordy: bool = False
    sure: bool = False
    article: bool = False  # the number is an article: "a penny", "un euro"
    changed: bool = False  # the second side of a change
    bare: str = ""  # why a number without currency and magnitude may be money: "contrast" or "grouped"
    conversion_of: int | None = None
    per: str | None = None
    per_span: Span | None = None
    rules: tuple[str, ...] = ()


def group(window: Window, found: Sequence[Quantity], lex: AmountLexicon) -> list[Draft]:
    """The drafts that the quantities of a window make.

    >>> from pipeline.find.amounts.lexicon import amount_lexicon
    >>> from pipeline.find.amounts.quantities import quantities
    >>> from pipeline.find.amounts.tokens import window_of
    >>> fr = amount_lexicon("fr")
    >>> window = window_of("plus de 22 à 22,5 milliards d'euros", fr.table.links)
    >>> [(str(d.low), str(d.high), d.bound) for d in group(window, quantities(window, fr), fr)]
    [('22000000000', '22500000000.0', 'min')]
    >>> group(window_of("12 vaches"), quantities(window_of("12 vaches"), fr), fr)
    []
    """
    quantities = _lists(window, list(found), lex)
    drafts: list[Draft] = []
    i = 0
    while i < len(quantities):
        pair = _pair(window, quantities[i], quantities[i + 1], lex) if i + 1 < len(quantities) else None
        if pair:
            drafts.extend(pair)
            i += 2
            continue
        q = quantities[i]
        bare = "" if q.codes or q.scale > ONE else _bare(window, q, lex)
        if q.codes or (q.scale > ONE and not q.number.vague) or bare:
            drafts.append(_draft(window, (q,), q.first, q.last, lex, bare=bare))
        i += 1
    return drafts


def _lists(window: Window, quantities: list[Quantity], lex: AmountLexicon) -> list[Quantity]:
    """Bare members of a list with the currency and magnitude of its last: "150.000 et 250.000 dollars"."""
    lent = False
    for i in range(len(quantities) - 2, -1, -1):
        q, n = quantities[i], quantities[i + 1]
        joint = lex.lists.at(window.words, q.last)
        comma = window.words[q.last] == "," and lent and n.first == q.last + 1
        lends = (
            not is_year(window, q)
            and n.codes
            and not n.head_first
            and n.factor == ONE
            and not q.codes
            and may_share(window, q, n, lex)
        )
        if lends and (comma or (joint is not None and joint[0] == n.first)):
            quantities[i], _ = share(q, n, change=False)
            lent = True
        else:
            lent = False
    return quantities


def _pair(window: Window, q: Quantity, n: Quantity, lex: AmountLexicon) -> list[Draft] | None:
    """The range or the change that two neighbours make, or None."""
    if not (q.codes or n.codes or (q.scale > ONE and n.scale > ONE)):
        return None
    if q.codes and n.codes and not set(q.codes) & set(n.codes):
        return None
    opening = _opening(window, q, n, lex)
    if opening is None and not _joined(window, q, n, lex):
        return None
    if (q.codes or n.codes) and not may_share(window, q, n, lex, opened=opening is not None):
        return None
    # "Entre … et" belongs to the words of the amount, "from … to" and "compris" do not.
    shown = opening is not None and window.words[q.first - 1] not in lex.table.changing
    first = q.first - shown
    changing = opening is None or window.words[opening] in lex.table.changing
    change = changing and _is_change(
        window, q, q.first if opening is None else opening, opened=opening is not None, lex=lex
    )
    q, n = share(q, n, change=change)
    if change:
        second = _draft(window, (n,), n.first, n.last, lex)
        return [_draft(window, (q,), q.first, q.last, lex), replace(second, changed=True)]
    low, high = (n, q) if q.total > n.total else (q, n)
    if opening is None and window.words[n.first - 1] in lex.table.choices and high.total > low.total * MAX_CHOICE:
        return None
    return [_draft(window, (low, high), first, n.last, lex, rule="amounts.range")]


def _joined(window: Window, q: Quantity, n: Quantity, lex: AmountLexicon) -> bool:
    """Whether a joint of ranges stands right between the two: "22 à 22,5", "$1.2-1.5bn", "375 euros, voire 750"."""
    comma = window.words[q.last] == ","
    joint = lex.joints.at(window.words, q.last + comma)
    return (
        joint is not None and joint[0] == n.first and (not comma or window.words[q.last + 1] in lex.table.after_comma)
    )


def _opening(window: Window, q: Quantity, n: Quantity, lex: AmountLexicon) -> int | None:
    """Where "entre … et" or "from … to" opens, when its joint stands right between the two."""
    between = lex.pairs.at(window.words, q.last)
    if between is None or between[0] != n.first:
        return None
    start = between[1].before(window.words, q.first)
    return start[0] if start else None


def _is_change(window: Window, q: Quantity, first: int, *, opened: bool, lex: AmountLexicon) -> bool:
    """Whether "from 12 to 20" tells a change, or "up 49 cents to $95" a step and the level it led to."""
    if not opened:
        edge = cue_before(window.words, q.first, lex).edge
        return bool(q.codes) and lex.steps.before(window.words, edge) is not None
    for i in range(first - 1, max(-1, first - 1 - CHANGE_REACH), -1):
        if window.words[i] in (".", ";", ":"):
            return False
        if window.words[i] in lex.changes:
            return True
    return False


def _bare(window: Window, q: Quantity, lex: AmountLexicon) -> str:
    """Why a number without currency and magnitude may still be money, told by what stands beside it."""
    if not q.number.digits or window.words[q.last] in lex.table.counted:
        return ""
    behind = window.kind(q.last) in (PUNCT, "") or window.words[q.last] in lex.table.bare_after
    if not behind or window.words[q.last] in ("%", "/", "-", ":"):
        return ""
    edge = cue_before(window.words, q.first, lex).edge
    if lex.contrasts.before(window.words, edge) is not None or (
        edge < q.first and window.words[edge - 1] in ("(", *lex.table.joints)
    ):
        return "contrast"
    return "grouped" if not window.words[q.first].isdigit() and q.value >= 1000 else ""


def _draft(
    window: Window,
    parts: Sequence[Quantity],
    first: int,
    last: int,
    lex: AmountLexicon,
    *,
    rule: str = "",
    bare: str = "",
) -> Draft:
    before, after = cue_before(window.words, first, lex), cue_after(window.words, last, lex)
    low, high, numbers = parts[0], parts[-1], [part.number for part in parts]
    tokens = window.tokens
    return Draft(
        span=Span(tokens[before.edge].start, tokens[after.edge - 1].end),
        core=Span(tokens[first].start, tokens[last - 1].end),
        low=low.total,
        high=high.total,
        scale=max(part.scale for part in parts),
        codes=high.codes,
        head=high.head,
        bound=before.bound
        or after.bound
        or bridged(window.words, first, lex)
        or ("min" if any(n.open or n.vague for n in numbers) else ""),
        approx=before.approx or after.approx or any(n.approx for n in numbers),
        vague=any(n.vague for n in numbers),
        doubt=any(part.doubt for part in parts),
        wordy=any(part.wordy for part in parts),
        sure=high.sure,
        article=window.kind(first) != DIGITS_KIND and window.words[first] in lex.table.ones and high.scale == ONE,
        bare=bare,
        rules=(
            f"amounts.{high.number.rule}",
            *(("amounts.coin",) if high.factor < 1 else ()),
            *((rule,) if rule else ()),
            *before.rules,
            *after.rules,
        ),
    )
