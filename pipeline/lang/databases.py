"""Typed view of the table `databases`: what press databases write around an article, in all their interface languages.

A line of an export enters, the field or the furniture that it is leaves. Start with `furniture_of` and `nexis_label`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.lang import table
from pipeline.lang.reading import plain

#: The message is one line; what is longer is a paragraph of an article.
ERROR_CHARS = 150
_YEAR = re.compile(r"[\s,]*(?:19|20)\d\d\b")
_LABEL = re.compile(r"\s*(?P<label>[^\W\d_][^:\n]{1,28}?) ?:(?P<gap>[ \xa0]?)[ \xa0\n]*(?P<value>.*)", re.S)


def _databases() -> Mapping[str, Any]:
    return table("shared", "databases")


@cache
def _furniture() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    return tuple(
        (entry["id"], re.compile("|".join(map(re.escape, entry["forms"])), re.I), entry.get("year", False))
        for name in ("furniture", "europresse")
        for entry in _databases()[name]
    )


def furniture_of(line: str) -> str | None:
    """Which piece of furniture a line is, None when it is of the article.

    >>> furniture_of("© 2006 Le Phare. Tous droits réservés."), furniture_of("Numéro de document : news·20250312·PH·4")
    ('copyright', 'document number')
    >>> furniture_of("Copyright is a matter for the courts.")
    """
    line = line.strip()
    for id, pattern, year in _furniture():
        match = pattern.match(line)
        if match and (not year or _YEAR.match(line, match.end())):
            return id
    return None


def without_furniture(lines: list[str]) -> list[str]:
    """The lines without those of rights and empty ones at the end.

    >>> without_furniture(["Le groupe paie 3 M€.", "", "© 2025 Le Phare", "Tous droits réservés"])
    ['Le groupe paie 3 M€.']
    >>> without_furniture(["© 2025 Le Phare", "Le groupe paie 3 M€."])
    ['© 2025 Le Phare', 'Le groupe paie 3 M€.']
    """
    end = len(lines)
    while end and (not lines[end - 1].strip() or furniture_of(lines[end - 1])):
        end -= 1
    return lines[:end]


@cache
def _issue() -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in sorted(_databases()["issue"]["forms"], key=len, reverse=True))
    return re.compile(rf"\s*,\s*(?:{forms})\s*\d[\w-]*\s*$", re.I)


def without_issue(publication: str) -> str:
    """The name of a paper without the number of its issue.

    >>> without_issue("Le Phare, no. 5968"), without_issue("20 Minutes")
    ('Le Phare', '20 Minutes')
    """
    return _issue().sub("", publication)


@cache
def factiva_fields(kind: str) -> Mapping[str, str]:
    """The field by the code of a row (`codes`) or the name of an element (`elements`).

    >>> factiva_fields("codes")["TD"], factiva_fields("elements")["headline"], factiva_fields("codes").get("PUB")
    ('body', 'title', None)
    """
    return {form: field for field, forms in _databases()["factiva"][kind].items() for form in forms}


@cache
def nexis_counter() -> re.Pattern[str]:
    """The line with which Nexis begins a document.

    >>> bool(nexis_counter().search("text\\n      8 of 383 DOCUMENTS\\n"))
    True
    >>> bool(nexis_counter().search("He signed 8 of 383 DOCUMENTS on Monday."))
    False
    """
    forms = (
        re.escape(form).replace(r"\{n\}", r"\d{1,6}").replace(r"\{m\}", r"\d{1,6}").replace(r"\ ", r"[ \xa0]")
        for form in _databases()["nexis"]["counters"]
    )
    return re.compile(rf"^[ \t\xa0]*(?:{'|'.join(forms)})[ \t\xa0\r]*$", re.M)


@cache
def _nexis_lines(name: str) -> frozenset[str]:
    return frozenset(map(plain, _databases()["nexis"][name]))


def is_nexis(name: str, line: str) -> bool:
    """Whether a line is one of the lines `ends`, `bodies`, `closings` or `captions` that stand alone.

    >>> is_nexis("ends", "\\nEnd of Document"), is_nexis("ends", "The end of document sharing")
    (True, False)
    """
    return len(line) < 40 and plain(line) in _nexis_lines(name)


def is_nexis_cover(line: str) -> bool:
    """Whether a line opens the cover of an export.

    >>> is_nexis_cover("Date and Time: Friday, 5. July 2019 09:31:00 CEST"), is_nexis_cover("Date and time are open.")
    (True, False)
    """
    label, colon, _ = line.partition(":")
    return bool(colon) and plain(label) in _nexis_lines("covers")


def is_nexis_error(line: str) -> bool:
    """Whether a line stands for a document that Nexis could not give.

    >>> is_nexis_error("Error in document 7: it is not possible to display it.")
    True
    >>> is_nexis_error("It is not possible to display the painting, the museum said.")
    False
    """
    return len(line) < ERROR_CHARS and any(form in line for form in _databases()["nexis"]["errors"])


@cache
def _nexis_labels() -> Mapping[str, tuple[str, str]]:
    labels: dict[str, tuple[str, str]] = {}
    for place in ("head", "tail"):
        for field, forms in _databases()["nexis"][place].items():
            labels.update((plain(form), (place, field)) for form in forms)
    return labels


def nexis_label(paragraph: str) -> tuple[str, str, str] | None:
    """Where a labelled paragraph stands ("head" or "tail"), its field and its value; None for one of the text.

    A label is in capitals, or has a no-break space behind its colon: so no sentence of an article is one.

    >>> nexis_label("LOAD-DATE: January 11, 2010"), nexis_label("\\nLangue:\\xa0FRENCH")
    (('tail', 'loaded', 'January 11, 2010'), ('tail', 'language', 'FRENCH'))
    >>> nexis_label("Section: a part of the report"), nexis_label("PARIS: the group pays")
    (None, None)
    """
    match = _LABEL.match(paragraph)
    if not match or not (match["label"].isupper() or match["gap"] == "\xa0"):
        return None
    found = _nexis_labels().get(plain(match["label"]))
    return (*found, match["value"].strip()) if found else None
