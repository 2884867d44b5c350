"""Typed view of the tables `reading`: how inputs name columns, languages and dates, in all languages at once.

An input does not say in which language its columns are named, so the forms of every language are read together.
Start with `column_of`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from pipeline.lang import table
from pipeline.records import LANGUAGES


def plain(form: str) -> str:
    """A form without case, accents, spaces and punctuation, as column names are compared.

    >>> plain("Date de publication"), plain("datePublished"), plain("N°")
    ('datedepublication', 'datepublished', 'n')
    """
    letters = unicodedata.normalize("NFKD", form.replace("°", "")).casefold()
    return "".join(c for c in letters if c.isalnum())


@cache
def _columns() -> Mapping[str, tuple[str, int]]:
    columns: dict[str, tuple[str, int]] = {}
    for language in LANGUAGES:
        for field, forms in table(language, "reading")["columns"].items():
            for rank, form in enumerate(forms):
                columns.setdefault(plain(form), (field, rank))
    return columns


def column_of(name: str) -> tuple[str, int] | None:
    """The field that a column name stands for, and its rank among the names of this field (0 is read first).

    >>> column_of("Date de publication")[0], column_of("publishedAt")[0], column_of("TEXTE")
    ('published', 'published', ('text', 0))
    >>> column_of("prix")
    """
    return _columns().get(plain(name))


@cache
def _language_names() -> Mapping[str, str]:
    return {plain(form): language for language in LANGUAGES for form in table(language, "reading")["language"]}


def language_named(declared: str) -> str | None:
    """The language that an input declares, None when it is none of ours.

    >>> language_named("French"), language_named("en-GB"), language_named("fr_CA.UTF-8")
    ('fr', 'en', 'fr')
    >>> language_named("de")
    """
    names = _language_names()
    main = declared.strip().replace("_", "-").split("-")[0]
    return names.get(plain(declared)) or names.get(plain(main))


def language_name(code: str) -> str:
    """The English name of a language, its code when it has none in the table.

    >>> language_name("de"), language_name("xx")
    ('German', 'xx')
    """
    return str(table("shared", "languages")["names"].get(code, code))


@cache
def months() -> Mapping[str, int]:
    """Every way to write a month, lower case, without the point of an abbreviation, with its number.

    >>> months()["août"], months()["sept"], "lundi" in months()
    (8, 9, False)
    """
    return {
        form.lower().rstrip("."): int(number)
        for language in LANGUAGES
        for number, forms in table(language, "dates")["classes"]["month"].items()
        for form in forms
    }


@cache
def date_ordinals() -> tuple[str, ...]:
    """What follows the figure of a day: "1er", "2nd"."""
    return tuple(form for language in LANGUAGES for form in table(language, "reading")["published"]["ordinals"])


@cache
def date_links() -> frozenset[str]:
    """The words between a place and its date: "Paris, le 12 mars 2025"."""
    return frozenset(plain(form) for language in LANGUAGES for form in table(language, "reading")["published"]["links"])


@cache
def date_openers() -> frozenset[str]:
    """The words that announce the date of publication at the head of an article, see `plain`.

    >>> plain("Publié le") in date_openers(), plain("Mis à jour le") in date_openers()
    (True, False)
    """
    return frozenset(
        plain(form) for language in LANGUAGES for form in table(language, "reading")["published"]["before"]
    )
