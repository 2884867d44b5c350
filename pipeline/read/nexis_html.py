"""LexisNexis: the HTML export, many documents in a file, each between comments that browsers hide.

Start with `read`; what the fields are is in `nexis`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.lang.databases import nexis_counter
from pipeline.read.decode import decode
from pipeline.read.export import cut, export_text, read_pieces
from pipeline.read.files import InputFile
from pipeline.read.markup import block_text, parse_html
from pipeline.read.nexis import fields_of
from pipeline.records import Article, Unread

NAME = "nexis-html"
_DOCUMENT = re.compile(r"<!--\s*Hide XML section[^<>]{0,100}<DOC NUMBER=\d+>\s*<DOCFULL>\s*-->", re.I)


def recognises(path: Path, head: bytes) -> bool:
    """A page with the hidden marks of LexisNexis.

    >>> recognises(Path("a.htm"), b"<html><!-- Hide XML section from browser <DOC NUMBER=1> <DOCFULL> --><p>1 of 2")
    True
    >>> recognises(Path("a.htm"), b"<html><p>1 of 2 DOCUMENTS")
    False
    """
    return bool(_DOCUMENT.search(decode(head)[0]))


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The documents of an export, each identified by its position; the cover before the first is none."""
    text, note = export_text(file)
    yield from read_pieces(file, cut(text, _DOCUMENT), _fields, format=NAME, note=note)


def _fields(piece: str) -> Mapping[str, object]:
    paragraphs = block_text(parse_html(piece)).split("\n\n")
    return fields_of([text for text in paragraphs if not nexis_counter().match(text)], title_first=False)
