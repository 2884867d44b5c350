"""Cues of bound and approximation beside a quantity, with what may stand between: determiners, quotes, negation.

Words and the indices of a quantity enter, a `Cue` leaves. Start with `cue_before` and `cue_after`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.find.amounts.lexicon import AmountLexicon
from pipeline.lang.amounts import CueSense

#: "at least about", "un peu plus de près de": no press text stacks more.
MAX_CUES = 3
#: Tokens from an amount's first to the noun of "above the $47 a barrel mark".
MARK_REACH = 8
#: Tokens from "ne" to the "plus" that ends its negation: "ne gagne aujourd'hui plus que".
NEGATION_REACH = 4
#: Words between "ans" and the joint: "deux ans de prison ferme et".
BRIDGE_REACH = 6
#: Only ceilings are shared: "over three years, and $2 million" bounds nothing.
CEILING = "max"
#: The sense of words that end like a cue and are none.
NO_CUE = "none"
_FLIP = {"min": "max", "max": "min", "": ""}


@dataclass(frozen=True, slots=True)
class Cue:
    """What the words beside an amount make of it; `edge` is the token index up to which they reach."""

    edge: int
    bound: str = ""
    approx: bool = False
    rules: tuple[str, ...] = ()


def cue_before(words: list[str], first: int, lex: AmountLexicon) -> Cue:
    """The cues that end right before token `first`; its own edge when there are none.

    >>> from pipeline.find.amounts.lexicon import amount_lexicon
    >>> fr = amount_lexicon("fr")
    >>> cue_before(["la", "note", "ne", "dépasse", "pas", "les", "3", "euros"], 6, fr)
    Cue(edge=2, bound='max', approx=False, rules=('amounts.more_than', 'amounts.negated'))
    >>> cue_before(["il", "a", "3", "euros"], 2, fr)
    Cue(edge=2, bound='', approx=False, rules=())
    """
    cue = Cue(first)
    for _ in range(MAX_CUES):
        found = _one_before(words, cue.edge, lex)
        if found is None or (found.bound and cue.bound):
            break
        cue = Cue(found.edge, found.bound or cue.bound, found.approx or cue.approx, (*found.rules, *cue.rules))
    return cue


def _one_before(words: list[str], first: int, lex: AmountLexicon) -> Cue | None:
    i = first
    for _ in range(MAX_CUES):
        if words[i - 1] not in lex.before_words:
            return None
        found = lex.cues_before.before(words, i)
        if found:
            return None if _is_no_cue(words, found[0], found[1], lex) else _widen(words, found[0], found[1], lex)
        verb = _verb_before(words, i, lex)
        if verb:
            return verb
        filler = lex.fillers.before(words, i)
        if filler:
            i = filler[0]
        elif i > 0 and words[i - 1] in lex.table.marked_fillers and _marked(words, first, lex):
            i -= 1
        else:
            return None
    return None


def _is_no_cue(words: list[str], start: int, sense: CueSense, lex: AmountLexicon) -> bool:
    """Whether the words only look like a cue: "take over", "ne gagne plus que"."""
    if sense.id == NO_CUE:
        return True
    if words[start] not in lex.table.negation_ambiguous:
        return False
    return any(word in lex.table.negation_before for word in words[max(0, start - NEGATION_REACH) : start])


def _marked(words: list[str], first: int, lex: AmountLexicon) -> bool:
    return any(word in lex.table.marks for word in words[first : first + MARK_REACH])


def _widen(words: list[str], start: int, sense: CueSense, lex: AmountLexicon) -> Cue:
    stronger = lex.intensifiers.before(words, start)
    return Cue(stronger[0] if stronger else start, sense.bound, sense.approx, (f"amounts.{sense.id}",))


def _verb_before(words: list[str], i: int, lex: AmountLexicon) -> Cue | None:
    """A verb of quantity right before: "dépasse", "ne dépassera pas", "n'aient pas dépassé", "not exceed"."""
    negated = i > 0 and words[i - 1] in lex.table.negation_between
    found = lex.verbs.before(words, i - negated)
    if not found:
        return None
    start, sense = found
    if not negated and start > 0 and words[start - 1] in lex.negators:
        negated, start = True, start - 1
        if start > 1 and words[start - 1] in lex.table.auxiliaries and words[start - 2] in lex.table.negation_before:
            start -= 1
    if negated and start > 0 and words[start - 1] in lex.table.negation_before:
        start -= 1
    cue = Cue(start, sense.bound, sense.approx, (f"amounts.{sense.id}",))
    if not negated:
        return cue
    return replace(cue, bound=_FLIP[sense.bound], rules=(*cue.rules, "amounts.negated")) if sense.bound else None


def cue_after(words: list[str], last: int, lex: AmountLexicon) -> Cue:
    """The cue that begins right behind the amount, over words such as "net": "5.000 euros nets environ"."""
    gap = lex.unit_gaps.at(words, last)
    for start in (last, gap[0]) if gap else (last,):
        found = lex.cues_after.at(words, start)
        if found:
            return Cue(found[0], found[1].bound, found[1].approx, (f"amounts.{found[1].id}",))
    return Cue(last)


def bridged(words: list[str], first: int, lex: AmountLexicon) -> str:
    """The bound that a span of time shares with the amount joined to it: "jusqu'à six mois ferme et 4.000 euros"."""
    i = first
    while i > max(0, first - MAX_CUES - 1) and words[i - 1] in lex.table.bridge_words:
        i -= 1
    if i < 3 or words[i - 1] not in lex.table.list_joints:
        return ""
    for k in range(i - 2, max(1, i - 2 - BRIDGE_REACH), -1):
        if words[k] in lex.table.times:
            cue = lex.cues_before.before(words, k - 1)
            return cue[1].bound if cue and cue[1].bound == CEILING else ""
    return ""
