"""One article and what was made of it → a page for a person, on the terminal or as HTML.

An `Extraction` (with all mentions) enters, text leaves. `view` decides what is shown, `on_terminal` and `as_html` how.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import takewhile
from typing import Any

from pipeline import notation
from pipeline.records import REVIEWS, ROLES, Extraction, Mention, Span
from pipeline.schema import Row
from pipeline.write.rows import Tables, rows_of_extraction
from pipeline.write.terminal import printable

#: Mention kinds by who keeps the characters when two overlap, with the colour of each on the terminal.
COLOURS = {"amount": "green", "date": "cyan", "source": "magenta", "party": "yellow"}
#: The number of a claim stands behind its amount as that of a footnote does.
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of article text. `kind` and `value` say what is mentioned, `claim` the number of the claim of an amount."""

    text: str
    kind: str | None = None
    value: str = ""
    claim: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim as (label, text) lines under a heading."""

    number: int
    heading: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything shown of one article; every text in it is printable."""

    title: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[tuple[tuple[Piece, ...], ...], ...]  # paragraph > sentence > piece
    claims: tuple[ClaimView, ...]
    dropped: tuple[tuple[str, str], ...]  # words, reason


def view(extraction: Extraction) -> View:
    """What is shown of an article."""
    article, tables = extraction.article, rows_of_extraction(extraction)
    facts = {
        "language": article.language,
        "published": article.published and f"{article.published} ({article.published_origin or 'unknown origin'})",
        "publisher": article.publisher,
        "url": article.url,
        "file": article.source_file or None,
    }
    return View(
        title=printable(article.title or article.id),
        facts=tuple((name, printable(str(value))) for name, value in facts.items() if value),
        paragraphs=tuple(_paragraphs(extraction, tables)),
        claims=tuple(_claim_view(n, tables.claims, article.text) for n in range(1, len(tables.claims) + 1)),
        dropped=tuple(
            (printable(row["text"]), f"{printable(row['reason'])} ({row['stage']})") for row in tables.dropped
        ),
    )


def on_terminal(shown: View, *, style: Callable[..., str] | None = None) -> str:
    """The view as text. `style` colours a text as `click.style` does; without it marks are written `[words|kind]`.

    >>> from pipeline.records import Article
    >>> print(on_terminal(view(Extraction(Article("a.txt", "Il pleut.", language="fr")))))
    a.txt
      language: fr
    <BLANKLINE>
    No claims.
    """

    def styled(piece: Piece) -> str:
        if piece.kind is None:
            return piece.text
        if style is None:
            return f"[{piece.text}|{piece.kind}{f' {piece.claim}' if piece.claim else ''}]"
        number = str(piece.claim or "").translate(RAISED)
        return style(piece.text + number, fg=COLOURS[piece.kind], bold=piece.kind == "amount", underline=True)

    def strong(text: str) -> str:
        return style(text, bold=True) if style else text

    lines = [strong(shown.title), *(f"  {name}: {value}" for name, value in shown.facts), ""]
    if style:
        lines += ["  ".join(styled(Piece(kind, kind)) for kind in COLOURS), ""]
    for paragraph in shown.paragraphs:
        lines += ["".join(map(styled, sentence)) for sentence in paragraph]
        lines.append("")
    lines.append(strong(_heading(len(shown.claims))))
    for claim in shown.claims:
        lines += ["", f"{claim.number}. {strong(claim.heading)}"]
        lines += [f"   {label:<11}{text}" for label, text in claim.lines]
    if shown.dropped:
        lines += ["", strong("Candidates that are no claim:")]
        lines += [f"   {words}: {reason}" for words, reason in shown.dropped]
    return "\n".join(lines)


def as_html(views: Sequence[View]) -> str:
    """The views as one self-contained page: no script, nothing loaded from elsewhere, every text escaped.

    >>> from pipeline.records import Article
    >>> page = as_html([view(Extraction(Article("a.txt", "Rien.", title="<script>", language="fr")))])
    >>> "&lt;script&gt;" in page, "<script" in page
    (True, False)
    """
    from jinja2 import Environment, StrictUndefined

    source = (resources.files("pipeline.write") / "explain.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source).render(views=views, kinds=list(COLOURS), heading=_heading)


def _heading(claims: int) -> str:
    return {0: "No claims.", 1: "1 claim"}.get(claims, f"{claims} claims")


def _paragraphs(extraction: Extraction, tables: Tables) -> Iterator[tuple[tuple[Piece, ...], ...]]:
    text = extraction.article.text
    marks = _without_overlaps(extraction.mentions)
    numbers = {Span(row["amount_start"], row["amount_end"]): n for n, row in enumerate(tables.claims, 1)}
    paragraph: list[tuple[Piece, ...]] = []
    last = 0
    for sentence in extraction.sentences:
        if paragraph and "\n" in text[last : sentence.span.start]:
            yield tuple(paragraph)
            paragraph = []
        paragraph.append(tuple(_pieces(text, sentence.span, marks, numbers)))
        last = sentence.span.end
    if paragraph:
        yield tuple(paragraph)


def _pieces(text: str, sentence: Span, marks: Sequence[Mention], numbers: dict[Span, int]) -> Iterator[Piece]:
    last = sentence.start
    first = bisect_right(marks, sentence.start, key=lambda mark: mark.span.end)
    for mark in takewhile(lambda mark: mark.span.start < sentence.end, (marks[i] for i in range(first, len(marks)))):
        start, end = max(mark.span.start, sentence.start), min(mark.span.end, sentence.end)
        if last < start:
            yield Piece(printable(text[last:start]))
        claim = numbers.get(mark.span) if mark.kind == "amount" else None
        yield Piece(printable(text[start:end]), mark.kind, printable(mark.value), claim)
        last = end
    if last < sentence.end:
        yield Piece(printable(text[last : sentence.end]))


def _without_overlaps(mentions: Sequence[Mention]) -> list[Mention]:
    rank = list(COLOURS).index
    chosen: list[Mention] = []
    taken: set[int] = set()
    for mention in sorted(mentions, key=lambda mention: (rank(mention.kind), mention.span)):
        characters = range(mention.span.start, mention.span.end)
        if not taken.intersection(characters):
            taken.update(characters)
            chosen.append(mention)
    return sorted(chosen, key=lambda mention: mention.span)


def _claim_view(number: int, rows: Sequence[Row], text: str) -> ClaimView:
    row = rows[number - 1]
    value = notation.amount_value(
        row["amount_min"], row["amount_max"], row["currency"], approx=row["amount_approx"], per=row["per"]
    )
    lines = {
        "amount": f"{row['amount_text']} ({row['currency_basis']} currency)",
        **{role: "; ".join(row[role]) for role in ROLES},
        "date": _date(row),
        "source": f"{row['source']} ({row['source_kind']})" if row["source"] else "",
        "evidence": " · ".join(_evidence(text, item) for item in row["evidence"]),
        "rules": ", ".join(row["rules"]),
        "review": "; ".join(f"{reason} ({REVIEWS[reason]})" for reason in row["review"]),
        "confidence": f"{row['confidence']:.2f}",
        "same fact": _others(number, rows),
        "converts": next((str(n) for n, other in enumerate(rows, 1) if other["claim_id"] == row["conversion_of"]), ""),
    }
    heading = f"{_grouped(value)} · {row['kind']} · {row['status']}"
    shown = tuple((label, printable(line)) for label, line in lines.items() if line)
    return ClaimView(number, heading, shown)


def _others(number: int, rows: Sequence[Row]) -> str:
    """The numbers of the claims that tell the same fact within the article. Its id is no use to anyone: a run joins facts
    across articles and gives them other ids."""
    row = rows[number - 1]
    others = [str(n) for n, other in enumerate(rows, 1) if other["fact_id"] == row["fact_id"] and n != number]
    if not others:
        return ""
    return f"as {', '.join(others)}{' (this is the fullest)' if row['is_main'] else ''}"


def _date(row: Row) -> str:
    if row["date_text"] is None:
        return ""
    interval = notation.date_value(row["date_start"], row["date_end"])
    return f"{row['date_text']} → {interval} ({row['date_granularity'] or 'unresolved'})"


def _evidence(text: str, item: dict[str, Any]) -> str:
    return f"{item['role']} “{text[item['start'] : item['end']]}”"


def _grouped(value: str) -> str:
    """Digits before a decimal point in groups of three.

    >>> _grouped("EUR 2500000.125")
    'EUR 2 500 000.125'
    """
    return re.sub(r"(?<![.\d])\d+", lambda digits: f"{int(digits[0]):,}".replace(",", " "), value)
