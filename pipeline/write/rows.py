"""What one article gave → rows of the four tables.

An `Extraction`, or an article with what became of it, enters; plain dictionaries with the columns of `schema` leave, each
checked against it. Start with `rows_of_extraction`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pipeline import schema
from pipeline.records import LANGUAGES, ROLES, Article, Claim, Dropped, Evidence, Extraction, Span, Unread
from pipeline.schema import Row
from pipeline.text import well_formed

if TYPE_CHECKING:
    import pandas as pd

_EXACT = Context(prec=schema.PRECISION, rounding=ROUND_HALF_EVEN)
_UNIT = Decimal(1).scaleb(-schema.SCALE)
#: Rounding to the column's six decimals may change a value by this part of it: what changes more would be another figure.
TOLERANCE = Decimal("0.000001")


@dataclass(slots=True)
class Tables:
    """Rows of the tables, in the order of the articles; the last three tell what the articles of a run tell together."""

    claims: list[Row] = field(default_factory=list)
    mentions: list[Row] = field(default_factory=list)
    articles: list[Row] = field(default_factory=list)
    dropped: list[Row] = field(default_factory=list)
    parties: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    fact_relations: list[Row] = field(default_factory=list)

    def frame(self, table: str = "claims") -> pd.DataFrame:
        """A table as a pandas frame, the same as `pandas.read_parquet` gives for its file."""
        from pipeline.write.frame import frame_of_rows

        return frame_of_rows(table, getattr(self, table))

    def extend(self, other: Tables) -> None:
        for table in schema.EVERY:
            getattr(self, table).extend(getattr(other, table))


def fit(amount: Decimal | None) -> Decimal | None:
    """The amount as the column holds it, with six decimals.

    >>> fit(Decimal("2.5E+9"))
    Decimal('2500000000.000000')
    >>> fit(Decimal("0.0000123"))
    Traceback (most recent call last):
    OverflowError: 0.0000123 does not fit decimal128(38, 6)
    """
    if amount is None:
        return None
    try:
        fitted = amount.quantize(_UNIT, context=_EXACT)
        if abs(fitted - amount) <= abs(amount) * TOLERANCE:
            return fitted
    except InvalidOperation:  # more than 32 digits before the point, or no number at all
        pass
    raise OverflowError(f"{amount!s:.40} does not fit {schema.AMOUNT}")


def rows_of_extraction(extraction: Extraction) -> Tables:
    """The rows of an article that was read and extracted, sorted as in the tables.

    A claim whose amount the table cannot hold becomes a row of `dropped`. A row against the schema is an error that names
    the column, so that a fault in one article never reaches the files.
    """
    article, rows = extraction.article, Tables()
    refused: list[Dropped] = []
    for claim in extraction.claims:
        try:
            rows.claims.append(_claim_row(article, claim))
        except OverflowError as error:
            refused.append(Dropped(claim.amount.span, "write", str(error)))
    kept = {row["claim_id"] for row in rows.claims}
    for row in rows.claims:
        row["conversion_of"] = row["conversion_of"] if row["conversion_of"] in kept else None
    rows.claims.sort(key=lambda row: (row["amount_start"], row["amount_end"], row["claim_id"]))
    spans = ((mention.span, mention.kind, mention.value, mention.rule) for mention in extraction.mentions)
    rows.mentions = [
        {"article_id": article.id, "kind": kind, **_span(article, span), "value": value or None, "rule": rule or None}
        for span, kind, value, rule in sorted(spans)
    ]
    candidates = ((dropped.span, dropped.stage, dropped.reason) for dropped in (*extraction.dropped, *refused))
    rows.dropped = [
        {"article_id": article.id, **_span(article, span), "stage": stage, "reason": well_formed(reason)}
        for span, stage, reason in sorted(candidates)
    ]
    row = _article_row(article, "ok", None)
    rows.articles.append(row | {"sentences": len(extraction.sentences), "claims": len(rows.claims)})
    return _checked(rows)


def rows_of_failure(article: Article, outcome: str, reason: str) -> Tables:
    """The one row of an article that was read and then skipped or failed.

    >>> row, = rows_of_failure(Article("a.txt", "Bonjour."), "skipped", "written in another language").articles
    >>> row["outcome"], row["characters"], row["claims"]
    ('skipped', 8, 0)
    """
    return _checked(Tables(articles=[_article_row(article, outcome, reason)]))


def rows_of_unread(unread: Unread) -> Tables:
    """The one row of an input that gave no article.

    >>> row, = rows_of_unread(Unread("b.txt", "b.txt", "text", "failed", "the file is empty")).articles
    >>> row["reason"], row["digest"]
    ('the file is empty', None)
    """
    article = Article(unread.id, "", source_file=unread.source_file, format=unread.format)
    row = _article_row(article, unread.outcome, unread.reason) | {"digest": None, "text": None}
    return _checked(Tables(articles=[row]))


def _checked(rows: Tables) -> Tables:
    for table in schema.TABLES:
        for row in getattr(rows, table):
            schema.check(table, row)
    return rows


def _text(value: str | None) -> str | None:
    return None if value is None else well_formed(value)


def _span(article: Article, span: Span) -> Row:
    return {"start": span.start, "end": span.end, "text": well_formed(span.of(article.text))}


def _article_row(article: Article, outcome: str, reason: str | None) -> Row:
    text = well_formed(article.text)
    reasons = (reason, article.note, "another input carries the same id" if article.duplicate_id else None)
    return {
        "article_id": article.id,
        "source_file": well_formed(article.source_file),
        "format": article.format,
        "outcome": outcome,
        "reason": well_formed("; ".join(filter(None, reasons))) or None,
        "language": article.language if article.language in LANGUAGES else None,
        "title": _text(article.title),
        "published": article.published,
        "published_origin": _text(article.published_origin),
        "publisher": _text(article.publisher),
        "url": _text(article.url),
        "characters": len(text),
        "sentences": 0,
        "claims": 0,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "duplicate_of": None,
        "similar_to": None,
        "text": text,
    }


def _claim_row(article: Article, claim: Claim) -> Row:
    amount, when = claim.amount.span, claim.when
    review = dict.fromkeys((*claim.review, *(("duplicate_id",) if article.duplicate_id else ())))
    return {
        "claim_id": claim.claim_id,
        "fact_id": claim.fact_id,
        "is_main": claim.is_main,
        "article_id": article.id,
        "language": article.language,
        "published": article.published,
        "publisher": _text(article.publisher),
        "title": _text(article.title),
        "url": _text(article.url),
        "amount_text": well_formed(amount.of(article.text)),
        "amount_start": amount.start,
        "amount_end": amount.end,
        "amount_min": fit(claim.money.min),
        "amount_max": fit(claim.money.max),
        "amount_approx": claim.money.approx,
        "currency": claim.money.currency,
        "currency_basis": claim.money.basis,
        "per": claim.money.per,
        "conversion_of": claim.conversion_of,
        "kind": claim.kind,
        **{role: [well_formed(name) for name in claim.names(role)] for role in ROLES},
        "status": claim.status,
        "source": _text(claim.source.name),
        "source_kind": claim.source.kind,
        "date_text": claim.date_span and well_formed(claim.date_span.of(article.text)),
        "date_start": when and when.start,
        "date_end": when and when.end,
        "date_granularity": when and when.granularity,
        "sentence": well_formed(claim.sentence.of(article.text)),
        "sentence_start": claim.sentence.start,
        "sentence_end": claim.sentence.end,
        "evidence": [_evidence(evidence) for evidence in claim.evidence],
        "confidence": float(claim.confidence),
        "review": list(review),
        "rules": list(dict.fromkeys(claim.rules)),
    }


def _evidence(evidence: Evidence) -> Row:
    return {"role": evidence.role, "start": evidence.span.start, "end": evidence.span.end}
