"""Who is said to say it: every reporting construction of the sentences that were read, with everybody it may name.

Sentences as words and the article's parties enter, the `Speech`es of each sentence leave. The constructions are found in
`reporting`, the names in `speakers` and `antecedents`. Start with `read_speeches`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.link.antecedents import Setting, Speaker, find_topic
from pipeline.link.candidates import place_mentions
from pipeline.link.reporting import find_frames, place_words
from pipeline.link.scene import Words
from pipeline.link.speakers import name_speakers
from pipeline.records import Document, Span


@dataclass(frozen=True, slots=True)
class Speech:
    """A reporting construction with one who may be its speaker: `verb` is the reporting word, `word` the head of the source,
    `cue` the sense of the verb, `how` the way the name was reached."""

    sentence: int
    construction: str
    cue: str
    verb: int
    word: int
    name: str
    span: Span
    sort: str
    how: str
    traits: tuple[str, ...] = ()


def read_speeches(read: Mapping[int, Words], document: Document) -> dict[int, tuple[Speech, ...]]:
    """The reporting constructions of each sentence that was read, in order.

    >>> from pipeline.records import Article
    >>> read_speeches({}, Document(Article("a", ""), "", (), (), (), (), (), ()))
    {}
    """
    found: dict[int, tuple[Speech, ...]] = {}
    last: Speaker | None = None
    topic: Speaker | None = None
    places = place_mentions(document)
    for index in sorted(read):
        words = read[index]
        here = place_words(words, document, places)
        told: dict[tuple[str, int], Speech] = {}
        topic = find_topic(words, document, here) or topic
        setting = Setting(words, document, here, places, last, topic)
        for frame in find_frames(words, here):
            for who in name_speakers(frame, setting):
                speech = Speech(
                    index, frame.construction, frame.cue, frame.verb, frame.word,
                    who.name, who.span, who.sort, who.how, frame.traits,
                )  # fmt: skip
                told.setdefault((who.name, frame.verb), speech)
        relayed = {speech.name for speech in told.values() if speech.how == "chain"}
        speeches = [speech for speech in told.values() if speech.how == "chain" or speech.name not in relayed]
        found[index] = tuple(speeches)
        speaker = next(
            (s for s in reversed(speeches) if s.how not in ("noun", "last", "topic", "recent") and s.sort != "media"),
            None,
        )
        if speaker is not None:
            last = Speaker(speaker.name, speaker.span, speaker.sort, speaker.how)
    return found
