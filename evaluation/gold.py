"""Gold articles and claims tables as records of one shape.

A folder with `articles.jsonl` and `claims.jsonl` (or a claims table) enters, `GoldArticle`s and rows leave.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.records import ROLES


@dataclass(frozen=True, slots=True)
class Row:
    """A claim as the scorer compares it, gold or predicted."""

    start: int
    end: int
    min: Decimal | None
    max: Decimal | None
    approx: bool
    currency: str | None
    per: str | None
    kind: str
    status: str
    names: Mapping[str, tuple[str, ...]]
    source: str | None
    dates: tuple[str | None, str | None]
    date_text: str | None = None
    optional: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with its gold rows and the groups of names that mean one party."""

    id: str
    language: str
    text: str
    rows: tuple[Row, ...]
    aliases: tuple[tuple[str, ...], ...]


def load_gold(folder: Path) -> dict[str, GoldArticle]:
    """The annotated articles of a gold folder, by id.

    Raises FileNotFoundError when the folder lacks one of its two files, KeyError for a claim of an unknown article.
    """
    articles = {a["id"]: a for a in _json_lines(folder / "articles.jsonl")}
    gold = {}
    for entry in _json_lines(folder / "claims.jsonl"):
        article = articles[entry["id"]]
        gold[entry["id"]] = GoldArticle(
            id=entry["id"],
            language=article["language"],
            text=article["text"],
            rows=tuple(_gold_row(claim) for claim in entry["claims"]),
            aliases=tuple(map(tuple, entry.get("aliases", ()))),
        )
    return gold


def load_rows(table: Path) -> dict[str, list[Row]]:
    """The rows of a claims table (Parquet), by article id."""
    import pyarrow.parquet as pq

    return rows_by_article(pq.read_table(table).to_pylist())


def rows_by_article(records: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Rows of the claims table, given as mappings of its columns, by article id."""
    rows = defaultdict(list)
    for r in records:
        rows[r["article_id"]].append(
            Row(
                start=r["amount_start"],
                end=r["amount_end"],
                min=_number(r["amount_min"]),
                max=_number(r["amount_max"]),
                approx=bool(r["amount_approx"]),
                currency=r["currency"],
                per=r["per"],
                kind=r["kind"],
                status=r["status"],
                names={role: tuple(r[role] or ()) for role in ROLES},
                source=r["source"],
                dates=(_day(r["date_start"]), _day(r["date_end"])),
                date_text=r["date_text"],
                confidence=float(r["confidence"]),
            )
        )
    return dict(rows)


def _gold_row(claim: Mapping[str, Any]) -> Row:
    return Row(
        start=claim["start"],
        end=claim["end"],
        min=_number(claim.get("min")),
        max=_number(claim.get("max")),
        approx=bool(claim.get("approx")),
        currency=claim["currency"],
        per=claim.get("per") or None,
        kind=claim["kind"],
        status=claim["status"],
        names={role: tuple(claim[role]) for role in ROLES},
        source=claim.get("source"),
        dates=(claim.get("date_start"), claim.get("date_end")),
        date_text=claim.get("date_text"),
        optional=bool(claim.get("optional")),
    )


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).normalize()


def _day(value: Any) -> str | None:
    return None if value is None else str(value)[:10]


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
