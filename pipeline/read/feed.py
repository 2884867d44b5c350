"""RSS, Atom and the exports of WordPress (WXR): one article an item, often its summary only.

A file enters, its `Article`s leave. The day is that of the item, never that of the feed, which is when it was fetched.
lxml reads them: on a feed of 100 items it takes 2 ms, feedparser 60 ms, which gives half an item where a feed is cut off.
Start with `read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.read.articles import id_of, make_article
from pipeline.read.files import InputFile, Unreadable
from pipeline.read.html_page import drop_headline
from pipeline.read.markup_text import HEADLINE, html_line, html_text, summary_text, text_of
from pipeline.read.metadata import metadata_of_all
from pipeline.read.xml_items import items_in
from pipeline.read.xml_tree import XML_LANG, XmlElement, all_at, name_of, read_xml, root_name, text_at
from pipeline.records import Article, Unread

NAME = "feed"
ROOTS = frozenset({"rss", "RDF", "feed", "channel"})
ITEMS = frozenset({"item", "entry"})
#: Where the whole text of an item stands, and where its summary does.
CONTENT = ("encoded", "content", "body")
SUMMARIES = ("description", "summary", "subtitle")
#: Dates of an item, in the order in which they are believed.
DATES = ("pubDate", "published", "issued", "date", "created", "updated", "modified")
#: What WordPress calls articles, and states in which nobody has seen them.
POSTS = frozenset({"post", "page"})
UNSEEN = frozenset({"draft", "auto-draft", "pending", "future", "private", "trash"})


def recognises(path: Path, head: bytes) -> bool:
    """A document whose outermost element is that of a feed.

    >>> recognises(Path("a.xml"), b"<rss version='2.0'>"), recognises(Path("a"), b"<rdf:RDF xmlns:rdf='x'>")
    (True, True)
    >>> recognises(Path("rss.xml"), b"<nitf>")
    False
    """
    return root_name(head) in ROOTS


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The articles of the items; of a feed that is damaged those of the sound ones."""
    text, note = read_xml(file.path)
    root, items = items_in(text, ITEMS)
    if not items:
        raise Unreadable("a feed without items")
    channel = next((found for found in root if name_of(found) == "channel"), root)
    known = {**_of_channel(root, channel), **metadata_of_all(file)}
    for position, item in enumerate(items, 1):
        if item.element is None:
            yield Unread(id_of(file, {}, position), file.id, NAME, "failed", item.problem)
        else:
            yield _article(item.element, file, known, position, note)


def _article(
    item: XmlElement, file: InputFile, known: dict[str, object], position: int, note: str | None
) -> Article | Unread:
    try:
        fields, origin, told = item_fields(item)
    except Unreadable as error:
        return Unread(id_of(file, {"item": _guid(item)}, position), file.id, NAME, "failed", str(error))
    kind, status = text_at(item, "post_type"), text_at(item, "status")
    reason = f"no article ({kind})" if kind and kind not in POSTS else None
    if kind and status in UNSEEN:
        reason = f"never published ({status})"
    if reason:
        return Unread(id_of(file, fields, position), file.id, NAME, "skipped", reason)
    return make_article(
        file,
        {**known, **fields},
        format=NAME,
        position=position,
        origin=origin or "metadata",
        note="; ".join(filter(None, (note, told))) or None,
    )


def _of_channel(root: XmlElement, channel: XmlElement) -> dict[str, object]:
    found = {
        "publisher": html_line(text_at(channel, "title") or ""),
        "language": text_at(channel, "language") or channel.get(XML_LANG) or root.get(XML_LANG),
    }
    return {name: value for name, value in found.items() if value}


def item_fields(item: XmlElement) -> tuple[dict[str, object], str, str | None]:
    """The fields of an item, where its day stands, and what must be told of its text.

    >>> from pipeline.read.xml_tree import parse_xml
    >>> item = parse_xml("<item><title>Orphéa</title><guid>7</guid><description>Le &lt;b&gt;groupe&lt;/b&gt;.</description></item>")
    >>> item_fields(item)
    ({'item': '7', 'title': 'Orphéa', 'text': 'Le groupe.'}, '', 'only a summary of the article')
    """
    title = html_line(_source(item, "title"))
    text, note = _text(item, title)
    date = next((name for name in DATES if text_at(item, name)), "")
    fields = {
        "item": _guid(item),
        "title": title,
        "text": text,
        "published": text_at(item, date) if date else None,
        "publisher": text_at(item, "source", "title") or text_at(item, "source") or text_at(item, "publisher"),
        "language": item.get(XML_LANG) or text_at(item, "language"),
        "url": _address(item),
    }
    return {name: value for name, value in fields.items() if value}, f"feed, {date}" if date else "", note


def _text(item: XmlElement, title: str) -> tuple[str, str | None]:
    """The text of an item, and whether it is the whole of the article."""
    wordpress = text_at(item, "post_type") is not None  # its line breaks are those of the editor
    for name in CONTENT:
        text = html_text(_source(item, name), line_breaks=wordpress)
        if text:
            return drop_headline(text, title), None
    for name in SUMMARIES:
        if source := _source(item, name):
            return summary_text(source, title)
    return title, HEADLINE if title else None


def _source(item: XmlElement, name: str) -> str:
    """The HTML in an element of an item: escaped, or as elements in XHTML."""
    for found in all_at(item, name):
        if len(found):
            return "\n\n".join(f"<p>{_escaped(part)}</p>" for part in text_of(found).split("\n\n"))
        if (found.text or "").strip():
            plain_text = (found.get("type") or "").startswith("text") and found.get("type") != "text/html"
            return _escaped(found.text.strip()) if plain_text else str(found.text.strip())
    return ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _guid(item: XmlElement) -> str | None:
    about = next((value for name, value in item.attrib.items() if name.endswith("}about")), None)
    return text_at(item, "guid") or text_at(item, "id") or about


def _address(item: XmlElement) -> str | None:
    """The address of the article: the text of a link (RSS) or where one leads that is no other relation (Atom)."""
    if address := text_at(item, "link"):
        return address
    links = (link for link in all_at(item, "link") if link.get("rel") in (None, "alternate"))
    address = next((link.get("href") for link in links if link.get("href")), None)
    guid = next(iter(all_at(item, "guid")), None)
    if address is None and guid is not None and guid.get("isPermaLink") != "false":
        return next((word for word in (guid.text or "").split() if word.startswith(("http://", "https://"))), None)
    return address
