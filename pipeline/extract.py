"""One article → its claims. The page reads as the table of contents of the pipeline.

An `Article` whose language is decided enters, an `Extraction` leaves. Start with `extract_article`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import nlp
from pipeline.find.amounts import find_amounts
from pipeline.find.dates import find_dates
from pipeline.find.parties import find_parties
from pipeline.link.claims import link_claims
from pipeline.normalise.money import read_money
from pipeline.normalise.when import read_dates
from pipeline.records import AmountMention, Article, Document, Extraction, Sentence
from pipeline.segment import segment
from pipeline.text import fold

#: Sentences parsed before one that holds an amount: descriptions and pronouns point back (spec §3).
CONTEXT = 2


def extract_article(article: Article, *, everything: bool = False) -> Extraction:
    """The claims of one article, with the mentions they rest on (`everything`: all mentions of the whole article)."""
    language = article.language
    if language is None:
        raise ValueError(f"{article.id}: the language of an article is decided before extraction")
    folded = fold(article.text)
    sentences = segment(folded, language)
    amounts, dropped = find_amounts(folded, language)
    moneys = read_money(amounts, folded, article)
    dates = find_dates(folded, language, [amount.span for amount in amounts])
    whens = read_dates(dates, folded, article)
    sentences = _parse_what_is_needed(folded, sentences, amounts, language, everything)
    parties = find_parties(folded, sentences, article)
    document = Document(article, folded, sentences, amounts, moneys, dates, whens, parties)
    claims, refused = link_claims(document)
    return Extraction(article, sentences, claims, (), (*dropped, *refused), parties)


def _parse_what_is_needed(
    folded: str, sentences: Sequence[Sentence], amounts: Sequence[AmountMention], language: str, everything: bool
) -> tuple[Sentence, ...]:
    """The sentences, those parsed that claims need: title and lead, each with an amount, and `CONTEXT` before it."""
    if not amounts and not everything:
        return tuple(sentences)
    wanted = set(range(min(2, len(sentences))))
    for i, sentence in enumerate(sentences):
        if everything or any(amount.core.overlaps(sentence.span) for amount in amounts):
            wanted.update(range(max(0, i - CONTEXT), i + 1))
    order = sorted(wanted)
    parsed = dict(zip(order, nlp.parse(folded, [sentences[i] for i in order], language), strict=True))
    return tuple(parsed.get(i, sentence) for i, sentence in enumerate(sentences))
