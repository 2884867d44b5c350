"""Scores of a pipeline on held-out sentences. Enters: a pipeline and gold. Leaves: percentages by name.

Every measure is an F1 over character spans, so that the tokenizer's mistakes count as well: a word is right when its
span is right, and its head when the head's span is. With gold tokens F1 is plain accuracy.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc


def facts(doc: Doc) -> Iterator[tuple]:
    """What a document claims about each of its words, as comparable facts with their spans."""
    for token in doc:
        if token.is_space:
            continue
        span = (token.idx, token.idx + len(token))
        head = (token.head.idx, len(token.head)) if token.head != token else None
        yield "words", span
        yield "tag", span, token.tag_
        yield "pos", span, token.pos_
        yield "feats", span, str(token.morph)
        yield "lemma", span, token.lemma_
        yield "uas", span, head
        yield "las", span, head, token.dep_
        if token.dep_ != "punct":
            yield "las_no_punct", span, head, token.dep_
            yield "uas_no_punct", span, head
    for sentence in doc.sents:
        yield "sents", (sentence.start_char, sentence.end_char)


def score_syntax(nlp: Language, gold: Sequence[Doc], *, gold_tokens: bool = False) -> dict[str, float]:
    """F1 of every measure. `gold_tokens` hands the pipeline the treebank's words instead of the raw text."""
    right, told, asked = Counter(), Counter(), Counter()
    for reference, predicted in zip(gold, parse(nlp, gold, gold_tokens=gold_tokens), strict=True):
        ours, theirs = set(facts(predicted)), set(facts(reference))
        for counter, found in ((told, ours), (asked, theirs), (right, ours & theirs)):
            counter.update(fact[0] for fact in found)
    return {name: 2 * right[name] / max(1, told[name] + asked[name]) for name in asked}


def score_entities(nlp: Language, gold: Sequence[Doc], *, gold_tokens: bool = False) -> dict[str, float]:
    """F1, precision and recall of entities, all and by label; "touched": gold names that some entity overlaps."""
    right, told, asked = Counter(), Counter(), Counter()
    touched = spans = 0
    for reference, predicted in zip(gold, parse(nlp, gold, gold_tokens=gold_tokens), strict=True):
        ours = {(ent.start_char, ent.end_char, ent.label_) for ent in predicted.ents}
        theirs = {(ent.start_char, ent.end_char, ent.label_) for ent in reference.ents}
        for counter, found in ((told, ours), (asked, theirs), (right, ours & theirs)):
            counter.update(ent[2] for ent in found)
        touched += sum(any(start < e and s < end for s, e, _ in ours) for start, end, _ in theirs)
        spans += len({ent[:2] for ent in ours} & {ent[:2] for ent in theirs})
    labels = sorted(asked)
    scores = {}
    for name, members in [("all", labels), *((label, [label]) for label in labels)]:
        hit, said, due = (sum(counter[m] for m in members) for counter in (right, told, asked))
        scores |= {
            f"{name}_p": hit / max(1, said),
            f"{name}_r": hit / max(1, due),
            f"{name}_f": 2 * hit / max(1, said + due),
        }
    scores["spans_r"] = spans / max(1, sum(asked.values()))
    scores["touched"] = touched / max(1, sum(asked.values()))
    return scores


def parse(nlp: Language, gold: Sequence[Doc], *, gold_tokens: bool) -> Iterable[Doc]:
    """The pipeline's reading of the gold texts."""
    if gold_tokens:
        return nlp.pipe(
            Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc]) for doc in gold
        )
    return nlp.pipe(doc.text for doc in gold)


def speed(nlp: Language, texts: Sequence[str], *, repeats: int = 3) -> float:
    """Tokens per second of the whole pipeline on one thread: the best of some runs, for other work may disturb one."""
    best = 0.0
    for _ in range(repeats):
        began = time.process_time()
        tokens = sum(len(doc) for doc in nlp.pipe(texts))
        best = max(best, tokens / (time.process_time() - began))
    return best
