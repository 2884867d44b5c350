"""An output folder → what its last run left there: the lock, the spool and what is known of an unfinished run.

Start with `opened`.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.database import looked_at
from pipeline.lock import locked
from pipeline.spool import Spool

#: The hidden folder inside an output folder. Without it the next run does all the work again, and nothing else.
FOLDER, SPOOL = ".claims", "state.sqlite"
#: Names under which a run leaves notes in the spool.
REQUEST, FINGERPRINT, UNFINISHED = "request", "fingerprint", "unfinished"


class NothingToResume(ValueError):
    """There is no unfinished run, or it cannot go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a run was asked to do: enough to ask again."""

    inputs: tuple[str, ...]
    settings: Mapping[str, Any]
    format: str | None
    csv_dialect: str
    csv_raw: bool


#: Codes of SQLite that blame the disk, the folder or another process, not the content of the file.
_NO_FAULT_OF_THE_FILE = {
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
}  # fmt: skip


@contextmanager
def opened(out: Path, *, fresh: bool = False) -> Iterator[Spool]:
    """The spool of an output folder, the folder locked; made when it is not there. One that is damaged or of another
    version is made anew, as is any when `fresh`: what it held is only work done."""
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        for left in out.glob(f"{FOLDER}-*"):  # tables half written by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        if fresh:
            forget(out)
        try:
            spool = Spool(folder / SPOOL)
        except sqlite3.DatabaseError as error:
            if _code(error) in _NO_FAULT_OF_THE_FILE:
                raise
            forget(out)
            spool = Spool(folder / SPOOL)
        with spool:
            yield spool


def forget(out: Path) -> None:
    """Remove the spool of an output folder."""
    for path in (out / FOLDER).glob(f"{SPOOL}*"):
        path.unlink(missing_ok=True)


def advice(error: sqlite3.Error) -> str:
    """What helps against an error of SQLite within a run, to be put behind its message.

    >>> advice(sqlite3.DatabaseError("database disk image is malformed"))
    '; the state of earlier runs is damaged, --fresh makes it anew'
    """
    damaged = isinstance(error, sqlite3.DatabaseError) and _code(error) not in _NO_FAULT_OF_THE_FILE
    return "; the state of earlier runs is damaged, --fresh makes it anew" if damaged else ""


def _code(error: sqlite3.Error) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)  # absent where the error was raised by us
    return None if code is None else code & 0xFF  # the rest of the bits tells the circumstances


def begin(spool: Spool, request: Request, fingerprint: str) -> None:
    """Note that a run begins. What the spool holds is let go of unless the same pipeline made it with the same settings."""
    if spool.noted(FINGERPRINT) != fingerprint:
        spool.forget()
    spool.note(FINGERPRINT, fingerprint)
    spool.note(REQUEST, json.dumps(asdict(request)))
    spool.note(UNFINISHED, "yes")


def finish(spool: Spool) -> None:
    """Note that the run is complete, and let go of what it did not need."""
    spool.complete()
    spool.note(UNFINISHED, "")


def resumed(out: Path) -> Request:
    """The request of the unfinished run of a folder.

    >>> resumed(Path("no/such/folder"))
    Traceback (most recent call last):
    pipeline.state.NothingToResume: no run was begun in no/such/folder
    """
    notes = notes_of(out)
    if REQUEST not in notes:
        raise NothingToResume(f"no run was begun in {out}")
    if not notes.get(UNFINISHED):
        raise NothingToResume(f"the last run in {out} is complete")
    request = json.loads(notes[REQUEST])
    return Request(**{**request, "inputs": tuple(request["inputs"])})


def notes_of(out: Path) -> dict[str, str]:
    """What runs noted in an output folder, {} when there is nothing to be read."""
    path = out / FOLDER / SPOOL
    if not path.is_file():
        return {}
    with suppress(sqlite3.Error), looked_at(path) as db:
        return dict(db.execute("SELECT name, value FROM about"))
    return {}
