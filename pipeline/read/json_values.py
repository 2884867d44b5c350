"""JSON text → values → articles, shared by the readers of whole files and of lines.

A piece of JSON enters, a value or a reason a person understands leaves. Start with `parse`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pipeline.lang.reading import column_of
from pipeline.read.articles import id_of, make_article, name_fields, value_text
from pipeline.read.files import InputFile, Unreadable
from pipeline.read.markup_text import summary_text
from pipeline.read.ninjs_fields import is_ninjs, ninjs_fields
from pipeline.records import Article, Unread


def parse(text: str, line: int = 1) -> object:
    """The value of a piece of JSON that begins on a line of its file. Numbers stay as written, what is no number is null.

    >>> parse('{"id": 7, "prix": 1e400, "part": NaN}')
    {'id': '7', 'prix': '1e400', 'part': None}
    >>> parse('{"text": "Le gro', 12)
    Traceback (most recent call last):
    pipeline.read.files.Unreadable: not valid JSON at line 12, column 10: unterminated string starting here
    """
    try:
        # Numbers as text: an id keeps its zeros, and a million digits are never converted.
        return json.loads(
            text.lstrip("\ufeff"), parse_int=str, parse_float=str, parse_constant=lambda _: None, strict=False
        )
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:].replace(" at", " here")
        raise Unreadable(f"not valid JSON at line {line + error.lineno - 1}, column {error.colno}: {what}") from None
    except RecursionError:
        raise Unreadable(f"JSON nested too deeply at line {line}") from None


def article_of(
    value: object,
    file: InputFile,
    *,
    format: str,
    position: int | None,
    known: Mapping[str, object],
    note: str | None = None,
) -> Article | Unread:
    """The article that a JSON value tells; `known` is what metadata says of every article of the file."""
    id = file.id if position is None else f"{file.id}#{position}"
    if not isinstance(value, Mapping):
        return Unread(id, file.id, format, "failed", "no JSON object")
    if is_ninjs(value):
        return _article_of_item(value, file, position, known, note)
    fields = name_fields(value)
    summary = value_text(fields.pop("summary", None))
    if "text" not in fields and summary:
        try:
            fields["text"], told = summary_text(summary, value_text(fields.get("title")) or "")
        except Unreadable as error:  # its markup
            return Unread(id_of(file, fields, position), file.id, format, "failed", str(error))
        note = "; ".join(filter(None, (note, told)))
    article = make_article(file, {**known, **fields}, format=format, position=position, note=note)
    if isinstance(article, Unread) and not has_text(value):
        keys = ", ".join(map(str, value))[:200]
        return Unread(article.id, file.id, format, "failed", f"no text among its keys: {keys}")
    return article


def _article_of_item(
    value: Mapping[str, object], file: InputFile, position: int | None, known: Mapping[str, object], note: str | None
) -> Article | Unread:
    """The article of an item of an agency, in whatever file of JSON it stands."""
    try:
        told = ninjs_fields(value)
    except Unreadable as error:  # its markup
        return Unread(id_of(file, {}, position), file.id, "ninjs", "failed", str(error))
    if told.refused:
        return Unread(id_of(file, told.fields, position), file.id, "ninjs", "skipped", told.refused)
    return make_article(
        file,
        {**known, **told.fields},
        format="ninjs",
        position=position,
        origin=told.origin if "published" in told.fields else "metadata",
        note="; ".join(filter(None, (note, told.note))) or None,
    )


def has_text(value: Mapping[str, object]) -> bool:
    """Whether an object has a key for a text, filled or not."""
    return any(column and column[0] == "text" for column in map(column_of, map(str, value)))


def list_in(value: object) -> list[object] | None:
    """The articles of a value that holds many: the value itself, or the list in an object that is no article.

    >>> list_in([1, 2]), list_in({"count": 2, "articles": [1, 2]}), list_in({"text": "Un.", "items": []})
    ([1, 2], [1, 2], None)
    """
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping) and not has_text(value):
        for key, item in value.items():
            column = column_of(str(key))
            if column and column[0] == "articles" and isinstance(item, list):
                return item
    return None
