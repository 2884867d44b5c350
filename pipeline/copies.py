"""Inputs in sequence → which of them is a copy or an earlier version of another, and which are only alike.

A spool enters; its sequence leaves with `duplicate_of` (before extraction: copies are not worth it) and `similar_to`
(after it: the sketches are made with the rows). Start with `mark_copies` and `mark_alike`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from pipeline.database import transaction
from pipeline.records import Article
from pipeline.sketch import bands, likeness
from pipeline.spool import Spool

#: Share of common runs of words from which two texts are called alike.
ALIKE = 0.5
#: Texts that meet under one key and are compared with each newcomer: a form letter sent a thousand times costs no square.
MOST_COMPARED = 8
COPY, EARLIER = "a copy of another article", "an earlier version of another article"
_NUMBER = re.compile(r"\d+")

Language = Callable[[Article], str | None]


def mark_copies(spool: Spool, language: Language) -> None:
    """Mark earlier versions of an item as duplicates of its newest, then exact copies as duplicates of the first.

    Copies are the same text but for typography and white space, in the same `language`.
    """
    spool.settle()
    with transaction(spool.db):
        spool.db.execute("UPDATE sequence SET duplicate_of = NULL, why = NULL, similar_to = NULL")
        kept = dict(_versions(spool))
        copies = dict(_copies(spool, language, superseded=kept.keys()))
        marks = [(copies.get(newest, newest), EARLIER, id) for id, newest in kept.items()]  # the newest may be a copy
        marks += [(first, COPY, id) for id, first in copies.items()]
        spool.db.executemany("UPDATE sequence SET duplicate_of = ?, why = ? WHERE id = ?", marks)


def _versions(spool: Spool) -> Iterator[tuple[str, str]]:
    found = spool.db.execute(
        "SELECT i.issue, s.id, i.version, i.published FROM sequence s JOIN inputs i USING (input) WHERE i.issue IN "
        "(SELECT issue FROM inputs WHERE issue IS NOT NULL GROUP BY issue HAVING count(*) > 1) ORDER BY i.issue, s.id"
    )
    for _, group in groupby(found, key=lambda row: row[0]):
        versions = [(id, (version_key(version), published or "")) for _, id, version, published in group]
        newest = max(versions, key=lambda version: version[1])
        if not newest[1][0]:  # no version at all: a publisher's feeds may count their items each for itself
            continue
        # of versions that nothing tells apart none is the earlier one
        yield from ((id, newest[0]) for id, age in versions if age < newest[1])


def version_key(version: str | None) -> tuple[int, ...]:
    """The version for comparing: its numbers.

    >>> version_key("9") < version_key("10"), version_key(None) < version_key("1")
    (True, True)
    """
    return tuple(map(int, _NUMBER.findall((version or "")[:200])))


def _copies(spool: Spool, language: Language, superseded: Iterable[str]) -> Iterator[tuple[str, str]]:
    superseded = set(superseded)
    found = spool.db.execute(
        "SELECT copy, s.id FROM sequence s JOIN inputs i USING (input) WHERE copy IN "
        "(SELECT copy FROM inputs WHERE copy IS NOT NULL GROUP BY copy HAVING count(*) > 1) ORDER BY copy, s.id"
    )
    for _, group in groupby(found, key=lambda row: row[0]):
        firsts: dict[str | None, str] = {}
        for _, id in group:
            if id in superseded:
                continue
            first = firsts.setdefault(language(spool.article(id)), id)
            if first != id:
                yield id, first


def mark_alike(spool: Spool) -> None:
    """Mark each text that is nearly another one earlier in the sequence, with the one it is most like."""
    with transaction(spool.db):
        spool.db.execute("CREATE TEMP TABLE IF NOT EXISTS bands (band INTEGER, place INTEGER)")
        spool.db.execute("CREATE TEMP TABLE IF NOT EXISTS pairs (later INTEGER, earlier INTEGER)")
        spool.db.execute("CREATE TEMP TABLE IF NOT EXISTS places (place INTEGER PRIMARY KEY, id TEXT, sketch BLOB)")
        for table in ("bands", "pairs", "places"):
            spool.db.execute(f"DELETE FROM {table}")
        spool.db.execute(
            "INSERT INTO places SELECT row_number() OVER (ORDER BY s.id), s.id, r.sketch FROM sequence s "
            "JOIN rows r USING (key) WHERE s.duplicate_of IS NULL AND r.sketch IS NOT NULL"
        )
        rows = spool.db.execute("SELECT place, sketch FROM places")
        spool.db.executemany(
            "INSERT INTO bands VALUES (?, ?)", ((band, place) for place, sketch in rows for band in bands(sketch))
        )
        spool.db.executemany("INSERT INTO pairs VALUES (?, ?)", _met(spool))
        spool.db.executemany("UPDATE sequence SET similar_to = ? WHERE id = ?", _alike(spool))


def _met(spool: Spool) -> Iterator[tuple[int, int]]:
    """Pairs of places that share a band: each with the first few that came before it."""
    found = spool.db.execute("SELECT band, place FROM bands ORDER BY band, place")
    for _, group in groupby(found, key=lambda row: row[0]):
        earlier: list[int] = []
        for _, place in group:
            yield from ((place, other) for other in earlier)
            if len(earlier) < MOST_COMPARED:
                earlier.append(place)


def _alike(spool: Spool) -> Iterator[tuple[str, str]]:
    """For each text that is much like an earlier one: the earlier one, and the text."""
    found = spool.db.execute(
        "SELECT DISTINCT later, earlier, l.id, e.id, l.sketch, e.sketch FROM pairs "
        "JOIN places l ON l.place = later JOIN places e ON e.place = earlier ORDER BY later, earlier"
    )
    for _, group in groupby(found, key=lambda row: row[0]):
        best, (id, other) = max(
            ((likeness(mine, theirs), (id, other)) for _, _, id, other, mine, theirs in group), key=lambda pair: pair[0]
        )
        if best >= ALIKE:
            yield other, id
