"""A pattern of very many words → one that is compiled piece by piece, as its words turn up.

spaCy's French tokenizer tests every word against one pattern of 1.4 MB: 266 kinds of hyphenated and elided words, of which a
run meets a few. Compiling it takes Python 4 s in every process. Start with `compiled_by_need`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

#: Patterns shorter than this are compiled in no time; the next in size has 18,000 characters.
LARGE = 500_000
_JOINT = ")|(?:"
#: The letters with which every word that an alternative matches begins; a letter before `?` need not be there.
_BEGINNING = re.compile(r"\^(?:\[([^\W\d_]+)\]|([^\W\d_]+))(?![?*{])")
#: A hyphen or an apostrophe that a word must have: it stands in no bracket, and it is not optional.
_MARK = re.compile(r"(?:[^()|]|\([^()]*\))*?\[(-–—‐‑|'’)\](?![?*{])")


class WordPattern:
    """A pattern `(?iu)(?:…)|(?:…)` whose alternatives are compiled by need. `match` tells whether one matches.

    >>> pattern = WordPattern("(?iu)(?:^grand['’]mère$)|(?:^porte-(?:clé|vue)s?$)|(?:^[0-9]+h$)")
    >>> [bool(pattern.match(word)) for word in ("Grand’mère", "PORTE-CLÉS", "12h", "portes", "")]
    [True, True, True, False, False]
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern  # the tokenizer writes it down when it is saved
        self._flags = pattern[: pattern.index("(?:")]
        #: For each mark that a word must have ("" for none) the alternatives by first letter, each with its beginning.
        self._by_mark: dict[str, dict[str, list[tuple[str, str]]]] = {}
        for alternative in pattern[len(self._flags) + len("(?:") : -1].split(_JOINT):
            mark = _MARK.match(alternative)
            by_letter = self._by_mark.setdefault(mark[1] if mark else "", defaultdict(list))
            for beginning in _beginnings(alternative):
                by_letter[beginning[:1]].append((beginning, alternative))
        self._matcher = cache(lambda alternative: re.compile(f"{self._flags}(?:{alternative})").match)

    def match(self, word: str) -> re.Match[str] | None:
        present = [marks for marks in self._by_mark if not marks or not set(marks).isdisjoint(word)]
        if not present:  # nearly every word
            return None
        lowered = word.lower()
        for marks in present:
            for letter in {"", lowered[:1]}:
                for beginning, alternative in self._by_mark[marks].get(letter, ()):
                    if lowered.startswith(beginning) and (found := self._matcher(alternative)(word)):
                        return found
        return None


def _beginnings(alternative: str) -> tuple[str, ...]:
    found = _BEGINNING.match(alternative)
    if found is None:
        return ("",)
    return tuple(found[1].lower()) if found[1] else (found[2].lower(),)


@contextmanager
def compiled_by_need() -> Iterator[None]:
    """While the block runs, `re.compile` makes a `WordPattern` of a pattern that is `LARGE` and so built.

    >>> with compiled_by_need():
    ...     pattern = re.compile("(?iu)(?:^a$)|(?:" + "b" * LARGE + ")")
    >>> type(pattern).__name__, type(re.compile("a")).__name__
    ('WordPattern', 'Pattern')
    """
    compile_ = re.compile
    made: dict[str, WordPattern] = {}

    def by_need(pattern: object, flags: int = 0) -> object:
        if not isinstance(pattern, str) or len(pattern) < LARGE or not pattern.startswith("(?iu)(?:"):
            return compile_(pattern, flags)  # type: ignore[call-overload]
        if pattern not in made:
            made[pattern] = WordPattern(pattern)
        return made[pattern]

    with patch.object(re, "compile", by_need):
        yield
