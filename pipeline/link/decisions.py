"""What the grammar of a clause decides of the status of its amount. A scene enters, decisions leave, each with its id.

The conditions are data (`lang/shared/decisions.toml`); here they are held against the clause, and what a denial, a word of
penal law or the origin of a change governs is found. Start with `decide`.
"""

from __future__ import annotations

from collections.abc import Collection

from pipeline.lang.decisions import Decision, decisions
from pipeline.link.clauses import Clause, label, read_clause
from pipeline.link.scene import Scene, Words
from pipeline.records import Document

#: Words between a word of penal law and the fine that it provides for.
PENAL_REACH = 8
#: How what is denied hangs on the verb.
_DENIED = frozenset({"xcomp", "ccomp", "obj"})
#: Words between a verb of denial and the verb that it denies: "dément \" formellement \" avoir", "denied that it had".
DENIAL_REACH = 6
#: Prepositions before an amount from which something moves.
_ORIGINS = frozenset({"prep.against", "prep.from", "prep.after"})


def decide(scene: Scene) -> tuple[Decision, ...]:
    """The decisions that hold of an amount: at most one that tells a status, the first, and all that rule one out."""
    clause = read_clause(scene)
    if clause is None:
        return ()
    found = [decision for decision in decisions() if holds(decision, clause)]
    telling = [decision for decision in found if decision.status][:1]
    return (*telling, *(decision for decision in found if decision.excludes))


def holds(decision: Decision, clause: Clause) -> bool:
    """Whether a clause meets every condition of a decision.

    >>> from pipeline.lang.decisions import decisions
    >>> closed = next(decision for decision in decisions() if decision.id == "aspect.closed")
    >>> senses = frozenset({"completed.close"}), frozenset({"completed.close"}), frozenset({"acquisition.takeover"})
    >>> holds(closed, Clause((3,), "perfect", False, False, *senses))
    True
    >>> holds(closed, Clause((3,), "future", False, False, *senses))
    False
    """
    return (
        clause.negated == decision.negated
        and (clause.direct or not decision.direct)
        and (not decision.tenses or clause.tense in decision.tenses)
        and _among(decision.finite, clause.finite)
        and _among(decision.acts, clause.acts)
        and _among(decision.objects, clause.objects)
    )


def _among(wanted: Collection[str], senses: Collection[str]) -> bool:
    """Whether one of the senses is wanted, by its own name or by that of its family; nothing wanted is always there."""
    return not wanted or any(sense in wanted or sense.partition(".")[0] in wanted for sense in senses)


def law_provides(scene: Scene) -> bool:
    """Whether a word of penal law governs the amount: "passible de", "punishable by"."""
    return any(
        hit.sense == "hypothetical.penal"
        and (
            (place := scene.place[hit.start]) is None or place[1] == 0 or abs(scene.distance(hit.start)) <= PENAL_REACH
        )
        for hit in scene.hits
    )


def denial(scene: Scene) -> int:
    """1 when the amount stands in what a verb of denial denies ("dément avoir offert", "denied it was seeking"), -1 when
    that verb is negated itself ("n'a pas démenti"), else 0."""
    words = scene.words
    at = _denier(scene) if words.parsed else None
    if at is None:
        return 0
    own = words.children[at]
    near = {at - 1, *own, *(d for c in own if label(words, c).startswith("aux") for d in words.children[c])}
    return -1 if any(sense.startswith("negation") for c in near for sense in words.senses[c]) else 1


def is_denial_aside(scene: Scene) -> bool:
    """Whether every word of denial in the sentence stands in a relative clause beside the amount: "Orphéa, qui nie les faits, a
    payé 3 millions"."""
    words = scene.words
    found = [hit.start for hit in scene.hits if hit.sense == "denied.deny"]
    return bool(found) and all(words.tokens[i].dep == "acl:relcl" and i not in scene.path for i in found)


def _denier(scene: Scene) -> int | None:
    """The verb of denial that governs the amount: by the tree, or by the order of words, for the small French model takes
    most forms of "nier" and "démentir" for nouns or adverbs and hangs them anywhere."""
    words, below, first = scene.words, scene.head, scene.first
    for i in scene.path:
        if label(words, below) in _DENIED and "denied.deny" in words.senses[i]:
            return i
        if words.tokens[i].pos in ("VERB", "AUX"):
            first = min(first, i)
        if words.tokens[i].dep == "acl:relcl":
            break  # what a relative clause adds is told beside the denial
        below = i
    for hit in reversed(scene.hits):
        if hit.sense == "denied.deny" and 0 < first - hit.end <= DENIAL_REACH and _introduces(words, hit.end, first):
            return hit.start
    return None


def _introduces(words: Words, start: int, verb: int) -> bool:
    """Whether the words after a verb of denial lead straight to what it denies: a complementiser, or an auxiliary in the
    infinitive or the participle ("avoir versé", "having paid"), with no clause of its own between."""
    between = [words.tokens[i] for i in range(start, verb)]
    finite = any(token.pos in ("VERB", "AUX") and "VerbForm=Fin" in token.morph for token in between)
    opens = any(token.dep == "mark" and token.pos == "SCONJ" for token in between)
    compound = any(token.pos == "AUX" and ("VerbForm=Inf" in token.morph or "Part" in token.morph) for token in between)
    return opens or (compound and not finite)


def is_origin(scene: Scene, document: Document) -> bool:
    """Whether an amount is where something starts from, which no forecast of a change makes uncertain: "to $5 from $3",
    "contre 3 millions", or a subject that will do something ("the $10 million will help")."""
    words = scene.words
    after = document.amounts[scene.number + 1 : scene.number + 2]
    before = words.senses[scene.first - 1] if scene.first else ()
    return (
        any(amount.change_of == scene.number for amount in after)
        or any(sense in _ORIGINS for sense in before)
        or (words.parsed and words.tokens[scene.head].dep == "nsubj")
    )
