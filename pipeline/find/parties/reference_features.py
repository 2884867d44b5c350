"""An anaphor and what it could stand for → named features, for each party in mind and for nobody.

They are made of grammar, distances and ids of senses, never of words. Start with `options`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.find.parties.anaphors import FITS, Anaphor
from pipeline.find.parties.memory import Memory
from pipeline.find.parties.nouns import NounMention
from pipeline.find.parties.places import Place, Traits
from pipeline.find.parties.rivals import rival, somebody, subject_kind
from pipeline.find.parties.trees import SUBJECTS, is_controlled, role_of, subjects_above
from pipeline.normalise.names import key
from pipeline.records import Party, Token

#: Features that mean another thing for each form of anaphor.
_BY_FORM = ("where.", "order.")
#: Where the subject of the anaphor's own clause stands, or of the clause above a pronoun that is a subject itself.
_OWN = "where.above.0"


@dataclass(frozen=True, slots=True)
class Option:
    """A party (None: nobody) with its features and the main evidence for it."""

    party: int | None
    features: tuple[str, ...]
    rule: str = "salience"


@dataclass(frozen=True, slots=True)
class View:
    """What is seen from an anaphor: the subjects of the clauses around it, nearest first, with the parties that stand there
    (`owners`), and the last place of each party that it may stand for, the latest first."""

    memory: Memory
    anaphor: Anaphor
    above: Sequence[int]
    owners: Sequence[int | None]
    possible: Mapping[int, Place]

    @property
    def tokens(self) -> Sequence[Token]:
        return self.memory.sentences[self.anaphor.sentence].tokens

    @property
    def form(self) -> str:
        """The form of the anaphor, with its place in the clause for a pronoun."""
        if self.anaphor.form == "pronoun" and role_of(self.tokens, self.anaphor.token) != "subject":
            return "pronoun.object"
        return self.anaphor.form


def options(memory: Memory, anaphor: Anaphor) -> list[Option]:
    """What an anaphor could stand for: nobody first, then every party that grammar and kind allow."""
    view = _look(memory, anaphor)
    times = [memory.times[party] for party in view.possible]
    subjects = [party for party, place in view.possible.items() if place.subject][:1]
    form = view.form
    found = []
    for rank, (party, place) in enumerate(view.possible.items()):
        said, rule = _evidence(memory.parties[party], memory.traits.get(party), anaphor)
        where = _where(view, party, place)
        shared = [where, *said, *_spoken(view, party, place)]
        if where != _OWN:  # the subject of the clause needs no fame
            shared += _fame(memory.times[party], times)
            shared += ["order.latest"] if rank == 0 else []
            shared += ["order.latest_subject"] if party in subjects else []
            shared += ["order.titled"] if party in memory.titled else []
            shared += ["order.opens"] if place.opens else []
        features = [f"{form}:{name}" for name in shared if name.startswith(_BY_FORM)]
        features += [*shared, f"{anaphor.sort}:{said[0]}"]
        if where != _OWN or anaphor.form != "possessive":
            features.append(f"{anaphor.sort}:kind.{_kind(memory, party)}")
        found.append(Option(party, tuple(features), "only_candidate" if len(times) == 1 else rule))
    evident = any(option.rule not in ("salience", "only_candidate") for option in found)
    return [Option(None, (*_nobody(view), *(_nameless(view, evident) if anaphor.noun else _things(view)))), *found]


def _look(memory: Memory, anaphor: Anaphor) -> View:
    tokens = memory.sentences[anaphor.sentence].tokens
    above = subjects_above(tokens, anaphor.token, memory.subjects_of(anaphor.sentence))
    owners = [memory.party_at(anaphor.sentence, token) for token in above]
    last = memory.recent(anaphor.sentence)
    if anaphor.form == "possessive":
        for place in memory.ahead(anaphor.sentence):  # "Malgré ses pertes, Orphéa embauche"
            if place.party not in last and place.token in above:
                last[place.party] = place
    possible = {party: place for party, place in last.items() if _may_be(memory, anaphor, party, place)}
    return View(memory, anaphor, above, owners, possible)


def _may_be(memory: Memory, anaphor: Anaphor, party: int, place: Place) -> bool:
    """Whether kind, gender and grammar allow the party, whose last place is given."""
    kinds = FITS[anaphor.noun.head.sense] if anaphor.noun else anaphor.pronoun.kinds if anaphor.pronoun else ()
    if memory.parties[party].kind not in kinds and not (party in memory.guessed and "unknown" in kinds):
        return False
    if _differs(memory, anaphor, party):
        return False
    if place.sentence != anaphor.sentence or place.token < 0:
        return True
    tokens = memory.sentences[anaphor.sentence].tokens
    subject = memory.subjects_of(anaphor.sentence).get(tokens[anaphor.token].head, ())
    if anaphor.form != "possessive" and place.token in subject:
        return False  # neither a description nor a pronoun stands for the subject of its own verb
    return not (anaphor.token in subject and is_controlled(tokens, place.token, anaphor.token))


def _differs(memory: Memory, anaphor: Anaphor, party: int) -> bool:
    """Whether the anaphor has the other gender than the person."""
    gender = anaphor.pronoun.gender if anaphor.pronoun else ""
    if anaphor.noun and anaphor.sort == "person":
        gender = anaphor.noun.gender
    known = memory.traits[party].genders if party in memory.traits else None
    if not known or memory.parties[party].kind != "person" or gender not in ("masculine", "feminine"):
        return False
    return not known[gender]


def _kind(memory: Memory, party: int) -> str:
    return f"{memory.parties[party].kind}.guessed" if party in memory.guessed else memory.parties[party].kind


def _where(view: View, party: int, place: Place) -> str:
    """Where the party stood last, seen from the anaphor."""
    distance = view.anaphor.sentence - place.sentence
    role = view.memory.role(place)
    if distance == 0:
        if party in view.owners:
            return f"where.above.{min(view.owners.index(party), 1)}"
        return "where.ahead" if place.span > view.anaphor.span else f"where.here.{role}"
    near = next((str(n) for n in (1, 2, 4, 8) if distance <= n), "far")
    return f"where.{near}.{role if distance == 1 else 'subject' if place.subject else 'other'}"


def _fame(own: int, times: Sequence[int]) -> Iterator[str]:
    """How often the article has spoken of the party, beside the others."""
    most = max(times)
    if own == most > 1 and times.count(most) == 1:
        yield "order.most"
    if 2 * own < most:
        yield "order.seldom"
    if 4 * own < most:
        yield "order.rarely"
    if own > 1:
        yield "times.again"
    if own > 3:
        yield "times.often"
    if len(times) == 1:
        yield "order.alone"


def _spoken(view: View, party: int, place: Place) -> Iterator[str]:
    """How the party was spoken of last, seen from the anaphor."""
    anaphor, tokens = view.anaphor, view.tokens
    if place.form != "name":
        yield f"form.{place.form}"
    if place.subject and place.sentence != anaphor.sentence and tokens[anaphor.token].dep in SUBJECTS:
        yield "order.parallel"  # a subject goes on as the subject
    if (anaphor.sentence, party) in view.memory.described:
        yield "order.described"
    if anaphor.form == "pronoun" and anaphor.pronoun and place.gender:
        yield "last.agrees" if place.gender == anaphor.pronoun.gender else "last.differs"
    if place.sentence != anaphor.sentence:
        return
    owned = tokens[tokens[anaphor.token].head]
    if anaphor.form == "possessive" and owned.dep == "conj" and owned.head == place.token:
        yield "order.conjoined"  # "Orphéa et son patron"
    if anaphor.quoted:
        yield "quoted.same"


def _evidence(party: Party, trait: Traits | None, anaphor: Anaphor) -> tuple[list[str], str]:
    """What the article says of the party that the anaphor repeats or contradicts, the main one first."""
    if anaphor.pronoun:
        gender = anaphor.pronoun.gender
        known = trait.genders if trait else None
        if not known or gender not in ("masculine", "feminine"):
            return ["gender.unknown"], "salience"
        return ["gender.agrees" if known[gender] == max(known.values()) else "gender.differs"], "salience"
    noun = anaphor.noun
    said = list(_repeated(party, trait, noun)) if noun else []
    if noun and trait and noun.nationality and trait.nationalities and noun.nationality not in trait.nationalities:
        return ["contradicted", *(f"said.{name}" for name in said)], "salience"
    if said:
        return ["said.something", *(f"said.{name}" for name in said)], said[0]
    if noun and trait and noun.head.sense in trait.heads:
        return ["said.sense"], "salience"
    return ["said.nothing.of_modified" if noun and noun.modifiers else "said.nothing"], "salience"


def _repeated(party: Party, trait: Traits | None, noun: NounMention) -> Iterator[str]:
    if trait and noun.nationality in trait.nationalities:
        yield "nationality"
    if trait and f"{noun.head.sense}:{noun.lemma}" in trait.heads:
        yield "head"
    if noun.lemma in party.key.split() and all(key(word) in party.key for word in noun.modifiers):
        yield "name_head"  # "la commission" for "Commission européenne"
    if trait and set(noun.modifiers) & trait.modifiers:
        yield "modifier"


def _nobody(view: View) -> Iterator[str]:
    """What speaks for and against a party that nobody named."""
    form, sentence = view.form, view.anaphor.sentence
    near = min((sentence - place.sentence for place in view.possible.values() if place.subject), default=9)
    yield f"{view.anaphor.sort}:nobody"
    yield f"{form}:nobody"
    yield f"{form}:none.subject_near.{min(near, 2)}"
    yield f"{form}:none.candidates.{min(len(view.possible), 3)}"
    if view.anaphor.quoted:
        yield f"{form}:none.quoted"


def _nameless(view: View, evident: bool) -> Iterator[str]:
    """What speaks for a description that stands for itself; `evident` when the article says the same of a party."""
    yield f"{view.anaphor.sort}:none.evident.{evident}"
    yield f"none.role.{role_of(view.tokens, view.anaphor.token)}"
    if view.anaphor.noun and view.anaphor.noun.modifiers:
        yield f"none.modified.{evident}"


def _things(view: View) -> Iterator[str]:
    """What speaks for a pronoun that stands for a thing, or for a person without a name."""
    form, memory, anaphor = view.form, view.memory, view.anaphor
    if anaphor.sort != "neuter" and somebody(memory, anaphor):
        yield f"{form}:none.somebody"
    if view.tokens[view.tokens[anaphor.token].head].pos == "ADJ":
        yield f"{form}:none.adjective"
    owner = "none"
    if view.above:
        owner = "party" if view.owners[0] is not None else subject_kind(memory, anaphor.sentence, view.above[0])
    yield f"{form}:none.above.{owner}"
    yield f"{form}:none.rival.{rival(memory, anaphor)}"
