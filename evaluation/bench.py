"""`python -m evaluation.bench [INPUT …] [--articles N] [--json FILE]`: articles per second of whole runs, beside the models alone.

Articles enter (the samples, unless paths are given), figures leave, for each language: ratios, and a profile of the run stage
by stage. Runs and models take turns on the same articles, a hundred at a time; models are loaded before the clock starts on
both sides. Time is that of the processor, so that others on the machine count little. The peers: the French model as its package
has it and our English one, over the whole texts with `nlp.pipe`, and every sentence parsed. Start with `measure`.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
import resource
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import spacy
from spacy.language import Language

from pipeline import batch, nlp
from pipeline.read import decide_language, read_paths
from pipeline.records import Article
from pipeline.segment import segment
from pipeline.text import fold

SAMPLES = Path(__file__).parent.parent / "data" / "raw"
#: Fewer than are worth a second process, so that a run stays in this one, where the models are loaded.
TURN = 100

Articles = Sequence[Article]
Seconds = Counter  # of floats: a Counter adds them as well
#: The functions of each stage, by the name under which the stage calls them; no stage holds another.
STAGES = {
    "language": ("pipeline.batch._language",),
    "sentences": ("pipeline.extraction.segment",),
    "amounts": ("pipeline.extraction.find_amounts", "pipeline.extraction.read_money"),
    "dates": ("pipeline.extraction.find_dates", "pipeline.extraction.read_dates"),
    "parse": ("pipeline.nlp.parse",),
    "parties": ("pipeline.extraction.find_parties",),
    "scenes": ("pipeline.link.claims.read_scenes",),
    "kinds": ("pipeline.link.claims.read_kinds",),
    "statuses": ("pipeline.link.claims.read_statuses",),
    "roles": ("pipeline.link.claims.read_roles",),
    "sources": ("pipeline.link.claims.read_sources",),
    "date links": ("pipeline.link.claims.link_dates",),
    "mentions": ("pipeline.extraction.list_mentions",),
    "rows": ("pipeline.batch.rows_of_extraction", "pipeline.batch.pack"),
    "sketch": ("pipeline.batch.sketch",),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="evaluation.bench", description=__doc__)
    parser.add_argument("inputs", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--articles", type=int, help="the first N alone")
    parser.add_argument("--json", type=Path, help="add the figures to this file, with the commit")
    options = parser.parse_args()
    found = (item for item in read_paths(options.inputs) if isinstance(item, Article))
    articles = [replace(item, language=decide_language(item)[0]) for item in islice(found, options.articles)]
    figures: dict[str, object] = {"commit": commit()}
    for language in sorted({article.language for article in articles if article.language}):
        own = [article for article in articles if article.language == language]
        figures[language] = report(language, own, *measure(own))
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory of this process {figures['peak_mb']} MB")
    if options.json:
        stored = json.loads(options.json.read_text("utf-8")) if options.json.exists() else []
        options.json.write_text(json.dumps([*stored, figures], indent=1) + "\n", "utf-8")


def measure(articles: Articles) -> tuple[Seconds, Seconds]:
    """Seconds of the run and of its peers over articles of one language, and of each stage of the run."""
    run(articles[:1])  # models, grammars and lexicons are loaded
    whole_texts(articles[:1])
    seconds, stages = Seconds(), Seconds()
    for turn in (articles[start : start + TURN] for start in range(0, len(articles), TURN)):
        timed("run", seconds, run, turn)
        timed("models", seconds, whole_texts, turn)
        timed("sentences", seconds, every_sentence, turn)
    with ExitStack() as watched:  # afterwards: the clocks of the stages take time themselves
        for stage, targets in STAGES.items():
            for target in targets:
                watched.enter_context(patch(target, _clocked(stage, stages, pkgutil.resolve_name(target))))
        for turn in (articles[start : start + TURN] for start in range(0, len(articles), TURN)):
            timed("run", stages, run, turn)
    stages["other"] = 2 * stages["run"] - sum(stages.values())
    return seconds, stages


def timed(name: str, seconds: Seconds, work: Callable[[Articles], object], articles: Articles) -> None:
    start = time.process_time()
    work(articles)
    seconds[name] += time.process_time() - start


def _clocked(stage: str, stages: Seconds, work: Callable[..., object]) -> Callable[..., object]:
    def clocked(*values: object, **options: object) -> object:
        start = time.process_time()
        try:
            return work(*values, **options)
        finally:
            stages[stage] += time.process_time() - start

    return clocked


def run(articles: Articles) -> None:
    """A whole run, from a file to tables, in this process."""
    with tempfile.TemporaryDirectory() as base:
        file = Path(base) / "articles.jsonl"
        rows = [
            {"id": a.id, "text": a.text, "language": a.language, "published": str(a.published or "")} for a in articles
        ]
        file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
        batch.run([file], Path(base) / "out")


@cache
def stock(language: str) -> Language:
    """The model of a language as spaCy loads it, with none of what `nlp` does to make it faster."""
    folder = Path(nlp.__file__).parent / "models" / nlp.MODELS[language]
    return spacy.load(folder if folder.is_dir() else nlp.MODELS[language])


def whole_texts(articles: Articles) -> None:
    for language in sorted({article.language for article in articles}):
        texts = [article.text for article in articles if article.language == language]
        for _ in stock(language).pipe(texts):
            pass


def every_sentence(articles: Articles) -> None:
    for article in articles:
        folded = fold(article.text)
        nlp.parse(folded, segment(folded, article.language), article.language)


def report(language: str, articles: Articles, seconds: Seconds, stages: Seconds) -> dict[str, object]:
    """Print the figures of a language; the same for keeping."""
    count = len(articles)
    print(f"{language}: {count} articles, {sum(len(a.text) for a in articles):,} characters")
    for name, value in seconds.items():
        print(f"  {name:<10} {value:8.2f} s  {count / value:8.1f} articles/s")
    ratios = {peer: round(seconds[peer] / seconds["run"], 2) for peer in ("models", "sentences")}
    print(
        f"  times as fast as the model over whole texts {ratios['models']}, as every sentence parsed {ratios['sentences']}"
    )
    shares = {stage: round(100 * stages[stage] / stages["run"], 1) for stage in (*STAGES, "other")}
    print("  of the run:", ", ".join(f"{stage} {share} %" for stage, share in shares.items()))
    return {
        "articles": count,
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "ratios": ratios,
        "stages_percent": shares,
    }


def commit() -> str:
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return told.stdout.strip()


if __name__ == "__main__":
    main()
