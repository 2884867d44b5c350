"""Folded text → date mentions: every expression of time, cut into fields, by the grammar of `lang/<language>/dates.toml`.

Start with `find_dates`. The grammar finds the single expressions; `context` adds what their neighbours say of
them (a direction, a tense), and joins two of them into an interval ("entre 2019 et 2022", "the year ended March 31").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.find.dates.context import add_context, join_dates
from pipeline.lang.dates import FIGURE, DateLexicon, Pattern, lexicon
from pipeline.records import DateMention, Span
from pipeline.text import lower

_WORD = re.compile(r"[^\W_]+")
#: A word with its figures written on ("FY25"): it begins as the word does.
_CODE = re.compile(r"([^\W\d_]+)\d+$")
#: Figures glued to these belong to something else: "1,980", "$2000", "n°2000", "3.2000".
_GLUED = re.compile(r"(?:\d[.,/:\-']|[$€£¥#°+*_=<>&])$")
#: How far a rule may look at its neighbours.
_REACH = 48


def find_dates(folded: str, language: str, masked: Sequence[Span] = ()) -> tuple[DateMention, ...]:
    """Every expression of time, in reading order; none overlaps a masked span. Time grows with the length of the text.

    Two dates of one interval are mentions of their own, and the interval is one more that holds them both: its rule
    is "interval" or "closing", and it is no row of the mentions table.

    >>> [(text := "Il a investi en février 2024."), [m.span.of(text) for m in find_dates(text, "fr")]][1]
    ['février 2024']
    >>> text = "Sales rose between 2019 and 2022."
    >>> [(mention.span.of(text), mention.rule) for mention in find_dates(text, "en")]
    [('2019', 'year'), ('2019 and 2022', 'interval'), ('2022', 'year')]
    >>> find_dates("Mars rachète un rival pour 2000 actions.", "fr")
    ()
    """
    grammar = lexicon(language)
    lowered = lower(folded)
    single = tuple(_single(folded, lowered, grammar, sorted(masked)))
    told = add_context(single, lowered, grammar)
    return join_dates(told, lowered, grammar)


def _single(folded: str, lowered: str, grammar: DateLexicon, masked: Sequence[Span]) -> Iterator[DateMention]:
    """The expressions from left to right; of those that begin at one word the longest."""
    done = mask = 0
    for word in _WORD.finditer(lowered):
        start = word.start()
        patterns = grammar.starts.get(FIGURE if lowered[start].isdigit() else word[0])
        if patterns is None and (code := _CODE.match(word[0])):
            patterns = grammar.starts.get(code[1])
        if patterns is None or start < done:
            continue
        while mask < len(masked) and masked[mask].end <= start:
            mask += 1
        limit = masked[mask].start if mask < len(masked) else len(folded)
        if start >= limit or (lowered[start].isdigit() and _GLUED.search(lowered, max(0, start - 2), start)):
            continue
        best = _longest(folded, lowered, (start, limit), patterns, grammar)
        if best is not None:
            done = best[1].end()
            yield from _mentions(*best, grammar)


def _longest(
    folded: str, lowered: str, within: tuple[int, int], patterns: Sequence[Pattern], grammar: DateLexicon
) -> tuple[Pattern, re.Match[str]] | None:
    best: tuple[Pattern, re.Match[str]] | None = None
    end, limit = within
    for pattern in patterns:
        match = pattern.expression.match(lowered, within[0])
        if match and end < match.end() <= limit and _accepts(pattern, match, folded, lowered, grammar):
            best, end = (pattern, match), match.end()
    return best


def _accepts(pattern: Pattern, match: re.Match[str], folded: str, lowered: str, grammar: DateLexicon) -> bool:
    """Whether the neighbours of a match are what its rule asks for."""
    start, end = match.span()
    before = lowered[max(0, start - _REACH) : start]
    if pattern.left and not pattern.left.search(before):
        return False
    if pattern.not_left and pattern.not_left.search(before):
        return False
    after = lowered[end : end + _REACH]
    if pattern.right and not pattern.right.match(after):
        return False
    if pattern.not_right and pattern.not_right.match(after):
        return False
    if pattern.not_around and pattern.not_around[0].search(before) and pattern.not_around[1].match(after):
        return False
    if pattern.capital and not any(char.isupper() for char in folded[start:end]):
        return False
    if pattern.pair == "range" and pattern.sense == "year" and not _rises(match[0]):
        return False
    if not pattern.bare:
        return True
    written_before = folded[max(0, start - _REACH) : start]
    return _is_year(match[0], before, written_before, lowered[end : end + _REACH], grammar)


#: A name before a number ("Paris 2024", "Windows 2000"): a capital and small letters; an acronym may have a year.
_NAME = re.compile(r"(?<!\w)[A-ZÀ-Þ][\w']*[a-zà-ÿ][\w']* $")


def _rises(written: str) -> bool:
    """Whether two years stand in order: "2010-12" is three years, "2010-01" a month or a number.

    >>> _rises("2010-12"), _rises("1999/2000"), _rises("2010-01")
    (True, True, False)
    """
    first, second = re.split(r"\D", written)[:2]
    return first[-len(second) :] < second or (len(second) < len(first) and first[-2:] == "99")


def _is_year(number: str, before: str, written_before: str, after: str, grammar: DateLexicon) -> bool:
    """Whether a number of four figures is a year, by the words beside it.

    After a preposition of time it is one ("en 2008", "since 1998"); after a name it belongs to the name ("Paris 2024");
    before a measure, or round and before a plural noun, it counts ("2000 emplois").
    """
    counted = grammar.counted["always"].match(after) or (
        number.endswith(("00", "50")) and grammar.counted["round"].match(after)
    )
    if grammar.contexts["year"].search(before):
        return not counted or not grammar.contexts["weak"].search(before)
    named = _NAME.search(written_before) and not grammar.contexts["weak"].search(before)
    return not counted and not named and not after.startswith(("°", "-"))


def _mentions(pattern: Pattern, match: re.Match[str], grammar: DateLexicon) -> Iterator[DateMention]:
    """The mention of a match, or the two of a pair."""
    fields = {label: grammar.value(name, match[group]) for group, label, name in pattern.slots if match[group]}
    if pattern.pair is None:
        yield _mention(Span(*match.span()), pattern, fields)
        return
    cut = min(match.start(group) for group, label, _ in pattern.slots if label.endswith("_2") and match[group])
    last = max(match.end(group) for group, label, _ in pattern.slots if not label.endswith("_2") and match[group])
    first = {name: value for name, value in fields.items() if not name.endswith("_2")}
    second = {name[:-2]: value for name, value in fields.items() if name.endswith("_2")}
    lent: dict[str, str] = {
        name: second[name] for name in ("month", "year", "rel") if name in second and name not in first
    }
    if "year" in first and len(second.get("year", "")) == 2:
        second["year"] = first["year"][:2] + second["year"]
    yield _mention(Span(match.start(), last), pattern, {**first, **lent})
    borrowed: dict[str, str] = {
        name: first[name] for name in ("month",) if name in first and name not in second and "day" in first
    }
    yield _mention(Span(cut, match.end()), pattern, {**second, **borrowed})


def _mention(span: Span, pattern: Pattern, fields: Mapping[str, str]) -> DateMention:
    parts = {"sense": pattern.sense, **dict(pattern.fixed), **fields}
    return DateMention(span, pattern.rule, tuple(sorted(parts.items())))
