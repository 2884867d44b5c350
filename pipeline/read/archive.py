"""Zip archives, read as folders: an archive enters, its members leave one by one as files to read.

A member is unpacked into a temporary folder of the system, never beside the input, and deleted before the next one. Names
that lead out of the archive, links, encrypted and damaged members and bombs are told as `Unread`. Start with `members`.
"""

from __future__ import annotations

import contextlib
import re
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.read.files import InputFile, Unreadable, is_left_out, reason_of
from pipeline.read.metadata import TABLE_NAMES
from pipeline.records import Unread
from pipeline.text import well_formed

FORMAT = "zip"
MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
#: The member that every Office document has.
TYPES = b"[Content_Types].xml"
#: Archives in archives: the year of an agency, its days, the deliveries of a day.
MAX_DEPTH = 3
#: The list of members is held while they are read: 570 bytes each, some 60 MB.
MAX_MEMBERS = 100_000
#: An entry of that list has 46 bytes, a name (longest of a year of saved pages: 110) and dates.
MAX_LIST_BYTES = MAX_MEMBERS * 170
#: Unpacked, archives in it included. A million articles of the press have 3 GB.
MAX_TOTAL = 20_000_000_000
#: How many times larger than the archive its content may be: articles shrink to a third, repetitive tables to a thirtieth,
#: bombs to a thousandth. What a small archive unpacks to harms nobody: that much is always allowed.
MAX_RATIO = 100
ALWAYS_ALLOWED = 50_000_000
_BLOCK = 1 << 20
_END, _END_64, _WIDE = b"PK\x05\x06", b"PK\x06\x06", 0xFFFFFFFF
#: The end of an archive with its comment (64 kB at most), and what stands before it in archives above 4 GB.
_TAIL = 22 + 65_535 + 76
_DRIVE = re.compile(r"[A-Za-z]:")
_ENCRYPTED, _UTF_8 = 0x1, 0x800
#: How members may be packed. The library unpacks these piece by piece; of others (bzip2, LZMA) whole blocks at once, before
#: anybody can count what comes out.
PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked from an archive with all that it holds, in bytes and in members."""

    size: int
    members: int


def is_archive(path: Path, head: bytes) -> bool:
    """Whether a file is a zip archive of files, and none of the documents that are packed as one (Office, e-books).

    >>> is_archive(Path("a.txt"), b"PK are initials.")
    False
    """
    if not head.startswith(MAGIC) or head[30:38] == b"mimetype":
        return False
    try:
        with path.open("rb") as stream:
            if not stream.peek(4)[:4].startswith(MAGIC):  # packed once more, with gzip
                return TYPES not in head
            return TYPES not in _list_of(stream)
    except Unreadable:
        return True  # what is wrong is told when the members are asked for


def _list_of(stream: IO[bytes]) -> bytes:
    """The list of members at the end of an archive as it is written, read before a library holds it as objects."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    end = tail.rfind(_END)
    if end < 0:
        raise Unreadable("the zip archive is damaged or cut off: it has no list of its members")
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    wide = tail.rfind(_END_64, 0, end)
    if length == _WIDE and wide >= 0:
        length = int.from_bytes(tail[wide + 40 : wide + 48], "little")
    if length > MAX_LIST_BYTES:
        raise Unreadable(f"a zip archive of more than {MAX_MEMBERS} members")
    before = size - len(tail) + (wide if wide >= 0 else end)
    stream.seek(max(0, before - length))
    return stream.read(length)


def members(file: InputFile) -> Iterator[InputFile | Unread]:
    """The members of an archive in the order of their names, each to be read before the next one is asked for.

    Raises `Unreadable` when there is no list of members, or one that no archive of articles has.
    """
    size = min(MAX_TOTAL, ALWAYS_ALLOWED + MAX_RATIO * file.path.stat().st_size)
    yield from _members(file, _Budget(size, MAX_MEMBERS), depth=1)


def _members(file: InputFile, budget: _Budget, *, depth: int) -> Iterator[InputFile | Unread]:
    if depth > MAX_DEPTH:
        raise Unreadable(f"an archive inside {MAX_DEPTH} others")
    with (
        file.path.open("rb") as stream,
        _open(stream) as archive,
        tempfile.TemporaryDirectory(prefix="claims-") as folder,
    ):
        found = sorted(
            ((name, info) for info in archive.infolist() if not (name := name_of(info)).endswith("/")),
            key=lambda pair: (pair[0].split("/"), pair[1].header_offset),
        )
        budget.members -= len(found)
        if budget.members < 0:
            raise Unreadable(f"a zip archive of more than {MAX_MEMBERS} members")
        if not found:
            raise Unreadable("an empty zip archive")
        root, listed = Path(folder), frozenset(name for name, _ in found)
        for name, info in found:
            if name.rpartition("/")[2] in TABLE_NAMES and not refusal(info):
                with contextlib.suppress(Unreadable, OSError):  # told when its turn comes
                    _unpack(archive, info, root / name, budget)  # it tells of files that come before it
        for name, info in found:
            if not any(is_left_out(part) for part in name.split("/") if part != ".."):
                yield from _member(
                    archive, info, InputFile(root / name, root, f"{file.id}/{name}", file, listed), budget, depth
                )


def _open(stream: IO[bytes]) -> zipfile.ZipFile:
    """The archive with its list of members."""
    if stream.read(2) != b"PK":
        raise Unreadable("a zip archive inside a gzip file")
    _list_of(stream)
    try:
        return zipfile.ZipFile(stream)
    except Exception as error:  # the library has many exceptions for damage
        raise Unreadable(f"the zip archive is damaged or cut off ({str(error)[:100]})") from None


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, member: InputFile, budget: _Budget, depth: int
) -> Iterator[InputFile | Unread]:
    """A member unpacked, or its own members, or why it is not read."""
    reason = refusal(info)
    if reason:
        yield Unread(member.id, member.id, FORMAT, "failed", reason)
        return
    try:
        _unpack(archive, info, member.path, budget)
        with member.path.open("rb") as stream:
            head = stream.read(64)
        if is_archive(member.path, head):
            yield from _members(member, budget, depth=depth + 1)
        else:
            yield member
    except (Unreadable, OSError) as error:
        yield Unread(member.id, member.id, FORMAT, "failed", reason_of(error))
    finally:
        if member.path.name not in TABLE_NAMES:
            with contextlib.suppress(OSError):
                member.path.unlink(missing_ok=True)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, budget: _Budget) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as source, path.open("wb") as target:
            while block := source.read(_BLOCK):
                budget.size -= len(block)
                if budget.size < 0:
                    raise Unreadable("not unpacked: the archive holds far more than its size can, as bombs do")
                target.write(block)
    except (Unreadable, OSError):
        raise
    except Exception as error:  # the library has many exceptions for damage
        raise Unreadable(f"this member of the archive is damaged ({str(error)[:100]})") from None


def name_of(info: zipfile.ZipInfo) -> str:
    """The name of a member with slashes; old programs wrote UTF-8 or the code page of DOS without saying so.

    >>> name_of(zipfile.ZipInfo("press\\\\a.txt")), name_of(zipfile.ZipInfo("./a.txt"))
    ('press/a.txt', 'a.txt')
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF_8:
        try:
            written = name.encode("cp437")
            name = written.decode("utf-8")
        except UnicodeEncodeError:
            pass
        except UnicodeDecodeError:
            name = written.decode("cp850")
    name = well_formed(name).replace("\\", "/")
    return name.removeprefix("./")


def refusal(info: zipfile.ZipInfo) -> str | None:
    """Why a member is not even unpacked, None for a file like any other.

    >>> refusal(zipfile.ZipInfo("a.txt")), refusal(zipfile.ZipInfo("../a.txt"))
    (None, 'refused: its name leads out of the archive')
    """
    name = name_of(info)
    mode = info.external_attr >> 16
    if "\x00" in name or not name:
        return "refused: no name of a file"
    if name.startswith("/") or _DRIVE.match(name):
        return "refused: its name begins at the root of a disk"
    if ".." in name.split("/"):
        return "refused: its name leads out of the archive"
    if stat.S_ISLNK(mode):
        return "refused: a symbolic link"
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        return "refused: not a regular file (a device, pipe or socket)"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted: unpack it with its password"
    return None if info.compress_type in PACKED else "refused: packed with another method than deflate: pack it anew"
