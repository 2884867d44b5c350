"""Tables that tell about the files beside them: `metadata.csv` with a `file` column.

A file enters, the fields that a table beside it (or in a folder above, up to the input root) gives for it leave.
Start with `metadata_of`.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from pipeline.lang.reading import column_of
from pipeline.read.articles import has_text_column, name_fields, value_text
from pipeline.read.csv_rows import read_rows
from pipeline.read.files import InputFile, Unreadable

#: The names looked for beside a file, in this order.
TABLE_NAMES = ("metadata.csv", "metadata.tsv")
#: Fields that a table may tell of a file of many articles.
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
    """The fields that the nearest table gives for a file, {} when none names it."""
    folder, names = file.path.parent, [file.path.name]
    while True:
        for table in TABLE_NAMES:
            row = _rows(folder / table).get("/".join(names))
            if row is not None:
                return row
        if folder in (file.root, folder.parent) or not file.root.is_dir():
            return {}
        folder, names = folder.parent, [folder.name, *names]


def metadata_of_all(file: InputFile) -> dict[str, object]:
    """What a table tells of every article in a file of many."""
    return {field: value for field, value in metadata_of(file).items() if field in OF_ALL}


def _rows(path: Path) -> Mapping[str, Mapping[str, object]]:
    try:
        status = path.stat()
    except OSError:
        return {}
    return _load(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=16)
def _load(path: Path, changed: int, size: int) -> Mapping[str, Mapping[str, object]]:
    """The table by file name; of two rows for a file the first counts. A table that cannot be read tells nothing here:
    it is reported where it is listed as a file."""
    rows: dict[str, Mapping[str, object]] = {}
    try:
        for row in read_rows(path):
            fields = name_fields(row.values)
            name = value_text(fields.pop("file", None))
            if name and not row.problem:
                fields.pop("text", None)
                rows.setdefault(name.strip().replace("\\", "/").removeprefix("./"), fields)
    except (Unreadable, OSError, EOFError, ValueError, zlib.error):
        return {}
    return rows
