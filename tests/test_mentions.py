"""The mentions table lists what claims rest on, with values, and on demand everything that was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.link.mentions import list_mentions
from pipeline.records import DateMention, Document, Extraction, Mention, Party, PartyMention, Span, When

DAY = date(2025, 6, 18)


def document_of(made: Extraction) -> Document:
    """The document behind the article made by hand, with a date and a party that no claim needs."""
    text = made.article.text
    amounts = tuple(claim.amount for claim in made.claims)
    moneys = tuple(claim.money for claim in made.claims)
    dates = (
        DateMention(made.claims[0].date_span or Span(0, 0), "dates.end_of_year"),
        DateMention(Span(0, 6), "dates.weekday"),
    )
    whens = (made.claims[0].when or When(None, None, None, ""), When(DAY, DAY, "day", "2025-06-18"))
    title = Span(text.index("Belvia"), text.index("Belvia") + 6)
    parties = (Party("Belvia SA", "belvia", "company", mentions=(PartyMention(title, "name", "parties.name"),)),)
    return Document(made.article, text, made.sentences, amounts, moneys, dates, whens, parties)


def told(mentions: tuple[Mention, ...]) -> list[tuple[str, int, str]]:
    return [(mention.kind, mention.span.start, mention.value) for mention in mentions]


def test_what_claims_rest_on_is_listed_once_in_reading_order(made: Extraction) -> None:
    mentions = list_mentions(document_of(made), made.claims)
    assert [(kind, value) for kind, _, value in told(mentions)] == [
        ("party", "Orphéa"),
        ("amount", "≥ EUR 3000000"),
        ("amount", "USD 3400000"),
        ("party", "Belvia"),
        ("date", "2025-12-31"),
        ("source", "Le Phare"),
    ]
    assert [mention.span for mention in mentions] == sorted(mention.span for mention in mentions)


def test_rules_are_those_of_the_finders(made: Extraction) -> None:
    rules = {mention.kind: mention.rule for mention in list_mentions(document_of(made), made.claims)}
    assert rules["date"] == "dates.end_of_year"


def test_everything_adds_what_no_claim_needs(made: Extraction) -> None:
    needed = list_mentions(document_of(made), made.claims)
    everything = list_mentions(document_of(made), made.claims, everything=True)
    assert set(needed) < set(everything)
    assert [pair for pair in told(everything) if pair not in told(needed)] == [
        ("date", 0, "2025-06-18"),
        ("party", 20, "Belvia SA"),
    ]


def test_a_document_without_claims_needs_nothing(made: Extraction) -> None:
    document = document_of(made)
    assert list_mentions(document, ()) == ()
    assert len(list_mentions(document, (), everything=True)) == 5


def test_an_unresolved_date_has_no_value(made: Extraction) -> None:
    claim = replace(made.claims[0], when=None)
    [mention] = [m for m in list_mentions(document_of(made), [claim]) if m.kind == "date"]
    assert mention.value == ""
