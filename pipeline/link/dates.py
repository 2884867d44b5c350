"""Which date of the article belongs to which claim: the event's own, not that of its telling (spec §6, rulings 15, 18, 24).

The scenes of a document enter with their kinds and statuses, the index of a date mention or None leaves for each amount,
with the features that decided. The amounts of an article are decided together, as a chain: what one takes speaks for the
next. Start with `link_dates`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.link.date_clauses import read_clauses
from pipeline.link.date_features import candidates
from pipeline.link.date_matters import read_matters
from pipeline.link.date_places import Interval, Place, read_ground
from pipeline.link.date_steps import closeness, step_feature
from pipeline.link.kinds import Reading
from pipeline.link.model import Ranker, Vector, ranker
from pipeline.link.scene import Scene, Words
from pipeline.records import Document

Choice = tuple[int | None, tuple[str, ...]]
#: Added to "no date", so that what is found and what is right balance: F1 cross-validated on gold is highest here (62.1).
NO_DATE_BIAS = -0.7


@dataclass(frozen=True)
class Chain:
    """The amounts of an article: per amount the dates weighed, what it takes with each of them (None at the end is no
    date) and the features of each; and how every amount but the first follows the one before."""

    places: tuple[list[Place], ...]
    states: tuple[list[Interval], ...]
    rows: tuple[list[list[str]], ...]
    close: tuple[str, ...]


def link_dates(
    scenes: Sequence[Scene], document: Document, read: Mapping[int, Words], kinds: Sequence[Reading],
    statuses: Sequence[Reading],
) -> tuple[Choice, ...]:  # fmt: skip
    """The date of each amount.

    >>> from pipeline.records import Article
    >>> link_dates((), Document(Article("a", ""), "", (), (), (), (), (), ()), {}, (), ())
    ()
    """
    chain = read_chain(scenes, document, read, kinds, statuses)
    if chain is None:
        return tuple((None, ()) for _ in scenes)
    return choose_dates(ranker("dates"), chain)


def choose_dates(model: Ranker, chain: Chain) -> tuple[Choice, ...]:
    """The likeliest date of each amount along the chain, with the features that spoke for it."""
    scores = [model.scores(rows)[:, 0] for rows in chain.rows]
    for own in scores:
        own[-1] += NO_DATE_BIAS
    pairs = zip(pairwise(chain.states), chain.close, strict=True)
    steps = [_steps(model, before, after, close) for (before, after), close in pairs]
    chances = marginals(scores, steps)
    return tuple(
        _choose(around, own, chance, rows, model)
        for around, own, chance, rows in zip(chain.places, chain.states, chances, chain.rows, strict=True)
    )


def read_chain(
    scenes: Sequence[Scene], document: Document, read: Mapping[int, Words], kinds: Sequence[Reading],
    statuses: Sequence[Reading],
) -> Chain | None:  # fmt: skip
    """What is weighed for each amount; None for an article without amounts or dates."""
    ground = read_ground(document, read)
    if not scenes or not ground.places:
        return None
    matters = read_matters(scenes, document, read, kinds, statuses)
    weighed = [
        candidates(scene, ground, clause, matters) for scene, clause in zip(scenes, read_clauses(scenes), strict=True)
    ]
    close = tuple(
        closeness(before, after, document, alike=matters.kinds[before.number] == matters.kinds[after.number])
        for before, after in pairwise(scenes)
    )
    states: tuple[list[Interval], ...] = tuple([*(place.interval for place in around), None] for around, _ in weighed)
    return Chain(tuple(around for around, _ in weighed), states, tuple(rows for _, rows in weighed), close)


def _steps(model: Ranker, before: Sequence[Interval], after: Sequence[Interval], close: str) -> Vector:
    weight = {
        name: float(model.weights[row, 0]) if (row := model.index.get(name)) is not None else 0.0
        for name in {step_feature(a, b, close) for a in before for b in after}
    }
    return np.array([[weight[step_feature(a, b, close)] for b in after] for a in before])


def marginals(scores: Sequence[Vector], steps: Sequence[Vector]) -> list[Vector]:
    """The probability of each candidate along the chain (forward and backward sums in logarithms).

    >>> [row.round(2).tolist() for row in marginals([np.zeros(2)], [])]
    [[0.5, 0.5]]
    >>> marginals([], [])
    []
    """
    forward = [scores[0]] if scores else []
    for step, own in zip(steps, scores[1:], strict=True):
        forward.append(own + _log_sum(forward[-1][:, None] + step, 0))
    backward = [np.zeros_like(scores[-1])] if scores else []
    for step, own in zip(reversed(steps), reversed(scores[1:]), strict=True):
        backward.append(_log_sum(step + (own + backward[-1])[None, :], 1))
    found = []
    for ahead, behind in zip(forward, reversed(backward), strict=True):
        total = ahead + behind
        found.append(np.exp(total - _log_sum(total, 0)))
    return found


def _log_sum(table: Vector, axis: int) -> Vector:
    top = table.max(axis=axis, keepdims=True)
    result: Vector = (top + np.log(np.exp(table - top).sum(axis=axis, keepdims=True))).squeeze(axis)
    return result


def _choose(
    around: Sequence[Place], states: Sequence[Interval], chances: Vector, rows: Sequence[Sequence[str]], model: Ranker
) -> Choice:
    """The likeliest interval, and of its mentions the likeliest."""
    totals: dict[Interval, float] = defaultdict(float)
    for state, chance in zip(states, chances.tolist(), strict=True):
        totals[state] += chance
    best = max(totals, key=lambda state: totals[state])
    if best is None:
        return None, ()
    at = max((i for i, state in enumerate(states) if state == best), key=lambda i: float(chances[i]))
    reasons = model.reasons(0, rows[at])
    return around[at].index, tuple(f"date<{reason}" for reason in reasons)
