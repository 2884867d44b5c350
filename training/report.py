"""The scores of a finished model on test sets it never saw. Enters: model, corpora. Leaves: a Markdown table. Start at `report`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from training.conllu import read_conllu
from training.documents import make_doc
from training.entities import Named, read_gum, read_uner
from training.evaluate import score_entities, score_syntax, speed
from training.recognise import make_gold

TESTS = {"PUD": "en-pud/test.conllu.gz", "EWT test": "en-ewt/test.conllu.gz", "GUM test": "en-gum/test.conllu.gz"}
MEASURES = ("las", "uas", "las_no_punct", "uas_no_punct", "tag", "pos", "feats", "lemma", "words", "sents")


def report(model: Path, corpora: Path) -> Iterator[str]:
    """Lines of Markdown: syntax by test set, on raw sentences and on gold words; entities by test set; speed and size."""
    nlp = spacy.load(model)
    yield "| test set | input | LAS | UAS | LAS, no punct. | UAS, no punct. | TAG | UPOS | features | lemma | words | sentences |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
    texts = []
    for name, path in TESTS.items():
        sentences = read_conllu(corpora / path)
        docs = [make_doc(nlp.vocab, [sentence]) for sentence in sentences]
        whole = [make_doc(nlp.vocab, list(members)) for _, members in groupby(sentences, key=lambda s: s.document)]
        texts = texts or [doc.text for doc in docs]
        for kind, gold, gold_tokens in (
            ("raw sentence", docs, False),
            ("gold words", docs, True),
            ("raw document", whole, False),
        ):
            scores = score_syntax(nlp, gold, gold_tokens=gold_tokens)
            yield f"| {name} | {kind} | " + " | ".join(f"{100 * scores[measure]:.1f}" for measure in MEASURES) + " |"
        if name == "PUD":
            yield spacy_row(nlp, docs)
    yield ""
    yield "| test set | all F1 | P | R | PER F1 | ORG F1 | LOC F1 | exact span | touched |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, rows in entity_tests(corpora):
        scores = score_entities(nlp, [make_gold(nlp.make_doc(row.text), row) for row in rows])
        keys = ("all_f", "all_p", "all_r", "PER_f", "ORG_f", "LOC_f", "spans_r", "touched")
        yield f"| {name} | " + " | ".join(f"{100 * scores[key]:.1f}" for key in keys) + " |"
    yield ""
    yield f"Speed on PUD, sentence by sentence, one thread: {speed(nlp, texts * 3):,.0f} tokens a second."
    yield f"Size: {sum(file.stat().st_size for file in model.rglob('*') if file.is_file()) / 1e6:.1f} MB."


def spacy_row(nlp: Language, docs: list[Doc]) -> str:
    """What spaCy's own scorer says of the same predictions on raw text: no punctuation, misaligned words left out."""
    scores = nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in docs])
    row = [
        scores["dep_las"],
        scores["dep_uas"],
        scores["tag_acc"],
        scores["pos_acc"],
        scores["morph_acc"],
        scores["lemma_acc"],
        scores["token_f"],
    ]
    las, uas, tag, pos, morph, lemma, words = (f"{100 * value:.1f}" for value in row)
    return f"| PUD | raw, spaCy's scorer | | | {las} | {uas} | {tag} | {pos} | {morph} | {lemma} | {words} | |"


def entity_tests(corpora: Path) -> Iterator[tuple[str, list[Named]]]:
    """The entity test sets."""
    yield "UNER-PUD", list(read_uner(corpora / "en-uner-pud" / "test.iob2.gz"))
    yield "UNER-EWT test", list(read_uner(corpora / "en-uner-ewt" / "test.iob2.gz"))
    yield "GUM test", list(read_gum(read_conllu(corpora / "en-gum" / "test.conllu.gz")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args()
    for line in report(args.model, args.corpora):
        print(line)


if __name__ == "__main__":
    main()
