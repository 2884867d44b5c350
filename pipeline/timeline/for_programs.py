"""A timeline → what JSON can hold, for programs.

Start with `as_json`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline import notation
from pipeline.timeline.shown import Timeline


def as_json(shown: Timeline) -> dict[str, Any]:
    """The timeline as objects, lists and texts: days as ISO 8601 has them, amounts as text, since they are exact.

    >>> as_json(Timeline("en", "Orphéa", "No facts.", ()))
    {'language': 'en', 'title': 'Orphéa', 'summary': 'No facts.', 'matters': [], 'articles': []}
    """
    plain: dict[str, Any] = _plain(asdict(shown))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return notation.number(value)
    return value.isoformat() if isinstance(value, date) else value
