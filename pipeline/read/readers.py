"""The formats: one module each behind the `Reader` protocol, and which of them reads a file.

A file enters; its content first, its name second decides the reader. To add a format, write a module with the three
members of `Reader` and put it into `READERS`. Start with `read_file`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from pipeline.read import (
    csv_table,
    europresse,
    factiva,
    factiva_xml,
    feed,
    html_page,
    json_file,
    json_lines,
    newsml_g2,
    nexis_docx,
    nexis_html,
    nexis_text,
    ninjs,
    nitf,
    parquet_table,
    plain_text,
)
from pipeline.read.archive import is_archive, members
from pipeline.read.csv_rows import head_of
from pipeline.read.decode import decode, marked_encoding
from pipeline.read.files import InputFile, Unreadable, reason_of
from pipeline.read.xml_tree import root_name
from pipeline.records import Article, Unread


class Reader(Protocol):
    """A format. `recognises` sees the name (without .gz) and the first bytes; `read` gives every article of a file.

    What is wrong with one article of many is an `Unread`; what is wrong with the whole file is raised as `Unreadable`.
    """

    @property
    def NAME(self) -> str: ...

    def recognises(self, path: Path, head: bytes) -> bool: ...

    def read(self, file: InputFile) -> Iterator[Article | Unread]: ...


#: In the order in which they are asked; plain text takes what no other has claimed.
READERS: tuple[Reader, ...] = (
    parquet_table, nexis_docx, europresse, factiva, factiva_xml, nexis_html, nexis_text, html_page, newsml_g2, nitf, feed,
    json_lines, ninjs, json_file, csv_table, plain_text,
)  # fmt: skip
#: How files begin that hold no text, or one that another program must take out first.
BINARY = (
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"), (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"), (b"RIFF", "a sound, image or film"), (b"OggS", "a sound or film"), (b"ID3", "a sound"),
    (b"%PDF", "a PDF document"), (b"\xd0\xcf\x11\xe0", "an old Office document"), (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "an Office document or an e-book"), (b"PK\x05\x06", "an Office document or an e-book"),
    (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"), (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"), (b"Rar!", "a RAR archive"), (b"\x1f\x8b", "a gzip file inside a gzip file"),
    (b"WARC/", "a WARC archive"), (b"ARROW1", "an Arrow file"), (b"ORC", "an ORC table"), (b"\x93NUMPY", "a NumPy array"),
    (b"SQLite format 3", "an SQLite database"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
)  # fmt: skip
#: Formats of markup that are known and not read, by their outermost element.
MARKUP = {"NewsML": "NewsML 1; NewsML-G2 is read", "sitemapindex": "a site map", "urlset": "a site map"}
#: Names that promise a format which is no text: prose under them is a file that was spoilt, or renamed.
NAMED = {
    ".xlsx": "an Excel workbook", ".xls": "an Excel workbook", ".docx": "a Word document", ".doc": "a Word document",
    ".pptx": "a presentation", ".odt": "an OpenDocument", ".ods": "an OpenDocument", ".pdf": "a PDF document",
    ".parquet": "a Parquet table", ".zip": "a zip archive", ".epub": "an e-book", ".png": "an image", ".jpg": "an image",
    ".jpeg": "an image", ".gif": "an image",
}  # fmt: skip
#: Share of control characters in text: none in any article seen; in random bytes a tenth.
CONTROLS = 0.02
#: A handful is damage in a text, however short.
FEW_CONTROLS = 4
_CONTROL = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f\ufffd]")
_MARKUP = re.compile(r"\s*<(?:\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]*[\s/>])")


def read_file(file: InputFile, *, format: str | None = None) -> Iterator[Article | Unread]:
    """Every article of a file, and an `Unread` for each that cannot be read; never an exception for what a file holds.

    A zip archive is read as the folder that was packed, each member as `format` where that is given.

    >>> list(read_file(InputFile(Path("no.txt"), Path("."), "no.txt")))[0].reason
    'the file is not there (removed while reading, or a broken link)'
    """
    try:
        if not is_archive(file.path, head_of(file.path)):
            yield from _read(file, format)
            return
        for member in members(file):
            if isinstance(member, Unread):
                yield member
            else:
                yield from _read_member(member, format)
    except (Unreadable, OSError, EOFError, zlib.error) as error:
        yield Unread(file.id, file.id, format or "unknown", "failed", reason_of(error))


def _read(file: InputFile, format: str | None) -> Iterator[Article | Unread]:
    name = format or "unknown"
    try:
        head = head_of(file.path)
        reader = reader_named(format) if format else choose_reader(file.path, head)
        if csv_table.tells_of_files(file.path, head):  # whatever the format of the files that it tells of
            reader = csv_table
        name = reader.NAME
        yield from reader.read(file)
    except (Unreadable, OSError, EOFError, ValueError, zlib.error, RecursionError, MemoryError) as error:
        yield Unread(file.id, file.id, name, "failed", reason_of(error))


def _read_member(file: InputFile, format: str | None) -> Iterator[Article | Unread]:
    try:
        yield from _read(file, format)
    except Exception as error:  # a fault of a reader or of a library behind it must not hide the members that follow
        yield Unread(file.id, file.id, format or "unknown", "failed", reason_of(error))


def reader_named(format: str) -> Reader:
    """The reader of a format.

    >>> reader_named("csv").NAME
    'csv'
    >>> reader_named("docx")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: no format 'docx', only csv, europresse, factiva, ...
    """
    for reader in READERS:
        if format == reader.NAME:
            return reader
    raise ValueError(f"no format {format!r}, only {', '.join(sorted(reader.NAME for reader in READERS))}")


def choose_reader(path: Path, head: bytes) -> Reader:
    """The reader that recognises a file.

    >>> choose_reader(Path("a.txt"), b'<html><p>Un.').NAME, choose_reader(Path("a.JSONL.gz"), b'{"text": "Un."}').NAME
    ('html', 'jsonl')
    >>> choose_reader(Path("a.txt"), b"%PDF-1.7")
    Traceback (most recent call last):
    pipeline.read.files.Unreadable: not text but a PDF document
    """
    if not head.strip(b" \t\r\n\x00"):
        raise Unreadable("empty file")
    if not (parquet_table.recognises(path, head) or nexis_docx.recognises(path, head)):
        _refuse_binary(head)
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    for reader in READERS:
        if reader is plain_text and _MARKUP.match(decode(head)[0]):
            raise Unreadable(f"markup that no reader of this version takes{_kind(head)}")
        if reader is plain_text and path.suffix.lower() in NAMED:
            raise Unreadable(f"named as {NAMED[path.suffix.lower()]} and is text; rename it to have it read")
        if reader.recognises(path, head):
            return reader
    return plain_text


def _kind(head: bytes) -> str:
    """What markup it is, as far as it has a name."""
    name = root_name(head)
    return f" ({MARKUP.get(name, f'<{name:.40}>')})" if name else ""


def _refuse_binary(head: bytes) -> None:
    for mark, what in BINARY:
        if head.startswith(mark):
            raise Unreadable(f"not text but {what}")
    encoding = marked_encoding(head)[1]
    sample = head[:8192].decode(encoding or "utf-8", "ignore") if encoding else decode(head[:8192])[0]
    if len(_CONTROL.findall(sample)) > max(FEW_CONTROLS, CONTROLS * len(sample)):
        raise Unreadable("not text but binary data")
