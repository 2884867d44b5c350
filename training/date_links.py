"""Learn which date belongs to which claim: annotated articles enter, `pipeline/models/link/dates.json` leaves.

    python -m training.date_links GOLD_DIR... [--check OTHER_GOLD_DIR] [--cross]

A linear chain over the amounts of an article: every amount takes one of the dates around it or none, and what it takes
weighs on the next (a conditional random field; features in `pipeline.link.date_features`). Start with `main`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.link import kinds, status
from pipeline.link.date_places import Interval
from pipeline.link.date_steps import step_feature
from pipeline.link.dates import Chain, choose_dates, link_dates, marginals, read_chain
from pipeline.link.kinds import Reading
from pipeline.link.model import Ranker
from pipeline.records import KINDS, STATUSES
from training.linear import Table, Vector, minimise, tabulate
from training.link import (
    KIND_L2,
    STATUS_L2,
    Example,
    crossed,
    first_guess,
    fit_labels,
    fit_second,
    folds,
    read_examples,
    reading,
    second_guess,
    written_examples,
)  # fmt: skip

TARGET = Path(__file__).parents[1] / "pipeline" / "models" / "link" / "dates.json"
#: Strength of the pull of weights to zero, and the least number of rows a feature is seen in; cross-validated on gold/train.
L2, STEP_L2, LEAST, ROUNDS = 2.5, 0.3, 2, 60
#: Weights below this do not ship: they move no decision of gold/train.
SMALL = 0.02
_IMPOSSIBLE = -1e9
Readings = Sequence[Sequence[Reading]]


@dataclass(frozen=True)
class Lesson:
    """The chain of an article, for each amount which of its candidates are right, and the features of the steps from the
    candidates of one amount to those of the next."""

    chain: Chain
    right: tuple[np.ndarray, ...]
    steps: tuple[list[list[str]], ...]


def guess_readings(examples: Sequence[Example]) -> tuple[Readings, Readings]:
    """The kinds and statuses of each article by models that have not seen it: what the dates are learned on."""
    found = []
    for example in examples:
        whole = kinds.read_whole(example.read)
        found.append([kinds.kind_features(s, example.document, example.read, whole) for s in example.scenes])
    told = _read(examples, found, KINDS, "kind", KIND_L2)
    found = [
        [status.status_features(s, e.document, e.read, k) for s, k in zip(e.scenes, own, strict=True)]
        for e, own in zip(examples, told, strict=True)
    ]
    return told, _read(examples, found, STATUSES, "status", STATUS_L2)


def _read(
    examples: Sequence[Example], found: Sequence[list[kinds.Features]], labels: Sequence[str], name: str, l2: float
) -> Readings:
    first = crossed(
        examples,
        lambda which: fit_labels(examples, found, which, labels, field=name, l2=l2),
        lambda model, i: first_guess(model, found[i]),
    )
    second = fit_second(examples, first, labels, name)
    return [
        [reading(labels, row) for row in second_guess(second, example, own)]
        for example, own in zip(examples, first, strict=True)
    ]


def _gold_interval(claim: dict[str, Any]) -> Interval:
    sides = tuple(date.fromisoformat(claim[name]) if claim[name] else None for name in ("date_start", "date_end"))
    return (sides[0], sides[1]) if any(sides) else None


def make_lesson(example: Example, own_kinds: Sequence[Reading], statuses: Sequence[Reading]) -> Lesson | None:
    """The chain of an article with what its annotation says; what it does not say is free."""
    chain = read_chain(example.scenes, example.document, example.read, own_kinds, statuses)
    if chain is None:
        return None
    right = []
    for states, claim in zip(chain.states, example.gold, strict=True):
        gold = _gold_interval(claim) if claim else None
        good = np.array([own == gold for own in states])
        good[-1] = gold is None or not good.any()
        free = claim is None or (claim.get("optional") and gold is None)
        right.append(np.ones_like(good) if free else good)
    steps = tuple(
        [[step_feature(a, b, close) for b in after] for a in before]
        for (before, after), close in zip(pairwise(chain.states), chain.close, strict=True)
    )
    return Lesson(chain, tuple(right), steps)


def fit(lessons: Sequence[Lesson]) -> Ranker:
    """The weight of each feature name, of candidates and of steps."""
    table = tabulate([row for lesson in lessons for rows in lesson.chain.rows for row in rows], least=LEAST)
    names = sorted({name for lesson in lessons for step in lesson.steps for line in step for name in line})
    number = {name: i for i, name in enumerate(names)}
    cells = [[np.array([[number[n] for n in line] for line in step]) for step in lesson.steps] for lesson in lessons]
    width = len(table.index)

    def function(x: Vector) -> tuple[float, Vector]:
        loss, slope, step_slope = _slopes(table, lessons, cells, x[:width], x[width:])
        own = np.bincount(table.columns, slope[table.rows], minlength=width)
        grown = np.concatenate([own + L2 * x[:width], step_slope + STEP_L2 * x[width:]])
        return loss + L2 / 2 * float(x[:width] @ x[:width]) + STEP_L2 / 2 * float(x[width:] @ x[width:]), grown

    x = minimise(function, np.zeros(width + len(names)), steps=ROUNDS)
    index = {**table.index, **{name: width + i for name, i in number.items()}}
    return Ranker(("date",), index, x[:, None])


def _slopes(
    table: Table, lessons: Sequence[Lesson], cells: Sequence[list[np.ndarray]], own: Vector, step: Vector
) -> tuple[float, Vector, Vector]:
    scores: Vector = np.bincount(table.rows, own[table.columns], minlength=table.height).astype(np.float64)
    slope, step_slope, loss, at = np.zeros_like(scores), np.zeros_like(step), 0.0, 0
    for lesson, kinds_of_step in zip(lessons, cells, strict=True):
        sizes = [len(rows) for rows in lesson.chain.rows]
        bounds = np.cumsum([at, *sizes])
        free = [scores[a:b] for a, b in pairwise(bounds)]
        bound = [np.where(good, line, _IMPOSSIBLE) for good, line in zip(lesson.right, free, strict=True)]
        steps = [step[kind] for kind in kinds_of_step]
        (all_sum, all_edges), (good_sum, good_edges) = _edges(free, steps), _edges(bound, steps)
        loss += all_sum - good_sum
        slope[at : bounds[-1]] = np.concatenate(marginals(free, steps)) - np.concatenate(marginals(bound, steps))
        for kind, every, good in zip(kinds_of_step, all_edges, good_edges, strict=True):
            step_slope += np.bincount(kind.ravel(), (every - good).ravel(), minlength=len(step))
        at = int(bounds[-1])
    return loss, slope, step_slope


def _edges(scores: Sequence[Vector], steps: Sequence[Vector]) -> tuple[float, list[Vector]]:
    """The logarithm of the sum over all ways, and the probability of each step."""
    forward = [scores[0]]
    for step, own in zip(steps, scores[1:], strict=True):
        forward.append(own + np.logaddexp.reduce(forward[-1][:, None] + step, axis=0))
    total = float(np.logaddexp.reduce(forward[-1]))
    behind, found = np.zeros_like(scores[-1]), []
    for i in range(len(steps) - 1, -1, -1):
        after = scores[i + 1] + behind
        found.append(np.exp(forward[i][:, None] + steps[i] + after[None, :] - total))
        behind = np.logaddexp.reduce(steps[i] + after[None, :], axis=1)
    return total, found[::-1]


def ship(model: Ranker) -> None:
    weights = {name: float(model.weights[row, 0]) for name, row in model.index.items()}
    kept = {name: [[0, round(weight, 2)]] for name, weight in sorted(weights.items()) if abs(weight) >= SMALL}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in kept.items())
    TARGET.write_text('{"roles": ["date"], "features": {\n' + lines + "\n}}\n", "utf-8")


def score(name: str, examples: Iterable[Example], chosen: Iterable[Sequence[int | None]]) -> str:
    """The date F1, as the gold's own scorer counts it, of the indices chosen among the dates of each article."""
    right = wrong = missed = 0
    for example, indices in zip(examples, chosen, strict=True):
        for claim, index in zip(example.gold, indices, strict=True):
            if claim is None or claim.get("optional"):
                continue
            when = None if index is None else example.document.whens[index]
            found = (when.start, when.end) if when and (when.start or when.end) else None
            gold = _gold_interval(claim)
            right += found is not None and found == gold
            wrong += found is not None and found != gold
            missed += gold is not None and found != gold
    f1 = 200 * right / max(1, 2 * right + wrong + missed)
    return f"{name}: date F1 {f1:.1f}, precision {100 * right / max(1, right + wrong):.1f}, recall {100 * right / max(1, right + missed):.1f}"


def _chosen(model: Ranker, example: Example, lesson: Lesson | None) -> list[int | None]:
    if lesson is None:
        return [None] * len(example.scenes)
    return [index for index, _ in choose_dates(model, lesson.chain)]


def cross(examples: Sequence[Example], lessons: Sequence[Lesson | None]) -> Iterable[str]:
    """The scores of each language on articles that the weights have not seen."""
    found: dict[int, list[int | None]] = {}
    for part in folds(len(examples)):
        model = fit([lesson for i, lesson in enumerate(lessons) if lesson is not None and i not in set(part)])
        found.update((i, _chosen(model, examples[i], lessons[i])) for i in part)
    for language in sorted({example.document.article.language or "" for example in examples}):
        own = [i for i, example in enumerate(examples) if example.document.article.language == language]
        yield score(f"cross-validated, {language}", [examples[i] for i in own], [found[i] for i in own])


def check(folder: Path) -> Iterable[str]:
    """The scores of the shipped model, with the kinds and statuses that ship, in each language of a folder."""
    examples = list(read_examples(folder))
    for language in sorted({example.document.article.language or "" for example in examples}):
        own = [example for example in examples if example.document.article.language == language]
        chosen = []
        for e in own:
            told = kinds.read_kinds(e.scenes, e.document, e.read)
            stands = status.read_statuses(e.scenes, e.document, e.read, told)
            chosen.append([index for index, _ in link_dates(e.scenes, e.document, e.read, told, stands)])
        yield score(f"{folder.name}, {language}", own, chosen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--check", type=Path, help="another gold folder to score the shipped weights on")
    parser.add_argument("--cross", action="store_true", help="score on the gold itself, five-fold")
    options = parser.parse_args()
    examples = [*(example for folder in options.gold for example in read_examples(folder)), *written_examples()]
    told = guess_readings(examples)
    lessons = [make_lesson(*each) for each in zip(examples, *told, strict=True)]
    ship(fit([lesson for lesson in lessons if lesson is not None]))
    for line in (
        *(cross(examples, lessons) if options.cross else ()),
        *(check(options.check) if options.check else ()),
    ):
        print(line)


if __name__ == "__main__":
    main()
