"""Markup → lines of text, as the readers of press databases need it.

A piece of HTML enters, its tree leaves (`parse_html`), and of a tree the text as a page shows it (`block_text`). Nothing
is fetched, no entity is resolved. Start with `block_text`.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

from pipeline.read.files import Unreadable

#: An element of lxml, which has no types.
Element = Any

#: Of one element; the library takes quadratic time, 10,000 cost 3 s.
MAX_ATTRIBUTES = 10_000
#: What is shown as a block: the line ends before and after it; between paragraphs a line is empty.
BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "details", "div", "dl", "fieldset",
     "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav",
     "ol", "p", "pre", "section", "table", "ul")
)  # fmt: skip
#: What begins a line of its own.
LINES = frozenset({"br", "li", "tr", "dt", "dd"})
HIDDEN = frozenset(
    ("script", "style", "noscript", "template", "head", "title", "button", "input", "select", "textarea", "svg",
     "math", "iframe", "object")
)  # fmt: skip
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{2 * MAX_ATTRIBUTES},}}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_WORD = re.compile(r"[^\s=/]+")
#: What XML, and so the library under us, does not hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: Of libxml2, which drops what lies deeper.
MAX_DEPTH = 256
TOO_DEEP = "markup nested too deeply"
#: Spaces of HTML, which has no others: a no-break space stays.
_SPACES = re.compile(r"[ \t\r\n\f]+")
_GAPS = re.compile(r"\n{3,}")


def without_controls(markup: str) -> str:
    """The markup with a space for each character that it cannot hold."""
    return _CONTROLS.sub(" ", markup)


def refuse_long_tags(markup: str) -> None:
    """Raise when an element has so many attributes that it could not be parsed in time.

    >>> refuse_long_tags("<p class='a'>Un.</p>")
    >>> refuse_long_tags("<p " + "a=1 " * 10_001 + ">Un.</p>")
    Traceback (most recent call last):
    pipeline.read.files.Unreadable: an element with more than 10000 attributes
    """
    if any(len(_WORD.findall(_QUOTED.sub("", tag[0]))) > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(markup)):
        raise Unreadable(f"an element with more than {MAX_ATTRIBUTES} attributes")


def html_tree(markup: str) -> Element | None:
    """The document of a piece of HTML, None where it is empty; refused where the library would drop a part of it.

    >>> html_tree("<p>25&nbsp;M€").findtext(".//p")
    '25\\xa0M€'
    >>> html_tree("<b>" * 300 + "25 M€")
    Traceback (most recent call last):
    pipeline.read.files.Unreadable: markup nested too deeply
    """
    from lxml import etree

    refuse_long_tags(markup)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(without_controls(markup).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"markup that cannot be read ({error.msg})") from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise Unreadable(TOO_DEEP)
    return tree


def parse_html(markup: str) -> Element:
    """The body of a piece of HTML.

    >>> parse_html("<p>Un.</p>3 M€").tag
    'body'
    >>> parse_html("<!-- -->")
    Traceback (most recent call last):
    pipeline.read.files.Unreadable: no text
    """
    tree = html_tree(f"<html><body>{markup}")
    body = None if tree is None else tree.find("body")
    if body is None or not (len(body) or (body.text or "").strip()):
        raise Unreadable("no text")
    return body


def has_class(element: Element, names: Container[str]) -> bool:
    """Whether an element is of one of the classes, given in lower case.

    >>> has_class(parse_html("<p class='a titreArticleVisu'>Un.")[0], {"titrearticlevisu"})
    True
    >>> has_class(parse_html("<p>Un.")[0], {"titrearticlevisu"})
    False
    """
    classes = element.get("class")
    return classes is not None and any(name in names for name in classes.lower().split())


def with_class(tree: Element, *names: str) -> list[Element]:
    """The elements of one of the classes, given in lower case, in their order, and none that lies in another of them.

    >>> tree = parse_html("<p class=a>Un.<b class=a>Deux.</b></p><p class='b a'>Trois.</p>")
    >>> [element.text for element in with_class(tree, "a")], with_class(tree, "c")
    (['Un.', 'Trois.'], [])
    """
    wanted = frozenset(names)
    found, todo = [], [tree]
    while todo:
        element = todo.pop()
        if has_class(element, wanted):
            found.append(element)
        else:
            todo += reversed(element)
    return found


def block_text(
    tree: Element, *, after: Element | None = None, until: Element | None = None, without: Container[Element] = ()
) -> str:
    """The text of an element as a page shows it: a line for each block, an empty line between paragraphs.

    It begins behind the element `after`, ends before `until`, and leaves out the elements `without`.

    >>> tree = parse_html("<h1>Orphéa</h1><p>3\\xa0M€<br>en  <b>mars</b>.</p><table><tr><td>a</td><td>b</td></tr></table>")
    >>> block_text(tree)
    'Orphéa\\n\\n3\\xa0M€\\nen mars.\\n\\na\\tb'
    >>> block_text(tree, after=tree[0], until=tree[2])
    '3\\xa0M€\\nen mars.'
    >>> block_text(parse_html("<p>Un.<script>a()</script>"), until=None, without=())
    'Un.'
    """
    from lxml import etree

    parts: list[str] = []
    hidden, started = 0, after is None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        out = element.tag in HIDDEN or element in without
        if event == "start":
            if element is until:
                break
            hidden += out
            if started and not hidden:
                parts += (_opening(element), _collapsed(element.text))
            continue
        hidden -= out
        if started and not hidden:
            parts.append("" if out else _closing(element))
        started = started or element is after
        if started and not hidden and element is not tree:
            parts.append(_collapsed(element.tail))
    text = re.sub(" +", " ", "".join(parts)).replace("\t ", "\t").replace(" \t", "\t")
    # At the end of a line a no-break space holds nothing together.
    lines = "\n".join(line.strip(" \xa0") for line in text.split("\n"))
    return _GAPS.sub("\n\n", lines).strip("\n\t \xa0")


def _collapsed(text: str | None) -> str:
    return _SPACES.sub(" ", text) if text else ""


def _opening(element: Element) -> str:
    if element.tag in LINES:
        return "\n"
    if element.tag in ("td", "th"):
        return "\t" if element.getprevious() is not None else ""
    return _closing(element)


def _closing(element: Element) -> str:
    return "\n\n" if element.tag in BLOCKS and not _in_cell(element) else ""


def _in_cell(element: Element) -> bool:
    """Whether a paragraph is the only thing in a cell of a table of figures: it stays on the line of the row."""
    parent = element.getparent()
    return parent is not None and parent.tag in ("td", "th") and len(parent) == 1
