"""Exports of press databases: one file, many articles, each cut out and read for itself.

A file enters; its text (`export_text`), the pieces of it that are articles (`cut`) and `Article`s (`read_pieces`) leave.
Start with `read_pieces`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from pipeline.read.articles import make_article
from pipeline.read.files import InputFile, Unreadable, open_file
from pipeline.read.html_page import decode_page
from pipeline.read.metadata import metadata_of_all
from pipeline.records import Article, Unread

Piece = TypeVar("Piece")
#: Some 2,500 articles with 20 kB of text and markup each, more than the databases give at once.
MAX_EXPORT_BYTES = 50_000_000
#: One article of an export, far above any seen (17,000 words): a piece of this size is cut wrongly.
MAX_PIECE_CHARS = 5_000_000


def export_bytes(file: InputFile) -> bytes:
    """The content of an export."""
    with open_file(file.path) as stream:
        data = stream.read(MAX_EXPORT_BYTES + 1)
    if len(data) > MAX_EXPORT_BYTES:
        raise Unreadable(f"larger than {MAX_EXPORT_BYTES // 1_000_000} MB, the limit for an export of a press database")
    if not data.strip():
        raise Unreadable("empty file")
    return data


def export_text(file: InputFile) -> tuple[str, str | None]:
    """The text of an export, decoded as its head declares, and a note when that was not UTF-8."""
    text, encoding = decode_page(export_bytes(file))
    return text, None if encoding == "utf-8" else f"decoded as {encoding}"


def cut(text: str, start: re.Pattern[str]) -> Iterator[str]:
    """The pieces of a text that begin with a match, each up to the next; what stands before the first is left out.

    >>> list(cut("head <a>one <a>two", re.compile("<a>")))
    ['<a>one ', '<a>two']
    >>> list(cut("head", re.compile("<a>")))
    []
    """
    begins = [match.start() for match in start.finditer(text)]
    for begin, end in zip(begins, [*begins[1:], len(text)], strict=False):
        yield text[begin:end]


def read_pieces(
    file: InputFile,
    pieces: Iterable[Piece],
    fields_of: Callable[[Piece], Mapping[str, object]],
    *,
    format: str,
    note: str | None = None,
) -> Iterator[Article | Unread]:
    """The article of each piece, identified by its own id or its position; a broken one is told and the next one read.

    `fields_of` gives the fields of `make_article`, and besides `origin` (where `published` was found) and `note`.
    """
    known, position = metadata_of_all(file), 0
    for position, piece in enumerate(pieces, 1):
        try:
            if isinstance(piece, str) and len(piece) > MAX_PIECE_CHARS:
                raise Unreadable(
                    f"larger than {MAX_PIECE_CHARS // 1_000_000} MB, the limit for one article of an export"
                )
            fields = fields_of(piece)
        except Unreadable as error:
            yield Unread(f"{file.id}#{position}", file.id, format, "failed", str(error))
            continue
        notes = "; ".join(str(part) for part in (note, fields.get("note")) if part)
        origin = str(fields.get("origin", "export")) if fields.get("published") else "metadata"
        yield make_article(
            file, {**known, **fields}, format=format, position=position, origin=origin, note=notes or None
        )
    if not position:
        raise Unreadable("an export without articles")
