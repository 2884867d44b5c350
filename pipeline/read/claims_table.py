"""A claims table → its rows: Parquet or CSV as `claims run` writes them, or labelled articles (JSON lines).

A file or a folder that holds one enters; rows with every column of `schema.CLAIMS` leave, those that the file does not
have filled with what says nothing. Start with `read_claims`.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.records import LANGUAGES, ROLES
from pipeline.schema import Row

#: What a folder may hold, the first that is there counts.
FILES = ("claims.parquet", "claims.csv", "claims.jsonl")
#: Columns without which a row is no claim.
NEEDED = ("article_id", "amount_start", "amount_end", "amount_min", "amount_max", "currency", "kind")
#: Digits of a made-up id, as those of the pipeline.
ID_LENGTH = 16
#: Columns that hold no claim when they are not there, by type.
_EMPTY: dict[str, Callable[[], Any]] = {
    schema.TEXT: str, schema.FLAG: bool, schema.COUNT: int, schema.SCORE: lambda: 1.0, schema.NAMES: list,
    schema.EVIDENCE: list,
}  # fmt: skip
_DEFAULTS = {"language": LANGUAGES[0], "currency_basis": "explicit", "source_kind": "none", "status": "completed"}
#: Ends of sentences, good enough for context where only the article's text is known.
_STOPS = ("\n", ". ", "! ", "? ")


def read_claims(path: Path) -> list[Row]:
    """The rows of a claims table; ValueError names the file and what is wrong with it.

    >>> read_claims(Path("no/such/table.csv"))
    Traceback (most recent call last):
    ValueError: no/such/table.csv: no such file or folder
    """
    if path.is_dir():
        found = next((path / name for name in FILES if (path / name).is_file()), None)
        if found is None:
            raise ValueError(f"{path}: holds none of {', '.join(FILES)}")
        path = found
    if not path.is_file():
        raise ValueError(f"{path}: no such file or folder")
    readers = {".parquet": _parquet_rows, ".csv": _csv_rows, ".jsonl": _labelled_rows}
    if path.suffix.lower() not in readers:
        raise ValueError(f"{path}: neither {', '.join(readers)}")
    rows: list[Row] = []
    known: set[str] = set()
    for number, values in enumerate(readers[path.suffix.lower()](path), 1):
        try:
            row = _filled(values)
            schema.check("claims", row)
            if row["claim_id"] in known:
                raise ValueError(f"claim_id {row['claim_id']!r:.80} is given twice")
        except (ValueError, ArithmeticError, TypeError) as error:
            raise ValueError(f"{path}: row {number}: {error or type(error).__name__}") from error
        known.add(row["claim_id"])
        rows.append(row)
    return rows


def _parquet_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except pa.ArrowException as error:
        raise ValueError(f"{path}: no Parquet file: {error}") from error
    _check_columns(path, table.column_names)
    yield from table.to_pylist()


def _csv_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = file.readline()
        french = header.count(";") > header.count(",")
        file.seek(0)
        reader = csv.DictReader(file, delimiter=";" if french else ",")
        _check_columns(path, reader.fieldnames or ())
        known = [column for column in schema.CLAIMS if column.name in (reader.fieldnames or ())]
        try:
            for values in reader:
                yield {column.name: _cell(column, values[column.name] or "", french) for column in known}
        except (csv.Error, ValueError, ArithmeticError) as error:
            raise ValueError(f"{path}: line {reader.line_num}: {error or type(error).__name__}") from error


def _check_columns(path: Path, names: Any) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ValueError(f"{path}: no claims table, it lacks {', '.join(missing)}")


def _cell(column: schema.Column, cell: str, french: bool) -> Any:
    """The value of a CSV cell, the reverse of what `write.tables` does."""
    if cell == "" and column.type != schema.NAMES:
        return None
    readers: Mapping[str, Callable[[str], Any]] = {
        schema.FLAG: lambda text: text.casefold() == "true",
        schema.COUNT: int,
        schema.SCORE: lambda text: float(text.replace(",", ".")),
        schema.AMOUNT: lambda text: Decimal(text.replace(",", ".") if french else text),
        schema.DAY: date.fromisoformat,
        schema.EVIDENCE: json.loads,
        schema.NAMES: lambda text: text.split("; ") if text else [],
    }
    return readers.get(column.type, str)(cell)


def _labelled_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """Labelled articles: `claims.jsonl` with its `articles.jsonl` beside it."""
    beside = path.with_name("articles.jsonl")
    if not beside.is_file():
        raise ValueError(f"{path}: the articles are not beside it in {beside.name}")
    articles = {str(article["id"]): article for article in _json_lines(beside)}
    for labelled in _json_lines(path):
        article = articles.get(str(labelled["id"]))
        if article is None:
            raise ValueError(f"{path}: {labelled['id']!r} is no article of {beside.name}")
        try:
            yield from [_labelled(article, claim) for claim in labelled["claims"]]
        except (LookupError, TypeError, ValueError, ArithmeticError) as error:
            raise ValueError(f"{path}: {labelled['id']!r}: {type(error).__name__} {error}") from error


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                content = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"{path}: line {number} is not JSON") from error
            if not isinstance(content, dict) or not content.get("id"):
                raise ValueError(f"{path}: line {number} has no id")
            yield content


def _labelled(article: Mapping[str, Any], claim: Mapping[str, Any]) -> Row:
    text = str(article.get("text") or "")
    start, end = int(claim["start"]), int(claim["end"])
    sentence = _sentence(text, start, end)
    day = {name: claim.get(name) and date.fromisoformat(claim[name]) for name in ("date_start", "date_end")}
    return {
        "article_id": str(article["id"]),
        "language": article.get("language"),
        "published": article.get("published") and date.fromisoformat(str(article["published"])[:10]),
        "publisher": article.get("publisher"),
        "title": article.get("title") or text.partition("\n")[0] or None,
        "amount_text": text[start:end],
        "amount_start": start,
        "amount_end": end,
        "amount_min": _decimal(claim.get("min")),
        "amount_max": _decimal(claim.get("max")),
        "amount_approx": claim.get("approx"),
        **{name: claim.get(name) for name in ("currency", "per", "kind", "status", *ROLES)},
        **{name: claim.get(name) for name in ("source", "source_kind", "date_text", "date_granularity")},
        **day,
        "sentence": text[slice(*sentence)],
        "sentence_start": sentence[0],
        "sentence_end": sentence[1],
    }


def _decimal(value: float | str | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(text.rfind(stop, 0, start) + len(stop) if stop in text[:start] else 0 for stop in _STOPS)
    after = [place + 1 for stop in _STOPS if (place := text.find(stop, end)) >= 0]
    return first, min(after, default=len(text))


def _filled(values: Mapping[str, Any]) -> Row:
    row: Row = {}
    for column in schema.CLAIMS:
        value = values.get(column.name)
        if value is None and not column.nullable:
            value = _DEFAULTS.get(column.name) or _EMPTY.get(column.type, str)()
        row[column.name] = value
    if not row["claim_id"]:
        parts = (row[name] for name in ("article_id", "amount_start", "amount_end", "amount_min", "amount_max"))
        row["claim_id"] = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:ID_LENGTH]
    if not row["fact_id"]:
        row |= {"fact_id": row["claim_id"], "is_main": True}
    return row
