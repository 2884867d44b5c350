"""What is shown of a history, as records: worded in one language, every text printable. Start with `Timeline`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article that tells something shown; `url` only where it is an address of the web."""

    number: int
    article_id: str
    written_day: str
    title: str
    publisher: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """An article that tells a fact with one status. `sentence` is what stands before the amount, the amount, and the rest."""

    day: date | None
    written_day: str
    status: str
    status_word: str
    figure: str
    who: str
    article: int  # its number in the list of articles
    sentence: tuple[str, str, str]
    language: str  # of the sentence


@dataclass(frozen=True, slots=True)
class Other:
    """A fact at the other end of a relation, without a number when it is not shown, and why they are tied."""

    number: int | None
    figure: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Relations of one name, seen from one of their facts."""

    relation: str
    word: str
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact: what it is now, what else is known of it as (label, text) lines, and how it came to be."""

    number: int
    fact_id: str
    kind: str
    figure: str
    low: Decimal | None
    high: Decimal | None
    approx: bool
    unit: str  # figures of one unit can be drawn on one scale
    status: str
    status_word: str
    heading: str
    lines: tuple[tuple[str, str], ...]
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...]
    confidence: float

    @property
    def replaced(self) -> bool:
        return any(tie.relation == "superseded" for tie in self.ties)


@dataclass(frozen=True, slots=True)
class MatterView:
    """Facts of one matter, under the kind and parties of the fact that is told most."""

    matter_id: str
    heading: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything shown."""

    language: str
    title: str
    summary: str
    matters: tuple[MatterView, ...]
    articles: tuple[ArticleView, ...] = ()
