"""Articles → what was made of each, by processes side by side.

A worker that dies takes no other work with it: its articles go to another one, and an article on which workers die again
and again, or that takes too long, is told as failed. Workers end with their parent. Start with `extract_in_processes`.
Processes of our own and not those of `concurrent.futures`, which lose every chunk when one worker dies, cannot end one
that takes too long, and want the caller's main module to be importable.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pipeline.records import Article
from pipeline.spool import Made

#: Articles sent together: enough to hide the cost of the trip, few enough to lose little.
CHUNK = 8
#: Workers that may die on one article before it is the culprit. Workers also die without it: somebody ends them, or the
#: system does for want of memory, and the article that was at hand is tried again alone.
DEATHS = 3
#: Workers that may die in a row before any of them was ready.
FAILED_STARTS = 5
#: Seconds between two looks at the clock.
TICK = 0.25
DIED = f"{DEATHS} worker processes died on this article (out of memory?)"
TOO_LONG = "took more than {:g} seconds"

Work = Callable[[Article], Made]
Keyed = tuple[str, Article]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing was made of an article."""

    article: Article
    reason: str


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    at: deque[Keyed] = field(default_factory=deque)  # the first is at work
    since: float | None = None  # when its work began; None before the worker is ready
    late: str | None = None  # the key of the article that took too long


def extract_in_processes(
    work: Work, articles: Iterable[Keyed], workers: int, *, seconds: float | None = None, memory: int | None = None
) -> Iterator[tuple[str, Made | Failure]]:
    """The result of `work` for each article with its key, in any order.

    `work` is sent to the workers: a function of a module, or a partial of one. `seconds` limits the time of an article,
    `memory` the address space of a worker in bytes. Raises OSError when no worker can be started.
    """
    return _Pool(work, iter(articles), seconds, memory).results(workers)


class _Pool:
    def __init__(self, work: Work, articles: Iterator[Keyed], seconds: float | None, memory: int | None) -> None:
        self._start = pickle.dumps((work, memory))
        self._articles, self._seconds = articles, seconds
        self._again: deque[Keyed] = deque()  # of workers that died
        self._deaths: Counter[str] = Counter()
        self._failed_starts = 0
        self._workers: set[_Worker] = set()
        self._news: queue.SimpleQueue[tuple[_Worker, Any]] = queue.SimpleQueue()

    def results(self, workers: int) -> Iterator[tuple[str, Made | Failure]]:
        try:
            for _ in range(workers):
                self._add_worker()
            while self._workers:
                if self._news.empty():  # else what is at work may be done, the consumer was busy elsewhere
                    self._end_late()
                try:
                    worker, message = self._news.get(timeout=TICK)
                except queue.Empty:
                    continue
                if message is _GONE:
                    yield from self._gone(worker)
                    continue
                if message is not None:
                    yield worker.at.popleft()[0], message
                else:
                    self._failed_starts = 0
                worker.since = time.monotonic()
                if not worker.at:
                    self._hand_out(worker)
        finally:
            for worker in self._workers:
                worker.process.kill()
            for worker in self._workers:
                _wait(worker)

    def _add_worker(self) -> None:
        paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109 - as the import system has it
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipeline.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": paths},
        )
        worker = _Worker(process)
        self._workers.add(worker)
        threading.Thread(target=self._listen, args=(worker,), daemon=True).start()
        self._write(worker, self._start)

    def _listen(self, worker: _Worker) -> None:
        assert worker.process.stdout is not None
        while True:
            try:
                message = pickle.load(worker.process.stdout)
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                message = _GONE
            self._news.put((worker, message))
            if message is _GONE:
                return

    def _hand_out(self, worker: _Worker) -> None:
        """The next articles for a worker that has none; it is waiting for them, so that the pipe never fills up."""
        chunk = [self._again.popleft()] if self._again else list(islice(self._articles, CHUNK))
        if not chunk:
            self._workers.discard(worker)
            _wait(worker)
            return
        worker.at.extend(chunk)
        self._write(worker, pickle.dumps([article for _, article in chunk]))

    def _write(self, worker: _Worker, message: bytes) -> None:
        assert worker.process.stdin is not None
        with suppress(OSError):  # it died: told by the end of its output
            worker.process.stdin.write(message)
            worker.process.stdin.flush()

    def _end_late(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            if self._seconds and worker.at and worker.since and now - worker.since > self._seconds:
                worker.late = worker.at[0][0]
                worker.process.kill()

    def _gone(self, worker: _Worker) -> Iterator[tuple[str, Made | Failure]]:
        """Another worker for one that died; what it had at hand is tried again, each article alone."""
        if worker not in self._workers:  # sent home: nothing was left to do
            return
        self._workers.discard(worker)
        _wait(worker)
        if worker.since is None:
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS:
                raise OSError(f"no worker process can be started (exit status {worker.process.returncode})")
        if worker.at:
            key, article = worker.at[0]
            late = worker.late == key  # else it was done at the last moment, and the next one is not to blame
            self._deaths[key] += worker.late is None
            if late or self._deaths[key] >= DEATHS:
                worker.at.popleft()
                yield key, Failure(article, TOO_LONG.format(self._seconds) if late else DIED)
        self._again.extend(worker.at)
        self._add_worker()


_GONE = object()


def _wait(worker: _Worker) -> None:
    with suppress(OSError):
        if worker.process.stdin is not None:
            worker.process.stdin.close()
    worker.process.wait()
