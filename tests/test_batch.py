"""A run accounts for every input, gives the same bytes in any order and with any number of workers, and stops cleanly."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline import batch, extraction
from pipeline.packing import Input
from pipeline.records import Article, Extraction, Unread
from pipeline.spool import Spool

NAMES = ("claims", "mentions", "articles", "dropped", "parties", "facts", "fact_relations")
TABLES = [f"{table}.{suffix}" for table in NAMES for suffix in ("csv", "parquet")]
FRENCH = "Le groupe Orphéa a vendu sa filiale Belvia pour 12 millions d’euros.\n\nLa vente a été signée hier à Lyon."
ENGLISH = "Marlow Holdings agreed to pay a fine of $45 million.\n\nThe company said it would appeal the decision."
GERMAN = "Der Konzern übernimmt das Unternehmen für drei Milliarden Euro, wie er am Montag in Berlin mitteilte."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles in both languages and some inputs that are none."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "b.txt").write_text(FRENCH, "utf-8")
    (folder / "a.txt").write_text(ENGLISH, "utf-8")
    (folder / "c.txt").write_text(GERMAN, "utf-8")
    (folder / "empty.txt").write_text("", "utf-8")
    rows = [
        {"id": "x", "text": f"{FRENCH} Le cours a monté.", "language": "fr"},
        {"id": "x", "text": f"{ENGLISH} The shares rose.", "language": "en"},
    ]
    (folder / "d.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return folder


def made_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


# --- every input is a row


def test_every_input_is_a_row_with_its_outcome(folder: Path, tmp_path: Path) -> None:
    summary = batch.run([folder], tmp_path / "out")
    rows = {row["article_id"]: row for row in pipeline.run(folder).articles}
    assert {name.partition("~")[0]: row["outcome"] for name, row in rows.items()} == {
        "a.txt": "ok",
        "b.txt": "ok",
        "c.txt": "skipped",
        "empty.txt": "failed",
        "x": "ok",
    }
    assert "German" in rows["c.txt"]["reason"]
    assert summary.articles == {"ok": 4, "skipped": 1, "failed": 1}


def test_an_article_that_breaks_extraction_is_a_failed_row(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = extraction.extract_article

    def break_on_english(article: Article, **options: bool) -> Extraction:
        if article.language == "en":
            raise RecursionError("too deep")
        return real(article, **options)

    monkeypatch.setattr(extraction, "extract_article", break_on_english)
    tables = pipeline.run(folder)
    failed = {row["article_id"]: row["reason"] for row in tables.articles if row["outcome"] == "failed"}
    assert failed["a.txt"].startswith("RecursionError: too deep (test_batch.py, line ")
    assert {row["article_id"] for row in tables.articles if row["outcome"] == "ok"} > {"b.txt"}


def test_a_file_that_breaks_its_reader_is_a_failed_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise KeyError("of a library")

    monkeypatch.setattr("pipeline.read.plain_text.read", break_down)
    rows = {row["article_id"]: row["reason"] for row in pipeline.run(folder).articles if row["outcome"] == "failed"}
    assert set(rows) == {"a.txt", "b.txt", "c.txt", "empty.txt"}
    assert rows["a.txt"].startswith("KeyError: 'of a library'")


def test_a_language_given_is_taken_for_every_article(folder: Path) -> None:
    tables = pipeline.run([folder / "c.txt"], language="fr")
    assert [(row["outcome"], row["language"]) for row in tables.articles] == [("ok", "fr")]


def test_all_mentions_are_those_that_claims_need_and_more(folder: Path) -> None:
    needed, everything = pipeline.run(folder), pipeline.run(folder, everything=True)
    assert everything.claims == needed.claims
    spans = [
        {(row["article_id"], row["kind"], row["start"], row["end"]) for row in t.mentions} for t in (needed, everything)
    ]
    assert spans[0] < spans[1]


def test_tables_of_any_earlier_run_are_no_input(folder: Path) -> None:
    batch.run([folder], folder / "first")
    assert batch.run([folder], folder / "second").articles == {"ok": 4, "skipped": 1, "failed": 1}


def test_a_file_of_ones_own_may_be_called_like_a_manifest(folder: Path) -> None:
    (folder / "run.json").write_text(json.dumps({"id": "own", "text": FRENCH}), "utf-8")
    assert "own" in {row["article_id"] for row in pipeline.run(folder).articles}


@pytest.mark.parametrize("wrong", [{"format": "docx"}, {"csv_dialect": "klingon"}, {"workers": 0}])
def test_wrong_usage_is_refused_and_leaves_nothing(folder: Path, tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"docx|klingon|workers"):
        batch.run([folder], tmp_path / "out", **wrong)
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith((".claims-", "claims"))]


def test_an_article_without_a_date_keeps_the_words_of_a_relative_one() -> None:
    [claim] = pipeline.extract("Belvia a payé 3 M€ d’amende la semaine dernière.", "fr").claims
    assert (claim["date_text"], claim["date_start"]) == ("la semaine dernière", None)
    assert "no_article_date" in claim["review"]


def test_the_output_folder_is_no_input(folder: Path) -> None:
    first = batch.run([folder], folder / "out")
    again = batch.run([folder], folder / "out")
    assert first.articles == again.articles


# --- order


def inputs() -> list[Input]:
    return [
        Article("b", "Deux."),
        Article("a", "Un."),
        Article("twice", "Le matin.", source_file="1"),
        Article("twice", "Le soir.", source_file="2"),
        Article("same", "Pareil."),
        Article("same", "Pareil."),
        Unread("a", "a.txt", "text", "failed", "empty"),
        Article("\ud800", "Cassé."),
        Article("é", "Accent."),
    ]


@given(st.randoms(use_true_random=False))
def test_the_spool_gives_the_same_inputs_in_the_same_order(random: random.Random) -> None:
    mixed = inputs()
    random.shuffle(mixed)
    with Spool() as spool, Spool() as other:
        for item in inputs():
            spool.add(item)
        for item in mixed:
            other.add(item)
        assert list(spool) == list(other)


def test_ids_are_told_apart_and_all_who_shared_one_are_flagged() -> None:
    with Spool() as spool:
        for item in inputs():
            spool.add(item)
        found = list(spool)
    ids = [item.id for item in found]
    assert ids == sorted(ids) and len(set(ids)) == len(ids) == 9
    flagged = [item.id.partition("~")[0] for item in found if isinstance(item, Article) and item.duplicate_id]
    assert flagged == ["a", "same", "same", "twice", "twice"]
    assert {item.id for item in found if "~" not in item.id} == {"b", "é", "\ufffd"}
    assert [item.reason for item in found if isinstance(item, Unread)] == ["empty; another input carries the same id"]


def test_bytes_do_not_depend_on_order_names_of_inputs_or_workers(folder: Path, tmp_path: Path) -> None:
    files = sorted(folder.iterdir())
    batch.run([folder], tmp_path / "1")
    batch.run(files[::-1], tmp_path / "2", workers=1)
    batch.run([folder], tmp_path / "3", workers=2)
    assert made_of(tmp_path / "1") == made_of(tmp_path / "2") == made_of(tmp_path / "3")


def test_rows_in_memory_are_those_of_the_files(folder: Path, tmp_path: Path) -> None:
    kept, collected = pipeline.run(folder, tmp_path / "out"), pipeline.run(str(folder))
    assert kept == collected
    assert visible(tmp_path / "out") == sorted([*TABLES, "run.json"])


# --- stopping


def test_ctrl_c_leaves_earlier_tables_as_they_were(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch.run([folder / "a.txt"], out)
    before = made_of(out)

    def stop(stage: str, done: int, total: int | None) -> None:
        if stage == "extract" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.run([folder], out, progress=stop)
    assert made_of(out) == before
    assert visible(out) == sorted([*TABLES, "run.json"])


def test_progress_tells_what_is_done(folder: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    batch.run([folder], tmp_path / "out", progress=lambda *news: told.append(news))
    assert [done for stage, done, _ in told if stage == "read"] == [1, 2, 3, 4, 5, 6]
    assert [news for news in told if news[0] == "extract"][-1] == ("extract", 5, 5)  # one input has no text
    assert told[-1] == ("write", 6, 6)


# --- workers


def test_few_articles_are_not_worth_a_second_worker() -> None:
    assert batch.workers_for(0) == batch.workers_for(batch.ARTICLES_PER_WORKER) == 1


# --- one text


def test_extract_reads_title_day_and_language() -> None:
    tables = pipeline.extract("Le groupe a vendu sa filiale hier.", published="2025-06-18", title="Orphéa vend Belvia")
    [row] = tables.articles
    assert (row["language"], row["published"].isoformat()) == ("fr", "2025-06-18")
    assert row["text"] == "Orphéa vend Belvia\n\nLe groupe a vendu sa filiale hier."


@pytest.mark.parametrize("text, options", [(GERMAN, {}), (FRENCH, {"language": "it"}), (FRENCH, {"published": "hier"})])
def test_extract_refuses_what_it_cannot_read(text: str, options: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        pipeline.extract(text, **options)  # type: ignore[arg-type]
