"""The fuzzing finds what breaks, keeps the file that shows it, and gives the same inputs for the same seed."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest

from evaluation import fuzz, fuzz_inputs
from pipeline.read import html_page
from pipeline.records import Article


def test_every_seed_is_read(tmp_path: Path) -> None:
    for name, content in fuzz_inputs.seeds().items():
        (tmp_path / name).write_bytes(content)
        found = fuzz.check_reading(tmp_path / name, None)
        assert found or name == "metadata.csv", name


def test_a_seed_gives_the_same_inputs() -> None:
    first, second = (list(islice(fuzz_inputs.cases(random.Random(7)), 40)) for _ in range(2))
    assert first == second and len(set(first)) > 30


def test_damaged_inputs_break_nothing(tmp_path: Path) -> None:
    for name, data, format in islice(fuzz_inputs.cases(random.Random(11)), 250):
        (tmp_path / name).write_bytes(data)
        assert fuzz.failure_of(lambda: fuzz.check_reading(tmp_path / name, format)) is None  # noqa: B023 - called at once


def test_what_breaks_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object) -> None:
        raise KeyError("of a library")

    monkeypatch.setattr(html_page, "read", break_down)
    monkeypatch.setattr(fuzz, "check_extraction", lambda *_: None)
    assert fuzz.main(["--minutes", "0.05", "--seed", "11", "--keep", str(tmp_path)]) == 1
    assert "of a library" in capsys.readouterr().out and list(tmp_path.glob("001-*"))


@pytest.mark.parametrize("text", ["3 M€", "Le groupe paie 3 M€ à \x00\u2028Belvia."])
def test_extraction_is_checked(text: str) -> None:
    fuzz.check_extraction(Article("a", text), "fr")
