"""A training loop that survives interruption. Enters: a pipeline, batches, a scorer. Leaves: trained weights in a folder.

The folder holds `step-N/` (weights as trained, `optimizer.npz` with moments and averages, `progress.json`), `last` with
the name of the newest of these, and `best/` (averaged weights of the best score so far). All are written beside their
place and then renamed; none is a pickle.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter

import numpy
from spacy.language import Language
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Optimizer

Batches = Callable[[int], Iterator[list[Example]]]  # epoch → its batches, the same on every call
Scorer = Callable[[Language], dict[str, float]]  # the entry "score" decides which model is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Length of a run and its learning rate: a linear rise over `warmup` steps, then a linear fall to a twentieth."""

    steps: int
    every: int = 500
    learn_rate: float = 0.002
    warmup: int = 250
    dropout: float = 0.1
    seed: int = 0

    def rate(self, step: int) -> float:
        rise = min(1.0, (step + 1) / self.warmup)
        return self.learn_rate * rise * max(0.05, 1 - step / self.steps)


@dataclass(slots=True)
class Progress:
    """How far a run has come: steps done, the epoch it is in, batches done in that epoch, and scores so far."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    seconds: float = 0.0
    best: float = -1.0
    scores: list[dict] = field(default_factory=list)


def train(nlp: Language, batches: Batches, score: Scorer, plan: Plan, folder: Path, *, frozen: tuple[str, ...] = (),
          log: Callable[[str], None]) -> None:  # fmt: skip
    """Train until `plan.steps`, from where `folder` left off. The best averaged model is then in `folder/best`.

    Components named in `frozen` run but do not learn. The seed is set from the step number, so that an interrupted run
    repeats what an uninterrupted one would have done, to rounding.
    """
    optimizer = Optimizer(plan.learn_rate, L2=0.01, grad_clip=1.0, use_averages=True)
    progress = resume(nlp, optimizer, folder)
    began = perf_counter() - progress.seconds
    losses: dict[str, float] = {}
    while progress.step < plan.steps:
        for number, batch in enumerate(batches(progress.epoch)):
            if number < progress.batch:
                continue
            fix_random_seed(plan.seed + progress.step)
            optimizer.learn_rate = plan.rate(progress.step)
            nlp.update(batch, sgd=optimizer, drop=plan.dropout, losses=losses, exclude=frozen)
            progress.step += 1
            progress.batch = number + 1
            if progress.step % plan.every == 0 or progress.step == plan.steps:
                progress.seconds = perf_counter() - began
                row = _evaluate(nlp, optimizer, score, progress, folder)
                log(json.dumps(row) + "  loss " + json.dumps({name: round(loss) for name, loss in losses.items()}))
                losses = {}
                save(nlp, optimizer, progress, folder)
            if progress.step >= plan.steps:
                return
        progress.epoch, progress.batch = progress.epoch + 1, 0


def _evaluate(nlp: Language, optimizer: Optimizer, score: Scorer, progress: Progress, folder: Path) -> dict:
    """Score the averaged weights, keep them if they are the best so far, and give the scores as a row of the history."""
    with nlp.use_params(optimizer.averages):
        scores = score(nlp)
        if scores["score"] > progress.best:
            progress.best = scores["score"]
            _replace(folder / "best", nlp.to_disk)
    row = {"step": progress.step, "seconds": round(progress.seconds), **{k: round(v, 4) for k, v in scores.items()}}
    progress.scores.append(row)
    return row


def save(nlp: Language, optimizer: Optimizer, progress: Progress, folder: Path) -> None:
    """Write a checkpoint that `resume` reads; it counts once `last` names it, and the one before goes after that."""
    arrays = {}
    for name, key in parameters(nlp):
        for part in ("mom1", "mom2", "averages"):
            if key in getattr(optimizer, part):
                arrays[f"{part}/{name}"] = getattr(optimizer, part)[key]
        arrays[f"updates/{name}"] = numpy.array(optimizer.nr_update[key])
    checkpoint = folder / f"step-{progress.step}"
    nlp.to_disk(checkpoint)
    numpy.savez(checkpoint / "optimizer.npz", **arrays)
    (checkpoint / "progress.json").write_text(json.dumps(asdict(progress)))
    pointer = folder / "last.tmp"
    pointer.write_text(checkpoint.name)
    pointer.replace(folder / "last")
    for old in folder.glob("step-*"):
        if old != checkpoint:
            shutil.rmtree(old)


def resume(nlp: Language, optimizer: Optimizer, folder: Path) -> Progress:
    """Load the last checkpoint of `folder` into pipeline and optimizer; a fresh `Progress` where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "last").exists():
        return Progress()
    checkpoint = folder / (folder / "last").read_text()
    nlp.from_disk(checkpoint)
    with numpy.load(checkpoint / "optimizer.npz", allow_pickle=False) as arrays:
        for name, key in parameters(nlp):
            for part in ("mom1", "mom2", "averages"):
                if f"{part}/{name}" in arrays:
                    getattr(optimizer, part)[key] = arrays[f"{part}/{name}"]
            optimizer.nr_update[key] = int(arrays[f"updates/{name}"])
    return Progress(**json.loads((checkpoint / "progress.json").read_text()))


def parameters(nlp: Language) -> Iterator[tuple[str, tuple[int, str]]]:
    """A stable name for every parameter, with the key the optimizer knows it by (node ids change from run to run)."""
    for pipe_name, pipe in nlp.pipeline:
        if hasattr(pipe, "model"):
            for number, node in enumerate(pipe.model.walk()):
                for parameter in node.param_names:
                    yield f"{pipe_name}.{number}.{parameter}", (node.id, parameter)


def _replace(target: Path, write: Callable[[Path], None]) -> None:
    """Write a folder beside its place, then put it there."""
    fresh = target.with_name(target.name + ".tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    write(fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
