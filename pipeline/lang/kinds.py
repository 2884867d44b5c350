"""Typed view of `kinds.toml`: the words that say what an amount is for. Start with `kind_senses`."""

from __future__ import annotations

from functools import cache

from pipeline.lang.senses import Senses, compile_senses
from pipeline.records import KINDS


def kind_senses(language: str) -> Senses:
    """The words of the kinds of a language.

    >>> kind_senses("en").words["dividend"]
    (('shareholder_return.dividend', 'nouns'),)
    >>> kind_senses("xx")
    Traceback (most recent call last):
    FileNotFoundError: no table 'kinds' for language 'xx'
    """
    return compile_senses(language, "kinds")


@cache
def kind_of(sense: str) -> str | None:
    """The kind that a sense votes for.

    >>> kind_of("penalty.fine")
    'penalty'
    >>> kind_of("move.rise")
    """
    family = sense.partition(".")[0]
    return family if family in KINDS else None
