"""Date mentions → the same with what their neighbours say of them, and the intervals that two of them make.

A direction ("d'ici", "since"), the tense of the clause where it decides (a bare weekday, day or month), and joins
("entre A et B", "from A to B", "the year ended A"). Start with `add_context`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.lang.dates import DateLexicon
from pipeline.records import DateMention, Span

#: Characters before a date in which its direction is looked for: the longest form has 27.
_BEFORE = 40
#: Characters of the clause on each side in which its tense is looked for.
_CLAUSE_BEFORE, _CLAUSE_AFTER = 160, 90
#: The verb before a date governs it more often than the one after it ("said on Friday it will").
_AFTER_COSTS = 3
_SENTENCE_END = re.compile(r"[.!?;](?=[\s\"')]|[A-ZÀ-Þ])|\n")
#: Senses whose value depends on the tense when no year or "last" decides.
TENSED = frozenset(
    {
        "day",
        "month",
        "weekday",
        "quarter",
        "half",
        "season",
        "holiday",
        "months-of-year",
        "nth-of-month",
        "week-of",
        "ahead",
    }
)
#: Units of which "this" one is the last or the next, as the tense has it.
TENSED_UNITS = frozenset({"weekend"})
#: Senses that can be a side of an interval.
_SIDES = frozenset({
    "day", "month", "year", "weekday", "quarter", "half", "season", "holiday", "relative-unit", "relative-day",
    "weekday-of-week", "anchored-day", "decade",
})  # fmt: skip


def add_context(mentions: Sequence[DateMention], lowered: str, grammar: DateLexicon) -> tuple[DateMention, ...]:
    """The mentions with the parts `direction` and `tense` where the text gives them.

    >>> from pipeline.lang.dates import lexicon
    >>> bare = DateMention(Span(16, 20), "year", (("sense", "year"), ("year", "2027")))
    >>> add_context([bare], "il vise d'ici à 2027", lexicon("fr"))[0].parts[0]
    ('direction', 'deadline')
    """
    return tuple(_with(mention, _told(mention, lowered, grammar)) for mention in mentions)


def _told(mention: DateMention, lowered: str, grammar: DateLexicon) -> dict[str, str]:
    parts = dict(mention.parts)
    before = lowered[max(0, mention.span.start - _BEFORE) : mention.span.start]
    told = {}
    for name, cue in grammar.directions.items():
        if cue.search(before):
            told["direction"] = name
            break
    if grammar.contexts["origin"].search(before):
        told["origin"] = "1"
    if (
        (parts["sense"] in TENSED or parts.get("unit") in TENSED_UNITS)
        and "year" not in parts
        and parts.get("rel", "0") == "0"
    ):
        tense = _tense(mention.span, lowered, grammar)
        if tense:
            told["tense"] = tense
    return told


def _tense(span: Span, lowered: str, grammar: DateLexicon) -> str | None:
    """The tense of the cue nearest to the date inside its sentence."""
    start = max(0, span.start - _CLAUSE_BEFORE)
    for stop in _SENTENCE_END.finditer(lowered, start, span.start):
        start = stop.end()
    stopped = _SENTENCE_END.search(lowered, span.end, span.end + _CLAUSE_AFTER)
    end = stopped.start() if stopped else min(len(lowered), span.end + _CLAUSE_AFTER)
    best: tuple[int, str] | None = None
    for name, cue in grammar.tenses.items():
        for match in cue.finditer(lowered, start, end):
            distance = max(span.start - match.end(), _AFTER_COSTS * (match.start() - span.end))
            if distance >= 0 and (best is None or distance < best[0]):
                best = (distance, name)
    if best is None and not re.search(r"\w", lowered[start : span.start] + lowered[span.end : end]):
        return "alone"
    return best[1] if best else None


def join_dates(mentions: Sequence[DateMention], lowered: str, grammar: DateLexicon) -> tuple[DateMention, ...]:
    """The mentions and the intervals they make; a date without year takes it from the other side.

    >>> from pipeline.lang.dates import lexicon
    >>> join_dates([], "", lexicon("fr"))
    ()
    """
    found = list(mentions)
    joined: list[DateMention] = []
    listed = False  # the pair before was one of a list: "2018, 2019 et 2020" goes from its first to its last
    for i, (first, second) in enumerate(pairwise(mentions)):
        between = lowered[first.span.end : second.span.start]
        before = lowered[max(0, first.span.start - _BEFORE) : first.span.start]
        if _are_sides(first, second, between, before, grammar):
            found[i] = _lend(found[i], second)
            joined.append(_longer(joined.pop(), second) if listed else _interval(found[i], second))
            listed = _is_list(first, second, between, grammar)
        else:
            listed = False
    joined.extend(_closings(found, lowered, grammar))
    return tuple(sorted((*found, *joined), key=lambda mention: (mention.span.start, mention.span.end)))


def _are_sides(first: DateMention, second: DateMention, between: str, before: str, grammar: DateLexicon) -> bool:
    a, b = dict(first.parts)["sense"], dict(second.parts)["sense"]
    if a not in _SIDES or b not in _SIDES or len(between) > 24:
        return False
    if grammar.joins["open"].search(before) and grammar.joins["range"].fullmatch(between):
        return True
    return a == b and bool(grammar.joins["same"].fullmatch(between))


def _is_list(first: DateMention, second: DateMention, between: str, grammar: DateLexicon) -> bool:
    """Whether two years follow each other in a list, whose intervals are one."""
    one, other = dict(first.parts), dict(second.parts)
    return one["sense"] == other["sense"] == "year" and bool(grammar.joins["list"].fullmatch(between))


def _longer(joined: DateMention, last: DateMention) -> DateMention:
    parts = {name: value for name, value in joined.parts if not name.startswith("b.")}
    parts |= {f"b.{name}": value for name, value in last.parts}
    return DateMention(Span(joined.span.start, last.span.end), "interval", tuple(sorted(parts.items())))


def _lend(first: DateMention, second: DateMention) -> DateMention:
    """ "from January to April 2020": January is of 2020 too, as long as it comes before."""
    a, b = dict(first.parts), dict(second.parts)
    if a["sense"] != b["sense"] or "year" in a or "rel" in a:
        return first
    lent: dict[str, str] = {name: b[name] for name in ("year", "rel", "tense") if name in b}
    if "year" in lent and int(a.get("month", 0)) > int(b.get("month", 13)):
        lent["year"] = str(int(lent["year"]) - 1)
    return _with(first, lent)


def _interval(first: DateMention, second: DateMention) -> DateMention:
    parts = {"sense": "interval"}
    parts |= {f"a.{name}": value for name, value in first.parts}
    parts |= {f"b.{name}": value for name, value in second.parts}
    return DateMention(Span(first.span.start, second.span.end), "interval", tuple(sorted(parts.items())))


def _closings(mentions: Sequence[DateMention], lowered: str, grammar: DateLexicon) -> Iterator[DateMention]:
    """Periods told by their last day: "the year ended March 31", "l'exercice clos fin août"."""
    for mention in mentions:
        parts = dict(mention.parts)
        if parts["sense"] not in {"day", "month"}:
            continue
        before = lowered[max(0, mention.span.start - 90) : mention.span.start]
        for pattern in grammar.closings:
            match = pattern.expression.search(before)
            if match is None:
                continue
            told = {label: grammar.value(name, match[group]) for group, label, name in pattern.slots if match[group]}
            whole = {"sense": "closing", **dict(pattern.fixed), **told, **{f"a.{k}": v for k, v in mention.parts}}
            start = mention.span.start - len(before) + match.start()
            yield DateMention(Span(start, mention.span.end), "closing", tuple(sorted(whole.items())))
            break


def _with(mention: DateMention, more: Mapping[str, str]) -> DateMention:
    return replace(mention, parts=tuple(sorted({**dict(mention.parts), **more}.items()))) if more else mention


def overlapping(mentions: Sequence[DateMention], span: Span) -> tuple[int, ...]:
    """The indices of the mentions that touch a span, from mentions in reading order.

    >>> overlapping([DateMention(Span(0, 4), "year"), DateMention(Span(9, 13), "year")], Span(8, 20))
    (1,)
    """
    first = bisect_left([mention.span.start for mention in mentions], span.start)
    return tuple(i for i in range(first, len(mentions)) if mentions[i].span.start < span.end)
