"""What an amount is for one of (spec: `per`), read around it.

Drafts in order and the text in small letters enter, the same drafts leave with their unit. Start with `with_units`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.find.amounts.groups import Draft
from pipeline.find.amounts.lexicon import AmountLexicon
from pipeline.records import Span

#: Characters read before an amount, inside its clause, for "annual salary of"; behind it, for "of stock per year".
BEFORE, BEHIND = 70, 45
#: Characters before a bare price in which an article names what it is the price of.
TOPIC_REACH = 300
#: Larger amounts and those with a magnitude are no price of a share, a barrel or a litre.
DEAREST = Decimal(10_000)
#: A dearer share is believed to be the topic only behind "rose to", "at": "a minimum of $1,000" is no price of one.
DEAREST_BY_TOPIC = Decimal(1_000)
#: In currencies of small units prices are this many times larger: "rose to 105,500 won".
SMALL_UNITS = 1_000
#: Parallel levels of one price lie this close: "$18,900 per hour, compared to $40,600".
MAX_RATIO = 20
#: Where a clause ends; a full stop inside a number ends none.
_STOP = re.compile(r"[;:()\n]|\.(?!\d)")
_CLAUSE_END = re.compile(r"[,;:()\n]|\.(?!\d)")
#: Characters before a stock's price that hold "edged down", the longest of its leads.
LEAD = 16
#: The unit of a stock's price.
SHARE = "share"
#: The unit of "per dose", "per warrant" (spec: any other single item).
ANY_ITEM = "unit"
_PEOPLE = ("person", "household")


def with_units(drafts: Sequence[Draft], low: str, lex: AmountLexicon) -> list[Draft]:
    """The drafts with what each is for one of.

    >>> from pipeline.find.amounts import find_amounts
    >>> [m.per for m in find_amounts("Shares fell 12 cents to $4.56; rent is $900 a month.", "en")[0]]
    ['share', 'share', 'month']
    >>> [m.per for m in find_amounts("It lost $900 a year ago.", "en")[0]]
    [None]
    """
    found: list[Draft] = []
    for i, draft in enumerate(drafts):
        left = max(found[-1].span.end, found[-1].per_span.end if found[-1].per_span else 0) if found else 0
        right = drafts[i + 1].span.start if i + 1 < len(drafts) else len(low)
        said = _said(draft, left, right, low, lex)
        found.append(replace(draft, per=said[0], per_span=said[1]) if said else draft)
    _share(found, low, lex)
    return [draft if draft.per or not _is_price(draft, lex) else _by_topic(draft, low, lex) for draft in found]


def _said(draft: Draft, left: int, right: int, low: str, lex: AmountLexicon) -> tuple[str, Span] | None:
    """The unit that the clause says, with its span."""
    units = lex.units
    behind = units.behind.match(low, draft.span.end) or units.past_bracket.match(low, draft.span.end)
    if behind:
        unit, end = units.ids[_plain(behind[1])], behind.end(1)
        while (more := units.further.match(low, end)) is not None:
            unit = units.ids[_plain(more[1])] if units.ids[_plain(more[1])] in _PEOPLE else unit
            end = more.end(1)
        return unit, Span(behind.start(1), end)
    generic = units.generic.match(low, draft.span.end)
    if generic:
        return ANY_ITEM, Span(*generic.span(1))
    start = max(left, draft.span.start - BEFORE)
    for stop in _STOP.finditer(low, start, draft.span.start):
        start = stop.end()
    before = _last(units.before, low, start, draft.span.start)
    if before and _allows(draft, units.before_ids[_plain(before[1])], low[start : draft.span.start], lex):
        return units.before_ids[_plain(before[1])], Span(*before.span(1))
    end = min(right, draft.span.end + BEHIND)
    stopped = _CLAUSE_END.search(low, draft.span.end, end)
    end = stopped.start() if stopped else end
    around = units.around.search(low, draft.span.end, end)
    return (units.around_ids[_plain(around[1])], Span(*around.span(1))) if around else None


def _last(pattern: re.Pattern[str], low: str, start: int, end: int) -> re.Match[str] | None:
    """The last place of a stretch where a pattern holds."""
    last = deque(pattern.finditer(low, start, end), maxlen=1)
    return last[0] if last else None


def _plain(form: str) -> str:
    return " ".join(form.split())


def _allows(draft: Draft, unit: str, clause: str, lex: AmountLexicon) -> bool:
    """Whether a unit said before an amount is its own: a share has a price, and "annual profit" only dates the profit."""
    if unit == "year":
        return lex.units.dated.search(clause) is None
    return unit != SHARE or _is_price(draft, lex)


def _share(found: list[Draft], low: str, lex: AmountLexicon) -> None:
    """Gives the unit of one amount to its conversion, to the other side of a change, and to a parallel level."""
    for i in range(len(found) - 1, 0, -1):
        source, draft = found[i - 1], found[i]
        if draft.per and not source.per and (draft.changed or draft.conversion_of == i - 1):
            found[i - 1] = replace(source, per=draft.per, per_span=draft.per_span)
    for i in range(1, len(found)):
        draft, last = found[i], found[i - 1]
        if draft.per:
            continue
        source = found[draft.conversion_of] if draft.conversion_of is not None else last
        if source.per and (draft.conversion_of is not None or draft.changed or _parallel(last, draft, low, lex)):
            found[i] = replace(draft, per=source.per, per_span=source.per_span)


def _parallel(last: Draft, draft: Draft, low: str, lex: AmountLexicon) -> bool:
    """Whether an amount is a level of the same price as the last one: "$3 a share, up from $2"."""
    start = max(last.span.end, last.per_span.end if last.per_span else 0)
    if draft.span.start < start or draft.span.start - start > BEFORE or not last.high or not draft.high:
        return False
    if max(draft.high / last.high, last.high / draft.high) > MAX_RATIO:
        return False
    if lex.units.parallel.fullmatch(low, start, draft.span.start):
        return True
    return lex.units.bracket.fullmatch(low, start, draft.span.start) is not None


def _is_price(draft: Draft, lex: AmountLexicon, dearest: Decimal = DEAREST) -> bool:
    return draft.scale == 1 and draft.high < dearest * (SMALL_UNITS if draft.codes[0] in lex.small_units else 1)


def _by_topic(draft: Draft, low: str, lex: AmountLexicon) -> Draft:
    """A bare price with the unit of what the article speaks of before it: shares, crude, petrol."""
    topic = _last(lex.units.topic, low, max(0, draft.span.start - TOPIC_REACH), draft.span.start)
    if topic is None or lex.units.blocks.search(low, topic.end(), draft.span.start):
        return draft
    unit = lex.units.topic_ids[_plain(topic[1])] if topic[1] else SHARE
    # A ticker is near many amounts, and a dear share is rarer than a bonus: both only behind "rose to", "at".
    if (not topic[1] or (unit == SHARE and not _is_price(draft, lex, DEAREST_BY_TOPIC))) and not lex.units.lead.search(
        low, max(0, draft.span.start - LEAD), draft.span.start
    ):
        return draft
    return replace(draft, per=unit, rules=(*draft.rules, "amounts.topic"))
