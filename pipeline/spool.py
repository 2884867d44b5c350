"""Inputs in any order → the same inputs sorted by id, each id once, whatever their number.

Articles and unread inputs enter as the readers find them and wait on disk; they leave in the order of the tables, so that
rows can be written as they are made. Start with `Spool`.
"""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from pipeline.read.identity import digest
from pipeline.records import Article, Unread
from pipeline.text import well_formed

Input = Article | Unread

#: Digits of the digest in a suffix: two of a million articles with one id would share them in one case of 16**12 / 10**12.
SUFFIX = 12


class Spool:
    """Inputs waiting in a database file of our own (`None`: one that the system deletes by itself).

    >>> with Spool() as spool:
    ...     spool.add(Article("b", "Deux."))
    ...     spool.add(Article("a", "Un."))
    ...     [item.id for item in spool]
    ['a', 'b']
    """

    def __init__(self, path: Path | None = None) -> None:
        self._db = sqlite3.connect(path or "", isolation_level=None)
        # nothing here outlives the run: no journal and no waiting for the disk
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE inputs (id TEXT, item BLOB)")
        self._settled = False

    def add(self, item: Input) -> None:
        item = replace(item, id=well_formed(item.id))
        self._db.execute("INSERT INTO inputs VALUES (?, ?)", (item.id, pickle.dumps(item)))
        self._settled = False

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM inputs").fetchone()[0])

    def __iter__(self) -> Iterator[Input]:
        """The inputs by id, in the order of code points (which is that of UTF-8 bytes, SQLite's own)."""
        self._tell_apart()
        for (item,) in self._db.execute("SELECT item FROM inputs ORDER BY id"):
            yield pickle.loads(item)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._db.close()

    def _tell_apart(self) -> None:
        """Give every input that shares its id a suffix of its own, in an order that does not depend on how they came."""
        if self._settled:
            return
        self._db.execute("CREATE INDEX IF NOT EXISTS by_id ON inputs (id)")
        while shared := self._db.execute("SELECT id FROM inputs GROUP BY id HAVING count(*) > 1").fetchall():
            for (name,) in shared:
                self._rename(name)
        self._settled = True

    def _rename(self, name: str) -> None:
        found = self._db.execute("SELECT rowid, item FROM inputs WHERE id = ?", (name,)).fetchall()
        copies: Counter[str] = Counter()
        for rowid, item in sorted(
            ((rowid, pickle.loads(item)) for rowid, item in found), key=lambda pair: repr(pair[1])
        ):
            marked = tell_apart(item, copies)
            row = (marked.id, pickle.dumps(marked), rowid)
            self._db.execute("UPDATE inputs SET id = ?, item = ? WHERE rowid = ?", row)


def tell_apart(item: Input, copies: Counter[str]) -> Input:
    """The input with a suffix made of its content; `copies` counts those that say exactly the same under one id.

    >>> copies = Counter()
    >>> one, other, again = [tell_apart(Article("a", text), copies).id for text in ("Un.", "Deux.", "Un.")]
    >>> one[:2], len(one), one == other, again == f"{one}-2"
    ('a~', 14, False, True)
    """
    content = digest(item) if isinstance(item, Article) else hashlib.sha256(repr(item).encode()).hexdigest()
    suffixed = f"{item.id}~{content[:SUFFIX]}"
    copies[suffixed] += 1
    suffixed = suffixed if copies[suffixed] == 1 else f"{suffixed}-{copies[suffixed]}"
    if isinstance(item, Article):
        return replace(item, id=suffixed, duplicate_id=True)
    return replace(item, id=suffixed, reason=f"{item.reason}; another input carries the same id")
