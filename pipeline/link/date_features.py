"""What speaks for a date being that of an amount, as named features: where it stands, what kind of time it is, what
governs it, and how what the amount before took goes on.

A scene and its ground enter, feature names leave: sense ids, grammatical labels and classes of distance, no words.
Start with `candidates`; the weights are in `models/link/dates.json`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.lang.kinds import kind_of
from pipeline.lang.senses import Hit
from pipeline.link.date_clauses import COMPARISONS, Clause, clause_features
from pipeline.link.date_matters import Matters, carried_features, quote_features
from pipeline.link.date_places import LEAD, Ground, Place, near
from pipeline.link.kinds import relation, stretch
from pipeline.link.scene import REACH, Scene

#: Words beside a date whose senses are read.
_BESIDE = 4
#: Words between a comparison and its amount, those of other amounts not counted ("contre un bénéfice net de 3 millions").
_COMPARED = 6
_COMPARISONS = COMPARISONS | {"prep.from"}
#: Groups of kinds whose figures are of today or of a reported period, never of the year in which the company began.
_OF_TODAY = frozenset({"level", "result", "quote"})


def candidates(scene: Scene, ground: Ground, clause: Clause, matters: Matters) -> tuple[list[Place], list[list[str]]]:
    """The dates weighed for an amount, and the features of each; those of "no date" come last."""
    group = matters.groups[scene.number]
    weighed = [
        place
        for place in near(scene, ground, matters.figures[scene.number])
        if not (group in _OF_TODAY and "origin" in place.parts)
    ]
    here = [place for place in weighed if place.sentence == scene.words.index]
    topic, compared = _topic(scene), _is_compared(scene)
    rows = []
    for place in weighed:
        side = _where(scene, place)[0]
        row = [*_alone(place, scene, weighed, topic, compared), *_beside(place, scene, ground)]
        row += _meant(place, scene, side, clause, matters)
        row += quote_features(place, scene, matters, side)
        if place.sentence == scene.words.index:
            row += _together(place, scene, ground, here)
            row += clause_features(place, scene, clause, here, group)
        else:
            row += _apart(place, scene, weighed, here)
            row += carried_features(place, scene, matters, weighed, bool(here))
        rows.append(row)
    rows.append([*_none(scene, ground, here, topic, compared), *_none_meant(scene, weighed, here, clause, matters)])
    return weighed, rows


def _meant(place: Place, scene: Scene, side: str, clause: Clause, matters: Matters) -> Iterator[str]:
    """What the amount is (kind, status, tense) beside what the date is (kind, time, size), by where the date stands."""
    kind, group, stand = (part[scene.number] for part in (matters.kinds, matters.groups, matters.stands))
    where, time, size = _where(scene, place), place.time, place.when.granularity
    yield f"K:{kind}:{side}"
    yield f"K:{kind}:{place.kind}:{side}"
    yield f"K:{kind}:{time}:{side}"
    yield f"K:{group}:{time}:{where}"
    yield f"K:{group}:{place.kind}:{where}"
    yield f"K:{group}:{size}:{where}"
    yield f"S:{stand}:{time}:{side}"
    yield f"S:{stand}:{place.kind}:{side}"
    yield f"S:{stand}:{size}:{time}:{side}"
    yield f"S:{stand}:{group}:{time}:{side}"
    yield f"S:{stand}:{group}:{place.told}:{side}"
    if place.when.direction:
        yield f"S:{stand}:{place.when.direction}:{side}"
    yield f"V:{clause.finite}:{time}:{side}"
    yield f"V:{clause.tense}:{time}:{side}"
    yield f"V:{clause.tense}:{place.told}:{side}"
    yield f"X:{clause.intro}:{place.is_comparison}:{side}"
    yield f"X:{clause.intro}:{place.is_comparison}:{group}:{side}"
    yield f"X:{clause.intro}:{size}:{side}"


def _alone(place: Place, scene: Scene, weighed: Sequence[Place], topic: str, compared: bool) -> Iterator[str]:
    """The date itself: its kind and time, in what sort of sentence it stands, what it would do for this sort of amount."""
    where, kind, told, time = _where(scene, place), place.kind, place.told, place.time
    near_or_far = where[0]
    only = sum(other.sentence == place.sentence and not other.inside for other in weighed) <= 1
    initial = place.first <= 2 and told != "unread"
    yield f"w:{where}"
    yield f"w:{where}:{kind}"
    yield f"k:{kind}"
    yield f"t:{topic}:{kind}:{near_or_far}"
    yield f"y:{time}"
    yield f"y:{time}:{near_or_far}"
    yield f"y:{time}:{place.when.granularity}:{near_or_far}"
    if place.when.direction:
        yield f"dir:{place.when.direction}:{near_or_far}"
    if "edge" in place.parts:
        yield "edge"
    yield f"in:{place.inside}:{near_or_far}"
    yield f"n:{min(3, sum(other.interval == place.interval for other in weighed))}"
    yield f"o:{told}:{only}:{where}"
    yield f"o:{told}:{only}:{kind}:{near_or_far}"
    yield f"o:{told}:{time}:{near_or_far}"
    yield f"o:{told}:{topic}:{near_or_far}"
    yield f"h:{initial}:{where}"
    yield f"h:{initial}:{told}:{near_or_far}"
    yield f"c:{compared}:{place.is_comparison}:{near_or_far}"
    yield f"c:{compared}:{kind}:{near_or_far}"


def _apart(place: Place, scene: Scene, weighed: Sequence[Place], here: Sequence[Place]) -> Iterator[str]:
    """A date of another sentence: whether it is the last one told before, and the amount's sentence has one of its own."""
    where = _where(scene, place)
    if place.sentence < scene.words.index:
        latest = place.index == max(other.index for other in weighed if other.sentence < scene.words.index)
        yield f"latest:{latest}:{bool(here)}:{where}"
        yield f"latest:{latest}:{bool(here)}:{place.told}:{place.when.granularity}"
    if not any(other.when.start for other in here):
        yield f"alone:{where}:{place.kind}"


def _beside(place: Place, scene: Scene, ground: Ground) -> Iterator[str]:
    """The senses of the words beside a date, and of the word that governs it."""
    words, where = ground.read.get(place.sentence), _where(scene, place)[0]
    if words is None or not words.tokens:
        return
    tokens, sense_of_date = words.tokens, place.parts["sense"]
    for i in range(max(0, place.first - _BESIDE), min(len(tokens), place.last + _BESIDE)):
        if place.first <= i < place.last:
            continue
        side = "l" if i < place.first else "r"
        for sense in words.senses[i]:
            yield f"b:{side}:{sense}:{where}"
            if i in (place.first - 1, place.last):
                yield f"bb:{side}:{sense}:{where}"
    if place.first > 0:
        yield f"p:{tokens[place.first - 1].pos}:{where}"
    if place.first > 1:
        yield f"pp:{tokens[place.first - 2].pos}:{tokens[place.first - 1].pos}:{sense_of_date}:{where}"
    if place.last < len(tokens):
        yield f"q:{tokens[place.last].pos}:{where}"
    if words.parsed:
        above = tokens[place.head].head
        yield f"dep:{tokens[place.head].dep.partition(':')[0]}:{where}"
        if above != place.head:
            yield f"gov:{tokens[above].pos}:{where}"
            yield f"gov:{tokens[above].pos}:{sense_of_date}:{where}"
            for sense in words.senses[above]:
                yield f"g:{sense}:{where}"
                yield f"g:{sense}:{sense_of_date}:{where}"


def _together(place: Place, scene: Scene, ground: Ground, here: Sequence[Place]) -> Iterator[str]:
    """A date of the amount's own sentence: distance, order, what stands between, and the place in the tree."""
    core, span, kind, words = scene.amount.core, place.mention.span, place.kind, scene.words
    after = span.start >= core.end
    side = "after" if after else "before"
    distance = place.first - scene.last + 1 if after else scene.first - place.last + 1
    size = 1 if distance <= 3 else 2 if distance <= 7 else 3 if distance <= 15 else 4
    left, right = (core.end, span.start) if after else (span.end, core.start)
    between = ground.document.folded[left:right]
    amounts = min(2, ground.amounts_between(left, right))
    dates = min(2, sum(left <= p.mention.span.start and p.mention.span.end <= right and not p.inside for p in here))
    yield f"i:{side}:{size}"
    yield f"i:{side}:{size}:{kind}"
    yield f"ia:{side}:{amounts}"
    yield f"id:{side}:{dates}"
    yield f"iad:{side}:{amounts}:{dates}:{size}"
    yield f"ip:{side}:{min(between.count(','), 2)}:{';' in between}:{chr(34) in between}"
    if dates == 0 and amounts == 0:
        yield f"next:{side}:{kind}"
    only = sum(not other.inside for other in here) == 1
    yield f"only:{only}"
    if only:
        yield f"only:{kind}"
    for i in (scene.first - 1, scene.first - 2, scene.last):
        for sense in words.senses[i] if 0 <= i < len(words.tokens) else ():
            if sense.startswith(("prep.", "move.")):
                spot = i - scene.first if i < scene.first else 1
                yield f"m:{spot}:{sense}:{kind}"
                yield f"m:{spot}:{sense}:{side}:{min(amounts, 1)}"
    if words.parsed:
        spot_in_tree = relation(scene, place.head)
        yield f"r:{spot_in_tree}"
        yield f"r:{spot_in_tree}:{kind}"
        yield f"r:{spot_in_tree}:{side}:{min(amounts, 1)}:{min(dates, 1)}"
        above = words.tokens[place.head].head
        if above in scene.path:
            yield f"up:{min(scene.path.index(above), 3)}"
        elif scene.first <= above < scene.last:
            yield "up:amount"


def _none(scene: Scene, ground: Ground, here: Sequence[Place], topic: str, compared: bool) -> Iterator[str]:
    """The features of "no date" for one amount."""
    span = scene.words.sentence.span
    some = min(len(here), 1)
    yield "none"
    yield f"none:c:{compared}"
    yield f"none:amounts:{min(ground.amounts_between(span.start, span.end), 4)}:{some}"
    yield f"none:heading:{scene.words.sentence.heading}"
    yield f"none:published:{ground.document.article.published is not None}"
    yield f"none:here:{min(len(here), 2)}"
    yield f"none:lang:{ground.document.article.language}:{some}"
    yield f"none:topic:{topic}"
    yield f"none:topic:{topic}:{some}"
    yield f"none:per:{scene.amount.per}"
    yield f"none:first:{scene.words.index <= 1}"
    for hit in _hits(scene, 12):
        distance = scene.distance(hit.start)
        yield f"none:s:{hit.sense}"
        if abs(distance) <= 3:
            yield f"none:d:{stretch(distance)}:{hit.sense}"


def _hits(scene: Scene, reach: int) -> Sequence[Hit]:
    """The senses of the words so far from the amount at most."""
    hits = scene.hits
    first = bisect_left(hits, scene.first - reach, key=lambda hit: hit.start)
    return hits[first : bisect_left(hits, scene.last + reach, key=lambda hit: hit.start)]


def _topic(scene: Scene) -> str:
    """The kind that the nearest telling word speaks for."""
    ranked = []
    for hit in _hits(scene, REACH):
        kind = kind_of(hit.sense)
        if kind is not None:
            spot = scene.place[hit.start]
            ranked.append(((spot[0] + spot[1]) if spot else 9, abs(scene.distance(hit.start)), kind))
    return min(ranked)[2] if ranked else "unknown"


def _where(scene: Scene, place: Place) -> str:
    """The sentence of the date as seen from the amount's: its own (s), after (a) or before (b)."""
    step = place.sentence - scene.words.index
    if step == 0:
        return "s"
    if step > 0:
        return f"a{step}"
    size = 1 if step == -1 else 2 if step == -2 else 3 if step >= -4 else 5
    return f"b{size}{'.lead' if place.sentence < LEAD else ''}"


def _is_compared(scene: Scene) -> bool:
    """Whether the amount is what another one is compared with: "up from $3m", "contre 12 millions"."""
    words, passed = scene.words, 0
    for i in range(scene.first - 1, max(-1, scene.first - 24), -1):
        if _COMPARISONS.intersection(words.senses[i]):
            return True
        token = words.tokens[i]
        if token.pos in ("NUM", "SYM") or token.text == ",":
            continue
        passed += 1
        if passed > _COMPARED or token.pos == "VERB":
            return False
    return False


def _none_meant(
    scene: Scene, weighed: Sequence[Place], here: Sequence[Place], clause: Clause, matters: Matters
) -> Iterator[str]:
    """What the amount is, as far as it speaks for no date at all."""
    kind, group, stand = (part[scene.number] for part in (matters.kinds, matters.groups, matters.stands))
    dated, own = any(place.told != "say" for place in here), scene.words.index
    figures = matters.figures[scene.number]
    led = any(place.sentence < LEAD for place in weighed)
    yield f"none:K:{kind}"
    yield f"none:K:{kind}:{dated}"
    yield f"none:K:{group}:{dated}"
    yield f"none:S:{stand}:{dated}"
    yield f"none:S:{stand}:{kind}"
    yield f"none:S:{stand}:{group}:{dated}"
    yield f"none:V:{clause.finite}:{group}"
    yield f"none:V:{clause.finite}:{dated}"
    yield f"none:V:{clause.tense}:{stand}"
    yield f"none:X:{clause.intro}:{bool(here)}"
    yield f"none:figure:{len(figures) > 1}:{bool(here)}"
    yield f"none:figure:{own >= LEAD and matters.led[scene.number]}"
    yield f"none:lead:{led}:{group}"
    yield f"none:weighed:{min(len(weighed), 6)}:{group}"
    yield f"none:Q:{group}:{matters.market}:{bool(here)}"
    yield f"none:approx:{scene.amount.approx}"
