"""Floors under the measures on the project's own gold: they may only rise, unless a flag says otherwise.

`floors.json` holds the digest of the gold it was measured on and the measures of every language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

FLOORS = Path(__file__).parent / "floors.json"
#: Measures where less is better.
CEILINGS = frozenset({"false_completed"})
#: Not measures of quality.
COUNTS = frozenset({"claims"})

Scores = Mapping[str, Mapping[str, float | None]]


def digest(gold: Path) -> str:
    """The digest of a gold folder's two files."""
    content = b"".join((gold / name).read_bytes() for name in ("articles.jsonl", "claims.jsonl"))
    return hashlib.sha256(content).hexdigest()


def falls(scores: Scores, held: Scores) -> list[str]:
    """Every measure that is worse than its floor.

    >>> falls({"fr": {"kind": 80.0}}, {"fr": {"kind": 85.0}})
    ['fr kind: 80.0 is worse than the floor 85.0']
    >>> falls({"fr": {"kind": 86.0}}, {"fr": {"kind": 85.0}})
    []
    """
    complaints = []
    for group, floors in held.items():
        for measure, floor in floors.items():
            got = scores.get(group, {}).get(measure)
            if measure in COUNTS or floor is None:
                continue
            if got is None or (got > floor if measure in CEILINGS else got < floor):
                complaints.append(f"{group} {measure}: {got} is worse than the floor {floor}")
    return complaints


def check(gold: Path, scores: Scores, path: Path = FLOORS) -> list[str]:
    """What is wrong with these scores, in sentences; nothing when every floor holds."""
    if not path.is_file():
        return [f"no floors yet: {path.name} is made by --set-floors"]
    held = json.loads(path.read_text("utf-8"))
    if held["gold"] != digest(gold):
        return ["the gold has changed since the floors were set: look at the scores, then use --set-floors --lower"]
    return falls(scores, held["floors"])


def store(gold: Path, scores: Scores, *, lower: bool, path: Path = FLOORS) -> list[str]:
    """Write the scores as the new floors; refused with reasons where that lowers one and `lower` is not given."""
    if path.is_file() and not lower:
        complaints = check(gold, scores, path)
        if complaints:
            return complaints
    path.write_text(json.dumps({"gold": digest(gold), "floors": scores}, indent=1) + "\n", "utf-8")
    return []
