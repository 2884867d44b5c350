"""A timeline → text for the terminal or a pipe.

Start with `on_terminal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import TextWrapper

from pipeline.lang import table
from pipeline.normalise.written import NO_BREAK
from pipeline.timeline.shown import ArticleView, FactView, Step, Tie, Timeline

#: Statuses by how sure they make the money, with the colour of each on the terminal; the word stands beside it.
COLOURS = {
    "completed": "green", "agreed": "green", "finalising": "green", "in_talks": "yellow", "proposed": "yellow",
    "planned": "yellow", "expected": "yellow", "rumoured": "magenta", "hypothetical": "magenta", "cancelled": "red",
    "denied": "red",
}  # fmt: skip
WIDTH = 100  # columns, where the terminal does not say
NARROWEST = 40  # columns; below it a day and a status would fill a line
INDENT = " " * 5
#: Relations that are told with their reason: once, at the end from which they run.
WITH_REASON = {"supersedes", "part_of", "contradicts"}

Style = Callable[..., str]


def on_terminal(shown: Timeline, *, style: Style | None = None, width: int = WIDTH) -> str:
    """The timeline as text. `style` colours a text as `click.style` does.

    >>> print(on_terminal(Timeline("en", "Orphéa", "No facts.", ())))
    Orphéa
    No facts.
    """
    width = max(width, NARROWEST)
    words = table(shown.language, "timeline")["words"]
    lines = [*_strong_lines(shown.title, style, width), *_wrapped(shown.summary, "", width)]
    for matter in shown.matters:
        lines += ["", *_strong_lines(matter.heading, style, width)]
        for fact in matter.facts:
            lines += ["", *_fact(fact, matter.heading, words["about"], style, width)]
    if shown.articles:
        lines += ["", _strong(words["articles_heading"], style)]
    for article in shown.articles:
        lines += _wrapped(_title(article, words["quoted"]), f"{f'[{article.number}]':>6} ", width)
    return "\n".join(lines)


def _strong(text: str, style: Style | None) -> str:
    return style(text, bold=True) if style else text


def _strong_lines(text: str, style: Style | None, width: int) -> list[str]:
    return [_strong(line, style) for line in _wrapped(text, "", width)]


def _status(code: str, word: str, style: Style | None) -> str:
    return style(word, fg=COLOURS[code]) if style else word


def _fact(fact: FactView, heading: str, about: str, style: Style | None, width: int) -> Iterator[str]:
    yield f"{fact.number:>3}. {_strong(fact.figure, style)} · {_status(fact.status, fact.status_word, style)}"
    days = max((len(step.written_day) for step in fact.steps), default=0) + 2
    statuses = max((len(step.status_word) for step in fact.steps), default=0) + 2
    for step in fact.steps:
        yield from _step(step, style, (days, statuses), width)
    lines = [(about, fact.heading)] if fact.heading != heading else []
    lines += [*fact.lines, *(line for tie in fact.ties for line in _tie(tie))]
    size = max((len(label) for label, _ in lines), default=0) + 2
    for label, text in lines:
        yield from _wrapped(text, f"{INDENT}{label:<{size}}", width)


def _tie(tie: Tie) -> Iterator[tuple[str, str]]:
    """The label and text of a tie: one line, or one for each reason."""
    others = [f"{other.number} ({other.figure})" if other.number else other.figure for other in tie.others]
    if tie.relation not in WITH_REASON:
        yield tie.word, ", ".join(others)
        return
    for shown, other in zip(others, tie.others, strict=True):
        yield tie.word, f"{shown}: {other.reason}"


def _step(step: Step, style: Style | None, sizes: tuple[int, int], width: int) -> Iterator[str]:
    """Day, status, figure, who and where. Colours come once the lines are cut, since they have no width."""
    days, statuses = sizes
    before, after = f"{INDENT}{step.written_day:<{days}}", " " * (statuses - len(step.status_word))
    first, *rest = _wrapped(
        f"{step.figure}, {step.who}{NO_BREAK}[{step.article}]", f"{before}{step.status_word}{after}", width
    )
    told = first[len(before) + len(step.status_word) :]
    yield f"{before}{_status(step.status, step.status_word, style)}{told}"
    yield from rest


def _title(article: ArticleView, quoted: str) -> str:
    parts = (article.written_day, quoted.format(text=article.title), article.publisher, article.url or "")
    return ", ".join(filter(None, parts))


def _wrapped(text: str, first: str, width: int) -> list[str]:
    """The text cut into lines, those after the first set in below its beginning; no word is cut, for addresses."""
    indent = " " * min(len(first), width // 2)
    cut = TextWrapper(
        width, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return cut.wrap(text) or [first.rstrip()]
