"""Files → articles: files, folders and globs enter; an `Article` for each text and an `Unread` for all else leave.

Nothing is held but the article at hand. `files` lists, `readers` knows the formats, `language` decides the language and
`identity` gives the digest of an article. Start with `read_paths`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.read.files import InputFile, find_files
from pipeline.read.identity import digest
from pipeline.read.language import decide_language
from pipeline.read.readers import read_file, reader_named
from pipeline.records import Article, Unread

__all__ = ["InputFile", "decide_language", "digest", "find_files", "read_file", "read_paths", "reader_named"]


def read_paths(inputs: Sequence[Path | str], *, format: str | None = None) -> Iterator[Article | Unread]:
    """Every article of the inputs in the order of their names; `format` overrides what a file looks like.

    The language is as declared (see `decide_language`), and two articles may carry one id.

    >>> [item.reason for item in read_paths(["no/such/folder"])]
    ['no such file or folder']
    >>> read_paths(["a.txt"], format="docx")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: no format 'docx', only csv, europresse, factiva, ...
    """
    if format:
        reader_named(format)
    return _read(inputs, format)


def _read(inputs: Sequence[Path | str], format: str | None) -> Iterator[Article | Unread]:
    for file in find_files(inputs):
        if isinstance(file, Unread):
            yield file
        else:
            yield from read_file(file, format=format)
