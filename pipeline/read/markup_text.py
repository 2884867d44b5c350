"""Marked-up text → plain paragraphs: NITF, XHTML in XML, and the scraps of HTML that feeds and JSON carry.

An element or a string of HTML enters, paragraphs with blank lines between them leave, in linear time. These texts have no
menus around them, so that nothing is guessed, other than with whole pages. Start with `text_of`.
"""

from __future__ import annotations

import re

from pipeline.lang.reading import plain
from pipeline.read import markup
from pipeline.read.html_page import drop_headline
from pipeline.read.xml_tree import XmlElement, name_of

#: Elements that begin and end a paragraph: those of pages, and those that NITF and tables have besides.
BLOCKS = markup.BLOCKS | markup.LINES - {"br"} | {
    "block", "bq", "caption", "hl1", "hl2", "summary", "tbody", "tfoot", "thead",
}  # fmt: skip
CELLS = frozenset({"td", "th"})
#: What is no text of the article: programs, controls, pictures with their captions, what stands around an article.
LEFT_OUT = frozenset({
    "audio", "button", "figcaption", "fn", "footer", "form", "head", "header", "iframe", "media", "nav", "noscript",
    "note", "object", "script", "select", "style", "svg", "template", "video",
})  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_SPACES = re.compile(" {2,}")
_LINES = re.compile(r" *\n *")
_BLOCK_TAG = re.compile(rf"<(?:br|{'|'.join(sorted(BLOCKS))})\b", re.I)
_MARKUP = re.compile(r"<[A-Za-z/!]|&(?:#|[A-Za-z])")
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\r?\n[ \t]*)+")
#: Wire text is wrapped at some 70 characters; a paragraph begins with a blank line or an indentation.
_INDENTED = re.compile(r"[ \t]{2,}")


def text_of(element: XmlElement, *, left_out: frozenset[str] = LEFT_OUT, line_break: str = "\n") -> str:
    """The paragraphs of an element. `line_break` is what a single line break is; two of them end a paragraph.

    >>> from pipeline.read.xml_tree import parse_xml
    >>> text_of(parse_xml("<body><p>Un\\n deux <em>trois</em></p><media>Photo</media><hl2>Quatre</hl2></body>"))
    'Un deux trois\\n\\nQuatre'
    >>> text_of(parse_xml("<p>Un<br/>deux<br/><br/>trois</p>"), line_break=" ")
    'Un deux\\n\\ntrois'
    """
    from lxml import etree

    paragraphs: list[str] = []
    pieces: list[str] = []
    breaks = 0

    def end_paragraph() -> None:
        text = _LINES.sub("\n", _SPACES.sub(" ", "".join(pieces))).strip(" \n\t")
        pieces.clear()
        if text:
            paragraphs.append(text)

    def add(text: str | None) -> None:
        nonlocal breaks
        text = _SPACE.sub(" ", text or "")
        if breaks and text.strip(" "):
            if breaks > 1:
                end_paragraph()
            else:
                pieces.append(line_break)
            breaks = 0
        pieces.append(text)

    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        name = name_of(node).lower()
        tail = node.tail if node is not element else None
        if event == "start":
            if name in left_out:
                walker.skip_subtree()
                continue
            if name == "br":
                breaks += 1
            elif name in BLOCKS:
                end_paragraph()
                breaks = 0
            elif name in CELLS:
                pieces.append("\t")
            add(node.text)
        else:
            if name in BLOCKS:
                end_paragraph()
                breaks = 0
            add(tail)
    end_paragraph()
    return "\n\n".join(paragraphs)


def html_text(source: str, *, line_breaks: bool = False) -> str:
    """The paragraphs of a scrap of HTML; plain text is only unwrapped. `line_breaks`: ends of lines in it are meant.

    >>> html_text("<p>25&nbsp;M€ &amp; plus</p><ul><li>Un<li>Deux</ul>")
    '25\\xa0M€ & plus\\n\\nUn\\n\\nDeux'
    >>> html_text("Prix < 3 M€\\net plus\\n\\nUn.")
    'Prix < 3 M€ et plus\\n\\nUn.'
    """
    if line_breaks:
        source = source.replace("\r\n", "\n").replace("\n", "<br>")
    elif not _BLOCK_TAG.search(source):
        source = _BLANK_LINE.sub("<p>", source)
    if not _MARKUP.search(source):
        return _SPACE.sub(" ", source).strip(" ")
    tree = markup.html_tree(f"<div>{source}</div>")
    return "" if tree is None else text_of(tree)


def html_line(source: str) -> str:
    """A title on one line, its markup and its character references resolved.

    >>> html_line("L&#8217;Orph&eacute;a &lt; <b>Belvia</b> "), html_line("Taux < 3 %")
    ('L’Orphéa < Belvia', 'Taux < 3 %')
    """
    return " ".join(html_text(source).split())


#: Told of an article whose text is not all of it.
SUMMARY = "only a summary of the article"
HEADLINE = "only the headline of the article"


def summary_text(source: str, title: str) -> tuple[str, str]:
    """The text of an article of which there is only a summary, and what to tell of it; a repeated headline is read once.

    >>> summary_text("<p>Le groupe paie.", "Orphéa"), summary_text("<a>Orphéa rachète Belvia</a>", "Orphéa rachète Belvia !")[0]
    (('Le groupe paie.', 'only a summary of the article'), 'Orphéa rachète Belvia !')
    """
    text = html_text(source)
    if text and plain(text) != plain(title):
        return drop_headline(text, title), SUMMARY
    return title, HEADLINE


def wire_text(source: str) -> str:
    """The paragraphs of plain text as agencies wrap it.

    >>> wire_text("   Le groupe paie\\n3 M€ à Belvia.\\n   Il se tait.\\n\\nFin.")
    'Le groupe paie 3 M€ à Belvia.\\n\\nIl se tait.\\n\\nFin.'
    """
    paragraphs: list[list[str]] = [[]]
    for line in source.splitlines():
        if not line.strip() or _INDENTED.match(line):
            paragraphs.append([])
        if line.strip():
            paragraphs[-1].append(_SPACE.sub(" ", line).strip(" "))
    return "\n\n".join(" ".join(lines) for lines in paragraphs if lines)
