"""Learn what descriptions and pronouns stand for: labelled references enter, `pipeline/models/references` leaves.

    python -m training.references LABELS.jsonl... [--check]

A line of a file is one reference: the article's `id`, `language` and `text`, `start` and `end` of the description or pronoun,
and `answer`, the names of the party it stands for, "-" among them where it stands, or may stand, for none that is named.
Only the labelled places are learned from; what was resolved before them is as the weights of the round before resolve it.
Start with `train`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.extraction import parse_needed, parse_only
from pipeline.find.amounts import find_amounts
from pipeline.find.parties.finder import remember
from pipeline.find.parties.reference import BELIEVED, choose, trace
from pipeline.find.parties.reference_features import Option
from pipeline.normalise.names import words
from pipeline.notation import parse
from pipeline.records import LANGUAGES, Article, Party, Sentence, Span
from pipeline.segment import segment
from pipeline.text import fold
from training.linear import fit_ranker

TARGET = Path(__file__).parents[1] / "pipeline" / "models" / "references" / "references.json"
WRITTEN = Path(__file__).parent / "written"
#: Rounds in which earlier references are resolved anew, and folds over articles.
ROUNDS, FOLDS = 3, 5
#: Pull to zero and least number of options with a feature, by cross-validation among 1, 2, 4 and 8, 2, 3 and 5.
L2, LEAST = 1.0, 2
#: How often a written item counts: they are few and plain, the press many and noisy.
TIMES = 2
#: Weights below this do not ship, the others with so many digits.
SMALL, DIGITS = 0.02, 2

Weights = Mapping[str, float]


@dataclass(frozen=True)
class Labelled:
    """An article read up to its parties' names, with the labels of places in it."""

    article: Article
    folded: str
    sentences: tuple[Sentence, ...]
    masked: tuple[Span, ...]
    answers: dict[Span, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One labelled place: what it could stand for, and which of the options are right."""

    language: str
    form: str
    options: tuple[Option, ...]
    right: tuple[bool, ...]
    open: bool  # whether leaving it open is right


def read_labels(lines: Iterable[str]) -> list[Labelled]:
    """The labelled articles, each read once."""
    found: dict[str, Labelled] = {}
    for entry in map(json.loads, lines):
        if entry["id"] not in found:
            found[entry["id"]] = _read(entry)
        found[entry["id"]].answers[Span(entry["start"], entry["end"])] = tuple(entry["answer"])
    return list(found.values())


def read_written(language: str) -> list[Labelled]:
    """The items written for learning, `training/written/references_*.txt`: words and name in brackets."""
    lines = (WRITTEN / f"references_{language}.txt").read_text("utf-8").splitlines()
    found = []
    for number, line in enumerate(line for line in lines if line and not line.startswith("#")):
        text, marks = parse(line)
        labelled = _read({"id": f"written-{language}-{number}", "language": language, "text": text})
        labelled.answers.update({mark.span: (mark.value,) for mark in marks})
        found.append(labelled)
    return found


def written() -> list[Labelled]:
    """The written items of every language."""
    return TIMES * [labelled for language in LANGUAGES for labelled in read_written(language)]


def _read(entry: dict[str, Any]) -> Labelled:
    language, folded = entry["language"], fold(entry["text"])
    sentences = segment(folded, language)
    amounts, _ = find_amounts(folded, language)
    article = Article(entry["id"], entry["text"], language=language)
    parsed = (
        parse_needed(article, folded, sentences, amounts)
        if amounts
        else parse_only(folded, sentences, range(len(sentences)), language)  # written items may name none
    )
    return Labelled(article, folded, parsed, tuple(amount.core for amount in amounts))


def rows_of(labelled: Labelled, weights: Weights) -> list[Row]:
    """The labelled places that the pipeline takes for a description or pronoun, as it stands when it comes to them."""
    found = remember(labelled.folded, labelled.sentences, labelled.article, labelled.masked)
    rows = []
    for anaphor, options, _ in trace(found.memory, found.anaphors, weights):
        answer = labelled.answers.get(anaphor.span)
        if answer is None:
            continue
        names = [words(name) for name in answer if name != "-"]
        right = [o.party is not None and _is_one(found.memory.parties[o.party], names) for o in options]
        right[0] = "-" in answer or not any(right)
        rows.append(Row(labelled.article.language or "", anaphor.form, tuple(options), tuple(right), "-" in answer))
    return rows


def _is_one(party: Party, names: Sequence[tuple[str, ...]]) -> bool:
    """Whether a party is called by one of the names, more or less of it."""
    own = [set(words(name)) for name in (party.name, *party.aliases)]
    return any(set(name) <= other or other <= set(name) for name in names for other in own)


def train(articles: Sequence[Labelled]) -> dict[str, float]:
    """The weights of every feature."""
    weights: dict[str, float] = {}
    for _ in range(ROUNDS):
        weights = _fit([row for labelled in articles for row in rows_of(labelled, weights)])
    return weights


def _fit(rows: Sequence[Row]) -> dict[str, float]:
    features = [option.features for row in rows for option in row.options]
    groups = [i for i, row in enumerate(rows) for _ in row.options]
    gold = np.array([[float(right)] for row in rows for right in row.right])
    fitted = fit_ranker(features, groups, gold, l2=L2, least=LEAST)
    return {name: float(fitted.weights[i, 0]) for name, i in fitted.index.items()}


def cross_validate(articles: Sequence[Labelled]) -> list[tuple[Row, Weights]]:
    """Every labelled place with weights learned from other articles."""
    always = written()
    order = sorted(articles, key=lambda labelled: labelled.article.id)
    random.Random(5).shuffle(order)
    found: list[tuple[Row, Weights]] = []
    for fold_number in range(FOLDS):
        weights = train([*always, *(a for i, a in enumerate(order) if i % FOLDS != fold_number)])
        held = [a for i, a in enumerate(order) if i % FOLDS == fold_number]
        found += [(row, weights) for labelled in held for row in rows_of(labelled, weights)]
    return found


def outcomes(judged: Iterable[tuple[Row, Weights]], believed: float) -> Counter[tuple[str, str, str]]:
    """How many places of each language and form are "right", rightly left "open", joined "wrong" or "missed"."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for row, weights in judged:
        choice = choose(row.options, weights, believed)
        if choice is None:
            outcome = "open" if row.open else "missed"
        else:
            outcome = "right" if row.right[row.options.index(choice)] else "wrong"
        counts[row.language, row.form, outcome] += 1
    return counts


def report(counts: Counter[tuple[str, str, str]]) -> str:
    """Lines of shares in per cent by language and form."""
    lines = []
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (language, form, outcome), n in counts.items():
        groups[language, form][outcome] += n
        groups[language, "all"][outcome] += n
    for (language, form), shares in sorted(groups.items()):
        total = shares.total()
        good = 100 * (shares["right"] + shares["open"]) / total
        lines.append(
            f"{language} {form:12} {total:4}  good {good:5.1f}  wrong {100 * shares['wrong'] / total:5.1f}  {dict(shares)}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true", help="cross-validate, and write nothing")
    options = parser.parse_args()
    articles = read_labels(line for path in options.labels for line in path.read_text("utf-8").splitlines())
    articles = [a for a in articles if a.article.language in LANGUAGES]
    if options.check:
        judged = cross_validate(articles)
        for believed in sorted({BELIEVED, 0.4, 0.5, 0.6, 0.7}):
            print(f"believed from {believed}", report(outcomes(judged, believed)), sep="\n")
        return
    kept = {
        name: round(weight, DIGITS)
        for name, weight in sorted(train([*written(), *articles]).items())
        if abs(weight) >= SMALL
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({"features": kept}, indent=0) + "\n", "utf-8")
    print(f"{len(kept)} weights from {sum(len(a.answers) for a in articles)} labels of {len(articles)} articles")


if __name__ == "__main__":
    main()
