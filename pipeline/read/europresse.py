"""Europresse (Eureka, CEDROM-SNi): the HTML export, many articles in a file, in both of its generations.

The older one is a table for each article, the newer one an `<article>`. The day is that of the header, else the one in
the document number; never that of the certificate, on which the file was made. Start with `read`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from pipeline.lang.databases import furniture_of, without_furniture, without_issue
from pipeline.read.decode import decode
from pipeline.read.export import cut, export_text, read_pieces
from pipeline.read.files import InputFile
from pipeline.read.markup import Element, block_text, parse_html, with_class
from pipeline.read.published import find_day, read_day
from pipeline.records import Article, Unread
from pipeline.text import fold

NAME = "europresse"
#: Classes of elements, in lower case: their case changed with the generations.
PUBLICATION, HEADER = "docpublicationname", "docheader"
TITLES = ("titrearticlevisu", "rdp__articletitle")
#: Over- and subtitles around the title of the newer generation.
SUBTITLES = ("sm-margin-bottom", "sm-margin-bottomnews", "rdp__subtitle")
#: An evening paper bears the date of the next day, and the number has it.
AHEAD = timedelta(days=1)
#: The longest line of authors; what is longer is a paragraph.
BYLINE_CHARS = 100
_PUBLICATION = re.compile(r"<span\b[^<>]{0,200}\bclass\s*=\s*[\"']?DocPublicationName\b", re.I)
_HEADER = re.compile(r"<(?:span|p|div)\b[^<>]{0,200}\bclass\s*=\s*[\"']?(?:DocHeader|titreArticleVisu)\b", re.I)
_ARTICLE = re.compile(r"<article\b", re.I)
_NUMBER = re.compile(r"\bnews[·•.](\d{8})[·•.](\w{1,12})[·•.]([\w-]{1,60})")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'»”’)\]\s]*$")


def recognises(path: Path, head: bytes) -> bool:
    """A page with the name of a publication and the header of a document, in the classes of Europresse.

    >>> recognises(Path("a.html"), b"<span class='DocPublicationName'>Le Phare</span><span class='DocHeader'>")
    True
    >>> recognises(Path("a.html"), b"<style>.DocPublicationName{} .DocHeader{}</style><p>Le Phare")
    False
    """
    text = decode(head)[0]
    return bool(_PUBLICATION.search(text)) and bool(_HEADER.search(text))


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The articles of an export, each identified by its document number."""
    text, note = export_text(file)
    newer = _ARTICLE.search(text)
    yield from read_pieces(file, cut(text, _ARTICLE if newer else _PUBLICATION), _fields, format=NAME, note=note)


def _fields(piece: str) -> Mapping[str, object]:
    tree = parse_html(piece)
    publications, titles = with_class(tree, PUBLICATION), with_class(tree, *TITLES)
    publication = block_text(publications[0]) if publications else ""
    header = " ".join(block_text(element) for element in with_class(tree, HEADER))
    number = _number(tree)
    published, origin, note = _published(header, number[1] if number else None)
    newer = with_class(tree, "dococurrcontainer") or with_class(tree, "doctext") or list(tree.iter("section"))[:1]
    body = "\n\n".join(map(block_text, newer)) if newer else _older_body(tree, titles)
    body, url = _without_origin(body, tree)
    text = "\n".join(without_furniture(body.split("\n")))
    above = _subtitles(tree, titles) if newer else _older_kicker(tree, titles)
    return {
        "id": "·".join(("news", *number.groups())) if number else None,
        "title": block_text(titles[0]) if titles else None,
        "text": "\n\n".join((*above, text)) if text else None,
        "publisher": without_issue(" ".join(publication.split())),
        "published": published,
        "origin": origin,
        "note": note,
        "url": url,
    }


def _number(tree: Element) -> re.Match[str] | None:
    """The document number: the one behind its label, else the last one (that of the certificate)."""
    found = None
    for line in block_text(tree).split("\n"):
        for match in _NUMBER.finditer(line):
            if furniture_of(line) == "document number":
                return match
            found = match
    return found


def _published(header: str, number: str | None) -> tuple[date | None, str, str | None]:
    """The day, its origin, and a note when header and number contradict each other."""
    written, counted = _last_day(header), read_day(number) if number else None
    if written is None:
        return (counted.day if counted else None), "export, document number", None
    contradicts = counted is not None and abs(counted.day - written) > AHEAD
    return written, "export, header", f"the document number says {counted.day}" if contradicts and counted else None


def _last_day(header: str) -> date | None:
    """The last day of a header: before it stands a section that may be named after another, behind it a page."""
    rest, day = fold(header)[:1000], None
    while found := find_day(rest):
        day, rest = found[0].day, rest[found[2] :]
    return day


def _older_body(tree: Element, titles: list[Element]) -> str:
    """What stands between the title and the document number, without the line of authors."""
    if not titles:
        return ""
    lines = block_text(tree, after=titles[0]).split("\n")
    end = next((i for i, line in enumerate(lines) if furniture_of(line) == "document number"), len(lines))
    lines = without_furniture(lines[:end])
    author = len(lines) > 2 and not lines[1] and len(lines[0]) <= BYLINE_CHARS and not _SENTENCE_END.search(lines[0])
    return "\n".join(lines[2:] if author and _is_byline(titles[0]) else lines)


def _is_byline(title: Element) -> bool:
    """Whether the first text behind a title stands on a line by itself and not in a paragraph of the article."""
    element = title.getnext()
    while element is not None and element.tag == "br" and not (element.tail or "").strip():
        element = element.getnext()
    following = element.getnext() if element is not None and element.tag == "br" else None
    return following is not None and following.tag == "br"


def _older_kicker(tree: Element, titles: list[Element]) -> list[str]:
    headers = with_class(tree, HEADER)
    if not titles or not headers:
        return []
    lines = block_text(tree, after=headers[-1], until=titles[0], without=frozenset(headers)).split("\n")
    return [line for line in lines if any(map(str.isalpha, line))]


def _subtitles(tree: Element, titles: list[Element]) -> list[str]:
    around = with_class(tree, "titrearticle")
    found = [
        block_text(element) for part in around for element in with_class(part, *SUBTITLES) if element not in titles
    ]
    return [line for line in found if line]


def _without_origin(body: str, tree: Element) -> tuple[str, str | None]:
    """The text without the paragraph that links to the page of the publisher, and the address it links to."""
    paragraphs = body.split("\n\n")
    kept = [paragraph for paragraph in paragraphs if furniture_of(paragraph) != "origin"]
    if len(kept) == len(paragraphs):
        return body, None
    for link in tree.iter("a"):
        above = link.getparent()
        texts = ("".join(link.itertext()), above.text or "" if above is not None else "")
        if any(furniture_of(text) == "origin" for text in texts) and (link.get("href") or "").startswith("http"):
            return "\n\n".join(kept), link.get("href")
    return "\n\n".join(kept), None
