"""Typed view of `sources.toml`: the words that name whom a statement comes from. Start with `source_senses`."""

from __future__ import annotations

from pipeline.lang.senses import Senses, compile_senses


def source_senses(language: str) -> Senses:
    """The reporting words of a language.

    >>> source_senses("fr").words["selon"]
    (('according.to', 'forms'),)
    >>> source_senses("xx")
    Traceback (most recent call last):
    FileNotFoundError: no table 'kinds' for language 'xx'
    """
    return compile_senses(language, "sources")
