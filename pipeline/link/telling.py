"""The second look at the parties: what the other amounts of the article make of a candidate.

First guesses for all amounts of an article enter; for one amount and one role the pool of candidates leaves, each with what
the first guess says here, at the amounts beside, at those of the same kind and of the same value. So a title takes its
parties from the fullest telling (ruling 15). Start with `Telling.pool`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import log

from pipeline.link.candidates import Candidate
from pipeline.link.model import Vector
from pipeline.link.parts import Parts
from pipeline.records import ROLES, Document

#: A candidate of another amount of the same kind enters the pool when the first guess gives it at least this share there.
STRONG = 0.4
#: So many of them at most, the strongest first: the time stays linear in the number of amounts.
MOST = 8
#: The share of a candidate that this amount did not list.
ABSENT = 0.003
#: The name of nobody, which no party bears.
_NOBODY = ""

Row = list[tuple[str, float]]


@dataclass(slots=True)
class Tally:
    """The shares of one name at several amounts: their sum, the greatest with its amount, and the second greatest."""

    total: float = 0.0
    best: float = 0.0
    at: int = -1
    second: float = 0.0

    def add(self, number: int, share: float) -> None:
        self.total += share
        if share > self.best:
            self.best, self.at, self.second = share, number, self.best
        elif share > self.second:
            self.second = share


@dataclass(slots=True)
class Group:
    """Amounts that have something in common, with a tally per name for each role."""

    members: int = 0
    tallies: list[dict[str, Tally]] = field(default_factory=list)
    strong: list[dict[str, Candidate]] = field(default_factory=list)

    def without(self, number: int, role: int, name: str, own: float) -> tuple[float, float]:
        """Mean and greatest share of a name at the other members."""
        tally = self.tallies[role].get(name)
        if tally is None or self.members < 2:
            return 0.0, 0.0
        return (tally.total - own) / (self.members - 1), tally.second if tally.at == number else tally.best


@dataclass(frozen=True)
class Telling:
    """`first[i]` has a row per candidate of amount i and a last one for nobody, a column per role."""

    document: Document
    kinds: Sequence[str]
    candidates: Sequence[Sequence[Candidate]]
    first: Sequence[Vector]
    parts: Parts = field(default_factory=dict)

    @cached_property
    def shares(self) -> list[list[dict[str, float]]]:
        """For each amount and role the share of each name."""
        found: list[list[dict[str, float]]] = []
        for candidates, table in zip(self.candidates, self.first, strict=True):
            roles: list[dict[str, float]] = [{} for _ in range(table.shape[1])]
            rows = table.tolist()
            for candidate, row in zip(candidates, rows[:-1], strict=True):
                for role, share in zip(roles, row, strict=True):
                    role[candidate.name] = role.get(candidate.name, 0.0) + share
            for role, share in zip(roles, rows[-1], strict=True):
                role[_NOBODY] = share
            found.append(roles)
        return found

    def _keys(self, number: int) -> tuple[tuple[str, Hashable], ...]:
        money = self.document.moneys[number]
        return (
            ("all", None), ("alike", self.kinds[number]), ("twin", (money.currency, money.min, money.max)),
        )  # fmt: skip

    @cached_property
    def _groups(self) -> dict[tuple[str, Hashable], Group]:
        groups: dict[tuple[str, Hashable], Group] = {}
        for number, roles in enumerate(self.shares):
            by_name = {candidate.name: candidate for candidate in self.candidates[number]}
            for key in self._keys(number):
                group = groups.setdefault(key, Group(0, [{} for _ in roles], [{} for _ in roles]))
                group.members += 1
                for tallies, strong, shares in zip(group.tallies, group.strong, roles, strict=True):
                    for name, share in shares.items():
                        tally = tallies.get(name)
                        if tally is None:
                            tally = tallies[name] = Tally()
                        tally.add(number, share)
                        if share >= STRONG and name in by_name and len(strong) < MOST:
                            strong.setdefault(name, by_name[name])
        return groups

    def _beside(self, number: int) -> Iterator[tuple[str, int]]:
        """The amounts just before and after, told apart when they are of the same kind."""
        if number:
            yield "before", number - 1
            if self.kinds[number - 1] == self.kinds[number]:
                yield "before alike", number - 1
        if number + 1 < len(self.first):
            yield "after", number + 1

    def _taken(self, candidate: Candidate, number: int, role: int) -> Row:
        """The parts that a party takes in what the sentences tell of the amount's kind: this role, or another one."""
        taken: Iterable[tuple[str, str]] = self.parts.get(candidate.order, ())
        if not taken:
            return []
        own = [part for told, part in taken if told == self.kinds[number]]
        row: Row = [("part", 1.0)] if ROLES[role] in own else [("other part", 1.0)] if own else []
        if ("", ROLES[role]) in taken:
            row.append(("part of any kind", 1.0))
        return row

    def pool(self, number: int, role: int) -> tuple[list[Candidate], list[Row]]:
        """Candidates for a role with their features; the last row is nobody's."""
        own = self.shares[number]
        groups = [(key[0], self._groups[key]) for key in self._keys(number)]
        unique: dict[str, Candidate] = {}
        for candidate in self.candidates[number]:
            unique.setdefault(candidate.name, candidate)
        for name, candidate in groups[1][1].strong[role].items():
            if name not in unique and groups[1][1].tallies[role][name].at != number:
                # What the grammar says of it holds in the sentence of the other amount.
                unique[name] = replace(candidate, word=None, first=None, speaks=False, pays=False)
        others = [shares for column, shares in enumerate(own) if column != role]
        shared = [(label, f"{label} best", group) for label, group in groups if group.members > 1]
        beside = [(label, self.shares[i][role]) for label, i in self._beside(number)]
        rows: list[Row] = []
        for name, candidate in unique.items():
            share = own[role].get(name, 0.0)
            rival = max([shares.get(name, 0.0) for shares in others], default=0.0)
            row: Row = [("own", log((share or ABSENT) + 1e-4)), ("rival", rival)]
            if candidate.order < 0:
                row.append(("noun", 1.0))
            if candidate.placed:
                row.append((f"placed {candidate.sort}", 1.0))
            row += self._taken(candidate, number, role)
            for label, label_best, group in shared:
                mean, best = group.without(number, role, name, share)
                row += ((label, mean), (label_best, best))
            row += [(label, shares.get(name, 0.0)) for label, shares in beside]
            rows.append(row)
        nobody: Row = [("nobody", 1.0), ("nobody own", log(own[role][_NOBODY] + 1e-4))]
        for label, _, group in shared:
            nobody.append((f"nobody {label}", group.without(number, role, _NOBODY, own[role][_NOBODY])[0]))
        nobody += [(f"nobody {label}", shares[_NOBODY]) for label, shares in beside]
        return list(unique.values()), [*rows, nobody]
