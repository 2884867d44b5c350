"""The rows of any CSV file, with the number of the line on which each begins.

Lines of a file enter one by one, `Row`s leave; what is wrong with a row is told in it and the next one is read.
Start with `read_rows`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.lang.reading import column_of
from pipeline.read.decode import Line, decode, decoded_lines
from pipeline.read.files import HEAD_BYTES, MAX_ARTICLE_BYTES, Unreadable, open_file

DELIMITERS = (";", ",", "\t", "|")
#: With this Excel announces the delimiter in a first line of its own.
_ANNOUNCED = "sep="


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header. `number` counts them from 1, `line` is its first line in the file."""

    number: int
    line: int
    values: dict[str, str]
    encoding: str
    problem: str | None = None


def header_of(head: bytes) -> tuple[str, list[str]]:
    """The delimiter of a table and the names of its columns, from the first bytes of the file.

    The delimiter is the one that gives the most columns we know, then the most columns.

    >>> header_of("Titre;Texte, intégral;Date\\n".encode())
    (';', ['Titre', 'Texte, intégral', 'Date'])
    >>> header_of(b"sep=,\\r\\nid,text\\r\\n")
    (',', ['id', 'text'])
    """
    lines = [line for line in decode(head)[0].split("\n") if line.strip()][:2]
    if len(lines) == 2 and lines[0].startswith(_ANNOUNCED) and len(lines[0].strip()) == len(_ANNOUNCED) + 1:
        return _split(lines[1], lines[0][len(_ANNOUNCED)])
    choices = [_split(lines[0] if lines else "", delimiter) for delimiter in DELIMITERS]
    return max(choices, key=lambda choice: (sum(column_of(name) is not None for name in choice[1]), len(choice[1])))


def _split(line: str, delimiter: str) -> tuple[str, list[str]]:
    try:
        names = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
    except csv.Error:
        names = []
    return delimiter, [name.strip() for name in names]


def head_of(path: Path) -> bytes:
    """The first bytes of a file, unpacked, with which a reader recognises it."""
    with open_file(path) as stream:
        return stream.read(HEAD_BYTES)


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file, one at a time."""
    delimiter, names = header_of(head_of(path))
    csv.field_size_limit(MAX_ARTICLE_BYTES)
    with open_file(path) as stream:
        lines = _Lines(decoded_lines(stream))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        number = -_rows_of_header(path)
        while True:
            line, lines.encoding = lines.number + 1, "utf-8"
            values, problem = _next(reader)
            if values is None:
                return
            if not problem and not any(value.strip() for value in values):
                continue
            number += 1
            if number <= 0:
                continue
            if not problem and any(value.strip() for value in values[len(names) :]):
                problem = f"{len(values)} cells under {len(names)} columns"
            row = dict(zip(names, values, strict=False))
            yield Row(
                number, line, row, lines.encoding, f"not valid CSV at line {line}: {problem}" if problem else None
            )


def _rows_of_header(path: Path) -> int:
    first = decode(head_of(path)[:200])[0].lstrip()
    return 2 if first.startswith(_ANNOUNCED) else 1


def _next(reader: Iterator[list[str]]) -> tuple[list[str] | None, str | None]:
    """The next row, or an empty one and what is wrong with it; None at the end."""
    try:
        return next(reader), None
    except StopIteration:
        return None, None
    except (csv.Error, Unreadable) as error:
        return [], str(error)


class _Lines:
    """The lines for the CSV reader. Unlike a generator it goes on after it has raised for a line that is too long."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self.number = 0
        self.encoding = "utf-8"

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number = line.number
        if line.encoding != "utf-8":
            self.encoding = line.encoding
        if line.too_long:
            raise Unreadable(f"a line larger than {MAX_ARTICLE_BYTES // 1_000_000} MB, the limit for one article")
        return line.text
