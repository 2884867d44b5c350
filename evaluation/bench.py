"""`python -m evaluation.bench [INPUT …] [--articles N] [--json FILE]`: articles per second of whole runs, beside the models alone.

Articles enter (the samples, unless paths are given), figures leave. Runs and models take turns on the same articles, a
hundred at a time, so that a busy machine slows both; models are loaded before the clock starts on both sides. The peers:
the French model as its package has it and our English one, over the whole texts with `nlp.pipe`, and every sentence parsed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pipeline import batch, nlp
from pipeline.read import decide_language, read_paths
from pipeline.records import Article
from pipeline.segment import segment
from pipeline.text import fold

SAMPLES = Path(__file__).parent.parent / "data" / "raw"
#: Fewer than are worth a second process, so that a run stays in this one, where the models are loaded.
TURN = 100

Articles = Sequence[Article]


def main() -> None:
    parser = argparse.ArgumentParser(prog="evaluation.bench", description=__doc__)
    parser.add_argument("inputs", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--articles", type=int, help="the first N alone")
    parser.add_argument("--json", type=Path, help="add the figures to this file, with the commit")
    options = parser.parse_args()
    found = (item for item in read_paths(options.inputs) if isinstance(item, Article))
    articles = [replace(item, language=decide_language(item)[0]) for item in islice(found, options.articles)]
    articles = [article for article in articles if article.language]
    for article in {article.language: article for article in articles}.values():
        run([article], Counter())  # models, grammars and lexicons are loaded
    seconds: Counter[str] = Counter()  # floats: a Counter adds them as well
    for turn in (articles[start : start + TURN] for start in range(0, len(articles), TURN)):
        run(turn, seconds)
        timed("models", seconds, whole_texts, turn)
        timed("sentences", seconds, every_sentence, turn)
    figures = report(articles, seconds)
    if options.json:
        stored = json.loads(options.json.read_text("utf-8")) if options.json.exists() else []
        options.json.write_text(json.dumps([*stored, figures], indent=1) + "\n", "utf-8")


def timed(name: str, seconds: Counter[str], work: Callable[[Articles], object], articles: Articles) -> None:
    start = time.perf_counter()
    work(articles)
    seconds[name] += time.perf_counter() - start  # type: ignore[assignment]


def run(articles: Articles, seconds: Counter[str]) -> None:
    """A whole run, from a file to tables, in this process."""
    with tempfile.TemporaryDirectory() as base:
        file = Path(base) / "articles.jsonl"
        rows = [
            {"id": a.id, "text": a.text, "language": a.language, "published": str(a.published or "")} for a in articles
        ]
        file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
        timed("run", seconds, lambda _: batch.run([file], Path(base) / "out"), articles)
        manifest = json.loads((Path(base) / "out" / "run.json").read_text("utf-8"))
    seconds.update({f"run: {part}": spent for part, spent in manifest["seconds"].items()})
    seconds["claims"] += manifest["counts"]["claims"]


def whole_texts(articles: Articles) -> None:
    for language in sorted({article.language for article in articles}):
        texts = [article.text for article in articles if article.language == language]
        for _ in nlp.load(language).pipe(texts):
            pass


def every_sentence(articles: Articles) -> None:
    for article in articles:
        folded = fold(article.text)
        nlp.parse(folded, segment(folded, article.language), article.language)


def report(articles: list[Article], seconds: Counter[str]) -> dict[str, object]:
    """Print the figures; the same for keeping."""
    count, spent = len(articles), dict(seconds)
    languages = Counter(article.language or "" for article in articles)
    print(
        f"{count} articles ({dict(languages)}), {sum(len(a.text) for a in articles):,} characters, {spent.pop('claims')} claims"
    )
    for name, value in spent.items():
        print(f"{name:<14} {value:8.2f} s  {count / value if value else 0:8.1f} articles/s")
    ratios = {peer: round(spent[peer] / spent["run"], 2) for peer in ("models", "sentences")}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"times as fast as the models over whole texts {ratios['models']}, as every sentence parsed {ratios['sentences']}"
    )
    print(f"peak memory of this process {peak} MB")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return {
        "commit": commit.stdout.strip(),
        "articles": dict(languages),
        "seconds": {name: round(value, 2) for name, value in spent.items()},
        "ratios": ratios,
        "peak_mb": peak,
    }


if __name__ == "__main__":
    main()
