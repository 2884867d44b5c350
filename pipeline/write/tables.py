"""Rows → one table as CSV and as Parquet.

Rows enter in their final order, a few at a time; files leave whose bytes depend on the rows alone: Parquet row groups are
cut by count and size of the rows, never by how they arrived. Start with `CsvTable` and `ParquetTable`, both of which
have `write(rows)` and `close()`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import notation, schema
from pipeline.schema import Row

#: A row group is the unit that readers load and skip: large enough to compress, small enough to hold in memory.
ROW_GROUP = 10_000  # rows
ROW_GROUP_TEXT = 32_000_000  # characters of article text

#: A spreadsheet runs a cell that begins so as a formula; full-width forms count, since Excel folds them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file separates cells and writes decimals."""

    delimiter: str
    point: str


DIALECTS = {"standard": Dialect(",", "."), "excel-fr": Dialect(";", ",")}


def neutralise(cell: str) -> str:
    """The cell with a leading apostrophe where a spreadsheet would run it as a formula.

    >>> neutralise("=HYPERLINK(A1)"), neutralise("＋33 millions")
    ("'=HYPERLINK(A1)", "'＋33 millions")
    >>> neutralise("L'offre = 3 M€")
    "L'offre = 3 M€"
    """
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


class CsvTable:
    """A CSV file in UTF-8 with BOM, so that Excel shows accents; null is an empty cell, a list joined by "; ".

    `raw` writes text as it is: without it, formulas are neutralised and NUL, which ends a cell for some readers, is
    shown as U+FFFD.
    """

    def __init__(self, path: Path, table: str, *, dialect: str = "standard", raw: bool = False) -> None:
        form = DIALECTS[dialect]
        columns = [column for column in schema.columns(table) if not column.parquet_only]
        self._cells = [(column.name, _cell_writer(column.type, form.point, raw)) for column in columns]
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        # \r\n, as RFC 4180 has it: with it Python 3.11 quotes a cell that holds either character alone
        self._csv = csv.writer(self._file, delimiter=form.delimiter, lineterminator="\r\n")
        self._csv.writerow(column.name for column in columns)

    def write(self, rows: Iterable[Row]) -> None:
        self._csv.writerows(
            ["" if (value := row[name]) is None else cell(value) for name, cell in self._cells] for row in rows
        )

    def close(self) -> None:
        self._file.close()


class ParquetTable:
    """A Parquet file with the types and descriptions of `schema`."""

    def __init__(self, path: Path, table: str) -> None:
        import pyarrow.parquet as pq

        self._schema = schema.arrow_schema(table)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[Row] = []
        self._characters = 0

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._waiting.append(row)
            self._characters += len(row.get("text") or "")
            if len(self._waiting) == ROW_GROUP or self._characters >= ROW_GROUP_TEXT:
                self._flush()

    def close(self) -> None:
        if self._waiting:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=self._schema))
        self._waiting, self._characters = [], 0


def _cell_writer(type_: str, point: str, raw: bool) -> Callable[[Any], str]:
    writers: Mapping[str, Callable[[Any], str]] = {
        schema.FLAG: lambda flag: "true" if flag else "false",
        schema.COUNT: str,
        schema.DAY: lambda day: day.isoformat(),
        schema.AMOUNT: lambda amount: notation.number(amount).replace(".", point),
        schema.SCORE: lambda score: str(score).replace(".", point),
        schema.EVIDENCE: lambda spans: json.dumps(spans, ensure_ascii=False),
        schema.STATUS_HISTORY: lambda steps: json.dumps(steps, ensure_ascii=False, default=date.isoformat),
    }
    if type_ in writers:
        return writers[type_]
    text: Callable[[Any], str] = "; ".join if type_ == schema.NAMES else str
    return text if raw else lambda value: neutralise(text(value).replace("\0", "\ufffd"))
