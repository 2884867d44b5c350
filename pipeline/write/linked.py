"""Tables that are complete in memory → a folder with each as CSV and Parquet, all of them or none.

Rows by table enter, files leave under their names once every one is complete. Start with `write_tables`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from pipeline.schema import Row
from pipeline.write.output import STAGING_PREFIX
from pipeline.write.tables import CsvTable, ParquetTable


def write_tables(
    folder: Path, tables: Mapping[str, Sequence[Row]], *, csv_dialect: str = "standard", csv_raw: bool = False
) -> None:
    """Write each table as `<name>.csv` and `<name>.parquet`; earlier files stay as they were when something fails.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_tables(Path(folder), {"facts": [], "parties": []})
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['facts.csv', 'facts.parquet', 'parties.csv', 'parties.parquet']
    """
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=folder))
    try:
        for name, rows in tables.items():
            with ExitStack() as files:
                csv = CsvTable(staging / f"{name}.csv", name, dialect=csv_dialect, raw=csv_raw)
                parquet = ParquetTable(staging / f"{name}.parquet", name)
                for file in (csv, parquet):
                    files.enter_context(closing(file)).write(rows)
        for path in sorted(staging.iterdir()):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
