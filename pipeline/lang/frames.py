"""Typed view of `shared/frames.toml`: the role that a grammatical relation to a sense speaks for. Start with `frame_of`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pipeline.lang import table


@cache
def _frames() -> Mapping[str, Mapping[str, str]]:
    frames: Mapping[str, Mapping[str, str]] = table("shared", "frames")["frames"]
    return frames


def frame_of(sense: str) -> Mapping[str, str]:
    """Relation → role of a sense.

    >>> frame_of("penalty.fine")["by"]
    'recipient'
    >>> frame_of("topic.sport")
    {}
    """
    return _frames().get(sense, {})


def relation_of(dep: str, preposition: str) -> str | None:
    """The key of `frames.toml` for a dependency label with the sense of its preposition.

    >>> relation_of("nsubj", ""), relation_of("nsubj:pass", ""), relation_of("nmod", "of"), relation_of("obl:agent", "by")
    ('subj', 'obj', 'of', 'by')
    >>> relation_of("punct", "")
    """
    if dep in ("nsubj", "nmod:poss", "det:poss"):
        return "subj"
    if dep in ("obj", "iobj", "nsubj:pass", "dobj"):
        return "obj"
    if dep.endswith(("agent", ":by")):
        return "by"
    label = dep.partition(":")[0]
    if label in ("nmod", "obl"):
        return preposition or ("of" if label == "nmod" else None)
    if label in ("compound", "amod"):
        return "of"
    return None
