"""Running text → the parties of the run that it names: which names a sentence or title holds, longest first.

The names of all claims enter once; for each text their keys leave, in order. Start with `Scanner.find`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pipeline.across.naming import Naming, comparable

_WORD = re.compile(r"\w+")
#: Words of a name that are looked for at most; longer ones are found by their first words.
MOST_WORDS = 8
#: Texts whose names are remembered: the claims of one article share their title and follow each other.
REMEMBERED = 4096


class Scanner:
    """Finds known names in texts, in time linear in the text.

    >>> from pipeline.across.naming import naming
    >>> scanner = Scanner([naming("Lorvane Foods"), naming("Lorvane"), naming("Société générale")])
    >>> scanner.find("Lorvane Foods’ bid: Lorvane offers 3 M€ to SOCIÉTÉ GÉNÉRALE.")
    ('lorvane foods', 'lorvane', 'societe generale')
    >>> scanner.find("lorvane is no name here")
    ()
    """

    def __init__(self, namings: Iterable[Naming]) -> None:
        self._starts: dict[str, dict[tuple[str, ...], str]] = {}
        for naming in namings:
            parts = tuple(comparable(naming.name).split()[:MOST_WORDS])
            if parts and not naming.described:
                self._starts.setdefault(parts[0], {}).setdefault(parts, naming.key)
        self._lengths = {
            first: sorted({len(parts) for parts in names}, reverse=True) for first, names in self._starts.items()
        }
        self.find = lru_cache(maxsize=REMEMBERED)(self._find)

    def _find(self, text: str) -> tuple[str, ...]:
        tokens = _tokens(text)
        found: list[str] = []
        i = 0
        while i < len(tokens):
            word, capital = tokens[i]
            step = 1
            for length in self._lengths.get(word, ()) if capital else ():
                name = self._starts[word].get(tuple(token for token, _ in tokens[i : i + length]))
                if name is not None:
                    found.append(name)
                    step = length
                    break
            i += step
        return tuple(dict.fromkeys(found))


def _tokens(text: str) -> list[tuple[str, bool]]:
    """The comparable words of a text, each with whether it is written with a capital or a digit at its front."""
    found: list[tuple[str, bool]] = []
    for match in _WORD.finditer(text.replace("œ", "oe").replace("æ", "ae")):
        plain = unicodedata.normalize("NFKD", match[0]).casefold()
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        found.append((plain, not match[0][0].islower() or any(c.isupper() for c in match[0])))
    return found
