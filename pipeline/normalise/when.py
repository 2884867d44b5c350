"""Date mentions of one article → intervals. (stub)"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Article, DateMention, When


def read_dates(dates: Sequence[DateMention], folded: str, article: Article) -> tuple[When, ...]:
    return ()
