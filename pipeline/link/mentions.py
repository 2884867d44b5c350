"""A document and its claims → the mentions table: amounts, dates, parties and sources with their values.

By default only what claims rest on; with `everything`, all that was found in the article. Start with `list_mentions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.notation import amount_value
from pipeline.records import Claim, Document, Mention, Span

#: Intervals made of two dates that are mentions themselves: with `everything` the two are listed and not the whole.
COMPOSED = frozenset({"interval", "closing"})


def list_mentions(document: Document, claims: Iterable[Claim], everything: bool = False) -> tuple[Mention, ...]:
    """The mentions of an article in reading order.

    An amount's value is bounds and ISO code in the notation of the project (`≥ EUR 3000000`), a date's the TIMEX3 value,
    a party's and a source's the name.

    >>> from pipeline.records import Article
    >>> list_mentions(Document(Article("a", ""), "", (), (), (), (), (), ()), ())
    ()
    """
    found: dict[tuple[str, Span], Mention] = {}
    for mention in (*_of_claims(document, claims), *(_of_document(document) if everything else ())):
        found.setdefault((mention.kind, mention.span), mention)  # what a claim made of a mention comes first
    listed = (found[key] for key in sorted(found, key=lambda key: (key[1], key[0])))
    return tuple(mention for mention in listed if not everything or mention.rule not in COMPOSED)


def _of_document(document: Document) -> Iterator[Mention]:
    for amount, money in zip(document.amounts, document.moneys, strict=True):
        value = amount_value(money.min, money.max, money.currency, approx=money.approx, per=money.per)
        yield Mention("amount", amount.span, value, _first(amount.rules))
    for date, when in zip(document.dates, document.whens, strict=True):
        yield Mention("date", date.span, when.value, date.rule)
    for party in document.parties:
        for mention in party.mentions:
            yield Mention("party", mention.span, party.name, mention.rule)


def _of_claims(document: Document, claims: Iterable[Claim]) -> Iterator[Mention]:
    rules = {date.span: date.rule for date in document.dates}
    found_by = {(mention.span, party.name): mention.rule for party in document.parties for mention in party.mentions}
    for claim in claims:
        money, when, source = claim.money, claim.when, claim.source
        value = amount_value(money.min, money.max, money.currency, approx=money.approx, per=money.per)
        yield Mention("amount", claim.amount.span, value, _first(claim.amount.rules))
        if claim.date_span is not None:
            rule = rules.get(claim.date_span, "")
            yield Mention("date", claim.date_span, when.value if when else "", rule)
        for filler in claim.fillers:
            rule = found_by.get((filler.span, filler.name), filler.rule)
            yield Mention("party", filler.span, filler.name, rule)
        if source.span is not None:
            yield Mention("source", source.span, source.name or "", source.rule)


def _first(rules: tuple[str, ...]) -> str:
    return rules[0] if rules else ""
