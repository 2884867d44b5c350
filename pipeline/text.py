"""Typography folded one code point to one code point, so that offsets survive; forms compiled to patterns.

Text enters, text of the same length leaves. Every finder works on folded text and every span it returns holds in the
original. Start with `fold`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_APOSTROPHES = "\u2019\u2018\u201b\u02bc\u02b9\u00b4\u0060\u2032\uff07"
_QUOTES = "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\uff02"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\u000b\u000c"
)
_BREAKS = "\r\u0085\u2028\u2029"
_FOLDS: dict[int, str] = {
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _QUOTES), '"'),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _BREAKS), "\n"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # lone surrogates are no characters
    **{0xFF01 + i: chr(0x21 + i) for i in range(94) if chr(0xFF01 + i) not in _APOSTROPHES + _QUOTES + _DASHES},
}
_FOLDED = re.compile("[\ud800-\udfff" + re.escape("".join(chr(c) for c in _FOLDS if not 0xD800 <= c < 0xE000)) + "]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff]")


def fold(text: str) -> str:
    """Typographic apostrophes, quotes, dashes, spaces, line ends and full-width characters as plain ones.

    >>> fold("75 millions d’euros – « plus »")
    '75 millions d\\'euros - " plus "'
    >>> len(fold("22\u202f000 €")) == len("22\u202f000 €")
    True
    >>> fold("œuvre, 1½")  # letters and fractions are never touched
    'œuvre, 1½'
    """
    return _FOLDED.sub(lambda match: _FOLDS[ord(match[0])], text)


def well_formed(text: str) -> str:
    """The text with every lone surrogate replaced, of the same length: what is left can be written as UTF-8.

    >>> well_formed("3 M\\ud83d€")
    '3 M\ufffd€'
    >>> well_formed("3 M€")
    '3 M€'
    """
    return _LONE_SURROGATE.sub("\ufffd", text)


def lower(text: str) -> str:
    """Lower case of the same length: a letter whose lower case is longer stays as it is.

    >>> lower("MILLIARDS d'İzmir")
    "milliards d'İzmir"
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def drop_invisible(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without soft hyphens and zero-width characters, and for each position left (and the end) the original one.

    >>> drop_invisible("mil\u00adlions")
    ('millions', (0, 1, 2, 4, 5, 6, 7, 8, 9))
    >>> drop_invisible("millions")
    ('millions', ())
    """
    if not _INVISIBLE.search(text):
        return text, ()
    kept = [i for i, c in enumerate(text) if not _INVISIBLE.match(c)]
    return "".join(text[i] for i in kept), (*kept, len(text))


def longest_first(forms: Iterable[str]) -> list[str]:
    """Forms so ordered that a longer one is tried before the shorter one it begins with.

    >>> longest_first(["million", "millions", "mn"])
    ['millions', 'million', 'mn']
    """
    return sorted(set(forms), key=lambda form: (-len(form), form))


def alternation(forms: Iterable[str]) -> str:
    """A regular expression for any of the forms, the longest first; a space in a form matches any run of white space.

    >>> import re
    >>> re.match(alternation(["plus de", "plus"]), "plus  de 3")[0]
    'plus  de'
    >>> alternation([])
    '(?!)'
    """
    parts = [r"\s+".join(map(re.escape, form.split(" "))) for form in longest_first(forms)]
    return "(?:" + "|".join(parts) + ")" if parts else "(?!)"


def trie(forms: Iterable[str]) -> str:
    """A regular expression for any of many forms that looks at every character once; no white space is stretched.

    >>> trie(["euro", "euros", "dollar"])
    '(?:dollar|euros?)'
    >>> trie([])
    '(?!)'
    """
    root: dict[str, Any] = {}
    for form in forms:
        node = root
        for char in form:
            node = node.setdefault(char, {})
        node[""] = {}
    return _trie(root) or "(?!)"


def _trie(node: dict[str, Any]) -> str:
    branches = [re.escape(char) + _trie(node[char]) for char in sorted(node) if char]
    if not branches:
        return ""
    choice = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if "" not in node:
        return choice
    return (choice if len(branches) > 1 or len(choice) == 1 else f"(?:{choice})") + "?"
