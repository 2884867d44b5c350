"""What every language table keeps to, whatever the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from pipeline.lang import TABLES, table
from pipeline.records import LANGUAGES
from pipeline.text import fold

FOLDERS = (*LANGUAGES, "shared")
FILES = [
    (folder, path.name.removesuffix(".toml"))
    for folder in FOLDERS
    for path in sorted((resources.files("pipeline") / "lang" / folder).iterdir(), key=lambda path: path.name)
]


def entries(content: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a list of tables: the entries of the lexicon, with the name of their list."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from entries(value, f"{path}.{key}" if path else key)
    elif isinstance(content, list):
        for item in content:
            if isinstance(item, dict):
                yield path, item


def test_both_languages_have_the_same_tables() -> None:
    names = {language: {name for folder, name in FILES if folder == language} for language in LANGUAGES}
    assert names["fr"] == names["en"]
    assert set(TABLES) <= names["fr"]


@pytest.mark.parametrize("name", sorted({name for folder, name in FILES if folder in LANGUAGES}))
def test_both_languages_have_the_same_sections(name: str) -> None:
    assert set(table("fr", name)) == set(table("en", name))


@pytest.mark.parametrize("folder, name", FILES)
def test_an_entry_has_an_id_of_its_own(folder: str, name: str) -> None:
    ids = Counter((section, entry["id"]) for section, entry in entries(table(folder, name)) if "id" in entry)
    assert [key for key, n in ids.items() if n > 1] == []


@pytest.mark.parametrize("folder, name", FILES)
def test_forms_are_folded_and_given_once(folder: str, name: str) -> None:
    for section, entry in entries(table(folder, name)):
        forms = entry.get("forms", [])
        assert forms == [fold(form) for form in forms], (section, entry.get("id"))
        assert len(set(forms)) == len(forms), (section, entry.get("id"))
