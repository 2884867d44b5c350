"""Maximum-entropy models by L-BFGS, numpy only. Features as names enter, weights leave. Start with `fit_classifier`."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Shared = tuple[int, str, float]


def minimise(
    function: Callable[[Vector], tuple[float, Vector]], start: Vector, *, steps: int, memory: int = 8
) -> Vector:
    """L-BFGS with backtracking: the point where a smooth convex function of a vector is least.

    >>> minimise(lambda x: (float(((x - 3) ** 2).sum()), 2 * (x - 3)), np.zeros(2), steps=20).round(3).tolist()
    [3.0, 3.0]
    """
    x = start
    value, slope = function(x)
    pairs: deque[tuple[Vector, Vector]] = deque(maxlen=memory)
    for _ in range(steps):
        direction = -_inverse_hessian(slope, pairs)
        rate = 1.0 if pairs else 1.0 / max(1.0, float(np.abs(slope).sum()))
        along = float(direction @ slope)
        while True:
            new = x + rate * direction
            new_value, new_slope = function(new)
            if new_value <= value + 1e-4 * rate * along or rate < 1e-8:
                break
            rate /= 2
        moved, turned = new - x, new_slope - slope
        if float(moved @ turned) > 1e-10:
            pairs.append((moved, turned))
        done = abs(value - new_value) < 1e-6 * max(1.0, abs(value))
        x, value, slope = new, new_value, new_slope
        if done:
            break
    return x


def _inverse_hessian(slope: Vector, pairs: Iterable[tuple[Vector, Vector]]) -> Vector:
    result = slope.copy()
    kept: list[tuple[float, float, Vector, Vector]] = []
    for moved, turned in reversed(list(pairs)):
        scale = 1.0 / float(moved @ turned)
        alpha = scale * float(moved @ result)
        result -= alpha * turned
        kept.append((alpha, scale, moved, turned))
    if kept:
        _, _, moved, turned = kept[0]
        result *= float(moved @ turned) / float(turned @ turned)
    for alpha, scale, moved, turned in reversed(kept):
        result += moved * (alpha - scale * float(turned @ result))
    return result


@dataclass(frozen=True)
class Table:
    """Named features of many rows as one sparse table: `columns[starts[i]:starts[i+1]]` are those of row i."""

    index: dict[str, int]
    columns: NDArray[np.int64]
    rows: NDArray[np.int64]
    height: int

    def times(self, weights: Vector) -> Vector:
        """rows × width out of columns × width."""
        result = np.zeros((self.height, weights.shape[1]))
        if self.columns.size:
            bounds = np.flatnonzero(np.r_[True, self.rows[1:] != self.rows[:-1]])
            result[self.rows[bounds]] = np.add.reduceat(weights[self.columns], bounds, axis=0)
        return result

    def back(self, slopes: Vector) -> Vector:
        """The transpose: columns × width out of rows × width."""
        order = np.argsort(self.columns, kind="stable")
        columns = self.columns[order]
        result = np.zeros((len(self.index), slopes.shape[1]))
        if columns.size:
            bounds = np.flatnonzero(np.r_[True, columns[1:] != columns[:-1]])
            result[columns[bounds]] = np.add.reduceat(slopes[self.rows[order]], bounds, axis=0)
        return result


def tabulate(rows: Sequence[Iterable[str]], *, least: int) -> Table:
    """Features seen in at least so many rows."""
    lists = [list(dict.fromkeys(row)) for row in rows]
    counts = Counter(name for row in lists for name in row)
    index = {name: i for i, name in enumerate(sorted(name for name, n in counts.items() if n >= least))}
    pairs = [(i, index[name]) for i, row in enumerate(lists) for name in row if name in index]
    array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Table(index, array[:, 1], array[:, 0], len(lists))


@dataclass(frozen=True)
class Fitted:
    """Learned weights: a row per feature name, a column per label or role; and one weight per shared feature."""

    index: dict[str, int]
    weights: Vector
    shared: dict[str, float]


def fit_classifier(
    rows: Sequence[Iterable[str]],
    shared: Sequence[Sequence[Shared]],
    gold: Sequence[int],
    width: int,
    *,
    l2: float,
    least: int,
    shared_l2: float = 0.5,
    steps: int = 80,
    weight: Vector | None = None,
) -> Fitted:
    """Softmax over `width` labels with features per label and shared ones."""
    table = tabulate(rows, least=least)
    names = {name: i for i, name in enumerate(sorted({name for row in shared for _, name, _ in row}))}
    triples = [(i, at, names[name], value) for i, row in enumerate(shared) for at, name, value in row]
    cells = np.array([i * width + at for i, at, _, _ in triples], dtype=np.int64)
    which = np.array([k for _, _, k, _ in triples], dtype=np.int64)
    values = np.array([value for *_, value in triples])
    truth = np.zeros((len(rows), width))
    truth[np.arange(len(rows)), list(gold)] = 1
    per_row = np.ones(len(rows)) if weight is None else weight
    size = len(table.index) * width

    def function(x: Vector) -> tuple[float, Vector]:
        own, common = x[:size].reshape(-1, width), x[size:]
        logits = table.times(own)
        if len(names):
            logits += np.bincount(cells, values * common[which], minlength=logits.size).reshape(logits.shape)
        logits -= logits.max(axis=1, keepdims=True)
        total = np.exp(logits)
        total /= total.sum(axis=1, keepdims=True)
        loss = -float((per_row * np.log(np.maximum(total[truth > 0], 1e-12))).sum())
        slopes = (total - truth) * per_row[:, None]
        grown = np.bincount(which, values * slopes.ravel()[cells], minlength=len(names)) if len(names) else np.zeros(0)
        slope = np.concatenate([table.back(slopes).ravel() + l2 * x[:size], grown + shared_l2 * common])
        return loss + l2 / 2 * float(x[:size] @ x[:size]) + shared_l2 / 2 * float(common @ common), slope

    x = minimise(function, np.zeros(size + len(names)), steps=steps)
    return Fitted(table.index, x[:size].reshape(-1, width), {name: float(x[size + i]) for name, i in names.items()})


def fit_ranker(
    rows: Sequence[Iterable[str]], groups: Sequence[int], gold: Vector, *, l2: float, least: int, steps: int = 80
) -> Fitted:
    """Per role (column of `gold`) a softmax over the candidates of each group. `gold[i, r]` is 1 where candidate i fills
    role r; a group without a filler has its "none" candidate marked. `groups` is sorted."""
    table = tabulate(rows, least=least)
    width = gold.shape[1]
    bounds = np.flatnonzero(np.r_[True, np.diff(groups) != 0])
    sizes = np.diff(np.r_[bounds, len(groups)])
    size = len(table.index) * width

    def function(x: Vector) -> tuple[float, Vector]:
        own = x.reshape(-1, width)
        scores = table.times(own)
        scores -= np.repeat(np.maximum.reduceat(scores, bounds, axis=0), sizes, axis=0)
        powers = np.exp(scores)
        total = np.add.reduceat(powers, bounds, axis=0)
        right = np.add.reduceat(powers * gold, bounds, axis=0)
        known = right > 0
        loss = -float(np.log(np.maximum(right[known], 1e-12) / total[known]).sum())
        spread, share = np.repeat(total, sizes, axis=0), np.repeat(np.maximum(right, 1e-12), sizes, axis=0)
        slopes = (powers / spread - powers * gold / share) * np.repeat(known, sizes, axis=0)
        return loss + l2 / 2 * float(x @ x), table.back(slopes).ravel() + l2 * x

    x = minimise(function, np.zeros(size), steps=steps)
    return Fitted(table.index, x.reshape(-1, width), {})
