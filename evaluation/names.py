"""When two names mean the same party for the scorer.

A gold name, a predicted name and the article's alias groups enter; "exact", "short", "long" or None leaves.
Start with `same_party`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

LEGAL_FORMS = frozenset(
    [
        "inc",
        "corp",
        "corporation",
        "co",
        "company",
        "ltd",
        "limited",
        "plc",
        "sa",
        "sas",
        "sarl",
        "ag",
        "nv",
        "se",
        "spa",
        "gmbh",
        "llc",
        "lp",
        "group",
        "groupe",
        "holding",
        "holdings",
        "cie",
    ]
)
LEADING = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d",
        "the",
        "a",
        "an",
        "its",
        "his",
        "her",
        "their",
        "son",
        "sa",
        "ses",
    ]
)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})


@cache
def name_words(name: str) -> tuple[str, ...]:
    """The comparable words of a name: no accents, case, punctuation, leading article or legal form.

    >>> name_words("L’Oréal SA"), name_words("the U.S. Treasury's")
    (('oreal',), ('us', 'treasury'))
    >>> name_words("…")
    ()
    """
    plain = unicodedata.normalize("NFKD", name.translate(_LIGATURES)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"\b(?:[a-z]\.){2,}", lambda match: match[0].replace(".", ""), plain)
    words = re.findall(r"\w+", re.sub(r"[’'`]s\b", "", plain))
    while len(words) > 1 and words[0] in LEADING:
        words = words[1:]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words = words[:-1]
    return tuple(words)


@cache
def used_alone(short: tuple[str, ...], long: tuple[str, ...], text: str) -> bool:
    """Whether the article itself writes the short form without the rest of the long one.

    >>> used_alone(("kraft",), ("kraft", "foods"), "Kraft Foods bids. Kraft waits.")
    True
    >>> used_alone(("kraft",), ("kraft", "foods"), "Kraft Foods bids.")
    False
    """
    words = name_words(text)
    size = len(short)
    return any(words[i : i + size] == short and words[i : i + len(long)] != long for i in range(len(words) - size + 1))


def same_party(gold: str, predicted: str, aliases: Sequence[Sequence[str]], text: str = "") -> str | None:
    """How a predicted name meets a gold name: to the word or by an alias ("exact"), as a short form that the article
    uses alone, or as a longer proper name.

    >>> same_party("SoftBank", "Softbank", [])
    'exact'
    >>> same_party("Kraft Foods", "Kraft", [], "Kraft Foods bids. Kraft waits.")
    'short'
    >>> same_party("Kraft", "Kraft Heinz", [])
    'long'
    >>> same_party("Kraft Foods", "Cadbury", [])
    """
    wanted = name_words(gold)
    names = {wanted, *(name_words(x) for group in aliases if wanted in map(name_words, group) for x in group)}
    found = name_words(predicted)
    if found in names:
        return "exact"
    for name in sorted(names):
        if not name or not found:
            continue
        if name[: len(found)] == found and len("".join(found)) > 2 and used_alone(found, name, text):
            return "short"
        if len(found) == 1 and len(name) in (2, 3) and name[-1] == found[0] and used_alone(found, name, text):
            return "short"
        rest = re.findall(r"\w+", predicted)[len(name) - len(found) :]
        if found[: len(name)] == name and len(found) - len(name) <= 2 and all(x[:1].isupper() for x in rest):
            return "long"
    return None
