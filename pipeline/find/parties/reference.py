"""Descriptions and pronouns → the party they stand for, by what the article itself says.

Parties, nominal groups and parsed sentences enter, `Reference`s leave. What could stand for two parties about as well is
left open. Start with `resolve`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.find.parties.nouns import NounMention
from pipeline.find.parties.places import SUBJECTS, Place, Traits
from pipeline.lang.parties import Lexicon, Pronoun
from pipeline.normalise.names import key
from pipeline.records import Party, Sentence, Span, Token

#: A candidate not named in so many sentences before is no longer in mind.
WINDOW = 8
#: The best candidate must lead the next one by this much, else the reference is left open.
MARGIN = 0.75
#: What being a subject adds: it is the topic.
_SUBJECT = 0.9
#: Quotation marks as folding leaves them.
_QUOTES = frozenset({'"', "''", "``"})
#: Steps up the tree that are looked at.
_DEPTH = 40
#: Kinds of parties that a head of each kind can stand for.
_FITS = {
    "company": ("company", "unknown", "group"),
    "bank": ("company", "unknown", "public_body"),
    "investor": ("company", "unknown", "person", "group"),
    "media": ("media",),
    "document": ("media",),
    "organisation": ("group", "public_body", "company", "unknown"),
    "state": ("public_body", "place"),
    "regulator": ("public_body",),
    "person": ("person",),
}
#: Senses of which an article names too many: a reference needs more than salience.
_NEEDS_EVIDENCE = frozenset({"person", "state", "document"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in the text that stands for a party, by its index."""

    span: Span
    party: int
    form: str
    rule: str


@dataclass(slots=True)
class Memory:
    """What the reader of an article keeps in mind: who was named or meant where, and what was said of them."""

    parties: Sequence[Party]
    sentences: Sequence[Sentence]
    words: Lexicon
    traits: dict[int, Traits]
    history: list[Place]
    described: set[tuple[int, int]] = field(default_factory=set)  # sentence, party


def resolve(memory: Memory, nouns: Sequence[NounMention], skipped: set[int]) -> list[Reference]:
    """References of the descriptions not in `skipped` and of the pronouns, in reading order; each found one counts for
    those after it."""
    found: list[Reference] = []
    for anaphor in sorted(_anaphors(memory, nouns, skipped), key=lambda a: a.span):
        choice = _choose(_scores(memory, anaphor))
        if choice is None:
            continue
        party, rule = choice
        found.append(Reference(anaphor.span, party, anaphor.form, rule))
        subject = memory.sentences[anaphor.sentence].tokens[anaphor.token].dep in SUBJECTS
        memory.history.append(Place(party, anaphor.span, anaphor.sentence, anaphor.token, subject))
        if anaphor.noun:
            memory.traits[party].learn(anaphor.noun)
            memory.described.add((anaphor.sentence, party))
    return found


@dataclass(frozen=True, slots=True)
class _Anaphor:
    """A definite singular group (`noun`) or a pronoun that may stand for a party."""

    span: Span
    sentence: int
    token: int
    noun: NounMention | None = None
    pronoun: Pronoun | None = None

    @property
    def form(self) -> str:
        if self.noun:
            return "description"
        return "possessive" if self.pronoun and self.pronoun.possessive else "pronoun"


def _anaphors(memory: Memory, nouns: Sequence[NounMention], skipped: set[int]) -> Iterator[_Anaphor]:
    for index, noun in enumerate(nouns):
        if index in skipped or noun.determiner != "definite" or noun.head.plural or noun.predicate:
            continue
        if noun.head.sense in _FITS and not (noun.named or noun.specific or _introduced(noun, nouns, skipped)):
            yield _Anaphor(noun.span, noun.sentence, noun.token, noun=noun)
    for number, sentence in enumerate(memory.sentences):
        for i, token in enumerate(sentence.tokens):
            pronoun = memory.words.pronouns.get(token.text.lower())
            if not pronoun or token.pos not in ("PRON", "DET") or token.dep.startswith("expl"):
                continue
            if pronoun.possessive or not (
                _is_impersonal(sentence.tokens, token, memory.words) or _is_quoted(sentence.tokens, i)
            ):
                yield _Anaphor(token.span, number, i, pronoun=pronoun)


def _is_impersonal(tokens: Sequence[Token], pronoun: Token, words_of: Lexicon) -> bool:
    """Whether the pronoun stands for nobody: "il faut", "il va falloir", "it is clear", "it is a shame"."""
    governor = tokens[pronoun.head]
    if governor.pos == "NOUN" and governor.text.lower() not in words_of.heads:
        return True
    ruled = {t.lemma for t in tokens if t.dep == "xcomp" and tokens[t.head] is governor}
    return governor.pos == "ADJ" or governor.lemma in words_of.impersonal or bool(ruled & words_of.impersonal)


def _is_quoted(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token stands in direct speech that its sentence opens: who speaks there goes on with a topic of their own."""
    return sum(token.text in _QUOTES for token in tokens[:index]) % 2 == 1


def _introduced(noun: NounMention, nouns: Sequence[NounMention], skipped: set[int]) -> bool:
    """Whether an earlier group without a name brought in what the noun repeats ("un opérateur privé … l'opérateur")."""
    return any(
        other.span < noun.span
        and other.lemma == noun.lemma
        and other.determiner == "indefinite"
        and index not in skipped
        for index, other in enumerate(nouns)
        if not other.head.plural and not other.predicate
    )


def _scores(memory: Memory, anaphor: _Anaphor) -> list[tuple[float, int, str]]:
    """Candidates with their score and main evidence, best first."""
    tokens = memory.sentences[anaphor.sentence].tokens
    subject = _antecedent(tokens, _clause_subject(tokens, anaphor.token, possessive=anaphor.form == "possessive"))
    last, times = _latest(memory.history, anaphor.span)
    if anaphor.pronoun and _is_other(anaphor, subject, last, memory):
        return []
    owner = _at(memory, anaphor.sentence, subject)
    scored = []
    for party, place in last.items():
        evidence, rule = _evidence(memory.parties[party], memory.traits.get(party), anaphor.noun)
        if not _may_be(memory, anaphor, party, place, subject) or evidence < 0:
            continue
        if evidence < 1 and _needs_evidence(memory.parties[party], anaphor):
            continue
        distance = anaphor.sentence - place.sentence
        score = evidence + 2.0 - 0.6 * distance + min(1.5, 0.5 * math.log1p(times[party]))
        score += _SUBJECT if place.subject else 0.0
        if party == owner:
            score += 1.5  # the owner is the subject of the clause
        if memory.sentences[place.sentence].heading:
            score += 0.6  # a title stays in mind
        if anaphor.noun and (anaphor.sentence, party) in memory.described:
            score -= 1.2  # one sentence seldom describes a party twice
        scored.append((score, party, rule))
    return sorted(scored, key=lambda s: (-s[0], s[1]))


def _may_be(memory: Memory, anaphor: _Anaphor, party: int, place: Place, subject: int) -> bool:
    """Whether nothing in the grammar speaks against the party, whose last place is given."""
    distance = anaphor.sentence - place.sentence
    if distance > WINDOW or not _fits(memory.parties[party], memory.traits.get(party), anaphor):
        return False
    if anaphor.form == "pronoun" and not place.subject:
        return False  # a pronoun goes on with a topic
    if anaphor.form == "possessive" and memory.parties[party].kind == "media" and not place.subject:
        return False  # who is quoted owns nothing: "selon RTL, … ses enfants"
    if distance or place.token < 0:
        return True
    if place.token == subject and anaphor.form != "possessive":
        return False  # neither a description nor a pronoun stands for the subject of its own clause
    tokens = memory.sentences[anaphor.sentence].tokens
    return not (tokens[anaphor.token].dep in SUBJECTS and _is_controlled(tokens, place.token, anaphor.token))


def _latest(history: Sequence[Place], before: Span) -> tuple[dict[int, Place], Counter[int]]:
    """For every party its last place before a span (a subject when it was one in that sentence), and how many there are."""
    last: dict[int, Place] = {}
    times: Counter[int] = Counter()
    for place in sorted((p for p in history if p.span.end <= before.start), key=lambda p: p.span):
        times[place.party] += 1
        previous = last.get(place.party)
        subject = previous is not None and previous.sentence == place.sentence and previous.subject
        last[place.party] = previous if previous and subject else place
    return last, times


def _at(memory: Memory, sentence: int, token: int) -> int | None:
    """The party that stands at a token, if any."""
    if token < 0:
        return None
    span = memory.sentences[sentence].tokens[token].span
    return next((p.party for p in reversed(memory.history) if p.sentence == sentence and p.span.overlaps(span)), None)


def _is_other(anaphor: _Anaphor, subject: int, last: dict[int, Place], memory: Memory) -> bool:
    """Whether a subject that is no party comes first to mind: that of a possessive's clause, the latest before a pronoun."""
    tokens, sentences = memory.sentences[anaphor.sentence].tokens, memory.sentences
    if anaphor.form == "possessive":
        if subject < 0 or _at(memory, anaphor.sentence, subject) is not None:
            return False
        owner = tokens[subject]
        thing = owner.pos == "NOUN" and "Number=Plur" not in owner.morph  # not "sales fell at its stores"
        return thing or (owner.pos == "PRON" and owner.text.lower() in memory.words.pronouns)
    before = [token for token in tokens[: anaphor.token] if token.dep in SUBJECTS and token.pos == "NOUN"]
    if not before and anaphor.sentence:
        before = [t for t in sentences[anaphor.sentence - 1].tokens if t.dep in SUBJECTS and t.pos == "NOUN"]
    agreeing = [token for token in before if _agree(token.morph, tokens[anaphor.token].morph)]
    if not agreeing:
        return False
    return not any(place.span.end > agreeing[-1].span.start for place in last.values() if place.subject)


def _agree(one: str, other: str) -> bool:
    """Whether two words do not differ in gender or number."""
    features = dict(f.split("=", 1) for f in one.split("|") if "=" in f)
    return all(
        features.get(k, v) == v for k, _, v in (f.partition("=") for f in other.split("|")) if k in ("Gender", "Number")
    )


def _needs_evidence(party: Party, anaphor: _Anaphor) -> bool:
    """Whether salience alone does not do: there are many persons and bodies, and a body is seldom called a bank."""
    noun = anaphor.noun
    if noun is None or noun.head.sense == "regulator":
        return False
    return noun.head.sense in _NEEDS_EVIDENCE or party.kind == "public_body"


def _fits(party: Party, trait: Traits | None, anaphor: _Anaphor) -> bool:
    """Whether the kind and gender of the party allow the reference."""
    if anaphor.noun is not None:
        return party.kind in _FITS[anaphor.noun.head.sense]
    pronoun = anaphor.pronoun
    if pronoun is None or party.kind not in pronoun.kinds:
        return False
    if pronoun.gender in ("masculine", "feminine") and trait and trait.genders:
        return bool(trait.genders[pronoun.gender])
    return True


def _evidence(party: Party, trait: Traits | None, noun: NounMention | None) -> tuple[float, str]:
    """What the article says of the party that the description repeats; negative when it contradicts."""
    if noun is None:
        return 0.0, "salience"
    score, rule = 0.0, "salience"
    if noun.lemma in party.key.split() and all(key(word) in party.key for word in noun.modifiers):
        score, rule = 1.5, "name_head"  # "la commission" for "Commission européenne"
    if trait is None:
        return score, rule
    if noun.nationality and trait.nationalities:
        if noun.nationality not in trait.nationalities:
            return -1.0, "nationality"
        score, rule = score + 2.0, "nationality"
    if set(noun.modifiers) & trait.modifiers:
        score, rule = score + 1.0, "modifier"
    if f"{noun.head.sense}:{noun.lemma}" in trait.heads:
        score, rule = score + 1.5, "head"
    return score, rule


def _choose(scores: Sequence[tuple[float, int, str]]) -> tuple[int, str] | None:
    """The best candidate when it leads clearly."""
    if not scores or scores[0][0] < 0.5:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < MARGIN:
        return None
    rule = "only_candidate" if len(scores) == 1 else scores[0][2]
    return scores[0][1], rule


def _clause_subject(tokens: Sequence[Token], index: int, *, possessive: bool) -> int:
    """The subject of the clause that the token stands in, through verbs without one of their own; -1 for none.

    What stands in a subject itself has none, but the owner of a possessive may be the subject of the clause above.
    """
    node = index
    for _ in range(_DEPTH):
        if tokens[node].dep in SUBJECTS and not possessive:
            return -1
        parent = tokens[node].head
        for i, token in enumerate(tokens):
            if token.head == parent and token.dep in SUBJECTS and i not in {index, node}:
                return i
        finite = tokens[parent].pos in ("VERB", "AUX") and "VerbForm=Fin" in tokens[parent].morph
        if parent == node or (finite and not possessive):
            return -1
        node = parent
    return -1


def _antecedent(tokens: Sequence[Token], subject: int) -> int:
    """What a relative pronoun that is the subject stands for: "l'État, qui a assuré son soutien"; else the subject."""
    if subject >= 0 and "PronType=Rel" in tokens[subject].morph:
        verb = tokens[tokens[subject].head]
        if verb.dep.startswith("acl"):
            return verb.head
    return subject


def _is_controlled(tokens: Sequence[Token], token: int, subject: int) -> bool:
    """Whether the token stands in a clause without subject under the verb of the subject ("En achetant X, le groupe …")."""
    verb, node, nonfinite = tokens[subject].head, token, False
    for _ in range(_DEPTH):
        parent = tokens[node].head
        if parent == verb and node != subject:
            return nonfinite
        if parent == node:
            return False
        own = any(t.head == parent and t.dep in SUBJECTS for t in tokens)
        nonfinite = nonfinite or (tokens[parent].pos == "VERB" and not own)
        node = parent
    return False
