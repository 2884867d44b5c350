"""Learn the link stage: annotated articles enter, the models of `pipeline/models/link` leave.

    python -m training.link GOLD_DIR... [--check OTHER_GOLD_DIR]

Five-fold cross-validation over articles gives the first passes that second passes, statuses and confidence are learned
from, so that nothing is fitted on its own training guesses. Start with `train`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.names import same_party
from pipeline.extraction import parse_needed
from pipeline.find.amounts import find_amounts
from pipeline.find.dates import find_dates
from pipeline.find.parties import find_parties
from pipeline.link import kinds, roles, status
from pipeline.link.candidates import place_mentions
from pipeline.link.confidence import confidence_features
from pipeline.link.model import Classifier, Ranker, Vector, softmax
from pipeline.link.parts import read_parts
from pipeline.link.role_features import read_ground, role_features
from pipeline.link.scene import Scene, Words, read_scenes
from pipeline.link.source_features import read_voices, source_table
from pipeline.link.telling import Telling
from pipeline.normalise.money import read_money
from pipeline.normalise.when import read_dates
from pipeline.records import KINDS, LANGUAGES, ROLES, STATUSES, Article, Document
from pipeline.segment import segment
from pipeline.text import fold
from training.linear import Fitted, fit_classifier, fit_ranker, minimise
from training.written import read_written

TARGET = Path(__file__).parents[1] / "pipeline" / "models" / "link"
FOLDS = 5
#: Pull to zero and least number of rows of a feature: highest cross-validated score on gold/train among 2, 4, 8, 16.
KIND_L2, STATUS_L2, ROLE_L2, SOURCE_L2, LEAST = 8.0, 4.0, 2.0, 3.0, 3
SECOND_L2 = 0.3
#: Added to the score of an empty role or source: what is found and what is right balance there (cross-validated).
NOBODY_BIAS, SILENCE_BIAS = -0.8, -0.4
#: Weights below this do not ship, the others with so many digits: cross-validated that costs nothing. Leaving out those
#: below 0.05 as well would cost a point of the kinds.
SMALL, DIGITS = 0.02, 2


@dataclass(frozen=True)
class Example:
    """An article with its scenes; `gold[i]` is the annotated claim of amount i, None for an amount the gold lacks."""

    document: Document
    scenes: tuple[Scene, ...]
    read: dict[int, Words]
    gold: tuple[dict[str, Any] | None, ...]
    aliases: tuple[tuple[str, ...], ...]

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        return ((i, claim) for i, claim in enumerate(self.gold) if claim is not None)


def read_examples(folder: Path) -> Iterator[Example]:
    """The articles of a gold folder as the pipeline finds them, each amount with the annotation that it overlaps most."""
    articles = {
        entry["id"]: entry for entry in map(json.loads, (folder / "articles.jsonl").read_text("utf-8").splitlines())
    }
    for line in (folder / "claims.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        entry = articles[gold["id"]]
        yield make_example(entry, gold["claims"], gold.get("aliases", ()))


def written_examples() -> list[Example]:
    """The sentences written for learning, of both languages."""
    return [
        make_example(article, told["claims"], told["aliases"])
        for language in LANGUAGES
        for article, told in read_written(language)
    ]


def make_example(entry: dict[str, Any], claims: Sequence[dict[str, Any]], aliases: Iterable[Sequence[str]]) -> Example:
    published = date.fromisoformat(entry["published"][:10]) if entry.get("published") else None
    title = entry["text"].partition("\n\n")[0] if "\n\n" in entry["text"] else None
    article = Article(entry["id"], entry["text"], title, entry["language"], published, publisher=entry.get("publisher"))
    folded = fold(article.text)
    amounts, _ = find_amounts(folded, entry["language"])
    dates = find_dates(folded, entry["language"], [amount.span for amount in amounts])
    parsed = parse_needed(article, folded, segment(folded, entry["language"]), amounts)
    document = Document(
        article, folded, parsed, amounts, read_money(amounts, folded, article), dates,
        read_dates(dates, folded, article), find_parties(folded, parsed, article, [amount.core for amount in amounts]),
    )  # fmt: skip
    scenes, read = read_scenes(document)
    overlaps = sorted(
        (-shared, i, j)
        for i, amount in enumerate(amounts)
        for j, claim in enumerate(claims)
        if (shared := min(amount.span.end, claim["end"]) - max(amount.span.start, claim["start"])) > 0
    )
    paired: dict[int, int] = {}
    for _, i, j in overlaps:
        if i not in paired and j not in paired.values():
            paired[i] = j
    gold = tuple(claims[paired[i]] if i in paired else None for i in range(len(amounts)))
    return Example(document, scenes, read, gold, tuple(map(tuple, aliases)))


def folds(count: int) -> list[list[int]]:
    """Numbers of articles in five parts, drawn once and for all."""
    order = list(range(count))
    random.Random(7).shuffle(order)
    return [order[part::FOLDS] for part in range(FOLDS)]


def crossed(
    examples: Sequence[Example], fit: Callable[[list[int]], Any], guess: Callable[[Any, int], Any]
) -> list[Any]:
    """For each article the guess of a model that has not seen it."""
    found: dict[int, Any] = {}
    for part in folds(len(examples)):
        model = fit([i for i in range(len(examples)) if i not in set(part)])
        found.update((i, guess(model, i)) for i in part)
    return [found[i] for i in range(len(examples))]


# ------------------------------------------------------------------------------------------------ kinds and statuses

Features = list[kinds.Features]


def fit_labels(
    examples: Sequence[Example],
    features: Sequence[Features],
    which: Iterable[int],
    labels: Sequence[str],
    *,
    field: str,
    l2: float,
) -> Classifier:
    rows, shared, gold = [], [], []
    for i in which:
        for j, claim in examples[i].rows():
            if not claim.get("optional"):
                rows.append(features[i][j].names)
                shared.append(features[i][j].shared)
                gold.append(labels.index(claim[field]))
    return _classifier(fit_classifier(rows, shared, gold, len(labels), l2=l2, least=LEAST), labels)


def fit_second(
    examples: Sequence[Example], first: Sequence[list[Vector]], labels: Sequence[str], field: str
) -> Classifier:
    shared, gold = [], []
    for example, vectors in zip(examples, first, strict=True):
        beside = kinds.neighbour_features(example.scenes, example.document, vectors)
        for j, claim in example.rows():
            if not claim.get("optional"):
                shared.append(beside[j])
                gold.append(labels.index(claim[field]))
    fitted = fit_classifier([()] * len(gold), shared, gold, len(labels), l2=1.0, least=1, shared_l2=0.05)
    return _classifier(fitted, labels)


def _classifier(fitted: Fitted, labels: Sequence[str]) -> Classifier:
    return Classifier(tuple(labels), fitted.index, fitted.weights, fitted.shared)


def first_guess(model: Classifier, features: Features) -> list[Vector]:
    return [softmax(model.logits(found.names, found.shared)) for found in features]


def second_guess(model: Classifier, example: Example, first: list[Vector]) -> list[Vector]:
    return [softmax(model.logits((), row)) for row in kinds.neighbour_features(example.scenes, example.document, first)]


def reading(labels: Sequence[str], distribution: Vector) -> kinds.Reading:
    best = int(distribution.argmax())
    return kinds.Reading(labels[best], float(distribution[best]), distribution, ())


# ------------------------------------------------------------------------------------------------ parties and sources


def matches(names: Iterable[str], candidates: Sequence[Any], example: Example) -> set[int]:
    """The candidates that bear one of the names; where one does to the word, the others do not count."""
    found: set[int] = set()
    for name in names:
        how = {
            i: same_party(name, c.name, example.aliases, example.document.article.text)
            for i, c in enumerate(candidates)
        }
        exact = {i for i, match in how.items() if match == "exact"}
        found |= exact or {i for i, match in how.items() if match}
    return found


@dataclass(frozen=True)
class Ranked:
    """The candidates of each amount of an article, their features, and who is right (a row more: nobody)."""

    candidates: list[tuple[Any, ...]]
    rows: list[list[list[str]]]
    right: list[Vector]


def role_rows(example: Example, labels: Sequence[str]) -> Ranked:
    ground = read_ground(example.document, example.read)
    candidates, rows, right = [], [], []
    for j, (scene, label) in enumerate(zip(example.scenes, labels, strict=True)):
        found, table = role_features(scene, example.document, label, ground)
        truth = np.zeros((len(found) + 1, len(ROLES)))
        claim = example.gold[j]
        for column, role in enumerate(ROLES):
            if claim is not None and claim[role]:
                truth[sorted(matches(claim[role], found, example)), column] = 1
            else:
                truth[-1, column] = claim is not None
        candidates.append(found)
        rows.append(table)
        right.append(truth)
    return Ranked(candidates, rows, right)


def source_rows(example: Example) -> Ranked:
    voices = read_voices(example.document, example.read)
    candidates, rows, right = [], [], []
    for j, scene in enumerate(example.scenes):
        found, table = source_table(scene, voices)
        truth = np.zeros((len(found) + 1, 1))
        claim = example.gold[j]
        if claim is not None and claim["source"]:
            truth[sorted(matches([claim["source"]], found, example)), 0] = 1
        else:
            truth[-1, 0] = claim is not None
        candidates.append(found)
        rows.append(table)
        right.append(truth)
    return Ranked(candidates, rows, right)


def fit_ranked(
    examples: Sequence[Example], tables: Sequence[Ranked], which: Iterable[int], names: Sequence[str], l2: float
) -> Ranker:
    rows: list[list[str]] = []
    groups: list[int] = []
    right: list[Vector] = []
    for i in which:
        for j, claim in examples[i].rows():
            if not claim.get("optional") and tables[i].right[j].any():
                groups += [len(right)] * len(tables[i].rows[j])
                rows += tables[i].rows[j]
                right.append(tables[i].right[j])
    fitted = fit_ranker(rows, groups, np.vstack(right), l2=l2, least=LEAST, steps=60)
    return Ranker(tuple(names), fitted.index, fitted.weights)


def rank(model: Ranker, table: Ranked) -> list[Vector]:
    return [softmax(model.scores(rows)) for rows in table.rows]


def telling(example: Example, labels: Sequence[str], table: Ranked, first: list[Vector]) -> Telling:
    parts = read_parts(example.document, example.read, place_mentions(example.document))
    return Telling(example.document, labels, table.candidates, first, parts)


def fit_telling(examples: Sequence[Example], tellings: Sequence[Telling]) -> Ranker:
    """The weights of the second look at the parties, one small softmax per role."""
    pools: list[list[tuple[list[list[tuple[str, float]]], Vector]]] = [[] for _ in ROLES]
    for example, told in zip(examples, tellings, strict=True):
        for j, claim in example.rows():
            if claim.get("optional"):
                continue
            for column, role in enumerate(ROLES):
                pool, rows = told.pool(j, column)
                truth = np.zeros(len(rows))
                truth[sorted(matches(claim[role], pool, example)) if claim[role] else [-1]] = 1
                if truth.any():
                    pools[column].append((rows, truth))
    names = sorted({name for column in pools for rows, _ in column for row in rows for name, _ in row})
    index = {name: i for i, name in enumerate(names)}
    weights = np.column_stack([_fit_dense(column, index) for column in pools])
    weights[index["nobody"]] += NOBODY_BIAS
    return Ranker(ROLES, index, weights)


def _fit_dense(groups: Sequence[tuple[list[list[tuple[str, float]]], Vector]], index: dict[str, int]) -> Vector:
    sizes = np.array([len(truth) for _, truth in groups])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    table = np.zeros((int(sizes.sum()), len(index)))
    for at, row in enumerate(row for rows, _ in groups for row in rows):
        for name, value in row:
            table[at, index[name]] = value
    truth = np.concatenate([right for _, right in groups])

    def function(x: Vector) -> tuple[float, Vector]:
        scores = table @ x
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        total, right = np.add.reduceat(powers, starts), np.add.reduceat(powers * truth, starts)
        slope = powers / np.repeat(total, sizes) - powers * truth / np.repeat(right, sizes)
        return -float(np.log(right / total).sum()) + SECOND_L2 / 2 * float(x @ x), table.T @ slope + SECOND_L2 * x

    return minimise(function, np.zeros(len(index)), steps=200)


# ------------------------------------------------------------------------------------------------ confidence


def fit_confidence(rows: Sequence[dict[str, float]], right: Sequence[bool]) -> dict[str, float]:
    """Logistic regression: how often a row with such probabilities has its kind and main party right."""
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    truth = np.array(right, dtype=float)

    def function(x: Vector) -> tuple[float, Vector]:
        share = 1 / (1 + np.exp(-(table @ x)))
        loss = -float((truth * np.log(share + 1e-12) + (1 - truth) * np.log(1 - share + 1e-12)).sum())
        return loss + 0.05 * float(x @ x), table.T @ (share - truth) + 0.1 * x

    return dict(zip(names, minimise(function, np.zeros(len(names)), steps=200).tolist(), strict=True))


# ------------------------------------------------------------------------------------------------ everything


def write(name: str, content: dict[str, Any]) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    lines = (f"{_compact(key)}:{_lines(value)}" for key, value in sorted(content.items()))
    (TARGET / f"{name}.json").write_text("{" + ",\n".join(lines) + "}\n", "utf-8")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _lines(value: Any) -> str:
    """A mapping with a line per entry, anything else on one line."""
    if not isinstance(value, dict):
        return _compact(value)
    return "{" + ",\n".join(f"{_compact(name)}:{_compact(entry)}" for name, entry in sorted(value.items())) + "}"


def dump(model: Classifier | Ranker, small: float = SMALL, digits: int = DIGITS) -> dict[str, Any]:
    features = {
        name: [[column, round(float(w), digits)] for column, w in enumerate(model.weights[row]) if abs(w) >= small]
        for name, row in model.index.items()
    }
    content: dict[str, Any] = {"features": {name: pairs for name, pairs in features.items() if pairs}}
    if isinstance(model, Classifier):
        return {"labels": list(model.labels), "shared": {k: round(w, 4) for k, w in model.shared.items()}, **content}
    return {"roles": list(model.roles), **content}


def train(examples: Sequence[Example]) -> Counter[str]:
    """Learn and write every model; give the cross-validated counts of what was right."""
    every = range(len(examples))
    found: list[Features] = []
    for example in examples:
        whole = kinds.read_whole(example.read)
        found.append([kinds.kind_features(s, example.document, example.read, whole) for s in example.scenes])
    first = crossed(
        examples,
        lambda which: fit_labels(examples, found, which, KINDS, field="kind", l2=KIND_L2),
        lambda m, i: first_guess(m, found[i]),
    )
    second = fit_second(examples, first, KINDS, "kind")
    write("kind", dump(fit_labels(examples, found, every, KINDS, field="kind", l2=KIND_L2)))
    write("kind2", dump(second, 0.0, 3))
    guessed = [[reading(KINDS, v) for v in second_guess(second, e, f)] for e, f in zip(examples, first, strict=True)]

    found = [
        [status.status_features(s, e.document, e.read, k) for s, k in zip(e.scenes, readings, strict=True)]
        for e, readings in zip(examples, guessed, strict=True)
    ]
    first = crossed(
        examples,
        lambda which: fit_labels(examples, found, which, STATUSES, field="status", l2=STATUS_L2),
        lambda m, i: first_guess(m, found[i]),
    )
    second = fit_second(examples, first, STATUSES, "status")
    write("status", dump(fit_labels(examples, found, every, STATUSES, field="status", l2=STATUS_L2)))
    write("status2", dump(second, 0.0, 3))
    statuses = [
        [reading(STATUSES, v) for v in second_guess(second, e, f)] for e, f in zip(examples, first, strict=True)
    ]

    labels = [[k.label for k in readings] for readings in guessed]
    tables = [
        role_rows(e, [c["kind"] if c else k for c, k in zip(e.gold, own, strict=True)])
        for e, own in zip(examples, labels, strict=True)
    ]
    guessed_tables = [role_rows(e, own) for e, own in zip(examples, labels, strict=True)]
    shares = crossed(
        examples,
        lambda which: fit_ranked(examples, tables, which, ROLES, ROLE_L2),
        lambda m, i: rank(m, guessed_tables[i]),
    )
    tellings = [telling(e, own, t, s) for e, own, t, s in zip(examples, labels, guessed_tables, shares, strict=True)]
    look = fit_telling(examples, tellings)
    write("roles", dump(fit_ranked(examples, tables, every, ROLES, ROLE_L2)))
    write("roles2", dump(look, 0.0, 3))

    spoken = [source_rows(e) for e in examples]
    voices = fit_ranked(examples, spoken, every, ("source",), SOURCE_L2)
    for name in voices.index:
        if name == "none":
            voices.weights[voices.index[name], 0] += SILENCE_BIAS
    write("source", dump(voices))

    return _confidence(examples, guessed, statuses, tellings, look)


def _confidence(
    examples: Sequence[Example], guessed: Sequence[list[kinds.Reading]], statuses: Sequence[list[kinds.Reading]],
    tellings: Sequence[Telling], look: Ranker,
) -> Counter[str]:  # fmt: skip
    rows, right, counts = [], [], Counter[str]()
    for example, own, sure, told in zip(examples, guessed, statuses, tellings, strict=True):
        for j, claim in example.rows():
            if claim.get("optional"):
                continue
            picked = roles.choose(told, look, j)
            good = own[j].label == claim["kind"]
            parties = True
            for column, role in enumerate(ROLES[:3]):
                chosen = [candidate for candidate, _ in picked[column : column + 1] if candidate is not None]
                hit = matches(claim[role], chosen, example)
                parties &= len(hit) == len(chosen) and bool(chosen) == bool(claim[role])
            rows.append(confidence_features(own[j], sure[j], [share for _, share in picked[:3]]))
            right.append(good and parties)
            counts.update(
                {
                    "rows": 1,
                    "kind": good,
                    "status": sure[j].label == claim["status"],
                    "parties": parties,
                    "both": good and parties,
                }
            )
    write("confidence", {"weights": {k: round(v, 4) for k, v in fit_confidence(rows, right).items()}})
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+", help="folders with articles.jsonl and claims.jsonl")
    args = parser.parse_args()
    counts = train([*(e for folder in args.gold for e in read_examples(folder)), *written_examples()])
    rows = counts.pop("rows")
    print(", ".join(f"{name} {100 * n / rows:.1f}" for name, n in counts.items()), f"of {rows} rows, cross-validated")


if __name__ == "__main__":
    main()
