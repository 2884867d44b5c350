"""Folded text → the stretches in which money may stand: a scan of the whole text that costs little where there is none.

The folded text, also in small letters, enters; windows leave, joined where they meet. Start with `windows`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.text import lower, trie

#: Characters read before and behind an anchor: cue, number in words and currency of the longest amounts of gold/train fit.
BEFORE, AFTER = 100, 75
#: A stretch that no white space cuts is not read further than this from its window's edge.
LONGEST_WORD = 60
#: A magnitude alone is money only beside an amount with a currency, see `elision.REACH`.
NEAR_MONEY = 600


@dataclass(frozen=True, slots=True)
class Anchors:
    """What shows that an amount may stand near. `words` and `behind` are sought in text in small letters."""

    words: re.Pattern[str]  # signs, currency words, magnitudes
    behind: re.Pattern[str]  # short forms and codes right behind digits
    before: re.Pattern[str]  # codes and letter signs right before digits, as written
    magnitudes: Collection[str]  # those of them that name no currency
    short: re.Pattern[str]


def anchors(
    heads: Iterable[str],
    magnitudes: Collection[str],
    short: Collection[str],
    *,
    signs: Collection[str],
    codes: Collection[str],
    words: Collection[str] = (),
) -> Anchors:
    """The patterns of a language. `heads` are words, `signs` and `codes` as written, `words` codes that are words.

    >>> found = anchors(["euros"], ["millions"], ["bn"], signs=["$", "Rs"], codes=["EUR"])
    >>> found.words.findall("9 millions d'euros, $5"), found.behind.findall("5bn"), found.before.findall("Rs 5, EURO 5")
    (['millions', 'euros', '$'], ['5bn'], ['Rs 5'])
    """
    bare = "".join(sorted({c for sign in signs for c in sign if not c.isalnum() and c not in ". "}))
    lettered = {sign for sign in signs if sign[0].isalpha() and (sign[-1].isalpha() or sign[-1] == ".")}
    plurals = [form for form in (*heads, *magnitudes) if len(form) > 4 and form.endswith("s")]
    others = [form for form in (*heads, *magnitudes) if form not in plurals]
    scales = r"(?:k|m|md)?"
    return Anchors(
        # A plural counts also where a lost paragraph break glued it to the next word.
        words=re.compile(f"[{re.escape(bare)}]|{trie(plurals)}|{trie(others)}(?![^\\W_])"),
        behind=re.compile(
            f"\\d ?(?:{scales}{trie(map(lower, {*codes, *lettered}))}|{trie(map(lower, short))})(?![^\\W_])"
        ),
        before=re.compile(f"{trie({*codes, *lettered})}[ .-]{{0,2}}\\d|{trie(set(codes) - set(words))}(?![^\\W_])"),
        magnitudes=frozenset(magnitudes),
        short=re.compile(f"\\d ?(?:{trie(map(lower, short))})"),
    )


def windows(folded: str, low: str, found: Anchors) -> list[tuple[int, int]]:
    """The stretches of the text around its anchors, cut at white space; none where no anchor names a currency.

    >>> patterns = anchors(["euros"], ["millions"], ["bn"], signs=["$"], codes=["EUR"])
    >>> text = "x" * 500 + " il paie 3 euros " + "y" * 500
    >>> windows(text, text, patterns), windows("Ils sont 3 millions.", "ils sont 3 millions.", patterns)
    ([(501, 516)], [])
    """
    money, others = _positions(folded, low, found)
    if not money:
        return []
    spots = sorted(money + _near(others, sorted(money)))
    joined: list[tuple[int, int]] = []
    for first, last in spots:
        start, end = first - BEFORE, last + AFTER
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [cut for start, end in joined if (cut := _cut(low, start, end)) is not None]


def _positions(folded: str, low: str, found: Anchors) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The anchors that name a currency, and those that only name a magnitude."""
    money: list[tuple[int, int]] = []
    others: list[tuple[int, int]] = []
    for match in found.words.finditer(low):
        (others if match[0] in found.magnitudes else money).append(match.span())
    for match in found.behind.finditer(low):
        (others if found.short.fullmatch(match[0]) else money).append(match.span())
    money.extend(match.span() for match in found.before.finditer(folded))
    return money, others


def _near(others: list[tuple[int, int]], money: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The magnitudes that stand near an anchor of money; both lists are in order."""
    kept: list[tuple[int, int]] = []
    last, i = -NEAR_MONEY - 1, 0
    for span in sorted(others):
        while i < len(money) and money[i][0] <= span[0]:
            last = max(last, money[i][0])
            i += 1
        if span[0] - last <= NEAR_MONEY or (i < len(money) and money[i][0] - span[0] <= NEAR_MONEY):
            kept.append(span)
            last = span[0]  # a chain lends on: "120 millions …, 80 millions …"
    return kept


def _cut(low: str, start: int, end: int) -> tuple[int, int] | None:
    """The window without the words that its edges cut through."""
    if start > 0:
        edge = min(start + BEFORE + LONGEST_WORD, len(low))
        spaces = [i for i in (low.find(" ", start, edge), low.find("\n", start, edge)) if i >= 0]
        if not spaces:
            return None
        start = min(spaces) + 1
    start, end = max(start, 0), min(end, len(low))
    if end < len(low):
        back = low.rfind(" ", start, end)
        end = back if back > start else end
    return (start, end) if start < end else None
