"""`claims link`: a claims table in any of its forms gives the same tables, and what is no claims table is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from pipeline import schema
from pipeline.cli import main
from pipeline.normalise.rates import DAYS_AFTER, convert, rate
from pipeline.read.claims_table import read_claims

TABLES = ("claims", "parties", "facts", "fact_relations")
TEXTS = {
    "a": ("fr", "2024-03-01", "Orphéa offre 2,5 milliards d’euros pour Belvia. Le groupe la vaut : 1 milliard."),
    "b": ("en", "2024-04-02", "Orphea has agreed to pay €2.7 billion for Belvia, up from 2.5 billion euros."),
}
LABELLED = {
    "a": [("2,5 milliards d’euros", 2_500_000_000, "proposed")],
    "b": [("€2.7 billion", 2_700_000_000, "agreed"), ("2.5 billion euros", 2_500_000_000, "proposed")],
}


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A folder of labelled articles, as `make evaluate GOLD=folder` reads them."""
    articles, claims = [], []
    for id_, (language, published, text) in TEXTS.items():
        articles.append({"id": id_, "language": language, "published": published, "publisher": None, "text": text})
        told = [
            {
                "start": text.index(amount), "end": text.index(amount) + len(amount), "min": value, "max": value, "approx": False,
                "currency": "EUR", "per": None, "kind": "acquisition", "payer": ["Orphéa"], "recipient": [], "subject": [],
                "object": ["Belvia"], "status": status, "source": None, "source_kind": "none", "date_text": None,
                "date_start": None, "date_end": None, "date_granularity": None, "optional": False,
            }
            for amount, value, status in LABELLED[id_]
        ]  # fmt: skip
        claims.append({"id": id_, "aliases": [], "claims": told})
    folder = tmp_path / "gold"
    folder.mkdir()
    for name, content in (("articles", articles), ("claims", claims)):
        lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in content)
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    return folder


def link(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["link", *map(str, arguments)])


def test_labelled_articles_become_facts(labelled: Path, tmp_path: Path) -> None:
    done = link(labelled, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("3 claims, 2 parties, 2 facts, 1 fact relation in ")
    facts = pd.read_parquet(tmp_path / "out" / "facts.parquet").set_index("fact_id")
    [relation] = pd.read_parquet(tmp_path / "out" / "fact_relations.parquet").to_dict("records")
    assert relation["relation"] == "supersedes"
    assert facts.amount_min[relation["from_fact"]] == Decimal(2_700_000_000)
    assert facts.articles[relation["to_fact"]] == 2
    claims = pd.read_parquet(tmp_path / "out" / "claims.parquet")
    assert set(claims.fact_id) == set(facts.index)
    assert sorted(rule for rules in claims.rules for rule in rules) == ["across.exact", "across.first", "across.first"]


def test_each_table_has_its_columns_in_both_forms(labelled: Path, tmp_path: Path) -> None:
    link(labelled, "-o", tmp_path)
    for table in TABLES:
        columns = [column.name for column in schema.columns(table)]
        assert list(pd.read_parquet(tmp_path / f"{table}.parquet").columns) == columns
        assert list(pd.read_csv(tmp_path / f"{table}.csv", encoding="utf-8-sig").columns) == columns
    [first, *_] = pd.read_csv(tmp_path / "facts.csv", encoding="utf-8-sig").statuses
    assert json.loads(first) == [{"status": "proposed", "date": "2024-03-01", "article_id": "a"}]


@pytest.mark.parametrize("dialect", ["standard", "excel-fr"])
def test_linking_again_changes_nothing(labelled: Path, tmp_path: Path, dialect: str) -> None:
    one, other, third = (tmp_path / name for name in ("one", "other", "third"))
    link(labelled, "-o", one, "--csv-dialect", dialect)
    assert read_claims(one / "claims.csv") == read_claims(one / "claims.parquet")
    for source, out in ((one / "claims.csv", other), (one, third)):
        assert link(source, "-o", out).exit_code == 0
        for table in TABLES[1:]:
            assert (out / f"{table}.parquet").read_bytes() == (one / f"{table}.parquet").read_bytes()


def test_the_default_folder_lies_beside_the_table(labelled: Path) -> None:
    assert link(labelled, "-q").output == ""
    assert sorted(path.name for path in (labelled / "linked").glob("*.csv")) == sorted(f"{t}.csv" for t in TABLES)


def _not_a_table(folder: Path) -> None:
    (folder / "claims.csv").write_text("name,age\nOrphéa,3\n", "utf-8")


def _no_parquet(folder: Path) -> None:
    (folder / "claims.parquet").write_bytes(b"PAR1 and nothing more")


def _bad_value(folder: Path) -> None:
    header = "article_id,amount_start,amount_end,amount_min,amount_max,currency,kind"
    (folder / "claims.csv").write_text(f"{header}\na,0,3,three,3,EUR,debt\n", "utf-8")


def _unknown_kind(folder: Path) -> None:
    header = "article_id,amount_start,amount_end,amount_min,amount_max,currency,kind"
    (folder / "claims.csv").write_text(f"{header}\na,0,3,3,3,EUR,gossip\n", "utf-8")


def _twice(folder: Path) -> None:
    header = "claim_id,article_id,amount_start,amount_end,amount_min,amount_max,currency,kind"
    (folder / "claims.csv").write_text(f"{header}\nx,a,0,3,3,3,EUR,debt\nx,a,9,12,3,3,EUR,debt\n", "utf-8")


def _no_articles(folder: Path) -> None:
    (folder / "claims.jsonl").write_text('{"id": "a", "claims": []}\n', "utf-8")


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "nothing in the folder": (lambda folder: None, "holds none of claims.parquet, claims.csv, claims.jsonl"),
    "another table": (_not_a_table, "no claims table, it lacks article_id"),
    "no Parquet": (_no_parquet, "no Parquet file"),
    "no number": (_bad_value, "claims.csv: line 2: "),
    "no kind": (_unknown_kind, "row 1: claims.kind: 'gossip' is none of"),
    "one id twice": (_twice, "row 2: claim_id 'x' is given twice"),
    "labels without articles": (_no_articles, "the articles are not beside it"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_claims_table_is_refused(tmp_path: Path, name: str) -> None:
    make, words = REFUSED[name]
    make(tmp_path)
    done = link(tmp_path)
    assert done.exit_code == 2 and words in done.output, done.output
    assert not (tmp_path / "linked").exists()


# --- rates


def test_rates_reach_back_over_holidays_and_a_year_beyond_the_last() -> None:
    sunday, friday = date(2024, 3, 3), date(2024, 3, 1)
    assert rate("USD", sunday) == rate("USD", friday)
    assert rate("XOF", friday) == Decimal("655.957")
    assert rate("USD", date(2500, 1, 1)) is None and DAYS_AFTER == 366


@pytest.mark.parametrize("currency, other", [("USD", "JPY"), ("XOF", "GBP"), ("SAR", "CHF")])
def test_there_and_back_is_the_same_amount(currency: str, other: str) -> None:
    day = date(2024, 3, 1)
    there = convert(Decimal(1000), currency, other, day)
    assert there is not None and there != 1000
    back = convert(there, other, currency, day)
    assert back is not None and abs(back - 1000) < Decimal("1e-15")
