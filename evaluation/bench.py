"""`python -m evaluation.bench [INPUT …]`: articles per second of a whole run, and against parsing every sentence.

Articles enter (the samples, unless paths are given), a few lines of figures leave. Models are loaded before the clock
starts on both sides; one process, one thread of ours.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from pipeline import batch, nlp
from pipeline.read import decide_language, read_paths
from pipeline.records import Article
from pipeline.segment import segment
from pipeline.text import fold

SAMPLES = Path(__file__).parent.parent / "data" / "raw"


def main() -> None:
    parser = argparse.ArgumentParser(prog="evaluation.bench", description=__doc__)
    parser.add_argument("inputs", nargs="*", type=Path, default=[SAMPLES])
    inputs = parser.parse_args().inputs
    articles = [
        replace(item, language=decide_language(item)[0]) for item in read_paths(inputs) if isinstance(item, Article)
    ]
    articles = [article for article in articles if article.language]
    for language in sorted({article.language or "" for article in articles}):
        nlp.load(language)
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        summary = batch.run(inputs, out, workers=1)
        run = time.perf_counter() - start
        parts = json.loads((Path(out) / "run.json").read_text("utf-8"))["seconds"]
    start = time.perf_counter()
    for article in articles:
        folded, language = fold(article.text), article.language or ""
        nlp.parse(folded, segment(folded, language), language)
    parse = time.perf_counter() - start
    count, characters = len(articles), sum(len(article.text) for article in articles)
    print(f"{count} articles, {characters:,} characters, {summary.claims} claims")
    print(f"run    {run:8.2f} s  {count / run:8.1f} articles/s  {characters / run:10,.0f} characters/s")
    print("       " + ", ".join(f"{part} {seconds:.2f} s" for part, seconds in parts.items()))
    print(f"parser {parse:8.2f} s  {count / parse:8.1f} articles/s (every sentence of every article)")
    print(f"ratio  {parse / run:8.2f}")


if __name__ == "__main__":
    main()
