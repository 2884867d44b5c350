"""Put a trained pipeline into the package. Enters: the best model. Leaves: the model folder with nothing in it that loading does not need."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.pipeline._edit_tree_internals.edit_trees import EditTrees

NAME = "claims_sm"
LICENCE = "CC BY-SA 4.0"
TRAINING_KEYS = ("training", "initialize", "corpora", "pretraining")


def ship(model: Path, out: Path, *, version: str, batch_size: int = 128) -> None:
    """Write `model` to `out` without the words it met in training, and without the settings of its training."""
    nlp = spacy.load(model)
    nlp.batch_size = batch_size
    prune_trees(nlp.get_pipe("trainable_lemmatizer"))
    prune_strings(nlp)
    nlp.meta.update(
        name=NAME, version=version, license=LICENCE, author="", email="", url="",
        description="English pipeline with Universal Dependencies labels and PER, ORG, LOC entities, for news.",
    )  # fmt: skip
    nlp.meta["performance"] = {}
    fresh = out.with_name(out.name + ".tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    nlp.to_disk(fresh)
    trim(fresh)
    keep = [path for path in out.glob("*") if path.suffix == ".md" or path.name == "LICENSE"] if out.exists() else []
    for path in keep:
        shutil.copy(path, fresh / path.name)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)


def prune_trees(lemmatizer: Pipe) -> None:
    """Keep the edit trees that labels need, and the trees inside them.

    Training adds a tree for every word and lemma it meets, invented names and press words included; 400 of 100,000 are used.
    """
    used: set[int] = set()
    waiting = list(lemmatizer.cfg["labels"])
    while waiting:
        number = waiting.pop()
        if number not in used and number < len(lemmatizer.trees):  # beyond them is the number that says "no tree"
            used.add(number)
            tree = lemmatizer.trees[number]
            waiting += [tree[key] for key in ("prefix_tree", "suffix_tree") if key in tree]
    place = {number: new for new, number in enumerate(sorted(used))}
    kept = []
    for number in sorted(used):
        tree = lemmatizer.trees[number]
        tree |= {key: place.get(tree[key], tree[key]) for key in ("prefix_tree", "suffix_tree") if key in tree}
        kept.append(tree)
    lemmatizer.trees = EditTrees(lemmatizer.vocab.strings)
    lemmatizer.trees.from_json(kept)
    lemmatizer.cfg["labels"] = [place[number] for number in lemmatizer.cfg["labels"]]
    lemmatizer.tree2label = {number: label for label, number in enumerate(lemmatizer.cfg["labels"])}


def prune_strings(nlp: Language) -> None:
    """Keep the strings that labels, features and lemma rules need; the words of the training texts go."""
    needed = set()
    for name, pipe in nlp.pipeline:
        needed.update(label for label in getattr(pipe, "labels", ()) if isinstance(label, str))
        if hasattr(pipe, "moves"):  # also the labels of non-projective arcs, "conj||nsubj", and their halves
            for labels in pipe.moves.labels.values():
                needed.update(part for label in labels for part in (label, *label.split("||")))
        if name == "morphologizer":
            for label in pipe.labels:
                needed.update(label.replace("|", "=").split("="))
                needed.add(pipe.cfg["labels_morph"].get(label, ""))
        if name == "trainable_lemmatizer":
            for tree in pipe.label_data["trees"]:
                needed.update(tree[key] for key in ("orig", "subst") if key in tree)
    blank = spacy.blank(nlp.lang).vocab.strings
    nlp.vocab.strings._reset_and_load(sorted({*blank, *needed} - {""}))


def trim(folder: Path) -> None:
    """Take the training sections out of `config.cfg` and clear the vectors that are not there."""
    config = spacy.util.load_config(folder / "config.cfg")
    for key in TRAINING_KEYS:
        config.pop(key, None)
    config["paths"] = {}
    config.to_disk(folder / "config.cfg")
    meta = json.loads((folder / "meta.json").read_text())
    for key in ("sources", "requirements"):
        meta.pop(key, None)
    meta["spacy_version"] = ">=3.8.0,<3.9.0"  # not only the patch version that happened to train it
    (folder / "meta.json").write_text(json.dumps(meta, indent=2, sort_keys=True) + "\n")
