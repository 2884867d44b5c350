"""Chunks of inputs → their rows, by processes side by side, in the order of the chunks.

A worker that dies takes no other work with it: its chunk is tried again one input at a time, and the input on which its
worker dies again is a failed row. Workers end with their parent. Start with `extract_in_processes`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from pipeline.records import Article
from pipeline.spool import Input
from pipeline.write.rows import Tables, rows_of_failure, rows_of_unread

#: Chunks handed out per worker: one at work and one waiting, so that memory is bounded and no worker idles.
AHEAD = 2
DIED = "the worker process died on this article (out of memory?)"

Work = Callable[[Sequence[Input]], Tables]


def extract_in_processes(work: Work, chunks: Iterable[list[Input]], workers: int) -> Iterator[Tables]:
    """The result of `work` for each chunk. `work` is sent to the workers: a function of a module, or a partial of one."""
    chunks = iter(chunks)
    waiting: deque[tuple[list[Input], Future[Tables]]] = deque()
    pool = _pool(workers)
    try:
        while True:
            while len(waiting) < AHEAD * workers and (chunk := next(chunks, None)):
                waiting.append((chunk, _submit(pool, work, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                result = future.result()
            except BrokenProcessPool:  # some worker died, perhaps on another chunk: every chunk handed out is lost
                _end(pool)
                result = _one_by_one(work, chunk)
                pool = _pool(workers)
                waiting = deque((chunk, _submit(pool, work, chunk)) for chunk, _ in waiting)
            yield result
    finally:
        _end(pool)


def _one_by_one(work: Work, chunk: list[Input]) -> Tables:
    tables = Tables()
    pool = _pool(1)
    try:
        for item in chunk:
            try:
                tables.extend(_submit(pool, work, [item]).result())
            except BrokenProcessPool:
                _end(pool)
                pool = _pool(1)
                tables.extend(
                    rows_of_failure(item, "failed", DIED) if isinstance(item, Article) else rows_of_unread(item)
                )
    finally:
        _end(pool)
    return tables


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a fork would copy the threads and locks of the parent's libraries in an unknown state
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_start_worker)


def _end(pool: ProcessPoolExecutor) -> None:
    """Stop the workers at once: whatever they are still at goes nowhere. (`terminate_workers` comes with Python 3.14.)"""
    for process in list((pool._processes or {}).values()):
        process.terminate()
    pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, work: Work, chunk: list[Input]) -> Future[Tables]:
    try:
        return pool.submit(work, chunk)
    except BrokenProcessPool as error:  # it broke between two calls: told when the result is asked for
        future: Future[Tables] = Future()
        future.set_exception(error)
        return future


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
