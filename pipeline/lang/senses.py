"""Sense tables (`kinds`, `status`, `sources`) compiled to an index of words and phrases.

A table name and a language enter, a `Senses` leaves; `find_senses` gives the senses of each word of a sentence. The ids of
senses are shared by both languages, so whatever learns from them learns from both. Start with `compile_senses`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.lang import table
from pipeline.records import Token

_WORD = re.compile(r"\w+'(?=\w\w)|'\w\b|\w+'?|[^\w\s]")
_NOUNS = frozenset({"NOUN", "PROPN"})
_VERBS = frozenset({"VERB", "AUX"})
#: A form in capitals of at most this length is an acronym and matches capitals only ("CA" is turnover, "ça" is not).
MAX_ACRONYM = 5


@dataclass(frozen=True, slots=True)
class Senses:
    """`words`: lower-case form → (sense, "verbs" | "nouns" | "forms") pairs. `acronyms`: the same, as written.
    `phrases`: first word → (the other words, sense), the longest first."""

    words: dict[str, tuple[tuple[str, str], ...]]
    acronyms: dict[str, tuple[tuple[str, str], ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    tables: dict[str, str]  # sense → the table it stands in


@dataclass(frozen=True, slots=True)
class Hit:
    """A sense on the words `start` to `end` (half open, counted in tokens)."""

    start: int
    end: int
    sense: str


def inflect(word: str, rules: Iterable[dict[str, Any]], part: str) -> tuple[str, ...]:
    """The word and its forms by the first rule that fits.

    >>> inflect("payer", [{"of": "verbs", "ending": "er", "forms": ["e", "é"]}], "verbs")
    ('payer', 'paye', 'payé')
    >>> inflect("payer", [], "verbs")
    ('payer',)
    """
    for rule in rules:
        ending = rule["ending"]
        if rule["of"] == part and word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            return (word, *(stem + form for form in rule["forms"]))
    return (word,)


@cache
def compile_senses(language: str, *tables: str) -> Senses:
    """The index of one or more sense tables of a language.

    >>> compile_senses("fr", "kinds").words["amende"]
    (('penalty.fine', 'nouns'),)
    >>> compile_senses("xx", "kinds")
    Traceback (most recent call last):
    FileNotFoundError: no table 'kinds' for language 'xx'
    """
    rules = table(language, "kinds")["inflection"]
    words: dict[str, dict[tuple[str, str], None]] = {}
    acronyms: dict[str, dict[tuple[str, str], None]] = {}
    phrases: dict[str, dict[tuple[tuple[str, ...], str], None]] = {}
    for entry in (entry for name in tables for entry in table(language, name)["senses"]):
        for part in ("verbs", "nouns", "forms"):
            for word in entry.get(part, ()):
                if " " in word or "-" in word or "'" in word.strip("'"):
                    _add_phrase(phrases, words, word, entry["id"])
                    continue
                if word.isupper() and len(word) <= MAX_ACRONYM:
                    acronyms.setdefault(word, {})[(entry["id"], part)] = None
                    continue
                for form in inflect(word, rules, part):
                    words.setdefault(form.lower(), {})[(entry["id"], part)] = None
        for phrase in entry.get("phrases", ()):
            _add_phrase(phrases, words, phrase, entry["id"])
    return Senses(
        {word: tuple(found) for word, found in words.items()},
        {word: tuple(found) for word, found in acronyms.items()},
        {word: tuple(sorted(found, key=lambda p: (-len(p[0]), p))) for word, found in phrases.items()},
        {entry["id"]: name for name in tables for entry in table(language, name)["senses"]},
    )


def _add_phrase(
    phrases: dict[str, dict[tuple[tuple[str, ...], str], None]],
    words: dict[str, dict[tuple[str, str], None]],
    phrase: str,
    sense: str,
) -> None:
    """A phrase under its first word; what a tokeniser may keep whole ("start-up") stands as a word too."""
    split = [word.lower() for word in _WORD.findall(phrase)]
    if len(split) == 1:
        words.setdefault(split[0], {})[(sense, "forms")] = None
        return
    phrases.setdefault(split[0], {})[(tuple(split[1:]), sense)] = None
    if " " not in phrase:
        words.setdefault(phrase.lower(), {})[(sense, "forms")] = None
        words.setdefault(phrase.lower() + "s", {})[(sense, "forms")] = None
        last = split[-1] + "s"
        phrases[split[0]][((*split[1:-1], last), sense)] = None
    elif "-" in phrase:
        joined = [word.lower() for word in phrase.split()]
        phrases.setdefault(joined[0], {})[(tuple(joined[1:]), sense)] = None


def find_senses(tokens: Sequence[Token], senses: Senses) -> tuple[Hit, ...]:
    """The senses of the words, in order. Where a form is a verb and a noun the tagger decides.

    >>> from pipeline.records import Span
    >>> word = Token(Span(0, 6), "amende", "amende", "NOUN", "obj", 0, "")
    >>> find_senses([word], compile_senses("fr", "kinds"))
    (Hit(start=0, end=1, sense='penalty.fine'),)
    >>> find_senses([], compile_senses("fr", "kinds"))
    ()
    """
    texts = [token.text.lower() for token in tokens]
    lemmas = [token.lemma.lower() for token in tokens]
    words, acronyms, phrases = senses.words, senses.acronyms, senses.phrases
    hits: list[Hit] = []
    for i, text in enumerate(texts):
        found = words.get(text) or words.get(lemmas[i])
        if found:
            hits.extend(Hit(i, i + 1, sense) for sense in _of_part(found, tokens[i].pos))
        if found := acronyms.get(tokens[i].text):
            hits.extend(Hit(i, i + 1, sense) for sense, _ in found)
        for start in {text, lemmas[i]}.intersection(phrases) if text in phrases or lemmas[i] in phrases else ():
            for rest, sense in phrases[start]:
                end = i + 1 + len(rest)
                if end <= len(texts) and all(word in (texts[j], lemmas[j]) for j, word in enumerate(rest, start=i + 1)):
                    hits.append(Hit(i, end, sense))
    return tuple(sorted(_outermost(set(hits), senses.tables), key=lambda hit: (hit.start, -hit.end, hit.sense)))


def _outermost(hits: set[Hit], tables: dict[str, str]) -> list[Hit]:
    """The hits without those inside a longer phrase of their own table: "tax cut" is no "cut"."""
    phrases = [hit for hit in hits if hit.end - hit.start > 1]
    return [
        hit
        for hit in hits
        if not any(
            longer.start <= hit.start
            and hit.end <= longer.end
            and longer.end - longer.start > hit.end - hit.start
            and tables[longer.sense] == tables[hit.sense]
            for longer in phrases
        )
    ]


def _of_part(found: tuple[tuple[str, str], ...], pos: str) -> list[str]:
    """The senses that fit the part of speech. A verb never has a noun's ("ils ont" no "avoirs"); a noun without senses of
    its own has the verb's, for the French parser reads many a finite verb as a noun."""
    if pos in _VERBS:
        return [sense for sense, part in found if part != "nouns"]
    nominal = [sense for sense, part in found if part != "verbs"] if pos in _NOUNS else []
    return nominal or [sense for sense, _ in found]
