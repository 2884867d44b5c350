"""Places in the text that may stand for a party: definite groups and pronouns. Start with `find_anaphors`.

Sentences and nominal groups enter, `Anaphor`s leave in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.find.parties.nouns import NounMention
from pipeline.find.parties.trees import subjects_above, subjects_by_head
from pipeline.lang.parties import Lexicon, Pronoun
from pipeline.records import Sentence, Span, Token

#: Kinds of parties that a head of each kind can stand for.
FITS = {
    "company": ("company", "unknown"),
    "part": ("company", "unknown", "place"),
    "bank": ("company", "unknown", "public_body"),
    "investor": ("company", "unknown", "person", "group"),
    "media": ("media",),
    "document": ("media",),
    "organisation": ("group", "public_body", "company", "unknown"),
    "state": ("public_body", "place"),
    "regulator": ("public_body",),
    "country": ("country",),
    "city": ("place", "public_body"),
    "person": ("person", "unknown"),
    "magistrate": ("person", "unknown"),
    "player": ("company", "unknown", "group", "person"),
}
#: Quotation marks as folding leaves them.
_QUOTES = frozenset({'"', "''", "``"})


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A definite singular group (`noun`) or a pronoun that may stand for a party."""

    span: Span
    sentence: int
    token: int
    noun: NounMention | None = None
    pronoun: Pronoun | None = None
    quoted: bool = False

    @property
    def form(self) -> str:
        if self.noun:
            return "description"
        return "possessive" if self.pronoun and self.pronoun.possessive else "pronoun"

    @property
    def sort(self) -> str:
        """What it says by itself: the sense of its noun, the gender of the pronoun."""
        return self.noun.head.sense if self.noun else self.pronoun.gender if self.pronoun else ""


def find_anaphors(
    sentences: Sequence[Sentence], nouns: Sequence[NounMention], skipped: set[int], words_of: Lexicon
) -> list[Anaphor]:
    """The groups not in `skipped` and the pronouns that may stand for a party, in reading order."""
    return sorted((*_groups(sentences, nouns, skipped), *_pronouns(sentences, words_of)), key=lambda a: a.span)


def _groups(sentences: Sequence[Sentence], nouns: Sequence[NounMention], skipped: set[int]) -> Iterator[Anaphor]:
    new: set[str] = set()  # lemmas that a group without a name brought in: "un opérateur privé … l'opérateur"
    for index, noun in sorted(enumerate(nouns), key=lambda pair: pair[1].span):
        if noun.head.plural or noun.predicate:
            continue
        if noun.determiner == "indefinite" and index not in skipped:
            new.add(noun.lemma)
        if index in skipped or noun.determiner != "definite" or noun.named or noun.specific or noun.lemma in new:
            continue
        if noun.head.sense in FITS:
            quoted = is_quoted(sentences[noun.sentence].tokens, noun.token)
            yield Anaphor(noun.span, noun.sentence, noun.token, noun, quoted=quoted)


def _pronouns(sentences: Sequence[Sentence], words_of: Lexicon) -> Iterator[Anaphor]:
    for number, sentence in enumerate(sentences):
        tokens = sentence.tokens
        for i, token in enumerate(tokens):
            pronoun = words_of.pronouns.get(token.text.lower())
            if not pronoun or token.pos not in ("PRON", "DET") or token.dep.startswith("expl"):
                continue
            if not (pronoun.expletive and is_impersonal(tokens, token, words_of)):
                yield Anaphor(token.span, number, i, pronoun=pronoun, quoted=_is_apart(tokens, i))


def is_impersonal(tokens: Sequence[Token], pronoun: Token, words_of: Lexicon) -> bool:
    """Whether the pronoun stands for nobody: "il faut", "il va falloir", "it is clear", "it is a shame"."""
    governor = tokens[pronoun.head]
    if governor.pos == "NOUN" and governor.text.lower() not in words_of.heads:
        return True
    ruled = {t.lemma for t in tokens if t.dep == "xcomp" and tokens[t.head] is governor}
    return governor.pos == "ADJ" or governor.lemma in words_of.impersonal or bool(ruled & words_of.impersonal)


def _is_apart(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token stands in direct speech whose subject does too: not in "Orphéa 'joue | sa survie'"."""
    if not is_quoted(tokens, index):
        return False
    opening = max(i for i in range(index) if tokens[i].text in _QUOTES)
    above = subjects_above(tokens, index, subjects_by_head(tokens))
    return not above or above[0] > opening


def is_quoted(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token stands in direct speech that its sentence opens: who speaks there goes on with a topic of their own."""
    return sum(token.text in _QUOTES for token in tokens[:index]) % 2 == 1
