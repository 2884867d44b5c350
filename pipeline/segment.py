"""Article → sentences with exact offsets. Folded text enters, sentences in reading order leave.

A text is cut into blocks at line ends (`_blocks`), a block at every mark that may end a sentence and that nothing
speaks against (`_ends`). Start with `segment`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.lang.segment import Stops, stops
from pipeline.records import Sentence, Span

_UPPER = "A-ZÀ-ÖØ-ÞŒŠŽ"
_LOWER = "a-zß-öø-ÿœšž"
_LINE = re.compile(r"[^\n]+")
#: Everything that may stand at the end of a sentence: stops, inline bullets, a closing quote or a word with a capital glued
#: on, two quotation marks in a row.
_MARK = re.compile(rf"[.!?…]+|[*•](?= )|[\"{_LOWER}0-9%€)](?=[{_UPPER}])|\"(?=\")|[{_UPPER}](?=[{_UPPER}]['{_LOWER}])")
_QUOTE = re.compile('"')
_WORD_BEFORE = re.compile(r"[^\s\"(\[«,;:]*\Z")
_WORD = re.compile(r"[^\W\d_]+'?")
_OPENING = re.compile(r"[\s\"'(\[*•-]*")
_LETTERS_WITH_STOPS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_BULLET = re.compile(r"[\s*•·\-–]*")
_TERMINAL = re.compile(r"[.!?…][\"')\]]*\Z|[:,;]\Z")
#: The start of a sentence in capitals, two words or more, before the first capitalised word in lower case.
_KICKER = re.compile(rf"(?:[{_UPPER}\d$€£'&.-]+[,?!]? ){{2,40}}(?=\"?[{_UPPER}][{_LOWER}])")
#: Capitals that a kicker has at least: "LOSS NARROWS", but not "UBS AG" before a name.
_SHOUTED = 10
#: A stock ticker holds its stop within this many characters after a bracket: "( BRKa.N", "(DBKGn.DE".
_TICKER = re.compile(r"\(\s{0,2}[\w^=]{0,8}\Z")
#: A name in lower case that holds a capital begins with fewer letters: "easyJet", "eBay", "iPhone".
_LONG = 6
#: Longest look back from a mark for the word before it, and ahead for the word after it.
_REACH = 40
#: Lines of a text wrapped by hand or by mail are this long; what is longer was never wrapped.
_WRAPPED = range(50, 101)
#: No sentence is longer (the longest of the annotated press has 1,480 characters): the time of what reads a whole sentence
#: for each of its amounts stays linear in the length of any text.
LONGEST = 2000
_PAUSE = re.compile(r"[,;:] ")
#: Where an agency's article was written: capitals, perhaps a day, the agency in brackets or slashes, a dash. No part of a
#: sentence: parsers take "NEW YORK (Reuters) - Orphea said" for a subject (80 % of the agency articles read begin so).
_DATELINE = re.compile(
    rf"(?:[{_UPPER}][{_UPPER}.'-]+(?:[ ,/&]+[{_UPPER}][{_UPPER}.'-]*)*[^\n()/]{{0,40}}?)?"
    rf" ?-{{0,2}}(?:\([^().\n]{{2,24}}\)|/[^/\n]{{2,30}}/) ?-{{1,2}} ?(?=[\"{_UPPER}])"
)
#: A dateline is looked for in the first blocks and within so many characters of each.
_DATELINE_BLOCKS, _DATELINE_REACH = 4, 160


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph of the text, with its quotation marks told apart."""

    folded: str
    start: int
    end: int
    marks: Stops
    closing: frozenset[int]


def segment(folded: str, language: str) -> tuple[Sentence, ...]:
    """The sentences of a folded text. Linear in its length.

    >>> text = "Orphéa vend Belvia\\n\\nLe prix est de 3.5 M€, selon M. Rivoal.Le groupe se tait."
    >>> [(s.span.of(text), s.heading) for s in segment(text, "fr")][:2]
    [('Orphéa vend Belvia', True), ('Le prix est de 3.5 M€, selon M. Rivoal.', False)]
    >>> segment(" \\n ", "fr")
    ()
    """
    marks = stops(language)
    found: list[Sentence] = []
    blocks = list(_blocks(folded, marks))
    for number, (start, end) in enumerate(blocks):
        block = _Block(folded, start, end, marks, _closing_quotes(folded, start, end))
        # The first line is the title when it stands alone and ends without a full stop (spec, introduction).
        title = number == 0 and len(blocks) > 1 and not folded[start:end].rstrip().endswith(".")
        if number < _DATELINE_BLOCKS:
            block = replace(block, start=_after_dateline(folded, start, end))
        for span in (short for piece in map(_bare, _pieces(block)) for short in _short(folded, piece)):
            if span.start < span.end:
                heading = title or not _TERMINAL.search(folded, max(span.start, span.end - 4), span.end)
                found.append(Sentence(span, heading=heading))
    return tuple(found)


def _after_dateline(folded: str, start: int, end: int) -> int:
    found = _DATELINE.match(folded, start, min(end, start + _DATELINE_REACH))
    return found.end() if found else start


def _bare(piece: tuple[str, int, int]) -> Span:
    """A piece without bullets and spaces around it."""
    folded, start, end = piece
    bullet = _BULLET.match(folded, start, end)
    first = bullet.end() if bullet else start
    return Span(first, first + len(folded[first:end].rstrip()))


def _short(folded: str, span: Span) -> Iterator[Span]:
    """The span in parts of at most `LONGEST` characters, cut behind a pause where there is one, else at a space."""
    start = span.start
    while span.end - start > LONGEST:
        half, limit = start + LONGEST // 2, start + LONGEST
        pauses = [pause.end() for pause in _PAUSE.finditer(folded, half, limit)]
        cut = pauses[-1] if pauses else folded.rfind(" ", half, limit) + 1 or limit
        yield Span(start, start + len(folded[start:cut].rstrip()))
        start = cut
    yield Span(start, span.end)


def _blocks(folded: str, marks: Stops) -> Iterator[tuple[int, int]]:
    """Paragraphs: lines, those joined that were wrapped in the middle of a sentence."""
    start = end = -1
    wrapped = _is_wrapped(folded)
    for line in _LINE.finditer(folded):
        if line[0].isspace():
            continue
        if start >= 0 and _goes_on(folded, end, line.start(), marks, wrapped=wrapped):
            end = line.end()
            continue
        if start >= 0:
            yield start, end
        start, end = line.span()
    if start >= 0:
        yield start, end


def _is_wrapped(folded: str) -> bool:
    """Whether most of the text's lines have nearly the same middling length, as in hand-wrapped text."""
    lengths = [len(line[0].rstrip()) for line in _LINE.finditer(folded[:20_000]) if not line[0].isspace()]
    full = sum(length in _WRAPPED for length in lengths)
    return len(lengths) >= 8 and full >= 0.7 * len(lengths) and max(lengths) <= _WRAPPED[-1]


def _goes_on(folded: str, end: int, following: int, marks: Stops, *, wrapped: bool) -> bool:
    """Whether the line that starts at `following` goes on with the sentence of the line that ends at `end`."""
    before = folded[max(0, end - _REACH) : end].rstrip().rpartition("\n")[2]
    after = folded[following : following + _REACH].lstrip()
    if not before or not after or (_TERMINAL.search(before) and before[-1] != ","):
        return False
    last = before.rsplit(None, 1)[-1].lower()
    hanging = before[-1] == "," or (last in marks.openers and before[-1] != "'")
    small = after[0].islower() and "@" not in after and "//" not in after and not after.startswith("www.")
    if folded.count("\n", end, following) > 1:
        return small and hanging
    return small or (hanging and (after[0].isalnum() or after[0] == '"')) or (wrapped and after[0].isalnum())


def _closing_quotes(folded: str, start: int, end: int) -> frozenset[int]:
    """The closing quotation marks of a block, told from opening ones by the spaces around them, else in turn."""
    closing: set[int] = set()
    inside = False
    for mark in _QUOTE.finditer(folded, start, end):
        at = mark.start()
        before = folded[at - 1] if at > start else " "
        after = folded[at + 1] if at + 1 < end else " "
        left, right = before in " \n([-'", after in " \n)],.;:!?"
        opens = not inside if left == right else left
        if not opens:
            closing.add(at)
        inside = opens
    return frozenset(closing)


def _pieces(block: _Block) -> Iterator[tuple[str, int, int]]:
    """The block cut after every end of a sentence, kickers in capitals cut from what follows them."""
    folded, last = block.folded, block.start
    for cut in (*_ends(block), block.end):
        if cut <= last:
            continue
        head = _bare((folded, last, min(cut, last + 300))).start
        kicker = _KICKER.match(folded, head, min(cut, head + 300)) if folded[head : head + 2].isupper() else None
        # A speaker stays with what is said: 'ANN LOWELL, ANALYST "We …"'.
        speaker = kicker is not None and folded[kicker.end()] == '"' and "," in kicker[0]
        if kicker and not speaker and sum(c.isupper() for c in kicker[0]) >= _SHOUTED:
            yield folded, last, kicker.end()
            last = kicker.end()
        yield folded, last, cut
        last = cut


def _ends(block: _Block) -> Iterator[int]:
    """Positions in the block at which a sentence ends."""
    folded, sentence = block.folded, block.start
    for mark in _MARK.finditer(folded, block.start, block.end):
        at, cut = mark.start(), None
        if at < sentence:
            continue
        if mark[0][0] in "*•":
            cut = at if at > block.start and folded[at - 1] == " " else None
        elif mark[0][0] in ".!?…":
            cut = _after_stop(block, at, mark.end(), sentence)
        elif mark[0] == '"':  # a capital glued on a closing quotation mark: the line end between them was lost
            cut = mark.end() if at in block.closing else None
        else:
            cut = _after_glue(block, mark.end())
        if cut is not None and cut > sentence:
            yield cut
            sentence = cut


def _after_stop(block: _Block, at: int, after: int, sentence: int) -> int | None:
    """Where the sentence ends that the stop at `at` may end, closing marks included, or None when it goes on."""
    folded, end, marks = block.folded, block.end, block.marks
    cut = _closed(block, after)
    opening = _OPENING.match(folded, cut, end)
    first = opening.end() if opening else cut
    if first >= end:
        return cut
    glued = first == cut
    upcoming = folded[first]
    if upcoming.islower() and not folded[first + 1 : first + 2].isupper():  # "iPhone", "eBay" open sentences too
        return None
    if not (upcoming.isalnum() or upcoming in "$€£¥+"):
        return None
    word = _WORD.match(folded, first, first + _REACH)
    opener = word is not None and word[0].lower() in marks.openers
    search = _WORD_BEFORE.search(folded, max(sentence, at - _REACH), at)
    before = search[0] if search else ""
    if cut > after and before and folded[after] in ')]"' and folded[at] == "." and not glued:
        return cut
    if folded[at:after] == ".":
        return cut if _full_stop(block, at, before, sentence, first=first, glued=glued, opener=opener) else None
    if folded[at] == "!" and not opener and before[:1].isupper() and not glued and folded[first - 1] == " ":
        return cut if folded[at - 1] == " " else None  # "Yahoo! Inc"
    if folded[at - 1 : at] == "(" and folded[after : after + 1] == ")":
        return cut if opener else None  # an omission in a quotation: "(...)"
    return cut


def _closed(block: _Block, cut: int) -> int:
    """The position after the brackets and quotation marks that close at `cut`."""
    folded = block.folded
    while cut < block.end:
        if folded[cut] in ")]" or cut in block.closing:
            cut += 1
        elif folded[cut] == " " and cut + 1 in block.closing:
            cut += 2
        else:
            break
    return cut


def _full_stop(block: _Block, at: int, before: str, sentence: int, *, first: int, glued: bool, opener: bool) -> bool:
    """Whether a single full stop ends its sentence, by the word before it and the character after it (at `first`)."""
    folded, marks = block.folded, block.marks
    figure = not folded[first].isalpha()
    if not before:
        return at > sentence and (not glued or folded[at - 1] == '"')
    if before in marks.inside:
        return False
    if glued:
        return _glued_stop(folded, at, before, first)
    if before.isdigit() and at - sentence < _REACH and not folded[sentence : at - len(before)].strip(" *•-"):
        return False  # the number of a list item
    if figure:
        return before not in marks.number and not (before in marks.either and len(before) <= 3)
    if before in marks.either or (before in marks.number and before[0].isupper()):
        return opener
    return opener if _LETTERS_WITH_STOPS.fullmatch(before) else True  # initials, "U.S."


def _glued_stop(folded: str, at: int, before: str, first: int) -> bool:
    """Whether a full stop with no space after it shows a lost paragraph break."""
    if "@" in before or "//" in before or before.lower().startswith("www"):
        return False
    if not folded[first].isalpha():
        return (len(before) >= 3 and before.isalpha()) or folded[at - 1] in ')"%€'
    if _LETTERS_WITH_STOPS.fullmatch(before) or _TICKER.search(folded, max(0, at - 12), at):
        return False
    after = _WORD.match(folded, first, first + _REACH)
    # Tickers without brackets: "BELV.PA", "BELb.N".
    return not (after and after[0].isupper() and after[0].isalpha() and len(after[0]) <= 3 and before[:2].isupper())


def _after_glue(block: _Block, at: int) -> int | None:
    """A word with a capitalised opener glued on, or a capital in a long lower-case word: the line end between was lost."""
    word = _WORD.match(block.folded, at, at + _REACH)
    if word is None:
        return None
    if word[0] in block.marks.glued:
        return at
    before = _WORD_BEFORE.search(block.folded, max(block.start, at - _REACH), at)
    left = before[0] if before else ""
    long = len(left) >= _LONG and left.isalpha() and left.islower() and len(word[0]) >= 3
    return at if long and word[0][1:].islower() else None
