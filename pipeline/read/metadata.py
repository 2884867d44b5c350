"""Tables that tell about the files beside them: `metadata.csv` with a `file` column.

A file enters, the fields that a table beside it (or in a folder above, up to the input root) gives for it leave.
Start with `metadata_of`.
"""

from __future__ import annotations

import os
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pipeline.lang.reading import column_of
from pipeline.read.articles import FIELDS, has_text_column, name_fields, value_text
from pipeline.read.csv_rows import Row, read_rows
from pipeline.read.files import InputFile, Unreadable

#: The names looked for beside a file, in this order.
TABLE_NAMES = ("metadata.csv", "metadata.tsv")
#: Fields that a table may tell of the article in a file.
OF_FILE = tuple(field for field in FIELDS if field != "text")
#: ... and of all articles in a file of many.
OF_ALL = ("published", "publisher", "language")


def is_metadata(path: Path, names: Sequence[str]) -> bool:
    """Whether a table tells about other files: it has a `file` column, and its name or the lack of texts says so.

    >>> is_metadata(Path("metadata.csv"), ["file", "published", "text"]), is_metadata(Path("x.csv"), ["file", "date"])
    (True, True)
    >>> is_metadata(Path("metadata.csv"), ["id", "text"]), is_metadata(Path("x.csv"), ["file", "text"])
    (False, False)
    """
    has_file = any(column and column[0] == "file" for column in map(column_of, names))
    return has_file and (path.name.lower() in TABLE_NAMES or not has_text_column(names))


def metadata_of(file: InputFile) -> Mapping[str, object]:
    """The fields that the nearest table gives for a file, {} when none names it.

    For a member of an archive that is a table in it; else one beside the archive, that names the member or the archive.
    """
    row = _nearest(file, file.path.name)
    if row is None and file.archive is not None:
        inner = file.id.removeprefix(f"{file.archive.id}/")
        row = _nearest(file.archive, f"{file.archive.path.name}/{inner}")
        return metadata_of_all(file.archive) if row is None else row
    return row or {}


def _nearest(file: InputFile, name: str) -> Mapping[str, object] | None:
    """The row for a name in the folder of a file or, with the folders before it, in one above, up to the input root."""
    folder, reach = file.path.parent, file.root.is_dir()
    while True:
        for table in TABLE_NAMES:
            row = _row_of(folder / table, name)
            if row is not None:
                return row
        if folder in (file.root, folder.parent) or not reach:
            return None
        folder, name = folder.parent, f"{folder.name}/{name}"


def metadata_of_all(file: InputFile) -> dict[str, object]:
    """What a table tells of every article in a file of many."""
    return {field: value for field, value in metadata_of(file).items() if field in OF_ALL}


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows by file name, and the same by names as systems compare them; of two rows for a name the first counts."""

    rows: Mapping[str, Mapping[str, object]]
    same: Mapping[str, Mapping[str, object]]


def same_name(name: str) -> str:
    """A name as the systems of analysts compare them: without case, and however accents are composed.

    >>> same_name("PRESSE/E\u0301te\u0301.TXT") == same_name("presse/été.txt")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def file_named(row: Mapping[str, str]) -> str | None:
    """The file that a row of a table tells of, as a path from the folder of the table.

    >>> file_named({"Fichier": r".\\presse\\a.txt"}), file_named({"titre": "Orphéa"})
    ('presse/a.txt', None)
    """
    name = value_text(name_fields(row).get("file"))
    return name.strip().replace("\\", "/").removeprefix("./") if name else None


def absent_files(file: InputFile) -> Iterator[tuple[Row, str]]:
    """The rows of a table that tell of no file, each with the reason; rows that are damaged are left out."""
    inside = file.path.parent.relative_to(file.root).as_posix() if file.archive else ""
    listed = {same_name(name) for name in file.listed}
    known: dict[Path, Mapping[str, str]] = {}
    for row in read_rows(file.path):
        name = None if row.problem else file_named(row.values)
        if row.problem:
            continue
        if name is None:
            yield row, "names no file"
        elif file.archive:
            member = PurePosixPath(inside, name).as_posix()
            if same_name(member) not in listed:
                yield row, f"no file {name:.200} in this archive"
        elif not _is_there(file.path.parent, name, known):
            yield row, f"no file {name:.200} in the folder of this table"


def _is_there(folder: Path, name: str, known: dict[Path, Mapping[str, str]]) -> bool:
    """Whether a file lies in a folder, under this name or one that is the same to other systems.

    `known` keeps the names in folders that were looked at.
    """
    if os.path.lexists(folder / name) and ".." not in name.split("/"):
        return True
    for part in name.split("/"):
        if folder not in known:
            known[folder] = _names_in(folder)
        found = known[folder].get(same_name(part))
        if found is None:
            return folder.is_file()  # an archive, whose members are not looked for
        folder = folder / found
    return True


def _names_in(folder: Path) -> Mapping[str, str]:
    try:
        return {same_name(name): name for name in sorted(os.listdir(folder))}  # noqa: PTH208 - names are wanted
    except OSError:
        return {}


def _row_of(path: Path, name: str) -> Mapping[str, object] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    table = _load(path, status.st_mtime_ns, status.st_size)
    row = table.rows.get(name)
    return table.same.get(same_name(name)) if row is None else row


@lru_cache(maxsize=16)
def _load(path: Path, changed: int, size: int) -> _Table:
    """A table. One that cannot be read tells nothing here: it is reported where it is listed as a file."""
    rows: dict[str, Mapping[str, object]] = {}
    same: dict[str, Mapping[str, object]] = {}
    try:
        for row in read_rows(path):
            name = file_named(row.values)
            if name and not row.problem:
                told = {field: value for field, value in name_fields(row.values).items() if field in OF_FILE}
                rows.setdefault(name, told)
                same.setdefault(same_name(name), told)
    except (Unreadable, OSError, EOFError, ValueError, zlib.error):
        return _Table({}, {})
    return _Table(rows, same)
