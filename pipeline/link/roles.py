"""Who pays, receives, is described, is dealt with: parties and nominal groups ranked for each role.

Scenes and kinds enter, fillers leave. Every candidate and "nobody" get a score per role (`role_features`), then a second one
that knows what the other amounts of the article make of them (`telling`). Start with `read_roles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.link.candidates import Candidate
from pipeline.link.kinds import Reading
from pipeline.link.model import Ranker, ranker, softmax
from pipeline.link.parts import first_conjunct
from pipeline.link.role_features import read_ground, role_features
from pipeline.link.scene import Scene, Words
from pipeline.link.telling import Telling
from pipeline.records import FOREIGN_ROLES, LEVELS, ROLES, Document, Filler

#: Roles that coordinated parties hold together: so many payers and recipients added are right that their F1 does not fall
#: in cross-validation; that of the subject does.
SHARED = frozenset({"payer", "recipient"})

#: Who pays or is paid does not stand behind these prepositions of place: of 133 such places in annotated claims
#: two do ("In Ottawa, officials …"). "À" and "to" tell to whom as well: the model weighs them.
PAID, INSIDE = frozenset({"payer", "recipient"}), frozenset({"in", "at"})
#: What is invested or spent "à Lyon" goes to nobody there: none of 11 such places is the recipient.
SPENT = frozenset({"investment", "spending"})

#: The share of a party that the grammar makes the payer: of 46 such subjects in annotated claims 42 are.
PLAIN = 0.91

#: Who is quoted without a name takes no part: of 936 nominal groups that speak 9 are payer, recipient or subject, of 242
#: media 4, of 211 parties without a name 9; of 287 plural groups 12 are the subject, but 33 pay or are paid.
VOICES = frozenset({"noun", "noun+", "media", "unnamed"})


@dataclass(frozen=True)
class Parties:
    """The fillers of an amount, and the shares of what was chosen for payer, recipient and subject."""

    fillers: tuple[Filler, ...]
    shares: tuple[float, ...]


def read_roles(
    scenes: Sequence[Scene], document: Document, read: Mapping[int, Words], kinds: Sequence[Reading]
) -> tuple[Parties, ...]:
    """The parties of each amount.

    >>> from pipeline.records import Article
    >>> read_roles((), Document(Article("a", ""), "", (), (), (), (), (), ()), {}, ())
    ()
    """
    ground = read_ground(document, read)
    model, second = ranker("roles"), ranker("roles2")
    found = [role_features(scene, document, kind.label, ground) for scene, kind in zip(scenes, kinds, strict=True)]
    first = [softmax(model.scores(rows)) for _, rows in found]
    told = Telling(
        document, [kind.label for kind in kinds], [candidates for candidates, _ in found], first, ground.parts
    )
    result: list[Parties] = []
    for number, (candidates, rows) in enumerate(found):
        fillers: list[Filler] = []
        picked = choose(told, second, number)
        for column, (candidate, _) in enumerate(picked):
            if candidate is not None:
                own = [i for i, other in enumerate(candidates) if other.name == candidate.name]
                reasons = "+".join(model.reasons(column, rows[own[0]])) if own else "elsewhere"
                fillers.append(Filler(ROLES[column], candidate.name, candidate.span, f"roles:{reasons}"))
                if ROLES[column] in SHARED:
                    held = {other.name for other, _ in picked if other is not None}
                    fillers += [
                        Filler(ROLES[column], other.name, other.span, "roles:coordinated")
                        for other in coordinated(candidate, candidates, scenes[number].words)
                        if other.name not in held
                    ]
        fillers.sort(key=lambda filler: (ROLES.index(filler.role), filler.span))  # in order of mention
        shares = tuple(share for _, share in picked[:3])
        source = document.amounts[number].conversion_of
        if source is not None and source < number:  # ruling 27
            result.append(result[source])
        else:
            result.append(Parties(tuple(fillers), shares))
    return tuple(result)


def coordinated(chosen: Candidate, candidates: Iterable[Candidate], words: Words) -> list[Candidate]:
    """The parties that "and" and commas join to a party in the amount's sentence."""
    if chosen.word is None or chosen.order < 0 or not words.parsed:
        return []
    first = first_conjunct(words, chosen.word)
    return [
        other
        for other in candidates
        if other.word is not None
        and other.order >= 0
        and other.name != chosen.name
        and first_conjunct(words, other.word) == first
    ]


def choose(told: Telling, look: Ranker, number: int) -> list[tuple[Candidate | None, float]]:
    """For each role of an amount who holds it, None for nobody, with the share of the choice."""
    return apart(fitting(pick(told, look, number), told.kinds[number]))


def fitting(picked: Sequence[tuple[Candidate | None, float]], kind: str) -> list[tuple[Candidate | None, float]]:
    """The roles that the kind has. Whoever was picked for one that it has not is whom a level describes, if nobody else is."""
    foreign = FOREIGN_ROLES.get(kind, frozenset())
    kept = [(None, 1.0) if role in foreign else found for role, found in zip(ROLES, picked, strict=True)]
    described = ROLES.index("subject")
    if kind in LEVELS and kept[described][0] is None:
        stray = [found for role, found in zip(ROLES, picked, strict=True) if role in foreign and found[0] is not None]
        if stray:
            kept[described] = max(stray, key=lambda found: found[1])
    return kept


def apart(picked: list[tuple[Candidate | None, float]]) -> list[tuple[Candidate | None, float]]:
    """Nobody pays, receives or is described twice over: a party picked for two roles keeps the surer one (in 2,201
    annotated claims no party holds two roles)."""
    kept: list[tuple[Candidate | None, float]] = []
    for column, (candidate, share) in enumerate(picked):
        rivals = [
            rival > share or (rival == share and other < column)
            for other, (twin, rival) in enumerate(picked)
            if other != column and candidate is not None and twin is not None and twin.name == candidate.name
        ]
        kept.append((None if any(rivals) else candidate, share))
    return kept


def may_hold(candidate: Candidate, role: str, kind: str) -> bool:
    """Whether nothing but the model can keep a candidate from a role.

    >>> from pipeline.records import Span
    >>> nobody = Candidate("experts", Span(0, 7), "group", "description", 0, 0, 1, 0, False, False, 0, speaks=True)
    >>> may_hold(nobody, "payer", "damage"), may_hold(nobody, "subject", "damage")
    (True, False)
    """
    if role in PAID and candidate.placed in INSIDE:
        return False
    if role == "recipient" and candidate.placed and kind in SPENT:
        return False
    if candidate.pays and role != "payer" and "payer" not in FOREIGN_ROLES.get(kind, ()):
        return False
    if role == "object" or not candidate.speaks:
        return True
    return candidate.sort not in VOICES and not (role == "subject" and candidate.sort == "group")


def pick(told: Telling, look: Ranker, number: int) -> list[tuple[Candidate | None, float]]:
    """For each role the candidate of the second look, None for nobody, with its share. A noun with and without its
    complement stand for one another against the rest: the choice between them comes last."""
    found: list[tuple[Candidate | None, float]] = []
    for column, role in enumerate(ROLES):
        pool, rows = told.pool(number, column)
        kept = [i for i, candidate in enumerate(pool) if may_hold(candidate, role, told.kinds[number])]
        pool, rows = [pool[i] for i in kept], [*(rows[i] for i in kept), rows[-1]]
        weight = look.by_role[column].get
        scores = np.array([sum([value * weight(name, 0.0) for name, value in row]) for row in rows])
        shares = softmax(scores).tolist()
        groups: dict[int, float] = {}
        for candidate, share in zip(pool, shares[:-1], strict=True):
            groups[candidate.span.start] = groups.get(candidate.span.start, 0.0) + share
        plain = next((i for i, candidate in enumerate(pool) if candidate.pays), None) if role == "payer" else None
        if plain is not None:
            found.append((pool[plain], max(PLAIN, shares[plain])))
            continue
        start = max(groups, key=lambda at: (groups[at], -at), default=-1)
        if start < 0 or groups[start] <= shares[-1]:
            found.append((None, shares[-1]))
            continue
        best = max((i for i, c in enumerate(pool) if c.span.start == start), key=lambda i: (shares[i], -i))
        found.append((pool[best], groups[start]))
    return found
