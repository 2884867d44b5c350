"""LexisNexis: the plain text export, many documents in a file, each under a line such as "1 of 10 DOCUMENTS".

Lines broken for width are joined again. Start with `read`; what the fields are is in `nexis`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from pipeline.lang.databases import nexis_counter, nexis_label
from pipeline.read.decode import decode
from pipeline.read.export import cut, export_text, read_pieces
from pipeline.read.files import InputFile
from pipeline.read.nexis import fields_of
from pipeline.records import Article, Unread

NAME = "nexis-text"
#: Lines are broken before this; the longest of 1,200 lines seen, beside three, have 78 characters.
WIDTH = 78
_BLOCK = re.compile(r"\n(?:[ \t]*\n)+")


def recognises(path: Path, head: bytes) -> bool:
    """A text with a line that counts the documents, and a line that begins with a label of Nexis.

    >>> recognises(Path("a.txt"), b"\\n     1 of 10 DOCUMENTS\\n\\n     The Lighthouse\\n\\nLENGTH: 3 words\\n")
    True
    >>> recognises(Path("a.txt"), b"\\n     1 of 10 DOCUMENTS\\n\\nHe had signed the first of them.\\n")
    False
    """
    text = decode(head)[0].replace("\r\n", "\n")
    counter = nexis_counter().search(text)
    return counter is not None and any(map(nexis_label, text[counter.end() :].split("\n")))


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The documents of an export, each identified by its position; the cover before the first is none."""
    text, note = export_text(file)
    pieces = cut(text.replace("\r\n", "\n"), nexis_counter())
    yield from read_pieces(file, pieces, _fields, format=NAME, note=note)


def _fields(piece: str) -> Mapping[str, object]:
    lines = piece.lstrip("\n").partition("\n")[2]
    return fields_of([join_lines(block) for block in _BLOCK.split(lines)], title_first=False)


def join_lines(block: str) -> str:
    """A paragraph without the line ends that only its width made: where the next word had room, the end was meant.

    >>> join_lines("The group said on Tuesday that it would pay three million euros for the maker\\nof lamps.")
    'The group said on Tuesday that it would pay three million euros for the maker of lamps.'
    >>> join_lines("Sales: 3\\nCosts: 2")
    'Sales: 3\\nCosts: 2'
    """
    lines = [line.strip() for line in block.strip("\n").split("\n")]
    text = lines[0]
    for before, line in pairwise(lines):
        word = line.split(" ")[0]
        text += (" " if len(before) + 1 + len(word) > WIDTH else "\n") + line
    return text
