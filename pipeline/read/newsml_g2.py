"""NewsML-G2, the exchange format of news agencies: one item in a file, or a message of many.

A file enters, an `Article` for each text leaves; pictures, packages and cancelled items are told as such. The versions of
an item share its guid. Start with `read`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.read.articles import id_of, make_article
from pipeline.read.files import HEAD_BYTES, InputFile, Unreadable
from pipeline.read.html_page import drop_headline
from pipeline.read.markup_text import SUMMARY, html_text, text_of, wire_text
from pipeline.read.metadata import metadata_of, metadata_of_all
from pipeline.read.nitf import WITHDRAWN, nitf_text
from pipeline.read.published import read_day
from pipeline.read.xml_items import items_in
from pipeline.read.xml_tree import (
    XML_LANG,
    XmlElement,
    all_at,
    attribute_at,
    name_of,
    read_xml,
    root_name,
    text_at,
)
from pipeline.records import Article, Unread

NAME = "newsml-g2"
#: Items that hold no text of their own, as a person calls them.
OTHERS = {
    "packageItem": "a package that lists other items",
    "conceptItem": "a concept",
    "knowledgeItem": "a list of concepts",
    "planningItem": "a plan of coverage",
    "catalogItem": "a catalogue",
}
ITEMS = frozenset({"newsItem", *OTHERS})
#: A content taken out of its item, as in listings of the standard.
BARE = "contentSet"
ROOTS = ITEMS | {"newsMessage", BARE}
#: Classes of items (NewsCodes `ninat`) that are no text.
MEDIA = {
    "picture": "a picture",
    "graphic": "a graphic",
    "video": "a film",
    "audio": "a sound",
    "animation": "an animation",
}
_MARKUP = ("html", "xml")


def recognises(path: Path, head: bytes) -> bool:
    """A document whose outermost element is an item or a message of items of NewsML-G2.

    >>> recognises(Path("a"), b"<newsItem guid='x'>"), recognises(Path("a"), b"<NewsML Version='1.2'>")
    (True, False)
    """
    return root_name(head) in ROOTS


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The articles of all items; of a message that is damaged the sound ones."""
    text, note = read_xml(file.path)
    bare = root_name(text[:HEAD_BYTES].encode()) == BARE
    items = items_in(text, frozenset({BARE}) if bare else ITEMS)[1]
    if not items:
        raise Unreadable("a message without items")
    known = metadata_of(file) if len(items) == 1 else metadata_of_all(file)
    for position, item in enumerate(items, 1):
        at = None if len(items) == 1 else position
        if item.element is None:
            yield Unread(id_of(file, {}, position), file.id, NAME, "failed", item.problem)
        else:
            yield _article(item.element, file, known, at, note)


def _article(
    item: XmlElement, file: InputFile, known: Mapping[str, object], position: int | None, note: str | None
) -> Article | Unread:
    fields, origin = item_fields(item)
    reason = _no_article(item)
    if reason:
        return Unread(id_of(file, fields, position), file.id, NAME, "skipped", reason)
    summary = None if fields["text"] else text_at(item, "contentMeta", "description")
    embargo = text_at(item, "itemMeta", "embargoed")
    notes = (note, f"embargoed until {embargo}" if embargo else None, SUMMARY if summary else None)
    alone = position is None  # what a table beside the file says of it is said of this one article
    told = {**fields, **known} if alone else {**known, **fields}
    return make_article(
        file,
        {**told, "text": fields["text"] or summary},
        format=NAME,
        position=position,
        origin="metadata" if "published" in known and (alone or "published" not in fields) else origin,
        note="; ".join(filter(None, notes)) or None,
    )


def _no_article(item: XmlElement) -> str | None:
    """Why an item gives no article, None when it may."""
    status = _code(attribute_at(item, "qcode", "itemMeta", "pubStatus"))
    if status in WITHDRAWN:
        return f"{WITHDRAWN[status]} by its agency"
    if name_of(item) in OTHERS:
        return f"{OTHERS[name_of(item)]}, no article"
    kind = _code(attribute_at(item, "qcode", "itemMeta", "itemClass"))
    return f"{MEDIA[kind]}, no article" if kind in MEDIA else None


def item_fields(item: XmlElement) -> tuple[dict[str, object], str]:
    """The fields of an item, and where its day stands.

    >>> from pipeline.read.xml_tree import parse_xml
    >>> meta = "<itemMeta><provider qcode='prov:Phare'/><versionCreated>2025-03-12T08:00:00Z</versionCreated></itemMeta>"
    >>> fields, origin = item_fields(parse_xml(f"<newsItem guid='urn:a' version='2'>{meta}</newsItem>"))
    >>> fields["item"], fields["version"], fields["published"], fields["publisher"], origin
    ('urn:a', '2', '2025-03-12T08:00:00Z', 'Phare', 'item, versionCreated')
    """
    title = _headline(item) or text_at(item, "itemMeta", "title")
    published, origin = _published(item)
    fields: dict[str, object | None] = {
        "item": item.get("guid"),
        "version": item.get("version"),
        "title": title,
        "text": _text(item, title or ""),
        "published": published,
        "publisher": _publisher(item),
        "language": attribute_at(item, "tag", "contentMeta", "language") or item.get(XML_LANG),
    }
    return {name: value for name, value in fields.items() if value or name == "text"}, origin


def _headline(item: XmlElement) -> str | None:
    """The headline without a role, which those of kickers and second headlines have; else the first."""
    found = all_at(item, "contentMeta", "headline")
    main = next((headline for headline in found if not headline.get("role")), found[0] if found else None)
    return text_at(main)


def _published(item: XmlElement) -> tuple[str | None, str]:
    """The day of this version, or that until which it was embargoed where that is later: nobody read it before."""
    created = text_at(item, "itemMeta", "versionCreated")
    embargo = text_at(item, "itemMeta", "embargoed")
    day, free = read_day(created), read_day(embargo)
    if day and free and free.day > day.day:
        return embargo, "item, embargoed"
    if created:
        return created, "item, versionCreated"
    first = text_at(item, "itemMeta", "firstCreated") or text_at(item, "contentMeta", "contentCreated")
    return first, "item, firstCreated"


def _publisher(item: XmlElement) -> str | None:
    provider = ("itemMeta", "provider")
    return (
        text_at(item, *provider, "name")
        or attribute_at(item, "literal", *provider)
        or _code(attribute_at(item, "qcode", *provider))
        or text_at(item, "rightsInfo", "copyrightHolder", "name")
        or attribute_at(item, "literal", "rightsInfo", "copyrightHolder")
        or text_at(item, "contentMeta", "creditline")
        or attribute_at(item, "uri", *provider)
    )


def _code(qcode: str | None) -> str | None:
    """What a code says in its scheme: of "stat:usable" it is "usable"."""
    return qcode.partition(":")[2] or qcode if qcode else None


def _text(item: XmlElement, title: str) -> str:
    """The text of the first form of the content that has one: the others say the same."""
    for content in all_at(item, "contentSet") or [item]:
        for form in content:
            if text := _form_text(form, title):
                return drop_headline(text, title).strip()
    return ""


def _form_text(form: XmlElement, title: str) -> str:
    if name_of(form) == "inlineXML":
        documents = all_at(form, "nitf")
        if documents:
            return nitf_text(documents[0], title)
        return text_of(next(iter(all_at(form, "html", "body")), form))
    if name_of(form) == "inlineData":
        data = "".join(form.itertext())
        marked = any(kind in (form.get("contenttype") or "") for kind in _MARKUP)
        return html_text(data) if marked else _plain(data)
    return ""


def _plain(data: str) -> str:
    """The text of data that says it is plain; a pair of tags around it is no part of it."""
    stripped = data.strip()
    if stripped.startswith("<p>") and stripped.endswith("</p>"):
        data = stripped.removeprefix("<p>").removesuffix("</p>")
    return wire_text(data)
