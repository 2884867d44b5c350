"""CSV tables of articles: one article a row, in any usual delimiter and encoding.

Rows enter one by one, `Article`s leave; a bad row is an `Unread` and the next row is read. A table whose `file` column
tells about other files is no table of articles and gives an `Unread` for each file that is not there. Start with `read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.lang.reading import column_of
from pipeline.read.articles import has_text_column, make_article, name_fields
from pipeline.read.csv_rows import Row, head_of, header_of, read_rows
from pipeline.read.files import InputFile, Unreadable
from pipeline.read.metadata import TABLE_NAMES, absent_files, is_metadata, metadata_of_all
from pipeline.records import Article, Unread

NAME = "csv"
SUFFIXES = (".csv", ".tsv")


def recognises(path: Path, head: bytes) -> bool:
    """A file named as a table, or a first line of columns among which one holds the text.

    >>> recognises(Path("export.txt"), b"id;titre;texte\\n1;Orphea;Le groupe")
    True
    >>> recognises(Path("a.txt"), b"Text, they said, is dead.\\n")
    False
    """
    if path.suffix.lower() in SUFFIXES:
        return True
    names = header_of(head)[1]
    # In prose a comma may follow a word that names a column; two such words and mostly such words are no accident.
    known = sum(column_of(name) is not None for name in names)
    return known > 1 and 2 * known >= len(names) and has_text_column(names)


def tells_of_files(path: Path, head: bytes) -> bool:
    """Whether a file is a table beside articles, and none of its own.

    >>> tells_of_files(Path("metadata.csv"), b"file,published\\na.txt,2025-03-12\\n")
    True
    >>> tells_of_files(Path("metadata.csv"), b"id,text\\n1,Un.\\n"), tells_of_files(Path("a.csv"), b"file,published\\n")
    (False, False)
    """
    return path.name.lower() in TABLE_NAMES and is_metadata(path, header_of(head)[1])


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The articles of a table, each identified by its `id` or its row."""
    head = head_of(file.path)
    names = header_of(head)[1]
    if is_metadata(file.path, names):
        if file.path.name.lower() not in TABLE_NAMES:
            raise Unreadable(f"a table about other files; only {' and '.join(TABLE_NAMES)} are used as such")
        yield from (_unread(file, row, row.note) for row in read_rows(file.path) if row.problem or row.note)
        yield from (_unread(file, row, reason) for row, reason in absent_files(file))
        return
    if not head.strip():
        raise Unreadable("empty file")
    if not has_text_column(names):
        raise Unreadable(f"no column of texts among: {', '.join(names)[:200]}")
    known, row = metadata_of_all(file), None
    for row in read_rows(file.path):
        if row.problem:
            yield _unread(file, row)
            continue
        notes = (row.note, None if row.encoding == "utf-8" else f"decoded as {row.encoding}")
        note = "; ".join(filter(None, notes)) or None
        yield make_article(file, {**known, **name_fields(row.values)}, format=NAME, position=row.number, note=note)
    if row is None:
        raise Unreadable("a table without rows")


def _unread(file: InputFile, row: Row, reason: str | None = None) -> Unread:
    return Unread(f"{file.id}#{row.number}", file.id, NAME, "failed", reason or row.problem or "")
