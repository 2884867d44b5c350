"""Where an amount stands: its sentence as words with senses, and every word's place in the tree as seen from the amount.

A `Document` enters (`read_scenes`), one `Scene` per amount leaves. Kinds, statuses, roles and sources are all decided on
scenes. A sentence without a parse gives a scene without a tree: only distances speak. Start with `read_scenes`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.lang.senses import Hit, Senses, compile_senses, find_senses
from pipeline.records import AmountMention, Document, Sentence, Span, Token

_CRUDE = re.compile(r"\w+'(?=\w\w)|'\w\b|[\w-]+'?|[^\w\s]")
#: Relations of "selon", "according to" to the one who is quoted.
_MARKERS = frozenset({"case", "fixed", "mark"})
#: Steps up the tree that are looked at: longer chains come from wrong parses (99 % of the governing words lie below).
MAX_STEPS = 6
#: Words of a sentence that are looked at on either side of an amount; the longest sentence of the gold has 132.
REACH = 140


@dataclass(frozen=True)
class Words:
    """A sentence as words. `senses[i]` are the senses that begin on word i."""

    index: int
    sentence: Sentence
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]
    parsed: bool

    @cached_property
    def senses(self) -> tuple[tuple[str, ...], ...]:
        found: list[list[str]] = [[] for _ in self.tokens]
        for hit in self.hits:
            found[hit.start].append(hit.sense)
        return tuple(map(tuple, found))

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The senses of the sentence, each once."""
        return tuple(dict.fromkeys(hit.sense for hit in self.hits))

    @cached_property
    def starts(self) -> list[int]:
        return [token.span.start for token in self.tokens]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        found: list[list[int]] = [[] for _ in self.tokens]
        for i, token in enumerate(self.tokens):
            if token.head != i:
                found[token.head].append(i)
        return tuple(map(tuple, found))

    @cached_property
    def prepositions(self) -> tuple[str, ...]:
        """For each word the sense of the preposition that it has in the tree ("of", "to", "by"), "" without one."""
        return tuple(
            next(
                (s[5:] for c in below if self.tokens[c].dep == "case" for s in self.senses[c] if s.startswith("prep.")),
                "",
            )
            for below in self.children
        )

    @cached_property
    def passives(self) -> tuple[bool, ...]:
        """Whether a word has a passive subject or auxiliary."""
        return tuple(any("pass" in self.tokens[c].dep for c in below) for below in self.children)

    @cached_property
    def nominal(self) -> tuple[int, ...]:
        """The words that can be the head of a nominal group that takes part: no time, preposition or measure."""
        return tuple(
            i
            for i, (token, senses) in enumerate(zip(self.tokens, self.senses, strict=True))
            if token.pos in ("NOUN", "PROPN")
            and not token.dep.startswith(("flat", "fixed", "compound"))
            and not any(sense.startswith(("time.", "prep.", "class.measure")) for sense in senses)
        )

    @cached_property
    def arguments(self) -> tuple[tuple[int, ...], ...]:
        """For each word its subjects, objects and obliques that carry a sense."""
        relations = ("obj", "nsubj", "xcomp", "obl")
        return tuple(
            tuple(c for c in below if self.senses[c] and self.tokens[c].dep.startswith(relations))
            for below in self.children
        )

    @cached_property
    def telling(self) -> tuple[Hit, ...]:
        """The hits that tell what happens: no prepositions, classes or topics."""
        return tuple(hit for hit in self.hits if not hit.sense.startswith(("prep.", "class.", "topic.")))

    @cached_property
    def speakers(self) -> frozenset[int]:
        """Words that are the subject of a reporting verb or hang on "selon", "according to"."""
        if not self.parsed:
            return frozenset()
        tokens, senses = self.tokens, self.senses
        telling = {i for i, own in enumerate(senses) if any(sense.startswith("say.") for sense in own)}
        found = {i for i, token in enumerate(tokens) if token.head in telling and token.dep.startswith("nsubj")}
        for hit in self.hits:
            token = tokens[hit.start]
            if hit.sense.startswith("according.") and token.dep in _MARKERS and token.head != hit.start:
                found.add(token.head)
        return frozenset(found)

    def between(self, span: Span) -> tuple[int, int]:
        """The words that a span covers, half open."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        if self.tokens and self.tokens[first].span.end <= span.start:
            first += 1
        return first, max(first, bisect_left(self.starts, span.end))


@dataclass(frozen=True)
class Scene:
    """An amount in its sentence. `place[i]` is (steps up, steps down) from the amount to word i: (1, 0) is the word that
    governs it, (0, 1) hangs on it, (1, 1) is a sister; None beyond reach or without a tree."""

    number: int  # of the amount in the document
    amount: AmountMention
    words: Words
    first: int
    last: int  # half open
    head: int
    path: tuple[int, ...]  # the words above the head, nearest first
    place: tuple[tuple[int, int] | None, ...]

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """The senses of the words within reach."""
        hits = self.words.hits
        first = bisect_left(hits, self.first - REACH, key=lambda hit: hit.start)
        return hits[first : bisect_left(hits, self.last + REACH, key=lambda hit: hit.start)]

    def joint(self, i: int) -> tuple[int | None, int]:
        """Where the branch of word i joins the path of the amount, and the top word of the branch (the amount's own
        branch when word i stands above the amount)."""
        up, down = self.place[i] or (0, 0)
        joint = self.path[up - 1] if 0 < up <= len(self.path) else None
        top = i
        if down:
            for _ in range(down - 1):
                top = self.words.tokens[top].head
        elif up == 1:
            top = self.head
        elif 2 <= up <= len(self.path) + 1:
            top = self.path[up - 2]
        return joint, top

    def distance(self, i: int) -> int:
        """Words between the amount and word i: negative before it, 0 inside."""
        if i < self.first:
            return i - self.first
        return max(0, i - self.last + 1)


def lexicon(language: str) -> Senses:
    """Every sense table that the link stage reads, in one index."""
    return compile_senses(language, "kinds", "status", "sources")


def crude_tokens(folded: str, span: Span) -> tuple[Token, ...]:
    """Words of an unparsed sentence: no tree, no part of speech, the form as its own lemma.

    >>> [token.text for token in crude_tokens("Prix d'un an: 3 M€", Span(0, 18))]
    ['Prix', "d'", 'un', 'an', ':', '3', 'M', '€']
    >>> crude_tokens("", Span(0, 0))
    ()
    """
    found = _CRUDE.finditer(folded, span.start, span.end)
    return tuple(
        Token(Span(match.start(), match.end()), match[0], match[0].lower(), "", "", i, "")
        for i, match in enumerate(found)
    )


def read_words(document: Document, index: int) -> Words:
    """A sentence of the document as words with their senses."""
    sentence = document.sentences[index]
    tokens = sentence.tokens or crude_tokens(document.folded, sentence.span)
    hits = find_senses(tokens, lexicon(document.article.language or ""))
    return Words(index, sentence, tokens, hits, bool(sentence.tokens))


def read_scenes(document: Document) -> tuple[tuple[Scene, ...], dict[int, Words]]:
    """One scene per amount, and the sentences read on the way: those that are parsed or hold an amount.

    >>> from pipeline.records import Article
    >>> read_scenes(Document(Article("a", ""), "", (), (), (), (), (), ()))
    ((), {})
    """
    starts = [sentence.span.start for sentence in document.sentences]
    homes = [max(0, bisect_right(starts, amount.core.start) - 1) for amount in document.amounts]
    wanted = sorted({*homes, *(i for i, sentence in enumerate(document.sentences) if sentence.tokens)})
    read = {i: read_words(document, i) for i in wanted} if document.amounts else {}
    return tuple(
        _scene(number, amount, read[home])
        for number, (amount, home) in enumerate(zip(document.amounts, homes, strict=True))
    ), read


def _scene(number: int, amount: AmountMention, words: Words) -> Scene:
    first, last = words.between(amount.core)
    first = min(first, max(0, len(words.tokens) - 1))
    last = max(last, first + 1)
    if not words.parsed:
        return Scene(number, amount, words, first, last, first, (), (None,) * len(words.tokens))
    head = _head(words.tokens, first, last)
    path = _path(words.tokens, head, first, last)
    return Scene(number, amount, words, first, last, head, path, _places(words.tokens, first, last, path))


def _head(tokens: Sequence[Token], first: int, last: int) -> int:
    """The word of the amount that hangs on a word outside it; a root is its own."""
    outside = [i for i in range(first, last) if not first <= tokens[i].head < last or tokens[i].head == i]
    content = [i for i in outside if tokens[i].pos in ("NOUN", "NUM", "SYM", "PROPN")]
    return (content or outside or [first])[0]


def _path(tokens: Sequence[Token], head: int, first: int, last: int) -> tuple[int, ...]:
    path: list[int] = []
    at = head
    while len(path) < MAX_STEPS and tokens[at].head != at:
        at = tokens[at].head
        if at in path:
            break
        if not first <= at < last:
            path.append(at)
    return tuple(path)


def _places(
    tokens: Sequence[Token], first: int, last: int, path: tuple[int, ...]
) -> tuple[tuple[int, int] | None, ...]:
    """Steps up from the amount and down again to each word, in one climb per word."""
    known: dict[int, tuple[int, int] | None] = dict.fromkeys(range(first, last), (0, 0))
    known.update((word, (up, 0)) for up, word in enumerate(path, start=1))
    for i in range(max(0, first - REACH), min(len(tokens), last + REACH)):
        climb: list[int] = []
        at = i
        while at not in known:
            climb.append(at)
            known[at] = None  # a root that is not above the amount, or a cycle
            if tokens[at].head == at:
                break
            at = tokens[at].head
        base = known[at]
        for word in reversed(climb):
            base = None if base is None else (base[0], base[1] + 1)
            known[word] = base
    places: list[tuple[int, int] | None] = [None] * len(tokens)
    for i, place in known.items():
        places[i] = place
    return tuple(places)
