"""ninjs, the news in JSON of the IPTC, versions 1 to 3: an object enters, the fields of its article leave.

The versions write the same names with and without capitals, a body as one key or as a list; agencies add their own.
Start with `ninjs_fields`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.lang.reading import plain
from pipeline.read.articles import value_text
from pipeline.read.markup_text import SUMMARY, html_line, html_text, wire_text
from pipeline.read.newsml_g2 import MEDIA
from pipeline.read.nitf import WITHDRAWN
from pipeline.read.published import read_day

#: What names an item, in any version; "urn" is that of dpa's wires, which are kin.
IDS = ("uri", "guid", "urn")
#: Of these keys an object needs one besides its id to be told from any other JSON (names as `plain` gives them).
OWN = frozenset({"versioncreated", "representationtype", "bodyxhtml", "bodies", "headlines", "pubstatus"})
#: Keys that hold the whole text, marked up first: the plain form has lost its paragraphs in some exports.
MARKED = ("bodyxhtml", "bodyhtml5", "bodyhtml", "articlehtml")
PLAIN = ("bodytext",)
SUMMARIES = ("descriptiontext", "descriptionhtml")
#: Roles of the headline that a reader sees first.
MAIN = frozenset({"", "main", "headline"})
DATES = ("versioncreated", "firstcreated", "contentcreated")
EMBARGO = ("embargoeduntil", "embargoed")
PUBLISHERS = ("source", "provider", "copyrightholder", "creditline")


@dataclass(frozen=True, slots=True)
class Told:
    """What an object tells: fields for `make_article`, the place of its day, a note, or why it is no article."""

    fields: dict[str, object]
    origin: str
    note: str | None = None
    refused: str | None = None


def is_ninjs(value: Mapping[str, object]) -> bool:
    """Whether an object of JSON is an item in this format.

    >>> is_ninjs({"uri": "urn:a", "versioncreated": "2025-03-12"}), is_ninjs({"guid": "a", "body": "Un."})
    (True, False)
    """
    keys = {plain(key) for key in value}
    return not keys.isdisjoint(IDS) and not keys.isdisjoint(OWN)


def ninjs_fields(value: Mapping[str, object]) -> Told:
    """The fields of an item.

    >>> told = ninjs_fields({"uri": "urn:a", "version": "2", "bodies": [{"value": "Le groupe paie."}],
    ...                      "headlines": [{"role": "main", "value": "Orphéa"}], "versionCreated": "2025-03-12T08:00:00Z"})
    >>> told.fields["title"], told.fields["text"], told.fields["published"], told.origin
    ('Orphéa', 'Le groupe paie.', '2025-03-12T08:00:00Z', 'item, versioncreated')
    >>> ninjs_fields({"uri": "urn:a", "pubstatus": "canceled"}).refused
    'cancelled by its agency'
    """
    item = {plain(key): content for key, content in value.items()}
    published, origin = _published(item)
    text, note = _text(item)
    embargo = _first(item, EMBARGO)
    fields: dict[str, object | None] = {
        "item": _first(item, IDS),
        "version": _first(item, ("version",)),
        "title": _title(item),
        "text": text,
        "published": published,
        "publisher": _first(item, PUBLISHERS),
        "language": _first(item, ("language",)),
    }
    return Told(
        {field: content for field, content in fields.items() if content},
        origin,
        "; ".join(filter(None, (f"embargoed until {embargo}" if embargo else None, note))) or None,
        _refused(item),
    )


def _first(item: Mapping[str, object], keys: Sequence[str]) -> str | None:
    return next(filter(None, (value_text(item.get(key)) for key in keys)), None)


def _published(item: Mapping[str, object]) -> tuple[str | None, str]:
    """The day of this version, or that until which it was embargoed where that is later: nobody read it before."""
    given = [(text, f"item, {name}") for name in DATES if (text := value_text(item.get(name)))]
    published, origin = next((pair for pair in given if read_day(pair[0])), given[0] if given else (None, ""))
    embargo = _first(item, EMBARGO)
    day, free = read_day(published), read_day(embargo)
    return (embargo, "item, embargoed") if day and free and free.day > day.day else (published, origin)


def _refused(item: Mapping[str, object]) -> str | None:
    status = (_first(item, ("pubstatus",)) or "").lower()
    if status in WITHDRAWN:
        return f"{WITHDRAWN[status]} by its agency"
    kind = _first(item, ("type",)) or ""
    return f"{MEDIA[kind]}, no article" if kind in MEDIA else None


def _title(item: Mapping[str, object]) -> str | None:
    """The headline with the role "main" or none; else the first, then a title."""
    headlines = list(_values(item.get("headlines")))
    main = [value for role, _, value in headlines if role in MAIN]
    title = next(iter(main + [value for _, _, value in headlines]), None) or _first(item, ("headline", "title"))
    return html_line(title) if title else None


def _text(item: Mapping[str, object]) -> tuple[str | None, str | None]:
    """The text of an item, and what must be told of it when it is only a summary."""
    bodies = list(_values(item.get("bodies")))
    marked = [value for _, kind, value in bodies if "html" in kind or "xml" in kind]
    for source in (*marked, _first(item, MARKED)):
        if source and (text := html_text(source)):
            return text, None
    for source in (*(value for _, _, value in bodies), _first(item, PLAIN)):
        if source:
            return wire_text(source), None
    summaries = (value for _, _, value in _values(item.get("descriptions")))
    summary = next(summaries, None) or _first(item, SUMMARIES)
    return (html_text(summary), SUMMARY) if summary else (None, None)


def _values(items: object) -> Iterator[tuple[str, str, str]]:
    """Role, kind of content and value of each object in a list."""
    for item in items if isinstance(items, list) else []:
        if isinstance(item, Mapping):
            found = {plain(str(key)): value_text(content) for key, content in item.items()}
            if text := found.get("value"):
                yield (found.get("role") or "").lower(), (found.get("contenttype") or "").lower(), text
