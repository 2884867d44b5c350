"""The lines of a CSV file for a reader of rows, which may give those of a damaged row back to have them read again.

Decoded lines enter, their texts leave, in linear time whatever is given back. Start with `Lines`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from pipeline.read.decode import Line
from pipeline.read.files import MAX_ARTICLE_BYTES, Unreadable

#: Lines of a damaged row are read again. So much of a file may be, times its size; where more would be, as behind lines that
#: all keep a quotation mark open, no row may have more than so many lines. The time stays linear.
AGAIN, FEW_LINES = 4, 32
MANY = f"a quotation mark that is not closed: among so many damaged lines no row of more than {FEW_LINES} is read"


class Lines:
    """The lines for the reader of the library, with those of the row at hand. Unlike a generator it goes on after it has raised."""

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
