"""`python -m evaluation.bench_amounts [ARTICLES …]`: characters a second of the amount finder, beside its peers.

JSONL files of articles (`text`, `language`; also gzipped) enter beside text of our own that is dense with amounts; a table
leaves: ours on each text, its growth with length, and every peer that is installed (recognizers-text-suite with
emoji 1.1.0, quantulum3, price-parser). One process, one thread, processor time.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import importlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.find.amounts import find_amounts
from pipeline.text import fold

Finder = Callable[[str], int]
#: One amount every sixty characters or so; nothing of it is quoted from anywhere.
DENSE = {
    "fr": (
        "Le groupe Orphéa a levé 12,4 millions d'euros au printemps, contre 9,8 M€ un an plus tôt, et remboursera d'ici la fin "
        "de l'année plus de 3 milliards de dollars (2,7 milliards d'euros) à ses banques. Le dividende proposé aux actionnaires "
        "reste de 2,40 euros par action ; la direction table sur un bénéfice compris entre 450 et 500 millions d'euros. "
    ),
    "en": (
        "Marlow Holdings raised $12.4 million in the spring, up from $9.8m a year earlier, and will repay more than 3 billion "
        "euros ($3.3 billion) to its banks before the end of the year. The dividend stays at 45 cents a share, the company "
        "said, and profit is expected to come in between $450 million and $500 million. "
    ),
}
#: Peers are read on fewer characters: the slowest takes minutes for a million, and longer the longer its text.
PEER_CHARACTERS = 40_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="evaluation.bench_amounts", description=__doc__)
    parser.add_argument("articles", nargs="*", type=Path)
    files = parser.parse_args().articles
    texts = {f"dense {language}": [(text, language)] * 600 for language, text in DENSE.items()}
    texts |= {path.name: list(read(path)) for path in files}
    print(f"{'text':24} {'characters':>12} {'amounts':>8} {'characters/s':>14}")
    for name, pieces in texts.items():
        folded = [(fold(text), language) for text, language in pieces]
        count, seconds = timed(lambda piece: len(find_amounts(*piece)[0]), folded)
        row(name, sum(len(text) for text, _ in folded), count, seconds)
    for times in (100, 1_000, 10_000):
        text = DENSE["fr"] * times
        count, seconds = timed(lambda piece: len(find_amounts(*piece)[0]), [(text, "fr")])
        row(f"one text, {len(text):,}", len(text), count, seconds)
    for name, finder in peers():
        text = (DENSE["en"] * 1_000)[:PEER_CHARACTERS]
        pieces = [text[i : i + 400] for i in range(0, len(text), 400)]
        count, seconds = timed(finder, pieces)
        row(f"{name}, dense en", len(text), count, seconds)


def read(path: Path) -> Iterable[tuple[str, str]]:
    """The texts of a file of articles with their languages."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield article["text"], article["language"]


def timed(finder: Callable[[Any], int], pieces: Sequence[Any]) -> tuple[int, float]:
    """How many amounts a finder gives, and the processor time it takes, models and tables loaded before."""
    finder(pieces[0])
    start = time.process_time()
    count = sum(finder(piece) for piece in pieces)
    return count, time.process_time() - start


def row(name: str, characters: int, count: int, seconds: float) -> None:
    print(f"{name:24} {characters:12,} {count:8,} {characters / seconds:14,.0f}")


def peers() -> Iterable[tuple[str, Finder]]:
    """Each peer that is installed, as a function from a text to the number of amounts it finds."""
    with contextlib.suppress(ImportError):
        module = importlib.import_module("recognizers_number_with_unit")
        yield "Recognizers-Text", lambda text: len(module.recognize_currency(text, "en-us"))
    with contextlib.suppress(ImportError):
        quantities = importlib.import_module("quantulum3.parser")
        yield (
            "quantulum3",
            lambda text: sum(q.unit.entity.name == "currency" for q in quantities.parse(text)),
        )
    with contextlib.suppress(ImportError):
        price = importlib.import_module("price_parser")
        # It reads one price from a short string: a sentence each is what it can do.
        yield "price-parser", lambda text: sum(price.Price.fromstring(s).amount is not None for s in text.split(". "))


if __name__ == "__main__":
    main()
