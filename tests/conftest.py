"""Options and shared fixtures of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden tables anew, to be read before committing")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample articles."""
    return ROOT / "data" / "raw"


@pytest.fixture(scope="session")
def tables(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of tables that a run over the samples writes, made once."""
    import pipeline

    out = tmp_path_factory.mktemp("out")
    pipeline.run([samples], out=out)
    return out
