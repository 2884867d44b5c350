"""How sure a claim is: the status of the clause that governs the amount. Scenes and kinds enter, a status leaves for each.

The clause is read upwards from the amount: the nearest verb with its tense, mood and auxiliaries, the verbs and nouns above
it, negation, conditions, questions. Start with `read_statuses`; the cues are in `lang/*/status.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from pipeline.lang.kinds import kind_of
from pipeline.lang.status import status_of
from pipeline.link.clauses import read_clause
from pipeline.link.decisions import decide, denial, is_denial_aside, is_origin, law_provides
from pipeline.link.kinds import Features, Reading, branch, neighbour_features, relation, stretch, summed
from pipeline.link.model import Shared, Vector, classifier, softmax
from pipeline.link.scene import Scene, Words
from pipeline.records import STATUSES, Document

_NUMBER = {status: i for i, status in enumerate(STATUSES)}
#: What a word of penal law adds to the score of "hypothetical" of the fine that it provides for.
PENAL_BONUS = 4.0
#: Taken off "completed", the most frequent status, for to tell as done what is not is the worst of errors: of what is not
#: completed 14 % are told as a fact in place of 18 % with 0.6, for half a point of accuracy; cross-validated on gold/train.
COMPLETED_BIAS = 0.9
#: What a decision of grammar, or a denial that governs the amount, adds to the score of its status or takes off that of the
#: one it rules out: more than any cue below it.
DECISIVE = 8.0
#: Statuses that no grammar tells without a word of theirs in the sentence, beside it, in title or lead, and what the lack of
#: one takes off their score; at no cost in accuracy, cross-validated.
WORDED, UNTOLD_PENALTY = frozenset({"cancelled", "denied", "in_talks", "finalising"}), 4.0
_CUES = frozenset({"modal", "hearsay", "time", "negation", "say", "act", "according", *STATUSES})
_MORPH = ("Mood", "Tense", "VerbForm", "Voice")
_DEPENDENT = frozenset({"aux", "cop", "mark", "advmod", "expl"})


def morphology(features: str) -> str:
    """Mood, tense and form of a verb in one word.

    >>> morphology("Mood=Cnd|Number=Sing|Tense=Pres|VerbForm=Fin")
    'Cnd.Pres.Fin'
    >>> morphology("")
    ''
    """
    pairs = dict(pair.split("=", 1) for pair in features.split("|") if "=" in pair)
    return ".".join(pairs[name] for name in _MORPH if name in pairs)


def verbs_above(scene: Scene) -> list[int]:
    """The verbs (or predicates with a copula) that govern the amount, nearest first."""
    tokens, children = scene.words.tokens, scene.words.children
    found: list[int] = []
    for i in scene.path:
        if tokens[i].pos in ("VERB", "AUX") or any(tokens[c].dep.startswith(("cop", "aux")) for c in children[i]):
            found.append(i)
    return found


def status_features(scene: Scene, document: Document, read: Mapping[int, Words], kind: Reading) -> Features:
    """What the clause around an amount says."""
    names: dict[str, None] = dict.fromkeys(_shape(scene, document, kind))
    shared: list[Shared] = []
    words = scene.words
    names.update(dict.fromkeys(_clause(scene, kind.label)))
    names.update(dict.fromkeys(_governing(scene, kind.label)))
    ranked: list[tuple[int, int, int, str]] = []
    best: dict[str, tuple[int, int, int]] = {}
    for hit in scene.hits:
        family = hit.sense.partition(".")[0]
        where, far = relation(scene, hit.start), stretch(scene.distance(hit.start))
        if family in _CUES:
            names[f"s:{hit.sense}"] = None
            names[f"r:{where}:{hit.sense}"] = None
            names[f"d:{far}:{hit.sense}"] = None
            place = scene.place[hit.start]
            rank = (place[0] + place[1] if place else 9, abs(scene.distance(hit.start)), hit.start)
            if family not in ("time", "negation"):
                ranked.append((*rank, hit.sense))
            if (status := status_of(hit.sense)) is not None:
                best[status] = min(best.get(status, (99, 0, 0)), rank)
        elif kind_of(hit.sense) is not None and where in ("u1d0", "u0d1", "u2d0", "u1d1"):
            names[f"k:{where}:{hit.sense}"] = None
    for status, (_, _, start) in best.items():
        at = _NUMBER[status]
        shared += [(at, f"r:{branch(scene, start)}", 1.0), (at, f"q:{relation(scene, start)}", 1.0)]
        shared.append((at, f"d:{stretch(scene.distance(start))}", 1.0))
    for order, key in (("n", lambda cue: cue), ("w", lambda cue: cue[1:])):
        for rank_, cue in enumerate(sorted(ranked, key=key)[:2]):
            names[f"{order}{rank_}:{cue[3]}"] = None
            names[f"{order}:{cue[3]}:{kind.label}"] = None
            if (status := status_of(cue[3])) is not None:
                shared.append((_NUMBER[status], f"{order}{rank_}", 1.0))
    before = read.get(words.index - 1)
    for sense in before.said if before else ():
        if (status := status_of(sense)) is not None:
            names[f"p:{sense}"] = None
            shared.append((_NUMBER[status], "p", 1.0))
    for index in (0, 1):
        head = read.get(index)
        for sense in head.said if head else ():
            if (status := status_of(sense)) is not None:
                names[f"h:{sense}"] = None
                shared.append((_NUMBER[status], "h", 1.0))
    return Features(tuple(names), summed(shared))


def _clause(scene: Scene, kind: str) -> Iterable[str]:
    """The verbs above the amount, each with its morphology, auxiliaries and cues."""
    words = scene.words
    if not words.parsed:
        return
    tokens, senses = words.tokens, words.senses
    verbs = verbs_above(scene)
    if not verbs:
        yield "v:none"
    for rank, i in enumerate(verbs[:3], start=1):
        own = morphology(tokens[i].morph)
        yield f"v{rank}:{own}"
        for sense in senses[i]:
            yield f"v{rank}:{sense}"
            if rank == 1:
                yield f"v1:{sense}:{own}"
        if rank == 1:
            yield f"v1:{own}:{kind}"
        auxiliaries = [c for c in words.children[i] if tokens[c].dep.partition(":")[0] in _DEPENDENT]
        for c in auxiliaries:
            label = tokens[c].dep.partition(":")[0]
            if label in ("aux", "cop"):
                yield f"v{rank}:{label}:{morphology(tokens[c].morph)}"
                if rank == 1:
                    yield f"v1:{own}+{label}:{morphology(tokens[c].morph)}:{kind}"
                    yield f"v1:{own}+{label}:{morphology(tokens[c].morph)}"
            for sense in senses[c]:
                yield f"v{rank}:{label}:{sense}"
    if verbs:
        yield f"v:last:{morphology(tokens[verbs[-1]].morph)}"


def _governing(scene: Scene, kind: str) -> Iterable[str]:
    """The tense of the clause as a whole, with the senses of the verb that has it."""
    clause = read_clause(scene)
    if clause is None:
        return
    how = f"{clause.tense}{'-' if clause.negated else ''}{'' if clause.direct else '~'}"
    yield f"c:{how}"
    yield f"c:{how}:{kind}"
    for sense in clause.finite:
        if sense.partition(".")[0] in _CUES:
            yield f"c:{how}:{sense}"
    for sense in clause.objects:
        if sense.partition(".")[0] in _CUES:
            yield f"c:{clause.tense}:o:{sense}"


def _shape(scene: Scene, document: Document, kind: Reading) -> Iterable[str]:
    money = document.moneys[scene.number]
    sentence = scene.words.sentence
    text = document.folded[sentence.span.start : sentence.span.end]
    yield "bias"
    yield f"lang:{document.article.language}"
    yield f"kind:{kind.label}"
    yield f"per:{money.per}"
    yield f"kind:{kind.label}:per:{money.per}"
    if money.min is None or money.max is None or money.min != money.max:
        side = "max" if money.min is None else "min" if money.max is None else "range"
        yield f"bound:{side}"
        yield f"kind:{kind.label}:bound:{side}"
    if money.approx:
        yield "approx"
    if sentence.heading:
        yield "heading"
        yield f"heading:{kind.label}"
    if text.rstrip('" ').endswith("?"):
        yield "question"
    before = document.folded[max(0, scene.amount.span.start - 1) : scene.amount.span.start]
    if before == '"':
        yield "quoted"


def settle(
    logits: Vector, scene: Scene, document: Document, read: Mapping[int, Words]
) -> tuple[Vector, tuple[str, ...]]:
    """The scores after what grammar and the lexicon decide, and the ids of what decided."""
    logits[_NUMBER["completed"]] -= COMPLETED_BIAS
    reasons: list[str] = []
    if law_provides(scene):  # ruling 4; too rare in the annotated articles to be learned
        logits[_NUMBER["hypothetical"]] += PENAL_BONUS
        reasons.append("rule:law_provides")
    denied = denial(scene)
    for decision in () if denied > 0 else decide(scene):
        if decision.excludes and is_origin(scene, document):
            continue
        reasons.append(f"rule:{decision.id}")
        if decision.status:
            logits[_NUMBER[decision.status]] += DECISIVE
        for status in decision.excludes:
            logits[_NUMBER[status]] -= DECISIVE
    decided = {reason.partition(":")[2] for reason in reasons}
    for status in untold(scene, read) if not decided else ():
        logits[_NUMBER[status]] -= UNTOLD_PENALTY
    if not denied and is_denial_aside(scene):
        logits[_NUMBER["denied"]] -= DECISIVE
        reasons.append("rule:denied.aside")
    if denied:  # ruling 27; too rare as well
        logits[_NUMBER["denied"]] += DECISIVE * denied
        reasons.append("rule:denied.governed" if denied > 0 else "rule:denied.not")
    return logits, tuple(reasons)


def untold(scene: Scene, read: Mapping[int, Words]) -> frozenset[str]:
    """The statuses of `WORDED` for which no word speaks near an amount."""
    here = scene.words.index
    told = {
        status_of(sense) for i in {0, 1, here - 1, here, here + 1} if (words := read.get(i)) for sense in words.said
    }
    return WORDED - told


def read_statuses(
    scenes: Sequence[Scene], document: Document, read: Mapping[int, Words], kinds: Sequence[Reading]
) -> tuple[Reading, ...]:
    """The status of each amount.

    >>> from pipeline.records import Article
    >>> read_statuses((), Document(Article("a", ""), "", (), (), (), (), (), ()), {}, ())
    ()
    """
    model, second = classifier("status"), classifier("status2")
    features = [status_features(scene, document, read, kind) for scene, kind in zip(scenes, kinds, strict=True)]
    first: list[Vector] = [softmax(model.logits(found.names, found.shared)) for found in features]
    readings: list[Reading] = []
    beside = neighbour_features(scenes, document, first)
    for number, found in enumerate(features):
        logits, decided = settle(second.logits((), beside[number]), scenes[number], document, read)
        last = softmax(logits)
        source = document.amounts[number].conversion_of
        if source is not None and source < number:
            readings.append(readings[source])  # ruling 27
            continue
        best = int(np.argmax(last))
        reasons = (*decided, *model.reasons(best, found.names, found.shared))
        readings.append(Reading(model.labels[best], float(last[best]), last, reasons))
    return tuple(readings)
