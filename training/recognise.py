"""Train the entity recogniser behind a finished syntactic pipeline. Enters: the corpora, press texts, the pipeline. Leaves: the best model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import filter_spans, load_config

from training.augment import SMALL_WORDS
from training.conllu import TREEBANKS, Sentence, read_conllu
from training.documents import batch_by_words
from training.entities import Named, read_gum, read_iob, read_uner
from training.evaluate import score_entities
from training.loop import Plan, train
from training.press import gold_names, label_press, read_articles

HERE = Path(__file__).parent
SEED = 20
WORDS_PER_BATCH = 800
PRESS_ARTICLES, PRESS_SENTENCES, PRESS_DEV = 2500, 24_000, 800
HEADLINE, UPPER = 0.05, 0.02  # share of texts that are recast as headlines or in capitals


def read_corpora(corpora: Path) -> list[Named]:
    """The training texts of every entity corpus. UNER's and GUM's dev and test parts stay out."""
    names = [*read_uner(corpora / "en-uner-ewt" / "train.iob2.gz")]
    names += read_gum(read_conllu(corpora / "en-gum" / "train.conllu.gz"))
    names += read_iob(corpora / "en-wikigold" / "all.conll.gz")
    for path in sorted((corpora / "en-crossner").glob("*.conll.gz")):
        names += read_iob(path)
    return names


def read_press(
    nlp: Language, press: Sequence[Path], corpora: Sequence[Named], treebank: Sequence[Sentence]
) -> list[Named]:
    """Weakly labelled sentences from `.jsonl` files of articles, a random choice of them. Claims files beside them lend names."""
    texts: list[str] = []
    lists = list(corpora)
    for path in press:
        texts += list(read_articles(path))[:PRESS_ARTICLES]
        claims = path.with_name("claims.jsonl")
        if path.name == "articles.jsonl" and claims.exists():
            lists += gold_names(claims)
    sentences = list(label_press(nlp, texts, lists, treebank))
    Random(SEED).shuffle(sentences)
    return sentences[: PRESS_SENTENCES + PRESS_DEV]


def make_gold(doc: Doc, named: Named) -> Doc:
    """A tokenized text with its entities set; words of unknown spans are neither inside nor outside."""
    gold = Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])

    def spans(rows: Iterable[tuple[int, int, str]], label: str = "") -> list:
        found = (gold.char_span(start, end, label=label or name, alignment_mode="expand") for start, end, name in rows)
        return [span for span in found if span is not None]

    entities = filter_spans(spans(named.entities))
    taken = {token.i for span in entities for token in span}
    unknown = [
        span for span in filter_spans(spans(named.unknown, "UNKNOWN")) if not taken & {token.i for token in span}
    ]
    gold.set_ents(entities, missing=unknown, default="outside")
    return gold


def recast(text: str, rng: Random) -> str:
    """The text, now and then as a headline or in capitals; its length never changes.

    >>> recast("shares in Orphea rise", Random(1)) in ("shares in Orphea rise", "Shares in Orphea Rise", "SHARES IN ORPHEA RISE")
    True
    """
    draw = rng.random()
    if draw < HEADLINE:
        return " ".join(word if word in SMALL_WORDS else word[:1].upper() + word[1:] for word in text.split(" "))
    if draw < HEADLINE + UPPER and len(text.upper()) == len(text):
        return text.upper()
    return text


def train_entities(corpora: Path, press: Sequence[Path], syntax: Path, work: Path, plan: Plan, *, log=print) -> Path:
    """Train the recogniser on top of `syntax`, whose components stay as they are; give the folder of the best whole."""
    nlp = spacy.load(syntax)
    frozen = tuple(nlp.pipe_names)
    config = load_config(HERE / "ner.cfg")["components"]["ner"]
    nlp.add_pipe("ner", config={"model": config["model"]})
    slow = ("parser", "morphologizer", "trainable_lemmatizer", "ner")
    texts = read_corpora(corpora)
    with nlp.select_pipes(disable=slow):
        treebank = [sentence for name in TREEBANKS for sentence in read_conllu(corpora / name / "train.conllu.gz")]
        pressed = read_press(nlp, press, texts, treebank)
    log(f"{len(texts)} corpus sentences, {len(pressed)} press sentences")
    texts += pressed[PRESS_DEV:]
    dev = {
        "uner": list(read_uner(corpora / "en-uner-ewt" / "dev.iob2.gz")),
        "gum": list(read_gum(read_conllu(corpora / "en-gum" / "dev.conllu.gz"))),
        "press": [named for named in pressed[:PRESS_DEV] if not named.unknown],
    }

    def examples(chosen: Sequence[Named]) -> list[Example]:
        with nlp.select_pipes(disable=slow):
            docs = list(nlp.pipe(named.text for named in chosen))
        return [Example(doc, make_gold(doc, named)) for named, doc in zip(chosen, docs, strict=True) if len(doc)]

    def batches(epoch: int) -> Iterator[list[Example]]:
        rng = Random(f"{SEED}-{epoch}")
        order = rng.sample(texts, len(texts))
        for at in range(0, len(order), 2000):
            part = [Named(recast(named.text, rng), named.entities, named.unknown) for named in order[at : at + 2000]]
            yield from batch_by_words(examples(part), WORDS_PER_BATCH)

    gold = {name: [make_gold(nlp.make_doc(named.text), named) for named in rows] for name, rows in dev.items() if rows}

    def score(model: Language) -> dict[str, float]:
        with model.select_pipes(disable=slow[:3]):
            scores = {name: score_entities(model, docs) for name, docs in gold.items()}
        flat = {f"{name}_{key}": row[key] for name, row in scores.items() for key in ("all_f", "touched")}
        return {"score": sum(row["all_f"] for row in scores.values()) / len(scores), **flat}

    spacy.util.fix_random_seed(SEED)
    sample = examples(texts[::40])
    nlp.get_pipe("ner").initialize(lambda: sample, nlp=nlp)
    train(nlp, batches, score, plan, work / "entities", frozen=frozen, log=log)
    return work / "entities" / "best"
