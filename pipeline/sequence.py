"""Inputs as they came → the same in the order of the tables, each id once, and what is new among them.

The database of a spool enters; its table `sequence` is what leaves. Start with `put_in_sequence`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from pipeline.database import transaction
from pipeline.packing import Input, Packed, unpacked
from pipeline.read.identity import digest
from pipeline.records import Article

#: Digits of the digest in a suffix: two of a million articles with one id would share them in one case of 16**12 / 10**12.
SUFFIX = 12


def put_in_sequence(db: sqlite3.Connection) -> None:
    """Fill the table `sequence`; inputs that share their id get a suffix each, in an order that does not depend on how
    they came."""
    with transaction(db):
        db.execute("DELETE FROM sequence")
        db.execute("INSERT INTO sequence (id, input, key) SELECT id, input, key FROM inputs")
        while shared := db.execute("SELECT id FROM sequence GROUP BY id HAVING count(*) > 1").fetchall():
            for (name,) in shared:
                _rename(db, name)


def _rename(db: sqlite3.Connection, name: str) -> None:
    found = db.execute(
        "SELECT s.rowid, coalesce(s.item, i.item) FROM sequence s JOIN inputs i USING (input) WHERE s.id = ?", (name,)
    ).fetchall()
    copies: Counter[str] = Counter()
    for rowid, item in sorted(((rowid, unpacked(item)) for rowid, item in found), key=lambda pair: repr(pair[1])):
        marked = tell_apart(item, copies)
        packed = Packed.of(marked)
        row = (marked.id, packed.key, packed.item, rowid)
        db.execute("UPDATE sequence SET id = ?, key = ?, item = ? WHERE rowid = ?", row)


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


def remember(db: sqlite3.Connection) -> None:
    """Let the next run know what was in sequence when this one was complete."""
    with transaction(db):
        db.execute("DELETE FROM last")
        db.execute("INSERT INTO last (id, key) SELECT id, key FROM sequence")


def changes(db: sqlite3.Connection) -> Mapping[str, int]:
    """How many inputs are new, changed, known and removed since the last complete run; {} when there was none."""
    if not db.execute("SELECT 1 FROM last LIMIT 1").fetchone():
        return {}
    (now, known, told), (gone,) = (
        db.execute(query).fetchone()
        for query in (
            "SELECT count(*), coalesce(sum(l.key = s.key), 0), count(l.id) FROM sequence s LEFT JOIN last l USING (id)",
            "SELECT count(*) FROM last l LEFT JOIN sequence s USING (id) WHERE s.id IS NULL",
        )
    )
    return {"new": now - told, "changed": told - known, "known": known, "removed": gone}
