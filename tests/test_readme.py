"""The README tells the truth: its blocks run, its generated parts are what the code generates."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from evaluation import floors
from pipeline import schema
from pipeline.cli import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)
SETUP = "make "
#: The heading above the list of articles in a timeline.
ARTICLES = "\nArticles\n"


@pytest.fixture
def workplace(tmp_path: Path, samples: Path, tables: Path) -> Path:
    """A folder as a reader has it after `make run`."""
    (tmp_path / "data").mkdir()
    shutil.copytree(samples, tmp_path / "data" / "raw")
    shutil.copytree(tables, tmp_path / "data" / "out")
    return tmp_path


def test_python_blocks_run_one_after_the_other(workplace: Path) -> None:
    code = "\n".join(block for language, block in BLOCKS if language == "python")
    done = subprocess.run([sys.executable, "-c", code], cwd=workplace, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts = re.search(r"every telling: (\S+) each fact once: (\S+)", done.stdout)
    assert counts and float(counts[2]) < float(counts[1])


def test_shell_blocks_run(workplace: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    commands = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines()]
    assert len(commands) > 3
    for command in commands:
        if not command.startswith(SETUP):
            done = subprocess.run(
                command, shell=True, cwd=workplace, env={**os.environ, "PATH": path}, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            assert done.returncode == 0, (command, done.stderr)
    assert (workplace / "kerdanis.html").is_file()


def test_the_table_of_columns_is_the_schema(request: pytest.FixtureRequest) -> None:
    generated = "\n\n".join(f"### `{name}`\n\n{schema.markdown(name)}" for name in schema.EVERY)
    assert shown("schema", generated, request) == generated


def test_the_excerpt_is_what_the_samples_give(tables: Path, request: pytest.FixtureRequest) -> None:
    generated = excerpt(tables)
    assert shown("excerpt", generated, request) == generated


def test_the_figures_are_the_floors(request: pytest.FixtureRequest) -> None:
    generated = figures(json.loads(floors.FLOORS.read_text("utf-8"))["floors"])
    assert shown("figures", generated, request) == generated


def test_the_timeline_is_what_the_samples_give(tables: Path, request: pytest.FixtureRequest) -> None:
    generated = timeline(tables)
    assert shown("timeline", generated, request) == generated


def shown(name: str, generated: str, request: pytest.FixtureRequest) -> str:
    """The part of the README between two markers; written anew first with `--update-golden`."""
    path = ROOT / "README.md"
    before, rest = path.read_text("utf-8").split(f"<!-- {name} -->\n")
    part, after = rest.split(f"<!-- /{name} -->")
    if request.config.getoption("--update-golden"):
        path.write_text(f"{before}<!-- {name} -->\n{generated}\n<!-- /{name} -->{after}", "utf-8")
        return generated
    return part.strip()


def excerpt(tables: Path) -> str:
    """The rows on one matter, the investment of Tarrenfield in Kerdanis, as a Markdown table."""
    columns = [
        "published",
        "amount_text",
        "amount_min",
        "amount_max",
        "currency",
        "kind",
        "payer",
        "recipient",
        "status",
        "source",
    ]
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    with (tables / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = sorted(
            csv.DictReader(file), key=lambda row: (row["published"], row["article_id"], int(row["amount_start"]))
        )
    for row in rows:
        if row["is_main"] == "true" and "Tarrenfield" in row["payer"] and "Kerdanis" in row["recipient"]:
            lines.append("| " + " | ".join(row[column].replace("|", "\\|") for column in columns) + " |")
    return "\n".join(lines)


def timeline(tables: Path) -> str:
    """What `claims facts` prints of one matter of the samples, up to the list of articles."""
    done = CliRunner().invoke(main, ["facts", str(tables), "--about", "OpenAI"])
    assert done.exit_code == 0, done.output
    return f"```text\n{done.output.partition(ARTICLES)[0].rstrip()}\n```"


#: The measures that the README shows, and how it calls them.
FIGURES = {
    "amount_found": "amounts found, F1",
    "amount_exact": "… with value, bounds and currency right, F1",
    "kind": "kind right, %",
    "status": "status right, %",
    "who": "payer, recipient, subject, F1",
    "object": "object, F1",
    "source": "source, F1",
    "date": "date, F1",
    "core": "whole row: amount, kind, payer, recipient, subject, F1",
    "strict": "… and status, F1",
}


def figures(held: dict[str, dict[str, float | None]]) -> str:
    """The measures on the project's own gold as a Markdown table."""
    lines = ["| | French | English |", "|---|---|---|"]
    lines += [f"| {name} | {held['fr'][measure]} | {held['en'][measure]} |" for measure, name in FIGURES.items()]
    return "\n".join(lines)
