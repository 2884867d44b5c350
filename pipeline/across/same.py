"""Tellings in the order of time → facts: each telling joins the one fact it can only be telling, or founds a new one.

A telling looks only at what was told before it, so that articles added later change nothing. Start with `find_facts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.across.block import Blocks, keys_of
from pipeline.across.figures import ASSUMED, BOUND, CONVERTED, EXACT, ROUNDED, match, significant
from pipeline.across.naming import related
from pipeline.across.telling import Telling, apart, families
from pipeline.records import ROLES

PAYER = ROLES.index("payer")
#: Days within which a figure is told again in another currency alone: in that time the dollar moves by 2 % against the euro
#: in half of all cases since 1999, by more than 6 % in one of twenty.
CONVERTED_DAYS = 45
#: Days within which a figure is told again of the same described object ("the recovery plan") without any name.
DESCRIBED_DAYS = 60
#: Days after which a figure of an event that nobody dates is told of another event: matters of gold/timelines are told over
#: more than a year, none over three.
UNDATED_DAYS = 3 * 366
#: What a match of figures weighs beside the roles that agree (2 each), to choose between two facts.
WEIGHTS = {EXACT: 2.0, BOUND: 1.0, ROUNDED: 1.0, ASSUMED: 0.5, CONVERTED: 0.5}
#: Tellings of a fact that a new one is compared with, one per figure and kind, the first ones.
MOST = 32


@dataclass(slots=True)
class Join:
    """Why a telling was taken for one of a fact. `score` ranks the facts it could be told of."""

    rule: str
    score: float
    shared: frozenset[str]


@dataclass(slots=True)
class Fact:
    """A fact while it grows: its tellings in order, and why each was joined."""

    number: int
    tellings: list[Telling] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    faces: dict[tuple[object, ...], Telling] = field(default_factory=dict)
    roles: list[set[str]] = field(default_factory=lambda: [set() for _ in ROLES])
    known: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)

    def add(self, telling: Telling, join: Join) -> None:
        self.tellings.append(telling)
        self.joins.append(join)
        if len(self.faces) < MOST:
            self.faces.setdefault(
                (telling.figure.low, telling.figure.high, telling.figure.currency, telling.kind), telling
            )
        for mine, new in zip(self.roles, telling.roles, strict=True):
            mine.update(new)
        self.known.update(telling.known)
        self.described.update(telling.described)

    def shares_end(self, telling: Telling) -> bool:
        """Whether an end of the figure is an end that the fact was told with."""
        ends = {end for told in self.faces.values() for end in (told.figure.low, told.figure.high)} - {None}
        return bool(ends & {telling.figure.low, telling.figure.high})

    @property
    def last(self) -> date:
        return self.tellings[-1].day


def find_facts(tellings: Sequence[Telling]) -> list[Fact]:
    """The facts of tellings that are in the order of time."""
    facts: list[Fact] = []
    fact_of: dict[int, Fact] = {}
    blocks = Blocks()
    for telling in tellings:
        if telling.converts is not None:
            found: Fact | None = fact_of[telling.converts]
            join = Join("conversion", 1.0, telling.named)
        else:
            found, join = _best(telling, [facts[n] for n in blocks.candidates(telling)])
        fact = found or Fact(len(facts))
        if found is None:
            facts.append(fact)
        fact.add(telling, join)
        fact_of[telling.number] = fact
        blocks.add(fact.number, keys_of(telling))
    return facts


def _best(telling: Telling, facts: Sequence[Fact]) -> tuple[Fact | None, Join]:
    """The fact that a telling tells, with the reason; of two that it could tell, the one that fits better."""
    best: Fact | None = None
    chosen = Join("first", 1.0, frozenset())
    for fact in facts:
        join = same(telling, fact)
        if (
            join
            and not _left_behind(telling, fact, facts)
            and (best is None or (join.score, fact.last, -fact.number) > (chosen.score, best.last, -best.number))
        ):
            best, chosen = fact, join
    return best, chosen


def _left_behind(telling: Telling, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether the matter has moved through other figures since the fact was last told: one that comes back is a new one.

    A bid whose worth follows a share price comes back to a figure; a telling that gives the fact's date looks back.
    """
    if telling.start or telling.end or telling.day <= fact.last:
        return False
    between = 0
    for other in facts:
        steps = other is not fact and fact.last < other.tellings[0].day < telling.day
        if (
            steps
            and other.tellings[0].kind == telling.kind
            and other.tellings[0].figure.currency == telling.figure.currency
        ):
            between += sum(bool(a & b) for a, b in zip(other.roles, fact.roles, strict=True)) > 1
    return between > 1


def same(telling: Telling, fact: Fact) -> Join | None:
    """Whether a telling tells a fact: the figure, the time, the kind and the parties must allow it."""
    rule = _figure(telling, fact)
    if rule is None or not _time_allows(telling, fact, rule) or _opinion(telling, fact, rule):
        return None
    beside = [told for told in fact.tellings[-MOST:] if told.article == telling.article]
    if any(told.row["sentence_start"] == telling.row["sentence_start"] for told in beside) and rule == EXACT:
        return None  # "A gave 200 million and B 200 million": a sentence gives a figure twice for two facts
    own = any(told.row["fact_id"] == telling.row["fact_id"] for told in beside)
    alike = telling.kind in {told.kind for told in fact.faces.values()}
    if not (alike or own or _kinds_waver(telling, fact, rule, near=bool(beside))):
        return None
    parties = _parties(telling, fact, near=bool(beside), alike=alike)
    if parties is None and not own:
        return None
    score, shared = parties or (0.0, frozenset())
    score += (
        WEIGHTS[rule] + (1.0 if alike else 0.0) + (2.0 if own else 0.0) + (1.0 if _looks_back(telling, fact) else 0.0)
    )
    return Join(rule, score, shared)


def _looks_back(telling: Telling, fact: Fact) -> bool:
    """Whether the date of a telling is that of the fact, or the day on which the fact was first told."""
    first = fact.tellings[0]
    if telling.start is None or telling.end is None:
        return False
    return telling.start <= first.day <= telling.end or (telling.start, telling.end) == (first.start, first.end)


def _figure(telling: Telling, fact: Fact) -> str | None:
    """How the figure is one that the fact has; against every figure of its currency, so that roundings do not drift."""
    faces = [told for told in fact.faces.values() if told.converts is None] or list(fact.faces.values())
    near = [told for told in faces if told.figure.currency == telling.figure.currency]
    if telling.figure.sure and not all(told.figure.sure for told in faces):
        near = [told for told in near if told.figure.sure]
    if not near:
        if (
            (telling.day - fact.last).days > CONVERTED_DAYS
            and telling.figure.sure
            and all(t.figure.sure for t in faces)
        ):
            return None
        near = faces
    found = [match(telling.figure, told.figure) for told in near]
    if None in found:
        return None
    return next(rule for rule in (EXACT, BOUND, ROUNDED, ASSUMED, CONVERTED) if rule in found)


def _kinds_waver(telling: Telling, fact: Fact, rule: str, *, near: bool) -> bool:
    """Whether two kinds can be readings of one fact: only for the very same figure, one that tells more than a round sum."""
    kinds = {telling.kind, *(told.kind for told in fact.faces.values())}
    return rule == EXACT and families(kinds) and (near or _digits(telling) > 1)


def _time_allows(telling: Telling, fact: Fact, rule: str) -> bool:
    """Dates must not show two facts; the weaker the match of the figures, the nearer in time they must be told."""
    if any(apart(telling, told) for told in fact.tellings[-MOST:]):
        return False
    days = (telling.day - fact.last).days
    if telling.day < date.max and days > UNDATED_DAYS and None in (telling.start or telling.end, _dated(fact)):
        return False  # a fine of 125 million seven years after one: nothing says that it is the same
    if rule == CONVERTED:
        return days <= CONVERTED_DAYS
    if rule == BOUND and not fact.shares_end(telling):
        return days == 0
    return True


def _dated(fact: Fact) -> date | None:
    """A day of the event of a fact, where a telling gives one."""
    return next((day for told in fact.tellings[-MOST:] if (day := told.start or told.end)), None)


def _parties(telling: Telling, fact: Fact, *, near: bool, alike: bool) -> tuple[float, frozenset[str]] | None:
    """What the parties say for one fact; None when nothing ties them or they speak against it."""
    agree = misread = 0
    for new, mine in zip(telling.roles, fact.roles, strict=True):
        shared_role = bool(new & mine) or related(new, mine)
        if new and mine and not shared_role:
            if not (mine & telling.known or new & fact.known):
                return None
            misread += 1  # the other's party stands near the amount: one of the two was read into the wrong role
        agree += shared_role
    if misread and (misread > agree or not alike or not (near or _digits(telling) > 1)):
        return None
    named = frozenset().union(*fact.roles)
    around = telling.known & fact.known
    shared = telling.named & named
    if not near and _too_round(telling, fact) and not _same_payer(telling, fact):
        return None
    if shared:
        return 2.0 * agree + 0.5 * len(around), shared
    if around and (telling.known & named or telling.named & fact.known):
        return 0.5 * len(around), around
    soon = (telling.day - fact.last).days <= DESCRIBED_DAYS
    if telling.described & fact.described and alike and soon:
        return 0.5, telling.described & fact.described
    return None


def _too_round(telling: Telling, fact: Fact) -> bool:
    """A figure of one digit is told of many payments: "100 million" from one donor and from another."""
    return _digits(telling) < 2 and bool(fact.roles[PAYER] or telling.roles[PAYER])


def _digits(telling: Telling) -> int:
    """Digits that a figure tells; a bound or range counts as two."""
    value = telling.figure.plain
    return 2 if value is None else significant(value)


def _same_payer(telling: Telling, fact: Fact) -> bool:
    """Whether the payer that one names is at least near the amount of the other."""
    payer, other = telling.roles[PAYER], fact.roles[PAYER]
    return bool(payer & fact.known) or bool(other & telling.known) or related(payer, other)


def _opinion(telling: Telling, fact: Fact, rule: str) -> bool:
    """A bound that nobody claims to hold ("not below 8 pounds", if …), and what somebody thinks possible, are facts apart
    from the figure that is told."""
    unreal = {told.status == "hypothetical" for told in fact.tellings}
    if (telling.status == "hypothetical") in unreal:
        return False
    sources = [told.row["source_kind"] for told in (*fact.tellings, telling) if told.status == "hypothetical"]
    return rule == BOUND or any(kind != "none" for kind in sources)
