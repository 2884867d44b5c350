"""JSON Lines: one article a line.

Lines enter one by one, `Article`s leave; a line that is no article is an `Unread` with its number. Start with `read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.read.decode import decode, decoded_lines
from pipeline.read.files import MAX_ARTICLE_BYTES, InputFile, Unreadable, open_file
from pipeline.read.json_values import article_of, parse
from pipeline.read.metadata import metadata_of_all
from pipeline.records import Article, Unread

NAME = "jsonl"
SUFFIXES = (".jsonl", ".ndjson", ".jl")


def recognises(path: Path, head: bytes) -> bool:
    """A file named so that begins with a brace, or an object on the first line with another one on the next.

    >>> recognises(Path("a.json"), b'{"text": "Un."}\\n{"text": "Deux."}\\n')
    True
    >>> recognises(Path("a.json"), b'{\\n"text": "Un."}\\n'), recognises(Path("a.json"), b'{"text": "Un."}\\n')
    (False, False)
    """
    text = decode(head)[0].lstrip("\ufeff \t\r\n")
    if not text.startswith("{") and not (path.suffix.lower() in SUFFIXES and text):
        return False
    if path.suffix.lower() in SUFFIXES:
        return True
    first, _, rest = text.partition("\n")
    return rest.lstrip().startswith("{") and first.rstrip().endswith("}")


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The articles of the lines. The position counts the lines that are not blank, the reason names the line itself."""
    known, position = metadata_of_all(file), 0
    with open_file(file.path) as stream:
        for line in decoded_lines(stream):
            if not line.too_long and not line.text.strip():
                continue
            position += 1
            try:
                if line.too_long:
                    limit = MAX_ARTICLE_BYTES // 1_000_000
                    raise Unreadable(f"line {line.number} is larger than {limit} MB, the limit for one article")
                value = parse(line.text, line.number)
            except Unreadable as error:
                yield Unread(f"{file.id}#{position}", file.id, NAME, "failed", str(error))
                continue
            note = None if line.encoding == "utf-8" else f"decoded as {line.encoding}"
            yield article_of(value, file, format=NAME, position=position, known=known, note=note)
    if not position:
        raise Unreadable("empty file")
