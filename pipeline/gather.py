"""Files, folders and globs → the spool: every file read, or what was read of it in an earlier run taken over.

A file is known again by its content and by the tables of metadata that may tell about it, never by its time. Start with
`gather`.
"""

from __future__ import annotations

import hashlib
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pipeline.database import transaction
from pipeline.packing import Input
from pipeline.read.csv_rows import head_of, header_of
from pipeline.read.files import InputFile, find_files
from pipeline.read.metadata import TABLE_NAMES, absent_files, is_metadata
from pipeline.records import Unread
from pipeline.spool import Spool
from pipeline.write.output import is_output

#: Called with the stage ("read", "extract", "write"), how much is done, and how much there is where that is known.
Progress = Callable[[str, int, int | None], None]


class NothingToRead(ValueError):
    """The inputs hold no file at all; the message names them."""


def silent(stage: str, done: int, total: int | None) -> None:
    """No progress shown."""


def gather(
    inputs: Sequence[str | Path],
    spool: Spool,
    *,
    format: str | None = None,
    progress: Progress = silent,
    reach: Path | None = None,
) -> int:
    """Read everything that `inputs` name into the spool, but for the tables of earlier runs; how many files were read.

    What the spool holds of other files is forgotten. `reach` is an absolute folder up to which tables of metadata are
    looked for above a single file, not beside it only.
    """
    from pipeline.read.readers import read_file, reader_named

    if format is not None:
        reader_named(format)  # an unknown one is the caller's mistake, no fault of a file
    done = read = 0

    def items_of(file: InputFile) -> Iterator[Input]:
        try:
            yield from read_file(file, format=format)
        except Exception as error:  # a fault of a reader, or of a library behind it, is a row as well
            yield Unread(file.id, file.id, format or "unknown", "failed", reason_of(error))

    spool.begin_reading()
    for file in _found(inputs, reach):
        age = _age(file.path) if isinstance(file, InputFile) else None
        before = _digest(file, format) if isinstance(file, InputFile) else None
        if before is not None and spool.file_known(before):
            continue
        read += 1
        with transaction(spool.db):  # a file is read as a whole or not at all
            number = spool.add_file()
            for item in [file] if isinstance(file, Unread) else items_of(file):
                spool.add(item, number)
                done += 1
                progress("read", done, None)
            if isinstance(file, InputFile) and before is not None and _age(file.path) == age:
                spool.name_file(number, before)  # else it changed under the reader: the next run reads it again
    spool.end_reading()
    return read


def holds_files(inputs: Sequence[str | Path]) -> bool:
    """Whether there is a file to read, be it one that cannot be read.

    >>> holds_files(["no/such/folder"])
    False
    """
    return any(isinstance(file, InputFile) for file in _found(inputs, None))


def _found(inputs: Sequence[str | Path], reach: Path | None) -> Iterator[InputFile | Unread]:
    for file in find_files(inputs):
        if isinstance(file, Unread):
            yield file
        elif not is_output(file.path):
            yield _reaching(file, reach) if reach else file


def _reaching(file: InputFile, reach: Path) -> InputFile:
    """The file with a root further up, where it lies under it; its id stays what it is."""
    path = Path(os.path.abspath(file.path))  # noqa: PTH100 - `resolve` would follow links
    return replace(file, path=path, root=reach) if path.is_relative_to(reach) else file


def reason_of(error: BaseException) -> str:
    """What went wrong, for the table: kind, message and the line of ours that raised it.

    >>> reason_of(ValueError("two signs"))
    'ValueError: two signs'
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    message = f"{type(error).__name__}: {error}"
    return f"{message[:300]}{where}"


def _digest(file: InputFile, format: str | None) -> str | None:
    """The digest of all that decides what reading a file gives; None when it cannot be read."""
    content = _content(file.path)
    if content is None:
        return None
    if (absent := _absent(file)) is None:
        return None
    place = os.path.abspath(file.path)  # noqa: PTH100 - two inputs may share an id, and `resolve` would follow links
    parts = [place, file.id, format or "", content, absent, *_tables(file.path.parent, file.root)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _absent(file: InputFile) -> str | None:
    """The digest of what a table of metadata lists in vain, which its content alone does not tell; "" for other files,
    None when the table cannot be read to its end: it is then read again each time."""
    if file.path.name.lower() not in TABLE_NAMES:
        return ""
    try:
        if not is_metadata(file.path, header_of(head_of(file.path))[1]):
            return ""
        total = hashlib.sha256()
        for row, reason in absent_files(file):
            total.update(f"{row.number} {reason}\n".encode("utf-8", "backslashreplace"))
    except Exception:  # as in `gather`: whatever is wrong with the file is told by its reader
        return None
    return total.hexdigest()


def _content(path: Path) -> str | None:
    try:
        if not path.is_file():  # a pipe would wait for a writer
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _tables(folder: Path, root: Path) -> Iterator[str]:
    """The digests of the tables that may tell about the files of a folder: its own, and those above up to the root."""
    while True:
        for name in TABLE_NAMES:
            if (age := _age(folder / name)) is not None:
                yield _content_at(folder / name, age) or ""
        if folder in (root, folder.parent) or not root.is_dir():
            return
        yield ".."
        folder = folder.parent


def _age(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=64)
def _content_at(path: Path, age: tuple[int, int]) -> str | None:
    return _content(path)
