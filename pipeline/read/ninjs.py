"""ninjs files: an item of news in JSON, or a list of items.

A file enters, its `Article`s leave. What an object says is read in `ninjs_fields`, which the readers of JSON ask too, so
that items in a list or on the lines of a file are known as well. Start with `read`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.read import json_file
from pipeline.read.decode import decode
from pipeline.read.files import InputFile
from pipeline.read.ninjs_fields import is_ninjs
from pipeline.records import Article, Unread

NAME = "ninjs"
_KEYS = re.compile(r'"([A-Za-z_0-9]{1,40})"\s*:')


def recognises(path: Path, head: bytes) -> bool:
    """An object of JSON with the keys of an item among its first ones.

    >>> recognises(Path("a"), b'{"uri": "urn:a", "body_xhtml": "<p>Un.'), recognises(Path("a"), b'{"url": "urn:a", "body": ')
    (True, False)
    """
    text = decode(head)[0].lstrip("\ufeff \t\r\n")
    return text.startswith("{") and is_ninjs(dict.fromkeys(_KEYS.findall(text)))


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The articles of a file, as any file of JSON is read."""
    yield from json_file.read(file)
