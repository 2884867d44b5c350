"""Press sentences that two teachers read alike. Enters: two syntactic models, article texts. Leaves: a treebank file of machine parses.

The open treebanks hold little news. Where two models that differ in seed and size agree on a sentence of the press, their
reading is mostly right, and from it the student learns words and turns that no treebank has. Where a word that the press
always capitalises was read as a common noun or an adjective, the reading is put right. The file stays in the work folder:
the sentences train weights and are not kept.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc

from training.press import SENTENCE_END

MIN_AGREE = 0.85  # share of words with the same head in both readings
MIN_WORDS, MAX_WORDS = 5, 60
MAX_TAGS_APART = 3


def distil(first: Path, second: Path, texts: Sequence[str], names: frozenset[str], out: Path) -> int:
    """Write the agreed sentences: trees of the first teacher, words' readings of the second; give their number."""
    teachers = [spacy.load(path) for path in (first, second)]
    count = 0
    partial = out.with_name(out.name + ".tmp")
    with gzip.open(partial, "wt", encoding="utf8") as lines:
        for number, text in enumerate(texts):
            sentences = [
                part for part in SENTENCE_END.split(text) if part and part.strip() == part and "\n" not in part
            ]
            lines.write(f"# newdoc id = press-{number}\n")
            for one, two in zip(*(teacher.pipe(sentences) for teacher in teachers), strict=True):
                if agree(one, two, names):
                    count += 1
                    lines.writelines(conllu_rows(one, two, names))
    partial.replace(out)
    return count


def agree(one: Doc, two: Doc, names: frozenset[str]) -> bool:
    """Whether two readings of a sentence are close enough: one root each, few heads and tags apart."""
    if not MIN_WORDS <= len(two) <= MAX_WORDS or any(token.is_space for token in two):
        return False
    if any(sum(token.head == token for token in doc) != 1 for doc in (one, two)):
        return False
    heads = sum(a.head.i == b.head.i for a, b in zip(one, two, strict=True))
    tags = sum((a.tag != b.tag or a.pos != b.pos) and a.text not in names for a, b in zip(one, two, strict=True))
    return heads >= MIN_AGREE * len(two) and tags <= MAX_TAGS_APART


def conllu_rows(one: Doc, two: Doc, names: frozenset[str]) -> Iterator[str]:
    """Tree of the first reading, tags, features and lemmas of the second; a tag in dispute is left out, an overlooked name
    made a proper noun."""
    for other, token in zip(one, two, strict=True):
        head = 0 if other.head == other else other.head.i + 1
        dep = "root" if other.head == other else other.dep_
        tag = token.tag_ if token.tag == other.tag else ""
        lemma, pos, feats = token.lemma_, token.pos_, str(token.morph) or "_"
        if token.text in names and tag not in ("NNP", "NNPS"):
            lemma, pos, tag, feats = token.text, "PROPN", "NNP", "Number=Sing"
            dep = "compound" if dep == "amod" else dep
        misc = "_" if token.whitespace_ else "SpaceAfter=No"
        yield "\t".join((str(token.i + 1), token.text, lemma, pos, tag, feats, str(head), dep, "_", misc)) + "\n"
    yield "\n"


def some(texts: Iterable[str], limit: int) -> list[str]:
    """Every n-th text, so that at most `limit` remain and all publishers stay in."""
    texts = list(texts)
    return texts[:: max(1, -(-len(texts) // limit))]
