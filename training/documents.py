"""Sentences to spaCy documents. Enters: `Sentence` records. Leaves: gold `Doc`s and training `Example`s on raw text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from random import Random

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab

from training.conllu import Sentence

# The product feeds sentences one by one, so half of the training documents are single sentences; the others
# teach the parser where a sentence ends. With a third single, 6 % of lone sentences were cut in two.
GROUP_SIZES = (1, 1, 1, 1, 1, 2, 2, 3, 4, 6)


def make_doc(vocab: Vocab, sentences: Sequence[Sentence]) -> Doc:
    """One gold document from consecutive sentences, with all that a treebank says about them."""
    words = [word for sentence in sentences for word in sentence.words]
    starts, heads, offset = [], [], 0
    spaces = []
    for sentence in sentences:
        heads += [offset + word.head for word in sentence.words]
        starts += [True] + [False] * (len(sentence.words) - 1)
        spaces += [word.space for word in sentence.words]
        spaces[-1] = True
        offset += len(sentence.words)
    spaces[-1] = False
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=spaces,
        tags=[word.xpos for word in words],
        pos=[word.upos for word in words],
        morphs=[word.feats for word in words],
        lemmas=[word.lemma for word in words],
        heads=heads,
        deps=["ROOT" if word.dep == "root" else word.dep for word in words],
        sent_starts=starts,
    )


def group(sentences: Iterable[Sentence], rng: Random) -> Iterator[tuple[Sentence, ...]]:
    """Runs of consecutive sentences of one document, of random length."""
    for _, members in groupby(sentences, key=lambda sentence: sentence.document):
        rest = tuple(members)
        while rest:
            size = rng.choice(GROUP_SIZES)
            yield rest[:size]
            rest = rest[size:]


def make_example(nlp: Language, doc: Doc) -> Example:
    """A gold document beside the same text as the pipeline's own tokenizer cuts it."""
    return Example(nlp.make_doc(doc.text), doc)


def batch_by_words(examples: Iterable[Example], size: int) -> Iterator[list[Example]]:
    """Lists of examples of at least `size` words each, but for the last."""
    batch, words = [], 0
    for example in examples:
        batch.append(example)
        words += len(example.reference)
        if words >= size:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch
