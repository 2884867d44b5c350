"""Currency names, symbols and lives, from CLDR through Babel and the short tables of what CLDR lacks.

A language enters, dictionaries from forms to ISO codes leave; built once per process and on first need. The only door to
Babel. Start with `heads`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global

from pipeline.lang import table
from pipeline.records import LANGUAGES
from pipeline.text import fold, lower, trie

Codes = tuple[str, ...]


@cache
def lives() -> Mapping[str, tuple[date, date | None]]:
    """First and last day of every currency that is or was money of a territory; None for one still alive.

    >>> lives()["FRF"][1], lives()["EUR"][1]
    (datetime.date(2002, 2, 17), None)
    >>> "XAU" in lives()
    False
    """
    found: dict[str, tuple[date, date | None]] = {}
    for rows in get_global("territory_currencies").values():
        for code, start, end, tender in rows:
            if not tender:
                continue
            first, last = date(*start) if start else date.min, date(*end) if end else None
            if code in found:
                known = found[code][1]
                first = min(first, found[code][0])
                last = None if last is None or known is None else max(last, known)
            found[code] = (first, last)
    return found


def alive(code: str, day: date) -> bool:
    """Whether a currency was money on a day.

    >>> alive("FRF", date(1999, 5, 1)), alive("FRF", date(2020, 5, 1)), alive("ABC", date(2020, 5, 1))
    (True, False, False)
    """
    life = lives().get(code)
    return life is not None and life[0] <= day and (life[1] is None or day <= life[1])


@cache
def codes() -> frozenset[str]:
    """Every ISO code that is read: money since `oldest` of the shared table.

    >>> {"EUR", "DEM", "XOF"} <= codes(), {"ADP", "XAU", "XYZ"} & codes() <= {"ADP"}
    (True, True)
    """
    oldest = date.fromisoformat(table("shared", "currencies")["oldest"])
    return frozenset(code for code, (_, last) in lives().items() if last is None or last >= oldest)


@cache
def _rank() -> Mapping[str, int]:
    return {code: i for i, code in enumerate(table("shared", "currencies")["defaults"])}


def by_default(found: Iterable[str]) -> Codes:
    """Codes in the order in which they are the default reading, then by name.

    >>> by_default({"CAD", "USD", "AUD"})
    ('USD', 'AUD', 'CAD')
    >>> by_default(())
    ()
    """
    rank = _rank()
    return tuple(sorted(set(found), key=lambda code: (rank.get(code, len(rank)), code)))


@cache
def names(language: str) -> tuple[tuple[str, str], ...]:
    """Every CLDR name of a living or lately dead currency, folded and in small letters, with its code.

    >>> ("dollars canadiens", "CAD") in names("fr"), ("Swiss francs", "CHF") in names("en")
    (True, False)
    """
    locale: Any = Locale.parse(language)
    found = set()
    for code in codes():
        forms = {locale.currencies.get(code, ""), *locale._data["currency_names_plural"].get(code, {}).values()}
        for form in forms:
            name = lower(fold(form)).partition(" (")[0].strip()
            if name and not any(c.isdigit() for c in form):  # "Russian ruble (1991–1998)" is dead, whatever its code
                found.add((name, code))
    return tuple(sorted(found))


def _split(name: str, language: str) -> tuple[str, str]:
    """The head word of a CLDR name and the rest: in French the first word, in English the last."""
    rules = table(language, "currencies")
    words = [word for word in name.split(" ") if word not in rules["skip"]]
    if rules["head"] == "first":
        return words[0], " ".join(words[1:])
    return words[-1], " ".join(words[:-1])


@cache
def heads(language: str) -> Mapping[str, Codes]:
    """Head words of currency names ("dollars", "couronnes") with every code they can mean, the default first.

    >>> heads("fr")["couronnes"][:2], heads("en")["euros"]
    (('SEK', 'CZK'), ('EUR',))
    >>> "ounce" in heads("en")
    False
    """
    found: dict[str, set[str]] = {}
    for name, code in names(language):
        found.setdefault(_split(name, language)[0], set()).add(code)
    merged = {word: by_default(found[word]) for word in found}
    for entry in table(language, "currencies")["heads"]:
        for form in entry["forms"]:
            merged[form] = tuple(dict.fromkeys((*entry["codes"], *merged.get(form, ()))))
    return {word: known for word, known in merged.items() if word not in table(language, "currencies")["no_heads"]}


@cache
def qualifiers(language: str) -> Mapping[str, frozenset[str]]:
    """What tells currencies of one head apart ("canadiens", "Hong Kong", "sterling"), with the codes it points to.

    >>> sorted(qualifiers("fr")["canadiens"]), sorted(qualifiers("en")["hong kong"])
    (['CAD'], ['HKD'])
    >>> "dollars" in qualifiers("en")
    False
    """
    found: dict[str, set[str]] = {}
    for name, code in names(language):
        rest = _split(name, language)[1]
        if rest:
            found.setdefault(rest, set()).add(code)
    for entry in table(language, "currencies")["qualifiers"]:
        for form in entry["forms"]:
            found.setdefault(form, set()).update(entry["codes"])
    return {form: frozenset(found[form]) for form in found}


@cache
def symbols() -> Mapping[str, Codes]:
    """Symbols and signs with the codes they can mean, the default first; CLDR's of both languages and ours.

    >>> symbols()["£"], symbols()["R$"], symbols()["$"][0]
    (('GBP',), ('BRL',), 'USD')
    >>> "%" in symbols()
    False
    """
    found: dict[str, Codes] = {}
    for language in LANGUAGES:
        locale: Any = Locale.parse(language)
        for code in sorted(codes()):
            symbol = fold(locale.currency_symbols.get(code, code))
            if symbol != code and not symbol.isalpha():
                found.setdefault(symbol, (code,))
    found.update({form: (code,) for form, code in table("shared", "currencies")["symbols"].items()})
    found["$"] = tuple(code for code in heads("en")["dollars"])
    return found


@cache
def places(language: str) -> Mapping[str, Codes]:
    """Words that say which country an article speaks of, with its currency: CLDR's country names, and the table's.

    >>> places("fr")["suisse"], places("en")["toronto"]
    (('CHF',), ('CAD',))
    >>> "europe" in places("en")
    False
    """
    locale: Any = Locale.parse(language)
    found: dict[str, Codes] = {}
    for territory in get_global("territory_currencies"):
        money = of_territory(territory)
        name = lower(fold(locale.territories.get(territory, "")))
        if money and len(name) > 3:
            found[name] = money
    for entry in table(language, "currencies")["places"]:
        found.update(dict.fromkeys(entry["forms"], tuple(entry["codes"])))
    return found


@cache
def of_territory(territory: str) -> Codes:
    """The money of a territory by its two letters, as in the ending of a web address.

    >>> of_territory("ca"), of_territory("zz")
    (('CAD',), ())
    """
    rows = get_global("territory_currencies").get(territory.upper().replace("UK", "GB"), ())
    return tuple(code for code, _, end, tender in rows if tender and end is None and code in codes())


@cache
def _place_pattern(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{trie(places(language))})(?![^\W_])")


def places_in(low: str, language: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, Codes]]:
    """Where a text in small letters speaks of a place, with the currencies of the place.

    >>> list(places_in("à toronto et en suisse", "fr"))
    [(2, ('CAD',)), (16, ('CHF',))]
    >>> list(places_in("nulle part", "fr"))
    []
    """
    known = places(language)
    for match in _place_pattern(language).finditer(low, start, len(low) if end is None else end):
        yield match.start(), known[match[0]]
