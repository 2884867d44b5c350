"""An output folder → a lock on it that ends with the process that holds it, however that ends.

The lock is that of an SQLite file: it needs no library, works on every system, and nothing stale is left by `kill -9`.
Start with `locked`.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.database import looked_at

LOCK, HOLDER = "lock.sqlite", "lock.json"
#: Seconds for which a lock that is taken is tried again: `holder_of` keeps others from taking it for about a millisecond.
PATIENCE = 0.5


class Locked(OSError):
    """Another run is at work on the folder; the message says which."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder as long as the block runs; refused when another process, or this one, holds it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, locked(Path(folder)):
    ...     with locked(Path(folder)):
    ...         pass
    Traceback (most recent call last):
    pipeline.lock.Locked: another run is at work on this folder: process ...
    """
    with closing(sqlite3.connect(folder / LOCK, timeout=PATIENCE, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise Locked(f"another run is at work on this folder: {_told(folder)}") from error
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        }
        (folder / HOLDER).write_text(json.dumps(holder), "utf-8")
        try:
            yield
        finally:
            (folder / HOLDER).unlink(missing_ok=True)


def holder_of(folder: Path) -> str | None:
    """Which process holds the folder, in words; None when none does.

    >>> holder_of(Path("no/such/folder")) is None
    True
    """
    if not (folder / LOCK).is_file():
        return None
    try:
        with looked_at(folder / LOCK, patience=0) as lock:  # shared with all who look: only a holder keeps it out
            lock.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        return _told(folder) if error.sqlite_errorcode == sqlite3.SQLITE_BUSY else None
    return None


def _told(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER).read_text("utf-8"))
        return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "process unknown (it has just begun)"
