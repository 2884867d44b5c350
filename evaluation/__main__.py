"""`python -m evaluation [GOLD] …`: run the pipeline over gold articles, print every measure, keep the floors.

    python -m evaluation                            the project's own gold, against its floors
    python -m evaluation DIR                        any folder with articles.jsonl and claims.jsonl in the same format
    python -m evaluation DIR --errors 10 --only kind
    python -m evaluation --table out/claims.parquet  score an existing table instead of running the pipeline
    python -m evaluation --baselines                 what the simplest guesses reach, beside the pipeline
    python -m evaluation --set-floors                raise the floors to what was measured (--lower allows lowering)

Exit status: 0, 1 when a measure falls below its floor, 2 for a usage error.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from evaluation import floors
from evaluation.baselines import BASELINES
from evaluation.gold import GoldArticle, Row, load_gold, load_rows
from evaluation.score import Error, measures, tally
from pipeline.notation import Mark, render
from pipeline.records import Span

OWN_GOLD = Path(__file__).parent / "gold"
#: Characters shown on either side of an amount in the error listing.
CONTEXT = 90
BINS = 10


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="evaluation", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("gold", nargs="?", type=Path, default=OWN_GOLD)
    parser.add_argument("--table", type=Path, help="an existing claims.parquet of these articles")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N errors of each type")
    parser.add_argument("--only", metavar="TYPE", help="show errors of this type only")
    parser.add_argument("--baselines", action="store_true", help="add columns for the simplest guesses")
    parser.add_argument("--set-floors", action="store_true")
    parser.add_argument("--lower", action="store_true", help="allow --set-floors to lower a floor")
    options = parser.parse_args(arguments)
    try:
        articles = load_gold(options.gold)
        rows = load_rows(options.table) if options.table else extract_rows(options.gold / "articles.jsonl")
    except (OSError, KeyError, ValueError) as error:
        print(f"evaluation: {error}", file=sys.stderr)
        return 2
    scores = score_by_language(articles, rows)
    guesses = BASELINES if options.baselines else {}
    print(table(scores | {name: measures(tally(articles, guess(articles, rows))) for name, guess in guesses.items()}))
    print(reliability(tally(articles, rows).confident))
    for line in listing(tally(articles, rows).errors, articles, options.errors, options.only):
        print(line)
    if options.gold != OWN_GOLD:
        return 0
    if options.set_floors:
        return _report(floors.store(OWN_GOLD, scores, lower=options.lower))
    return _report(floors.check(OWN_GOLD, scores))


def extract_rows(articles: Path) -> dict[str, list[Row]]:
    """The pipeline's own rows for a file of articles, through the tables that users get."""
    import pipeline

    with tempfile.TemporaryDirectory() as out:
        pipeline.run([articles], out=Path(out))
        return load_rows(Path(out) / "claims.parquet")


def score_by_language(
    articles: Mapping[str, GoldArticle], rows: Mapping[str, Sequence[Row]]
) -> dict[str, dict[str, float | None]]:
    """The measures over all articles and over those of each language."""
    groups = {"all": articles}
    for language in sorted({article.language for article in articles.values()}):
        groups[language] = {k: a for k, a in articles.items() if a.language == language}
    return {name: measures(tally(group, rows)) for name, group in groups.items()}


def table(scores: Mapping[str, Mapping[str, float | None]]) -> str:
    """One line per measure, one column per group.

    >>> print(table({"all": {"claims": 3, "kind": 66.7}, "fr": {"claims": 3, "kind": None}}))
    measure               all       fr
    claims                  3        3
    kind                 66.7        -
    """
    lines = [f"{'measure':16}" + "".join(f"{name:>9}" for name in scores)]
    for measure in next(iter(scores.values())):
        values = (group[measure] for group in scores.values())
        lines.append(f"{measure:16}" + "".join(f"{'-' if value is None else value:>9}" for value in values))
    return "\n".join(lines)


def reliability(confident: Sequence[tuple[float, bool]]) -> str:
    """The expected calibration error of `confidence` and how right the rows above 0.8 are (amount, kind, main party).

    >>> reliability([(0.9, True), (0.9, False)])
    'calibration error 0.400; above 0.8: 2 rows, 50.0 % right'
    >>> reliability([])
    'calibration error 0.000; above 0.8: 0 rows'
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in confident:
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    error = sum(abs(sum(c for c, _ in rows) - sum(r for _, r in rows)) for rows in bins.values())
    sure = [right for confidence, right in confident if confidence > 0.8]
    share = f", {100 * sum(sure) / len(sure):.1f} % right" if sure else ""
    return f"calibration error {error / max(len(confident), 1):.3f}; above 0.8: {len(sure)} rows{share}"


def listing(errors: Sequence[Error], articles: Mapping[str, GoldArticle], most: int, only: str | None) -> list[str]:
    """Errors in the one-line notation, at most `most` of each type."""
    shown: Counter[str] = Counter()
    lines = []
    for error in errors:
        if (only and error.what != only) or shown[error.what] >= most:
            continue
        shown[error.what] += 1
        text = articles[error.article].text
        start, end = max(0, error.row.start - CONTEXT), min(len(text), error.row.end + CONTEXT)
        mark = Mark(Span(error.row.start - start, error.row.end - start), f"{error.gold} ≠ {error.got}")
        lines.append(f"[{error.what}] {error.article}: …{render(text[start:end], [mark])}…".replace("\n", " "))
    return lines


def _report(complaints: Sequence[str]) -> int:
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
