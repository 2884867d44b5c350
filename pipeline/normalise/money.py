"""Amount mentions of one article → values. (stub)"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import AmountMention, Article, Money


def read_money(amounts: Sequence[AmountMention], folded: str, article: Article) -> tuple[Money, ...]:
    return ()
