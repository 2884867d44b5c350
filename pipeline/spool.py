"""Inputs in any order → the same inputs sorted by id, each id once, with the rows already made of them.

One SQLite file: what reading gave and what extraction made of it, each under the digest of all that decided it, so that
a later run takes over what still holds and a run cut off loses what was under way. Start with `Spool`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from pipeline.database import looked_at
from pipeline.packing import Input, Packed, copy_digest, issue_of, unpacked, unpacked_article
from pipeline.records import Article
from pipeline.sequence import changes, put_in_sequence, remember
from pipeline.text import well_formed

#: Inputs held at a time while all are gone through.
PAGE = 200
#: Raised with every change of the tables below; a file of another version is made anew.
VERSION = 2
_TABLES = f"""
PRAGMA user_version = {VERSION};
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS files (file INTEGER PRIMARY KEY, digest TEXT UNIQUE, seen INTEGER);
CREATE TABLE IF NOT EXISTS inputs (input INTEGER PRIMARY KEY, file INTEGER, id TEXT, item BLOB, key TEXT, copy TEXT,
    issue TEXT, version TEXT, published TEXT);
CREATE INDEX IF NOT EXISTS by_file ON inputs (file);
CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, rows BLOB, language TEXT, sketch BLOB, lasting INTEGER);
CREATE TABLE IF NOT EXISTS last (id TEXT PRIMARY KEY, key TEXT);
DROP TABLE IF EXISTS sequence;
CREATE TABLE sequence (id TEXT, input INTEGER, key TEXT, item BLOB, duplicate_of TEXT, why TEXT, similar_to TEXT);
CREATE INDEX by_id ON sequence (id);
CREATE INDEX by_key ON sequence (key);
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What extraction made of one article. `lasting` is false where the next run should try again: a limit was hit."""

    rows: bytes
    language: str | None = None
    sketch: bytes | None = None
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One input in its place, with what is known of it so far. `why` and `language` are of one that is a copy: the
    reason, and the language of what it is a copy of."""

    item: Input
    rows: bytes | None = None
    similar_to: str | None = None
    duplicate_of: str | None = None
    why: str | None = None
    language: str | None = None


class Spool:
    """Inputs waiting in a database file (`None`: one that the system deletes by itself).

    Raises sqlite3.DatabaseError for a file that is damaged or was made by a version with other tables.

    >>> with Spool() as spool:
    ...     spool.add(Article("b", "Deux."))
    ...     spool.add(Article("a", "Un."))
    ...     [item.id for item in spool]
    ['a', 'b']
    """

    def __init__(self, path: Path | None = None) -> None:
        self.db = sqlite3.connect(path or "", isolation_level=None)
        try:
            self._open(wal=path is not None)
        except BaseException:
            self.db.close()
            raise
        self._settled = False

    def _open(self, *, wal: bool) -> None:
        """Make or check the tables. Raises sqlite3.DatabaseError for a file that is damaged or of another version."""
        [version] = self.db.execute("PRAGMA user_version").fetchone()
        made = self.db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        if version != VERSION and (version or made):
            raise sqlite3.DatabaseError(f"a state of version {version}, not {VERSION}")
        self.db.execute(f"PRAGMA journal_mode = {'WAL' if wal else 'OFF'}")
        # safe against the end of the process at any moment; against that of the machine, but for the last moments
        self.db.execute("PRAGMA synchronous = NORMAL")
        self.db.executescript(_TABLES)
        for table in ("about", "files", "inputs", "rows", "last"):
            self.db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()

    def add(self, item: Input, file: int = 0) -> None:
        """Take an input in; `file` is the number that `add_file` gave."""
        item = replace(item, id=well_formed(item.id))
        packed = Packed.of(item)
        told: tuple[str | None, ...] = (None,) * 4
        if isinstance(item, Article):
            day = item.published.isoformat() if item.published else None
            told = (copy_digest(item.text), issue_of(item), item.version, day)
        self.db.execute(
            "INSERT INTO inputs (file, id, item, key, copy, issue, version, published) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (file, item.id, packed.item, packed.key, *told),
        )
        self._settled = False

    def file_known(self, digest: str) -> bool:
        """Whether what reading a file of this digest gives is here already; it is then part of this run."""
        self._settled = False
        return self.db.execute("UPDATE files SET seen = 1 WHERE digest = ?", (digest,)).rowcount > 0

    def add_file(self) -> int:
        """The number of a file whose inputs follow."""
        return int(self.db.execute("INSERT INTO files (seen) VALUES (1)").lastrowid or 0)

    def name_file(self, file: int, digest: str) -> None:
        """Let a later run take over what was read of a file."""
        self.db.execute("UPDATE files SET digest = ? WHERE file = ?", (digest, file))

    def begin_reading(self) -> None:
        """Nothing is part of this run until it is seen, and what no digest stands for is read again."""
        self.db.execute("DELETE FROM inputs WHERE file IN (SELECT file FROM files WHERE digest IS NULL)")
        self.db.execute("DELETE FROM files WHERE digest IS NULL")
        self.db.execute("UPDATE files SET seen = 0")
        self.db.execute("DELETE FROM rows WHERE NOT lasting")

    def end_reading(self) -> None:
        """Forget the files that were not seen, with their inputs."""
        self.db.execute("DELETE FROM inputs WHERE file IN (SELECT file FROM files WHERE NOT seen)")
        self.db.execute("DELETE FROM files WHERE NOT seen")

    def forget(self) -> None:
        """Begin anew: what was read and made by another pipeline, or with other settings, holds no more."""
        self.db.executescript("DELETE FROM files; DELETE FROM inputs; DELETE FROM rows; DELETE FROM about;")

    def complete(self) -> None:
        """Remember what is in sequence, and let go of rows whose article is not, or not as it was, among the inputs."""
        remember(self.db)
        self.db.execute("DELETE FROM rows WHERE key NOT IN (SELECT key FROM sequence)")

    def note(self, name: str, value: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def noted(self, name: str) -> str | None:
        found = self.db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return found and str(found[0])

    def keep(self, key: str, made: Made) -> None:
        row = (key, made.rows, made.language, made.sketch, made.lasting)
        self.db.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", row)

    def __len__(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM inputs").fetchone()[0])

    def __iter__(self) -> Iterator[Input]:
        return (entry.item for entry in self.entries())

    def entries(self) -> Iterator[Entry]:
        """The inputs by id, in the order of code points (which is that of UTF-8 bytes, SQLite's own)."""
        self.settle()
        for item, *known in self.db.execute(
            "SELECT coalesce(s.item, i.item), r.rows, s.similar_to, s.duplicate_of, s.why, k.language FROM sequence s "
            "JOIN inputs i USING (input) LEFT JOIN rows r ON r.key = s.key "
            "LEFT JOIN sequence o ON o.id = s.duplicate_of LEFT JOIN rows k ON k.key = o.key ORDER BY s.id"
        ):
            yield Entry(unpacked(item), *known)

    def article(self, id: str) -> Article:
        """The article that has an id in the sequence."""
        [item] = self.db.execute(
            "SELECT coalesce(s.item, i.item) FROM sequence s JOIN inputs i USING (input) WHERE s.id = ?", (id,)
        ).fetchone()
        return unpacked_article(item)

    def unmade(self) -> Iterator[tuple[str, Article]]:
        """The articles of which no rows are kept, copies left out, each with its key; rows may be kept meanwhile."""
        self.settle()
        last = ""
        while page := self.db.execute(
            f"SELECT s.id, s.key, coalesce(s.item, i.item) {_UNMADE} AND s.id > ? ORDER BY s.id LIMIT ?", (last, PAGE)
        ).fetchall():
            for _, key, item in page:
                yield key, unpacked_article(item)
            last = page[-1][0]

    def count_unmade(self) -> int:
        self.settle()
        return int(self.db.execute(f"SELECT count(*) {_UNMADE}").fetchone()[0])

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.db.close()

    def settle(self) -> None:
        """Put the inputs in sequence, each id once, if that was not done since the last one came."""
        if not self._settled:
            put_in_sequence(self.db)
            self._settled = True

    def changes(self) -> Mapping[str, int]:
        """How many inputs are new, changed, known and removed since the last complete run, {} when there was none."""
        self.settle()
        return changes(self.db)


#: Articles (unread inputs have no text and no copies), not copies, of which no rows are kept.
_UNMADE = (
    "FROM sequence s JOIN inputs i USING (input) LEFT JOIN rows r ON r.key = s.key "
    "WHERE r.key IS NULL AND s.duplicate_of IS NULL AND i.copy IS NOT NULL"
)


def progress_of(path: Path) -> tuple[int, int]:
    """How many inputs the spool of another process holds, and of how many there are rows."""
    with looked_at(path) as db:
        counts = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("inputs", "rows")]
    return counts[0], min(counts)
