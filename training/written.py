"""Sentences written for learning, in the notation of `pipeline.notation` → articles with annotated claims.

One item a line, `¶` between paragraphs, `#` before a comment. A mark says what its words are, and for which amounts of the
item, counted from 1 (no number: all of them):

    [Orphéa|payer] va investir [50 millions d'euros|investment planned] à Lyon [en 2026|date 2026-01-01/2026-12-31 year].
    [Acme|subject] earned [$3 million|profit completed], up from [$2 million|profit completed] [in 2024|date 2024-01-01/2024-12-31 year 2].

Values of `[…|…]`: `KIND STATUS` (an amount), `payer|recipient|subject|object`, `source named|anonymous`, `date START/END
GRANULARITY`, `alias NAME` (another name of a party). Several are joined by `;`. Start with `read_written`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.notation import Mark, parse
from pipeline.records import FOREIGN_ROLES, GRANULARITIES, KINDS, ROLES, STATUSES

FOLDER = Path(__file__).parent / "written"
#: The day on which every item was published, as in the examples of the language tables.
PUBLISHED = "2025-06-18"
_DATE = re.compile(r"(?P<start>\d{4}-\d\d-\d\d|\.\.)/(?P<end>\d{4}-\d\d-\d\d|\.\.)")


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a mark: what the words are, its further words, and the amounts it speaks of (none: all)."""

    what: str
    rest: tuple[str, ...]
    amounts: tuple[int, ...]


def read_written(language: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The items of a language: an article and its annotation each, in the format of a gold folder.

    >>> article, annotation = next(read_written("fr"))
    >>> article["language"], len(annotation["claims"]) > 0
    ('fr', True)
    >>> next(read_written("de"))
    Traceback (most recent call last):
    FileNotFoundError: ...
    """
    lines = (FOLDER / f"{language}.txt").read_text("utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            yield read_item(line, language, f"written-{language}-{number}")


def read_item(line: str, language: str, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """One item; a mark that says nothing known is refused with its place.

    >>> article, annotation = read_item("[Acme|payer] paid [$3|price completed].", "en", "a")
    >>> article["text"], [(claim["kind"], claim["payer"]) for claim in annotation["claims"]]
    ('Acme paid $3.', [('price', ['Acme'])])
    >>> read_item("[Acme|buyer] paid [$3|price completed].", "en", "a")
    Traceback (most recent call last):
    ValueError: a: 'buyer' is nothing that a mark can say
    """
    text, marks = parse(re.sub(r"\s*¶\s*", "\n\n", line.strip()))
    said = [(mark, part) for mark in marks for part in _parts(mark, name)]
    amounts = [(mark, part) for mark, part in said if part.what in KINDS]
    claims = [_claim(mark, part) for mark, part in amounts]
    aliases: dict[str, list[str]] = {}
    for mark, part in said:
        words = mark.span.of(text)
        if part.what == "alias":
            aliases.setdefault(" ".join(part.rest), []).append(words)
        for number in part.amounts or range(1, len(claims) + 1):
            if number > len(claims):
                raise ValueError(f"{name}: there is no amount {number}")
            _tell(claims[number - 1], part, words, name)
    article = {"id": name, "language": language, "published": PUBLISHED, "publisher": None, "text": text}
    return article, {"id": name, "aliases": [[full, *short] for full, short in aliases.items()], "claims": claims}


def _parts(mark: Mark, name: str) -> Iterator[Said]:
    for part in mark.value.split(";"):
        words = part.split()
        numbers = tuple(int(word) for word in words if word.isdecimal())
        what, *rest = [word for word in words if not word.isdecimal()] or [""]
        known = {"source", "date", "alias", *ROLES, *KINDS}
        if what not in known or (what in KINDS and (len(rest) != 1 or rest[0] not in STATUSES)):
            raise ValueError(f"{name}: {part.strip()!r} is nothing that a mark can say")
        yield Said(what, tuple(rest), numbers)


def _claim(mark: Mark, part: Said) -> dict[str, Any]:
    claim: dict[str, Any] = {"start": mark.span.start, "end": mark.span.end, "kind": part.what, "status": part.rest[0]}
    claim.update({role: [] for role in ROLES})
    nothing = ("source", "date_text", "date_start", "date_end", "date_granularity")
    return claim | dict.fromkeys(nothing) | {"source_kind": "none", "optional": False}


def _tell(claim: dict[str, Any], part: Said, words: str, name: str) -> None:
    if part.what in ROLES:
        if part.what in FOREIGN_ROLES.get(claim["kind"], ()):
            raise ValueError(f"{name}: {claim['kind']} has no {part.what}")
        claim[part.what].append(words)
    elif part.what == "source":
        [kind] = part.rest
        claim.update(source=words, source_kind=kind)
    elif part.what == "date":
        found = _DATE.fullmatch(part.rest[0])
        if not found or part.rest[-1] not in GRANULARITIES:
            raise ValueError(f"{name}: {' '.join(part.rest)!r} is no date")
        start, end = (None if side == ".." else side for side in (found["start"], found["end"]))
        claim.update(date_text=words, date_start=start, date_end=end, date_granularity=part.rest[-1])
