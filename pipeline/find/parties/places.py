"""Where in the sentences the parties stand, and what the nominal groups beside their names say of them.

Parties with their names, nominal groups and sentences enter; places, appositions and traits leave. Start with
`places`, then `appositions`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import dropwhile

from pipeline.find.parties.nouns import NounMention
from pipeline.find.parties.trees import SUBJECTS
from pipeline.lang.parties import Lexicon
from pipeline.records import Party, Sentence, Span, Token

_NAMING = frozenset({"appos", "flat", "flat:name"})


#: Kinds of party that a head of a sense does not stand beside.
_NEVER = {
    "person": ("company", "public_body", "country", "place", "media", "group"),
    "magistrate": ("company", "public_body", "country", "place", "media", "group"),
    "player": ("country", "place"),
    "part": ("person", "country"),
    "company": ("person", "country", "place"),
    "bank": ("person", "country", "place"),
    "organisation": ("person", "country"),
    "media": ("person", "country", "place"),
    "state": ("person",),
    "country": ("person",),
    "city": ("person",),
    "regulator": ("person", "country", "place"),
}
#: The longest name of a person that the recogniser is believed on, in words.
_PERSON = 3
#: Characters before a name in which a preposition stands.
_LINK = 16
#: Words of a complement between a group and the name that it introduces.
_GAP = 6
#: Words in which a dateline ends, and a finite verb follows the name that opens a sentence.
_DATELINE = 14
_DASHES = frozenset({"-", "--"})
#: Parts of speech of the words inside a nominal group.
_GROUP = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PUNCT"})


@dataclass(slots=True)
class Traits:
    """What the article says of a party beside its name."""

    heads: set[str] = field(default_factory=set)  # senses, and "sense:lemma"
    nationalities: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    genders: Counter[str] = field(default_factory=Counter)

    def learn(self, noun: NounMention) -> None:
        """Adds what a nominal group says."""
        self.heads.update((noun.head.sense, f"{noun.head.sense}:{noun.lemma}"))
        self.modifiers.update(noun.modifiers)
        if noun.nationality:
            self.nationalities.add(noun.nationality)
        if noun.gender:
            self.genders[noun.gender] += 1


@dataclass(frozen=True, slots=True)
class Place:
    """One naming of a party: where, in which sentence, at which head token, and whether it is a subject."""

    party: int
    span: Span
    sentence: int
    token: int
    subject: bool
    form: str = "name"
    gender: str = ""  # of the words that name it here
    opens: bool = False  # whether it opens its sentence


def places(parties: Sequence[Party], sentences: Sequence[Sentence]) -> list[Place]:
    """Every naming of every party in reading order, with its head token where the sentence is parsed."""
    found = []
    number = 0
    for span, party in sorted((m.span, i) for i, whole in enumerate(parties) for m in whole.mentions):
        while number < len(sentences) and sentences[number].span.end <= span.start:
            number += 1
        if number == len(sentences):
            break
        tokens = sentences[number].tokens
        token = head_token(tokens, span)
        subject = token >= 0 and (tokens[token].dep in SUBJECTS or _leads(tokens, span))
        found.append(Place(party, span, number, token, subject, opens=token >= 0 and _opens(tokens, span)))
    return found


def _opens(tokens: Sequence[Token], span: Span) -> bool:
    """Whether a name is the first of its sentence, behind a dateline or a group at most: "LYON (Agence) - Orphéa …"."""
    first = next((i for i, t in enumerate(tokens) if t.span.end > span.start), 0)
    opening = max((i + 1 for i in range(min(first, _DATELINE)) if tokens[i].text in _DASHES), default=0)
    return all(t.pos in _GROUP for t in tokens[opening:first])


def _leads(tokens: Sequence[Token], span: Span) -> bool:
    """Whether a name is the subject of the finite verb that follows it, whatever the tree says.

    A dateline, an apposition and a ticker are what a parser stumbles over most: "LYON (Agence) - Orphéa a dit", "Retailer
    Belmar said", "Belmar Inc ( BLM.N ) said". Behind what opens its sentence the verb may stand further on.
    """
    before = next((i - 1 for i, t in enumerate(tokens) if t.span.end > span.start), -1)
    opens = _opens(tokens, span)
    if not opens and before >= 0 and tokens[before].text != ",":
        return False
    for token in _past_ticker(tokens, span)[: _DATELINE if opens else 1]:
        if token.dep in SUBJECTS and token.pos in ("NOUN", "PROPN", "PRON"):
            return False
        if token.pos in ("VERB", "AUX") and "VerbForm=Fin" in token.morph:
            return True
    return False


def _past_ticker(tokens: Sequence[Token], span: Span) -> Sequence[Token]:
    """The tokens after a name, without the brackets or the ticker that follow it: "Belmar Inc ( BLM.N ) | said"."""
    after = [token for token in tokens if token.span.start >= span.end][: 3 * _DATELINE]
    if after and after[0].text == "(":
        close = next((i for i, token in enumerate(after) if token.text == ")"), -1)
        return after[close + 1 :]
    ticker = after and after[0].text.isupper() and "." in after[0].text
    return after[1:] if ticker else after


def noun_place(noun: NounMention, party: int, sentences: Sequence[Sentence]) -> Place:
    """The place of a group that stands beside a name: where it is the subject, the party is."""
    token = sentences[noun.sentence].tokens[noun.token]
    return Place(party, noun.span, noun.sentence, noun.token, token.dep in SUBJECTS, "description", noun.gender)


def kinds_read(
    folded: str, parties: Sequence[Party], named: Sequence[Place], sentences: Sequence[Sentence], words_of: Lexicon
) -> dict[int, str]:
    """What the recogniser says of parties whose names say nothing: persons, and places that never act.

    It takes firms for places as well, so a preposition has to tell once that something happens there.
    """
    labels: dict[int, Counter[str]] = defaultdict(Counter)
    acting = {place.party for place in named if place.subject}
    located = {place.party for place in named if is_located(folded, place.span, words_of)}
    for place in named:
        for entity in sentences[place.sentence].entities:
            if (
                entity.span.contains(place.span)
                and entity.span.end - entity.span.start <= place.span.end - place.span.start + 4
            ):
                labels[place.party][entity.label] += 1
    kinds: dict[int, str] = {}
    for party, counts in labels.items():
        label = max(sorted(counts), key=lambda label: counts[label])
        if label == "PER" and 2 <= len(parties[party].key.split()) <= _PERSON:
            kinds[party] = "person"
        if label == "LOC" and party in located - acting:
            kinds[party] = "place"
    return kinds


def is_located(folded: str, span: Span, words_of: Lexicon) -> bool:
    """Whether a preposition of place stands right before a name."""
    before = f" {folded[max(0, span.start - _LINK) : span.start].lower()}"
    return any(before.endswith((f" {form}", f"({form}")) for form in words_of.locating)


def head_token(tokens: Sequence[Token], span: Span) -> int:
    """The token of the span whose governor stands outside it, -1 when the sentence is not parsed."""
    inside = [i for i, token in enumerate(tokens) if token.span.overlaps(span)]
    for i in inside:
        if tokens[i].head == i or not inside[0] <= tokens[i].head <= inside[-1]:
            return i
    return inside[0] if inside else -1


def appositions(
    parties: Sequence[Party],
    nouns: Sequence[NounMention],
    named: Sequence[Place],
    sentences: Sequence[Sentence],
    words_of: Lexicon,
) -> tuple[dict[int, int], dict[int, Traits]]:
    """Groups that stand beside a name (index of the group → party), and the traits that they give the parties."""
    beside: dict[int, int] = {}
    traits: dict[int, Traits] = defaultdict(Traits)
    by_sentence: dict[int, list[Place]] = defaultdict(list)
    for place in named:
        by_sentence[place.sentence].append(place)
    cores = {(noun.sentence, noun.token) for noun in nouns}
    for index, noun in enumerate(nouns):
        tokens = sentences[noun.sentence].tokens
        others = (
            {token for sentence, token in cores if sentence == noun.sentence} if by_sentence[noun.sentence] else set()
        )
        for place in by_sentence[noun.sentence]:
            if _is_led(noun, place, tokens, words_of):
                traits[place.party].heads.add("company")
        for place in by_sentence[noun.sentence]:
            if noun.head.plural or parties[place.party].kind in _NEVER.get(noun.head.sense, ()):
                continue
            relation = _beside(noun, place, tokens, others)
            if not relation:
                continue
            if relation != "copula":
                beside[index] = place.party
            traits[place.party].learn(noun)
            break
    return beside, traits


def _is_led(noun: NounMention, place: Place, tokens: Sequence[Token], words_of: Lexicon) -> bool:
    """Whether the name completes the job of one who leads a firm: "PDG de Belvia"."""
    if noun.lemma not in words_of.leaders and noun.name.lower() not in words_of.leaders:
        return False
    of = any(t.head == place.token and t.dep == "case" and t.text.lower() in words_of.connectors["of"] for t in tokens)
    return place.token >= 0 and tokens[place.token].head == noun.token and of


def _beside(noun: NounMention, place: Place, tokens: Sequence[Token], cores: set[int]) -> str:
    """How the group stands to the name: "title" (le groupe Orphéa), "apposition", "copula", or ""."""
    core, name = tokens[noun.token], tokens[place.token]
    if place.token < 0 or noun.span.contains(place.span) or place.span.overlaps(core.span):
        return ""
    governs = name.head == noun.token
    if noun.span.end <= place.span.start:
        gap = [i for i, t in enumerate(tokens) if noun.span.end <= t.span.start and t.span.end <= place.span.start]
        if _is_title(noun, [tokens[i] for i in gap], governs) and not cores & set(gap):
            return "title"
    elif not noun.determiner and place.span.end < noun.span.start <= place.span.end + 2:
        between = [t for t in tokens if place.span.end <= t.span.start and t.span.end <= noun.span.start]
        if len(between) == 1 and between[0].text == ",":
            return "apposition"
    elif _is_set_off(noun, place, tokens):
        return "apposition"
    if core.head == place.token and core.dep in ("appos", "compound"):
        return "apposition" if core.dep == "appos" else "title"
    if governs and name.dep in _NAMING:
        return "apposition"
    copula = governs and name.dep == "nsubj" and noun.predicate
    return "copula" if copula else ""


def _is_set_off(noun: NounMention, place: Place, tokens: Sequence[Token]) -> bool:
    """Whether the group stands between commas right after the name, whatever the tree: "Nordis, une jeune pousse, a levé"."""
    before = [t for t in tokens if place.span.end <= t.span.start and t.span.end <= noun.core.start]
    if not 2 <= len(before) <= _GAP or before[0].text != "," or before[1].pos != "DET":
        return False
    if any(t.pos not in _GROUP for t in before[1:]):
        return False
    after = [t for t in tokens if t.span.start >= noun.core.end][: 2 * _GAP]
    close = next((i for i, t in enumerate(after) if t.text == "," or t is tokens[-1]), len(after))
    inside = all(t.pos in _GROUP or t.pos == "ADP" for t in after[:close])
    return inside and close < len(after) and not any(t.pos == "CCONJ" for t in after[close + 1 : close + 2])


def _is_title(noun: NounMention, gap: Sequence[Token], governs: bool) -> bool:
    """Whether only a complement stands between the group and the name: "le géant des puces | Nvidia"."""
    words = [token for token in gap if token.text != '"']
    if len(words) < len(gap) and noun.head.sense == "person":
        return False  # a policeman in a "Gilet jaune"
    if not words:
        return noun.determiner != "possessive" or governs
    if len(words) > _GAP or noun.determiner == "possessive":
        return False
    comma = words[-1].text == ","
    if comma and noun.head.sense != "person":
        return False
    inner = list(dropwhile(_is_adjective, words[:-1] if comma else words))  # "le fabricant rennais de puces Orphéa"
    if not inner or inner[0].pos != "ADP" or inner[-1].pos not in ("NOUN", "ADJ", "PROPN"):
        return False
    return all(t.pos in ("ADP", "DET", "NOUN", "ADJ", "PROPN") for t in inner)


def _is_adjective(token: Token) -> bool:
    return token.pos == "ADJ" or token.dep == "amod"
