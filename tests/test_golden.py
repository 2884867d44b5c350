"""The sample articles give the tables that stand in `tests/golden`, to the byte.

After a change that is meant to alter a row: `pytest tests/test_golden.py --update-golden`, then read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", ["claims.csv", "articles.csv", "mentions.csv", "dropped.csv"])
def test_samples_give_the_golden_table(name: str, tables: Path, request: pytest.FixtureRequest) -> None:
    made = (tables / name).read_bytes()
    golden = GOLDEN / name
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_bytes(made)
    assert made.decode("utf-8-sig").splitlines() == golden.read_bytes().decode("utf-8-sig").splitlines()
    assert made == golden.read_bytes()
