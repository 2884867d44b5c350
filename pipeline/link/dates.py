"""Which date of the article belongs to which claim: the event's own, not that of its telling (spec §6, rulings 15, 18, 24).

A document enters, the index of a date mention or None leaves for each amount, with the features that decided. The
amounts of an article are decided together, as a chain: what one takes speaks for the next. Start with `date_of`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from pipeline.link.date_features import candidates, closeness, step_feature
from pipeline.link.date_places import Interval, Place, read_ground
from pipeline.link.model import Ranker, Vector, ranker
from pipeline.link.scene import Scene, Words, read_scenes
from pipeline.records import Document

Choice = tuple[int | None, tuple[str, ...]]
#: Added to "no date", so that what is found and what is right balance: F1 cross-validated on gold is highest here (62.1).
NO_DATE_BIAS = -0.7
#: The document read last and its choices: the claims of one article are asked for one after the other.
_last: list[tuple[Document, tuple[Choice, ...]]] = []


def date_of(index: int, document: Document) -> Choice:
    """Which of `document.dates` the claim of `document.amounts[index]` takes, or None, and the features that decided.

    >>> from datetime import date
    >>> from pipeline.find.dates import find_dates
    >>> from pipeline.normalise.when import read_dates
    >>> from pipeline.records import AmountMention, Article, Sentence, Span
    >>> text = "Le groupe a investi 3 M€ en 2019."
    >>> amount = AmountMention(Span(20, 24), Span(20, 24), None, None, False, ("EUR",), "€")
    >>> article = Article("a", text, language="fr", published=date(2025, 6, 18))
    >>> dates = find_dates(text, "fr")
    >>> whole = (Sentence(Span(0, len(text))),)
    >>> document = Document(article, text, whole, (amount,), (), dates, read_dates(dates, text, article), ())
    >>> [dates[i].span.of(text) for i in [date_of(0, document)[0]] if i is not None]
    ['2019']
    >>> date_of(1, document)
    Traceback (most recent call last):
    IndexError: tuple index out of range
    """
    if not (_last and _last[0][0] is document):
        scenes, read = read_scenes(document)
        _last[:] = [(document, link_dates(scenes, document, read))]
    return _last[0][1][index]


def link_dates(scenes: Sequence[Scene], document: Document, read: Mapping[int, Words]) -> tuple[Choice, ...]:
    """The date of each amount.

    >>> from pipeline.records import Article
    >>> link_dates((), Document(Article("a", ""), "", (), (), (), (), (), ()), {})
    ()
    """
    ground = read_ground(document, read)
    if not scenes or not ground.places:
        return tuple((None, ()) for _ in scenes)
    model = ranker("dates")
    weighed = [candidates(scene, ground) for scene in scenes]
    scores = [model.scores(rows)[:, 0] for _, rows in weighed]
    for own in scores:
        own[-1] += NO_DATE_BIAS
    states: list[list[Interval]] = [[*(place.interval for place in around), None] for around, _ in weighed]
    steps = [
        _steps(model, before, after, closeness(scenes[i], scenes[i + 1], document))
        for i, (before, after) in enumerate(pairwise(states))
    ]
    chances = marginals(scores, steps)
    return tuple(
        _choose(around, own, chance, rows, model)
        for (around, rows), own, chance in zip(weighed, states, chances, strict=True)
    )


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
