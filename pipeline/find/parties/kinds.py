"""What a party is, by lexical evidence: titles, legal forms, institutions, territories, media. Start with `kind_of`."""

from __future__ import annotations

from collections import Counter

from pipeline.find.parties.nouns import NounMention
from pipeline.lang.parties import Lexicon
from pipeline.normalise.names import key, territories


def kind_of(name: str, votes: Counter[str], words_of: Lexicon) -> str:
    """The kind of a party from its name and from what stood beside it. "unknown" when nothing speaks."""
    lowered = name.lower()
    if lowered in words_of.media:
        return "media"
    if name in words_of.firms:
        return "company"
    if name in words_of.seats:
        return words_of.seats[name]
    if key(name) in territories():
        return "country"
    if name in words_of.cities:
        return "place"
    if any(word in words_of.legal for word in name.split()[1:]):
        return "company"  # "Elisa Orlan Inc" is no person
    if votes:
        return max(sorted(votes), key=lambda kind: votes[kind])
    return "unknown"


def noun_kind(noun: NounMention) -> str:
    """The kind of a party without a name: a plural is a group, one of a kind that has names is unnamed."""
    if noun.head.plural:
        return "group"
    return noun.head.kind if noun.head.kind in ("public_body", "group", "media") else "unnamed"
