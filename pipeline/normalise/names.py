"""A name as written → its comparable form; whether one name can stand for another.

Names enter as the article writes them, keys leave: no accents, case, punctuation, leading article or legal form.
Territory names come from CLDR through Babel. Start with `words`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale

from pipeline.lang import table
from pipeline.records import LANGUAGES

_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_WORD = re.compile(r"\w+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
_PARENTHESIS = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=20_000)
def words(name: str) -> tuple[str, ...]:
    """The comparable words of a name.

    >>> words("L'Oréal S.A."), words("The Belmar Group, Inc.")
    (('oreal',), ('belmar', 'group'))
    >>> words("la")  # a name is never emptied
    ('la',)
    """
    plain = unicodedata.normalize("NFKD", name.translate(_LIGATURES)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'")
    plain = _DOTTED.sub(lambda match: match[0].replace(".", ""), plain)
    found = _WORD.findall(_possessive().sub("", plain))
    while len(found) > 1 and found[0] in _articles():
        del found[0]
    while len(found) > 1 and found[-1] in _legal():
        del found[-1]
    return tuple(found)


def key(name: str) -> str:
    """The comparable form of a name as one string.

    >>> key("Banque centrale européenne"), key("OPENAI")
    ('banque centrale europeenne', 'openai')
    """
    return " ".join(words(name))


def initials(name: str) -> str:
    """The capitals that an acronym of the name would take, small words left out.

    >>> initials("Banque centrale européenne"), initials("Office of Fair Trading")
    ('BCE', 'OFT')
    """
    return "".join(word[0] for word in words(name) if word not in _small()).upper()


def is_acronym(short: str, name: str) -> bool:
    """Whether the short form can be the acronym of the name: its letters are initials of the words, in order.

    >>> is_acronym("BCE", "Banque centrale européenne"), is_acronym("Cades", "Caisse d'amortissement de la dette sociale")
    (True, True)
    >>> is_acronym("UBS", "Banque centrale européenne")
    False
    """
    letters = "".join(words(short))
    parts = words(name)
    if not 2 <= len(letters) <= 10 or len(parts) < 2 or letters[0] != parts[0][0]:
        return False
    long = [part for part in parts if part not in _small()]
    full = "".join(part[0] for part in parts)
    if letters in ("".join(part[0] for part in long), full):
        return True
    return len(letters) >= 3 and _covers(letters, long)


def _covers(letters: str, parts: list[str]) -> bool:
    """Whether the letters are made of beginnings of all parts in order, one to four letters of each."""
    if not letters or not parts:
        return not letters and not parts
    longest = min(4, len(letters), len(parts[0]))
    return any(
        letters[:size] == parts[0][:size] and _covers(letters[size:], parts[1:]) for size in range(longest, 0, -1)
    )


@cache
def _possessive() -> re.Pattern[str]:
    forms = table("shared", "parties")["possessives"][0]["forms"]
    return re.compile(rf"(?:{'|'.join(map(re.escape, forms))})\b")


@cache
def _articles() -> frozenset[str]:
    forms: set[str] = set()
    for language in LANGUAGES:
        for entry in table(language, "parties")["determiners"]:
            if entry.get("stripped", True):
                forms.update(form.rstrip("'") for form in entry["forms"] if " " not in form)
    return frozenset(forms)


@cache
def _legal() -> frozenset[str]:
    forms = {re.sub(r"\W", "", form.casefold()) for form in table("shared", "parties")["legal_forms"][0]["forms"]}
    return frozenset(forms)


@cache
def _small() -> frozenset[str]:
    forms: set[str] = set()
    for language in LANGUAGES:
        for entry in table(language, "parties")["connectors"]:
            if entry["id"] != "particle":
                forms.update(part.rstrip("'") for form in entry["forms"] for part in form.split())
    return frozenset(forms) | _articles()


@cache
def territories() -> dict[str, str]:
    """Comparable names of territories in both languages → ISO 3166 code or UN region.

    >>> territories()["royaume uni"], territories()["united kingdom"]
    ('GB', 'GB')
    >>> territories().get("belvia")
    """
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            for form in (name, _PARENTHESIS.sub("", name), *_PARENTHESIS.findall(name)):
                if form.strip():
                    found.setdefault(key(form), str(code))
    for entry in table("shared", "parties")["territories"]:
        for form in entry["forms"]:
            found[key(form)] = entry["id"]
    return found
