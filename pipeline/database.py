"""An SQLite file → a look at it that changes nothing, and changes that hold together.

What spool, state and lock have in common. Start with `looked_at` and `transaction`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def looked_at(path: Path, *, patience: float = 5) -> Iterator[sqlite3.Connection]:
    """The database in a file, for reading alone; `patience` is how many seconds a lock of another process is waited for.

    >>> with looked_at(Path("no/such/file.sqlite")):
    ...     pass
    Traceback (most recent call last):
    sqlite3.OperationalError: unable to open database file
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=patience)) as db:
        yield db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Changes that hold together, all or none, and are written to the disk at once.

    >>> db = sqlite3.connect(":memory:", isolation_level=None)
    >>> with transaction(db):
    ...     _ = db.execute("CREATE TABLE a (b)")
    >>> with transaction(db):
    ...     _ = db.execute("INSERT INTO a VALUES (1)")
    ...     raise KeyError("b")
    Traceback (most recent call last):
    KeyError: 'b'
    >>> db.execute("SELECT count(*) FROM a").fetchone()
    (0,)
    """
    db.execute("BEGIN")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # a full disk rolls back by itself
            db.execute("ROLLBACK")
        raise
    if db.in_transaction:
        db.execute("COMMIT")
