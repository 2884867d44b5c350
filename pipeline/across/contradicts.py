"""What contradicts what: two figures of one matter, told of the same time, that cannot both hold.

Histories and the relations found before enter; relations `contradicts` leave, from the later telling to the earlier.
Start with `find_contradictions`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from pipeline.across.history import History
from pipeline.across.matter import lines_of, one_matter, same_period
from pipeline.across.relation import Relation, words_of
from pipeline.across.telling import MOMENT, PERIOD

#: Days within which two tellings are of the same time.
DAYS = 2
#: Two figures further apart than this are more often two things than two versions of one.
RATIO = 2
#: Facts of one line that are compared with each other.
MOST = 12


def find_contradictions(histories: Sequence[History], relations: Sequence[Relation]) -> list[Relation]:
    """The relations between tellings that cannot both hold; two parts of one total do."""
    tied = {frozenset((relation.source, relation.target)) for relation in relations}
    totals = _totals(relations)
    found: dict[tuple[int, int], Relation] = {}
    for line in lines_of(histories).values():
        if line[0].kind in MOMENT:
            continue
        for earlier, later in _near(line):
            if frozenset((earlier.number, later.number)) in tied or totals[earlier.number] & totals[later.number]:
                continue
            if contradict(later, earlier):
                found.setdefault((later.number, earlier.number), _relation(later, earlier))
    return list(found.values())


def _totals(relations: Sequence[Relation]) -> defaultdict[int, set[int]]:
    """Of each fact the totals that it is part of."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for relation in relations:
        if relation.relation == "part_of":
            found[relation.source].add(relation.target)
    return found


def _near(line: Sequence[History]) -> list[tuple[History, History]]:
    """Pairs of facts told at most a few places apart, the earlier first."""
    ordered = sorted(line, key=lambda history: history.number)
    return [
        pair for i in range(len(ordered)) for pair in combinations(ordered[i : i + MOST], 2) if pair[0] is ordered[i]
    ]


def contradict(later: History, earlier: History) -> bool:
    """Whether two facts of one line cannot both hold: told at one time by two who cannot both be right."""
    statuses = {later.status, earlier.status}
    if not one_matter(later, earlier) or "hypothetical" in statuses:
        return False
    if "expected" in statuses:  # a forecast stands beside another one, and beside what comes
        return False
    less, more = sorted((later.figure.middle, earlier.figure.middle))
    if more > RATIO * less or _overlap(later, earlier):
        return False
    if later.kind in PERIOD and later.kind != "valuation":
        at_once = same_period(later, earlier) and later.main.start is not None
    else:
        at_once = (
            abs((later.when - earlier.when).days) <= DAYS and abs((later.first.day - earlier.first.day).days) <= DAYS
        )
    return at_once and _two_voices(later, earlier)


def _overlap(one: History, other: History) -> bool:
    """Whether some amount lies within both figures."""
    lows = [figure.low for figure in (one.figure, other.figure) if figure.low is not None]
    highs = [figure.high for figure in (one.figure, other.figure) if figure.high is not None]
    return not lows or not highs or max(lows) <= min(highs)


def _two_voices(one: History, other: History) -> bool:
    """Two sources, or a source against the article's own word, or a denial; one voice tells two facts, not two versions."""
    voices = [{str(told.row["source"] or "") for told in history.tellings} for history in (one, other)]
    denied = "denied" in (one.status, other.status)
    return denied or not voices[0] & voices[1]


def _relation(later: History, earlier: History) -> Relation:
    said = [
        history.main.row["source"] or history.main.row["publisher"] or history.main.article
        for history in (later, earlier)
    ]
    reason = (
        f"{words_of(later)} (according to {said[0]}) and {words_of(earlier)} (according to {said[1]}) are told of the same "
        f"{later.kind} at the same time and cannot both hold"
    )
    return Relation(later.number, "contradicts", earlier.number, reason, "same_time", 0.5)
