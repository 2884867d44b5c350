"""Typed view of the table `segment`: what a full stop and a capital mean in a language. Start with `stops`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipeline.lang import table


@dataclass(frozen=True, slots=True)
class Stops:
    """Abbreviations by what a full stop after them is, and the words that open sentences."""

    inside: frozenset[str]  # never the end: "M."
    number: frozenset[str]  # not before a figure: "art. 3"
    either: frozenset[str]  # the end only before an opener: "Inc."
    openers: frozenset[str]  # lower case, elided ones with their apostrophe
    glued: frozenset[str]  # capitalised: glued to the word before they show a lost line end


@cache
def stops(language: str) -> Stops:
    """The stops of a language.

    >>> "M" in stops("fr").inside, "Inc" in stops("en").either, "the" in stops("en").openers
    (True, True, True)
    >>> "In" in stops("en").glued  # LinkedIn
    False
    """
    data = table(language, "segment")

    def forms(kind: str, stop: str | None = None) -> frozenset[str]:
        entries = [entry for entry in data[kind] if stop is None or entry["stop"] == stop]
        return frozenset(form for entry in entries for form in entry["forms"])

    return Stops(
        inside=forms("abbreviations", "inside"),
        number=forms("abbreviations", "number"),
        either=forms("abbreviations", "either"),
        openers=forms("openers"),
        glued=forms("glued"),
    )
