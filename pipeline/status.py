"""An output folder → what its last run did, and whether one is unfinished or at work.

A folder enters; a record leaves, and its page in words. Start with `status_of`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import state
from pipeline.lock import holder_of
from pipeline.spool import progress_of
from pipeline.write.output import MANIFEST
from pipeline.write.terminal import counted, printable


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a folder. `manifest` is that of the last complete run, {} when there is none."""

    out: str
    manifest: Mapping[str, Any]
    at_work: str | None  # which process, in words
    unfinished: Mapping[str, Any] | None  # what the run that was cut off, or is at work, was asked to do
    inputs_read: int
    inputs_done: int


def status_of(out: Path) -> Status | None:
    """The status of an output folder, None when no run was ever begun there.

    >>> status_of(Path("no/such/folder")) is None
    True
    """
    manifest, notes = _manifest(out / MANIFEST), state.notes_of(out)
    if not manifest and not notes:
        return None
    unfinished = json.loads(notes[state.REQUEST]) if notes.get(state.UNFINISHED) else None
    read, done = progress_of(out / state.FOLDER / state.SPOOL) if unfinished else (0, 0)
    return Status(str(out), manifest, holder_of(out / state.FOLDER), unfinished, read, done)


def words(status: Status) -> str:
    """The page that `claims status` prints.

    >>> print(words(Status("tables", {}, None, {"inputs": ["press"]}, 30, 12)))
    Unfinished: a run over press was cut off with 12 of 30 articles done.
      claims run --resume -o tables
    No run is complete yet: there are no tables.
    """
    return "\n".join([*_unfinished(status), *(_complete(status.manifest) if status.manifest else [_NONE])])


_NONE = "No run is complete yet: there are no tables."


def _unfinished(status: Status) -> Iterator[str]:
    if status.unfinished is None:
        return
    inputs = ", ".join(printable(str(path)) for path in status.unfinished["inputs"])
    so_far = f"{status.inputs_done} of {status.inputs_read} articles done"
    if status.at_work:
        yield f"At work: {printable(status.at_work)}: a run over {inputs}, {so_far}."
    else:
        yield f"Unfinished: a run over {inputs} was cut off with {so_far}."
        yield f"  claims run --resume -o {printable(status.out)}"


def _complete(manifest: Mapping[str, Any]) -> Iterator[str]:
    counts, settings = manifest["counts"], manifest["settings"]
    articles, work = counts["articles"], counts.get("work", {})
    yield f"Last complete run: {', '.join(printable(path) for path in settings['inputs'])}"
    yield f"  articles: {sum(articles.values())} ({', '.join(f'{n} {outcome}' for outcome, n in articles.items())})"
    yield f"  claims: {counts['claims']:,} of {counted(counts['facts'], 'fact')}"
    for outcome, reasons in counts.get("reasons", {}).items():
        yield from (f"  {outcome}: {count} × {printable(reason)}" for reason, count in reasons.items())
    if work:
        extracted = counted(work["articles_extracted"], "article")
        yield f"  work: {counted(work['files_read'], 'file')} read, {extracted} extracted, the rest was known"
    if "known" in work:
        changes = ", ".join(f"{work[what]:,} {what}" for what in ("new", "changed", "known", "removed"))
        yield f"  articles since the run before: {changes}"
    seconds = manifest["seconds"]
    parts = ", ".join(f"{part} {value:.1f}" for part, value in seconds.items())
    yield f"  seconds: {sum(seconds.values()):.1f} ({parts}), {counted(settings['workers'], 'worker')}"
    models = ", ".join(f"{model['name']} {model['version']}" for model in manifest["models"].values())
    yield f"  made by: pipeline {manifest['pipeline']}, schema {manifest['schema']}, {models}"


def _manifest(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) and {"counts", "settings", "seconds"} <= content.keys() else {}
