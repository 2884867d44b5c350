"""Linear models over named features, read from plain JSON: a label for a set of features, or one of several candidates.

Feature names enter, probabilities and the features that decided leave. The weights are learned by `training/link.py`
and hold no word of any text: features are made of sense ids, grammatical labels and numbers. Start with `Classifier`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
#: A feature that holds for one label only: (index of the label, name, value). Its weight is one for all labels.
Shared = tuple[int, str, float]


@dataclass(frozen=True)
class Classifier:
    """One label out of a closed list. `weights[index[f]]` has a column per label; `shared[f]` one weight for all labels."""

    labels: tuple[str, ...]
    index: dict[str, int]
    weights: Vector
    shared: dict[str, float]

    def logits(self, features: Iterable[str], shared: Iterable[Shared] = ()) -> Vector:
        rows = [row for name in features if (row := self.index.get(name)) is not None]
        total: Vector = self.weights[rows].sum(axis=0) if rows else np.zeros(len(self.labels))
        weight = self.shared.get
        for label, name, value in shared:
            total[label] += value * weight(name, 0.0)
        return total

    def reasons(self, label: int, features: Iterable[str], shared: Iterable[Shared], count: int = 2) -> tuple[str, ...]:
        """The features that spoke most for a label, strongest first."""
        spoken = {name: float(self.weights[self.index[name], label]) for name in features if name in self.index}
        for at, name, value in shared:
            if at == label and name in self.shared:
                spoken[name] = spoken.get(name, 0.0) + value * self.shared[name]
        best = sorted(spoken, key=lambda name: (-spoken[name], name))[:count]
        return tuple(name for name in best if spoken[name] > 0)


@dataclass(frozen=True)
class Ranker:
    """One of several candidates, or none, for each of several roles. `weights[index[f]]` has a column per role."""

    roles: tuple[str, ...]
    index: dict[str, int]
    weights: Vector

    def scores(self, candidates: Sequence[Iterable[str]]) -> Vector:
        """A row per candidate, a column per role."""
        table = np.zeros((len(candidates), len(self.roles)))
        get = self.index.get
        for i, features in enumerate(candidates):
            rows = [row for name in features if (row := get(name)) is not None]
            if rows:
                table[i] = self.weights[rows].sum(axis=0)
        return table

    @cached_property
    def by_role(self) -> tuple[dict[str, float], ...]:
        """For each role the weights by name, for features that carry a value."""
        columns = self.weights.T.tolist()
        return tuple(dict(zip(self.index, column, strict=True)) for column in columns)

    def reasons(self, role: int, features: Iterable[str], count: int = 2) -> tuple[str, ...]:
        spoken = {name: float(self.weights[self.index[name], role]) for name in features if name in self.index}
        best = sorted(spoken, key=lambda name: (-spoken[name], name))[:count]
        return tuple(name for name in best if spoken[name] > 0)


def softmax(logits: Vector) -> Vector:
    """Probabilities along the last axis but one of a column, or of a vector.

    >>> softmax(np.array([0.0, 0.0])).tolist()
    [0.5, 0.5]
    >>> softmax(np.zeros(0)).tolist()
    []
    """
    if not logits.size:
        return logits
    powers = np.exp(logits - logits.max(axis=0))
    result: Vector = powers / powers.sum(axis=0)
    return result


def _read(name: str) -> dict[str, Any]:
    path = resources.files("pipeline") / "models" / "link" / f"{name}.json"
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def _rows(content: dict[str, Any], width: int) -> tuple[dict[str, int], Vector]:
    features = content["features"]
    weights = np.zeros((len(features), width))
    for row, pairs in enumerate(features.values()):
        for column, weight in pairs:
            weights[row, column] = weight
    return {name: row for row, name in enumerate(features)}, weights


@cache
def classifier(name: str) -> Classifier:
    """A classifier that ships with the package.

    >>> "penalty" in classifier("kind").labels
    True
    >>> classifier("weather")
    Traceback (most recent call last):
    FileNotFoundError: ...
    """
    content = _read(name)
    index, weights = _rows(content, len(content["labels"]))
    return Classifier(tuple(content["labels"]), index, weights, content["shared"])


@cache
def ranker(name: str) -> Ranker:
    """A ranker that ships with the package."""
    content = _read(name)
    index, weights = _rows(content, len(content["roles"]))
    return Ranker(tuple(content["roles"]), index, weights)
