"""What replaces what: the later figure of a matter and the earlier ones that it leaves behind.

Histories and the relations of parts enter; relations `supersedes` leave. A later figure replaces the open ones of its
matter; a rumour replaces no agreement, and what has happened is replaced by nothing. Start with `find_successions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from decimal import Decimal

from pipeline.across.history import History
from pipeline.across.matter import RATIO, line_kind, lines_of, one_matter, same_period, size_of
from pipeline.across.relation import Relation, words_of
from pipeline.across.telling import MOMENT, PERIOD
from pipeline.records import ROLES

#: How far a matter has come, for whom: a later figure may not be less sure than two of these steps allow.
LOOSE = frozenset({"rumoured", "hypothetical", "denied", "expected"})
BINDING = frozenset({"agreed", "finalising", "completed"})
#: What a rumour does not replace: somebody has said that they offer, or talk.
FIRM = BINDING | {"in_talks", "proposed"}
#: Statuses that never replace: nobody says that they hold.
UNREAL = frozenset({"hypothetical", "denied"})
FORECAST = frozenset({"expected", "planned"})
#: Kinds in which one side offers and another accepts.
DEALS = frozenset({"acquisition", "investment", "funding_round", "penalty", "contract"})
#: Days after which a figure is another matter.
MOST_DAYS = 3 * 366
#: Facts of one line that a fact is compared with, the next ones.
MOST = 24

Rank = tuple[date, bool, int, bool, bool, float, int]


def find_successions(histories: Sequence[History], parts: Sequence[Relation]) -> list[Relation]:
    """The relations of later figures to the earlier ones that they replace: each is replaced once, by the nearest."""
    totals = _totals(parts)
    best: dict[int, tuple[Rank, History, History]] = {}
    for line in lines_of(histories).values():
        if line[0].kind in MOMENT:
            continue
        ordered = sorted(line, key=lambda history: (history.when, history.first.day, history.number))
        for place, earlier in enumerate(ordered):
            for later in (*ordered[max(0, place - MOST) : place], *ordered[place + 1 : place + 1 + MOST]):
                if _tied(later.number, earlier.number, totals) or not replaces(later, earlier):
                    continue
                rank = _rank(later, earlier, totals.keys())
                if earlier.number not in best or rank < best[earlier.number][0]:
                    best[earlier.number] = rank, later, earlier
    return [_relation(later, earlier) for later, earlier in _without_cycles(best)]


def _without_cycles(best: Mapping[int, tuple[Rank, History, History]]) -> Iterator[tuple[History, History]]:
    """The pairs, later and earlier, less those that would lead from a fact back to itself."""
    replaced: dict[int, int] = {}
    for _, later, earlier in sorted(best.values(), key=lambda found: (found[0], found[2].number)):
        last = later.number
        while last in replaced:
            last = replaced[last]
        if last != earlier.number:
            replaced[earlier.number] = later.number
            yield later, earlier


def _rank(later: History, earlier: History, within: Set[int]) -> Rank:
    """Which of several later figures replaces one: the first in time; told in one sentence with it; between the same
    parties; a part for a part, a whole for a whole; on the article's own word; the nearest in size."""
    here = {(told.article, told.row["sentence_start"]) for told in earlier.tellings}
    beside = any((told.article, told.row["sentence_start"]) in here for told in later.tellings)
    shared = sum(bool(mine & others) for mine, others in zip(later.roles, earlier.roles, strict=True))
    one, other = size_of(later, earlier.figure.currency) or Decimal(1), earlier.figure.middle
    ratio = float(max(one, other) / min(one, other)) if min(one, other) > 0 else float(RATIO)
    anonymous = later.first.row["source_kind"] == "anonymous"
    whole = (later.number in within) != (earlier.number in within)
    return _since(later, earlier), not beside, -shared, whole, anonymous, ratio, later.number


def replaces(later: History, earlier: History) -> bool:
    """Whether a fact replaces an earlier one of its line."""
    if not _in_order(later, earlier) or (later.when - earlier.when).days > MOST_DAYS:
        return False
    if not one_matter(later, earlier) or not same_period(later, earlier):
        return False
    if (later.figure.low, later.figure.high) == (earlier.figure.low, earlier.figure.high):
        return False
    since = _since(later, earlier)
    before = earlier.status_on(since)
    after = later.status_on(since + timedelta(days=1)) if since < date.max else later.status
    if UNREAL & {after, later.status} or before == "hypothetical" or _opinion(later) or _opinion(earlier):
        return False
    if before in (FIRM if after == "rumoured" else BINDING) and after in LOOSE:
        return False
    if later.kind in PERIOD and {before, after} <= FORECAST and not _same_voice(later, earlier):
        return False
    return before != "completed" or _corrects(later, earlier)


def _in_order(later: History, earlier: History) -> bool:
    """Whether one was told after the other and did not happen before it, or happened after it by their own dates."""
    if later.first.day > earlier.first.day:
        return later.when >= earlier.when
    if later.tellings[-1].day < earlier.first.day:
        return False  # nobody tells it any more when the other is first told
    return later.since > earlier.when or _since(later, earlier) > earlier.tellings[-1].day


def _since(later: History, earlier: History) -> date:
    """The day from which a figure replaces another; of two told at once as possible, that on which one of them is told firmly."""
    firm = [told.day for status, told in later.statuses if status in BINDING]
    if later.first.day <= earlier.first.day and firm and earlier.status not in BINDING:
        return firm[0]
    return max(later.when, later.first.day)


def _opinion(history: History) -> bool:
    """What somebody expects another to pay is their opinion: no step of the matter."""
    return history.kind in DEALS and all(
        told.status == "expected" and told.row["source_kind"] != "none"
        for told in history.tellings
        if told.converts is None
    )


def _same_voice(later: History, earlier: History) -> bool:
    """Whether two forecasts come from one source, so that the later is a revision and not another opinion."""
    voices = [
        {told.row["source"] for told in history.tellings if told.row["source_kind"] != "none"}
        for history in (later, earlier)
    ]
    return (
        not voices[0]
        or bool(voices[0] & voices[1])
        or bool(voices[0] & {name for told in later.tellings for name in told.row["subject"]})
    )


def _corrects(later: History, earlier: History) -> bool:
    """A level that was told as a result is replaced only by another result of the same period."""
    return later.kind in CORRECTED and later.status == "completed" and same_period(later, earlier)


#: Kinds whose results are published, and corrected.
CORRECTED = frozenset({"revenue", "profit", "loss"})


def _totals(parts: Sequence[Relation]) -> dict[int, set[int]]:
    """For each part the totals that it belongs to."""
    totals: dict[int, set[int]] = {}
    for part in parts:
        totals.setdefault(part.source, set()).add(part.target)
    return totals


def _tied(one: int, other: int, totals: Mapping[int, set[int]]) -> bool:
    """Whether one is part of the other, or both of one total: they stand beside each other and replace nothing."""
    mine, others = totals.get(one, set()), totals.get(other, set())
    return other in mine or one in others or bool(mine & others)


def _said(code: str) -> str:
    return code.replace("_", " ")


def _names(history: History) -> list[str]:
    """Who takes part, as the fullest telling names them."""
    return list(dict.fromkeys(name for role in ROLES[:3] for name in history.main.row[role]))


def _relation(later: History, earlier: History) -> Relation:
    status = f"{earlier.status_on(_since(later, earlier))} → {later.status}"
    parties = ", ".join(_names(later)) or ", ".join(sorted(later.described & earlier.described))
    since = _since(later, earlier)
    firm = (
        f", and {later.status_on(since + timedelta(days=1))} since {since},"
        if later.first.day < since < date.max
        else ""
    )
    reason = (
        f"{words_of(later)} told on {later.first.row['published']} ({later.first.article}){firm} takes the place of "
        f"{words_of(earlier)} told on {earlier.first.row['published']} ({earlier.first.article}): the same matter, "
        f"{_said(line_kind(later))} of {parties}, {_said(status)}"
    )
    sure = 0.8 if len(later.named & earlier.named) > 1 or later.kind in CORRECTED else 0.6
    return Relation(later.number, "supersedes", earlier.number, reason, "later_figure", sure)
