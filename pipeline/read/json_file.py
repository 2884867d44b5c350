"""JSON files: an article, a list of articles, or an object that holds such a list.

A file enters, its `Article`s leave. A list that is damaged or too large to hold is cut into its elements, so that the
sound ones are read whatever stands beside them. Start with `read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.read.decode import decode, decoded_chunks
from pipeline.read.files import MAX_ARTICLE_BYTES, InputFile, Unreadable, open_file
from pipeline.read.json_split import split_list
from pipeline.read.json_values import article_of, list_in, parse
from pipeline.read.metadata import metadata_of, metadata_of_all
from pipeline.records import Article, Unread

NAME = "json"


def recognises(path: Path, head: bytes) -> bool:
    """A text that begins with a brace or a bracket, as JSON does and prose does not.

    >>> recognises(Path("a.txt"), b'{"text": "Un."}'), recognises(Path("a.json"), b'[]')
    (True, True)
    >>> recognises(Path("a.txt"), b"[Exclusif] Orphea"), recognises(Path("a.rtf"), b"{\\\\rtf1 }")
    (False, False)
    """
    text = decode(head)[0].lstrip("\ufeff \t\r\n")
    if path.suffix.lower() == ".json":
        return True
    return text[:1] in ("{", "[") and text[1:].lstrip()[:1] in ("{", "}", "]", '"')


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The article of the file, or those of its list, identified by their `id` or their position."""
    with open_file(file.path) as stream:
        data = stream.read(MAX_ARTICLE_BYTES + 1)
    if not data.strip():
        raise Unreadable("empty file")
    if len(data) > MAX_ARTICLE_BYTES:
        yield from _read_pieces(
            file, Unreadable(f"larger than {MAX_ARTICLE_BYTES // 1_000_000} MB, the limit for one article")
        )
        return
    text, encoding = decode(data)
    try:
        value = parse(text)
    except Unreadable as error:
        yield from _read_pieces(file, error)
        return
    note = None if encoding == "utf-8" else f"decoded as {encoding}"
    items = list_in(value)
    if items is None:
        yield article_of(value, file, format=NAME, position=None, known=metadata_of(file), note=note)
    elif not items:
        raise Unreadable("an empty list of articles")
    else:
        known = metadata_of_all(file)
        for position, item in enumerate(items, 1):
            yield article_of(item, file, format=NAME, position=position, known=known, note=note)


def _read_pieces(file: InputFile, trouble: Unreadable) -> Iterator[Article | Unread]:
    """The sound elements of a list that could not be read as a whole; when there is none, the trouble is raised."""
    known, position = metadata_of_all(file), 0
    with open_file(file.path) as stream:
        for position, piece in enumerate(split_list(decoded_chunks(stream)), 1):
            try:
                if piece.problem:
                    raise Unreadable(piece.problem)
                value = parse(piece.text, piece.line)
            except Unreadable as error:
                yield Unread(f"{file.id}#{position}", file.id, NAME, "failed", str(error))
                continue
            yield article_of(value, file, format=NAME, position=position, known=known)
    if not position:
        raise trouble
