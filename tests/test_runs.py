"""A run takes over what still holds, says what is a copy of what, and no way of getting there shows in the tables."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import batch, copies, lock, state
from pipeline.cli import main
from pipeline.records import Article
from pipeline.schema import EVERY, Row
from pipeline.spool import Spool

TABLES = [f"{table}.{suffix}" for table in EVERY for suffix in ("csv", "parquet")]
SALE = "Le groupe Orphéa a vendu sa filiale Belvia pour {} millions d’euros. La vente a été signée à Lyon."
PLAIN = "Le musée de Kerdanis rouvre ses portes {}. Les visiteurs y verront des maquettes de navires anciens."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        (folder / f"sale{number}.txt").write_text(SALE.format(number + 2), "utf-8")
        (folder / f"plain{number}.txt").write_text(PLAIN.format(f"le {number + 1} mai"), "utf-8")
    return folder


def made_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def claims(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def stop_after(articles: int) -> Callable[[str, int, int | None], None]:
    def stop(stage: str, done: int, total: int | None) -> None:
        if stage == "extract" and done == articles:
            raise KeyboardInterrupt

    return stop


# --- again, with what is new


def test_a_run_that_was_stopped_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    batch.run([folder], tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        batch.run([folder], tmp_path / "out", progress=stop_after(5))
    assert not (tmp_path / "out" / "run.json").exists()
    assert batch.run([folder], tmp_path / "out", resume=True).extracted == 3
    assert made_of(tmp_path / "out") == made_of(tmp_path / "whole")


def test_only_what_is_new_or_changed_is_done(folder: Path, tmp_path: Path) -> None:
    first = batch.run([folder], tmp_path / "out")
    assert (first.files_read, first.extracted) == (8, 8)
    (folder / "sale9.txt").write_text(SALE.format(90), "utf-8")
    (folder / "sale1.txt").write_text(SALE.format(45), "utf-8")
    (folder / "plain0.txt").unlink()
    (folder / "plain1.txt").touch()  # a new time is no new content
    again = batch.run([folder], tmp_path / "out")
    assert (again.files_read, again.extracted) == (2, 2)
    batch.run([folder], tmp_path / "fresh")
    assert made_of(tmp_path / "out") == made_of(tmp_path / "fresh")
    assert b"plain0" not in made_of(tmp_path / "out")["articles.csv"]


def test_a_table_of_metadata_changes_what_reading_gives(folder: Path, tmp_path: Path) -> None:
    batch.run([folder], tmp_path / "out")
    (folder / "metadata.csv").write_text("file,published\nsale1.txt,2025-06-18\n", "utf-8")
    assert batch.run([folder], tmp_path / "out").extracted == 1
    batch.run([folder], tmp_path / "fresh")
    assert made_of(tmp_path / "out") == made_of(tmp_path / "fresh")


def test_a_table_of_metadata_tells_which_files_are_not_there_now(folder: Path, tmp_path: Path) -> None:
    (folder / "metadata.csv").write_text("file,published\nsale1.txt,2025-06-18\nb.txt,2025-06-19\n", "utf-8")
    told = []
    for change in (None, (folder / "b.txt").touch, (folder / "sale1.txt").unlink):
        if change:
            change()
        batch.run([folder], tmp_path / "out")
        batch.run([folder], tmp_path / "fresh", fresh=True)
        assert made_of(tmp_path / "out") == made_of(tmp_path / "fresh")
        articles = (tmp_path / "out" / "articles.csv").read_text("utf-8")
        told.append([name for name in ("b.txt", "sale1.txt") if f"no file {name}" in articles])
    assert told == [["b.txt"], [], ["sale1.txt"]]
    assert batch.run([folder], tmp_path / "out").files_read == 0  # the table as well, as long as nothing changes


@pytest.mark.parametrize("changed", ["pipeline", "settings", "fresh"])
def test_rows_made_otherwise_hold_no_more(
    changed: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.run([folder], tmp_path / "out")
    assert batch.run([folder], tmp_path / "out").extracted == 0
    if changed == "pipeline":
        monkeypatch.setattr(batch, "fingerprint", lambda _: "another pipeline")
    everything = batch.Settings(everything=changed == "settings")
    assert batch.run([folder], tmp_path / "out", settings=everything, fresh=changed == "fresh").extracted == 8


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=st.lists(st.dictionaries(st.sampled_from("abcdm"), st.integers(0, 3), max_size=5), min_size=2, max_size=4)
)
def test_tables_depend_on_the_last_inputs_alone(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, int]]
) -> None:
    base = tmp_path_factory.mktemp("history")
    folder = base / "in"
    folder.mkdir()
    for files in history:
        for path in folder.iterdir():
            path.unlink()
        for name, number in files.items():  # equal numbers are copies
            if name == "m":  # a table that lists files, there or not
                rows = "".join(f"{file}.txt,2025-06-1{number}\n" for file in "abcd"[number:])
                (folder / "metadata.csv").write_text(f"file,published\n{rows}", "utf-8")
                continue
            (folder / f"{name}.txt").write_text(PLAIN.format(f"le {number + 1} mai"), "utf-8")
        batch.run([folder], base / "out", allow_empty=True)
    batch.run([folder], base / "fresh")
    assert made_of(base / "out") == made_of(base / "fresh")


def test_two_inputs_of_one_name_and_content_are_two_rows(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(PLAIN.format("demain"), "utf-8")
    for _ in range(2):
        summary = batch.run([tmp_path / "one", tmp_path / "other"], tmp_path / "out")
        assert summary.articles == {"ok": 1, "skipped": 1}


def test_a_folder_that_holds_nothing_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch.run([folder], out)
    before, state_before = made_of(out), (out / ".claims" / "state.sqlite").read_bytes()
    for path in folder.iterdir():
        path.unlink()
    (folder / ".hidden").touch()
    for more in ([], ["--fresh"]):
        refused = claims("run", folder, "-o", out, *more)
        assert refused.exit_code == 2 and f"no file to read in {folder}" in refused.output
        assert "--allow-empty" in refused.output
    assert (made_of(out), (out / ".claims" / "state.sqlite").read_bytes()) == (before, state_before)
    assert claims("run", folder, "-o", out, "--allow-empty").exit_code == 0
    assert "sale" not in (out / "articles.csv").read_text("utf-8")


def test_a_run_does_not_go_on_over_a_folder_that_is_gone(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        batch.run([folder], out, progress=stop_after(5))
    away = folder.rename(tmp_path / "away")
    refused = claims("run", "--resume", "-o", out)
    assert refused.exit_code == 2 and "no file to read" in refused.output
    away.rename(folder)
    assert "3 articles extracted" in claims("run", "--resume", "-o", out).output


def test_a_first_run_over_nothing_has_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    result = claims("run", tmp_path / "in", "-o", tmp_path / "out")
    assert result.exit_code == 0 and result.output.startswith("Read 0 articles: ")


def test_a_run_tells_what_changed_since_the_last_complete_one(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "since" not in claims("run", folder, "-o", out).output
    (folder / "sale9.txt").write_text(SALE.format(90), "utf-8")
    with pytest.raises(KeyboardInterrupt):
        batch.run([folder], out, progress=stop_after(1))  # no complete run: the next one still tells of sale9 as new
    (folder / "sale1.txt").write_text(SALE.format(45), "utf-8")
    for name in ("plain0.txt", "plain1.txt"):
        (folder / name).unlink()
    told = claims("run", folder, "-o", out).output
    assert "1 file read, 1 article extracted; since the last run: 1 new, 1 changed, 5 known, 2 removed" in told
    told = claims("status", out).output
    assert "articles since the run before: 1 new, 1 changed, 5 known, 2 removed" in told
    assert "1 file read, 1 article extracted" in told


# --- the command


def test_resume_takes_inputs_and_options_from_the_run_that_was_cut_off(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        batch.run([folder], tmp_path / "out", progress=stop_after(2), csv_dialect="excel-fr")
    assert "cut off with 2 of 8 articles done" in claims("status", tmp_path / "out").output
    result = claims("run", "--resume", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "claims.csv").read_text("utf-8-sig").startswith("claim_id;")
    told = claims("status", tmp_path / "out").output
    assert "Unfinished" not in told and "8 (8 ok, 0 skipped, 0 failed)" in told


@pytest.mark.parametrize(
    "begun, arguments, message",
    [
        (False, ["run", "--resume"], "no run was begun"),
        (True, ["run", "--resume"], "is complete"),
        (True, ["run", ".", "--resume"], "takes none"),
        (False, ["status"], "no run was ever begun"),
    ],
)
def test_what_cannot_go_on_is_refused(
    begun: bool, arguments: list[str], message: str, folder: Path, tmp_path: Path
) -> None:
    if begun:
        batch.run([folder / "plain0.txt"], tmp_path / "out")
    where = [tmp_path / "out"] if arguments == ["status"] else ["-o", tmp_path / "out"]
    result = claims(*arguments, *where)
    assert result.exit_code == 2 and message in result.output


def test_another_pipeline_goes_on_with_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyboardInterrupt):
        batch.run([folder], tmp_path / "out", progress=stop_after(2))
    monkeypatch.setattr(batch, "fingerprint", lambda _: "another pipeline")
    with pytest.raises(state.NothingToResume, match="changed"):
        batch.run([folder], tmp_path / "out", resume=True)


def test_a_second_run_on_a_folder_is_refused_and_told_of_the_first(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with state.opened(out):
        result = claims("run", folder, "-o", out)
        assert result.exit_code == 2 and "another run is at work on this folder: process " in result.output
    assert claims("run", folder / "plain0.txt", "-o", out).exit_code == 0


def test_a_look_at_the_lock_refuses_no_run(tmp_path: Path) -> None:
    with lock.locked(tmp_path):
        assert lock.holder_of(tmp_path)
    looking = sqlite3.connect(tmp_path / lock.LOCK, isolation_level=None, check_same_thread=False)
    looking.execute("BEGIN EXCLUSIVE")
    timer = threading.Timer(0.1, looking.close)
    timer.start()
    with lock.locked(tmp_path):
        timer.join()
    assert lock.holder_of(tmp_path) is None


def test_any_number_may_look_at_the_lock_at_once(tmp_path: Path) -> None:
    with lock.locked(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / lock.LOCK, isolation_level=None)) as looking:
        looking.execute("BEGIN")
        looking.execute("SELECT 1 FROM sqlite_master").fetchone()  # as another `claims status` does
        assert lock.holder_of(tmp_path) is None


def test_facts_are_not_linked_into_a_folder_where_a_run_is_at_work(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch.run([folder], out)
    before = made_of(out)
    with state.opened(out):
        refused = claims("link", out, "-o", out)
    assert refused.exit_code == 2 and "another run is at work" in refused.output
    assert made_of(out) == before


def test_status_is_for_programs_too(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").touch()
    batch.run([folder], tmp_path / "out")
    told = json.loads(claims("status", tmp_path / "out", "--json").output)
    assert told["manifest"]["counts"]["reasons"]["failed"] == {"empty file": 1}
    assert told["unfinished"] is None and told["at_work"] is None


def test_an_article_longer_than_the_limit_is_told(folder: Path, tmp_path: Path) -> None:
    (folder / "long.txt").write_text(SALE.format(3) * 100, "utf-8")
    result = claims("run", folder / "long.txt", "-o", tmp_path / "out", "--max-article-characters", "5000")
    assert result.exit_code == 1 and "more than the limit of 5,000" in result.output


# --- copies


def rows_of(*articles: Article) -> dict[str, Row]:
    with Spool() as spool:
        for article in articles:
            spool.add(article)
        batch.fill(spool, batch.Settings(), None)
        copies.mark_alike(spool)
        return {row["article_id"]: row for tables in batch.assemble(spool) for row in tables.articles}


def test_a_copy_has_no_claims_and_names_the_first() -> None:
    text = SALE.format(12)
    rows = rows_of(
        Article("b", text, language="fr"),
        Article("a", text.replace("’", "'").replace(" 12 ", "\u00a012\n"), language="fr"),
        Article("c", SALE.format(13), language="fr"),
    )
    assert {id: row["duplicate_of"] for id, row in rows.items()} == {"a": None, "b": "a", "c": None}
    assert [rows["b"][name] for name in ("outcome", "reason", "language", "claims")] == [
        "skipped", "a copy of another article", "fr", 0,
    ]  # fmt: skip
    assert rows["a"]["claims"] == 1


def test_the_same_words_in_two_languages_are_no_copies() -> None:
    rows = rows_of(Article("a", "Total : 3 M€", language="fr"), Article("b", "Total : 3 M€", language="en"))
    assert [row["duplicate_of"] for row in rows.values()] == [None, None]


ITEM: dict[str, Any] = {"item": "7", "publisher": "Le Phare"}
VERSIONS = [
    ({**ITEM, "version": "9"}, {**ITEM, "version": "10"}, "b"),
    ({**ITEM, "version": "1"}, ITEM, "a"),
    (
        {**ITEM, "version": "2", "published": date(2025, 1, 2)},
        {**ITEM, "version": "2", "published": date(2025, 1, 1)},
        "a",
    ),
    ({**ITEM, "version": "2"}, {**ITEM, "version": "2"}, None),  # nothing tells which is the newer
    ({**ITEM, "version": "1"}, {**ITEM, "item": "8", "version": "2"}, None),
    ({**ITEM, "version": "1"}, {**ITEM, "publisher": "La Vigie", "version": "2"}, None),
    ({**ITEM, "version": "1"}, {"item": "7", "version": "2"}, None),
    # items of two feeds that count from one
    ({"item": "7", "version": "1"}, {"item": "7", "version": "2"}, None),
    ({**ITEM, "published": date(2025, 1, 2)}, {**ITEM, "published": date(2025, 1, 1)}, None),
]


@pytest.mark.parametrize("one, other, newest", VERSIONS)
def test_the_newest_version_is_kept(one: dict[str, Any], other: dict[str, Any], newest: str | None) -> None:
    rows = rows_of(
        Article("a", SALE.format(5), language="fr", **one),
        Article("b", SALE.format(6), language="fr", **other),
    )
    kept = {id for id, row in rows.items() if row["duplicate_of"] is None}
    assert kept == ({newest} if newest else {"a", "b"})
    if newest:
        [row] = [row for row in rows.values() if row["duplicate_of"]]
        assert (row["duplicate_of"], row["reason"]) == (newest, "an earlier version of another article")


def test_an_update_is_marked_and_keeps_its_claims() -> None:
    body = " ".join(f"Le lot {word} du chantier naval de Kerdanis est livré." for word in "abcdefghijklmnop")
    rows = rows_of(
        Article("a", f"{SALE.format(12)} {body}", language="fr"),
        Article("b", f"{SALE.format(12)} {body} La direction se félicite de ce calendrier.", language="fr"),
        Article("c", " ".join(PLAIN.format(f"le {n} mai") for n in range(1, 20)), language="fr"),
    )
    assert {id: row["similar_to"] for id, row in rows.items()} == {"a": None, "b": "a", "c": None}
    assert rows["b"]["claims"] == 1


def test_a_form_sent_many_times_is_compared_with_a_few() -> None:
    texts = [f"{PLAIN.format('demain')} " * 8 + f"Avis numéro {n}." for n in range(200)]
    with Spool() as spool:
        for number, text in enumerate(texts):
            spool.add(Article(f"{number:03}", text, language="fr"))
        batch.fill(spool, batch.Settings(language="fr"), None)
        copies.mark_alike(spool)
        [pairs] = spool.db.execute("SELECT count(*) FROM (SELECT DISTINCT later, earlier FROM pairs)").fetchone()
    assert pairs <= 200 * copies.MOST_COMPARED * 4
