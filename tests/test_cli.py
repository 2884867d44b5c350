"""The commands as a user types them: what they print, what they write, and the exit status."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import pipeline
from pipeline import schema
from pipeline.cli import main

FRENCH = "Le groupe Orphéa a vendu sa filiale Belvia pour 12 millions d’euros. La vente a été signée hier à Lyon."
HEAVY = ("spacy", "pyarrow", "pandas", "dateparser", "babel", "trafilatura", "numpy", "jinja2", "tqdm", "py3langid")


def claims(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(FRENCH, "utf-8")
    return path


@pytest.fixture
def several(tmp_path: Path) -> Path:
    path = tmp_path / "several.jsonl"
    rows = [{"id": f"n{n}\x1b", "text": f"{FRENCH} Numéro {n}.", "language": "fr"} for n in range(3)]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


# --- run


def test_run_writes_the_tables_and_says_what_it_found(article: Path, tmp_path: Path) -> None:
    result = claims("run", article, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Read 1 article: 1 ok, 0 skipped, 0 failed.\n")
    assert f"Tables in {tmp_path / 'out'}: " in result.output
    assert (tmp_path / "out" / "claims.parquet").is_file()
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["settings"]["inputs"] == [str(article)]


def test_run_is_silent_when_asked(article: Path, tmp_path: Path) -> None:
    assert claims("run", article, "-o", tmp_path / "out", "-q").output == ""


def test_run_reports_failed_articles_by_its_exit_status(article: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = claims("run", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "1 failed" in result.output and "failed: empty.txt: " in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "no/such/folder"],
        ["run", ".", "--workers", "0"],
        ["run", ".", "--csv-dialect", "klingon"],
        ["run", ".", "--format", "papyrus"],
        ["explain", "no/such/file.txt"],
        ["schema", "rumours"],
        ["evaporate"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_with_status_2(arguments: list[str]) -> None:
    result = claims(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.output


def test_run_into_a_file_is_told(article: Path) -> None:
    assert claims("run", article, "-o", article).exit_code == 2
    assert article.read_text("utf-8") == FRENCH


def test_ctrl_c_is_told_with_its_own_status(article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.batch.run", stop)
    result = claims("run", article, "-o", tmp_path / "out")
    assert result.exit_code == 130 and "Stopped." in result.output


def test_a_full_disk_is_told_and_is_no_article(article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.write.output.ParquetTable.close", refuse)
    result = claims("run", article, "-o", tmp_path / "out")
    assert result.exit_code == 2 and "No space left on device" in result.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".claims"]


def test_csv_options_reach_the_file(article: Path, tmp_path: Path) -> None:
    claims("run", article, "-o", tmp_path / "out", "--csv-dialect", "excel-fr", "-q")
    header = (tmp_path / "out" / "claims.csv").read_text("utf-8-sig").splitlines()[0]
    assert header.split(";") == [column.name for column in schema.CLAIMS]


# --- explain


def test_explain_shows_the_article(article: Path) -> None:
    result = claims("explain", article)
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.output
    assert "filiale" in result.output and "language: fr" in result.output


def test_explain_asks_which_of_several_articles(several: Path) -> None:
    result = claims("explain", several)
    assert result.exit_code == 2
    assert "holds 3 articles" in result.output and "\x1b" not in result.output
    assert claims("explain", several, "--id", "n1\x1b").output.startswith("n1\ufffd\n")
    assert claims("explain", several, "--id", "n7").exit_code == 1


def test_explain_finds_metadata_as_a_run_of_the_working_folder_does(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raw").mkdir()
    path = article.rename(tmp_path / "raw" / "article.txt")
    (tmp_path / "metadata.csv").write_text("file,publisher\nraw/article.txt,Le Phare\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    for named in (path, Path("raw/article.txt"), Path("../") / tmp_path.name / "raw/article.txt"):
        assert "publisher: Le Phare" in claims("explain", named).output
    monkeypatch.chdir(tmp_path / "raw")
    assert "publisher" not in claims("explain", path).output


def test_explain_names_the_article_that_is_not_there(several: Path, tmp_path: Path) -> None:
    assert f"no article n7 in {several}" in claims("explain", several, "--id", "n7").output
    (tmp_path / "empty.txt").touch()
    assert f"no article in {tmp_path / 'empty.txt'}: empty file" in claims("explain", tmp_path / "empty.txt").output


def test_explain_writes_a_page(article: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert claims("explain", article, "--html", page).exit_code == 0
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert claims("explain", article, "--html", tmp_path / "no" / "page.html").exit_code == 2


def test_explain_needs_a_language_it_knows(tmp_path: Path) -> None:
    path = tmp_path / "german.txt"
    path.write_text(
        "Der Konzern übernimmt das Unternehmen, wie er am Montag in Berlin mitteilte, und zwar ganz.", "utf-8"
    )
    result = claims("explain", path)
    assert result.exit_code == 1 and "German" in result.output
    assert claims("explain", path, "--language", "en").exit_code == 0


# --- schema


def test_schema_in_three_forms() -> None:
    assert claims("schema", "claims", "--format", "markdown").output == f"### `claims`\n\n{schema.markdown('claims')}\n"
    told = json.loads(claims("schema", "--format", "json").output)
    tables = schema.TABLES | schema.ACROSS
    assert {table: [column["name"] for column in columns] for table, columns in told.items()} == {
        table: [column.name for column in columns] for table, columns in tables.items()
    }
    plain = claims("schema").output
    assert all(f"  {column.name} " in plain for columns in tables.values() for column in columns)


# --- the command itself


@pytest.mark.parametrize("command", [None, *main.commands])
def test_every_command_and_option_says_what_it_does(command: str | None) -> None:
    assert claims(*([command] if command else []), "--help").exit_code == 0
    described = main.commands[command] if command else main
    assert described.help and described.help.strip()
    assert all(
        option.help for option in described.params if isinstance(option, click.Option) and option.name != "format_"
    )


def test_version() -> None:
    assert claims("--version").output == f"claims, version {pipeline.__version__}\n"


def test_help_loads_no_library() -> None:
    code = "import sys, pipeline, pipeline.cli; print(*(set(sys.modules) & set(sys.argv[1:])))"
    loaded = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_the_installed_command_answers_at_once() -> None:
    command = Path(sys.executable).parent / "claims"
    times = []
    for _ in range(3):
        start = time.perf_counter()
        shown = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)
        times.append(time.perf_counter() - start)
    assert "Usage: claims" in shown.stdout
    assert min(times) <= 0.5


def test_make_alone_lists_its_targets() -> None:
    listed = subprocess.run(
        ["make", "-C", Path(__file__).parent.parent], capture_output=True, text=True, check=True
    ).stdout
    assert {"run", "test", "explain", "evaluate", "bench", "lint", "clean"} <= {
        line.split()[1] for line in listed.splitlines() if line.startswith("  make ")
    }
