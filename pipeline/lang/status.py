"""Typed view of `status.toml`: the words that tell how sure a statement is. Start with `status_senses`."""

from __future__ import annotations

from functools import cache

from pipeline.lang.senses import Senses, compile_senses
from pipeline.records import STATUSES


def status_senses(language: str) -> Senses:
    """The cues of the status of a language.

    >>> status_senses("fr").words["passible"]
    (('hypothetical.penal', 'forms'),)
    >>> status_senses("xx")
    Traceback (most recent call last):
    FileNotFoundError: no table 'kinds' for language 'xx'
    """
    return compile_senses(language, "status")


@cache
def status_of(sense: str) -> str | None:
    """The status that a cue speaks for.

    >>> status_of("denied.deny")
    'denied'
    >>> status_of("modal.can")
    """
    family = sense.partition(".")[0]
    return family if family in STATUSES else None
