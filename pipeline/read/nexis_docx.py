"""Nexis Uni: the Word export (DOCX), one or many documents in a file, each closed by "End of Document".

Needs `python-docx`, the extra `docx`. A file that unpacks to too much, declares entities or nests too deeply is refused
before or by the parser. Start with `read`; what the fields are is in `nexis`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.lang.databases import is_nexis, is_nexis_cover, nexis_label
from pipeline.read.archive import PACKED
from pipeline.read.export import export_bytes, read_pieces
from pipeline.read.files import InputFile, Unreadable
from pipeline.read.nexis import fields_of
from pipeline.records import Article, Unread

NAME = "nexis-docx"
#: Unpacked. The sample, 10 documents, has 0.6 MB and 60 parts; Nexis gives at most 500 documents at once.
MAX_UNPACKED_BYTES = 100_000_000
#: The text with its markup, 28 kB a document in the sample; as a tree it takes ten times as much.
MAX_TEXT_BYTES = 30_000_000
MAX_PARTS = 20_000
#: A declaration of types stands at the head of a part; Word writes none.
PROLOG_BYTES = 4096
XML = (".xml", ".rels")
_ZIP = b"PK\x03\x04"


def recognises(path: Path, head: bytes) -> bool:
    """A zip archive that holds the parts of a Word document.

    >>> recognises(Path("a.zip"), b"PK\\x03\\x04...word/document.xml"), recognises(Path("a.docx"), b"PK\\x03\\x04xl/")
    (True, False)
    """
    return head.startswith(_ZIP) and (
        b"word/" in head or (path.suffix.lower() == ".docx" and b"[Content_Types].xml" in head and b"xl/" not in head)
    )


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The documents of an export, each identified by its position; the cover before the first is none."""
    documents = split_documents(_paragraphs(export_bytes(file)))
    yield from read_pieces(file, documents, _fields, format=NAME)


def split_documents(paragraphs: list[str]) -> list[list[str]]:
    """The paragraphs of each document.

    >>> split_documents(["Un", "End of Document", "", "Deux", "End of Document", ""])
    [['Un'], ['', 'Deux']]
    >>> split_documents(["A letter"])
    Traceback (most recent call last):
    pipeline.read.files.Unreadable: a Word document, but no export of Nexis Uni
    """
    documents: list[list[str]] = [[]]
    for paragraph in paragraphs:
        if is_nexis("ends", paragraph):
            documents.append([])
        else:
            documents[-1].append(paragraph)
    if len(documents) == 1 and not any(map(nexis_label, paragraphs)):
        raise Unreadable("a Word document, but no export of Nexis Uni")
    return [document for document in documents if any(map(str.strip, document))]


def _fields(paragraphs: list[str]) -> Mapping[str, object]:
    return fields_of(paragraphs, title_first=True, cover=any(map(is_nexis_cover, paragraphs)))


def _paragraphs(data: bytes) -> list[str]:
    try:
        import docx
    except ImportError as error:
        raise Unreadable("Word documents need python-docx: pip install 'news-claims[docx]'") from error
    try:
        _refuse_hostile(data)
        return list(_texts(docx.Document(io.BytesIO(data)).element.body))
    except Unreadable:
        raise
    except Exception as error:  # whatever a damaged archive makes the library raise, it must not stop a run
        raise Unreadable(f"the Word document is damaged ({type(error).__name__}: {str(error)[:100]})") from error


def _refuse_hostile(data: bytes) -> None:
    """Raise for an archive that unpacks to too much or in no small pieces, and for parts that declare a type or entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise Unreadable(f"unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000} MB or {MAX_PARTS} parts")
        if max((part.file_size for part in parts if part.filename.endswith(XML)), default=0) > MAX_TEXT_BYTES:
            raise Unreadable(f"a Word document with more than {MAX_TEXT_BYTES // 1_000_000} MB of text and markup")
        if any(part.compress_type not in PACKED for part in parts):  # before any of them is read
            raise Unreadable("a Word document packed with another method than deflate")
        for part in parts:
            if part.filename.endswith(XML) and b"<!DOCTYPE" in _head(archive, part):
                raise Unreadable("a Word document that declares types or entities")


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as stream:
        return stream.read(PROLOG_BYTES)


def _texts(body: Any) -> Iterator[str]:
    """The text of each paragraph, and a line for each row of a table; contents of controls are as any other."""
    todo = list(reversed(body))
    while todo:
        element = todo.pop()
        kind = _kind(element)
        if kind == "p":
            yield element.text
        elif kind == "tr":
            cells = (cell for cell in element if _kind(cell) == "tc")
            yield "\t".join(" ".join(p.text for p in cell.iter() if _kind(p) == "p") for cell in cells)
        elif kind in ("tbl", "sdt", "sdtContent"):
            todo += reversed(element)


def _kind(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
