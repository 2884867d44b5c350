"""The names of all claims → the parties of the run: which names stand for one party, and why.

Claims enter in the order of time; a party per article and name leaves. Names are joined only on safe evidence: the same
words, one institution or territory in both languages, an acronym beside its expansion, a short form that an article uses
for exactly one longer name. Start with `resolve`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.across.naming import Naming, comparable, extends, is_body_word, is_too_general, kind_of, naming
from pipeline.across.scanning import Scanner
from pipeline.normalise.names import is_acronym
from pipeline.records import ROLES
from pipeline.schema import Row

#: Longer names that a short one is compared with in one article: an article names some 20 parties.
MOST = 64

#: The kind of a name whose short form is a surname.
PERSON = "person"


@dataclass(slots=True)
class Parties:
    """Which party a name stands for. `local` holds what only one article may say: there "Lorvane" is "Lorvane Foods"."""

    scanner: Scanner
    everywhere: dict[str, str] = field(default_factory=dict)
    local: dict[tuple[str, str], str] = field(default_factory=dict)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    namings: dict[str, list[Naming]] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)  # in the order of first use

    def key_of(self, article: str, name: str) -> str:
        """The key of the party that a name stands for in an article; a description stands for itself, there alone."""
        told = naming(name)
        return f"{told.key} @ {article}" if told.described else self.standing(article, told.key)

    def standing(self, article: str, key: str) -> str:
        return self._root(self.local.get((article, key), key))

    def named_in(self, article: str, text: str) -> frozenset[str]:
        """The parties that a text of an article names."""
        return frozenset(self.standing(article, key) for key in self.scanner.find(text))

    def _root(self, key: str) -> str:
        while key in self.everywhere:
            key = self.everywhere[key]
        return key

    def join(self, key: str, other: str, reason: str) -> None:
        """Take two keys for one party, under the one that was seen first."""
        first, second = self._root(key), self._root(other)
        if first == second:
            return
        if self.ranks[first] > self.ranks[second]:
            first, second = second, first
        self.everywhere[second] = first
        self.reasons.setdefault(first, []).extend([reason, *self.reasons.pop(second, [])])


def resolve(rows: Sequence[Row]) -> Parties:
    """The parties of claims, given in the order of time.

    >>> row = {"article_id": "a", "title": None, "sentence": "Lorvane raised its bid; Lorvane Foods wants Belvia.",
    ...     "payer": ["Lorvane Foods"], "recipient": [], "subject": [], "object": ["Belvia"]}
    >>> other = {**row, "article_id": "b", "sentence": "Lorvane raised its bid.", "payer": ["Lorvane"], "object": []}
    >>> parties = resolve([row, other])
    >>> parties.key_of("b", "Lorvane"), parties.key_of("b", "Belvia")
    ('lorvane foods', 'belvia')
    >>> parties.key_of("b", "banks") == parties.key_of("a", "banks")
    False
    """
    namings = {name: naming(name) for row in rows for name in names_of(row)}
    parties = Parties(Scanner(namings.values()))
    for told in namings.values():
        if not told.described:
            parties.ranks.setdefault(told.key, len(parties.ranks))
            parties.namings.setdefault(told.key, []).append(told)
    for key, forms in parties.namings.items():
        known = next((told.reason for told in forms if told.reason), None)
        if known and len({comparable(told.name) for told in forms}) > 1:
            parties.reasons[key] = [f"{_listed(told.name for told in forms)}: {known}"]
    ties = _ties(rows, parties)
    for short, found in ties.items():
        _settle(parties, short, found)
    return parties


def names_of(row: Row) -> Iterator[str]:
    """The names in the roles of a claim."""
    for role in ROLES:
        yield from row[role]


@dataclass(frozen=True, slots=True)
class Tie:
    """What one article says: a short form stands there for a longer name."""

    long: str
    article: str
    reason: str


def _ties(rows: Sequence[Row], parties: Parties) -> dict[str, list[Tie]]:
    """Per short key what the articles say of it, each article that ties it to exactly one longer name."""
    told: dict[str, dict[str, None]] = {}
    for row in rows:
        keys = told.setdefault(row["article_id"], {})
        keys.update(dict.fromkeys(naming(name).key for name in names_of(row) if not naming(name).described))
        keys.update(dict.fromkeys(parties.scanner.find(row["title"] or "") + parties.scanner.find(row["sentence"])))
    ties: dict[str, list[Tie]] = {}
    for article, keys in told.items():
        several = [key for key in keys if " " in key][:MOST]
        for short in keys:
            found = [
                (long, reason) for long in several if long != short and (reason := _short_for(parties, short, long))
            ]
            roots = {parties._root(long) for long, _ in found}
            if len(roots) == 1:
                ties.setdefault(short, []).append(Tie(found[0][0], article, found[0][1]))
    return ties


def _short_for(parties: Parties, short: str, long: str) -> str | None:
    """Why a short name can stand for a longer one; None when it cannot."""
    brief, full = parties.namings[short][0].name, parties.namings[long][0].name
    less, more = comparable(brief).split(), comparable(full).split()
    if len(less) == 1 and is_acronym(brief, full) and brief.isupper():
        return f"“{brief}” has the initials of “{full}” in one article"
    if len(less) >= len(more) or is_too_general(brief) or not extends(full, brief):
        return None
    if more[: len(less)] == less and not more[len(less)].isdigit() and not is_body_word(less[0]):
        return f"“{brief}” is short for “{full}” in one article"
    ahead = more[: -len(less)]
    if more[-len(less) :] == less and len(ahead) == 1 and len(ahead[0]) > 2 and not is_body_word(ahead[0]):
        return f"“{brief}” is short for “{full}” in one article"
    return None


def _settle(parties: Parties, short: str, ties: list[Tie]) -> None:
    """A short form stands for a longer name everywhere when all articles that tie it agree, else where it was tied; that of a
    person that a single article ties only there: elsewhere the surname can be another's, or a company's."""
    person = len(ties) == 1 and kind_of(parties.namings[ties[0].long][0].name) == PERSON
    if not person and len({parties._root(tie.long) for tie in ties}) == 1:
        parties.join(short, ties[0].long, f"{ties[0].reason} ({ties[0].article})")
        return
    for tie in ties:
        parties.local[tie.article, short] = tie.long


def _listed(names: Iterator[str]) -> str:
    return ", ".join(f"“{name}”" for name in dict.fromkeys(names))
