"""A folder of articles → the tables: reading, workers, failures, progress, the output folder.

Paths enter; four tables and a manifest leave, with a `Summary` of the run. What reading and extraction give is kept on
disk as it comes (`spool`), then the tables are put together from it in their order, so that memory grows with the claims alone, bytes
do not depend on file order, workers or interruptions, and the next run does only what is new. The unit of work is
`make`, a function from an article to its rows. Start with `run`.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from pipeline import state
from pipeline.across import link_claims, needed
from pipeline.copies import mark_alike, mark_copies
from pipeline.gather import Progress, gather, reason_of, silent
from pipeline.records import Article
from pipeline.sketch import sketch
from pipeline.spool import Entry, Input, Made, Spool
from pipeline.text import well_formed
from pipeline.workers import Failure, extract_in_processes
from pipeline.write.manifest import fingerprint, manifest
from pipeline.write.output import Output
from pipeline.write.rows import Tables, rows_of_extraction, rows_of_failure, rows_of_unread
from pipeline.write.stored import pack, unpack
from pipeline.write.summary import Summary

__all__ = ["Settings", "collect", "extract_rows", "gather", "reason_of", "run", "silent"]

#: A worker loads its models in about 3 s, the time of some 100 articles: for fewer a second one only costs.
ARTICLES_PER_WORKER = 200
#: Address space of a worker in bytes. With both models it takes 0.6 GB; the rest is for the article.
WORKER_MEMORY = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the content of the tables besides the articles."""

    everything: bool = False  # mentions of the whole of every article, not only those that claims need
    language: str | None = None  # taken for every article instead of being decided
    #: Forty times the longest of 11,000 articles of the press: what is longer is no article.
    max_characters: int = 1_000_000
    #: For one article, in a worker. 100,000 characters of nothing but claims take 6 s, as many as are allowed ten times that.
    max_seconds: float = 120.0


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
) -> Summary:
    """Write the tables of all articles found in `inputs` to the folder `out`, all files or none.

    What an earlier run there made of the same articles is taken over, unless `fresh`; `resume` refuses when there is
    nothing to take over. `workers` is the number of processes, by default what the work is worth: for few articles this
    process alone, where no limit of time or memory holds, unless `isolated`. `keep` receives every row as well.
    Raises OSError when `out` cannot be written or another run holds it, ValueError for an unknown format or dialect.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers: {workers} is less than one")
    out, settings = Path(out), settings or Settings()
    Output.check(csv_dialect)
    _check_format(format)
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
    mark_copies(spool, lambda article: _language(article, settings)[0])
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
    across = link_claims(needed(row) for entry in spool.entries() for row in _rows_of_entry(entry).claims)
    total = len(spool)
    for done, entry in enumerate(spool.entries(), 1):
        tables = _rows_of_entry(entry)
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


def make(article: Article, settings: Settings) -> Made:
    """The rows of one article, ready to be kept. Whatever goes wrong with it is a row and stops nothing.

    >>> unpack(make(Article("a.txt", "Bonjour à tous."), Settings(language="fr")).rows, "").articles[0]["outcome"]
    'ok'
    """
    lasting = True
    try:
        tables = _extracted(article, settings)
    except MemoryError:
        lasting, tables = False, rows_of_failure(article, "failed", "needs more memory than a worker has")
    except Exception as error:  # the promise of the table `articles`: every input is a row, whatever is wrong with it
        tables = rows_of_failure(article, "failed", reason_of(error))
    [row] = tables.articles
    alike = sketch(article.text) if row["outcome"] == "ok" else None
    return Made(pack(tables), row["language"], alike, lasting)


def extract_rows(inputs: Sequence[Input], settings: Settings) -> Tables:
    """The rows of some inputs, in their order, each for itself: the unit of work for an engine that spreads it.

    >>> tables = extract_rows([Article("a.txt", "Bonjour à tous.", language="fr")], Settings(language="fr"))
    >>> [(row["article_id"], row["outcome"]) for row in tables.articles], tables.claims
    ([('a.txt', 'ok')], [])
    """
    tables = Tables()
    for item in inputs:
        made = make(item, settings).rows if isinstance(item, Article) else None
        tables.extend(_rows_of_entry(Entry(item, made)))
    return tables


def _check_format(format: str | None) -> None:
    from pipeline.read.readers import reader_named

    if format is not None:
        reader_named(format)


def _extracted(article: Article, settings: Settings) -> Tables:
    if len(article.text) > settings.max_characters:
        reason = f"{len(article.text):,} characters, more than the limit of {settings.max_characters:,}"
        return rows_of_failure(article, "failed", reason)
    # loaded on the first article: a run that only skips needs no grammar, and `claims --help` neither
    from pipeline.extraction import extract_article

    language, reason_not = _language(article, settings)
    if language is None:
        return rows_of_failure(article, "skipped", reason_not or "its language could not be decided")
    article = replace(article, language=language)
    return rows_of_extraction(extract_article(article, everything=settings.everything))


def _keep_all(spool: Spool, results: Iterable[tuple[str, Made | Failure]], tell: Callable[[int], None]) -> None:
    for done, (key, result) in enumerate(results, 1):
        if isinstance(result, Failure):
            made = Made(pack(rows_of_failure(result.article, "failed", result.reason)), lasting=False)
        else:
            made = result
        spool.keep(key, made)  # on the disk at once: killed at any moment, a run loses the articles at hand
        tell(done)


def _rows_of_entry(entry: Entry) -> Tables:
    item = entry.item
    if not isinstance(item, Article):
        return rows_of_unread(item)
    if entry.duplicate_of is None:
        assert entry.rows is not None, item.id
        tables = unpack(entry.rows, well_formed(item.text))
        tables.articles[0]["similar_to"] = entry.similar_to
        return tables
    tables = rows_of_failure(replace(item, language=entry.language), "skipped", entry.why or "")
    tables.articles[0]["duplicate_of"] = entry.duplicate_of
    return tables


def _language(article: Article, settings: Settings) -> tuple[str | None, str | None]:
    if settings.language:
        return settings.language, None
    from pipeline.read.language import decide_language

    return decide_language(article)
