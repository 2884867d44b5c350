"""An output folder → its facts, what ties them, its parties and the claims that tell the facts.

A folder that holds facts.parquet, or whose `linked` does, enters; rows as the schema has them leave. Start with `read_facts`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.schema import Row

#: Where the tables may be, the first that holds facts counts: made with the run, or by `claims link` afterwards.
PLACES = (".", "linked")
#: What a timeline shows of a claim.
CLAIM_COLUMNS = (
    "claim_id", "fact_id", "article_id", "language", "published", "publisher", "title", "url", "amount_text", "amount_start", "amount_end", "amount_min",
    "amount_max", "amount_approx", "currency", "per", "conversion_of", "status", "source", "source_kind", "sentence",
    "sentence_start",
)  # fmt: skip


class NoFacts(ValueError):
    """The folder holds no facts."""


@dataclass(frozen=True, slots=True)
class FactTables:
    """Rows of the three tables of one folder; the claims stay in their file until they are asked for."""

    folder: Path
    facts: tuple[Row, ...]
    relations: tuple[Row, ...]
    parties: tuple[Row, ...]


def read_facts(out: Path) -> FactTables:
    """The facts of an output folder; ValueError says what is missing or wrong, NoFacts that there are none to read.

    >>> read_facts(Path("no/such/folder"))
    Traceback (most recent call last):
    pipeline.read.facts_tables.NoFacts: no/such/folder: no facts.parquet there or in its folder linked
    """
    folder = next((out / place for place in PLACES if (out / place / "facts.parquet").is_file()), None)
    if folder is None:
        raise NoFacts(f"{out}: no facts.parquet there or in its folder {PLACES[-1]}")
    found = {name: _rows(folder, name, [c.name for c in schema.columns(name)]) for name in schema.ACROSS}
    return FactTables(folder, found["facts"], found["fact_relations"], found["parties"])


def read_tellings(tables: FactTables, fact_ids: Collection[str]) -> tuple[Row, ...]:
    """The claims that tell these facts, as they stand in the table: by article and place."""
    return _rows(tables.folder, "claims", CLAIM_COLUMNS, [("fact_id", "in", sorted(fact_ids))] if fact_ids else None)


def _rows(folder: Path, name: str, columns: Collection[str], filters: Any = None) -> tuple[Row, ...]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise ValueError(f"{folder}: {name}.parquet is missing beside facts.parquet")
    try:
        missing = set(columns) - set(pq.read_schema(path).names)
        if missing:
            raise ValueError(f"{path}: it lacks {', '.join(sorted(missing))}")
        return tuple(pq.read_table(path, columns=list(columns), filters=filters).to_pylist())
    except pa.ArrowException as error:
        raise ValueError(f"{path}: no Parquet file: {error}") from error
