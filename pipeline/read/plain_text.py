"""Plain text files: one article each, its text as it is, to the character.

Bytes of a file enter, one `Article` leaves. The first line is the title when it stands alone; metadata comes from a front
matter block, a table beside the file, the dateline or the file name. Start with `read`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.read.articles import make_article, name_fields
from pipeline.read.decode import decode
from pipeline.read.files import InputFile, Unreadable, read_bytes
from pipeline.read.metadata import metadata_of
from pipeline.read.published import day_of_dateline, day_of_name
from pipeline.records import Article, Unread

NAME = "text"
#: The longest of 11,000 titles of the stream has 195 characters; what is longer is a paragraph without its full stop.
MAX_TITLE_CHARS = 300
#: Lines broken by an editor or a mail program are at most this long.
MAX_WRAP_CHARS = 100
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?P<block>(?:(?!---)[^\n]*\n){1,60})---[ \t]*\r?(?:\n|\Z)(?:[ \t]*\r?\n)*")
_KEY = re.compile(r"^(?P<key>[^\W\d][\w -]{0,40}?)[ \t]*:[ \t]+(?P<value>\S.*?)[ \t]*\r?$", re.M)
_FULL_STOP = re.compile(r"(?<!\.)\.[\"'»”’)\]\s]*$")
_GOES_ON = re.compile(r"[,;:–—-]\s*$")


def recognises(path: Path, head: bytes) -> bool:
    """Any text that no other reader has claimed."""
    return True


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The article of a text file.

    A front matter block is no part of the text; where it or the table of metadata gives a title, that begins the text.
    """
    text, encoding = decode(read_bytes(file.path))
    if not text.strip():
        raise Unreadable("empty file")
    front, text = split_front_matter(text)
    fields = {**front, **metadata_of(file), "text": text}
    origin = "metadata" if "published" in metadata_of(file) else "front matter"
    article = make_article(
        file,
        fields,
        format=NAME,
        origin=origin,
        fallback=day_of_name(file.path.name),
        fallback_origin="file name",
        note=None if encoding == "utf-8" else f"decoded as {encoding}",
    )
    if isinstance(article, Article) and article.title is None:
        article = replace(article, title=find_title(article.text))
    yield article


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """The fields of a block between lines of three dashes at the head, and the text behind it.

    >>> split_front_matter('---\\ntitle: "Orphéa"\\ndate: 2025-03-12\\n---\\n\\nLe groupe…')
    ({'title': 'Orphéa', 'published': '2025-03-12'}, 'Le groupe…')
    >>> split_front_matter("---\\nUn tiret ouvre ce texte.\\n---\\n")[0]
    {}
    """
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    pairs = {m["key"]: _unquoted(m["value"]) for m in _KEY.finditer(match["block"])}
    fields = name_fields(pairs)
    return (fields, text[match.end() :]) if fields else ({}, text)


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def find_title(text: str) -> str | None:
    """The first line when it stands alone and ends without a full stop; a line broken for width does not stand alone.

    >>> find_title("Orphéa rachète Belvia\\nLe groupe paie 3 M€.")
    'Orphéa rachète Belvia'
    >>> find_title("Orphéa rachète Belvia.\\nLe groupe paie 3 M€."), find_title("Orphéa rachète Belvia")
    (None, None)
    >>> find_title("Le groupe Orphéa a annoncé mardi qu'il rachetait pour 3 M€\\nla société Belvia, de Lyon.")
    """
    lines = text.lstrip().split("\n", 8)
    first = lines[0].strip()
    following = [line.strip() for line in lines[1:8]]
    body = next((line for line in following if line), None)
    if not first or body is None or len(first) > MAX_TITLE_CHARS:
        return None
    if _FULL_STOP.search(first) or _GOES_ON.search(first) or (len(first) < 40 and day_of_dateline(first)):
        return None
    if following[0] and _is_wrapped(first, following):
        return None
    return first


def _is_wrapped(first: str, following: list[str]) -> bool:
    """Whether the first line was broken for width: the next word had no room, or goes on in lower case."""
    paragraph = [first]
    for line in following:
        if not line:
            break
        paragraph.append(line)
    if paragraph[1][0].islower():
        return True
    width = max(map(len, paragraph))
    room = width - len(first) - 1
    return len(paragraph) > 2 and width <= MAX_WRAP_CHARS and len(paragraph[1].split()[0]) > room
