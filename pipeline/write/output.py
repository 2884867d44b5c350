"""The rows of a run → an output folder with its tables and manifest, all of them or none.

Rows enter article by article in the order of the tables. The files grow in a hidden folder inside the output folder and
take their names only when every one of them is complete, the manifest last. Start with `Output`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType

from pipeline import schema
from pipeline.schema import Row
from pipeline.write.rows import Tables
from pipeline.write.tables import DIALECTS, CsvTable, ParquetTable

STAGING_PREFIX = ".claims-"
MANIFEST = "run.json"
#: Every file of an output folder.
NAMES = frozenset({MANIFEST, *(f"{table}.{suffix}" for table in schema.EVERY for suffix in ("csv", "parquet"))})


def is_output(path: Path) -> bool:
    """Whether a file is a table or the manifest of a run: it has the name, and our manifest stands beside it.

    >>> is_output(Path("no/such/folder/claims.csv"))
    False
    """
    return path.name in NAMES and _is_manifest(path.parent / MANIFEST)


def holds_tables(folder: Path) -> bool:
    """Whether a run left its tables in a folder.

    >>> holds_tables(Path("no/such/folder"))
    False
    """
    return (folder / MANIFEST).is_file()


@cache
def _is_manifest(path: Path) -> bool:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and {"pipeline", "schema", "digests", "files"} <= content.keys()


class Output:
    """An output folder being written. Leaving the block without `commit` leaves earlier files as they were.

    `names` are the tables that are written, by default every one. Raises ValueError for an unknown dialect, OSError when
    the folder cannot be written.
    """

    def __init__(
        self, folder: Path, names: Iterable[str] = schema.EVERY, *, csv_dialect: str = "standard", csv_raw: bool = False
    ) -> None:
        self.check(csv_dialect)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.counts = dict.fromkeys(names, 0)
        self.staging = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=folder))
        self._tables = {
            table: (
                CsvTable(self.staging / f"{table}.csv", table, dialect=csv_dialect, raw=csv_raw),
                ParquetTable(self.staging / f"{table}.parquet", table),
            )
            for table in self.counts
        }

    @staticmethod
    def check(csv_dialect: str) -> None:
        if csv_dialect not in DIALECTS:
            raise ValueError(f"csv_dialect: {csv_dialect!r} is none of {', '.join(sorted(DIALECTS))}")

    def write(self, rows: Tables) -> None:
        for table, files in self._tables.items():
            new = getattr(rows, table)
            self.counts[table] += len(new)
            for file in files:
                file.write(new)

    def close(self) -> dict[str, dict[str, int | str]]:
        """Complete the tables under their temporary names; the rows and SHA-256 of each file, for the manifest."""
        written: dict[str, dict[str, int | str]] = {}
        for table, files in self._tables.items():
            for file in files:
                file.close()
            for path in sorted(self.staging.glob(f"{table}.*")):
                written[path.name] = {"rows": self.counts[table], "sha256": _sha256(path)}
        return written

    def commit(self, manifest: str | None = None) -> None:
        """Give every file its name. A manifest comes last and names the digests of the others: whoever finds that
        they differ knows that the machine stopped between two renames."""
        names = sorted(path.name for table in self._tables for path in self.staging.glob(f"{table}.*"))
        if manifest is not None:
            (self.staging / MANIFEST).write_text(manifest, "utf-8")
            names.append(MANIFEST)
        for name in names:
            (self.staging / name).replace(self.folder / name)

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for files in self._tables.values():
            for file in files:
                with suppress(Exception):  # on the way out of an error: a full disk refuses the last bytes again
                    file.close()
        shutil.rmtree(self.staging, ignore_errors=True)


def write_tables(folder: Path, tables: Mapping[str, list[Row]], *, csv_dialect: str = "standard") -> None:
    """Write tables that are complete in memory, and no manifest: all of them or none.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_tables(Path(folder), {"facts": [], "parties": []})
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['facts.csv', 'facts.parquet', 'parties.csv', 'parties.parquet']
    """
    with Output(folder, tables, csv_dialect=csv_dialect) as output:
        output.write(Tables(**tables))
        output.close()
        output.commit()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
