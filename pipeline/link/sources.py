"""Whom the article names for a statement (spec §5): reporting constructions ranked for each amount, or nobody.

Scenes enter, a `Source` leaves for each. A construction of the amount's own sentence counts, and one of the sentences
around it when this one goes on with the same announcement or stands in the same quotation (rulings 17 and 25).
Start with `read_sources`; the words are in `lang/*/sources.toml`, the features in `source_features`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.link.model import ranker
from pipeline.link.scene import Scene, Words
from pipeline.link.source_features import read_voices, source_table
from pipeline.link.speech import Speech
from pipeline.records import Document, Source

_ANONYMOUS = ("unnamed", "group", "anonymous.source")


def read_sources(scenes: Sequence[Scene], document: Document, read: Mapping[int, Words]) -> tuple[Source, ...]:
    """The source of each amount.

    >>> from pipeline.records import Article
    >>> read_sources((), Document(Article("a", ""), "", (), (), (), (), (), ()), {})
    ()
    """
    if not scenes:
        return ()
    model = ranker("source")
    voices = read_voices(document, read)
    found: list[Source] = []
    for scene in scenes:
        speeches, rows = source_table(scene, voices)
        best = int(model.scores(rows)[:, 0].argmax())
        if best == len(speeches):
            found.append(Source(None, "none"))
            continue
        speech = speeches[best]
        rule = f"source:{speech.construction}<" + "+".join(model.reasons(0, rows[best]))
        found.append(Source(speech.name, source_kind(speech), speech.span, rule))
    return tuple(found)


def source_kind(speech: Speech) -> str:
    """Whether a source is named: a name, or a description that holds one ("a spokesman for Orphéa")."""
    if speech.how == "chain":
        return "anonymous"
    if speech.how != "noun":
        return "named"
    if speech.sort in _ANONYMOUS:
        return "anonymous"
    return "named" if any(word[:1].isupper() for word in speech.name.split()[1:]) else "anonymous"
