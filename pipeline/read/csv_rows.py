"""The rows of any CSV file, with the number of the line on which each begins.

Lines of a file enter one by one, `Row`s leave; what is wrong with a row is told in it and the next one is read.
Start with `read_rows`.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.lang.reading import column_of
from pipeline.read.decode import Line, decode, decoded_lines
from pipeline.read.files import HEAD_BYTES, MAX_ARTICLE_BYTES, Unreadable, open_file
from pipeline.read.published import read_day

DELIMITERS = (";", ",", "\t", "|")
#: With this Excel announces the delimiter in a first line of its own.
_ANNOUNCED = "sep="
#: What the library says of damage, in words of this house.
PROBLEMS = {"unexpected end of data": "a quotation mark that is not closed"}
#: Lines of a damaged row are read again. So much of a file may be, times its size; where more would be, as behind lines that
#: all keep a quotation mark open, no row may have more than so many lines. The time stays linear.
AGAIN, FEW_LINES = 4, 32
MANY = f"a quotation mark that is not closed: among so many damaged lines no row of more than {FEW_LINES} is read"
_ADDRESS = re.compile(r"https?://\S+$")
_LINE_END = re.compile(r"\r\n?|\n")


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
        lines = _Lines(decoded_lines(stream, old_mac=is_old_mac(head)))
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
            row = Row(number, lines.first, dict(zip(names, cells, strict=False)), lines.encoding, problem)
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


def _next(reader: Iterator[list[str]], lines: _Lines) -> list[str] | None:
    """The next row; an empty one where it is damaged, which is then told in `lines`; None at the end."""
    lines.begin()
    try:
        return next(reader)
    except StopIteration:
        return None
    except (csv.Error, Unreadable) as error:
        lines.problem = PROBLEMS.get(str(error), str(error))
        return []


class _Lines:
    """The lines for the CSV reader, with those of the row at hand. Unlike a generator it goes on after it has raised."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._back: deque[Line] = deque()
        self.taken: list[Line] = []
        self.problem: str | None = None
        self.last = 0
        self._size = 0  # of the row at hand, in characters
        self._credit = 0  # characters that may still be read again

    def begin(self) -> None:
        self.taken, self.problem, self._size = [], None, 0

    def give_back(self, problem: str | None) -> None:
        """Let all lines of the row but the first be read once more, where there is a problem with it."""
        if problem:
            self._back.extendleft(reversed(self.taken[1:]))
            self._credit = max(0, self._credit - sum(map(_size, self.taken[1:])))

    @property
    def first(self) -> int:
        return self.taken[0].number if self.taken else self.last

    @property
    def encoding(self) -> str:
        return next((line.encoding for line in self.taken if line.encoding != "utf-8"), "utf-8")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > 2 * MAX_ARTICLE_BYTES:
            raise Unreadable(
                f"a row larger than {2 * MAX_ARTICLE_BYTES // 1_000_000} MB, twice the limit for one article"
            )
        if len(self.taken) >= FEW_LINES and self._size > self._credit:
            raise Unreadable(MANY)
        if self._back:
            line = self._back.popleft()
        else:
            line = next(self._lines)
            self._credit += AGAIN * _size(line)
        self.taken.append(line)
        self._size += _size(line)
        self.last = max(self.last, line.number)
        if line.too_long:
            raise Unreadable(f"a line larger than {MAX_ARTICLE_BYTES // 1_000_000} MB, the limit for one article")
        return line.text


def _size(line: Line) -> int:
    return len(line.text) or 1
