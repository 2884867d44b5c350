"""Rows of one table → a pandas frame, the same as `pandas.read_parquet` gives for the table's file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline import schema
from pipeline.schema import Row

if TYPE_CHECKING:
    import pandas as pd


def frame_of_rows(table: str, rows: Sequence[Row]) -> pd.DataFrame:
    """The frame of a table: amounts are decimals, dates days, closed vocabularies categories.

    >>> row = {"article_id": "a.txt", "start": 0, "end": 3, "text": "3 M", "stage": "amounts", "reason": "no currency"}
    >>> frame_of_rows("dropped", [row]).loc[0, "text"]
    '3 M'
    >>> frame_of_rows("dropped", []).shape
    (0, 6)
    """
    import pyarrow as pa

    frame: pd.DataFrame = pa.Table.from_pylist(list(rows), schema=schema.arrow_schema(table)).to_pandas()
    return frame
