"""A folder of articles → the tables: reading, workers, failures, progress, the output folder.

Paths enter; four tables and a manifest leave, with a `Summary` of the run. Inputs are first read and sorted on disk, then
extracted in the order of the tables, so that memory stays bounded and bytes do not depend on file order or workers.
The unit of work is `extract_rows`, a function from articles to rows. Start with `run`.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from pipeline.read.files import InputFile, find_files
from pipeline.records import Article, Unread
from pipeline.spool import Input, Spool
from pipeline.workers import extract_in_processes
from pipeline.write.manifest import manifest
from pipeline.write.output import Output, is_output
from pipeline.write.rows import Tables, rows_of_extraction, rows_of_failure, rows_of_unread
from pipeline.write.summary import Summary

#: Articles that travel to a worker together: enough to hide the cost of the trip, few enough to share work out evenly.
CHUNK = 16
#: A worker loads its models in about 3 s, the time of some 100 articles: for fewer a second one only costs.
ARTICLES_PER_WORKER = 200

#: Called with the stage ("read", "extract"), how much is done, and how much there is where that is known.
Progress = Callable[[str, int, int | None], None]


def silent(stage: str, done: int, total: int | None) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the content of the tables besides the articles."""

    everything: bool = False  # mentions of the whole of every article, not only those that claims need
    language: str | None = None  # taken for every article instead of being decided


def extract_rows(inputs: Sequence[Input], settings: Settings) -> Tables:
    """The rows of some inputs, in their order. Whatever goes wrong with one of them is a row and stops nothing.

    >>> tables = extract_rows([Article("a.txt", "Bonjour à tous.", language="fr")], Settings(language="fr"))
    >>> [(row["article_id"], row["outcome"]) for row in tables.articles], tables.claims
    ([('a.txt', 'ok')], [])
    """
    tables = Tables()
    for item in inputs:
        tables.extend(_rows_of_article(item, settings) if isinstance(item, Article) else rows_of_unread(item))
    return tables


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    settings: Settings | None = None,
    workers: int | None = None,
    format: str | None = None,
    csv_dialect: str = "standard",
    csv_raw: bool = False,
    progress: Progress = silent,
    keep: Tables | None = None,
) -> Summary:
    """Write the tables of all articles found in `inputs` to the folder `out`, all files or none.

    `workers` is the number of processes, by default as many as the machine has cores and the articles are worth. `keep`
    receives every row as well. Raises OSError when `out` cannot be written, ValueError for an unknown format or dialect.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: {workers} is less than one")
    settings = settings or Settings()
    clock, summary = Clock(), Summary(out=Path(out))
    with (
        Output(Path(out), csv_dialect=csv_dialect, csv_raw=csv_raw) as output,
        Spool(output.staging / "inputs") as spool,
    ):
        gather(inputs, spool, format=format, progress=progress)
        clock.stop("read")
        workers = workers or workers_for(len(spool))
        for tables in extract_spooled(spool, settings, workers=workers, progress=progress):
            clock.stop("extract")
            output.write(tables)
            summary.add(tables)
            if keep is not None:
                keep.extend(tables)
            clock.stop("write")
        files = output.close()
        clock.stop("write")
        how = {"inputs": [str(path) for path in inputs], "format": format, "workers": workers}
        how |= {"csv_dialect": csv_dialect, "csv_raw": csv_raw, **asdict(settings)}
        output.commit(manifest(settings=how, counts=summary.counts(), seconds=clock.seconds, files=files))
    summary.seconds = sum(clock.seconds.values())
    return summary


def collect(
    inputs: Sequence[str | Path],
    *,
    settings: Settings | None = None,
    workers: int | None = None,
    format: str | None = None,
) -> Tables:
    """The rows of all articles found in `inputs`, in memory, with no file written."""
    collected = Tables()
    with Spool() as spool:
        gather(inputs, spool, format=format)
        for tables in extract_spooled(spool, settings or Settings(), workers=workers):
            collected.extend(tables)
    return collected


def gather(
    inputs: Sequence[str | Path],
    spool: Spool,
    *,
    format: str | None = None,
    progress: Progress = silent,
    reach: Path | None = None,
) -> None:
    """Read everything that `inputs` name into the spool, but for the tables of earlier runs.

    `reach` is an absolute folder up to which tables of metadata are looked for above a single file, not beside it only.
    """
    from pipeline.read.readers import reader_named

    if format is not None:
        reader_named(format)  # an unknown one is the caller's mistake, no fault of a file
    done = 0
    for file in find_files(inputs):
        if isinstance(file, InputFile) and is_output(file.path):
            continue
        for item in _read(_reaching(file, reach) if reach else file, format):
            spool.add(item)
            done += 1
            progress("read", done, None)


def _reaching(file: InputFile | Unread, reach: Path) -> InputFile | Unread:
    """The file with a root further up, where it lies under it; its id stays what it is."""
    if isinstance(file, Unread):
        return file
    path = Path(os.path.abspath(file.path))  # noqa: PTH100 - `resolve` would follow links
    return replace(file, path=path, root=reach) if path.is_relative_to(reach) else file


def _read(file: InputFile | Unread, format: str | None) -> Iterator[Input]:
    from pipeline.read.readers import read_file

    if isinstance(file, Unread):
        yield file
        return
    try:
        yield from read_file(file, format=format)
    except Exception as error:  # a fault of a reader, or of a library behind it, is a row as well
        yield Unread(file.id, file.id, format or "unknown", "failed", reason_of(error))


def extract_spooled(
    spool: Spool, settings: Settings, *, workers: int | None = None, progress: Progress = silent
) -> Iterator[Tables]:
    """The rows of all inputs in the spool, a few articles at a time, in the order of the tables."""
    total, done = len(spool), 0
    progress("extract", done, total)
    workers = workers or workers_for(total)
    work = partial(extract_rows, settings=settings)
    chunks = _chunks(spool)
    for tables in map(work, chunks) if workers == 1 else extract_in_processes(work, chunks, workers):
        done += len(tables.articles)
        progress("extract", done, total)
        yield tables


def workers_for(articles: int) -> int:
    """How many processes a number of articles is worth on this machine.

    >>> workers_for(10)
    1
    """
    return max(1, min(os.cpu_count() or 1, articles // ARTICLES_PER_WORKER))


class Clock:
    """Seconds spent in each part of a run; `stop` credits the time since the last call to a part."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def stop(self, part: str) -> None:
        now = time.perf_counter()
        self.seconds[part] = self.seconds.get(part, 0.0) + now - self._last
        self._last = now


def _chunks(inputs: Iterable[Input]) -> Iterator[list[Input]]:
    inputs = iter(inputs)
    while chunk := list(islice(inputs, CHUNK)):
        yield chunk


def _rows_of_article(article: Article, settings: Settings) -> Tables:
    # loaded on the first article: a run that only skips needs no grammar, and `claims --help` neither
    from pipeline.extraction import extract_article

    try:
        language, reason = _language(article, settings)
        if language is None:
            return rows_of_failure(article, "skipped", reason or "its language could not be decided")
        article = replace(article, language=language)
        return rows_of_extraction(extract_article(article, everything=settings.everything))
    except Exception as error:  # the promise of the table `articles`: every input is a row, whatever is wrong with it
        return rows_of_failure(article, "failed", reason_of(error))


def _language(article: Article, settings: Settings) -> tuple[str | None, str | None]:
    if settings.language:
        return settings.language, None
    from pipeline.read.language import decide_language

    return decide_language(article)


def reason_of(error: BaseException) -> str:
    """What went wrong, for the table: kind, message and the line of ours that raised it.

    >>> reason_of(ValueError("two signs"))
    'ValueError: two signs'
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    message = f"{type(error).__name__}: {error}"
    return f"{message[:300]}{where}"
