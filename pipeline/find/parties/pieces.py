"""A group of capitalised words → names: ends cut, persons told from firms, lower-case words of the name added.

`runs.Group`s enter, `Piece`s leave. Start with `pieces`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from pipeline.find.parties.runs import Group, Scope, Word, institution, without_possessive
from pipeline.normalise.names import is_acronym, key, territories
from pipeline.text import alternation

_UPPER = "A-ZÀ-ÖØ-ÞŒŠŽ"
_LOWER = "a-zß-öø-ÿœšž"
#: A stock ticker without brackets at the end of a name: "Belmar Inc BLM.N".
_BARE_TICKER = re.compile(r"\s?(?<![\w.])[A-Z]{1,6}[a-z]?\.[A-Z]{1,3}\Z")
#: A ticker or listing in brackets after a name: "( BLM.N )", "(NYSE: BLM)", "(BLMb.ST)".
_TICKER = re.compile(r"\s?\(\s?(?:[A-Z][A-Za-z]{2,9}\s?:\s?[A-Z0-9]{1,6}|[A-Z0-9]{1,6}[a-z]?[.:][A-Z]{1,3})\s?[),]")
_FOLLOWING = re.compile(rf"\s[{_LOWER}]+")
_NUMBER = re.compile(r" \d{1,3}(?!\w)")
_FIGURE = re.compile(r"(?<![^\s\"'(])\d{1,3} \Z")
_LETTER = re.compile(r"[^\W\d_]")
#: Lower-case words, then an acronym in brackets that spells the name out: "Banque | centrale belvienne (BCB)".
_SPELLED = re.compile(rf"(\s[{_LOWER}d][^().;:\n]*?)?\s?\(\s?([^\W\d_][\w&.-]{{1,11}})\s?[),]")
#: The longest name that an acronym spells out, in characters after its first capitals.
_EXPANSION = 110
#: A possessive is not cut from a name of so few characters.
_SHORT = 3
#: Lower-case words that the name of a territory goes on with, at most.
_TERRITORY = 2
#: How far before a name the body that it completes begins, in characters.
_REACH = 48
#: So many letters of capitals before a name are a line of their own ("LOSS NARROWS Belmar"), not acronyms.
_KICKER = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """A name cut out of a run; `initial` when its first capital may be that of the sentence."""

    start: int
    end: int
    initial: bool = False
    kind: str = ""
    gender: str = ""
    rule: str = "capitals"


def pieces(scope: Scope, group: Group) -> Iterator[Piece]:
    """The names of a group: what a person belongs to apart from the person."""
    if group.kind:
        yield Piece(group.words[0].start, group.end, kind=group.kind, rule="listed")
        return
    for part, initial in _apart(scope, group):
        trimmed = _trim(scope, part, initial)
        if trimmed is None:
            continue
        words = _within(scope, part, trimmed)
        piece = _extend(scope, _person(scope, trimmed, words), words)
        piece = _numbered(scope, _with_body(scope, _firm(scope, piece, words)), words)
        if scope.folded[piece.start : piece.end] not in scope.words.not_alone or piece.kind == "person":
            yield piece


def _within(scope: Scope, words: tuple[Word, ...], piece: Piece) -> tuple[Word, ...]:
    """The words as the piece has them, without what was cut at its ends."""
    inside = ((max(w.start, piece.start), min(w.end, piece.end), w) for w in words)
    return tuple(replace(w, start=a, end=b, text=scope.folded[a:b]) for a, b, w in inside if a < b)


def _apart(scope: Scope, group: Group) -> Iterator[tuple[tuple[Word, ...], bool]]:
    """The words, or those before a person and the person ("de la République | Anne Rivoal"), or before a kicker's end."""
    words, known = group.words, scope.words
    before = scope.folded[max(scope.first, words[0].start - 8) : words[0].start].lower()
    after_of = before.endswith(known.body_links)
    agency = words[0].text.isupper() and words[0].lower in known.media and len(words) > 1 and not words[1].link
    if agency and not words[1].text.isupper() and words[1].text not in known.company_words | known.legal:
        yield words[:1], group.initial  # "l'AFP Anne Rivoal"
        yield words[1:], False
        return
    for i in range(1, len(words) - 1):
        here, left = words[i], words[i - 1]
        if not known.is_first_name(here.text) or here.link or known.is_first_name(left.text):
            continue
        if any(w.text in known.legal or w.text in known.company_words for w in words[i:]):
            break
        shouted = left.text.isupper() and len(left.text) > 1 and not here.text.isupper()
        listed = left.lower in known.media or left.text in known.seats
        firm = left.text in known.legal or left.text in known.company_words
        if after_of or shouted or listed or firm or (group.initial and i == 1):
            yield words[:i], group.initial
            yield words[i:], False
            return
    quiet = next((i for i, w in enumerate(words) if not (w.text.isupper() and len(w.text) > 1)), 0)
    letters = sum(len(w.text) for w in words[:quiet])
    common = (quiet > 1 and letters >= _KICKER) or all(w.lower in scope.around.small for w in words[:quiet])
    if quiet and common and not words[quiet].text.isupper() and not words[quiet].link:
        yield words[:quiet], group.initial
        yield words[quiet:], False
        return
    yield words, group.initial


def _trim(scope: Scope, words: tuple[Word, ...], initial: bool) -> Piece | None:
    """The words without elided openers, possessive and ticker; None when nothing of a name is left."""
    known = scope.words
    start, end = words[0].start, words[-1].end
    elision, mark, rest = words[0].text.partition("'")
    elided = (elision + mark).lower()
    own = elided in known.articles and (not initial or words[0].text in scope.around.articled)
    if mark and elided in known.elisions and not own:
        if not rest[:1].isupper():
            return None
        start += len(elided)
        initial = False
    if end - start > _SHORT:
        end = start + len(without_possessive(scope.folded[start:end], known))
    ticker = _BARE_TICKER.search(scope.folded, start, end)
    if ticker:
        end = ticker.start()
    text = scope.folded[start:end]
    lowered = text.lower()
    if not _LETTER.search(text) or text in known.not_names or (lowered in known.nationalities and not text.isupper()):
        return None
    if len(words) == 1:
        no_name = lowered in known.pronouns or _opens_job(scope, text, start)
        if len(text) < 2 or no_name or lowered in known.openers:
            return None
    return Piece(start, end, initial, "company" if ticker else "", rule="ticker" if ticker else "capitals")


def _opens_job(scope: Scope, text: str, start: int) -> bool:
    """Whether a capitalised word begins a job that goes on in lower case: "Premier ministre"."""
    return any(job.startswith(f"{text} ") and scope.folded.startswith(job, start) for job in scope.words.jobs)


def _person(scope: Scope, piece: Piece, words: tuple[Word, ...]) -> Piece:
    """The piece with what a title or a first name says of it."""
    known = scope.words
    before = scope.folded[max(scope.first, piece.start - 12) : piece.start].rstrip().rpartition(" ")[2]
    title = known.titles.get(before.rpartition("'")[2].lstrip('("'))
    if title and not piece.kind:
        return replace(piece, kind="person", gender="" if title == "any" else title, rule="title")
    gender = known.gender_of(words[0].text)
    rest = [word.text for word in words[1:]]
    if gender and len(words) > 2 and words[1].link in known.connectors["and"] and known.is_first_name(rest[0]):
        firm = institution(known, words) or words[-1].text in known.legal | known.company_words
        return piece if firm else replace(piece, kind="group", rule="couple", initial=False)
    if gender and rest and not any(text in known.company_words or text in known.legal for text in rest):
        return replace(piece, kind="person", gender=gender, rule="first_name")
    return piece


def _extend(scope: Scope, piece: Piece, words: tuple[Word, ...]) -> Piece:
    """The piece with the lower-case words that its name goes on with ("Commission" → "Commission européenne")."""
    if piece.kind == "person":
        return piece
    known = scope.words
    kind = institution(known, words)
    firm = len(words) > 1 and (words[-1].text in known.legal or words[-1].text in known.company_words)
    if kind != "company" and firm and not any(word.link for word in words[1:]):
        kind = ""  # "Kingdom Holdings"
    spelled = _SPELLED.match(scope.folded, piece.end, min(scope.last, piece.end + _EXPANSION))
    if spelled and spelled[1] and is_acronym(spelled[2], scope.folded[piece.start : spelled.end(1)]):
        return replace(piece, end=spelled.end(1), kind=kind, rule="spelled_out", initial=False)
    if not kind:
        return _territory(scope, piece)
    end = piece.end
    if known.modifiers:
        match = _extension(known.modifiers, known.connectors["of"]).match(scope.folded, end, scope.last)
        end = match.end() if match else end
    return replace(piece, end=end, kind=kind, rule="institution" if end == piece.end else "institution_extended")


def _territory(scope: Scope, piece: Piece) -> Piece:
    """The piece with the lower-case words of a territory's name: "Arabie saoudite", "Émirats arabes unis"."""
    end = piece.end
    for _ in range(_TERRITORY):
        match = _FOLLOWING.match(scope.folded, end, scope.last)
        if not match:
            return piece
        end = match.end()
        if key(scope.folded[piece.start : end]) in territories():
            return replace(piece, end=end, kind="country", rule="territory", initial=False)
    return piece


@cache
def _extension(modifiers: frozenset[str], of: frozenset[str]) -> re.Pattern[str]:
    """Modifiers, and "of" with a noun: "nationale d'assurance maladie", "des comptes"."""
    elided = alternation(form for form in of if form.endswith("'"))
    plain = alternation(form for form in of if not form.endswith("'"))
    noun = rf"(?:[{_LOWER}][{_LOWER}-]*(?<!er)(?<!ir)|[{_UPPER}][\w-]+)(?!\w)"  # an infinitive is no noun
    modifier = rf"\s{alternation(modifiers)}(?!\w)"
    return re.compile(rf"(?:{modifier})*(?:\s(?:{elided}|{plain}\s){noun}(?:{modifier})*){{0,3}}")


def _firm(scope: Scope, piece: Piece, words: tuple[Word, ...]) -> Piece:
    """The piece with the kind that a ticker, a legal form or a word of company names says."""
    if piece.kind:
        return piece
    if _TICKER.match(scope.folded, piece.end, piece.end + 24):
        return replace(piece, kind="company", rule="ticker")
    known = scope.words
    if any(word.link == "&" for word in words):
        return replace(piece, kind="company", rule="ampersand")
    if len(words) > 1 and any(word.text in known.legal for word in words[1:]):
        return replace(piece, kind="company", rule="legal_form")
    if len(words) > 1 and any(word.text in known.company_words for word in words):
        return replace(piece, kind="company", rule="company_word")
    return piece


def _numbered(scope: Scope, piece: Piece, words: tuple[Word, ...]) -> Piece:
    """The piece with the figure that the article always writes beside it ("Century 21"), or that opens a firm's name."""
    figure = _NUMBER.match(scope.folded, piece.end, piece.end + 5)
    if figure and piece.end == words[-1].end and f"{words[-1].text}{figure[0]}" in scope.around.numbered:
        return replace(piece, end=figure.end(), initial=False)
    before = scope.folded[max(scope.first, piece.start - _REACH) : piece.start]
    figure = _FIGURE.search(before)
    counted = figure and before[: figure.start()].rpartition("'")[2].split(" ")[-2:-1]
    if not figure or (counted and counted[0].lower() in scope.words.determiners):
        return piece  # "les 28 Orphéa"
    firm = piece.kind == "company" and len(words) > 1
    if firm or f"{figure[0]}{words[0].text}" in scope.around.numbered:
        return replace(piece, start=piece.start - len(figure[0]), initial=False)
    return piece


def _with_body(scope: Scope, piece: Piece) -> Piece:
    """The piece with the common noun that it completes: "Intérieur" → "ministère de l'Intérieur"."""
    if piece.kind == "person":
        return piece
    known = scope.words
    before = scope.folded[max(scope.first, piece.start - _REACH) : piece.start]
    for link in (*known.body_links, " "):
        if not before.endswith(link):
            continue
        left = before[: len(before) - len(link)].split(" ")
        while len(left) > 1 and (left[-1] in known.modifiers or left[-1] in known.nationalities):
            left.pop()
        for size in (3, 2, 1):
            head = " ".join(left[-size:]).rpartition("'")[2]
            kind = known.bodies.get(head.lower(), "") if link != " " else known.direct_bodies.get(head.lower(), "")
            if kind and len(left) >= size:
                start = piece.start - len(before) + len(" ".join(left)) - len(head)
                return replace(piece, start=start, kind=kind, rule="body", initial=False)
    return piece
