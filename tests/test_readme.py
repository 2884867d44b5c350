"""The README tells the truth: its blocks run, its generated parts are what the code generates."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import schema
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)
SETUP = "make "


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
    assert counts and float(counts[2]) <= float(counts[1])


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


def test_the_table_of_columns_is_the_schema() -> None:
    shown = README.split("<!-- schema -->")[1].split("<!-- /schema -->")[0].strip()
    assert shown == "\n\n".join(f"### `{name}`\n\n{schema.markdown(name)}" for name in schema.TABLES)
