"""What a web page declares of itself: headline, day of publication, publisher, language, address.

The tree of a page enters; fields as `make_article` takes them and the place where the date was found leave. The date is
never that of a modification, of the file or of the crawl; so htmldate is not asked, which without a declared date takes
one that stands anywhere on the page. Start with `page_fields`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.read.published import DATELINE_CHARS, day_after_opener, read_day

#: An element of lxml, which has no types.
HtmlElement = Any

#: Names and properties of `meta` that hold the day of publication, the more reliable first.
PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "publication_date",
    "publish-date", "publishdate", "pubdate", "article.published", "date",
)  # fmt: skip
#: The headline on the page is taken over that of the metadata, which is written for search engines.
HEADLINE_CHARS = (10, 300)
_IN_ADDRESS = re.compile(r"/(\d{4})[/-](\d\d?)[/-](\d\d?)(?=[/-]|$)")
#: Blocks of JSON-LD nest little; what is deeper than this is not looked at.
LD_DEPTH = 8


def page_fields(tree: HtmlElement) -> tuple[dict[str, object], str]:
    """The fields of a page, and where `published` was found.

    >>> from lxml.html import fromstring
    >>> meta = '<meta property="article:published_time" content="2025-03-12T08:00">'
    >>> page_fields(fromstring(f"<html lang='fr-FR'>{meta}<h1>Orphéa lève 3 M€</h1>"))
    ({'title': 'Orphéa lève 3 M€', 'language': 'fr-FR', 'published': '2025-03-12T08:00'}, 'page, meta')
    >>> page_fields(fromstring("<html><p>Un.</p></html>"))[0]
    {}
    """
    meta = _meta(tree)
    linked = list(_linked_articles(tree))
    fields: dict[str, object | None] = {
        "title": _headline(tree)
        or meta.get("og:title")
        or meta.get("twitter:title")
        or _first(linked, "headline")
        or _title(tree),
        "publisher": meta.get("og:site_name") or _publisher(linked) or meta.get("application-name"),
        "language": tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or meta.get("og:locale"),
        "url": _address(tree) or meta.get("og:url"),
    }
    published, origin = _published(tree, meta, linked)
    fields["published"] = published
    return {name: value for name, value in fields.items() if value}, origin


def _published(
    tree: HtmlElement, meta: Mapping[str, str], linked: list[Mapping[str, object]]
) -> tuple[str | None, str]:
    candidates = [(str(item["datePublished"]), "page, JSON-LD") for item in linked if item.get("datePublished")]
    candidates += [(meta[name], "page, meta") for name in PUBLISHED if name in meta]
    times = [
        time.get("datetime") or time.get("content") or ""
        for time in tree.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]")
    ]
    candidates += [(time, "page, time") for time in times]
    for value, origin in candidates:
        if read_day(value):
            return value, origin
    address = _IN_ADDRESS.search(_address(tree) or meta.get("og:url", ""))
    if address and read_day("-".join(address.groups())):
        return "-".join(address.groups()), "page, address"
    return next((day for text in tree.itertext() if (day := _announced(text))), None), "page, text"


def _announced(text: str) -> str | None:
    """The day in a piece of text that announces it as that of publication: "Publié le 12 mars 2025"."""
    if not text or not text.strip() or not any(map(str.isdigit, text[:DATELINE_CHARS])):
        return None
    day = day_after_opener(text.strip()[:DATELINE_CHARS])
    return day.day.isoformat() if day else None


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _linked_articles(tree: HtmlElement) -> Iterator[Mapping[str, object]]:
    """The objects of the page's JSON-LD that describe an article, in their order."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            todo = [(json.loads(script.text or "", strict=False), 0)]
        except (ValueError, RecursionError):
            continue
        while todo:
            item, depth = todo.pop()
            if isinstance(item, dict):
                if "datePublished" in item and ("headline" in item or "articleBody" in item or "publisher" in item):
                    yield item
                children = list(item.values())
            else:
                children = item if isinstance(item, list) else []
            if depth < LD_DEPTH:
                todo += [(child, depth + 1) for child in reversed(children) if isinstance(child, (dict, list))]


def _first(linked: list[Mapping[str, object]], key: str) -> str | None:
    return next((value for item in linked if isinstance(value := item.get(key), str)), None)


def _publisher(linked: list[Mapping[str, object]]) -> str | None:
    for item in linked:
        publisher = item.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str):
            return name
    return None


def _headline(tree: HtmlElement) -> str | None:
    """The page's only headline of the first rank."""
    found = [" ".join(element.text_content().split()) for element in tree.iter("h1")]
    found = [headline for headline in found if headline]
    low, high = HEADLINE_CHARS
    return found[0] if len(found) == 1 and low <= len(found[0]) <= high else None


def _title(tree: HtmlElement) -> str | None:
    return next((" ".join(element.text_content().split()) for element in tree.iter("title")), None)


def _address(tree: HtmlElement) -> str | None:
    return next((link.get("href") for link in tree.xpath("//link[@rel='canonical']")), None)
