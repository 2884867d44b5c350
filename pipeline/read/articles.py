"""What an input says of an article → `Article`: the fields of JSON, tables, front matter and metadata meet here.

A mapping of column names to values enters, an `Article` or an `Unread` with its reason leaves. Start with
`make_article`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pipeline.lang.reading import column_of
from pipeline.read.files import MAX_ARTICLE_BYTES, InputFile
from pipeline.read.published import Day, day_of_dateline, read_day
from pipeline.records import Article, Unread
from pipeline.text import well_formed

FIELDS = ("id", "text", "title", "published", "publisher", "language", "url")
#: Origin of a date that was given and could not be read: no other is looked for.
UNREADABLE = "unreadable"
#: What exports write into an empty cell.
EMPTY = frozenset({"", "nan", "NaN", "NAN", "null", "NULL", "None", "none", "N/A", "n/a", "NA", "NaT", "<NA>", "#N/A"})


def value_text(value: object) -> str | None:
    """A value as text, None when it holds nothing: paragraphs in a list are joined, of an object its name is taken.

    >>> value_text(["Un.", "Deux."]), value_text({"id": None, "name": "Le Phare"}), value_text(float("nan"))
    ('Un.\\n\\nDeux.', 'Le Phare', None)
    """
    if value is None or isinstance(value, (bytes, bool)):
        return None
    if isinstance(value, str):
        return None if value.strip() in EMPTY else well_formed(value)
    if isinstance(value, Mapping):
        named = [item for key, item in value.items() if (column_of(str(key)) or ("", 0))[0] == "name"]
        return value_text(named[0]) if named and isinstance(named[0], str) else None
    if isinstance(value, Sequence):
        parts = [item for item in value if isinstance(item, str)]
        return value_text("\n\n".join(parts)) if len(parts) == len(value) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a column of numbers with an empty cell
    return value_text(str(value))


def name_fields(row: Mapping[str, object]) -> dict[str, object]:
    """The fields of a row by the names of this project; of two columns for a field the better named one that is filled.

    >>> name_fields({"Titre": "Orphéa", "Texte": "", "contenu": "Le groupe…", "prix": 3})
    {'title': 'Orphéa', 'text': 'Le groupe…'}
    """
    found: dict[str, tuple[int, object]] = {}
    for name, value in row.items():
        column = column_of(str(name))
        if column is None or (value_text(value) is None and not isinstance(value, date)):
            continue
        field, rank = column
        if field not in found or rank < found[field][0]:
            found[field] = (rank, value)
    return {field: value for field, (_, value) in found.items()}


def has_text_column(names: Sequence[str]) -> bool:
    """Whether a table with these columns is one of articles.

    >>> has_text_column(["id", "Contenu"]), has_text_column(["file", "published"])
    (True, False)
    """
    return any(column and column[0] == "text" for column in map(column_of, names))


def join_title(title: str | None, text: str) -> str:
    """Title, blank line and body; the text alone when there is no title or it already begins with it as a line.

    >>> join_title("Orphéa", "Le groupe…"), join_title("Orphéa", "Orphéa\\nLe groupe…"), join_title(None, " Un ")
    ('Orphéa\\n\\nLe groupe…', 'Orphéa\\nLe groupe…', ' Un ')
    """
    if not title:
        return text
    rest = text[len(title) :]
    if text.startswith(title) and (not rest or rest.lstrip(" \t\r")[:1] == "\n"):
        return text
    return f"{title}\n\n{text}"


def make_article(
    file: InputFile,
    fields: Mapping[str, object],
    *,
    format: str,
    position: int | None = None,
    origin: str = "metadata",
    fallback: Day | None = None,
    fallback_origin: str = "",
    note: str | None = None,
) -> Article | Unread:
    """The article that the fields (see `name_fields`) tell, or why there is none.

    Formats that know versions of an item add `item` and `version`, see `Article`; both make the id where none is given.
    `position` is that in a file of many articles, from 1. `origin` says where a `published` in the fields comes from;
    where there is none, the dateline gives it, and then `fallback`.
    """
    id = id_of(file, fields, position)
    text = value_text(fields.get("text"))
    if text is None:
        return Unread(id, file.id, format, "failed", "no text")
    if len(text) > MAX_ARTICLE_BYTES:
        reason = f"larger than {MAX_ARTICLE_BYTES // 1_000_000} MB, the limit for one article"
        return Unread(id, file.id, format, "failed", reason)
    title = _line(fields.get("title"))
    text = join_title(title, text)
    published, published_origin = _published(fields.get("published"), origin, text, fallback, fallback_origin)
    if published_origin == UNREADABLE:
        note = "; ".join(filter(None, (note, f"unreadable date {value_text(fields.get('published')) or '':.40}")))
    return Article(
        id=id,
        text=text,
        title=title,
        language=_line(fields.get("language")),
        published=published,
        published_origin=published_origin,
        publisher=_line(fields.get("publisher")),
        url=_line(fields.get("url")),
        source_file=file.id,
        format=format,
        note=note,
        item=_line(fields.get("item")),
        version=_line(fields.get("version")),
    )


def id_of(file: InputFile, fields: Mapping[str, object], position: int | None = None) -> str:
    """The id of an article: its own, that of its item with the version, or where it stands.

    >>> from pathlib import Path
    >>> file = InputFile(Path("a.xml"), Path(), "a.xml")
    >>> id_of(file, {"item": "urn:newsml:phare.example:1", "version": "2"}), id_of(file, {"id": " "}, 3)
    ('urn:newsml:phare.example:1:2', 'a.xml#3')
    """
    own, item, version = (_line(fields.get(name)) for name in ("id", "item", "version"))
    if own or item:
        return own or ":".join(filter(None, (item, version)))
    return file.id if position is None else f"{file.id}#{position}"


def _line(value: object) -> str | None:
    """A value on one line: it stands in a cell or at the head of the text."""
    text = value_text(value)
    return " ".join(text.split()) if text else None


def _published(
    value: object, origin: str, text: str, fallback: Day | None, fallback_origin: str
) -> tuple[date | None, str | None]:
    """The day of publication and where it comes from. A value that is no day is told and not replaced by a guess."""
    written = value if isinstance(value, date) else value_text(value)
    if written is not None:
        day = read_day(written)
        return (day.day, _told(origin, day)) if day else (None, UNREADABLE)
    dateline = day_of_dateline(text)
    if dateline:
        return dateline.day, _told("dateline", dateline)
    return (fallback.day, _told(fallback_origin, fallback)) if fallback else (None, None)


def _told(origin: str, day: Day) -> str:
    return f"{origin}, {day.how}" if day.how else origin
