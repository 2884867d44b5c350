"""Article → sentences with exact offsets. Folded text enters, sentences in reading order leave."""

from __future__ import annotations

import re

from pipeline.records import Sentence, Span


def segment(folded: str, language: str) -> tuple[Sentence, ...]:
    """A first cut at line ends and full stops (to be replaced)."""
    found = []
    for match in re.finditer(r"[^\n]+?(?:[.!?]+[\"')]*(?=\s|$)|(?=\n)|$)", folded):
        raw = match[0]
        start = match.start() + len(raw) - len(raw.lstrip())
        end = match.start() + len(raw.rstrip())
        if start < end:
            found.append(Sentence(Span(start, end), heading=not raw.rstrip().endswith((".", "!", "?"))))
    return tuple(found)
