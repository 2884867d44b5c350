"""A folder of articles → the tables: reading, workers, failures, progress, the output folder.

Paths enter; seven tables and a manifest leave, with a `Summary` of the run. What reading and extraction give is kept on
disk as it comes (`spool`), then the tables are put together from it in their order, so that memory grows with the claims alone, bytes
do not depend on file order, workers or interruptions, and the next run does only what is new. The unit of work is
`work.make`, a function from an article to its rows. Start with `run`.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from pipeline import state
from pipeline.across import link_claims, needed
from pipeline.copies import mark_alike, mark_copies
from pipeline.gather import NothingToRead, Progress, gather, holds_files, reason_of, silent
from pipeline.spool import Made, Spool
from pipeline.work import Settings, extract_rows, failed, language_of, make, rows_of
from pipeline.workers import Failure, extract_in_processes
from pipeline.write.manifest import fingerprint, manifest
from pipeline.write.output import Output, holds_tables
from pipeline.write.rows import Tables
from pipeline.write.summary import Summary

__all__ = ["NothingToRead", "Settings", "collect", "extract_rows", "gather", "reason_of", "run", "silent"]

#: A worker loads its models in about 3 s, the time of some 100 articles: for fewer a second one only costs.
ARTICLES_PER_WORKER = 200
#: Address space of a worker in bytes. With both models it takes 0.6 GB; the rest is for the article.
WORKER_MEMORY = 4_000_000_000


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
    fresh: bool = False,
    resume: bool = False,
    isolated: bool = False,
    allow_empty: bool = False,
) -> Summary:
    """Write the tables of all articles found in `inputs` to the folder `out`, all files or none.

    What an earlier run there made of the same articles is taken over, unless `fresh`; `resume` refuses when there is
    nothing to take over. `workers` is the number of processes, by default what the work is worth: for few articles this
    process alone, where no limit of time or memory holds, unless `isolated`. `keep` receives every row as well.
    Raises OSError when `out` cannot be written or another run holds it, ValueError for an unknown format or dialect,
    NothingToRead when the inputs hold no file and `out` holds an earlier run, unless `allow_empty`.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: {workers} is less than one")
    out, settings = Path(out), settings or Settings()
    Output.check(csv_dialect)
    _check_format(format)
    if not allow_empty:
        _check_inputs(inputs, out)
    made_by = fingerprint({name: value for name, value in asdict(settings).items() if name != "max_seconds"})
    paths = tuple(os.path.abspath(path) for path in inputs)  # noqa: PTH100 - as given, links not followed
    request = state.Request(paths, asdict(settings), format, csv_dialect, csv_raw)
    clock, summary = Clock(), Summary(out=out)
    out.mkdir(parents=True, exist_ok=True)
    try:
        with state.opened(out, fresh=fresh) as spool:
            if resume and spool.noted(state.FINGERPRINT) != made_by:
                raise state.NothingToResume(
                    "the pipeline or its models changed since; run without resume to begin anew"
                )
            state.begin(spool, request, made_by)
            summary.files_read = gather(inputs, spool, format=format, progress=progress)
            clock.stop("read")
            summary.extracted, processes = fill(spool, settings, workers, progress, isolated=isolated)
            summary.changes = spool.changes()
            clock.stop("extract")
            mark_alike(spool)
            clock.stop("compare")
            with Output(out, csv_dialect=csv_dialect, csv_raw=csv_raw) as output:
                for tables in assemble(spool, progress):
                    output.write(tables)
                    summary.add(tables)
                    if keep is not None:
                        keep.extend(tables)
                files = output.close()
                clock.stop("write")
                how = {"inputs": [str(path) for path in inputs], "format": format, "workers": processes}
                how |= {"csv_dialect": csv_dialect, "csv_raw": csv_raw, **asdict(settings)}
                output.commit(manifest(settings=how, counts=summary.counts(), seconds=clock.seconds, files=files))
            state.finish(spool)
    except sqlite3.Error as error:
        raise OSError(f"{error} ({out / state.FOLDER}){state.advice(error)}") from error
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
        fill(spool, settings or Settings(), workers)
        mark_alike(spool)
        for tables in assemble(spool):
            collected.extend(tables)
    return collected


def fill(
    spool: Spool, settings: Settings, workers: int | None, progress: Progress = silent, *, isolated: bool = False
) -> tuple[int, int]:
    """Make the rows that the spool lacks; how many articles that were, and by how many processes."""
    mark_copies(spool, lambda article: language_of(article, settings)[0])
    total = spool.count_unmade()
    progress("extract", 0, total)
    work, unmade = partial(make, settings=settings), spool.unmade()
    processes = workers or workers_for(total)
    results: Iterable[tuple[str, Made | Failure]]
    if total == 0 or (workers is None and processes == 1 and not isolated):
        results = ((key, work(article)) for key, article in unmade)
    else:
        processes = min(processes, total)
        results = extract_in_processes(work, unmade, processes, seconds=settings.max_seconds, memory=WORKER_MEMORY)
    _keep_all(spool, results, lambda done: progress("extract", done, total))
    return total, processes


def assemble(spool: Spool, progress: Progress = silent) -> Iterator[Tables]:
    """The rows of every input, in the order of the tables, with the facts that they tell across articles; last the rows
    of the tables that tell of the run as a whole."""
    across = link_claims(needed(row) for entry in spool.entries() for row in rows_of(entry).claims)
    total = len(spool)
    for done, entry in enumerate(spool.entries(), 1):
        tables = rows_of(entry)
        yield replace(tables, claims=list(across.claims(tables.claims)))
        progress("write", done, total)
    yield Tables(parties=across.parties, facts=across.facts, fact_relations=across.fact_relations)


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


def _check_inputs(inputs: Sequence[str | Path], out: Path) -> None:
    """An empty folder is more often a disk that is not mounted than articles that are not wanted any more."""
    if (holds_tables(out) or state.notes_of(out)) and not holds_files(inputs):
        raise NothingToRead(f"no file to read in {', '.join(map(str, inputs))}, and {out} holds an earlier run")


def _check_format(format: str | None) -> None:
    from pipeline.read.readers import reader_named

    if format is not None:
        reader_named(format)


def _keep_all(spool: Spool, results: Iterable[tuple[str, Made | Failure]], tell: Callable[[int], None]) -> None:
    for done, (key, result) in enumerate(results, 1):
        made = failed(result.article, result.reason) if isinstance(result, Failure) else result
        spool.keep(key, made)  # on the disk at once: killed at any moment, a run loses the articles at hand
        tell(done)
