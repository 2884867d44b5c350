"""What the grammar of a clause decides of the status of its amount. A scene enters, decisions leave, each with its id.

The conditions are data (`lang/shared/decisions.toml`); here they are held against the clause. Start with `decide`.
"""

from __future__ import annotations

from collections.abc import Collection

from pipeline.lang.decisions import Decision, decisions
from pipeline.link.clauses import Clause, read_clause
from pipeline.link.scene import Scene


def decide(scene: Scene) -> tuple[Decision, ...]:
    """The decisions that hold of an amount: at most one that tells a status, the first, and all that rule one out."""
    clause = read_clause(scene)
    if clause is None:
        return ()
    found = [decision for decision in decisions() if holds(decision, clause)]
    telling = [decision for decision in found if decision.status][:1]
    return (*telling, *(decision for decision in found if decision.excludes))


def holds(decision: Decision, clause: Clause) -> bool:
    """Whether a clause meets every condition of a decision.

    >>> from pipeline.lang.decisions import decisions
    >>> closed = next(decision for decision in decisions() if decision.id == "aspect.closed")
    >>> senses = frozenset({"completed.close"}), frozenset({"completed.close"}), frozenset({"acquisition.takeover"})
    >>> holds(closed, Clause((3,), "perfect", False, False, *senses))
    True
    >>> holds(closed, Clause((3,), "future", False, False, *senses))
    False
    """
    return (
        clause.negated == decision.negated
        and (clause.direct or not decision.direct)
        and (not decision.tenses or clause.tense in decision.tenses)
        and _among(decision.finite, clause.finite)
        and _among(decision.acts, clause.acts)
        and _among(decision.objects, clause.objects)
    )


def _among(wanted: Collection[str], senses: Collection[str]) -> bool:
    """Whether one of the senses is wanted, by its own name or by that of its family; nothing wanted is always there."""
    return not wanted or any(sense in wanted or sense.partition(".")[0] in wanted for sense in senses)
