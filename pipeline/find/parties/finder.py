"""Article → its parties. Folded text and sentences enter, parties with their mentions leave.

Names come from the whole text (`names`, joined in `joins`), nominal groups and pronouns from parsed sentences
(`nouns`, resolved in `reference`). Start with `find_parties`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.find.parties.anaphors import Anaphor, find_anaphors
from pipeline.find.parties.joins import join_names, join_nouns
from pipeline.find.parties.memory import Memory
from pipeline.find.parties.names import find_names
from pipeline.find.parties.nouns import NounMention, find_nouns
from pipeline.find.parties.places import Place, Traits, appositions, kinds_read, noun_place, places
from pipeline.find.parties.reference import resolve
from pipeline.lang.parties import lexicon
from pipeline.records import Article, Party, PartyMention, Sentence, Span


def find_parties(
    folded: str, sentences: Sequence[Sentence], article: Article, masked: Sequence[Span] = ()
) -> tuple[Party, ...]:
    """The parties of an article, in order of first mention; none is named inside a masked span ("Rs 2,150 crore").

    >>> text = "Orphéa Group rachète Belvia. L'accord avec Orphéa date de lundi."
    >>> sentences = [Sentence(Span(0, 28)), Sentence(Span(29, 64))]
    >>> [party.name for party in find_parties(text, sentences, Article("1", text, language="fr"))]
    ['Orphéa Group', 'Belvia']
    >>> find_parties("", [], Article("1", "", language="fr"))
    ()
    """
    found = remember(folded, sentences, article, masked)
    named, nouns, beside = found.memory.parties, found.nouns, found.beside
    references = resolve(found.memory, found.anaphors)
    taken = {reference.span for reference in references}
    rest = [noun for i, noun in enumerate(nouns) if i not in beside and noun.span not in taken and not noun.predicate]
    mentions: dict[int, list[PartyMention]] = defaultdict(list)
    for index, home in beside.items():
        mentions[home].append(PartyMention(nouns[index].span, "description", "apposition"))
    for reference in references:
        mentions[reference.party].append(PartyMention(reference.span, reference.form, reference.rule))
    whole = [_with_mentions(party, mentions[i]) for i, party in enumerate(named)]
    return tuple(sorted((*whole, *join_nouns(rest, whole)), key=lambda party: party.mentions[0].span))


@dataclass(frozen=True, slots=True)
class Found:
    """What is known before the first reference is resolved: `beside` are groups that stand beside a name (group → party)."""

    memory: Memory
    nouns: tuple[NounMention, ...]
    beside: dict[int, int]
    anaphors: tuple[Anaphor, ...]


def remember(folded: str, sentences: Sequence[Sentence], article: Article, masked: Sequence[Span] = ()) -> Found:
    """The named parties of an article with what it says of them, and the places that may stand for one.

    >>> remember("", [], Article("1", "", language="fr")).anaphors
    ()
    """
    language = article.language or "en"
    words_of = lexicon(language)
    taken_up = sorted(masked)
    names = tuple(name for name in find_names(folded, sentences, language) if not _meets(name.span, taken_up))
    named = list(join_names(folded, names, sentences, language))
    where = places(named, sentences)
    groups = [noun for noun in find_nouns(folded, sentences, language) if not _meets(noun.core, taken_up)]
    nouns = tuple(_outside(groups, where))
    beside, traits = appositions(named, nouns, where, sentences, words_of)
    for i, party in enumerate(named):
        gender = words_of.gender_of(party.name.partition(" ")[0])
        if gender and party.kind in ("person", "unknown"):
            traits[i].genders = Counter({gender: 1})  # a first name says more than "la star" beside it
    read = kinds_read(folded, named, where, sentences, words_of)
    said = [_with_kind(party, traits.get(i), "unknown") for i, party in enumerate(named)]
    guessed = {i for i, party in enumerate(said) if party.kind == "unknown" and i in read}
    named = [_with_kind(party, None, read[i]) if i in guessed else party for i, party in enumerate(said)]
    meant = [noun_place(nouns[index], home, sentences) for index, home in beside.items()]
    coming = sorted((*where, *meant), key=lambda place: place.span, reverse=True)
    senses = {(noun.sentence, noun.token): noun.head.sense for noun in nouns}
    memory = Memory(named, sentences, words_of, traits, coming, guessed, senses)
    return Found(memory, nouns, beside, tuple(find_anaphors(sentences, nouns, set(beside), words_of)))


def _meets(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span overlaps one of the others, which are sorted and apart."""
    after = bisect_left(others, span.end, key=lambda other: other.start)
    return after > 0 and others[after - 1].overlaps(span)


def _outside(nouns: Sequence[NounMention], where: Sequence[Place]) -> list[NounMention]:
    """The groups whose head is no part of a name and, in the plural, no nationality of those named next ("les Belges Orphéa
    et Belvia")."""
    by_sentence: dict[int, list[Span]] = defaultdict(list)
    for place in where:
        by_sentence[place.sentence].append(place.span)
    begins = {place.span.start for place in where}
    return [
        noun
        for noun in nouns
        if not any(span.overlaps(noun.core) for span in by_sentence[noun.sentence])
        and not (
            noun.nationality and noun.head.plural and noun.core.end == noun.span.end and noun.core.end + 1 in begins
        )
    ]


def _with_kind(party: Party, trait: Traits | None, read: str) -> Party:
    """The party with the kind that the groups beside its name say, else the recogniser, when the name says none."""
    if party.kind != "unknown":
        return party
    heads = trait.heads if trait else set()
    return replace(party, kind=next((kind for sense, kind in _KINDS if sense in heads), read))


def _with_mentions(party: Party, more: Sequence[PartyMention]) -> Party:
    return replace(party, mentions=tuple(sorted((*party.mentions, *more), key=lambda mention: mention.span)))


#: What a name is that stands beside a head of each sense.
_KINDS = (
    ("company", "company"),
    ("part", "company"),
    ("bank", "company"),
    ("media", "media"),
    ("person", "person"),
    ("magistrate", "person"),
    ("organisation", "group"),
    ("state", "public_body"),
    ("country", "public_body"),
    ("city", "public_body"),
    ("regulator", "public_body"),
)
