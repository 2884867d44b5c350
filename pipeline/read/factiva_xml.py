"""Factiva: the XML export (`PPSResponse`), many articles in a file.

Each article is cut out and parsed for itself, so that no declaration before it is ever looked at: entities are refused,
and a broken article stops no other. Start with `read`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.lang.databases import factiva_fields
from pipeline.read.decode import decode
from pipeline.read.export import cut, export_text, read_pieces
from pipeline.read.factiva import dated
from pipeline.read.files import InputFile, Unreadable
from pipeline.read.markup import Element, refuse_long_tags, without_controls
from pipeline.records import Article, Unread

NAME = "factiva-xml"
_ROOT = re.compile(
    r"\s*(?:(?:<\?[^>]*>|<!--(?:(?!-->).){0,2000}-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)\s*)*+"
    r"<(?:PPSResponse|ppsArticleResponse)\b",
    re.S,
)
_ARTICLE = re.compile(r"<article(?=[\s>])")
_END = "</article>"
_ENTITY = re.compile(r"<!ENTITY\b")
_SPACES = re.compile(r"[ \t\r\n]+")
#: A paragraph whose lines are kept, as those of a table.
FIXED = ("Fixed", "Preformatted")


def recognises(path: Path, head: bytes) -> bool:
    """An XML file with the root of Factiva.

    >>> recognises(Path("a.txt"), b"<?xml version='1.0'?><PPSResponse><ppsArticleResponse>")
    True
    >>> recognises(Path("a.xml"), b"<?xml version='1.0'?><rss><item>PPSResponse")
    False
    """
    return bool(_ROOT.match(decode(head)[0].removeprefix("\ufeff")))


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The articles of an export, each identified by its accession number."""
    text, note = export_text(file)
    if _ENTITY.search(text):
        raise Unreadable("XML that declares entities")
    yield from read_pieces(file, cut(text, _ARTICLE), _fields, format=NAME, note=note)


def _fields(piece: str) -> Mapping[str, object]:
    end = piece.find(_END)
    if end < 0:
        raise Unreadable("not valid XML: the article has no end")
    article = _parse(piece[: end + len(_END)])
    fields = factiva_fields("elements")
    found: dict[str, list[str]] = {}
    for element in article.iterchildren("*"):
        field = fields.get(element.tag.rpartition("}")[2])
        if field:
            found.setdefault(field, []).extend(_paragraphs(element))
    one = {field: " ".join(" ".join(texts).split()) for field, texts in found.items() if field != "body"}
    return {
        "id": one.get("number"),
        "title": one.get("title"),
        "text": "\n\n".join(found.get("body", [])) or None,
        "publisher": one.get("publisher"),
        "language": one.get("language"),
        **dated(one.get("published"), one.get("number")),
    }


def _parse(markup: str) -> Element:
    from lxml import etree

    refuse_long_tags(markup)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(without_controls(markup), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"not valid XML: {error.msg}") from error


def _paragraphs(element: Element) -> list[str]:
    """The paragraphs of a field, or its text when it has none: a line that is set in begins a paragraph then."""
    inside = [child for child in element.iterchildren("*") if child.tag.rpartition("}")[2] == "paragraph"]
    if not inside:
        return _set_in("".join(element.itertext()))
    texts = ("".join(child.itertext()) for child in inside)
    kept = (
        text.strip("\n") if child.get("display") in FIXED else _SPACES.sub(" ", text).strip(" ")
        for child, text in zip(inside, texts, strict=True)
    )
    return [text for text in kept if text]


def _set_in(text: str) -> list[str]:
    """Paragraphs of a text whose lines are broken for width.

    >>> _set_in("\\nThe group pays\\n3 million euros.\\n    It said so.\\n")
    ['The group pays 3 million euros.', 'It said so.']
    """
    paragraphs: list[list[str]] = []
    gap = True
    for line in text.split("\n"):
        if not line.strip():
            gap = True
            continue
        if gap or line.startswith(("  ", "\t")):
            paragraphs.append([])
        paragraphs[-1].append(line.strip(" \t\r"))
        gap = False
    return [" ".join(lines) for lines in paragraphs]
