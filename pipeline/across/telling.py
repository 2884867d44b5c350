"""A row of the claims table → a telling: the claim in the form in which claims of several articles are compared.

Rows and the parties of the run enter; tellings in the order of time leave, with conversions tied to what they convert.
Start with `tellings_of`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.across.figures import CONVERTED, Figure, match
from pipeline.across.naming import comparable, naming
from pipeline.across.parties import Parties
from pipeline.records import ROLES
from pipeline.schema import Row

#: Kinds that describe a level or price at a moment: told another day they are another fact.
MOMENT = frozenset({"price", "market_move"})
#: Kinds that describe a level over a period or at a date: told of another period they are another fact.
PERIOD = frozenset({"revenue", "profit", "loss", "holdings", "macro", "valuation", "savings"})
#: Letters of a word that can describe an object: shorter ones are articles and prepositions.
LONG = 4
#: Characters between an amount and its conversion, "10.2 billion pounds ($16.7 billion)": those of gold/timelines that are
#: told so have 7 at most.
BESIDE = 15
#: Python makes every empty set anew, and most roles of most claims are empty.
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """One claim. `roles` holds the keys of named parties, `described` the words of those that have no name."""

    row: Row
    number: int
    figure: Figure
    roles: tuple[frozenset[str], ...]
    described: frozenset[str]
    context: frozenset[str]
    day: date
    start: date | None
    end: date | None
    converts: int | None = None  # the number of the telling that this one gives in another currency

    @property
    def kind(self) -> str:
        return str(self.row["kind"])

    @property
    def status(self) -> str:
        return str(self.row["status"])

    @property
    def article(self) -> str:
        return str(self.row["article_id"])

    @property
    def named(self) -> frozenset[str]:
        """The named parties in any role."""
        return frozenset().union(*self.roles)

    @property
    def known(self) -> frozenset[str]:
        """The named parties in any role, in the sentence and in the title."""
        return self.named | self.context


def by_time(row: Row) -> tuple[date, str, int, int, str]:
    """The order of telling; articles without a date come last."""
    return row["published"] or date.max, row["article_id"], row["amount_start"], row["amount_end"], row["claim_id"]


def tellings_of(rows: Sequence[Row], parties: Parties) -> list[Telling]:
    """The tellings of rows that are in the order of time."""
    tellings = [_telling(row, number, parties) for number, row in enumerate(rows)]
    return _with_conversions(tellings)


def _telling(row: Row, number: int, parties: Parties) -> Telling:
    article = row["article_id"]
    roles = tuple(
        frozenset(parties.key_of(article, name) for name in row[role] if not naming(name).described) or NONE
        for role in ROLES
    )
    described = frozenset(
        word for role in ROLES for name in row[role] if naming(name).described for word in comparable(name).split()
        if len(word) >= LONG
    ) or NONE  # fmt: skip
    context = parties.named_in(article, row["sentence"]) | parties.named_in(article, row["title"] or "")
    figure = Figure(
        row["amount_min"],
        row["amount_max"],
        row["amount_approx"],
        row["currency"],
        row["per"],
        row["published"],
        row["currency_basis"] == "explicit",
    )
    return Telling(
        row, number, figure, roles, described, context, row["published"] or date.max, row["date_start"], row["date_end"]
    )


def _with_conversions(tellings: list[Telling]) -> list[Telling]:
    """Tie each conversion to the amount that it gives again: as the row says, or as two amounts side by side show."""
    numbers = {telling.row["claim_id"]: telling.number for telling in tellings}
    found: list[Telling] = []
    for telling in tellings:
        source = numbers.get(telling.row["conversion_of"] or "")
        if source is not None and (source == telling.number or tellings[source].article != telling.article):
            source = None
        if source is None and found and _gives_again(found[-1], telling):
            source = found[-1].number
        if source is not None and source < telling.number:  # the first of two stands, chains follow it
            chained = found[source].converts
            found.append(replace(telling, converts=source if chained is None else chained))
        else:
            found.append(telling)
    return found


def _gives_again(before: Telling, telling: Telling) -> bool:
    """Whether an amount follows another at once and is the same at the rate of the day, in another currency."""
    gap = telling.row["amount_start"] - before.row["amount_end"]
    return (
        before.article == telling.article
        and 0 <= gap <= BESIDE
        and before.kind == telling.kind
        and match(before.figure, telling.figure) == CONVERTED
    )


def apart(one: Telling, other: Telling) -> bool:
    """Whether the dates of two tellings show two facts."""
    spans = [_span(telling) for telling in (one, other)]
    if None in spans:
        return False
    (first, last), (start, end) = spans  # type: ignore[misc]
    gap = max((start - last).days, (first - end).days)
    if one.kind in MOMENT or other.kind in MOMENT:
        return gap > DAYS[0]
    if one.kind in PERIOD and other.kind in PERIOD:
        return gap > 0 or _other_period(first, last, start, end)
    return gap > DAYS[1]


#: Days that two dates of one price, and of one event, may lie apart: an article of Saturday tells Friday's price, and the
#: dates of one deal (approached, agreed, closed) spread over a year.
DAYS = (1, 366)


def _span(telling: Telling) -> tuple[date, date] | None:
    """First and last day of what is told; a price without a date is that of the article's day."""
    start, end = telling.start or telling.end, telling.end or telling.start
    if start and end:
        return min(start, end), max(start, end)
    if telling.kind in MOMENT and telling.day != date.max:
        return telling.day, telling.day
    return None


def _other_period(first: date, last: date, start: date, end: date) -> bool:
    """A quarter and its year overlap, and are two periods: one is more than half as long again as the other."""
    lengths = sorted(((last - first).days + 1, (end - start).days + 1))
    return lengths[0] >= MONTH and lengths[1] > 1.5 * lengths[0]


#: Below a month a date says when a level was told, not for which period.
MONTH = 28


def families(kinds: Iterable[str]) -> bool:
    """Whether kinds are near enough to be readings of one fact."""
    found = set(kinds)
    return len(found) < 2 or any(found <= family for family in FAMILIES)


#: Kinds between which readers, and articles, waver: money put in, money raised, money lent, money owed.
FAMILIES = (
    frozenset({"investment", "funding_round", "acquisition"}),
    frozenset({"investment", "spending", "aid", "debt"}),
    frozenset({"acquisition", "valuation"}),
    frozenset({"contract", "spending", "price"}),
    frozenset({"penalty", "tax", "debt", "spending"}),
    frozenset({"securities_issue", "funding_round", "debt", "investment"}),
    frozenset({"loss", "damage", "spending"}),
    frozenset({"loss", "profit"}),
    frozenset({"revenue", "profit"}),
    frozenset({"shareholder_return", "pay"}),
    frozenset({"holdings", "debt", "macro"}),
    frozenset({"valuation", "market_move", "holdings"}),
)
