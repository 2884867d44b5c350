"""What an amount is for. Scenes enter, a kind with its probability and reasons leaves for each.

Two passes: the first reads the words around the amount, weighed by their place in the tree; the second reads what the
first made of the other amounts of the article. Start with `read_kinds`; the words are in `lang/*/kinds.toml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np

from pipeline.lang.kinds import kind_of
from pipeline.link.model import Shared, Vector, classifier, softmax
from pipeline.link.scene import Scene, Words
from pipeline.records import KINDS, Document, Money

_NUMBER = {kind: i for i, kind in enumerate(KINDS)}
#: Ends of the classes of distance in words: beside, near, same clause, same sentence.
_NEAR, _CLOSE, _CLAUSE = 2, 5, 10
#: So many words for a kind in the article say all that their number can say.
OFTEN = 5
#: Words after the preposition among which the noun stands that an amount measures: a determiner, an adjective, the noun.
MEASURED = 3
#: The prepositions between an amount and what it measures, and the parts of speech that end its nominal group.
_MEASURING = frozenset({"prep.of", "prep.in"})
_ENDS_GROUP = frozenset({"VERB", "AUX", "PUNCT", "SCONJ", "CCONJ", "PRON", "NUM", "SYM"})
#: Words between two amounts that belong to one chain: "from $3 to $5", "12 millions, contre 10 millions".
CHAINED = 5


@dataclass(frozen=True)
class Reading:
    """A label with its probability, those of all labels, and the features that decided."""

    label: str
    probability: float
    distribution: Vector
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    """What the whole article speaks of: its two topics, and its words for kinds as features shared by all labels."""

    topics: tuple[str, ...]
    kinds: tuple[Shared, ...]


@dataclass(frozen=True)
class Features:
    """What a classifier reads: names whose weight depends on the label, and names shared by all labels."""

    names: tuple[str, ...]
    shared: tuple[Shared, ...]


def relation(scene: Scene, i: int) -> str:
    """Where word i stands in the tree as seen from the amount, in few classes."""
    place = scene.place[i]
    if place is None:
        return "x"
    up, down = place
    return f"u{min(up, 3)}d{min(down, 2)}"


def branch(scene: Scene, i: int) -> str:
    """The relation with its label and preposition: how the branch of word i hangs on what joins it and the amount."""
    place = scene.place[i]
    if place is None:
        return "x"
    _, top = scene.joint(i)
    label = scene.words.tokens[top].dep.partition(":")[0]
    return f"u{min(place[0], 3)}d{min(place[1], 2)}:{label}{scene.words.prepositions[top]}"


def stretch(distance: int) -> str:
    """The class of a distance in words, signed.

    >>> stretch(-1), stretch(4), stretch(30)
    ('-1', '2', '4')
    """
    size = abs(distance)
    rank = 1 if size <= _NEAR else 2 if size <= _CLOSE else 3 if size <= _CLAUSE else 4
    return f"-{rank}" if distance < 0 else str(rank)


def kind_features(scene: Scene, document: Document, read: Mapping[int, Words], article: Whole) -> Features:
    """What the words say."""
    names: dict[str, None] = dict.fromkeys(_shape(scene, document))
    shared: list[Shared] = []
    ranked: list[tuple[int, int, int, str]] = []
    best: dict[str, tuple[int, int, int, int]] = {}
    for hit in scene.hits:
        kind = kind_of(hit.sense)
        place, distance = scene.place[hit.start], scene.distance(hit.start)
        names[f"r:{relation(scene, hit.start)}:{hit.sense}"] = None
        names[f"d:{stretch(distance)}:{hit.sense}"] = None
        names[f"s:{hit.sense}"] = None
        if kind is not None:
            rank = (place[0] + place[1] if place else 9, abs(distance), hit.start)
            ranked.append((*rank, hit.sense))
            best[kind] = min(best.get(kind, (99, 0, 0, 0)), (*rank, hit.end))
    for voted, (_, _, start, end) in best.items():
        at = _NUMBER[voted]
        far = stretch(scene.distance(start))
        shared += [(at, f"r:{branch(scene, start)}", 1.0), (at, f"q:{relation(scene, start)}", 1.0)]
        shared += [(at, f"d:{far}", 1.0), (at, f"l:{min(end - start, 3)}", 1.0)]
    classes = {hit.sense for hit in scene.hits if hit.sense.startswith("class.")}
    for place_, (_, _, start, sense) in enumerate(sorted(ranked)[:2]):
        names[f"n{place_}:{sense}"] = None
        shared.append((_NUMBER[kind_of(sense) or ""], f"n{place_}", 1.0))
        if place_ == 0:
            names[f"b:{branch(scene, start)}:{sense}"] = None
            names.update((f"x:{sense}:{other}", None) for other in classes)
    if len(ranked) > 1:
        names[f"nn:{'+'.join(sorted(sense for *_, sense in sorted(ranked)[:2]))}"] = None
    if ranked:
        names.update((f"y:{min(ranked)[3]}:{topic}", None) for topic in article.topics)
    by_distance = sorted((distance, sense) for _, distance, _, sense in ranked)
    for place_, (_, sense) in enumerate(by_distance[:2]):
        names[f"w{place_}:{sense}"] = None
        shared.append((_NUMBER[kind_of(sense) or ""], f"w{place_}", 1.0))
    for side, sense in measured(scene):
        names[f"m:{side}:{sense}"] = None
        shared.append((_NUMBER[kind_of(sense) or ""], f"m:{side}", 1.0))
    for back in (1, 2):
        before = read.get(scene.words.index - back)
        for sense in before.said if before else ():
            if back == 1:
                names[f"p:{sense}"] = None
            if (kind := kind_of(sense)) is not None:
                shared.append((_NUMBER[kind], f"p{back}", 1.0))
    shared += article.kinds
    for index, label in ((0, "t"), (1, "h")):
        head = read.get(index)
        for sense in head.said if head else ():
            if (kind := kind_of(sense)) is not None:
                shared.append((_NUMBER[kind], label, 1.0))
            if kind is not None or sense.startswith("topic."):
                names[f"{label}:{sense}"] = None
    return Features(tuple(names), summed(shared))


def measured(scene: Scene) -> Iterator[tuple[str, str]]:
    """The kinds of the noun that the amount measures: on its right ("3 millions d'euros de bénéfice", "$3 million in
    savings") or on its left ("une perte de 3 millions", "a loss of $3 million"), by the order of words, for parses of long
    amounts go wrong."""
    words = scene.words
    for side, step, at in (("right", 1, scene.last), ("left", -1, scene.first - 1)):
        if not 0 <= at < len(words.tokens) or not any(sense in _MEASURING for sense in words.senses[at]):
            continue
        for i in range(at + step, at + step * (MEASURED + 1), step):
            if not 0 <= i < len(words.tokens) or words.tokens[i].pos in _ENDS_GROUP:
                break
            found = {sense for sense in words.senses[i] if kind_of(sense) is not None}
            if found:
                yield from ((side, sense) for sense in sorted(found))
                break


def summed(shared: Iterable[Shared]) -> tuple[Shared, ...]:
    totals: dict[tuple[int, str], float] = {}
    for label, name, value in shared:
        totals[label, name] = min(2.0, totals.get((label, name), 0.0) + value)
    return tuple((label, name, value) for (label, name), value in totals.items())


def _shape(scene: Scene, document: Document) -> Iterable[str]:
    """What the amount itself and its construction tell."""
    money: Money = document.moneys[scene.number]
    value = money.max if money.max is not None else money.min
    size = 0 if not value or value <= 0 else min(11, int(log10(value)))
    yield "bias"
    yield f"lang:{document.article.language}"
    yield f"per:{money.per}"
    yield f"size:{size}"
    yield f"size:{size}:per:{money.per}"
    if money.min is None or money.max is None or money.min != money.max:
        yield f"bound:{'max' if money.min is None else 'min' if money.max is None else 'range'}"
    if money.approx:
        yield "approx"
    if value is not None and value != value.to_integral_value() and size < 3:
        yield "cents"
    if scene.words.sentence.heading:
        yield "heading"
    words = scene.words
    if words.parsed:
        token = words.tokens[scene.head]
        yield f"dep:{token.dep.partition(':')[0]}"
        if scene.path:
            above = words.tokens[scene.path[0]]
            yield f"gov:{above.pos}"
            yield f"gov:{above.pos}:{token.dep.partition(':')[0]}"
    for i in (scene.first - 1, scene.first - 2, scene.last, scene.last + 1):
        if 0 <= i < len(words.tokens):
            for sense in words.senses[i]:
                if sense.startswith(("prep.", "move.")):
                    yield f"at{i - scene.first if i < scene.first else i - scene.last + 1}:{sense}"


def read_whole(read: Mapping[int, Words]) -> Whole:
    """The topics and kinds of what was read of the article.

    >>> read_whole({})
    Whole(topics=(), kinds=())
    """
    counts: Counter[str] = Counter()
    for words in read.values():
        counts.update(hit.sense for hit in words.hits if not hit.sense.startswith("prep."))
    topics = sorted((s for s in counts if s.startswith("topic.")), key=lambda s: (-counts[s], s))[:2]
    votes = ((kind_of(sense), min(count, OFTEN) / OFTEN) for sense, count in counts.items())
    return Whole(tuple(topics), tuple((_NUMBER[kind], "a", share) for kind, share in votes if kind is not None))


def neighbour_features(
    scenes: Sequence[Scene], document: Document, first: Sequence[Vector]
) -> tuple[tuple[Shared, ...], ...]:
    """For each amount what the first pass made of it and of the others, as values shared by all labels."""
    total = np.sum(first, axis=0) if first else np.zeros(0)
    values = [(money.currency, money.min, money.max) for money in document.moneys]
    twins: dict[tuple[object, ...], list[int]] = {}
    for i, value in enumerate(values):
        twins.setdefault(value, []).append(i)
    sums = {value: np.sum([first[i] for i in members], axis=0) for value, members in twins.items()}
    result: list[tuple[Shared, ...]] = []
    for number, own in enumerate(first):
        found: list[tuple[str, Vector]] = [("own", np.log(own + 1e-4))]
        if len(first) > 1:
            found.append(("others", (total - own) / (len(first) - 1)))
        found += _beside(scenes, number, first)
        members = len(twins[values[number]])
        if members > 1:
            found.append(("twin", (sums[values[number]] - own) / (members - 1)))
        amount = document.amounts[number]
        for name, link in (("converted", amount.conversion_of), ("changed", amount.change_of)):
            if link is not None and link < len(first):
                found.append((name, first[link]))
        result.append(
            tuple((at, f"2:{name}", value) for name, vector in found for at, value in enumerate(vector.tolist()))
        )
    return tuple(result)


def _beside(scenes: Sequence[Scene], number: int, first: Sequence[Vector]) -> Iterator[tuple[str, Vector]]:
    """The amounts before and after, told apart by sentence and by nearness."""
    for name, i in (("before", number - 1), ("after", number + 1)):
        if 0 <= i < len(first):
            same = scenes[i].words.index == scenes[number].words.index
            yield f"{name} {'same' if same else 'other'}", first[i]
            low, high = sorted((scenes[i], scenes[number]), key=lambda scene: scene.first)
            if same and high.first - low.last <= CHAINED:
                yield f"{name} chained", first[i]


def read_kinds(scenes: Sequence[Scene], document: Document, read: Mapping[int, Words]) -> tuple[Reading, ...]:
    """The kind of each amount.

    >>> from pipeline.records import Article
    >>> read_kinds((), Document(Article("a", ""), "", (), (), (), (), (), ()), {})
    ()
    """
    article = read_whole(read)
    model, second = classifier("kind"), classifier("kind2")
    features = [kind_features(scene, document, read, article) for scene in scenes]
    first = [softmax(model.logits(found.names, found.shared)) for found in features]
    readings: list[Reading] = []
    beside = neighbour_features(scenes, document, first)
    for number, found in enumerate(features):
        last = softmax(second.logits((), beside[number]))
        best = int(last.argmax())
        reasons = model.reasons(best, found.names, found.shared)
        readings.append(Reading(model.labels[best], float(last[best]), last, reasons))
    return tuple(readings)
