"""NITF, the text format of news agencies: one article in XML.

A file enters, its `Article` leaves; NewsML-G2 carries NITF too and takes `nitf_text` from here. Start with `read`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.read.articles import id_of, make_article
from pipeline.read.files import InputFile
from pipeline.read.html_page import drop_headline
from pipeline.read.markup_text import LEFT_OUT, SUMMARY, text_of
from pipeline.read.metadata import metadata_of
from pipeline.read.published import read_day
from pipeline.read.xml_tree import XML_LANG, XmlElement, all_at, attribute_at, parse_xml, read_xml, root_name, text_at
from pipeline.records import Article, Unread

NAME = "nitf"
#: Where the day stands, the one the reader saw first: in print, then when it was free, then when it was sent out.
DATES = (
    ("date.publication", ("pubdata",), "date.publication"),
    ("date.release", ("docdata", "date.release"), "norm"),
    ("date.issue", ("docdata", "date.issue"), "norm"),
)
#: What an agency may say of an item that nobody is to print (NITF 3.6, `management-status`; NewsML-G2, `pubStatus`).
WITHDRAWN = {"canceled": "cancelled", "cancelled": "cancelled", "withheld": "withheld", "killed": "cancelled"}
#: Tables hold results and prices without sentences, as on pages; `hl1` is the headline once more.
_LEFT_OUT = LEFT_OUT | {"table", "hl1", "byline", "dateline"}
_STAMP = re.compile(r"\d{8}(?=T)")


def recognises(path: Path, head: bytes) -> bool:
    """A document whose outermost element is `nitf`.

    >>> recognises(Path("a.txt"), b"<?xml version='1.0'?><nitf><body/>"), recognises(Path("nitf.xml"), b"<rss/>")
    (True, False)
    """
    return root_name(head) == "nitf"


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The article of a document, with what its head tells and a table beside the file."""
    text, note = read_xml(file.path)
    root = parse_xml(text)
    fields, origin = nitf_fields(root)
    data = next(iter(all_at(root, "head", "docdata")), None)
    status = (data.get("management-status") or "").lower() if data is not None else ""
    if status in WITHDRAWN:
        yield Unread(id_of(file, fields), file.id, NAME, "skipped", f"{WITHDRAWN[status]} by its agency")
        return
    if status == "embargoed":
        until = attribute_at(data, "norm", "date.release")
        note = "; ".join(filter(None, (note, f"embargoed until {until}" if until else "embargoed")))
    told = metadata_of(file)
    origin = "metadata" if "published" in told else origin
    summary = "" if fields["text"] else text_at(root, "body", "body.head", "abstract")
    if summary:
        fields["text"], note = summary, "; ".join(filter(None, (note, SUMMARY)))
    yield make_article(file, {**fields, **told, "text": fields["text"]}, format=NAME, origin=origin, note=note)


def nitf_fields(root: XmlElement) -> tuple[dict[str, object], str]:
    """The fields of an article, and where its day stands."""
    head, body = (next(iter(all_at(root, name)), None) for name in ("head", "body"))
    title = text_at(body, "body.head", "hedline", "hl1") or text_at(head, "title")
    key = next(iter(all_at(head, "docdata", "du-key")), None)
    version = key.get("generation") or key.get("version") if key is not None else None
    item = key.get("key") if key is not None and version else attribute_at(head, "id-string", "docdata", "doc-id")
    published, origin = _published(head)
    languages = [root.get(XML_LANG), root.get("baselang")]
    languages += [node.get(XML_LANG) for path in ((), ("p",)) for node in all_at(body, "body.content", *path)]
    fields: dict[str, object | None] = {
        "item": item or None,
        "version": version or None,
        "title": title,
        "text": nitf_text(root, title or ""),
        "published": published,
        "publisher": attribute_at(head, "name", "pubdata")
        or text_at(body, "body.head", "distributor")
        or attribute_at(head, "holder", "docdata", "doc.copyright"),
        "language": next(filter(None, languages), None),
    }
    return {name: value for name, value in fields.items() if value or name == "text"}, origin


def nitf_text(root: XmlElement, title: str) -> str:
    """The paragraphs of the body. A line break in them is where the wire wrapped a line, and so is a space.

    >>> content = "<body.content><hl2>Orphéa</hl2><p>Le groupe <br/>paie.</p></body.content>"
    >>> nitf_text(parse_xml(f"<nitf><body><body.head/>{content}</body></nitf>"), "Orphéa")
    'Le groupe paie.'
    """
    contents = all_at(root, "body", "body.content") or all_at(root, "body.content")
    body = "\n\n".join(filter(None, (text_of(part, left_out=_LEFT_OUT, line_break=" ") for part in contents)))
    return drop_headline(body, title).strip()


def stamp(value: str | None) -> str | None:
    """A date as agencies write it, its day alone where it is written without dashes.

    >>> stamp("20250312T083000+0100"), stamp("2025-03-12T08:30:00Z")
    ('20250312', '2025-03-12T08:30:00Z')
    """
    match = _STAMP.match(value or "")
    return match[0] if match else value


def _published(head: XmlElement | None) -> tuple[str | None, str]:
    values = [(stamp(attribute_at(head, attribute, *path)), f"item, {name}") for name, path, attribute in DATES]
    given = [(value, origin) for value, origin in values if value]
    readable = (pair for pair in given if read_day(pair[0]))
    return next(readable, given[0] if given else (None, ""))
