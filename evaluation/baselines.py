"""What the simplest guesses reach with the pipeline's own amounts: the rows to compare every measure with.

Gold articles and the pipeline's rows enter, rows of a baseline leave. `majority` gives every amount the most frequent kind
and status and no party; `nearest` gives the organisation or person named nearest to the amount the role that the kind calls
for. Start with `BASELINES`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from evaluation.gold import GoldArticle, Row
from pipeline.records import LEVELS, ROLES

#: Kinds of parties that the nearest one is looked for among; a place or an unnamed group pays nothing.
NAMED = frozenset({"company", "public_body", "person", "media", "unknown"})
NOBODY: Mapping[str, tuple[str, ...]] = dict.fromkeys(ROLES, ())


def majority(articles: Mapping[str, GoldArticle], rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Every amount has the kind and status that most gold rows have, and tells of nobody.

    >>> row = Row(0, 2, None, None, False, "USD", None, "price", "agreed", NOBODY, None, (None, None))
    >>> article = GoldArticle("a", "en", "$3", (row,), ())
    >>> [(r.kind, r.status) for r in majority({"a": article}, {"a": [replace(row, kind="tax")]})["a"]]
    [('price', 'agreed')]
    >>> majority({"a": article}, {})
    {}
    """
    gold = [row for article in articles.values() for row in article.rows if not row.optional]
    kind, status = (_most([getattr(row, field) for row in gold]) for field in ("kind", "status"))
    return {
        id: [replace(row, kind=kind, status=status, names=NOBODY, source=None, dates=(None, None)) for row in own]
        for id, own in rows.items()
    }


def nearest(articles: Mapping[str, GoldArticle], rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The pipeline's rows with the nearest named party in place of its own: the subject of a level, else the payer."""
    places = {id: _places(articles[id]) for id in rows if id in articles}
    return {id: [_with_nearest(row, places.get(id, ())) for row in own] for id, own in rows.items()}


BASELINES = {"majority": majority, "nearest": nearest}


def _most(labels: Sequence[str]) -> str:
    counts = Counter(labels)
    return min(counts, key=lambda label: (-counts[label], label)) if counts else ""


def _with_nearest(row: Row, places: Sequence[tuple[int, int, str]]) -> Row:
    best = min(places, key=lambda place: (max(place[0] - row.end, row.start - place[1]), place), default=None)
    role = "subject" if row.kind in LEVELS else "payer"
    return replace(row, names={**NOBODY, role: (best[2],)} if best else NOBODY)


def _places(article: GoldArticle) -> list[tuple[int, int, str]]:
    """Where the article names somebody: start, end and name."""
    from pipeline.api import make_article
    from pipeline.extraction import extract_article

    parties = extract_article(make_article(article.text, article.language)).parties
    return [
        (mention.span.start, mention.span.end, party.name)
        for party in parties
        if party.kind in NAMED
        for mention in party.mentions
        if mention.form in ("name", "acronym")
    ]
