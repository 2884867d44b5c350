"""Saved web pages: one article each, the text without menus, comments and advertisements.

Its bytes are decoded here, before any library sees them; an `Article` leaves. Nothing is fetched. Start with `read`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.lang.reading import plain
from pipeline.read.articles import make_article
from pipeline.read.decode import decode
from pipeline.read.files import InputFile, Unreadable, read_bytes
from pipeline.read.markup import MAX_DEPTH, TOO_DEEP, refuse_long_tags, without_controls
from pipeline.read.metadata import metadata_of
from pipeline.read.page_metadata import page_fields
from pipeline.records import Article, Unread

#: An element of lxml, which has no types.
HtmlElement = Any

NAME = "html"
SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
#: A charset is declared in the first kilobyte (HTML standard, 4.2.5.4).
CHARSET_BYTES = 1024
#: Lines before a repeated headline are labels such as "World"; longest seen on 68 pages: 24 characters.
LABEL_CHARS = 40
LABEL_LINES = 3
#: The libraries take quadratic time: 20,000 elements cost 3 s. The largest of 68 pages of the press has 3,129 elements.
MAX_ELEMENTS = 20_000
#: Possessive: a thousand comments at the head can be read in one way only.
_OPENING = re.compile(
    r"\s*(?:(?:<\?xml[^>]*>|<!--(?:(?!-->).){0,2000}-->)\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SENTENCE_END = re.compile(r"[.!?…][\"'»”’)\]]*[ \t]*$", re.M)


def recognises(path: Path, head: bytes) -> bool:
    """A text that begins as a page does, or a fragment of markup in a file named so.

    >>> recognises(Path("a.txt"), b"<!DOCTYPE html><p>"), recognises(Path("a.htm"), b"<p>Un.")
    (True, True)
    >>> recognises(Path("a.txt"), b"<p>Un.")
    False
    """
    text = decode(head)[0]
    return bool(_OPENING.match(text)) or (path.suffix.lower() in SUFFIXES and text.lstrip().startswith("<"))


def read(file: InputFile) -> Iterator[Article | Unread]:
    """The article of a page: headline, blank line, body, with what the page declares of itself."""
    page, encoding = decode_page(read_bytes(file.path))
    if not page.strip():
        raise Unreadable("empty file")
    tree = _tree(page)
    fields, origin = page_fields(tree)
    body = _body(tree)
    if not body or not _SENTENCE_END.search(body):
        raise Unreadable("no article found on the page")
    told = metadata_of(file)
    title = str(told.get("title") or fields.get("title") or "")
    yield make_article(
        file,
        {**fields, **told, "text": drop_headline(body, title)},
        format=NAME,
        origin="metadata" if "published" in told else origin,
        note=None if encoding == "utf-8" else f"decoded as {encoding}",
    )


def decode_page(data: bytes) -> tuple[str, str]:
    """The markup of a page and its encoding, as declared in its head when that can be true.

    >>> decode_page(b'<html><meta charset="iso-8859-1"><p>25 M\\x80')  # read as cp1252, as browsers do
    ('<html><meta charset="iso-8859-1"><p>25 M€', 'cp1252')
    """
    match = _CHARSET.search(data[:CHARSET_BYTES])
    declared = (match[1] or match[2]).decode("ascii", "replace") if match else None
    return decode(data, declared)


def drop_headline(body: str, title: str) -> str:
    """The body without a first line that says the title again, and the labels above it.

    >>> drop_headline("World\\nOrphea buys Belvia\\nThe group pays 3 M€.", "Orphea Buys Belvia")
    'The group pays 3 M€.'
    >>> drop_headline("The group pays 3 M€.", "Orphea buys Belvia")
    'The group pays 3 M€.'
    """
    lines = body.split("\n")
    for i, line in enumerate(lines[:LABEL_LINES]):
        if title and plain(line) == plain(title):
            return "\n".join(lines[i + 1 :]).lstrip("\n")
        if len(line) > LABEL_CHARS:
            break
    return body


def _tree(page: str) -> HtmlElement:
    from trafilatura import load_html

    refuse_long_tags(page)
    tree = load_html(without_controls(_PROLOG.sub("", page)))
    if tree is None:
        raise Unreadable("no article found on the page")
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise Unreadable(f"a page of more than {MAX_ELEMENTS} elements")
    if _depth(tree) >= MAX_DEPTH - 1:  # what lay deeper was dropped; one level may have been taken off since
        raise Unreadable(TOO_DEEP)
    return tree


def _depth(tree: HtmlElement) -> int:
    """The levels of the deepest element.

    >>> from lxml.html import fromstring
    >>> _depth(fromstring("<html><body><p>Un.</p></body></html>"))
    3
    """
    from lxml import etree

    deepest = level = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def _body(tree: HtmlElement) -> str | None:
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings become our reasons
    try:
        found = bare_extraction(tree, include_comments=False, include_tables=False, with_metadata=False)
    except Exception as error:  # any page of the web may come, and one must not stop a run
        raise Unreadable(f"the page cannot be read ({type(error).__name__}: {str(error)[:100]})") from error
    return getattr(found, "text", None)
