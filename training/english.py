"""Build the English pipeline. Enters: the folder of corpora. Leaves: a spaCy model folder. Start at `build`.

Two teachers learn from the treebanks and read press texts; the student goes on from the second, with the treebanks and what
the teachers agree on; the entity recogniser is trained behind the student; the whole is put into the package.
Every stage leaves its result in the work folder and is not done twice; within a stage training goes on from the last checkpoint.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_config, load_model_from_config
from thinc.api import NumpyOps, set_current_ops

from training.augment import augment, name_pool
from training.conllu import TREEBANKS, Sentence, read_conllu
from training.distil import distil, some
from training.documents import batch_by_words, group, make_doc, make_example
from training.evaluate import score_syntax
from training.loop import Plan, train
from training.press import always_capital, read_articles
from training.recognise import train_entities
from training.ship import ship

HERE = Path(__file__).parent
WORDS_PER_BATCH = 900
PRESS_ARTICLES = 1000  # read by the teachers
PRESS_SHARE = 0.7  # press sentences in an epoch, for each treebank sentence
VERSION = "0.1.0"
Log = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One syntactic model: its plan, the pieces of its encoder's maxout, and whether the dev part trains too.

    With `use_dev` three quarters of dev join the training and the last quarter only watches.
    """

    plan: Plan
    pieces: int
    use_dev: bool = False


TEACHERS = (
    Setup(plan=Plan(steps=4_500, seed=20), pieces=3),
    Setup(plan=Plan(steps=2_500, seed=1021, dropout=0.2), pieces=2),
)
STUDENT = Setup(plan=Plan(steps=7_000, learn_rate=0.0015, seed=2022), pieces=2, use_dev=True)
ENTITIES = Plan(steps=4_000, every=300, seed=20)


def build(corpora: Path, press: Sequence[Path], work: Path, out: Path, *, log: Log = print) -> None:
    """The whole way from corpora to the model folder `out`. Without `press` the student has the treebanks alone."""
    extra: list[Sentence] = []
    second = None
    if press:
        first, second = (
            train_syntax(corpora, work / f"teacher-{number}", setup, log=log)
            for number, setup in enumerate(TEACHERS, start=1)
        )
        parsed = work / "press.conllu.gz"
        if not parsed.exists():
            texts = [text for path in press for text in some(read_articles(path), PRESS_ARTICLES)]
            names = always_capital(texts, read_treebanks(corpora, "train"))
            log(f"{distil(first, second, texts, names, parsed)} press sentences agreed on")
        extra = list(read_conllu(parsed))
    syntax = train_syntax(corpora, work / "student", STUDENT, start=second, extra=extra, log=log)
    model = train_entities(corpora, press, syntax, work, ENTITIES, log=log)
    ship(model, out, version=VERSION)


def read_treebanks(corpora: Path, part: str) -> list[Sentence]:
    """The sentences of one part ("train" or "dev") of every English treebank."""
    return [sentence for name in TREEBANKS for sentence in read_conllu(corpora / name / f"{part}.conllu.gz")]


def train_syntax(
    corpora: Path,
    work: Path,
    setup: Setup,
    *,
    start: Path | None = None,
    extra: Sequence[Sentence] = (),
    log: Log = print,
) -> Path:
    """Train tagger, morphologizer, parser and lemmatizer, from `start` if given; the folder of the best model."""
    seed = setup.plan.seed
    pieces = {"components.tok2vec.model.encode.maxout_pieces": setup.pieces}
    nlp = load_model_from_config(load_config(HERE / "syntax.cfg", overrides=pieces), auto_fill=True)
    sentences = read_treebanks(corpora, "train")
    spacy.util.fix_random_seed(seed)
    examples = [make_example(nlp, make_doc(nlp.vocab, run)) for run in group(sentences, Random(seed))]
    nlp.initialize(lambda: examples)
    if start:
        nlp.from_disk(start)
    watched = list(group(read_treebanks(corpora, "dev"), Random(20)))
    if setup.use_dev:
        sentences += familiar((s for number, run in enumerate(watched) if number % 4 for s in run), sentences)
        watched = watched[::4]
    gold = [make_doc(nlp.vocab, run) for run in watched[:: 1 if setup.use_dev else 2]]
    names = name_pool(sentences)

    def batches(epoch: int) -> Iterator[list[Example]]:
        rng = Random(f"{seed}-{epoch}")
        runs = list(group(sentences, rng))
        if extra:
            runs += [(sentence,) for sentence in rng.sample(extra, min(len(extra), int(PRESS_SHARE * len(sentences))))]
        rng.shuffle(runs)
        changed = (make_example(nlp, make_doc(nlp.vocab, [augment(s, rng, names) for s in run])) for run in runs)
        return batch_by_words(changed, WORDS_PER_BATCH)

    def score(model: Language) -> dict[str, float]:
        scores = score_syntax(model, gold)
        keep = ("tag", "pos", "feats", "lemma", "uas", "las", "sents")
        return {"score": 0.6 * scores["las"] + 0.4 * scores["tag"], **{key: scores[key] for key in keep}}

    train(nlp, batches, score, setup.plan, work, log=log)
    return work / "best"


def familiar(sentences: Iterable[Sentence], known: Sequence[Sentence]) -> list[Sentence]:
    """Those of the sentences that bring no tag, no class with its features that `known` has not: labels are fixed."""
    tags = {word.xpos for sentence in known for word in sentence.words}
    classes = {(word.upos, word.feats) for sentence in known for word in sentence.words}
    return [s for s in sentences if all(word.xpos in tags and (word.upos, word.feats) in classes for word in s.words)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the English pipeline from the corpora.")
    parser.add_argument("--corpora", type=Path, required=True, help="folder that holds en-ewt, en-gum, en-uner-ewt, …")
    parser.add_argument(
        "--press", type=Path, nargs="*", default=[], help="JSON lines of articles for weak labels, plain or gzipped"
    )
    parser.add_argument(
        "--work", type=Path, required=True, help="folder for checkpoints; training goes on from the last one"
    )
    parser.add_argument("--out", type=Path, required=True, help="model folder to write, pipeline/models/en_claims_sm")
    args = parser.parse_args()
    set_current_ops(
        NumpyOps(use_blis=False)
    )  # numpy's own matrix product: 1.7 times as fast as blis where it was measured
    build(args.corpora, args.press, args.work, args.out, log=lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
