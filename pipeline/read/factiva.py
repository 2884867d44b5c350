"""Factiva: the HTML export, many articles in a file, with codes before each field or as it is displayed.

The day is that of the field PD, else the one inside the accession number. A page of the site without articles is read
as any page. Start with `read`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.lang.databases import factiva_fields, furniture_of
from pipeline.lang.reading import language_named
from pipeline.read import html_page
from pipeline.read.decode import decode
from pipeline.read.export import cut, export_text, read_pieces
from pipeline.read.files import InputFile
from pipeline.read.markup import Element, block_text, parse_html
from pipeline.read.published import read_day
from pipeline.records import Article, Unread

NAME = "factiva"
#: The style sheet before the first article may be longer than the head of a file, its title stands before that.
_TITLE = re.compile(r"<title>\s*Factiva\s*</title>", re.I)
_ARTICLE = re.compile(r"<div\b[^<>]{0,200}\bclass\s*=\s*[\"']?(?:\w+ )?[a-z]{2}Article\b[^<>]{0,200}>", re.I)
_PARAGRAPH = re.compile(r"\bclass\s*=\s*[\"']?articleParagraph\b|<b>\s*(?:HD|TD|LP)\s*</b>", re.I)
_HEADLINE = re.compile(r"[a-z]{2}headline$", re.I)
_NUMBER = re.compile(r"\b[A-Z][A-Z0-9]{2,9}(?P<day>(?:19|20)\d{6})[a-z0-9-]{2,20}\b")
_TIME = re.compile(r"\d{1,2}[:.h]\d\d\b")


def recognises(path: Path, head: bytes) -> bool:
    """A page with articles in the classes of Factiva, or with the title that its exports bear.

    >>> recognises(Path("a.html"), b"<div class='article enArticle'><p class='articleParagraph enarticleParagraph'>Un.")
    True
    >>> recognises(Path("a.html"), b"<html><title>Factiva, a database</title><p>articleParagraph")
    False
    """
    text = decode(head)[0]
    return bool(_TITLE.search(text)) or bool(_ARTICLE.search(text) and _PARAGRAPH.search(text))


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The articles of an export, each identified by its accession number."""
    text, note = export_text(file)
    if _ARTICLE.search(text):
        yield from read_pieces(file, cut(text, _ARTICLE), _fields, format=NAME, note=note)
    else:
        yield from html_page.read(file)


def day_of_number(number: str) -> str | None:
    """The day inside an accession number: eight places for the source, then the day.

    >>> day_of_number("PHARE00020250312el3c0001r"), day_of_number("PHARE00020259912el3c0001r"), day_of_number("PHARE")
    ('20250312', None, None)
    """
    match = _NUMBER.search(number)
    return match["day"] if match and read_day(match["day"]) else None


def dated(published: str | None, number: str | None) -> dict[str, object]:
    """The fields of the day: as told, else that inside the accession number.

    >>> dated(None, "PHARE00020250312el3c0001r")
    {'published': '20250312', 'origin': 'export, accession number'}
    >>> dated("12 mars 2025", None)["published"], dated(None, None)["published"]
    ('12 mars 2025', None)
    """
    if published:
        return {"published": published, "origin": "export, date"}
    return {"published": day_of_number(number or ""), "origin": "export, accession number"}


def _fields(piece: str) -> Mapping[str, object]:
    article = parse_html(piece)[0]
    found = _coded(article)
    found = found if "body" in found else _displayed(article) | found
    number = _NUMBER.search(found.get("number", ""))
    return {
        "id": number[0] if number else None,
        "title": found.get("title"),
        "text": found.get("body"),
        "publisher": found.get("publisher"),
        "language": found.get("language"),
        **dated(found.get("published"), number and number[0]),
    }


def _coded(article: Element) -> dict[str, str]:
    """The fields of a table whose rows are a code and a value."""
    found: dict[str, str] = {}
    table = next(article.iter("table"), ())
    for row in (row for part in table for row in (part if part.tag == "tbody" else (part,))):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        field = factiva_fields("codes").get(block_text(cells[0]).strip(" \xa0")) if len(cells) == 2 else None
        value = block_text(cells[1]).strip() if field else ""
        if field and value:
            found[field] = f"{found[field]}\n\n{value}" if field in found else value
    return found


def _displayed(article: Element) -> dict[str, str]:
    """The fields of an article without codes: they have an order, and some of them are told by their shape."""
    heads = [element for element in article.iter("*") if _HEADLINE.match(element.get("class") or "")]
    paragraphs = [block_text(element) for element in article.iter("p")]
    lines = [block_text(element) for element in article.iter("div") if element.find("div") is None]
    number = next((line for line in reversed(paragraphs + lines) if _NUMBER.search(line)), None)
    body = [text for text in paragraphs if text and text != number and not furniture_of(text)]
    day = next((i for i, line in enumerate(lines) if read_day(line)), None)
    behind = lines[day + 1 :] if day is not None else []
    found = {
        "title": " ".join(map(block_text, heads)),
        "published": lines[day] if day is not None else None,
        "publisher": next((line for line in behind if line and not _TIME.match(line)), None),
        "language": next((line for line in behind if language_named(line)), None),
        "body": "\n\n".join(body),
        "number": number,
    }
    return {field: value for field, value in found.items() if value}
