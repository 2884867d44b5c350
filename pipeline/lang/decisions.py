"""Typed view of `shared/decisions.toml`: what the grammar of a clause says of the status, before any weight is asked.

Start with `decisions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.lang import table


@dataclass(frozen=True, slots=True)
class Decision:
    """A status that a clause tells (`status`) or rules out (`excludes`), and when: every condition that is given holds.
    `finite`, `acts`, `objects`: one of these senses is among those of the clause; a name without a dot stands for its
    family. `tenses`: the clause has one of them. `negated`: whether the clause is. `direct`: the amount hangs on the verb."""

    id: str
    status: str
    excludes: tuple[str, ...]
    finite: frozenset[str]
    acts: frozenset[str]
    objects: frozenset[str]
    tenses: frozenset[str]
    negated: bool
    direct: bool


@cache
def decisions() -> tuple[Decision, ...]:
    """The decisions in the order in which they are tried.

    >>> [decision.status for decision in decisions() if decision.id == "aspect.closed"]
    ['completed']
    >>> any(decision.status and decision.excludes for decision in decisions())
    False
    """
    return tuple(
        Decision(
            entry["id"],
            entry.get("status", ""),
            tuple(entry.get("excludes", ())),
            finite=frozenset(entry.get("finite", ())),
            acts=frozenset(entry.get("acts", ())),
            objects=frozenset(entry.get("objects", ())),
            tenses=frozenset(entry.get("tenses", ())),
            negated=bool(entry.get("negated", False)),
            direct=bool(entry.get("direct", False)),
        )
        for entry in table("shared", "decisions")["decisions"]
    )
