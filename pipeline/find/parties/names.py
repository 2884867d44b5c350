"""Names in running text: runs of capitalised words, cut where a name ends. No parse is needed.

Folded text and sentences enter, `NameMention`s in reading order leave. Start with `find_names`; how a run is cut stands in
`runs` and `pieces`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.find.parties.pieces import Piece, pieces
from pipeline.find.parties.runs import Scope, Surroundings, groups, run_pattern
from pipeline.lang.parties import Lexicon, lexicon
from pipeline.normalise.names import territories, words
from pipeline.records import Sentence, Span
from pipeline.text import alternation

_UPPER = "A-ZÀ-ÖØ-ÞŒŠŽ"
_LOWER = "a-zß-öø-ÿœšž"
#: The place and agency before the first sentence: "NEW YORK (Reuters) - ", "Lyon, May 5, 2025 (Belmar Wire) -- ".
_DATELINE = re.compile(rf"(?:[{_UPPER}][^()\n]{{1,70}})?(?:\([^()\n]{{2,40}}\)|/[^/\n]{{3,40}}/)\s*--?\s")
_LOWER_WORD = re.compile(r"(?<!\w)[a-zß-öø-ÿœ]{3,}")
_NUMBERED = re.compile(rf"(?<![\w-])[{_UPPER}]\w+ \d{{1,3}}(?![\w.,-]*\d|\s?[%€$£])(?!\w)")
#: A figure before a capitalised word; what such a word is in a date or a count ("3 May", "28 États") stands in the tables.
_COUNTED = re.compile(rf"(?<![\w.,€$£-])\d{{1,3}} ([{_UPPER}]\w+)")
_LONG_WORD = re.compile(r"[^\W\d_][\w'-]{3,}")
_OPENING = re.compile(r"[\s\"'(\[*•-]*")
#: What begins a sentence inside the sentence: a quotation, a colon.
_QUOTED = re.compile(r"(?:\"\s?|:\s)\Z")
#: Relations in which a lone first word of a sentence is a name when the parser calls it one.
_NAMED = frozenset(
    {"nsubj", "nsubj:pass", "ROOT", "root", "appos", "nmod:poss", "conj", "compound", "flat:name", "flat"}
)
#: Share of capitalised words from which a heading is in title case, and says nothing about names.
_TITLE_CASE = 0.6
#: Words of a heading that decide on title case; forms of a name looked for in headings. Bounds against hostile input.
_HEADING, _FORMS = 400, 400


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in the text. `kind` is what the words in it and beside it say, "" when they say nothing."""

    span: Span
    text: str
    kind: str = ""
    gender: str = ""
    rule: str = "capitals"


def find_names(folded: str, sentences: Sequence[Sentence], language: str) -> tuple[NameMention, ...]:
    """The names of an article. A word whose capital is only that of its sentence needs more evidence.

    >>> text = "Le groupe Orphéa a vendu Belvia à la Caisse des dépôts."
    >>> [name.text for name in find_names(text, [Sentence(Span(0, len(text)))], "fr")]
    ['Orphéa', 'Belvia', 'Caisse des dépôts']
    >>> find_names("Un groupe a vendu.", [Sentence(Span(0, 18))], "fr")
    ()
    """
    known = lexicon(language)
    around = _surroundings(folded, known)
    sure: list[NameMention] = []
    unsure: list[tuple[NameMention, Sentence]] = []
    silent: list[Sentence] = []  # headings whose capitals say nothing
    for sentence in sentences:
        if _is_silent(sentence.span.of(folded), sentence.heading, known):
            silent.append(sentence)
            continue
        for piece in _pieces(folded, sentence, known, around):
            span = Span(piece.start, piece.end)
            name = NameMention(span, " ".join(span.of(folded).split()), piece.kind, piece.gender, piece.rule)
            if piece.initial:
                unsure.append((name, sentence))
            else:
                sure.append(name)
    forms = {words(name.text) for name in sure}
    sure = [part for name in sure for part in _two_names(name, forms)]
    unsure = [(_without_opener(name, forms), sentence) for name, sentence in unsure]
    found = [*sure, *(name for name, sentence in unsure if _is_name(name, sentence, forms, known, around))]
    return _without_overlaps([*found, *_known_in(folded, silent, found)])


def _surroundings(folded: str, known: Lexicon) -> Surroundings:
    ending = "|".join(map(re.escape, known.possessives))
    owner = re.compile(rf"(?<![\w&.-])([^\W\d_][\w&.-]*+)(?=(?:{ending})(?!\w))")
    possessed = Counter(match[1] for match in owner.finditer(folded))
    bare: Counter[str] = Counter()
    if possessed:
        forms = "|".join(map(re.escape, sorted(possessed)[:_FORMS]))
        bare = Counter(match[0] for match in re.finditer(rf"(?<!\w)(?:{forms})(?![\w'])", folded))
    figures = Counter(match[0] for match in _NUMBERED.finditer(folded))
    figures.update(match[0] for match in _COUNTED.finditer(folded) if not _is_counted(match[1], known))
    numbered = frozenset(form for form, times in figures.items() if times > 1)
    articled = frozenset(match[1] for match in _articled(known.language).finditer(folded))
    return Surroundings(frozenset(_LOWER_WORD.findall(folded)), bare, possessed, numbered, articled)


def _is_counted(word: str, known: Lexicon) -> bool:
    """Whether figures before the word count it or make a date of it."""
    lowered = word.lower()
    common = lowered in known.heads or lowered in known.plurals or lowered in known.nationalities
    return common or word in known.not_names or word in known.not_alone


@cache
def _articled(language: str) -> re.Pattern[str]:
    """A capitalised article inside a sentence with the name after it: "chez La Redoute"."""
    forms = {form.title() for form in lexicon(language).articles}
    elided = alternation(form for form in forms if form.endswith("'"))
    plain = alternation(form for form in forms if not form.endswith("'"))
    return re.compile(rf"[{_LOWER}],? ((?:{elided}|{plain} )[{_UPPER}]\w*(?:[-'.&/]\w+)*)")


def _is_silent(text: str, heading: bool, known: Lexicon) -> bool:
    """Whether the capitals of a sentence are those of every word, or its names those of the article's makers."""
    if text.startswith(known.footers):
        return True
    letters = _LONG_WORD.findall(text[:_HEADING])
    if len(letters) < 4:
        return False
    limit = _TITLE_CASE * len(letters)
    return sum(w.isupper() for w in letters) > limit or (heading and sum(w[0].isupper() for w in letters) > limit)


def _pieces(folded: str, sentence: Sentence, known: Lexicon, around: Surroundings) -> Iterator[Piece]:
    start, end = sentence.span.start, sentence.span.end
    dateline = _DATELINE.match(folded, start, min(end, start + 160))
    start = dateline.end() if dateline else start
    opening = _OPENING.match(folded, start, end)
    first = opening.end() if opening else start
    scope = Scope(folded, start, end, known, around)
    for run in run_pattern(known.language).finditer(folded, start, end):
        if run.start() > start and folded[run.start() - 1] in "@#/_.":
            continue  # addresses
        quoted = _QUOTED.search(folded, max(start, run.start() - 3), run.start())
        initial = run.start() == first or (quoted is not None and folded[run.end() : run.end() + 1] != '"')
        for group in groups(scope, run.start(), run.end(), initial=initial):
            yield from pieces(scope, group)


def _two_names(name: NameMention, forms: set[tuple[str, ...]]) -> tuple[NameMention, ...]:
    """The name, or two names side by side that the article also writes apart ("le bailleur de Belmar Orlan")."""
    first, space, second = name.text.partition(" ")
    if not space or name.kind or " " in second or words(first) not in forms or words(second) not in forms:
        return (name,)
    middle = name.span.start + len(first)
    left, right = Span(name.span.start, middle), Span(middle + 1, name.span.end)
    return NameMention(left, first), NameMention(right, second)


def _without_opener(name: NameMention, forms: set[tuple[str, ...]]) -> NameMention:
    """The name without a first word that only opens the sentence: the rest is a name elsewhere ("Miner Belmar")."""
    first, space, rest = name.text.partition(" ")
    if (
        not space
        or words(name.text) in forms
        or words(rest) not in forms
        or len(words(rest)) + 1 != len(words(name.text))
    ):
        return name
    return NameMention(Span(name.span.start + len(first) + 1, name.span.end), rest, name.kind, name.gender, name.rule)


def _is_name(
    name: NameMention, sentence: Sentence, forms: set[tuple[str, ...]], known: Lexicon, around: Surroundings
) -> bool:
    """Whether a word with the capital of its sentence is a name: written so elsewhere, or read so by the parser."""
    form, text = words(name.text), name.text
    if name.kind or len(form) > 1 or any(form in (other[:1], other[-1:]) for other in forms):
        return True
    lowered = text.lower()
    if text in known.seats or lowered in known.media or form[0] in territories():
        return True
    if lowered in around.small or lowered in known.heads or lowered in known.nationalities:
        return False
    if not sentence.tokens:
        return any(c.isupper() for c in text[1:])
    if any(entity.span.contains(name.span) for entity in sentence.entities):
        return True
    return any(t.pos == "PROPN" and t.dep in _NAMED and t.span.overlaps(name.span) for t in sentence.tokens)


def _known_in(folded: str, silent: Sequence[Sentence], found: Sequence[NameMention]) -> list[NameMention]:
    """Names of the article where capitals say nothing: headings in title case, text in capitals."""
    forms = {name.text.lower(): name for name in found if len(name.text) > 2}
    if not silent or not forms:
        return []
    longest = sorted(forms, key=lambda form: (-len(form), form))[:_FORMS]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
    again = []
    for sentence in silent:
        for match in pattern.finditer(folded, sentence.span.start, sentence.span.end):
            name = forms.get(match[0].lower())
            if name and match[0][0].isupper():
                again.append(NameMention(Span(*match.span()), name.text, name.kind, name.gender, "known"))
    return again


def _without_overlaps(found: Sequence[NameMention]) -> tuple[NameMention, ...]:
    """The names in reading order; of two that share text the longer one."""
    kept: list[NameMention] = []
    for name in sorted(found, key=lambda name: (name.span.start, -name.span.end)):
        if kept and kept[-1].span.overlaps(name.span):
            if len(name.text) > len(kept[-1].text):
                kept[-1] = name
            continue
        kept.append(name)
    return tuple(kept)
