"""A document → its claims. (stub)"""

from __future__ import annotations

from pipeline.records import Claim, Document, Dropped


def link_claims(document: Document) -> tuple[tuple[Claim, ...], tuple[Dropped, ...]]:
    return (), ()
