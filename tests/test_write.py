"""Rows become files: exact values, the same bytes for the same rows, safe in a spreadsheet, whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import schema
from pipeline.records import Extraction
from pipeline.schema import Row
from pipeline.write import tables as writers
from pipeline.write.manifest import fingerprint, made_by, manifest
from pipeline.write.output import Output
from pipeline.write.rows import Tables, fit, rows_of_extraction
from pipeline.write.summary import Summary
from pipeline.write.tables import CsvTable, ParquetTable, neutralise
from pipeline.write.terminal import printable


def read_csv(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def write(path: Path, table: str, rows: list[Row], **options: object) -> Path:
    file = ParquetTable(path, table) if path.suffix == ".parquet" else CsvTable(path, table, **options)  # type: ignore[arg-type]
    file.write(rows)
    file.close()
    return path


def dropped(text: str, reason: str = "no currency") -> Row:
    return {"article_id": "a", "start": 0, "end": 1, "text": text, "stage": "amounts", "reason": reason}


# --- rows


@pytest.mark.parametrize("table", schema.TABLES)
def test_rows_have_the_columns_of_their_table(made: Extraction, table: str) -> None:
    rows = getattr(rows_of_extraction(made), table)
    assert rows
    assert all(list(row) == [column.name for column in schema.columns(table)] for row in rows)


def test_a_claim_becomes_a_row(made: Extraction) -> None:
    first, second = rows_of_extraction(made).claims
    assert first["amount_text"] == "plus de 3 M€" == made.article.text[first["amount_start"] : first["amount_end"]]
    assert (first["amount_min"], first["amount_max"]) == (Decimal(3_000_000), None)
    assert (first["payer"], first["recipient"], first["object"]) == (["Orphéa"], ["Belvia"], [])
    assert (first["date_text"], first["date_end"]) == ("d’ici fin 2025", date(2025, 12, 31))
    assert second["conversion_of"] == first["claim_id"]


def test_rows_are_sorted_whatever_the_order_of_the_records(made: Extraction) -> None:
    mixed = replace(made, claims=made.claims[::-1], mentions=made.mentions[::-1])
    assert rows_of_extraction(mixed) == rows_of_extraction(made)


@pytest.mark.parametrize("amount", ["1E+33", "9.9E+32", "NaN", "Infinity", "0.0000000123", "1E-7"])
def test_an_amount_that_does_not_fit_is_dropped_with_its_reason(made: Extraction, amount: str) -> None:
    first, second = made.claims
    money = replace(first.money, min=Decimal(amount), max=None)
    rows = rows_of_extraction(replace(made, claims=(replace(first, money=money), second)))
    assert [row["claim_id"] for row in rows.claims] == ["c2"]
    assert rows.claims[0]["conversion_of"] is None
    [reason] = [row["reason"] for row in rows.dropped if row["stage"] == "write"]
    assert reason.endswith("does not fit decimal128(38, 6)")


@given(st.decimals(min_value=0, max_value=10**31, places=6))
def test_a_decimal_of_six_places_is_kept_exactly(amount: Decimal) -> None:
    assert fit(amount) == amount


def test_two_inputs_with_one_id_are_flagged_in_both_tables(made: Extraction) -> None:
    rows = rows_of_extraction(replace(made, article=replace(made.article, duplicate_id=True)))
    assert all("duplicate_id" in row["review"] for row in rows.claims)
    assert rows.articles[0]["reason"] == "another input carries the same id"


def test_lone_surrogates_are_replaced_one_for_one(made: Extraction, tmp_path: Path) -> None:
    text = made.article.text.replace("Phare", "Pha\ud83de")
    rows = rows_of_extraction(replace(made, article=replace(made.article, text=text, title="\udc00")))
    assert rows.articles[0]["title"] == "\ufffd"
    assert len(rows.articles[0]["text"]) == len(text)
    write(tmp_path / "claims.parquet", "claims", rows.claims)
    write(tmp_path / "claims.csv", "claims", rows.claims)


def test_a_fault_of_an_article_is_an_error_and_not_a_broken_file(made: Extraction) -> None:
    with pytest.raises(ValueError, match=r"claims\.kind"):
        rows_of_extraction(replace(made, claims=(replace(made.claims[0], kind="gift"),)))


# --- CSV


def test_csv_cells(made: Extraction, tmp_path: Path) -> None:
    path = write(tmp_path / "claims.csv", "claims", rows_of_extraction(made).claims)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfclaim_id,")
    first, second = read_csv(path)
    assert list(first) == [column.name for column in schema.CLAIMS]
    assert (first["amount_min"], first["amount_max"], second["amount_max"]) == ("3000000", "", "3400000")
    assert (first["is_main"], second["is_main"]) == ("true", "false")
    assert (first["published"], first["date_end"]) == ("2025-06-18", "2025-12-31")
    assert (first["payer"], first["object"], first["rules"]) == ("Orphéa", "", "amount.bound; kind.contract")
    assert json.loads(first["evidence"])[0] == {"role": "trigger", "start": 45, "end": 52}


def test_csv_for_french_excel(made: Extraction, tmp_path: Path) -> None:
    rows = rows_of_extraction(made).claims
    rows[0]["amount_min"] = Decimal("0.850000")
    first = read_csv(write(tmp_path / "claims.csv", "claims", rows, dialect="excel-fr"), ";")[0]
    assert (first["amount_min"], first["confidence"]) == ("0,85", "0,8")
    assert first["rules"] == "amount.bound; kind.contract"


FORMULAS = ["=1+1", "+33 1", "-5 M€", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_neutralised_unless_raw(text: str, tmp_path: Path) -> None:
    assert read_csv(write(tmp_path / "a.csv", "dropped", [dropped(text)]))[0]["text"] == "'" + text
    assert read_csv(write(tmp_path / "b.csv", "dropped", [dropped(text)], raw=True))[0]["text"] == text
    assert pq.read_table(write(tmp_path / "a.parquet", "dropped", [dropped(text)])).to_pylist()[0]["text"] == text


@pytest.mark.parametrize("text", ["3 M€", "'=1", " =1", "a=b", "−5 M€", "", "«=»"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert neutralise(text) == text


def test_numbers_and_names_in_lists_are_told_apart(made: Extraction, tmp_path: Path) -> None:
    rows = rows_of_extraction(made).claims
    rows[0] |= {"amount_min": Decimal("-3.000000"), "payer": ["=cmd", "Orphéa"]}
    first = read_csv(write(tmp_path / "claims.csv", "claims", rows))[0]
    assert (first["amount_min"], first["payer"]) == ("-3", "'=cmd; Orphéa")


@given(st.text(alphabet=st.sampled_from('ab",;\r\n\t =\0\u2028\u0085é')))
def test_csv_is_read_back_as_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("csv") / "dropped.csv"
    write(path, "dropped", [dropped(text, "first"), dropped("next", "second")])
    expected = neutralise(text.replace("\0", "\ufffd"))
    assert [row["text"] for row in read_csv(path)] == [expected, "next"]
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert list(frame["reason"]) == ["first", "second"]


# --- Parquet


def test_parquet_gives_back_the_rows_and_says_what_they_mean(made: Extraction, tmp_path: Path) -> None:
    rows = rows_of_extraction(made)
    for table in schema.TABLES:
        read = pq.read_table(write(tmp_path / f"{table}.parquet", table, getattr(rows, table)))
        assert read.schema.equals(schema.arrow_schema(table), check_metadata=True)
        assert read.to_pylist() == getattr(rows, table)


def test_the_frame_of_rows_is_that_of_the_file(made: Extraction, tmp_path: Path) -> None:
    rows = rows_of_extraction(made)
    path = write(tmp_path / "claims.parquet", "claims", rows.claims)
    pd.testing.assert_frame_equal(rows.frame(), pd.read_parquet(path))
    assert rows.frame().amount_min.sum() == Decimal(6_400_000)


def test_bytes_do_not_depend_on_how_rows_arrive(
    made: Extraction, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "ROW_GROUP", 4)
    rows = [dropped(f"{n} M", f"reason {n % 3}") for n in range(11)]
    for suffix in ("parquet", "csv"):
        written = set()
        for step in (1, 3, 11):
            path = tmp_path / f"{step}.{suffix}"
            file = ParquetTable(path, "dropped") if suffix == "parquet" else CsvTable(path, "dropped")
            for start in range(0, len(rows), step):
                file.write(rows[start : start + step])
            file.close()
            written.add(path.read_bytes())
        assert len(written) == 1
    assert pq.ParquetFile(tmp_path / "1.parquet").num_row_groups == 3


# --- output folder


FILES = {f"{table}.{suffix}" for table in schema.EVERY for suffix in ("csv", "parquet")} | {"run.json"}


def test_all_files_take_their_names_together(made: Extraction, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    with Output(out) as output:
        output.write(rows_of_extraction(made))
        files = output.close()
        assert not [path for path in out.iterdir() if path.is_file()]
        output.commit(manifest(settings={}, counts={}, seconds={"read": 0.1}, files=files))
    assert {path.name for path in out.iterdir()} == FILES
    told = json.loads((out / "run.json").read_text("utf-8"))["files"]
    assert {name: file["sha256"] for name, file in told.items()} == {
        name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in FILES - {"run.json"}
    }
    assert told["claims.csv"]["rows"] == told["claims.parquet"]["rows"] == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_run_that_stops_leaves_earlier_files_as_they_were(
    made: Extraction, tmp_path: Path, error: type[BaseException] | BaseException
) -> None:
    (tmp_path / "claims.csv").write_text("of yesterday")
    with pytest.raises((KeyboardInterrupt, OSError)), Output(tmp_path) as output:
        output.write(rows_of_extraction(made))
        raise error
    assert [path.name for path in tmp_path.iterdir()] == ["claims.csv"]
    assert (tmp_path / "claims.csv").read_text() == "of yesterday"


def test_the_article_text_is_in_the_parquet_only(made: Extraction, tmp_path: Path) -> None:
    rows = rows_of_extraction(made).articles
    assert "text" not in read_csv(write(tmp_path / "articles.csv", "articles", rows))[0]
    assert pq.read_table(write(tmp_path / "articles.parquet", "articles", rows))["text"][0].as_py() == made.article.text


def test_the_manifest_names_versions_and_digests() -> None:
    told = json.loads(manifest(settings={"workers": 2}, counts={"claims": 3}, seconds={"read": 0.12345}, files={}))
    assert {"pipeline", "python", "libraries", "models", "digests", "settings", "counts", "seconds", "files"} <= set(
        told
    )
    assert told["libraries"]["spacy"] and told["models"]["fr"]["version"] and len(told["models"]["fr"]["digest"]) == 64
    assert told["seconds"] == {"read": 0.123}


def test_another_version_of_any_library_of_the_readers_is_another_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    now, versions = fingerprint({}), made_by()["libraries"]
    assert {"lxml", "numpy", "thinc", "CurrencyConverter", "python-docx"} <= versions.keys()
    assert [name for name, version in versions.items() if version is None and name != "python-docx"] == []
    for changed in versions:
        monkeypatch.setattr("pipeline.write.manifest._version", (versions | {changed: "0.0.1"}).get)
        assert fingerprint({}) != now, changed


# --- closing page


def test_the_closing_page_counts_facts_once(made: Extraction) -> None:
    summary = Summary()
    summary.add(rows_of_extraction(made))
    assert summary.words().splitlines() == [
        "Read 1 article: 1 ok, 0 skipped, 0 failed.",
        "  0 files read, 0 articles extracted",
        "Found 2 claims of 1 fact in 1 article.",
        "  facts by kind: contract 1",
        "  facts by currency: EUR 1",
        "Look at (column review):",
        "  1 row: currency_default: the currency is the default reading of a bare word or symbol",
    ]


def test_the_closing_page_names_the_first_articles_that_failed() -> None:
    summary = Summary()
    row = {"outcome": "failed", "reason": "empty file", "claims": 0, "similar_to": None}
    rows = [row | {"article_id": f"{n}\x1b[2J"} for n in range(7)]
    summary.add(Tables(articles=rows))
    lines = summary.words().splitlines()
    assert lines[2] == "  failed: 0\ufffd[2J: empty file"
    assert lines[7] == "  failed: … and 2 more, see the table articles"


def test_the_closing_page_names_the_most_frequent_kinds_alone() -> None:
    kinds = Counter({f"kind{n}": n for n in range(1, 11)})
    line = next(line for line in Summary(kinds=kinds).words().splitlines() if "by kind" in line)
    assert line.startswith("  facts by kind: kind10 10, kind9 9, ") and line.endswith(", kind3 3, 2 more with 3")


@given(st.text())
def test_nothing_unprintable_reaches_the_terminal(text: str) -> None:
    assert not {"Cc", "Cf", "Cs"} & {unicodedata.category(character) for character in printable(text)}
