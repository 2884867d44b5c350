"""The clause of an amount: what in its sentence parts it from a date, or ties it to one.

A scene enters (`read_clauses`), a `Clause` leaves, and with it the features of each date of the same sentence: whether
both stand on one side of a comparison, how many clauses lie between them, which of the dates is nearest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.link.date_places import Place
from pipeline.link.scene import Scene, Words
from pipeline.link.status import verbs_above

#: Senses that open the second half of a comparison ("compared with", "contre", "than").
COMPARISONS = frozenset({"move.compare", "prep.against", "prep.than"})
_FROM = "prep.from"
#: Relations that open a clause or a branch of its own.
_BREAKS = frozenset({"acl", "advcl", "ccomp", "conj", "parataxis", "xcomp", "appos", "csubj"})
#: Words before an amount among which what introduces it is looked for, and words between two amounts that share it
#: ("from $83 million, or 78 cents per share").
_INTRODUCED, _SHARED = 8, 7
#: Steps up the tree from a date to the amount's own branch.
_CLIMB = 8


@dataclass(frozen=True, slots=True)
class Clause:
    """`intro` is what introduces the amount ("compare", "from", ""), `side` the number of comparisons before it, `cuts`
    the words that open them. `tense` is that of the verb above the amount, `finite` that of the first finite one."""

    intro: str
    side: int
    cuts: tuple[int, ...]
    tense: str
    finite: str


def read_clauses(scenes: Sequence[Scene]) -> tuple[Clause, ...]:
    """The clause of each amount.

    >>> read_clauses(())
    ()
    """
    found: list[Clause] = []
    cuts: dict[int, tuple[int, ...]] = {}
    for number, scene in enumerate(scenes):
        words = scene.words
        if words.index not in cuts:
            cuts[words.index] = tuple(i for i, senses in enumerate(words.senses) if not COMPARISONS.isdisjoint(senses))
        own = cuts[words.index]
        intro = _intro(scene)
        if not intro and number and _goes_on(scenes[number - 1], scene):
            intro = found[-1].intro
        tenses = [_tense(words, i) for i in verbs_above(scene)] if words.parsed else []
        finite = next((tense for tense in tenses if tense not in ("inf", "part", "")), "")
        found.append(Clause(intro, bisect_right(own, scene.first), own, tenses[0] if tenses else "", finite))
    return tuple(found)


def _intro(scene: Scene) -> str:
    """What opens the stretch that the amount stands in, no verb between."""
    words = scene.words
    for i in range(scene.first - 1, max(-1, scene.first - 1 - _INTRODUCED), -1):
        if not COMPARISONS.isdisjoint(words.senses[i]):
            return "compare"
        if _FROM in words.senses[i]:
            return "from"
        if words.tokens[i].pos == "VERB":
            return ""
    return ""


def _goes_on(before: Scene, scene: Scene) -> bool:
    """Whether an amount only says again or adds to what the amount before it said."""
    between = scene.words.tokens[before.last : scene.first]
    if before.words.index != scene.words.index or len(between) > _SHARED:
        return False
    return not any(token.pos in ("VERB", "ADP") for token in between)


def _tense(words: Words, i: int) -> str:
    """The tense of a verb with its auxiliaries, "" for a word that has none."""
    own = words.tokens[i].morph
    helpers = [c for c in words.children[i] if words.tokens[c].dep.partition(":")[0] in ("aux", "cop")]
    help_morph = " ".join(words.tokens[c].morph for c in helpers)
    senses = {sense for c in helpers for sense in words.senses[c]}
    if "modal.future" in senses or "Tense=Fut" in own or "Tense=Fut" in help_morph:
        return "future"
    if any(sense.startswith("modal.") for sense in senses):
        return "modal"
    if "Mood=Cnd" in own or "Mood=Cnd" in help_morph:
        return "conditional"
    if "VerbForm=Fin" in own:
        return next((name for name in ("past", "imp") if f"Tense={name.title()}" in own), "present")
    if "VerbForm=Part" in own or "VerbForm=Ger" in own:
        if not helpers:
            return "part"
        aspect = "past" if "Tense=Past" in own else "going"
        return aspect + ("" if "Tense=Pres" in help_morph else "+" if "Tense=" in help_morph else "-")
    if "VerbForm=Inf" in own:
        return "inf"
    return ("was" if "Tense=Past" in help_morph or "Tense=Imp" in help_morph else "is") if helpers else ""


def clause_features(place: Place, scene: Scene, clause: Clause, here: Sequence[Place], group: str) -> Iterator[str]:
    """What the sentence says of one of its dates and the amount; `here` are all of its dates, `group` the sort of amount."""
    date_side = bisect_right(clause.cuts, place.first)
    side = "same" if date_side == clause.side else "later" if date_side > clause.side else "earlier"
    order = "after" if place.first >= scene.last else "before"
    plain = [other for other in here if not other.inside]
    rivals = any(other is not place and bisect_right(clause.cuts, other.first) == clause.side for other in plain)
    yield f"G:{side}:{order}"
    yield f"G:{side}:{order}:{place.is_comparison}"
    yield f"G:{side}:{clause.intro}"
    yield f"G:{side}:{clause.intro}:{place.is_comparison}"
    yield f"G:{side}:{rivals}:{min(len(here), 3)}"
    if not place.inside:
        rank = min(2, sum(_gap(other, scene) < _gap(place, scene) for other in plain))
        yield f"M:{rank}:{min(len(plain), 3)}"
        yield f"M:{rank}:{min(len(plain), 3)}:{group}"
    if scene.words.parsed:
        yield from _branches(place, scene)


def _gap(place: Place, scene: Scene) -> int:
    """Characters between a date and the amount."""
    span, core = place.mention.span, scene.amount.core
    return span.start - core.end if span.start >= core.end else core.start - span.end


def _branches(place: Place, scene: Scene) -> Iterator[str]:
    """The clauses that open between the date and the word above both, and between that word and the amount."""
    tokens, spine = scene.words.tokens, (scene.head, *scene.path)
    at, date_breaks = place.head, []
    for _ in range(_CLIMB):
        if at in spine or tokens[at].head == at:
            break
        if (label := tokens[at].dep.partition(":")[0]) in _BREAKS:
            date_breaks.append(label)
        at = tokens[at].head
    if at not in spine:
        yield "C:none"
        return
    up = spine.index(at)
    labels = (tokens[i].dep.partition(":")[0] for i in spine[:up])
    amount_breaks = [label for label in labels if label in _BREAKS]
    yield f"C:{'+'.join(date_breaks[:2])}:{'+'.join(amount_breaks[:2])}"
    yield f"C:date:{'+'.join(date_breaks[:2])}"
    yield f"C:amount:{'+'.join(amount_breaks[:2])}"
    yield f"C:up:{min(up, 4)}:{len(date_breaks)}:{tokens[at].pos}"
    if "acl" in date_breaks:
        yield f"C:acl:{place.kind}"
    for sense in scene.words.senses[at]:
        yield f"C:at:{sense.partition('.')[0]}:{bool(date_breaks)}"
