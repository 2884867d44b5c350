"""Folded text → amount mentions. (stub)"""

from __future__ import annotations

from pipeline.records import AmountMention, Dropped


def find_amounts(folded: str, language: str) -> tuple[tuple[AmountMention, ...], tuple[Dropped, ...]]:
    return (), ()
