"""What replaces what: the later figure of a matter and the earlier ones that it leaves behind.

Histories and the relations of parts enter; relations `supersedes` leave. A later figure replaces the open ones of its
matter; a rumour replaces no agreement, and what has happened is replaced by nothing. Start with `find_successions`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.across.history import History
from pipeline.across.matter import line_kind, lines_of, one_matter, same_period
from pipeline.across.relation import Relation, words_of
from pipeline.across.telling import MOMENT

#: How far a matter has come, for whom: a later figure may not be less sure than two of these steps allow.
LOOSE = frozenset({"rumoured", "hypothetical", "denied", "expected"})
BINDING = frozenset({"agreed", "finalising", "completed"})
#: Statuses that never replace: nobody says that they hold.
UNREAL = frozenset({"hypothetical", "denied"})
#: Days after which a figure is another matter.
MOST_DAYS = 3 * 366
#: Facts of one line that a fact is compared with, the latest open ones.
MOST = 24


def find_successions(histories: Sequence[History], parts: Sequence[Relation]) -> list[Relation]:
    """The relations of later figures to the earlier ones that they replace."""
    tied = {frozenset((part.source, part.target)) for part in parts} | _siblings(parts)
    found: dict[tuple[int, int], Relation] = {}
    for line in lines_of(histories).values():
        if line[0].kind in MOMENT:
            continue
        open_: list[History] = []
        for later in sorted(line, key=lambda history: (history.when, history.first.day, history.number)):
            for earlier in list(open_[-MOST:]):
                if frozenset((later.number, earlier.number)) not in tied and replaces(later, earlier):
                    key = later.number, earlier.number
                    found.setdefault(key, _relation(later, earlier))
                    open_.remove(earlier)
            open_.append(later)
    return list(found.values())


def replaces(later: History, earlier: History) -> bool:
    """Whether a fact replaces an earlier one of its line."""
    if later.when <= earlier.when and later.first.day <= earlier.first.day:
        return False
    if (
        (later.when - earlier.when).days > MOST_DAYS
        or not one_matter(later, earlier)
        or not same_period(later, earlier)
    ):
        return False
    before, after = earlier.status_on(later.first.day), later.status
    if UNREAL & {later.statuses[0][0], after} or before == "hypothetical":
        return False
    if before in BINDING and later.statuses[0][0] in LOOSE:
        return False
    return before != "completed" or _corrects(later, earlier)


def _corrects(later: History, earlier: History) -> bool:
    """A level that was told as a result is replaced only by another result of the same period."""
    return later.kind in CORRECTED and later.status == "completed" and same_period(later, earlier)


#: Kinds whose results are published, and corrected.
CORRECTED = frozenset({"revenue", "profit", "loss"})


def _siblings(parts: Sequence[Relation]) -> set[frozenset[int]]:
    """Parts of one total stand beside each other."""
    totals: dict[int, list[int]] = {}
    for part in parts:
        totals.setdefault(part.target, []).append(part.source)
    return {frozenset((one, other)) for group in totals.values() for one in group for other in group if one != other}


def _relation(later: History, earlier: History) -> Relation:
    status = f"{earlier.status_on(later.first.day)} → {later.status}"
    parties = ", ".join(sorted(later.named & earlier.named)) or ", ".join(sorted(later.described & earlier.described))
    reason = (
        f"{words_of(later)} told on {later.first.row['published']} ({later.article_words}) takes the place of "
        f"{words_of(earlier)} told on {earlier.first.row['published']} ({earlier.article_words}): the same matter, "
        f"{line_kind(later)} of {parties}, {status}"
    )
    sure = 0.8 if len(later.named & earlier.named) > 1 or later.kind in CORRECTED else 0.6
    return Relation(later.number, "supersedes", earlier.number, reason, "later_figure", sure)
