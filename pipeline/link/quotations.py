"""What stands between quotation marks, over sentences: a speech is often told in several before its speaker is named.

An article's text enters, `Span`s leave, without their marks. Start with `find_quotations`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.records import Span

#: A quotation that is not closed within so many characters is none: 99 % of those in gold/train are shorter.
LONGEST = 1500
#: Sentences on either side of an amount in which the speaker of a quotation that runs over several is looked for.
REACH = 4
#: Spaces before the first mark of a paragraph at most.
INDENT = 8
_MARKS = re.compile(r"[\"«»“”„]")
_OPENING, _CLOSING = "«“„", "»”"


def find_quotations(text: str) -> tuple[Span, ...]:
    """The quotations of a text, in order. Slanted and angular marks tell which way they point, straight ones by the spaces
    around them, else each second one closes; a new paragraph that opens with a mark goes on with the quotation.

    >>> [span.of(text) for text in ['Il dit : « Cela coûte 3 €. Rien de plus. »'] for span in find_quotations(text)]
    [' Cela coûte 3 €. Rien de plus. ']
    >>> [span.of(text) for text in ['"Pay $3," she said. "Now."'] for span in find_quotations(text)]
    ['Pay $3,', 'Now.']
    >>> find_quotations('A 24" screen costs $300.')
    ()
    """
    found: list[Span] = []
    opened: int | None = None
    for mark in _MARKS.finditer(text):
        at = mark.start()
        if opened is not None and at - opened > LONGEST:
            opened = None
        if _opens(text, at, inside=opened is not None):
            if opened is None or not _new_paragraph(text, at):
                opened = mark.end()
        elif opened is not None:
            found.append(Span(opened, at))
            opened = None
    return tuple(found)


def _opens(text: str, at: int, *, inside: bool) -> bool:
    if text[at] in _OPENING:
        return True
    if text[at] in _CLOSING:
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before[-1:].isdigit() and not inside:
        return False
    spaced = not before or before.isspace() or before in "('["
    if spaced != (not after or after.isspace()):
        return spaced
    return not inside


def _new_paragraph(text: str, at: int) -> bool:
    """Whether a mark begins a line, spaces before it aside."""
    return text[max(0, at - INDENT) : at].rstrip(" \t")[-1:] in ("\n", "")


def quotation_at(quotations: Sequence[Span], position: int) -> Span | None:
    """The quotation around a position.

    >>> quotation_at((Span(2, 9),), 4)
    Span(start=2, end=9)
    >>> quotation_at((Span(2, 9),), 12)
    """
    at = bisect_right(quotations, position, key=lambda span: span.start) - 1
    return quotations[at] if at >= 0 and position < quotations[at].end else None


def sentences_of(quotation: Span, starts: Sequence[int], first: int, last: int) -> range:
    """The sentences that a quotation runs over, and the one before it, as far as they lie near sentences `first` to `last`;
    `starts` are where the sentences of the article begin.

    >>> sentences_of(Span(12, 33), (0, 10, 20, 30, 40), 2, 2)
    range(0, 4)
    >>> sentences_of(Span(0, 90), tuple(range(0, 100, 10)), 8, 8)
    range(4, 10)
    """
    begin, end = (bisect_right(starts, at) - 1 for at in (quotation.start, quotation.end))
    return range(max(0, first - REACH, begin - 1), min(last + REACH, end) + 1)
