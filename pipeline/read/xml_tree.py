"""XML from anybody: bytes enter, trees of lxml leave, with no entity, network or other file touched.

What is wrong is an `Unreadable` with its line. Start with `read_xml`, then `parse_xml`; files of many items: `xml_items`.
"""

from __future__ import annotations

import re
from html import escape
from html.entities import html5
from pathlib import Path
from typing import Any

from pipeline.read.decode import decode
from pipeline.read.files import Unreadable, read_bytes
from pipeline.read.markup import without_controls

#: An element of lxml, which has no types.
XmlElement = Any

#: A feed or a message of many items; its tree takes some four times as much. The largest of those seen has 150 kB.
MAX_XML_BYTES = 50_000_000
ENTITIES = "the XML declares entities of its own: attacks do, articles need none"
NAMESPACES = "the XML declares more than 200 namespaces: attacks do, articles need few"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: An encoding is declared in the first line.
_DECLARATION_BYTES = 200
_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,150}?encoding\s*=\s*[\"']([\w.:-]+)")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DOCTYPE = "<!DOCTYPE"
_SUBSET = re.compile(r"\[(?:<!--.*?-->|\"[^\"]*\"|'[^']*'|[^]\"'<]|<(?!!--))*+\]\s*>", re.S)
_BLANK = re.compile("[\ufeff \t\r\n]*")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_REFERENCE = re.compile(r"&(?:#(\d{1,8}|[xX][0-9a-fA-F]{1,7});|([A-Za-z][A-Za-z0-9]{1,30});)?")
#: The entities that XML itself has.
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
#: Different ones in a document. Standards of the press declare ten to twenty; each name is looked for among all of them.
MAX_NAMESPACES = 200
_NAMESPACE = re.compile(r"\sxmlns(?::[\w.-]+)?\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')")


class Refused(Unreadable):
    """A document that no article needs to be like: nothing of it is read."""


def root_name(head: bytes) -> str | None:
    """The name of the outermost element, without its prefix, from the first bytes of a file; None where that is no XML.

    >>> root_name(b"<?xml version='1.0'?><!-- <a> --><n:newsItem xmlns:n='x'>"), root_name(b"Prix < 3 M")
    ('newsItem', None)
    """
    match = _ROOT.match(*_after_prolog(decode(head)[0]))
    return match[1] if match else None


def _after_prolog(text: str) -> tuple[str, int]:
    """The text and where its first element stands; comments, instructions and the document type are passed over."""
    at, ends = 0, {"<!--": "-->", "<?": "?>", _DOCTYPE: ">"}
    while True:
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]  # it matches the empty text as well
        opening = next((mark for mark in ends if text.startswith(mark, at)), None)
        if opening is None:
            return text, at
        end = _end_of_doctype(text, at) if opening == _DOCTYPE else text.find(ends[opening], at + len(opening))
        if end < 0:
            return text, len(text)
        at = end + len(ends[opening])


def _end_of_doctype(text: str, at: int) -> int:
    """Where the document type ends: at the first ">" that stands outside its brackets."""
    end, bracket = text.find(">", at), text.find("[", at)
    if 0 <= bracket < end:
        close = _SUBSET.match(text, bracket)
        return close.end() - 1 if close else -1
    return end


def read_xml(path: Path) -> tuple[str, str | None]:
    """The text of an XML file without its declaration, and a note where it was in another encoding than UTF-8."""
    data = read_bytes(path, MAX_XML_BYTES)
    declared = _ENCODING.match(data[:_DECLARATION_BYTES])
    text, encoding = decode(data, declared[1].decode("ascii") if declared else None)
    return _DECLARATION.sub("", text), None if encoding == "utf-8" else f"decoded as {encoding}"


def parse_xml(text: str) -> XmlElement:
    """The root of a document. Entities are neither declared nor fetched; the named characters of HTML are known.

    >>> parse_xml("<p>25&nbsp;M&euro; &amp; plus, R&D</p>").text
    '25\\xa0M€ & plus, R&D'
    >>> parse_xml("<!DOCTYPE p [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;</p>")
    Traceback (most recent call last):
    pipeline.read.xml_tree.Refused: the XML declares entities of its own: attacks do, articles need none
    """
    from lxml import etree

    # Comments can hide where the document type ends, and no sound item declares what it must escape to speak of.
    if _DOCTYPE in text[: _after_prolog(text)[1]] and "<!ENTITY" in text:
        raise Refused(ENTITIES)
    if len(namespaces_in(text)) > MAX_NAMESPACES:
        raise Refused(NAMESPACES)
    data = _repaired(text).encode()
    parser = _parser()
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if any(entry.domain != etree.ErrorDomains.NAMESPACE for entry in parser.error_log):
            raise Unreadable(_reason(str(error.msg), error.lineno or 1)) from None
        root = etree.fromstring(data, _parser(recover=True))  # a prefix that nobody declared
    if root is None:
        raise Unreadable("no XML element")
    return root


def namespaces_in(text: str) -> list[str]:
    """The declarations of namespaces in a text, each once, with the space before it.

    >>> namespaces_in("<a xmlns='x'><b xmlns='x' xmlns:c='y'/></a>")
    [" xmlns='x'", " xmlns:c='y'"]
    """
    return list(dict.fromkeys(_NAMESPACE.findall(text)))


def parse_head(text: str) -> XmlElement | None:
    """The root of a document that is cut off, as far as it can be read.

    >>> parse_head("<rss><title>Phare</title><item>")[0].text
    'Phare'
    """
    from lxml import etree

    return etree.fromstring(_repaired(text).encode(), _parser(recover=True))


def _parser(*, recover: bool = False) -> Any:
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )


def _reason(message: str, line: int) -> str:
    if "depth" in message.lower():
        return f"XML nested too deeply at line {line}"
    return f"not valid XML at line {line}: {message[:1].lower()}{message[1:160].partition(', line ')[0]}"


def _repaired(text: str) -> str:
    """The text with what careless programs write outside of CDATA made valid; no line is added or removed."""
    pieces, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        pieces += [_REFERENCE.sub(_character, text[at:start]), text[start : end + 3]]
        at = end + 3
    pieces.append(_REFERENCE.sub(_character, text[at:]))
    return without_controls("".join(pieces))


def _character(match: re.Match[str]) -> str:
    number, name = match.groups()
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        legal = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
        return match[0].replace("&#X", "&#x") if legal else "\ufffd"
    if name in _OWN:
        return match[0]
    known = html5.get(f"{name};") if name else None
    return escape(known) if known else f"&amp;{match[0][1:]}"


def name_of(element: XmlElement) -> str:
    """The name of an element without its namespace; "" for what is no element.

    >>> from lxml.etree import Comment, Element
    >>> name_of(Element("{urn:x}item")), name_of(Comment("item"))
    ('item', '')
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def all_at(element: XmlElement | None, *path: str) -> list[XmlElement]:
    """The elements under one that a path of names leads to, whatever their namespaces.

    >>> root = parse_xml("<a><b><c>1</c></b><b><c>2</c><d/></b></a>")
    >>> [found.text for found in all_at(root, "b", "c")], all_at(root, "c")
    (['1', '2'], [])
    """
    found = [] if element is None else [element]
    for name in path:
        found = [child for parent in found for child in parent if name_of(child) == name]
    return found


def text_at(element: XmlElement | None, *path: str) -> str | None:
    """The text on one line of the first element that a path leads to and that has one."""
    texts = (" ".join("".join(found.itertext()).split()) for found in all_at(element, *path))
    return next(filter(None, texts), None)


def attribute_at(element: XmlElement | None, name: str, *path: str) -> str | None:
    """An attribute of the first element that a path leads to and that has it."""
    values = (found.get(name) for found in all_at(element, *path))
    return next((value.strip() for value in values if value and value.strip()), None)
