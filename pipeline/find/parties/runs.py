"""A run of capitalised words → the groups of words that are one name each.

A run ("Orphéa et Belvia", "Fed Chairman Ann Lowell") enters with the sentence around it, groups of words leave.
Start with `groups`; `pieces` makes names of the groups.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile

from pipeline.lang.parties import Lexicon, lexicon
from pipeline.normalise.names import key, territories
from pipeline.text import alternation

_UPPER = "A-ZÀ-ÖØ-ÞŒŠŽ"
_LOWER = "a-zß-öø-ÿœšž"
#: One capitalised word: dotted letters, an initial, an abbreviation, a word with inner marks, a brand in camel case, letters
#: after a figure.
_CAPITAL = (
    rf"(?:(?:[{_UPPER}]\.){{2,}}(?:-\w+|[{_UPPER}](?!\w))?|[{_UPPER}]\.(?=\s?[{_UPPER}])|ABBREVIATIONS\.(?=\s)"
    rf"|[{_UPPER}]\w*(?:[-'.&/]\w+)*\+?|[{_LOWER}]{{1,4}}[{_UPPER}]\w*(?:-\w+)*|\d{{1,2}}[{_UPPER}]{{2}}\w*)"
)
_FIGURE = re.compile(r"(?<!\S)(\d{1,3})\s\Z")
#: A listed name of figures and letters without a space: "3i".
_FIGURED = re.compile(r"\d+-?[^\W\d_]\w*")
#: The longest name, in capitalised words: what is longer is a list.
_LONGEST = 12
#: The shortest lower-case end of a compound that describes what follows: "Texas-based", "state-owned".
_DESCRIBING = 4


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the article says of its words: those in lower case, and how often a form stands with "'s" and without it."""

    small: frozenset[str]
    bare: Counter[str]
    possessed: Counter[str]
    numbered: frozenset[str]  # capitalised words with a figure, written so more than once: "Century 21", "6 Degrees"
    articled: frozenset[str]  # capitalised inside a sentence with the article before: "La Redoute", "L'Horizon"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a run stands: the folded text, its sentence, the words of the language and of the article."""

    folded: str
    first: int
    last: int
    words: Lexicon
    around: Surroundings


@dataclass(frozen=True, slots=True)
class Word:
    """A capitalised word of a run, with the small word that links it to the one before ("" after a space)."""

    start: int
    end: int
    text: str
    link: str

    @property
    def lower(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Group:
    """Words of one name; `initial` when the first capital may be that of the sentence, `kind` of a name listed as such."""

    words: tuple[Word, ...]
    initial: bool = False
    kind: str = ""
    end: int = 0  # of a listed name that goes on in lower case


@cache
def run_pattern(language: str) -> re.Pattern[str]:
    """Capitalised words in a row, with the small words that names hold.

    >>> run_pattern("fr").search("une filiale de Caisse de Belvia à vendre")[0]
    'Caisse de Belvia'
    >>> run_pattern("en").search("nothing here") is None
    True
    """
    connectors = {form for forms in lexicon(language).connectors.values() for form in forms} - {"&"}
    elided = alternation(form for form in connectors if form.endswith("'"))
    plain = alternation(form for form in connectors if not form.endswith("'"))
    link = rf"(?:\s?&\s?|\s{{1,2}}(?:{elided}|{plain}\s){{0,2}})"  # two: a line end after a space
    capital = _capital(language).pattern
    return re.compile(rf"(?<![\w-]){capital}(?:{link}{capital})*")


@cache
def _capital(language: str) -> re.Pattern[str]:
    words = lexicon(language)
    short = words.abbreviations | {form.rstrip(".") for form in words.titles if form.endswith(".")}
    pattern = _CAPITAL.replace("ABBREVIATIONS", alternation(short))
    figures = alternation(form for names in words.listed.values() for form, _ in names if _FIGURED.fullmatch(form))
    of = alternation(words.connectors["bare"])
    return re.compile(rf"(?:{pattern}|{figures}(?![\w-]|\s{of}))")  # "3M", but not "3M d'abonnés"


def groups(scope: Scope, start: int, end: int, *, initial: bool) -> Iterator[Group]:
    """The groups of one run; `initial` when it opens its sentence."""
    rest: list[Word] = []
    past = start
    for word in _words(scope, start, end):
        if word.start < past:
            continue
        listed = _listed(scope, word, rest)
        if not listed:
            rest.append(replace(word, link="") if not rest else word)
            continue
        yield from _cut(scope, rest, initial and bool(rest))
        initial = False
        yield listed
        rest, past = [], listed.end
    yield from _cut(scope, rest, initial)


def _words(scope: Scope, start: int, end: int) -> Iterator[Word]:
    previous = start
    for match in _capital(scope.words.language).finditer(scope.folded, start, end):
        yield Word(match.start(), match.end(), match[0], scope.folded[previous : match.start()].strip().lower())
        previous = match.end()


def _listed(scope: Scope, word: Word, before: list[Word]) -> Group | None:
    """The name with its article or of two words or more, known by itself, that begins here ("Le Canard enchaîné")."""
    if before and not word.link and before[-1].lower in scope.words.nationalities:
        return None  # "U.S. Treasury Department"
    figure = _FIGURE.search(scope.folded, max(scope.first, word.start - 4), word.start)
    if figure and not before:  # "20 Minutes"
        for form, kind in scope.words.listed.get(figure[1], ()):
            if form == f"{figure[1]} {word.text}":
                return Group((replace(word, start=figure.start(1), text=form),), kind=kind, end=word.end)
    for form, kind in scope.words.listed.get(word.text, ()):
        end = word.start + len(form)
        if (
            not form.isalpha()
            and scope.folded.startswith(form, word.start)
            and not scope.folded[end : end + 1].isalnum()
        ):
            return Group((replace(word, end=end, text=form),), kind=kind, end=end)
    return None


def _cut(scope: Scope, words: list[Word], initial: bool) -> Iterator[Group]:
    """The words cut where a name ends, without what is no part of a name."""
    group: list[Word] = []
    index = 0
    fresh = True  # no group has begun after what was left out
    while index < len(words):
        word = replace(words[index], link="") if fresh else words[index]
        opens = initial and not group
        skipped = _skipped(scope, words, index, opens)
        if group and (skipped or not _joins(scope, group, word, words[index : index + _LONGEST])):
            yield Group(tuple(group), initial)
            group, initial = [], False
        if skipped:
            index += skipped
            initial = False
            fresh = True
            continue
        group.append(word)
        fresh = False
        index += 1
    if group:
        yield Group(tuple(group), initial)


def _skipped(scope: Scope, words: list[Word], index: int, opens: bool) -> int:
    """How many words from here are no part of a name: jobs, titles, calendar words, describing compounds, an opener."""
    word, known = words[index], scope.words
    following = [w.text for w in words[index + 1 : index + _LONGEST]]
    job = _job_length(scope, words, index)
    if job:
        return job
    if word.text in known.titles:
        # "Dr Pepper Group": a title does not stand before the name of a company.
        return 0 if any(text in known.legal or text in known.company_words for text in following) else 1
    if word.text in known.not_names and not (index and known.is_first_name(words[index - 1].text)):
        return 1
    elision, mark, rest = word.text.partition("'")
    if mark and (elision + mark).lower() in known.elisions and not rest[:1].isupper():
        return 1  # "L'usine Belvia"
    if (
        following
        and word.lower[:-1] in known.nationalities
        and word.lower in known.nationalities
        and not words[index + 1].link
    ):
        return 1  # "les Belges Orphéa et Belvia": who they are, in the plural
    end = word.text.rpartition("-")[2]
    if end != word.text and end in known.openers:
        return 1  # "Est-ce", "Avez-vous"
    if end != word.text and end.islower() and len(end) >= _DESCRIBING and (known.compounds_describe or following):
        return 1
    return int(opens and index == 0 and not _survives(scope, words))


def _survives(scope: Scope, words: list[Word]) -> bool:
    """Whether the first word of a sentence may belong to a name."""
    word, known = words[0], scope.words
    if len(words) > 1 and f"{word.text} {words[1].text}" in scope.around.articled:
        return True
    if " ".join(w.text for w in words[:_LONGEST]).lower() in known.media or known.is_first_name(word.text):
        return True
    if word.lower in known.openers or word.lower in known.articles:
        return False
    if len(words) == 1 or words[1].link or word.lower not in scope.around.small:
        return True
    # A common word before a name ("Philanthropist Ann Lowell"), unless it is that of a firm ("Family Stores Inc").
    return not known.is_first_name(words[1].text)


def _job_length(scope: Scope, words: list[Word], index: int) -> int:
    """How many words from here are a job: "Chief Executive" in "Belmar Chief Executive Ann Lowell"."""
    for length in (4, 3, 2, 1):
        part = words[index : index + length]
        linked = all(not w.link or w.link in scope.words.connectors["bare"] for w in part[1:])
        if len(part) == length and linked and " ".join(w.text for w in part) in scope.words.jobs:
            return length
    return 0


def _joins(scope: Scope, group: list[Word], word: Word, rest: list[Word]) -> bool:
    """Whether the word, the first of the `rest` of the run, goes on with the name of the group."""
    known, link = scope.words, word.link
    if len(group) >= _LONGEST:
        return False
    if group[-1].text.endswith(known.possessives) and not _own_possessive(scope, group[-1], word):
        return False
    if link in ("", "&"):
        return True
    person = known.is_first_name(group[0].text) and len(group) <= 2
    if link in known.connectors["of"]:
        return bool(institution(known, group)) or (person and link in known.connectors["particle"] and len(group) == 1)
    if link in known.connectors["and"]:
        if _is_couple(scope, group, rest):
            return True
        own = [w for w in group if w.lower not in known.nationalities]
        tail = [rest[0], *takewhile(lambda w: not w.link, rest[1:])]
        last = tail[-1]
        heads = (last.lower in known.institutions and len(tail) <= 2) or (
            last.text.title() in known.company_words and len(tail) == 1
        )
        return len(own) == 1 and heads  # "Securities and Exchange Commission"
    if link in known.connectors["for"]:
        return bool(institution(known, group)) and word.lower not in known.institutions
    if link in known.elisions:
        return person
    return link in known.connectors["particle"]


def _is_couple(scope: Scope, group: list[Word], rest: list[Word]) -> bool:
    """Whether a first name and a full name share the surname: "Walter et Émilie Rivoal"."""
    first, surname = rest[0], rest[1:2]
    alone = len(group) == 1 and scope.words.is_first_name(group[0].text) and scope.words.is_first_name(first.text)
    return alone and bool(surname) and not surname[0].link


def institution(known: Lexicon, group: list[Word] | tuple[Word, ...]) -> str:
    """The kind of the institution that the group begins or ends as, or ""."""
    texts = [word.lower for word in group]
    for size in (3, 2, 1):
        if size <= len(texts):
            for part in (texts[:size], texts[-size:]):
                kind = known.institutions.get(" ".join(part))
                if kind:
                    return kind
    return ""


def without_possessive(text: str, known: Lexicon) -> str:
    """The text without the possessive at its end."""
    return next((text.removesuffix(form) for form in known.possessives if text.endswith(form)), text)


def _own_possessive(scope: Scope, word: Word, following: Word) -> bool:
    """Whether "'s" belongs to the name: never written without it ("Moody's", "People's Bank")."""
    known = scope.words
    base = without_possessive(word.text, known)
    if key(base) in territories() or base in known.cities:
        return False  # "China's Belmar Inc"
    if scope.around.bare[base]:
        return False
    company = following.text in known.legal or following.text in known.company_words
    return company or word.link == "&" or following.lower in known.institutions or scope.around.possessed[base] >= 2
