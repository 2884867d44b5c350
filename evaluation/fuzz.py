"""`python -m evaluation.fuzz --minutes N [--seed S]`: damaged inputs of every format, for the readers and the extraction.

Small files of every format are built, damaged and read (`fuzz_inputs`). What must hold: nothing raises, every file gives an article or a
reason, every id and text can be written, spans tell the truth, each in bounded time. What breaks is printed with the file
that shows it again. With a seed the same inputs come in the same order. Exit status: 0, or 1 when something broke.
"""

from __future__ import annotations

import argparse
import base64
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from evaluation.fuzz_inputs import MAX_CHARS, TEXT, cases, texts
from pipeline.read.files import InputFile
from pipeline.read.readers import read_file
from pipeline.records import LANGUAGES, Article, Unread

#: Seconds of processor that one input may take; the longest are of 200 kB.
LIMIT = 20.0
#: What a reason says when a reader broke rather than refused.
BROKEN = ("cannot be read (TypeError", "cannot be read (KeyError", "cannot be read (IndexError", "cannot be read (AttributeError",
          "cannot be read (AssertionError", "cannot be read (UnboundLocalError", "cannot be read (ValueError",
          "cannot be read (UnicodeEncodeError", "cannot be read (UnicodeDecodeError")  # fmt: skip


def check_reading(path: Path, format: str | None) -> list[Article]:
    """The articles of a file; an AssertionError says which promise of the readers it breaks."""
    found = list(read_file(InputFile(path, path.parent, path.name), format=format))
    assert found or path.name == "metadata.csv" or _tells_of_files(path), "nothing is said of the file"
    for item in found:
        item.id.encode()
        item.source_file.encode()
        if isinstance(item, Unread):
            assert item.reason and not item.reason.startswith(BROKEN), f"broken: {item.reason}"
            item.reason.encode("utf-8", "surrogatepass")
            continue
        assert item.text.strip("\x00 \r\n\t"), "an article without text"
        item.text.encode()
        (item.title or "").encode()
    return [item for item in found if isinstance(item, Article)]


def _tells_of_files(path: Path) -> bool:
    """An archive of hidden files, or of tables whose rows are all there, gives nothing."""
    return path.read_bytes()[:2] == b"PK"


def check_extraction(article: Article, language: str) -> None:
    """Extract an article; an AssertionError says which promise it breaks."""
    from pipeline.extraction import extract_article
    from pipeline.write.rows import rows_of_extraction

    article = replace(article, language=language, text=article.text[:MAX_CHARS])
    extraction = extract_article(article, everything=True)
    for row in rows_of_extraction(extraction).claims:
        assert article.text[row["amount_start"] : row["amount_end"]] == row["amount_text"], "an offset that lies"


def failure_of(work: Callable[[], object]) -> str | None:
    """What a piece of work broke, None when all held."""
    start = time.process_time()
    try:
        work()
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}: {str(error)[:200]}"
    took = time.process_time() - start
    return f"{took:.0f} s for one input" if took > LIMIT else None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="evaluation.fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--keep", type=Path, default=Path("build/fuzz"), help="folder for the files that broke something"
    )
    options = parser.parse_args(arguments)
    for language in LANGUAGES:
        check_extraction(Article("a", TEXT[language]), language)  # loads the models, which takes its time
    chance = random.Random(options.seed)
    files, written = cases(chance), texts(chance)
    end, counts, broken = time.monotonic() + 60 * options.minutes, Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            name, data, format = next(files)
            path = Path(folder) / name
            path.write_bytes(data)
            articles: list[Article] = []
            found = failure_of(lambda: articles.extend(check_reading(path, format)))  # noqa: B023 - called at once
            counts[path.suffix] += 1
            if found:
                _tell(found, data, name, broken=broken, keep=options.keep, format=format or "")
            path.unlink()
            if chance.random() < 0.2:
                language, text = next(written)
                article = chance.choice(articles) if articles and chance.random() < 0.5 else Article("a", text)
                found = failure_of(lambda: check_extraction(article, language))  # noqa: B023 - called at once
                counts[f"extraction {language}"] += 1
                if found:
                    _tell(
                        found,
                        article.text.encode("utf-8", "replace"),
                        f"text.{language}",
                        broken=broken,
                        keep=options.keep,
                    )
    print(
        f"seed {options.seed}: {counts.total()} inputs, "
        + ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items()))
    )
    print(f"{broken.total()} failures of {len(broken)} kinds" if broken else "nothing broke")
    return 1 if broken else 0


def _tell(what: str, data: bytes, name: str, *, broken: Counter[str], keep: Path, format: str = "") -> None:
    """Print a failure the first time it is seen, and keep what causes it."""
    broken[what] += 1
    if broken[what] > 1:
        return
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"{len(broken):03}-{name}"
    path.write_bytes(data)
    print(f"{what}\n    {path} {f'--format {format}' if format else ''}", flush=True)
    if len(data) < 300:
        print(f"    {base64.b64encode(data).decode()}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
