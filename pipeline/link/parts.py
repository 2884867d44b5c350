"""Which part each party takes in what the sentences of an article tell, whether an amount stands there or not.

Sentences as words enter, for every party the roles that the frames of senses give it leave: who was fined in the lead pays
the fine whose amount comes two sentences later. Start with `read_parts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pipeline.lang.frames import frame_of, relation_of
from pipeline.lang.kinds import kind_of
from pipeline.link.candidates import Places, head_of
from pipeline.link.scene import MAX_STEPS, Words
from pipeline.records import Document

#: For a party how often each kind of sense ("" for one of no kind) gives it a role.
Parts = dict[int, Counter[tuple[str, str]]]
_SUBJECTS = ("nsubj", "csubj")


def read_parts(document: Document, read: Mapping[int, Words], places: Places) -> Parts:
    """The parts of every party.

    >>> from pipeline.records import Article
    >>> from pipeline.link.candidates import place_mentions
    >>> nobody = Document(Article("a", ""), "", (), (), (), (), (), ())
    >>> read_parts(nobody, {}, place_mentions(nobody))
    {}
    """
    found: Parts = {}
    for index, words in read.items():
        if not words.parsed:
            continue
        for party, at in places.inside.get(index, ()):
            first, last = words.between(document.parties[party].mentions[at].span)
            if first < last:
                found.setdefault(party, Counter()).update(set(_parts(words, head_of(words, first, last))))
    return found


def _parts(words: Words, word: int) -> Iterator[tuple[str, str]]:
    """The roles that the words around give to a word: its governor, what else hangs there, verbs that share a subject."""
    tokens = words.tokens
    word = first_conjunct(words, word)
    relation = relation_of(tokens[word].dep, words.prepositions[word])
    governor = tokens[word].head
    if relation is None or governor == word:
        return
    for at in (governor, *(_shared(words, governor) if tokens[word].dep.startswith(_SUBJECTS) else ())):
        # A passive turns the subject into the one to whom it is done.
        own = "obj" if relation == "subj" and words.passives[at] else relation
        for place in (at, *(c for c in words.arguments[at] if c != word)):
            for sense in words.senses[place]:
                if role := frame_of(sense).get(own):
                    yield kind_of(sense) or "", role


def _shared(words: Words, verb: int) -> Iterator[int]:
    """The verbs joined to a verb that have no subject of their own."""
    for other in words.children[verb]:
        token = words.tokens[other]
        own = any(words.tokens[c].dep.startswith(_SUBJECTS) for c in words.children[other])
        if token.dep in ("conj", "xcomp") and not own:
            yield other


def first_conjunct(words: Words, word: int) -> int:
    """The first member of the coordination that a word belongs to, itself when it stands alone."""
    for _ in range(MAX_STEPS):
        if not words.tokens[word].dep.startswith("conj"):
            break
        word = words.tokens[word].head
    return word
