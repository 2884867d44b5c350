"""One article → its claims. The page reads as the table of contents of the pipeline.

An `Article` whose language is decided enters, an `Extraction` leaves. Start with `extract_article`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pipeline import nlp
from pipeline.find.amounts import find_amounts
from pipeline.find.dates import find_dates
from pipeline.find.parties import find_parties
from pipeline.link.claims import link_claims
from pipeline.link.mentions import list_mentions
from pipeline.link.quotations import find_quotations, quotation_at, sentences_of
from pipeline.normalise.money import read_money
from pipeline.normalise.when import read_dates
from pipeline.records import AmountMention, Article, Claim, Document, Extraction, Sentence, Span
from pipeline.segment import segment
from pipeline.text import drop_invisible, fold

#: Sentences parsed before one that holds an amount: descriptions and pronouns point back (spec §3).
CONTEXT = 2
#: Sentences at the head of the article that introduce its parties: title and lead.
LEAD = 2


def extract_article(article: Article, *, everything: bool = False) -> Extraction:
    """The claims of one article, with the mentions they rest on (`everything`: all mentions of the whole article).

    >>> text = "Belvia a payé 3 M€ d’amende."
    >>> extraction = extract_article(Article("a", text, language="fr"))
    >>> [claim.amount.span.of(text) for claim in extraction.claims]
    ['3 M€']
    >>> extract_article(Article("a", text))
    Traceback (most recent call last):
    ValueError: a: the language of an article is decided before extraction
    """
    if article.language is None:
        raise ValueError(f"{article.id}: the language of an article is decided before extraction")
    visible, back = drop_invisible(article.text)
    if not back:
        return _extract(article, everything)
    title = drop_invisible(article.title)[0] if article.title else article.title
    extraction: Extraction = in_original(_extract(replace(article, text=visible, title=title), everything), back)
    return replace(extraction, article=article)


def _extract(article: Article, everything: bool) -> Extraction:
    language = article.language or ""
    folded = fold(article.text)
    sentences = segment(folded, language)
    amounts, dropped = find_amounts(folded, language)
    if not amounts and not everything:
        return Extraction(article, sentences, dropped=dropped)
    moneys = read_money(amounts, folded, article)
    dates = find_dates(folded, language, [amount.span for amount in amounts])
    whens = read_dates(dates, folded, article)
    wanted = needed(sentences, amounts, find_quotations(article.text))
    parsed = parse_only(folded, sentences, range(len(sentences)) if everything else wanted, language)
    # the claims never depend on `everything`: what is parsed for the mentions alone is unparsed to them
    told = tuple(parsed[i] if i in wanted else sentence for i, sentence in enumerate(sentences))
    cores = [amount.core for amount in amounts]
    document = Document(
        article, folded, told, amounts, moneys, dates, whens, find_parties(folded, told, article, cores)
    )
    claims, refused = link_claims(document)
    if everything:
        document = replace(document, sentences=parsed, parties=find_parties(folded, parsed, article, cores))
    claims, parties = as_written((claims, document.parties), folded, article.text)
    document = replace(document, parties=parties)
    mentions = list_mentions(document, claims, everything=everything)
    return Extraction(article, document.sentences, claims, mentions, (*dropped, *refused), parties)


def needed(
    sentences: Sequence[Sentence], amounts: Sequence[AmountMention], quotations: Sequence[Span] = ()
) -> frozenset[int]:
    """The sentences whose parse claims need: title and lead, each with an amount, `CONTEXT` before it, and those of a
    quotation around it, whose speaker may be named only at its end.

    >>> needed([Sentence(Span(0, 9)), Sentence(Span(10, 19))], ())
    frozenset()
    """
    starts = [sentence.span.start for sentence in sentences]
    wanted = set(range(min(LEAD, len(sentences)))) if amounts else set()
    for amount in amounts:
        first, last = (bisect_right(starts, position) - 1 for position in (amount.core.start, amount.core.end - 1))
        wanted.update(range(max(0, first - CONTEXT), last + 1))
        quotation = quotation_at(quotations, amount.core.start)
        if quotation is not None:
            wanted.update(sentences_of(quotation, starts, first, last))
    return frozenset(wanted)


def parse_needed(
    article: Article, folded: str, sentences: Sequence[Sentence], amounts: Sequence[AmountMention]
) -> tuple[Sentence, ...]:
    """The sentences of an article, those parsed that claims need."""
    wanted = needed(sentences, amounts, find_quotations(article.text))
    return parse_only(folded, sentences, wanted, article.language or "")


def parse_only(
    folded: str, sentences: Sequence[Sentence], wanted: Iterable[int], language: str
) -> tuple[Sentence, ...]:
    """The sentences, those parsed whose numbers are wanted."""
    order = sorted(wanted)
    parsed = dict(zip(order, nlp.parse(folded, [sentences[i] for i in order], language), strict=True))
    return tuple(parsed.get(i, sentence) for i, sentence in enumerate(sentences))


def as_written(record: Any, folded: str, text: str) -> Any:
    """The record with its names in the article's own typography: "L’Oréal" for the folded "L'Oréal"."""

    def original(name: str) -> str:
        at = folded.find(name)
        return name if at < 0 else " ".join(text[at : at + len(name)].split())

    if isinstance(record, tuple):
        return tuple(as_written(item, folded, text) for item in record)
    if isinstance(record, Claim):
        return replace(
            record, source=as_written(record.source, folded, text), fillers=as_written(record.fillers, folded, text)
        )
    return record if record.name is None else replace(record, name=original(record.name))


def in_original(record: Any, back: Sequence[int]) -> Any:
    """The record with every span moved from the visible text (`drop_invisible`) back into the original one.

    >>> in_original((Span(0, 4), "mill"), (0, 1, 2, 4, 5, 6, 7, 8, 9))
    (Span(start=0, end=5), 'mill')
    """
    if isinstance(record, Span):
        return Span(back[record.start], back[record.end - 1] + 1 if record.end > record.start else back[record.start])
    if isinstance(record, tuple):
        return tuple(in_original(item, back) for item in record)
    if is_dataclass(record) and not isinstance(record, (Article, type)):
        moved = {field.name: in_original(getattr(record, field.name), back) for field in fields(record)}
        return replace(record, **moved)
    return record
