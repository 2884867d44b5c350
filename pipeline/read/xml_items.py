"""Files of many items in XML, such as feeds and messages of agencies: of one that is damaged the sound items are read.

A text and the names of its items enter, the root and the items leave, each with its element or why it has none. Start with
`items_in`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.read.files import Unreadable
from pipeline.read.xml_tree import Refused, XmlElement, name_of, namespaces_in, parse_head, parse_xml

#: The namespaces before the first item are written before each item that is read for itself: at most so many times the size
#: of the file, and so many characters besides, which 1,000 items with the namespaces of NewsML-G2 take.
AGAIN, FREE = 10, 1_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a file of many, or why it cannot be read."""

    element: XmlElement | None
    problem: str = ""


def items_in(text: str, names: frozenset[str]) -> tuple[XmlElement, list[Item]]:
    """The root of a document and its items, those elements with one of the names that lie in no other of them.

    Where the document is damaged, it is cut at its items and each is read for itself; the root is then the part before them.

    >>> root, items = items_in("<rss><title>Phare</title><item>1</item><item>2<b></item><item>3", frozenset({"item"}))
    >>> root[0].text, [item.element is not None for item in items], items[2].problem
    ('Phare', [True, False, False], 'cut off: the item that begins at line 1 does not end')
    """
    try:
        root = parse_xml(text)
    except Refused:
        raise
    except Unreadable as error:
        pieces = list(_cut(text, names))
        if not any(piece.element is not None for piece in pieces):
            raise
        if not any(piece.problem for piece in pieces):
            pieces.append(Item(None, f"{error}; behind {len(pieces)} sound items more may be missing"))
        return _head(text, names), pieces
    if name_of(root) in names:
        return root, [Item(root)]
    return root, [Item(element) for element in _outermost(root, names)]


def _outermost(root: XmlElement, names: frozenset[str]) -> Iterator[XmlElement]:
    todo = [root]
    while todo:
        element = todo.pop()
        if name_of(element) in names:
            yield element
        else:
            todo.extend(reversed(element))


def _starts(text: str, names: frozenset[str]) -> list[re.Match[str]]:
    return list(re.finditer(rf"<((?:[\w.-]+:)?(?:{'|'.join(map(re.escape, sorted(names)))}))(?=[\s/>])", text))


def _cut(text: str, names: frozenset[str]) -> Iterator[Item]:
    starts = _starts(text, names)
    if not starts:
        return
    spaces = "".join(namespaces_in(text[: starts[0].start()]))
    if len(spaces) * len(starts) > AGAIN * len(text) + FREE:
        raise Refused(
            f"damaged, and its {len(spaces)} characters of namespaces are too many for {len(starts)} small items"
        )
    line, counted = 1, 0
    for match, end_of_piece in zip(starts, [*(start.start() for start in starts[1:]), len(text)], strict=True):
        piece = text[match.start() : end_of_piece]
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        closing = f"</{match[1]}>"
        end = piece.rfind(closing)
        if end < 0:
            yield Item(None, f"cut off: the item that begins at line {line} does not end")
            continue
        try:
            yield Item(parse_xml(f"<cut{spaces}>{piece[: end + len(closing)]}</cut>")[0])
        except Unreadable as error:
            yield Item(None, f"the item that begins at line {line} is {error}")


def _head(text: str, names: frozenset[str]) -> XmlElement:
    """What stands before the first item, as far as it can be read."""
    from lxml import etree

    root = parse_head(text[: _starts(text, names)[0].start()])
    return etree.Element("none") if root is None else root
