"""Parsed sentences → the parties of an article. (stub)"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Article, Party, Sentence


def find_parties(folded: str, sentences: Sequence[Sentence], article: Article) -> tuple[Party, ...]:
    return ()
