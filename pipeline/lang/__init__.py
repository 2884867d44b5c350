"""What is French and what is English: one folder each with the same file names, data not code.

`table(language, name)` gives the content of `lang/<language>/<name>.toml` ("shared" for what no language owns). The
typed views of the tables stand beside this file, one module per table (`lang/amounts.py` reads `amounts.toml`).

Every entry of a table is a TOML table with an `id`, its forms, and executed examples in the notation of
`pipeline.notation`: `examples` (marked sentences) and `refuses` (sentences in which the entry must find nothing).
Examples are read as an article published on 2025-06-18. Forms are written folded (see `pipeline.text.fold`).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

#: The tables of a language in the order of the pipeline; both languages have every one of them.
TABLES = ("segment", "amounts", "dates", "parties", "kinds", "status", "sources")
#: The day on which every example of the tables is read.
EXAMPLE_DAY = "2025-06-18"


@cache
def table(language: str, name: str) -> dict[str, Any]:
    """The content of one table. Treat it as read-only: it is shared by all callers.

    >>> table("xx", "amounts")
    Traceback (most recent call last):
    FileNotFoundError: no table 'amounts' for language 'xx'
    """
    path = resources.files("pipeline.lang") / language / f"{name}.toml"
    if not path.is_file():
        raise FileNotFoundError(f"no table {name!r} for language {language!r}")
    return tomllib.loads(path.read_text("utf-8"))
