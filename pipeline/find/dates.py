"""Folded text → date mentions. (stub)"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import DateMention, Span


def find_dates(folded: str, language: str, masked: Sequence[Span] = ()) -> tuple[DateMention, ...]:
    return ()
