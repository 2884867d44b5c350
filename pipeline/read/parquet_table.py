"""Parquet tables of articles: one article a row, read by row groups.

Batches of rows enter, `Article`s leave; columns that say nothing of an article are never loaded. Start with `read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.lang.reading import column_of
from pipeline.read.articles import FIELDS, has_text_column, make_article, name_fields
from pipeline.read.decode import decode
from pipeline.read.files import InputFile, Unreadable, open_file
from pipeline.read.metadata import metadata_of_all
from pipeline.records import Article, Unread

NAME = "parquet"
MAGIC = b"PAR1"
#: Rows held at a time: articles of the press have 3 kB, so some 200 kB.
BATCH = 64


def recognises(path: Path, head: bytes) -> bool:
    """A file that begins with the mark of the format.

    >>> recognises(Path("a.txt"), b"PAR1\\x15"), recognises(Path("a.parquet"), b"PK")
    (True, False)
    """
    return head.startswith(MAGIC)


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The articles of a table, each identified by its `id` or its row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    known, position = metadata_of_all(file), 0
    with open_file(file.path) as stream:
        try:
            table = pq.ParquetFile(stream)
            names = [name for name in table.schema_arrow.names if (column_of(name) or ("",))[0] in FIELDS]
            if not has_text_column(names):
                raise Unreadable(f"no column of texts among: {', '.join(table.schema_arrow.names)[:200]}")
            for batch in table.iter_batches(batch_size=BATCH, columns=names):
                for row in _with_bytes(batch).to_pylist():
                    position += 1
                    values = {name: decode(v)[0] if isinstance(v, bytes) else v for name, v in row.items()}
                    yield make_article(file, {**known, **name_fields(values)}, format=NAME, position=position)
            if not position:
                raise Unreadable("a table without rows")
        except (pa.ArrowException, OSError, OverflowError, UnicodeDecodeError) as error:
            where = f" after {position} articles" if position else ""
            raise Unreadable(f"the Parquet file is damaged{where} ({str(error).splitlines()[0][:150]})") from None


def _with_bytes(batch: Any) -> Any:
    """The batch with its strings as bytes: one that is no UTF-8 would end the reading of the whole table."""
    import pyarrow as pa

    kinds = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    columns = [column.cast(kinds.get(column.type, column.type)) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
