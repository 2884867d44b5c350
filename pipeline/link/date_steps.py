"""Two amounts in a row: how the second goes on after the first, and what its date then is beside the first one's.

Two scenes enter (`closeness`), a class of how they are joined leaves; `step_feature` names what they take together.
"""

from __future__ import annotations

from bisect import bisect_left

from pipeline.link.date_clauses import COMPARISONS
from pipeline.link.date_places import Interval
from pipeline.link.scene import Scene
from pipeline.records import Document

#: Words between two amounts that say one thing after the other ("$27 million, or 52 cents per share").
_JOINED = 5
#: Days that a year has, more or less, from one period to the same one of the next.
_YEAR = (360, 370)


def closeness(before: Scene, scene: Scene, document: Document, *, alike: bool) -> str:
    """How an amount follows the one before it; `alike` is whether they are of one kind."""
    return f"{_joint(before, scene, document)}:{'alike' if alike else 'other'}"


def _joint(before: Scene, scene: Scene, document: Document) -> str:
    step = scene.words.index - before.words.index
    if step > 1:
        return "far" if step > 2 else "two"
    if step == 1:
        return "next"
    left, right = before.amount.core.end, scene.amount.core.start
    if scene.amount.conversion_of == before.number or (right - left <= 4 and "(" in document.folded[left:right]):
        return "conversion"
    senses = {sense for i in range(before.last, scene.first) for sense in scene.words.senses[i]}
    at = bisect_left(document.dates, left, key=lambda date: date.span.start)
    dated = at < len(document.dates) and document.dates[at].span.end <= right
    for name, opens in (("compare", not COMPARISONS.isdisjoint(senses)), ("from", "prep.from" in senses)):
        if opens:
            return f"{name}+date" if dated else name
    if dated:
        return "date"
    if any(token.pos == "VERB" for token in scene.words.tokens[before.last : scene.first]):
        return "verb"
    return "joined" if scene.first - before.last <= _JOINED else "same"


def step_feature(before: Interval, after: Interval, close: str) -> str:
    """The feature of two amounts in a row, by what each takes; None is no date.

    >>> from datetime import date
    >>> quarter, year_ago = (date(2025, 1, 1), date(2025, 3, 31)), (date(2024, 1, 1), date(2024, 3, 31))
    >>> step_feature(quarter, year_ago, "compare:alike")
    'dated>year-back:compare:alike'
    >>> step_feature(None, None, "next:other")
    'undated>undated:next:other'
    """
    return f"{'undated' if before is None else 'dated'}>{_seen_from(before, after)}:{close}"


def _seen_from(before: Interval, after: Interval) -> str:
    """What a date is beside the one before it: the same, the same period a year back or on, an equally long one."""
    if after is None or before is None:
        return "undated" if after is None else "dated"
    if after == before:
        return "same"
    (first, first_end), (second, second_end) = before, after
    if not (first and first_end and second and second_end):
        return "other"
    length, back = (first_end - first).days, (first - second).days
    if abs(length - (second_end - second).days) > max(3, length // 10):
        return "other"
    if _YEAR[0] <= abs(back) <= _YEAR[1]:
        return "year-back" if back > 0 else "year-on"
    return "back" if back > 0 else "on"
