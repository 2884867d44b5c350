"""The histories of facts → the relations between them, each with its reason.

Histories enter in the order of first telling; relations leave: parts first (a part never replaces its total), then what
replaces what, then what contradicts what. Start with `relate`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.across.contradicts import find_contradictions
from pipeline.across.history import History
from pipeline.across.parts import find_parts
from pipeline.across.relation import Relation
from pipeline.across.supersedes import find_successions


def relate(histories: Sequence[History]) -> list[Relation]:
    """The relations between facts, sorted.

    >>> relate([])
    []
    """
    parts = find_parts(histories)
    successions = find_successions(histories, parts)
    contradictions = find_contradictions(histories, [*parts, *successions])
    return sorted([*parts, *successions, *contradictions], key=lambda r: (r.source, r.relation, r.target))
