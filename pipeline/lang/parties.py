"""Typed view of the table `parties`: the words that make, bound and describe the parties of an article.

Forms are folded; those compared without regard to case are stored in lower case. Start with `lexicon`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.lang import table
from pipeline.lang.segment import stops
from pipeline.text import lower


@dataclass(frozen=True, slots=True)
class Head:
    """A common noun that stands for a party."""

    sense: str
    kind: str
    plural: bool


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun or possessive that stands for one party, and the kinds of party it can stand for."""

    gender: str
    possessive: bool
    kinds: frozenset[str]
    expletive: bool = False  # whether it can stand for nobody: "il faut", "it rains"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What one language says of parties, with what no language owns."""

    language: str
    connectors: dict[str, frozenset[str]]  # "of", "and", "for", "particle" → lower forms
    body_links: tuple[str, ...]  # what stands between a public body and the name of it: "de l'", " of "
    possessives: tuple[str, ...]  # cut from the end of a name
    articles: frozenset[str]  # cut from names, elided ones with their apostrophe
    elisions: frozenset[str]  # articles and other words that lean on the next one
    titles: dict[str, str]  # "Mme" → "feminine"
    jobs: frozenset[str]  # as written before a name: capitalised in English, lower in French
    leaders: frozenset[str]  # jobs at the head of a firm, lower
    institutions: dict[str, str]  # lower → kind
    modifiers: frozenset[str]
    nationalities: dict[str, str]  # lower → territory
    heads: dict[str, Head]  # lower; the singular when the form is both
    plurals: dict[str, Head]  # lower
    last_words: frozenset[str]  # of heads of more than one word
    pronouns: dict[str, Pronoun]  # lower
    impersonal: frozenset[str]  # lemmas of verbs whose pronoun stands for nobody
    locating: tuple[str, ...]  # lower, before the name of a place; with the space that follows
    determiners: dict[str, str]  # lower → id
    stripped: frozenset[str]  # determiners that are no part of a name: articles and possessives
    not_names: frozenset[str]
    not_alone: frozenset[str]  # no name by themselves: "Dollar"
    bodies: dict[str, str]  # nouns that are part of the name when "of" and a name complete them → kind
    direct_bodies: dict[str, str]  # with the name right after them: "famille"
    compounds_describe: bool  # whether a word like "Texas-based" is never part of a name
    seats: dict[str, str]  # as written → kind
    footers: tuple[str, ...]  # beginnings of credit lines
    openers: frozenset[str]  # words whose capital is that of a sentence, lower
    abbreviations: frozenset[str]  # words that keep their full stop inside a name: "St"
    legal: frozenset[str]
    company_words: frozenset[str]
    firms: frozenset[str]  # as written
    media: frozenset[str]  # lower
    listed: dict[
        str, tuple[tuple[str, str], ...]
    ]  # first word → names known by themselves and their kind, longest first
    first_names: dict[str, str]  # → gender
    cities: frozenset[str]

    def gender_of(self, word: str) -> str | None:
        """The gender of a known first name, the first of two joined by a hyphen; None for another word."""
        first, _, second = word.partition("-")
        return self.first_names.get(word) or (self.first_names.get(first) if second in self.first_names else None)

    def is_first_name(self, word: str) -> bool:
        return self.gender_of(word) is not None


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language.

    >>> fr = lexicon("fr")
    >>> fr.heads["société"].kind, fr.titles["Mme"], fr.nationalities["japonais"]
    ('company', 'feminine', 'JP')
    >>> "Le Monde" in fr.first_names
    False
    """
    data, shared, marks = table(language, "parties"), table("shared", "parties"), stops(language)
    return Lexicon(
        language=language,
        connectors={e["id"]: frozenset(e["forms"]) for e in data["connectors"]},
        body_links=_body_links(data["connectors"]),
        possessives=tuple(sorted(_forms(shared["possessives"]))),
        articles=_forms(e for e in data["elisions"] if e["id"] == "article"),
        elisions=_forms(data["elisions"]),
        titles={form: e["id"] for e in data["titles"] for form in e["forms"]},
        jobs=_forms(data["jobs"]),
        leaders=_lower(e for e in data["jobs"] if e["id"] == "head"),
        institutions={lower(form): e["id"] for e in data["institutions"] for form in e["forms"]},
        modifiers=_forms(data["modifiers"]),
        nationalities={lower(form): e["id"] for e in data["nationalities"] for form in e["forms"]},
        heads={**_heads(data["heads"], "plural"), **_heads(data["heads"], "singular")},
        plurals=_heads(data["heads"], "plural"),
        last_words=_last_words(data["heads"]),
        pronouns={form: _pronoun(e) for e in data["pronouns"] for form in e["forms"]},
        impersonal=_forms(data["impersonal"]),
        locating=_before_places(data["locating"]),
        determiners={form: e["id"] for e in data["determiners"] for form in e["forms"]},
        stripped=_forms(e for e in data["determiners"] if e.get("stripped", True)),
        not_names=_forms(e for e in data["not_names"] if e["id"] != "alone"),
        not_alone=_forms(e for e in data["not_names"] if e["id"] == "alone"),
        bodies=_bodies(data, "of"),
        direct_bodies=_bodies(data, "direct"),
        compounds_describe=data["compounds_describe"],
        seats={form: e["id"] for e in data["seats"] for form in e["forms"]},
        footers=tuple(sorted(_forms(data["footers"]))),
        openers=marks.openers,
        abbreviations=frozenset(form for form in marks.inside if form[:1].isupper()),
        legal=_forms(shared["legal_forms"]),
        company_words=_forms(shared["company_words"]),
        firms=_forms(shared["firms"]),
        media=_lower(shared["media"]),
        listed=_listed([*shared["firms"], *shared["media"], *data["seats"]]),
        first_names={form: e["id"] for e in shared["first_names"] for form in e["forms"]},
        cities=_forms(shared["cities"]),
    )


def _forms(entries: Iterable[dict[str, Any]]) -> frozenset[str]:
    return frozenset(form for entry in entries for form in entry["forms"])


def _lower(entries: Iterable[dict[str, Any]]) -> frozenset[str]:
    return frozenset(lower(form) for form in _forms(entries))


def _bodies(data: dict[str, Any], identifier: str) -> dict[str, str]:
    listed = {form: e["kind"] for e in data["bodies"] if e["id"] == identifier for form in e["forms"]}
    states = [e for e in data["heads"] if e["id"] in ("state", "country", "city")] if identifier == "of" else []
    return {**listed, **{lower(form): e["kind"] for e in states for form in e["singular"]}}


def _pronoun(entry: dict[str, Any]) -> Pronoun:
    possessive = entry["id"].startswith("possessive")
    return Pronoun(
        entry["id"].removeprefix("possessive").strip("_"),
        possessive,
        frozenset(entry["kinds"]),
        entry.get("expletive", False),
    )


def _body_links(entries: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    forms = {form for entry in entries if entry["id"] == "of" for form in entry["forms"]}
    return tuple(sorted((f" {f}" if f.endswith("'") else f" {f} " for f in forms), key=lambda f: (-len(f), f)))


def _before_places(entries: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(sorted(form if form.endswith("'") else f"{form} " for form in _forms(entries)))


def _listed(entries: Iterable[dict[str, Any]]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for entry in entries:
        for form in entry["forms"]:
            found.setdefault(form.split()[0], set()).add((form, entry["id"]))
    return {first: tuple(sorted(names, key=lambda name: (-len(name[0]), name))) for first, names in found.items()}


def _last_words(entries: Iterable[dict[str, Any]]) -> frozenset[str]:
    """The last piece of every head that a tokenizer cuts: after a space, a hyphen or an apostrophe, with it and without."""
    found: set[str] = set()
    for form in (form for entry in entries for key in ("singular", "plural") for form in entry[key]):
        for mark in (" ", "-", "'"):
            before, cut, last = lower(form).rpartition(mark)
            if cut:
                found |= {last, before.rpartition(" ")[2] + cut + last if mark == "-" else last}
    return frozenset(found)


def _heads(entries: Iterable[dict[str, Any]], key: str) -> dict[str, Head]:
    found: dict[str, Head] = {}
    for entry in entries:  # the first sense of a form counts
        for form in entry[key]:
            found.setdefault(lower(form), Head(entry["id"], entry["kind"], key == "plural"))
    return found
