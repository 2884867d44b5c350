"""Nominal groups that stand for a party: "les actionnaires", "une banque russe", "the Cupertino company".

Parsed sentences enter, `NounMention`s leave; sentences without tokens give none. Start with `find_nouns`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.lang.parties import Head, Lexicon, lexicon
from pipeline.records import Sentence, Span, Token

#: Dependents before a noun that belong to its group.
_BEFORE = frozenset(
    {
        "det",
        "amod",
        "nummod",
        "compound",
        "nmod",
        "flat",
        "flat:name",
        "advmod",
        "det:predet",
        "goeswith",
        "punct",
        "fixed",
        "nmod:poss",
        "case",
    }
)
#: Senses whose bare singular after "de" is a kind, no party: "levée de fonds", "statut de fournisseur".
_GENERIC = frozenset({"company", "bank", "investor", "organisation"})
#: Senses that a complement tells the trade of, when the article is definite: "le fabricant de pneus" is no other firm.
_DESCRIBED = frozenset({"company", "bank"})
#: The longest group kept, in words: longer ones are mistakes of the parser.
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class NounMention:
    """A nominal group whose head noun stands for a party."""

    span: Span  # with its determiner
    core: Span  # of the head
    name: str  # without the determiner
    head: Head
    token: int  # the head's index in the sentence
    sentence: int
    determiner: str  # "definite", "indefinite", "possessive", "" (none)
    nationality: str = ""
    modifiers: tuple[str, ...] = ()
    gender: str = ""
    lemma: str = ""
    named: bool = False  # holds a name: "the Belmar unit"
    specific: bool = False  # a complement makes it another party: "le tribunal de Nanterre", "un groupe d'experts"
    predicate: bool = False  # "X est une société suisse": says what a party is


def find_nouns(folded: str, sentences: Sequence[Sentence], language: str) -> tuple[NounMention, ...]:
    """The nominal groups of parsed sentences whose head is in the lexicon, in reading order.

    >>> find_nouns("La société paie.", [Sentence(Span(0, 16))], "fr")  # not parsed
    ()
    """
    words_of = lexicon(language)
    found: list[NounMention] = []
    for number, sentence in enumerate(sentences):
        last = -1
        for index in range(len(sentence.tokens)):
            if index <= last:
                continue
            mention = _group(folded, sentence.tokens, index, number, words_of)
            if mention:
                found.append(mention)
                last = max((i for i, t in enumerate(sentence.tokens) if t.span.end <= mention.span.end), default=index)
    return tuple(found)


def _group(folded: str, tokens: Sequence[Token], index: int, number: int, words_of: Lexicon) -> NounMention | None:
    head, first, last = _head(tokens, index, words_of)
    if head is None:
        return None
    index = next((i for i in range(first, last + 1) if not first <= tokens[i].head <= last), index)
    core = tokens[index]
    if core.dep in ("compound", "flat", "flat:name", "amod") and core.head > last and tokens[core.head].pos != "PROPN":
        return None  # part of another noun's group
    start = _left(tokens, first, last, words_of)
    while tokens[start].pos == "PUNCT":
        start += 1
    end = _right(tokens, index, last, words_of)
    if head.sense == "source":
        end = _subtree_end(tokens, index, end)
    while (
        end + 1 < len(tokens) and tokens[end].text.endswith("-") and tokens[end].span.end == tokens[end + 1].span.start
    ):
        end += 1  # "Parti chrétien-|démocrate": one word in two tokens
    if end - start > _LONGEST and head.sense != "source":
        return None
    predicate = any(t.dep == "cop" and t.head == index for t in tokens)
    if not head.plural and "Number=Plur" in core.morph:
        plural = words_of.plurals.get(head_text(tokens, first, last))
        if plural is None:
            return None  # "ces fonds": the money, not the fund
        head = plural
    determiner = ""
    inner = start
    for i in range(start, first):
        kind = words_of.determiners.get(tokens[i].text.lower())
        if tokens[i].pos in ("DET", "PRON", "ADP") and kind and i == inner:
            determiner = kind
            if tokens[i].text.lower() in words_of.stripped:
                inner = i + 1
    counted = _past_count(tokens, inner, first)
    if counted > inner:
        start = inner = counted
    if not determiner and not head.plural and core.dep == "nmod" and head.sense in _GENERIC:
        return None  # "levée de fonds", "statut de fournisseur": a kind, no party
    parts = [tokens[i] for i in range(inner, end + 1)]
    nationality = next(
        (words_of.nationalities[t.text.lower()] for t in parts if t.text.lower() in words_of.nationalities), ""
    )
    beside = [tokens[i] for i in range(inner, end + 1) if not first <= i <= last]
    named = any(t.pos == "PROPN" and t.text.lower() not in words_of.nationalities for t in beside)
    described = determiner == "definite" and head.sense in _DESCRIBED
    specific = _is_specific(tokens, index, end, words_of, by_names_only=described)
    modifiers = tuple(t.lemma.lower() for t in beside if t.pos in ("NOUN", "ADJ", "PROPN"))
    span = Span(tokens[start].span.start, tokens[end].span.end)
    name = folded[tokens[inner].span.start : tokens[end].span.end].replace("\n", " ")
    gender = "feminine" if "Gender=Fem" in core.morph else "masculine" if "Gender=Masc" in core.morph else ""
    return NounMention(
        span,
        core.span,
        name,
        head,
        index,
        number,
        determiner,
        nationality,
        modifiers,
        gender,
        core.lemma.lower(),
        named,
        specific,
        predicate,
    )


def _past_count(tokens: Sequence[Token], start: int, first: int) -> int:
    """Where the group begins behind a count in figures, which is no part of the name: "quelque 2 000 | salariés"."""
    figures = [i for i in range(start, first) if any(c.isdigit() for c in tokens[i].text)]
    before = range(start, max(figures, default=start))
    leading = (tokens[i].pos in ("NUM", "ADV", "DET", "ADP") or i in figures for i in before)
    return figures[-1] + 1 if figures and all(leading) else start


def _head(tokens: Sequence[Token], index: int, words_of: Lexicon) -> tuple[Head | None, int, int]:
    """The head noun at the index, with words of its compound around it ("hedge fund", "fonds d'investissement")."""
    core = tokens[index]
    if core.pos not in ("NOUN", "PROPN", "ADJ", "VERB"):
        return None, index, index
    for size in (3, 2):
        for first in (index, index - size + 1):
            last = first + size - 1
            if first >= 0 and last < len(tokens) and tokens[last].text.lower() in words_of.last_words:
                found = words_of.heads.get(head_text(tokens, first, last))
                if found:
                    return found, first, last
    if core.pos in ("ADJ", "VERB") and not _has_determiner(tokens, index):
        return None, index, index
    written = core.text.lower()
    if core.text[:1].isupper() and index and core.pos == "PROPN" and written not in words_of.heads:
        return None, index, index
    return words_of.heads.get(written), index, index


def head_text(tokens: Sequence[Token], first: int, last: int) -> str:
    """The words of a head in lower case."""
    return _text(tokens[first : last + 1]).lower()


def _has_determiner(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].pos == "DET"


def _text(tokens: Sequence[Token]) -> str:
    """The tokens as written, one space where there was any."""
    parts: list[str] = []
    for before, token in zip((None, *tokens), tokens, strict=False):
        parts.append(" " + token.text if before and before.span.end < token.span.start else token.text)
    return "".join(parts)


def _is_specific(
    tokens: Sequence[Token], index: int, end: int, words_of: Lexicon, *, by_names_only: bool = False
) -> bool:
    """Whether a name or a noun without determiner completes the head, within the group or right after it."""
    for i, token in enumerate(tokens[index + 1 : index + 8], index + 1):
        if token.head != index or token.dep != "nmod":
            continue
        links = [t for t in tokens[index + 1 : i] if t.head == i]
        if not any(t.dep == "case" and t.text.lower() in words_of.connectors["of"] for t in links):
            continue
        if token.pos == "PROPN" or (
            token.pos == "NOUN"
            and not by_names_only
            and not any(t.dep == "det" or "Definite=Def" in t.morph for t in links)
        ):
            return True
    return False


def _left(tokens: Sequence[Token], first: int, last: int, words_of: Lexicon) -> int:
    """The first token of the group: what stands before the head without a break and depends on it."""
    start = first
    for i in range(first - 1, max(-1, first - _LONGEST), -1):
        token = tokens[i]
        owned = first <= token.head <= last or start <= token.head < first
        if not owned or token.dep not in _BEFORE or token.pos in ("VERB", "AUX", "SCONJ", "CCONJ"):
            return min([start, *_determiner(tokens, first, last, i)])
        if token.dep == "case" or (token.pos == "ADP" and token.text.lower() not in words_of.determiners):
            break
        if token.dep == "punct" and token.text != "-":
            break
        if token.dep == "nmod:poss" and token.pos not in ("DET", "PRON"):
            break
        start = i
        if token.dep == "det":
            break
    return start


def _determiner(tokens: Sequence[Token], first: int, last: int, stop: int) -> list[int]:
    """The determiner of the head when the parser lost what stands between ("the | third-largest | maker")."""
    for i in range(stop, max(-1, first - _LONGEST), -1):
        token = tokens[i]
        if token.pos in ("VERB", "AUX", "ADP", "CCONJ", "PUNCT", "PRON"):
            return []
        if token.dep == "det" and first <= token.head <= last:
            return [i]
    return []


def _subtree_end(tokens: Sequence[Token], index: int, end: int) -> int:
    """The last token without a break of what completes a source ("proche du dossier", "familiar with the matter")."""
    inside = {index, end}
    i = end + 1
    while i < len(tokens) and i <= index + 12:
        token = tokens[i]
        if token.pos in ("PUNCT", "VERB", "AUX", "SCONJ") and "VerbForm=Part" not in token.morph:
            break
        if not _reaches(tokens, token.head, inside):
            break
        inside.add(i)
        i += 1
    while i - 1 > end and tokens[i - 1].pos in ("ADP", "DET", "CCONJ", "PUNCT"):
        i -= 1
    return i - 1


def _reaches(tokens: Sequence[Token], node: int, inside: set[int]) -> bool:
    """Whether a governor leads up into a set of tokens."""
    for _ in range(6):
        if node in inside:
            return True
        if tokens[node].head == node:
            return False
        node = tokens[node].head
    return False


def _right(tokens: Sequence[Token], index: int, last: int, words_of: Lexicon) -> int:
    """The last token of the group: adjectives, and a complement without determiner ("exploitants de salles")."""
    end = last
    i = last + 1
    while i < len(tokens):
        if _qualifies(tokens, i, index, last, words_of):
            end = i
            i += 1
            continue
        complement = _complement(tokens, i, index, max(last, end), words_of)
        if complement:
            end = complement
            i = complement + 1
            continue
        break
    return end


def _qualifies(tokens: Sequence[Token], i: int, index: int, last: int, words_of: Lexicon) -> bool:
    """Whether token i is an adjective of the head, or a participle that nothing completes ("parents aisés")."""
    token = tokens[i]
    number = next((f for f in tokens[index].morph.split("|") if f.startswith("Number=")), "")
    agrees = "Number=" not in token.morph or not number or number in token.morph
    if token.pos == "ADJ" and token.dep in ("amod", "nmod", "acl", "appos"):
        return agrees and (first_of(token.head, index, last) or token.dep != "amod" or bool(words_of.modifiers))
    if token.pos != "VERB" or "VerbForm=Part" not in token.morph or token.dep not in ("acl", "amod"):
        return False
    return agrees and bool(words_of.modifiers) and not any(t.head == i for t in tokens[i + 1 :])


def first_of(head: int, index: int, last: int) -> bool:
    """Whether the governor is one of the head's own words."""
    return index <= head <= last


def _complement(tokens: Sequence[Token], i: int, index: int, last: int, words_of: Lexicon) -> int | None:
    """The end of a complement without determiner that begins at token i ("d'assurance", "of private investors"), or None."""
    if tokens[i].dep != "case" or tokens[i].text.lower() not in words_of.connectors["bare"]:
        return None
    noun = tokens[i].head
    if not i < noun <= i + 4 or tokens[noun].pos != "NOUN" or not first_of(tokens[noun].head, index, last):
        return None
    if any(token.pos in ("DET", "NUM", "PRON", "PUNCT") for token in tokens[i + 1 : noun]):
        return None
    return noun
