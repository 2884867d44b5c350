"""The dates of a document where an amount can reach them, each with what can be said of it without the amount.

A document and its read sentences enter, a `Ground` leaves; `near` gives the dates that are weighed for one amount.
Start with `read_ground`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from pipeline.link.scene import Scene, Words
from pipeline.records import DateMention, Document, When

#: Sentences before and after the amount's own in which a date is weighed, besides title and lead.
BACK, AHEAD = 6, 2
#: Sentences of title and lead.
LEAD = 3
#: Dates weighed for one amount at most: of those around it, and of title and lead (gold/train has 19 and 7).
MOST, MOST_LEAD = 24, 8
#: Senses of mentions that date nothing by themselves.
_DATELESS = frozenset({"anchored-part", "clock", "each-unit", "each-weekday", "term", "vague"})
_COMPOSED = frozenset({"interval", "closing"})

Interval = tuple[date | None, date | None] | None


@dataclass(frozen=True)
class Place:
    """A date mention in its sentence. `kind`, `told` and `time` are classes that the features are made of."""

    index: int  # of the mention in the document
    mention: DateMention
    when: When
    parts: Mapping[str, str]
    sentence: int
    inside: bool  # one of the two dates of an interval that is a place itself
    time: str
    first: int = 0  # its words, half open, when its sentence has been read
    last: int = 1
    head: int = 0  # the word that hangs on one outside
    told: str = "unread"

    @cached_property
    def kind(self) -> str:
        return _kind(self.parts)

    @cached_property
    def interval(self) -> Interval:
        """What an amount takes with this date; one that stays unresolved is as good as none."""
        return (self.when.start, self.when.end) if self.when.start or self.when.end else None

    @property
    def is_comparison(self) -> bool:
        """Whether the time is one that things are compared with: "a year earlier", "last year"."""
        parts = self.parts
        return parts["sense"] == "earlier" or parts.get("years") == "-1" or parts.get("rel") == "-1"


@dataclass(frozen=True)
class Ground:
    """A document as the dates and amounts of its sentences."""

    document: Document
    read: Mapping[int, Words]
    places: tuple[Place, ...]
    homes: tuple[int, ...]  # the sentence of each place, and where it begins
    starts: tuple[int, ...]
    amounts: tuple[int, ...]  # where each amount begins

    def within(self, sentence: int) -> tuple[Place, ...]:
        """The dates of a sentence."""
        return self.places[bisect_left(self.homes, sentence) : bisect_right(self.homes, sentence)]

    def amounts_between(self, left: int, right: int) -> int:
        return max(0, bisect_left(self.amounts, right) - bisect_left(self.amounts, left))


def read_ground(document: Document, read: Mapping[int, Words]) -> Ground:
    """
    >>> from pipeline.records import Article
    >>> read_ground(Document(Article("a", ""), "", (), (), (), (), (), ()), {}).places
    ()
    """
    starts = [sentence.span.start for sentence in document.sentences]
    found: list[Place] = []
    reach = -1  # the end of the last composed mention
    for index, (mention, when) in enumerate(zip(document.dates, document.whens, strict=True)):
        parts = dict(mention.parts)
        undated = when.start is None and when.end is None
        if parts["sense"] in _DATELESS or (undated and parts["sense"] in ("duration", "frequency")):
            continue
        home = max(0, bisect_right(starts, mention.span.start) - 1)
        following = document.dates[index + 1] if index + 1 < len(document.dates) else None
        ahead = following is not None and following.rule in _COMPOSED and following.span.contains(mention.span)
        inside = mention.rule not in _COMPOSED and (mention.span.end <= reach or ahead)
        if mention.rule in _COMPOSED and not undated:
            reach = mention.span.end
        sides = (document.article.published, when.start, when.end)
        found.append(_place(Place(index, mention, when, parts, home, inside, time=_time(*sides)), read.get(home)))
    cores = tuple(amount.core.start for amount in document.amounts)
    homes = tuple(place.sentence for place in found)
    return Ground(document, read, tuple(found), homes, tuple(place.mention.span.start for place in found), cores)


def _place(place: Place, words: Words | None) -> Place:
    """The same place among the words of its sentence, when that has been read."""
    if words is None or not words.tokens:
        return place
    first, last = words.between(place.mention.span)
    last = max(last, first + 1)
    head = _head(words, first, last)
    return replace(place, first=first, last=last, head=head, told=_told(words, first, last, head))


def near(scene: Scene, ground: Ground, figures: Iterable[int] = ()) -> list[Place]:
    """The dates that are weighed for an amount: those of title and lead, of the sentences around it, and of `figures`, the
    sentences elsewhere that hold its figure."""
    own = scene.words.index
    if ground.document.article.published is None and any(
        place.when.basis == "article" and place.interval is None for place in ground.within(own)
    ):
        return list(ground.within(own))  # "L'an dernier" of an undated article is no day that another sentence tells
    lead = bisect_left(ground.homes, LEAD)
    low, high = bisect_left(ground.homes, own - BACK), bisect_right(ground.homes, own + AHEAD)
    if high - low > MOST:
        middle = bisect_left(ground.starts, scene.amount.core.start, low, high)
        low, high = max(low, middle - MOST // 2), min(high, middle + MOST // 2)
    before, after = (
        ground.places[: min(lead, low, MOST_LEAD)],
        [place for sentence in sorted(figures) for place in ground.within(sentence) if sentence > own + AHEAD],
    )
    return [*before, *ground.places[low:high], *after[:MOST_LEAD]]


def _kind(parts: Mapping[str, str]) -> str:
    """The kind of time: the sense, finer where it matters."""
    sense = parts["sense"]
    if sense == "relative-unit":
        return f"{sense}.{parts.get('unit')}.{parts.get('rel', '0')}"
    if sense == "relative-day":
        return f"{sense}.{parts.get('offset')}"
    if sense == "duration":
        return f"{sense}.{parts.get('dir')}"
    if sense == "same-unit":
        return f"{sense}.{parts.get('years', '0')}"
    if sense == "day" and "year" in parts:
        return "day.year"
    return sense


def _time(published: date | None, start: date | None, end: date | None) -> str:
    """How far an interval lies from the article's day."""
    at = end or start
    if at is None:
        return "open"
    if published is None:
        return "undated"
    if start and end and start <= published <= end:
        return "now" if start == end else "around"
    days = (published - at).days
    if days < 0:
        return "ahead.day" if days >= -7 else "ahead"
    return (
        "day" if days <= 2 else "week" if days <= 8 else "months" if days <= 200 else "year" if days <= 800 else "old"
    )


def _head(words: Words, first: int, last: int) -> int:
    """The word of a date that hangs on a word outside it."""
    tokens = words.tokens
    inside = range(min(first, len(tokens) - 1), min(last, len(tokens)))
    outside = [i for i in inside if not first <= tokens[i].head < last or tokens[i].head == i]
    content = [i for i in outside if tokens[i].pos in ("NOUN", "NUM", "PROPN", "ADV")]
    return (content or outside or [inside.start])[0]


def _told(words: Words, first: int, last: int, head: int) -> str:
    """Whether the date is that of a statement: a reporting word governs it or stands just beside it."""
    tokens = words.tokens
    if words.parsed and tokens[head].head != head:
        senses = words.senses[tokens[head].head]
        if any(sense.startswith("say.") for sense in senses):
            return "announce" if "say.announce" in senses else "say"
        if any(sense.startswith(("agreed.", "act.")) for sense in senses):
            return "act"
    for i in range(max(0, first - 3), min(len(tokens), last + 2)):
        if any(sense.startswith("say.") for sense in words.senses[i]):
            return "near"
    return "plain"
