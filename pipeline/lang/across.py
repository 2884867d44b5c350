"""Typed views of `across.toml` and `shared/institutions.toml`: words that tie names and facts of several articles.

Start with `institutions` and `part_words`.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.lang import table
from pipeline.records import LANGUAGES
from pipeline.text import fold


@cache
def institutions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Key and names of every institution that is listed.

    >>> dict(institutions())["european central bank"][:2]
    ('European Central Bank', 'ECB')
    """
    return tuple((entry["id"], tuple(entry["forms"])) for entry in table("shared", "institutions")["institutions"])


@cache
def translated_words() -> dict[str, str]:
    """Lower-case words of names that are translated with the name → what both languages mean by them.

    >>> translated_words()["banque"], translated_words()["bank"], translated_words().get("orphéa")
    ('bank', 'bank', None)
    """
    return {form: entry["id"] for entry in table("shared", "institutions")["words"] for form in entry["forms"]}


@cache
def government_words() -> frozenset[str]:
    """Words of both languages that, with the name of a territory, stand for it as a party, in lower case.

    >>> "gouvernement" in government_words(), "state" in government_words(), "governor" in government_words()
    (True, True, False)
    """
    entries = [entry for language in LANGUAGES for entry in table(language, "across")["governments"]]
    return frozenset(form.lower() for entry in entries for form in entry["forms"])


def part_word(sentence: str, language: str) -> str | None:
    """The word of a sentence that tells a part of a total.

    >>> part_word("Une dernière tranche de 3 M€", "fr"), part_word("a first instalment of $3m", "en")
    ('tranche', 'instalment')
    >>> part_word("Une décision tranchée", "fr")
    """
    match = _part_pattern(language).search(fold(sentence).lower())
    return match[0] if match else None


@cache
def _part_pattern(language: str) -> re.Pattern[str]:
    forms = {form.lower() for entry in table(language, "across")["parts"] for form in entry["forms"]}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
