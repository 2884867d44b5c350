"""Bytes to text, before any library sees them: bytes enter, the text and the name of the encoding leave.

The order: byte order mark, UTF-16 that shows itself by its zeros, declared charset, strict UTF-8, Windows cp1252.
Start with `decode`; `decoded_lines` does the same for files too large to hold.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, AnyStr

from pipeline.read.files import MAX_ARTICLE_BYTES

_MARKS = (  # UTF-32 first: its little-endian mark begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Western text in UTF-16 has a zero in every second byte; prose of any other kind has none at all.
ZEROS = 0.4
#: Declared charsets that are believed; others ("unicode_escape", "zlib") are codecs of Python, not of the web.
_BELIEVED = re.compile(
    r"(?:utf-8|iso8859-\d+|cp\d+|koi8-[ru]|mac-\w+|big5\w*|gb\w+|euc_\w+|shift_jis\w*|iso2022_\w+|tis-620)$"
)
_LATIN = frozenset({"ascii", "iso8859-1", "cp1252"})
#: What bytes 80 to 9F are in cp1252; in the family of iso-8859 they are controls that no article has.
_WINDOWS_ONLY = re.compile("[" + re.escape(bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")) + "]")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of bytes and the encoding it was in; never fails, what nobody can read becomes U+FFFD.

    >>> decode("25 milliards d’euros".encode("utf-8"))
    ('25 milliards d’euros', 'utf-8')
    >>> decode("25 M€ à Évry".encode("cp1252"))
    ('25 M€ à Évry', 'cp1252')
    >>> decode("à Évry, ".encode("utf-8") + "25 M€".encode("cp1252"))
    ('à Évry, 25 M€', 'utf-8 and cp1252')
    >>> decode("25 M€".encode("iso-8859-15"))  # the currency sign of iso-8859-1, which no article means
    ('25 M€', 'iso-8859-15')
    >>> decode("25 M€".encode("utf-16-le"))
    ('25 M€', 'utf-16-le')
    """
    mark, encoding = marked_encoding(data)
    if encoding and encoding != "utf-8":
        return data[len(mark) :].decode(encoding, "replace"), encoding
    data = data[len(mark) :]
    codec = None if encoding else _codec(declared)
    if codec and codec != "utf-8" and codec not in _LATIN:
        return data.decode(codec, "replace"), codec
    return _decode_western(data)


def _decode_western(data: bytes) -> tuple[str, str]:
    """UTF-8; where the bytes are none, each that belongs to no UTF-8 sequence is one of cp1252."""
    try:
        # Also against a declared iso-8859-1: French in that charset is never valid UTF-8 by chance.
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", _FALLBACK)
    ascii_only = _NOT_ASCII.search(data.decode("utf-8", "ignore").encode()) is None
    if ascii_only and "¤" in text and not _WINDOWS_ONLY.search(text):
        return data.decode("iso-8859-15"), "iso-8859-15"
    return text, "cp1252" if ascii_only else "utf-8 and cp1252"


def marked_encoding(data: bytes) -> tuple[bytes, str | None]:
    """The byte order mark and the encoding it tells, or UTF-16 without a mark.

    >>> marked_encoding(b"\\xef\\xbb\\xbf25"), marked_encoding(b"2\\x005\\x00 \\x00M\\x00"), marked_encoding(b"25 M")
    ((b'\\xef\\xbb\\xbf', 'utf-8'), (b'', 'utf-16-le'), (b'', None))
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return mark, encoding
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs:
        even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
        if odd >= ZEROS * pairs and even <= odd // 20:
            return b"", "utf-16-le"
        if even >= ZEROS * pairs and odd <= even // 20:
            return b"", "utf-16-be"
    return b"", None


def _codec(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return name if name == "ascii" or _BELIEVED.match(name) else None


_FALLBACK = "pipeline.read.cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.reason == "unexpected end of data":  # a character cut in two by a truncated file
        whole = error.object[error.start : error.end]
        return ("\ufffd" if len(whole) > 1 else whole.decode("cp1252", "replace")), error.end
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_FALLBACK, _as_cp1252)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file and its number from 1. `text` keeps the line end, and is empty when the line is too long."""

    number: int
    text: str
    encoding: str
    too_long: bool = False


def decoded_lines(
    stream: io.BufferedReader, limit: int = MAX_ARTICLE_BYTES, *, old_mac: bool = False
) -> Iterator[Line]:
    """The lines of a file one by one, each decoded for itself; of a line beyond the limit only the number.

    Only a line feed ends a line, as JSON Lines and CSV have it; in tables of an old Mac only a carriage return does, and
    what is no UTF-8 is Mac Roman.

    >>> def lines(data, **options):
    ...     return list(decoded_lines(io.BufferedReader(io.BytesIO(data)), **options))
    >>> [(line.text, line.encoding) for line in lines("un\\nété".encode("cp1252"))]
    [('un\\n', 'utf-8'), ('été', 'cp1252')]
    >>> [line.too_long for line in lines(b"12345678\\n123", limit=5)]
    [True, False]
    """
    mark, encoding = marked_encoding(stream.peek(4096)[:4096])
    stream.read(len(mark))
    if encoding and encoding != "utf-8":
        end = "\r" if old_mac else "\n"
        wide = io.TextIOWrapper(stream, encoding, "replace", newline=end)
        for number, (text, whole) in enumerate(_pieces(wide, limit, end), 1):
            yield Line(number, text.replace("\r", "\n") if old_mac else text if whole else "", encoding, not whole)
        return
    if old_mac:
        one_to_one = io.TextIOWrapper(stream, "latin-1", newline="\r")
        for number, (line, whole) in enumerate(_pieces(one_to_one, limit, "\r"), 1):
            text, found = _decode_mac(line.encode("latin-1").replace(b"\r", b"\n"))
            yield Line(number, text, found, not whole)
        return
    for number, (data, whole) in enumerate(_pieces(stream, limit, b"\n"), 1):
        text, found = _decode_western(data) if whole else ("", "utf-8")
        yield Line(number, text, found, not whole)


def _decode_mac(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("mac-roman"), "mac-roman"


def _pieces(stream: IO[AnyStr], limit: int, end: AnyStr) -> Iterator[tuple[AnyStr, bool]]:
    """Each line, and whether it was read whole; the rest of one that is too long is thrown away as it is read."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(end):
            yield line, True
            continue
        while (rest := stream.readline(limit)) and not rest.endswith(end):
            pass
        yield line[:0], False


def decoded_chunks(stream: io.BufferedReader, size: int = 1 << 20) -> Iterator[str]:
    """The text of a file in pieces, decoded as `decode` does."""
    mark, encoding = marked_encoding(stream.peek(4096)[:4096])
    stream.read(len(mark))
    errors = "replace" if encoding and encoding != "utf-8" else _FALLBACK
    text = io.TextIOWrapper(stream, encoding or "utf-8", errors, newline="")
    while chunk := text.read(size):
        yield chunk
