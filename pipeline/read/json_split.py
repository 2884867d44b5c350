"""A JSON list cut into its elements without being parsed: for lists that are damaged or too large to hold.

Pieces of a file enter, one `Piece` for each element of the list leaves, in time and memory that the largest allowed
element bounds. Start with `split_list`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.lang.reading import column_of
from pipeline.read.files import MAX_ARTICLE_BYTES

#: Articles are objects with few levels (the deepest of the formats seen: 9); what nests deeper is hostile.
MAX_DEPTH = 200
#: No key for articles is longer.
MAX_KEY = 100
_OUTSIDE = re.compile(r'["\[\]{},:]')
_INSIDE = re.compile(r'["\\]')


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one element with the white space around it, its first line, and what forbids to parse it."""

    text: str
    line: int
    problem: str | None = None


@dataclass(slots=True)
class _State:
    """How far the file is read. `base` is the depth of the list's elements, 0 until the list is found."""

    limit: int
    base: int = 0
    depth: int = 0
    deepest: int = 0
    inside: bool = False
    escaped: bool = False
    done: bool = False
    line: int = 1
    first_line: int = 1
    size: int = 0
    kept: list[str] = field(default_factory=list)
    key: str = ""  # the last string outside the list: a key when a colon follows

    def keep(self, text: str) -> None:
        self.line += text.count("\n")
        self.size += len(text)
        if self.size <= self.limit:
            self.kept.append(text)

    def piece(self) -> Piece | None:
        """The element that ends here, None when there is only white space."""
        text, size, deepest, line = "".join(self.kept), self.size, self.deepest, self.first_line
        self.kept, self.size, self.deepest, self.first_line = [], 0, 0, self.line
        if size > self.limit:
            return Piece("", line, f"larger than {self.limit // 1_000_000} MB, the limit for one article")
        if not text.strip():
            return None
        if deepest > MAX_DEPTH:
            blank_lines = text[: len(text) - len(text.lstrip())].count("\n")
            return Piece("", line, f"JSON nested too deeply at line {line + blank_lines}")
        return Piece(text, line)


def split_list(chunks: Iterator[str], limit: int = MAX_ARTICLE_BYTES) -> Iterator[Piece]:
    """The elements of the list that is the file or stands in its outermost object under a key for articles.

    >>> [piece.text for piece in split_list(iter(['{"articles": [{"a": "1,', '2"},', ' [3]]', '}']))]
    ['{"a": "1,2"}', ' [3]']
    >>> [piece.text for piece in split_list(iter(['[{"a": 1}, {"a": 2, "b"']))]  # cut off
    ['{"a": 1}', ' {"a": 2, "b"']
    >>> list(split_list(iter(['{"text": "Un."}'])))
    []
    """
    state = _State(limit)
    for chunk in chunks:
        yield from _feed(state, chunk)
        if state.done:
            return
    if state.base and (piece := state.piece()):
        yield piece


def _feed(state: _State, chunk: str) -> Iterator[Piece]:
    at = kept = 0  # how far the chunk is looked at, and kept
    if state.escaped:
        at, state.escaped = 1, False
    while not state.done:
        match = (_INSIDE if state.inside else _OUTSIDE).search(chunk, at)
        if match is None:
            break
        at = match.end()
        mark = match[0]
        if mark == "\\":
            state.escaped = at == len(chunk)
            at += 1
        elif mark == '"':
            state.inside = not state.inside
            if not state.base:
                state.key = "" if state.inside else state.key + chunk[kept : min(at - 1, kept + MAX_KEY)]
                kept = at
        elif mark in "[{":
            state.depth += 1
            state.deepest = max(state.deepest, state.depth - state.base)
            if not state.base and mark == "[" and (state.depth == 1 or (state.depth == 2 and _is_list_key(state.key))):
                state.base, kept = state.depth, at
                state.line = state.first_line = state.line + chunk.count("\n", 0, at)
                state.deepest = 0
        elif mark in "]}":
            state.depth -= 1
            if state.base and state.depth < state.base:
                state.done = True
        if state.base and (state.done or (mark == "," and state.depth == state.base)):
            state.keep(chunk[kept : at - 1])
            kept = at
            if piece := state.piece():
                yield piece
    if state.base:
        state.keep(chunk[kept:])
    else:
        state.line += chunk.count("\n")
        if state.inside and len(state.key) < MAX_KEY:
            state.key += chunk[kept : kept + MAX_KEY]


def _is_list_key(key: str) -> bool:
    column = column_of(key)
    return column is not None and column[0] == "articles"
