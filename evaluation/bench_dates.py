"""Characters per second of date finding and resolving, beside dateparser and, where it is installed, Recognizers-Text.

    python -m evaluation.bench_dates ARTICLES.jsonl [--seconds 20]

All run in one process over the same articles, one core. dateparser's `search_dates` gets the article's language; each
rival stops when its seconds are over, and its rate counts what it had read by then.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from pipeline.find.dates import find_dates
from pipeline.normalise.when import read_dates
from pipeline.records import Article
from pipeline.text import fold

Reader = Callable[[str, str, date | None], int]


def read_articles(path: Path) -> Iterator[tuple[str, str, date | None]]:
    """Text, language and day of each article of a JSONL file."""
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        day = entry.get("published")
        yield entry["text"], entry["language"], date.fromisoformat(day[:10]) if day else None


def read_ours(text: str, language: str, published: date | None) -> int:
    folded = fold(text)
    dates = find_dates(folded, language)
    return len(read_dates(dates, folded, Article("a", text, language=language, published=published)))


def read_dateparser() -> Reader:
    from dateparser.search import search_dates

    return lambda text, language, _: len(search_dates(text, languages=[language]) or ())


def read_recognizers() -> Reader | None:
    try:
        from recognizers_date_time import recognize_datetime
    except ImportError:
        return None
    cultures = {"fr": "fr-fr", "en": "en-us"}
    return lambda text, language, _: len(recognize_datetime(text, cultures[language]))


def rate(reader: Reader, articles: list[tuple[str, str, date | None]], seconds: float) -> tuple[float, int]:
    """Characters per second of processor time, and the dates found."""
    reader("mardi 3 mars 2020", "fr", None)  # tables and imports are not the reading
    reader("Tuesday, March 3, 2020", "en", None)
    start, read, found = time.process_time(), 0, 0
    for text, language, published in articles:
        found += reader(text, language, published)
        read += len(text)
        if time.process_time() - start > seconds:
            break
    return read / (time.process_time() - start), found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    articles = list(read_articles(options.articles))
    readers = {"ours": read_ours, "dateparser": read_dateparser(), "recognizers-text": read_recognizers()}
    for name, reader in readers.items():
        if reader is None:
            print(f"{name:18} not installed")
            continue
        speed, found = rate(reader, articles, options.seconds)
        print(f"{name:18} {speed:12,.0f} characters/s  {found:,} dates")


if __name__ == "__main__":
    main()
