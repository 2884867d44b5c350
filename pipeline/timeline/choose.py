"""What a reader asks for → the facts to show.

A name, kinds and days enter; rows of facts leave. Start with `Choice` and `chosen`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from pipeline.normalise import names
from pipeline.records import ROLES
from pipeline.schema import Row
from pipeline.write.terminal import printable

#: Names that are told when none or several match.
NAMES_SHOWN = 8
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class NoParty(ValueError):
    """No party has the name."""


class SeveralParties(ValueError):
    """More than one party has the name."""


def day_of(text: str, *, last: bool = False) -> date:
    """A day as ISO 8601 writes it; of a month or year alone its first day, or its last.

    >>> day_of("2024-02"), day_of("2024-02", last=True), day_of("2024", last=True)
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29), datetime.date(2024, 12, 31))
    >>> day_of("30/01/2025")
    Traceback (most recent call last):
    ValueError: '30/01/2025' is no day: 2025-01-30, 2025-01 or 2025
    """
    match = _DAY.fullmatch(text)
    try:
        if match:
            year = int(match[1])
            month = int(match[2] or (12 if last else 1))
            return date(year, month, int(match[3] or (monthrange(year, month)[1] if last else 1)))
    except ValueError:  # a thirteenth month, the year 0
        pass
    raise ValueError(f"{text!r} is no day: 2025-01-30, 2025-01 or 2025")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which facts: those of matters of a party, of these kinds, told between two days. Nothing given is no limit."""

    about: str | None = None
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


def party_named(parties: Sequence[Row], name: str) -> Row:
    """The party of a name: its own name, another form of it, or the beginning of one, the first of these that fits any.

    >>> rows = [{"party_key": "orphea", "name": "Orphéa", "aliases": ["groupe Orphéa"]},
    ...         {"party_key": "orphea sante", "name": "Orphéa Santé", "aliases": []}]
    >>> party_named(rows, "ORPHEA")["name"], party_named(rows, "Orphéa S")["name"]
    ('Orphéa', 'Orphéa Santé')
    >>> party_named(rows, "Orph")
    Traceback (most recent call last):
    pipeline.timeline.choose.SeveralParties: 2 parties match 'Orph': Orphéa, Orphéa Santé
    """
    asked = names.words(name)
    for fitting in (_has_name, _has_alias, _begins, _holds):
        found = [party for party in parties if fitting(party, asked)]
        if len(found) == 1:
            return found[0]
        if found:
            raise SeveralParties(f"{len(found)} parties match {name!r}: {_shown(_distinct(found))}")
    near = get_close_matches(name, [party["name"] for party in parties], n=NAMES_SHOWN)
    raise NoParty(f"no party matches {name!r}" + (f"; near it: {_shown(near)}" if near else ""))


def _has_name(party: Row, asked: tuple[str, ...]) -> bool:
    return asked in (names.words(party["name"]), names.words(party["party_key"]))


def _has_alias(party: Row, asked: tuple[str, ...]) -> bool:
    return any(words == asked for words in _forms(party))


def _begins(party: Row, asked: tuple[str, ...]) -> bool:
    return any(_is_prefix(asked, words) for words in _forms(party))


def _holds(party: Row, asked: tuple[str, ...]) -> bool:
    return any(_is_prefix(asked, words[place:]) for words in _forms(party) for place in range(1, len(words)))


def _forms(party: Row) -> Iterator[tuple[str, ...]]:
    return map(names.words, (party["name"], *party["aliases"]))


def _is_prefix(asked: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the words begin with those asked for, the last of which may be cut off."""
    if not asked or len(asked) > len(words):
        return False
    last = len(asked) - 1
    return words[:last] == asked[:last] and words[last].startswith(asked[last])


def _distinct(parties: Sequence[Row]) -> list[str]:
    """Their names, with the key where two parties bear the same."""
    named = [party["name"] for party in parties]
    return [
        name if named.count(name) == 1 else f"{name} ({party['party_key']})"
        for name, party in zip(named, parties, strict=True)
    ]


def _shown(found: Sequence[str]) -> str:
    more = f", … {len(found) - NAMES_SHOWN} more" if len(found) > NAMES_SHOWN else ""
    return printable(", ".join(found[:NAMES_SHOWN])) + more


def chosen(facts: Sequence[Row], parties: Sequence[Row], choice: Choice) -> tuple[list[Row], Row | None]:
    """The facts of a choice, in order, and the party it is about.

    A matter is shown whole: that of a tranche whose recipient no article repeats is still a matter of the party.
    """
    party = party_named(parties, choice.about) if choice.about is not None else None
    matters = {fact["matter_id"] for fact in facts if party and party["party_key"] in _keys(fact)}
    found = [
        fact
        for fact in facts
        if (party is None or fact["matter_id"] in matters)
        and (not choice.kinds or fact["kind"] in choice.kinds)
        and _told_within(fact, choice.since, choice.until)
    ]
    return found, party


def _keys(fact: Row) -> Iterable[str]:
    return (key for role in ROLES for key in fact[f"{role}_keys"])


def _told_within(fact: Row, since: date | None, until: date | None) -> bool:
    """Whether it was told between the days, both included; what has no day is shown only when none is asked for."""
    if since is None and until is None:
        return True
    if fact["first_told"] is None or fact["last_told"] is None:
        return False
    return (since is None or fact["last_told"] >= since) and (until is None or fact["first_told"] <= until)
