"""What kills a worker, the whole run or a disk costs what was at hand and no more; done for real, not with stand-ins."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline import batch, workers
from pipeline.records import Article
from pipeline.schema import EVERY
from pipeline.spool import Made
from pipeline.workers import Failure, extract_in_processes

TABLES = [f"{table}.{suffix}" for table in EVERY for suffix in ("csv", "parquet")]
PLAIN = "Le musée de Kerdanis rouvre ses portes le {} mai. Les visiteurs y verront des maquettes de navires anciens."
#: Work that an article can ask to go wrong.
WORK = """
import os, signal, time
from pathlib import Path
from pipeline.spool import Made

def work(article, folder):
    if article.text == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if article.text == "unlucky" and not Path(folder, "once").exists():
        Path(folder, "once").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if article.text == "endless":
        time.sleep(60)
    if article.text == "greedy":
        try:
            bytearray(10**12)
        except MemoryError:
            return Made(b"refused")
    print("a library that prints")
    return Made(article.id.encode())
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    (tmp_path / "faulty_work.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("faulty_work", None)  # that of another test
    import faulty_work  # type: ignore[import-not-found]

    return partial(faulty_work.work, folder=str(tmp_path))


def made_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def results(work: Any, *texts: str, **limits: Any) -> dict[str, Made | Failure]:
    articles = [(f"{n:02}", Article(f"{n:02}", text)) for n, text in enumerate(texts)]
    found = list(extract_in_processes(work, articles, 2, **limits))
    assert len(found) == len(articles)
    return dict(found)


# --- workers


def test_a_worker_that_dies_fails_the_culprit_alone(work: Any) -> None:
    found = results(work, *["harmless"] * 7, "deadly", *["harmless"] * 12, "unlucky")
    failed = {key: result.reason for key, result in found.items() if isinstance(result, Failure)}
    assert failed == {"07": workers.DIED}
    assert {key: result.rows.decode() for key, result in found.items() if isinstance(result, Made)} == {
        key: key for key in found if key != "07"
    }


def test_an_article_may_take_its_time_and_no_more(work: Any) -> None:
    found = results(work, "harmless", "endless", "harmless", seconds=1.5)
    assert [result.reason for result in found.values() if isinstance(result, Failure)] == ["took more than 1.5 seconds"]


def test_a_consumer_may_take_its_time(work: Any) -> None:
    articles = [(f"{n:02}", Article(f"{n:02}", "harmless")) for n in range(40)]
    found = {}
    for key, result in extract_in_processes(work, articles, 2, seconds=0.8):
        if len(found) in (0, 20):
            time.sleep(1.2)  # what both workers were given is long done, the results are waiting
        found[key] = result
    assert len(found) == 40 and all(isinstance(result, Made) for result in found.values())


def test_an_article_done_at_the_last_moment_is_no_fault_of_the_next(work: Any) -> None:
    articles = iter([("0", Article("0", "harmless")), ("1", Article("1", "unlucky"))])
    pool = workers._Pool(work, articles, 60.0, None)
    results = pool.results(1)
    assert next(results)[0] == "0"
    [worker] = pool._workers
    worker.late = "0"  # as if the worker, which dies on the next, had been ended for the first, too late
    assert [(key, type(result)) for key, result in results] == [("1", Made)]


def test_an_article_may_take_its_memory_and_no_more(work: Any) -> None:
    found = results(work, "greedy", "harmless", memory=4_000_000_000)
    assert [result.rows for _, result in sorted(found.items()) if isinstance(result, Made)] == [b"refused", b"01"]


def test_workers_that_cannot_start_are_told(tmp_path: Path, work: Any) -> None:
    (tmp_path / "faulty_work.py").unlink()
    with pytest.raises(OSError, match="no worker process can be started"):
        results(work, "harmless")


# --- the whole run

#: Seconds after which a run is killed; the last time not before its workers have begun.
MOMENTS = (0.4, 0.9, 1.4)
RUN = [sys.executable, "-P", "-m", "pipeline.cli", "run", "-q", "--workers", "2"]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(120):
        (folder / f"{number:03}.txt").write_text(PLAIN.format(number) * 30, "utf-8")
    return folder


@pytest.fixture
def few(folder: Path) -> Path:
    for path in list(folder.iterdir())[5:]:
        path.unlink()
    return folder


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_a_run_killed_at_any_moment_goes_on_and_leaves_no_process(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    workers_seen = 0
    for moment in MOMENTS:
        process = subprocess.Popen([*RUN, str(folder), "-o", str(out)], env=environment())
        time.sleep(moment)
        until = time.monotonic() + 60
        while moment == MOMENTS[-1] and not children_of(process.pid) and time.monotonic() < until:
            time.sleep(0.02)  # on a busy machine the workers begin late
        children = children_of(process.pid) if process.poll() is None else []
        process.kill()
        process.wait()
        workers_seen += len(children)
        until = time.monotonic() + 10
        while any(map(is_alive, children)) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(map(is_alive, children))
    assert workers_seen
    subprocess.run([*RUN, str(folder), "-o", str(out)], env=environment(), check=True)
    batch.run([folder], tmp_path / "whole")
    assert made_of(out) == made_of(tmp_path / "whole")


def test_ctrl_c_ends_at_once_and_says_how_to_go_on(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen([*RUN, str(folder), "-o", str(out)], env=environment(), stderr=subprocess.PIPE)
    while process.poll() is None and not (out / ".claims" / "lock.json").exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    told = process.communicate()[1].decode()
    assert time.monotonic() - start < 5
    assert process.returncode == 130 and f"claims run --resume -o {out}" in told


def test_a_full_disk_is_told_and_the_next_run_goes_on(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    refused = subprocess.run(
        [*RUN, str(folder), "-o", str(out)], env=environment(), preexec_fn=limit, capture_output=True, check=False
    )
    assert refused.returncode == 2 and b"Error: the tables could not be written: " in refused.stderr
    assert not any((out / name).exists() for name in TABLES)
    subprocess.run([*RUN, str(folder), "-o", str(out)], env=environment(), check=True)
    batch.run([folder], tmp_path / "whole")
    assert made_of(out) == made_of(tmp_path / "whole")


def garbage(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be looked at as if it were one" * 99)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def older(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript("DROP INDEX by_file; ALTER TABLE inputs DROP COLUMN file; PRAGMA user_version = 0")


def lacking(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript("DROP INDEX by_file; ALTER TABLE inputs DROP COLUMN file")


def torn(path: Path) -> None:
    """The first page, with the names of the tables, is whole; all others are not."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


@pytest.mark.parametrize("damage", [garbage, empty, older, lacking, torn])
def test_a_damaged_or_older_state_is_made_anew(damage: Callable[[Path], None], few: Path, tmp_path: Path) -> None:
    batch.run([few], tmp_path / "out")
    before = made_of(tmp_path / "out")
    damage(tmp_path / "out" / ".claims" / "state.sqlite")
    assert batch.run([few], tmp_path / "out").extracted == 5
    assert made_of(tmp_path / "out") == before


def test_a_state_damaged_within_a_run_names_the_way_out(few: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def tear(stage: str, done: int, total: int | None) -> None:
        if (stage, done) == ("extract", 2):
            with closing(sqlite3.connect(out / ".claims" / "state.sqlite")) as db:
                db.execute("DROP TABLE rows")

    with pytest.raises(OSError, match="--fresh"):
        batch.run([few], out, progress=tear)
    assert batch.run([few], out, fresh=True).extracted == 5


def test_files_that_vanish_while_reading_are_rows(folder: Path, tmp_path: Path) -> None:
    def remove(stage: str, done: int, total: int | None) -> None:
        if stage == "read" and done == 10:
            (folder / "050.txt").unlink()

    summary = batch.run([folder], tmp_path / "out", progress=remove)
    assert summary.articles.total() == 120
    assert [id for id, reason in summary.troubled["failed"] if "not there" in reason] == ["050.txt"]
