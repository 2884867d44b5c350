"""One name as an article writes it → the key under which it is compared across articles and languages, and its kind.

Names enter, `Naming`s leave: institutions known in both languages and territories by their code, all others by their
words. Start with `naming`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.lang.across import government_words, institutions, translated_words
from pipeline.lang.parties import Lexicon, lexicon
from pipeline.normalise.names import key, territories, words
from pipeline.records import LANGUAGES
from pipeline.text import fold

#: The word of a key that makes a family of a name, see `shared/institutions.toml`.
FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Naming:
    """A name with its key. `described` is a common noun ("rights issue", "les banques") that names nobody in particular."""

    name: str
    key: str
    kind: str
    described: bool = False
    reason: str | None = None


@lru_cache(maxsize=200_000)
def naming(name: str) -> Naming:
    """The key of a name, and why where it is not its own words.

    >>> naming("Commission européenne").key, naming("European Commission").key
    ('european commission', 'european commission')
    >>> naming("gouvernement français").key == naming("French state").key == naming("France").key
    True
    >>> naming("Banque Lorvane").key, naming("Lorvane Bank").key, naming("Orphéa SA").key
    ('bank lorvane', 'bank lorvane', 'orphea')
    >>> naming("rights issue").described, naming("Orphéa").described
    (True, False)
    """
    plain = comparable(name)
    if plain in _institutions():
        return Naming(
            name, _institutions()[plain], "public_body", reason="one institution under its names in both languages"
        )
    if plain in territories():
        return Naming(
            name, f"territory {territories()[plain]}", "country", reason="one territory under its names in CLDR"
        )
    territory = _government_of(name)
    if territory is not None:
        kind = "country" if territory.startswith("territory ") else "public_body"
        return Naming(name, territory, kind, reason=f"the government of a territory stands for it: “{name}”")
    translated = [translated_words().get(word, word) for word in plain.split()]
    kind = kind_of(name)
    if is_described(name):
        return Naming(name, plain, "unnamed", described=True)
    if any(word in translated_words() for word in plain.split()) and len(translated) > 1:
        return Naming(name, " ".join(sorted(translated)), kind, reason="the same words, translated, in any order")
    return Naming(name, plain, kind)


def comparable(name: str) -> str:
    """The words under which a name is compared; a hyphen keeps the words of a name together.

    >>> comparable("Notre-Dame"), comparable("L'Oréal S.A."), comparable("Rolls-Royce plc")
    ('notre dame', 'oreal', 'rolls royce')
    """
    return " ".join(words(fold(name).replace("-", "_"))).replace("_", " ")


def is_described(name: str) -> bool:
    """Whether a name is a description: no word of it is written as names are.

    >>> is_described("trois banques"), is_described("l'État"), is_described("UK shareholders")
    (True, True, True)
    >>> is_described("L'Oréal"), is_described("famille Rivoal"), is_described("iRobot")
    (False, False, False)
    """
    parts = [part for part in fold(name).replace("'", "' ").split() if part.lower() not in _links()]
    if len(parts) == 1:
        return parts[0].islower() or _is_common(parts[0].lower())
    return bool(parts) and all((part[:1].islower() and part.islower()) or _is_nation(part) for part in parts)


def kind_of(name: str) -> str:
    """What the words of a name say of its kind, `unknown` when they say nothing.

    >>> kind_of("Orphéa Holdings"), kind_of("Jean Rivoal"), kind_of("Financial Times"), kind_of("Zyxos")
    ('company', 'person', 'media', 'unknown')
    """
    parts = fold(name).split()
    for lexical in _lexicons():
        if fold(name).lower() in lexical.media:
            return "media"
        if any(part.strip(".,") in lexical.legal for part in parts[1:]) or set(parts) & lexical.company_words:
            return "company"
        if len(parts) in (2, 3) and lexical.is_first_name(parts[0]):
            return "person"
        if parts and parts[0].lower() in (lexical.bodies | lexical.direct_bodies):
            return (lexical.bodies | lexical.direct_bodies)[parts[0].lower()]
        if parts and parts[0].lower() in lexical.institutions:
            return lexical.institutions[parts[0].lower()]
    return "unknown"


def related(keys: Collection[str], others: Collection[str]) -> bool:
    """Whether a family stands on one side and a bearer of its name on the other: near enough to act as one.

    >>> related({naming("famille Rivoal").key}, {naming("Jean Rivoal").key})
    True
    >>> related({naming("Anne Rivoal").key}, {naming("Jean Rivoal").key})
    False
    """
    return any(_bears(one, other) or _bears(other, one) for one in keys for other in others)


def _bears(family: str, name: str) -> bool:
    parts = set(family.split())
    return FAMILY in parts and parts - {FAMILY} <= set(name.split())


def is_body_word(word: str) -> bool:
    """Whether a lower-case word makes another party of the name that follows: "fondation", "famille", "ministry".

    >>> is_body_word("fondation"), is_body_word("lorvane")
    (True, False)
    """
    return word in _body_words()


def extends(name: str, short: str) -> bool:
    """Whether all that a longer name adds to a short one is written as names are.

    >>> extends("Lorvane Foods", "Lorvane"), extends("Dame de Belmar", "Dame"), extends("Lorvane refinery", "Lorvane")
    (True, True, False)
    """
    less = set(comparable(short).split())
    added = [part for part in fold(name).replace("'", "' ").split() if part.lower() not in _links()]
    return all(not part[0].islower() for part in added if comparable(part) not in less)


def is_too_general(name: str) -> bool:
    """Whether a name is too general to stand for a longer one: a place, a first name, a word of many company names.

    >>> is_too_general("Paris"), is_too_general("Bank"), is_too_general("François"), is_too_general("Lorvane")
    (True, True, True, False)
    """
    folded = fold(name)
    if key(folded) in territories() or key(folded) in _government_keys():
        return True
    general = any(
        folded in lexical.cities or folded in lexical.company_words or lexical.is_first_name(folded)
        or folded.lower() in lexical.heads or folded.lower() in lexical.institutions
        or folded.lower() in lexical.nationalities
        for lexical in _lexicons()
    )  # fmt: skip
    return general or key(folded) in translated_words()


def _government_of(name: str) -> str | None:
    """The key of the territory whose government a name is: "gouvernement du Québec", "French state"."""
    parts = fold(name).replace("'", "' ").split()
    rest = [part for part in parts if part.lower() not in government_words() and part.lower() not in _links()]
    if not rest or len(rest) == len([part for part in parts if part.lower() not in _links()]):
        return None
    left = " ".join(rest)
    for lexical in _lexicons():
        code = lexical.nationalities.get(left.lower()) or territories().get(key(left))
        if code:
            return f"territory {code}"
    return key(left) if len(rest) == 1 and left[:1].isupper() and parts[-1] == rest[-1] and len(parts) > 2 else None


def _is_nation(word: str) -> bool:
    """A word that says only of which country somebody is: "Français", "UK"."""
    return key(word) in territories() or any(
        word.lower() in lexical.nationalities or word.lower().removesuffix("s") in lexical.nationalities
        for lexical in _lexicons()
    )


def _is_common(word: str) -> bool:
    """A noun with the capital of a sentence's first word: "Lenders", "État"."""
    return any(word in lexical.heads or word in lexical.plurals for lexical in _lexicons())


@cache
def _institutions() -> dict[str, str]:
    return {comparable(form): identifier for identifier, forms in institutions() for form in forms}


@cache
def _lexicons() -> tuple[Lexicon, ...]:
    return tuple(lexicon(language) for language in LANGUAGES)


@cache
def _links() -> frozenset[str]:
    return frozenset(
        form for lexical in _lexicons() for forms in (lexical.connectors["of"], lexical.determiners) for form in forms
    )


@cache
def _government_keys() -> frozenset[str]:
    return frozenset(map(key, government_words()))


@cache
def _body_words() -> frozenset[str]:
    found: set[str] = set(government_words())
    for lexical in _lexicons():
        found.update(lexical.bodies, lexical.direct_bodies)
        found.update(form for form, head in lexical.heads.items() if head.kind != "company")
        found.update(form for form, kind in lexical.institutions.items() if kind != "company")
    return frozenset(key(word) for word in found)
