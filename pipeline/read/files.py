"""Which files are read: paths, folders and globs enter, `InputFile`s leave, sorted by their names alone.

Files are listed as they are needed; nothing is opened but the tables that may be metadata. Start with `find_files`.
"""

from __future__ import annotations

import glob
import gzip
import heapq
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from pipeline.records import Unread

#: What a format is recognised by; the first line of a table or of JSON Lines should fit in.
HEAD_BYTES = 65_536
#: One article at most. The longest of 11,000 articles of the press has 25 kB, the largest of 68 saved pages 1.7 MB.
MAX_ARTICLE_BYTES = 10_000_000
#: Files that systems leave in folders and nobody wrote.
LEFT_OUT = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
#: What identifies a folder, whatever leads to it: device and number.
_Place = tuple[int, int]
_WILDCARD = re.compile(r"[*?\[]")
_GZIP = b"\x1f\x8b"


class Unreadable(Exception):
    """A file or one article of it cannot be read; the message is a reason a person understands."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read. `id` is its path relative to the input root, with slashes, in valid Unicode.

    What lies in an archive is unpacked at `path` and knows its `archive` and the names of all members, `listed`.
    """

    path: Path
    root: Path
    id: str
    archive: InputFile | None = None
    listed: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.id.split("/"))


def find_files(inputs: Sequence[Path | str]) -> Iterator[InputFile | Unread]:
    """Every file of the inputs once, sorted by id whatever the order of the inputs; what cannot be listed as `Unread`.

    A folder is searched with all its folders; hidden files are left out. The root is the folder, for a glob the part
    before its first wildcard, for a file the folder it lies in.

    >>> list(find_files(["no/such/file.txt"]))[0].reason
    'no such file or folder'
    """
    roots = _outermost(pair for item in inputs for pair in _expand(item))
    singles = sorted((_single(path, root) for path, root in roots if not path.is_dir()), key=_order)
    walks = (_walk(path, root) for path, root in roots if path.is_dir())
    yield from heapq.merge(singles, *walks, key=_order)


def _order(item: InputFile | Unread) -> tuple[tuple[str, ...], str]:
    return (item.parts, str(item.path)) if isinstance(item, InputFile) else (tuple(item.id.split("/")), "")


def _expand(item: Path | str) -> Iterator[tuple[Path, Path]]:
    """The paths that an input stands for, each with its root; a pattern that matches nothing stands for itself."""
    path = Path(item)
    if os.path.lexists(path) or not _WILDCARD.search(str(item)):
        yield path, (path if path.is_dir() else path.parent)
        return
    base = Path(*takewhile(lambda part: not _WILDCARD.search(part), path.parts))
    found = sorted(glob.glob(str(item), recursive=True))  # noqa: PTH207 - `Path.glob` takes no absolute pattern
    for match in found or [str(item)]:
        yield Path(match), base


def _outermost(pairs: Iterable[tuple[Path, Path]]) -> list[tuple[Path, Path]]:
    """The inputs without those that lie in another one, so that no file is read twice."""
    chosen: dict[str, tuple[Path, Path]] = {}
    for path, root in sorted(pairs, key=lambda pair: (len(pair[1].parts), str(pair[0]))):
        absolute = os.path.abspath(path)  # noqa: PTH100 - `resolve` would follow links
        chosen.setdefault(absolute, (path, root))
    folders = {absolute for absolute, (path, _) in chosen.items() if path.is_dir()}

    def covered(absolute: str) -> bool:
        parents = [absolute, *map(str, Path(absolute).parents)]
        outer = next((i for i, parent in enumerate(parents) if i and parent in folders), None)
        return outer is not None and not any(is_left_out(Path(part).name) for part in parents[:outer])

    return [pair for absolute, pair in sorted(chosen.items()) if not covered(absolute)]


def is_left_out(name: str) -> bool:
    """Whether a file or folder is hidden, or one that systems leave behind.

    >>> is_left_out(".git"), is_left_out("Thumbs.db"), is_left_out("a.txt")
    (True, True, False)
    """
    return name.startswith(".") or name.lower() in LEFT_OUT


def _single(path: Path, root: Path) -> InputFile | Unread:
    if os.path.lexists(path):
        return InputFile(path, root, _id(path, root))
    what = "no file matches this pattern" if _WILDCARD.search(str(path)) else "no such file or folder"
    return _unread(_id(path, root), what)


def _walk(folder: Path, root: Path) -> Iterator[InputFile | Unread]:
    """The files of a folder in the order of their names, without recursion: folders may be nested a thousand deep.

    A link to a folder is followed once, and not at all where the folder lies in the input: it is read in its place.
    """
    todo: list[tuple[Path, Iterator[str], frozenset[_Place]]] = []
    path, above = folder, frozenset[_Place]()
    linked: set[_Place] = set()
    while True:
        if path.is_dir():
            try:
                names, here = _names(path, above)
                if path != folder and path.is_symlink():
                    _check_link(path, folder, here, linked)
                todo.append((path, iter(names), above | {here}))
            except (OSError, Unreadable) as error:
                yield _unread(_id(path, root), reason_of(error))
        else:
            yield InputFile(path, root, _id(path, root))
        while todo and (name := next(todo[-1][1], None)) is None:
            todo.pop()
        if not todo:
            return
        path, above = todo[-1][0] / str(name), todo[-1][2]


def _check_link(path: Path, folder: Path, here: _Place, linked: set[_Place]) -> None:
    """Refuse a link whose files come another way: folders that link to each other have more paths than there are atoms."""
    if path.resolve().is_relative_to(folder.resolve()):
        raise Unreadable("symbolic link to a folder that is read in its own place")
    if here in linked:
        raise Unreadable("symbolic link to a folder that another link leads to")
    linked.add(here)


def _names(folder: Path, above: frozenset[_Place]) -> tuple[list[str], _Place]:
    """The names in a folder, sorted, and what identifies it; refused when the folder lies in itself."""
    status = folder.stat()
    here = (status.st_dev, status.st_ino)
    if here in above:
        raise Unreadable("symbolic link to a folder above it")
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if not is_left_out(entry.name)), here


def _unread(id: str, reason: str) -> Unread:
    return Unread(id, id, "unknown", "failed", reason)


def _id(path: Path, root: Path) -> str:
    """The path relative to the root. Bytes of a name that are no UTF-8 are written `\\xff`."""
    try:
        relative = path.relative_to(root)
    except ValueError:
        relative = path
    return os.fsencode(relative.as_posix()).decode("utf-8", "backslashreplace")


def open_file(path: Path) -> io.BufferedReader:
    """The content of a regular file, unpacked when it is gzip, whatever its name says."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable("not a regular file (a device, pipe or socket)")
    stream = path.open("rb")
    if stream.peek(2)[:2] == _GZIP:
        return io.BufferedReader(_Gzip(stream))
    return stream


class _Gzip(gzip.GzipFile):
    """A gzip file that closes the file under it."""

    def __init__(self, stream: io.BufferedReader) -> None:
        super().__init__(fileobj=stream, mode="rb")
        self._under = stream

    def close(self) -> None:
        super().close()
        self._under.close()


def read_bytes(path: Path, limit: int = MAX_ARTICLE_BYTES) -> bytes:
    """The whole content of a file that holds one article."""
    with open_file(path) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"larger than {limit // 1_000_000} MB, the limit for one article")
    return data


def reason_of(error: BaseException) -> str:
    """Why a file could not be read, in words and without its path.

    >>> reason_of(PermissionError(13, "Permission denied")), reason_of(EOFError())
    ('no permission to read it', 'the gzip file is truncated')
    """
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, FileNotFoundError):
        return "the file is not there (removed while reading, or a broken link)"
    if isinstance(error, EOFError):
        return "the gzip file is truncated"
    if isinstance(error, (RecursionError, MemoryError)):
        return "nested too deeply" if isinstance(error, RecursionError) else "too large for the memory"
    if isinstance(error, gzip.BadGzipFile) or type(error).__module__ == "zlib":
        return f"the gzip file is damaged ({error})"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error})"
    return f"cannot be read ({type(error).__name__}: {str(error)[:200]})"
