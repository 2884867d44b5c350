"""Which facts can be steps of one matter: the same kind of money between the same parties, of about the same size.

Histories enter, the lines of a matter and comparisons of two facts leave. Start with `lines_of` and `one_matter`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal

from pipeline.across.history import History
from pipeline.across.telling import PERIOD, Telling, apart
from pipeline.normalise.rates import convert
from pipeline.records import ROLES

PAYER, RECIPIENT, SUBJECT, OBJECT = range(len(ROLES))
#: How far two figures of one matter may lie apart: bids and fines are cut by three quarters, seldom by more.
RATIO = 4
#: Kinds that articles use for the same money: what is put in by one is raised by the other.
ALIKE = {"funding_round": "investment"}


def line_kind(history: History) -> str:
    """The kind under which a fact follows another; a plant that a company invests in is a plant that it spends on."""
    if history.kind == "investment" and not history.roles[RECIPIENT]:
        return "spending"
    return ALIKE.get(history.kind, history.kind)


def lines_of(histories: Sequence[History]) -> dict[Hashable, list[History]]:
    """Facts by kind, unit and party: every fact stands on the line of each of its named parties, or of its object's words."""
    lines: dict[Hashable, list[History]] = {}
    for history in histories:
        anchors: list[Hashable] = [*sorted(history.named)] or [("object", word) for word in sorted(history.described)]
        for anchor in anchors:
            lines.setdefault((line_kind(history), history.figure.per, anchor), []).append(history)
    return lines


def one_matter(one: History, other: History) -> bool:
    """Whether two facts of one line speak of the same matter: no role conflicts and enough is shared."""
    sizes = size_of(one, other.figure.currency), other.figure.middle
    if None in sizes or not 0 < max(sizes) <= RATIO * min(sizes):  # type: ignore[type-var, operator]
        return False
    shared = 0
    for mine, others in zip(one.roles, other.roles, strict=True):
        if mine and others and not mine & others:
            return False
        shared += bool(mine & others)
    if not shared and not one.described & other.described:
        return False
    return _objects_agree(one, other) and _whole(one, other, shared)


def size_of(history: History, currency: str) -> Decimal | None:
    """The size of a fact in a currency: as it was told, else at the rate of its first day."""
    for told in (history.main, *history.tellings):
        if told.figure.currency == currency:
            return told.figure.middle
    return convert(history.figure.middle, history.figure.currency, currency, history.first.day)


def _objects_agree(one: History, other: History) -> bool:
    """Described objects must share a word: a rights issue is not a bond."""
    if one.roles[OBJECT] & other.roles[OBJECT]:
        return True
    if not one.languages & other.languages:
        return True  # the words of one language tell nothing of those of the other
    return not one.described or not other.described or bool(one.described & other.described)


def _whole(one: History, other: History, shared: int) -> bool:
    """A level has one party; where money passes between two, both must be the same, or one of them unnamed in one telling."""
    most = max(sum(map(bool, history.roles)) for history in (one, other))
    least = min(sum(map(bool, history.roles)) for history in (one, other))
    if least == 1 and one.roles[PAYER] & other.roles[PAYER]:
        return True  # who is fined, or spends, is named more often than who gets it
    unnamed = bool(one.described & other.described) or bool(one.known & other.named - _in_roles(one, other))
    return shared >= min(most, 2) or (shared == 1 and unnamed)


def _in_roles(one: History, other: History) -> frozenset[str]:
    return frozenset().union(*(mine & others for mine, others in zip(one.roles, other.roles, strict=True)))


def same_period(one: History, other: History) -> bool:
    """Whether two levels are told of the same period; True for what is no level over a period."""
    if one.kind not in PERIOD or one.kind == "valuation":
        return True
    dated = [next((told for told in history.tellings if _dated(told)), None) for history in (one, other)]
    return dated[0] is not None and dated[1] is not None and not apart(dated[0], dated[1])


def _dated(telling: Telling) -> bool:
    return telling.start is not None and telling.end is not None
