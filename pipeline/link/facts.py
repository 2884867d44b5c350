"""Which rows of an article tell the same fact. Drafted claims enter, fact ids and the main row of each fact leave.

Two rows tell one fact when kind, currency and unit are the same, the amounts are compatible (equal, or one within the
bounds of the other) and no party contradicts. Start with `join_facts`.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import replace

from pipeline.notation import amount_value
from pipeline.records import ROLES, Claim, Money

#: Hexadecimal digits of an id: 64 bits, no collision to be expected among ten million claims.
ID_LENGTH = 16
#: Facts of one kind and end that a row is compared with, the latest, and rows of one fact; gold/train has 12.
MOST = 64


def id_of(*parts: object) -> str:
    """A stable id of content.

    >>> id_of("a", 3) == id_of("a", 3), len(id_of("a")), id_of("a", 3) == id_of("a3")
    (True, 16, False)
    """
    text = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:ID_LENGTH]


def compatible(one: Money, other: Money) -> bool:
    """Whether two values can be the same figure: same currency and unit, equal sides or one plain value within the other.

    >>> from decimal import Decimal
    >>> plain, open_ = (Money(Decimal(3), high, False, "EUR", "explicit", None) for high in (Decimal(3), None))
    >>> compatible(plain, plain), compatible(plain, open_)
    (True, True)
    >>> compatible(plain, Money(Decimal(4), Decimal(4), False, "EUR", "explicit", None))
    False
    """
    if one.currency != other.currency or one.per != other.per:
        return False
    if (one.min, one.max) == (other.min, other.max):
        return True
    # a bound tells the same figure only when it is that figure: "plus de 3 milliards" after "3 milliards"
    ends = {one.min, one.max} - {None}
    others = {other.min, other.max} - {None}
    if one.min is not None and one.max is not None and other.min is not None and other.max is not None:
        return other.min <= one.min <= one.max <= other.max or one.min <= other.min <= other.max <= one.max
    return bool(ends & others)


def agree(one: Claim, other: Claim) -> bool:
    """Whether two rows can tell the same fact."""
    if one.kind != other.kind or not compatible(one.money, other.money):
        return False
    for role in ROLES[:3]:
        names, others = set(one.names(role)), set(other.names(role))
        if names and others and not names & others:
            return False
    return True


def fullness(claim: Claim) -> tuple[int, int, float, int]:
    """How much a row tells, the later rows yielding: the fullest row of a fact is its main one."""
    told = len({filler.role for filler in claim.fillers}) * 2 + (claim.when is not None) + (claim.source.kind != "none")
    exact = claim.money.min is not None and claim.money.max is not None
    return told, int(exact), -claim.amount.span.start, 0


def groups(claims: Sequence[Claim]) -> tuple[tuple[int, ...], ...]:
    """Indices of the rows of each fact, in order: each row joins the first fact that all its rows agree with.

    A row is compared with the facts that its kind, unit and amount point to, and in each of them once with all rows of
    the same amount and parties.
    """
    members: list[list[int]] = []
    tellings: list[dict[Hashable, Claim]] = []
    pointed: dict[Hashable, deque[int]] = {}
    for i, claim in enumerate(claims):
        own, sought = _keys(claim)
        asked = sorted({fact for key in sought for fact in pointed.get(key, ())})
        fact = next((f for f in asked if all(agree(told, claim) for told in tellings[f].values())), None)
        if fact is None:
            fact = len(members)
            members.append([])
            tellings.append({})
            for key in own:
                pointed.setdefault(key, deque(maxlen=MOST)).append(fact)
        members[fact].append(i)
        if len(tellings[fact]) < MOST:
            tellings[fact].setdefault((claim.money.min, claim.money.max, *map(claim.names, ROLES[:3])), claim)
    return tuple(map(tuple, members))


def _keys(claim: Claim) -> tuple[tuple[Hashable, ...], tuple[Hashable, ...]]:
    """Under what a row is found, and where it looks: compatible amounts share an end, or a range holds the other one."""
    money = claim.money
    unit = (claim.kind, money.currency, money.per)
    ends = tuple((*unit, end) for end in ({money.min, money.max} - {None} or {None}))
    if money.min is None or money.max is None:
        return ends, ends
    if money.min == money.max:
        return (*ends, (*unit, "closed")), (*ends, (*unit, "range"))
    both = (*ends, (*unit, "closed"), (*unit, "range"))
    return both, both


def join_facts(claims: Sequence[Claim], article_id: str) -> tuple[Claim, ...]:
    """The rows with the id of their fact; a conversion belongs to the fact of what it converts and is never its main row.

    >>> join_facts((), "a")
    ()
    """
    by_id = {claim.claim_id: i for i, claim in enumerate(claims)}
    own = [i for i, claim in enumerate(claims) if claim.conversion_of not in by_id]
    joined: dict[int, tuple[str, bool]] = {}
    for group in groups([claims[i] for i in own]):
        members = [own[i] for i in group]
        main = max(members, key=lambda i: fullness(claims[i]))
        fact = _fact_id(claims[main], article_id)
        joined.update((i, (fact, i == main)) for i in members)
    for i in range(len(claims)):
        if i not in joined:
            origin = _origin(claims, by_id, i)
            joined[i] = (joined[origin][0], False) if origin in joined else (id_of(article_id, i), True)
    return tuple(replace(claim, fact_id=joined[i][0], is_main=joined[i][1]) for i, claim in enumerate(claims))


def _origin(claims: Sequence[Claim], by_id: dict[str, int], i: int) -> int:
    """The row that a conversion stands for, through chains of conversions."""
    seen = {i}
    while (source := claims[i].conversion_of) in by_id and by_id[source or ""] not in seen:
        i = by_id[source or ""]
        seen.add(i)
    return i


def _fact_id(main: Claim, article_id: str) -> str:
    money = main.money
    return id_of(
        article_id, main.kind, amount_value(money.min, money.max, money.currency, per=money.per), main.claim_id
    )
