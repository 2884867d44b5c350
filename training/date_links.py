"""Learn which date belongs to which claim: annotated articles enter, `pipeline/models/link/dates.json` leaves.

    python -m training.date_links GOLD_DIR... [--check OTHER_GOLD_DIR]

A linear chain over the amounts of an article: every amount takes one of the dates around it or none, and what it takes
weighs on the next (a conditional random field; features in `pipeline.link.date_features`). Start with `main`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.extraction import parse_needed
from pipeline.find.dates import find_dates
from pipeline.link.date_features import candidates, closeness, step_feature
from pipeline.link.date_places import Interval, read_ground
from pipeline.link.dates import link_dates, marginals
from pipeline.link.scene import read_scenes
from pipeline.normalise.when import read_dates
from pipeline.records import AmountMention, Article, Document, Span
from pipeline.segment import segment
from pipeline.text import fold
from training.linear import Table, Vector, minimise, tabulate

TARGET = Path(__file__).parents[1] / "pipeline" / "models" / "link" / "dates.json"
#: Strength of the pull of weights to zero, and the least number of rows a feature is seen in; cross-validated on gold/train.
L2, STEP_L2, LEAST, ROUNDS = 2.0, 0.3, 2, 60
#: Weights below this do not ship: they move no decision of gold/train.
SMALL = 0.02
_IMPOSSIBLE = -1e9


@dataclass(frozen=True)
class Chain:
    """The amounts of one article: per amount the feature names of each candidate, whether it is right, and the names of the
    steps from the candidates of the amount before."""

    rows: tuple[list[list[str]], ...]
    right: tuple[np.ndarray, ...]
    steps: tuple[list[list[str]], ...]


def read_gold(folder: Path) -> Iterator[tuple[Document, list[dict[str, Any]]]]:
    """The articles with their annotated amounts as mentions."""
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    articles = {entry["id"]: entry for entry in map(json.loads, lines)}
    for line in (folder / "claims.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        entry = articles[gold["id"]]
        published = date.fromisoformat(entry["published"][:10]) if entry.get("published") else None
        article = Article(gold["id"], entry["text"], language=entry["language"], published=published)
        spans = [Span(claim["start"], claim["end"]) for claim in gold["claims"]]
        amounts = tuple(
            AmountMention(span, span, None, None, False, (), "", per=claim["per"])
            for span, claim in zip(spans, gold["claims"], strict=True)
        )
        folded = fold(article.text)
        sentences = parse_needed(folded, segment(folded, entry["language"]), amounts, entry["language"])
        dates = find_dates(folded, entry["language"], spans)
        whens = read_dates(dates, folded, article)
        yield Document(article, folded, sentences, amounts, (), dates, whens, ()), gold["claims"]


def _gold_interval(claim: dict[str, Any]) -> Interval:
    sides = tuple(date.fromisoformat(claim[name]) if claim[name] else None for name in ("date_start", "date_end"))
    return (sides[0], sides[1]) if any(sides) else None


def read_chain(document: Document, claims: Sequence[dict[str, Any]]) -> Chain:
    scenes, read = read_scenes(document)
    ground = read_ground(document, read)
    rows, right, states, steps = [], [], [], []
    for i, (scene, claim) in enumerate(zip(scenes, claims, strict=True)):
        around, names = candidates(scene, ground)
        state: list[Interval] = [*(place.interval for place in around), None]
        gold = _gold_interval(claim)
        good = np.array([own == gold for own in state])
        good[-1] = gold is None or not good.any()
        rows.append(names)
        right.append(np.ones_like(good) if claim.get("optional") and gold is None else good)
        if i:
            close = closeness(scenes[i - 1], scene, document)
            steps.append([[step_feature(a, b, close) for b in state] for a in states[-1]])
        states.append(state)
    return Chain(tuple(rows), tuple(right), tuple(steps))


def fit(chains: Sequence[Chain]) -> dict[str, float]:
    """The weight of each feature name, of candidates and of steps."""
    table = tabulate([row for chain in chains for rows in chain.rows for row in rows], least=LEAST)
    names = sorted({name for chain in chains for step in chain.steps for line in step for name in line})
    number = {name: i for i, name in enumerate(names)}
    cells = [[np.array([[number[n] for n in line] for line in step]) for step in chain.steps] for chain in chains]
    width = len(table.index)

    def function(x: Vector) -> tuple[float, Vector]:
        loss, slope, step_slope = _slopes(table, chains, cells, x[:width], x[width:])
        grown = np.concatenate([table.back(slope[:, None])[:, 0] + L2 * x[:width], step_slope + STEP_L2 * x[width:]])
        return loss + L2 / 2 * float(x[:width] @ x[:width]) + STEP_L2 / 2 * float(x[width:] @ x[width:]), grown

    x = minimise(function, np.zeros(width + len(names)), steps=ROUNDS)
    return {
        **{name: float(x[i]) for name, i in table.index.items()},
        **{n: float(x[width + i]) for n, i in number.items()},
    }


def _slopes(
    table: Table, chains: Sequence[Chain], cells: Sequence[list[np.ndarray]], own: Vector, step: Vector
) -> tuple[float, Vector, Vector]:
    scores = table.times(own[:, None])[:, 0]
    slope, step_slope, loss, at = np.zeros_like(scores), np.zeros_like(step), 0.0, 0
    for chain, kinds in zip(chains, cells, strict=True):
        sizes = [len(rows) for rows in chain.rows]
        bounds = np.cumsum([at, *sizes])
        free = [scores[a:b] for a, b in pairwise(bounds)]
        bound = [np.where(good, line, _IMPOSSIBLE) for good, line in zip(chain.right, free, strict=True)]
        steps = [step[kind] for kind in kinds]
        (all_sum, all_edges), (good_sum, good_edges) = _edges(free, steps), _edges(bound, steps)
        loss += all_sum - good_sum
        slope[at : bounds[-1]] = np.concatenate(marginals(free, steps)) - np.concatenate(marginals(bound, steps))
        for kind, every, good in zip(kinds, all_edges, good_edges, strict=True):
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


def ship(weights: dict[str, float]) -> None:
    kept = {name: [[0, round(weight, 2)]] for name, weight in sorted(weights.items()) if abs(weight) >= SMALL}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in kept.items())
    TARGET.write_text('{"roles": ["date"], "features": {\n' + lines + "\n}}\n", "utf-8")


def check(folder: Path) -> str:
    """The date F1 of the shipped model on gold amounts, as the gold's own scorer counts it."""
    right = wrong = missed = 0
    for document, claims in read_gold(folder):
        scenes, read = read_scenes(document)
        for claim, (index, _) in zip(claims, link_dates(scenes, document, read), strict=True):
            when = None if index is None else document.whens[index]
            found = (when.start, when.end) if when and (when.start or when.end) else None
            gold = _gold_interval(claim)
            if claim.get("optional"):
                continue
            right += found is not None and found == gold
            wrong += found is not None and found != gold
            missed += gold is not None and found != gold
    return f"{folder.name}: date F1 {200 * right / max(1, 2 * right + wrong + missed):.1f} (right {right}, wrong {wrong}, missed {missed})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--check", type=Path)
    options = parser.parse_args()
    chains = [
        chain for folder in options.gold for chain in (read_chain(*each) for each in read_gold(folder)) if chain.rows
    ]
    ship(fit(chains))
    if options.check:
        print(check(options.check))


if __name__ == "__main__":
    main()
