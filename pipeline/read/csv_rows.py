"""The rows of any CSV file, with the number of the line on which each begins.

Lines of a file enter one by one, `Row`s leave; what is wrong with a row is told in it and the next one is read.
Start with `read_rows`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.lang.reading import column_of
from pipeline.read.csv_lines import Lines
from pipeline.read.decode import Line, decode, decoded_lines
from pipeline.read.files import HEAD_BYTES, MAX_ARTICLE_BYTES, Unreadable, open_file
from pipeline.read.published import read_day

DELIMITERS = (";", ",", "\t", "|")
#: With this Excel announces the delimiter in a first line of its own.
_ANNOUNCED = "sep="
#: What the library says of damage, in words of this house.
PROBLEMS = {"unexpected end of data": "a quotation mark that is not closed"}
_ADDRESS = re.compile(r"https?://\S+$")
#: What a name of an article has and a word of a text has not.
_NAMING = re.compile(r"\d|\w\.\w")
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header. `number` counts them from 1, `line` is its first line in the file.

    `problem` is why it cannot be read, `note` what to look at in a row that can be.
    """

    number: int
    line: int
    values: dict[str, str]
    encoding: str
    problem: str | None = None
    note: str | None = None


def header_of(head: bytes) -> tuple[str, list[str]]:
    """The delimiter of a table and the names of its columns, from the first bytes of the file.

    The delimiter is the one that gives the most columns we know, then the most columns.

    >>> header_of("Titre;Texte, intégral;Date\\n".encode())
    (';', ['Titre', 'Texte, intégral', 'Date'])
    >>> header_of(b"sep=,\\r\\nid,text\\r\\n")
    (',', ['id', 'text'])
    """
    lines = [line for line in _LINE_END.split(decode(head)[0], 50) if line.strip()][:2]
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
    """The rows of a CSV file, one at a time.

    A quotation mark that is not closed would swallow the rows below. So a row that is damaged, or holds a line that is a row
    itself, is given up after its first line, and the next line that can be a row is one. Every line is read or told.
    """
    head = head_of(path)
    delimiter, names = header_of(head)
    csv.field_size_limit(MAX_ARTICLE_BYTES)
    with open_file(path) as stream:
        lines = Lines(decoded_lines(stream, old_mac=is_old_mac(head)))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        number = -_rows_of_header(head)
        damaged: Row | None = None
        while (values := _next(reader, lines)) is not None:
            if not lines.problem and not any(value.strip() for value in values):
                continue
            problem = lines.problem or _misfit(values, names) or _swallowed(lines.taken, names, delimiter)
            if number < 0:
                number += 1
                lines.give_back(problem)
                continue
            cells = _cells(lines.taken[0].text, delimiter) if problem else values
            if damaged and not _can_be_row(cells, names, damaged, delimiter):
                lines.give_back("a line of the damaged row")
                continue
            if damaged:
                yield _told(damaged, lines.first - 1)
                damaged = None
            number += 1
            note = None if problem else _doubt(lines.taken, values, names, delimiter)
            row = Row(number, lines.first, dict(zip(names, cells, strict=False)), lines.encoding, problem, note)
            if problem and len(lines.taken) > 1:
                damaged = row
                lines.give_back(problem)
            else:
                yield _told(row, row.line)
        if damaged:
            yield _told(damaged, lines.last)


def is_old_mac(head: bytes) -> bool:
    """Whether the lines of a table end with carriage returns alone.

    >>> is_old_mac(b"id;text\\r1;Un.\\r"), is_old_mac(b"id;text\\r\\n")
    (True, False)
    """
    text = decode(head)[0]
    return "\r" in text and "\n" not in text


def _rows_of_header(head: bytes) -> int:
    return 2 if decode(head[:200])[0].lstrip().startswith(_ANNOUNCED) else 1


def _told(row: Row, last: int) -> Row:
    """The row with its problem as a person reads it."""
    if not row.problem:
        return row
    more = f" (lines {row.line} to {last})" if last > row.line else ""
    return replace(row, problem=f"not valid CSV at line {row.line}: {row.problem}{more}")


def _misfit(values: list[str], names: list[str]) -> str | None:
    extra = any(value.strip() for value in values[len(names) :])
    return f"{len(values)} cells under {len(names)} columns" if extra else None


def _swallowed(taken: list[Line], names: list[str], delimiter: str) -> str | None:
    """What is wrong with a row of several lines of which one is a row: by its cells, and a date or an address among them."""
    if len(taken) < 2 or len(names) < 3:
        return None
    for line in taken[1:]:
        if line.text.count(delimiter) < len(names) - 1:
            continue
        values = _cells(line.text, delimiter)
        if len(values) == len(names) and _is_typed(values, names):
            return "a quotation mark that is not closed"
    return None


def _doubt(taken: list[Line], values: list[str], names: list[str], delimiter: str) -> str | None:
    """What to tell of a row that is sound, and in which a line looks like the next row: it has all cells, and such a name.

    Quotation marks alone do not tell: an open one may be closed by chance, and a text may hold a line with commas.
    """
    at = next((i for i, name in enumerate(names) if (column_of(name) or ("",))[0] in ("id", "file")), None)
    if len(taken) < 2 or len(names) < 2 or at is None or not _NAMING.search(values[at]):
        return None
    for line in taken[1:]:
        if line.text.count(delimiter) < len(names) - 1:
            continue
        cells = _cells(line.text, delimiter)
        if len(cells) == len(names) and cells[at] != values[at] and _kind(cells[at]) == _kind(values[at]):
            return f"line {line.number} of the table is read as text of this row and looks like a row: is a quotation mark not closed?"
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line by itself, none where it is damaged."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _is_typed(values: list[str], names: list[str]) -> bool:
    """Whether the cells under a date and an address hold one, and there is such a cell."""
    fields = [(column_of(name) or ("",))[0] for name in names]
    typed = [
        (field, value.strip()) for field, value in zip(fields, values, strict=True) if field in ("published", "url")
    ]
    return any(value for _, value in typed) and all(
        not value or (read_day(value) is not None if field == "published" else bool(_ADDRESS.match(value)))
        for field, value in typed
    )


def _can_be_row(values: list[str], names: list[str], damaged: Row, delimiter: str) -> bool:
    """Whether a line below a damaged row is a row and no line of that text: it has all cells, and an id of the same kind."""
    if len(values) != len(names):
        return False
    for name, value in zip(names, values, strict=True):
        if (column_of(name) or ("",))[0] == "id":
            before = damaged.values.get(name, "")  # with a delimiter in it, it is this cell that was not closed
            return delimiter in before or _kind(value) == _kind(before)
    return len(names) > 1


def _kind(id: str) -> frozenset[str]:
    """Which characters an id is made of, letters and digits taken as one each."""
    return frozenset("0" if char.isdigit() else "a" if char.isalpha() else char for char in id.strip())


def _next(reader: Iterator[list[str]], lines: Lines) -> list[str] | None:
    """The next row; an empty one where it is damaged, which is then told in `lines`; None at the end."""
    lines.begin()
    try:
        return next(reader)
    except StopIteration:
        return None
    except (csv.Error, Unreadable) as error:
        lines.problem = PROBLEMS.get(str(error), str(error))
        return []
