"""The link stage as a reader sees it: kind, status, parties, source and facts of small articles written for the purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction import extract_article
from pipeline.link.confidence import logit
from pipeline.link.facts import compatible, id_of, join_facts
from pipeline.link.scene import crude_tokens, read_scenes
from pipeline.link.telling import Group, Tally
from pipeline.records import KINDS, REVIEWS, SOURCE_KINDS, STATUSES, Article, Claim, Document, Money, Sentence, Span


def claims_of(text: str, language: str) -> tuple[Claim, ...]:
    return extract_article(Article("a", text, language=language, published=date(2025, 6, 18))).claims


KIND_CASES = [
    ("fr", "Le groupe Orphéa a été condamné à une amende de 12 millions d'euros.", "penalty"),
    ("fr", "Le chiffre d'affaires d'Orphéa a atteint 40 millions d'euros.", "revenue"),
    ("fr", "Belvia accuse une perte nette de 4 millions d'euros.", "loss"),
    ("fr", "Orphéa va racheter Belvia pour 30 millions d'euros.", "acquisition"),
    ("fr", "La dette nette du club s'élève à 12 millions d'euros.", "debt"),
    ("fr", "La région versera une subvention de 200.000 euros au festival.", "aid"),
    ("en", "Orphea was fined $12 million by the regulator.", "penalty"),
    ("en", "Orphea posted a net loss of $4 million.", "loss"),
    ("en", "Orphea agreed to buy Belvia for $30 million.", "acquisition"),
    ("en", "Revenue rose to $40 million.", "revenue"),
    ("en", "The company's net debt stands at $12 million.", "debt"),
    ("en", "Net profit rose to $9 million.", "profit"),
]


@pytest.mark.parametrize("language, text, kind", KIND_CASES)
def test_the_word_that_governs_an_amount_gives_its_kind(language: str, text: str, kind: str) -> None:
    [claim] = claims_of(text, language)
    assert claim.kind == kind


STATUS_CASES = [
    ("fr", "Le fraudeur est passible d'une amende de 3.000 euros.", "hypothetical"),
    ("fr", "Le chiffre d'affaires d'Orphéa devrait atteindre 40 millions d'euros en 2026.", "expected"),
    ("fr", "Belvia accuse une perte nette de 4 millions d'euros.", "completed"),
    ("en", "The offence is punishable by a fine of $3,000.", "hypothetical"),
    ("en", "Analysts expect Orphea to report a profit of $40 million next year.", "expected"),
    ("en", "Orphea agreed to buy Belvia for $30 million.", "agreed"),
    ("en", "Belvia posted a net loss of $4 million last year.", "completed"),
]


@pytest.mark.parametrize("language, text, status", STATUS_CASES)
def test_the_clause_that_governs_an_amount_gives_its_status(language: str, text: str, status: str) -> None:
    [claim] = claims_of(text, language)
    assert claim.status == status


SOURCE_CASES = [
    ("fr", "Le chiffre d'affaires atteindra 40 millions d'euros, selon Orphéa.", "Orphéa"),
    ("en", "Revenue will reach $40 million, according to Orphea.", "Orphea"),
    ("en", "Orphea said on Friday it expects revenue of $40 million.", "Orphea"),
    ("fr", "Le chiffre d'affaires a atteint 40 millions d'euros.", None),
]


@pytest.mark.parametrize("language, text, name", SOURCE_CASES)
def test_a_reporting_word_names_the_source(language: str, text: str, name: str | None) -> None:
    [claim] = claims_of(text, language)
    assert claim.source.name == name
    assert claim.source.kind == ("none" if name is None else "named")


ARTICLE = (
    "Orphéa rachète Belvia\n\nOrphéa va racheter Belvia pour 30 millions d'euros (32 millions de dollars), selon Le Monde. "
    "Le groupe a annoncé vendredi que l'achat de Belvia lui coûterait 30 millions d'euros. "
    "Belvia a réalisé en 2024 un chiffre d'affaires de 12 millions d'euros, contre 10 millions un an plus tôt."
)


def test_a_row_is_made_of_closed_vocabularies_and_spans_of_the_text() -> None:
    claims = claims_of(ARTICLE, "fr")
    assert len(claims) == 5
    for claim in claims:
        assert claim.kind in KINDS and claim.status in STATUSES and claim.source.kind in SOURCE_KINDS
        assert 0 <= claim.confidence <= 1 and set(claim.review) <= set(REVIEWS) and claim.rules
        assert all(0 <= e.span.start < e.span.end <= len(ARTICLE) for e in claim.evidence)
        assert all(filler.name and filler.span.start < filler.span.end for filler in claim.fillers)
        assert claim.sentence.contains(claim.amount.span)


def test_a_conversion_takes_status_and_parties_of_what_it_converts() -> None:
    claims = {claim.claim_id: claim for claim in claims_of(ARTICLE, "fr")}
    [converted] = [claim for claim in claims.values() if claim.conversion_of]
    origin = claims[converted.conversion_of or ""]
    assert (converted.status, converted.fact_id) == (origin.status, origin.fact_id)
    assert [(f.role, f.name) for f in converted.fillers] == [(f.role, f.name) for f in origin.fillers]
    assert not converted.is_main


def test_every_fact_has_one_main_row() -> None:
    claims = claims_of(ARTICLE, "fr")
    mains = [claim.fact_id for claim in claims if claim.is_main]
    assert sorted(mains) == sorted({claim.fact_id for claim in claims})


def test_ids_are_digests_of_content() -> None:
    first, again = claims_of(ARTICLE, "fr"), claims_of(ARTICLE, "fr")
    assert first == again
    assert len({claim.claim_id for claim in first}) == len(first)
    other = extract_article(Article("b", ARTICLE, language="fr", published=date(2025, 6, 18))).claims
    assert not {claim.claim_id for claim in first} & {claim.claim_id for claim in other}


def test_padding_shifts_and_changes_nothing() -> None:
    pad = "Rien ne bouge au village. " * 5
    before = [(c.kind, c.status, c.money.min) for c in claims_of("\n\n" + ARTICLE, "fr")]
    assert [(c.kind, c.status, c.money.min) for c in claims_of(ARTICLE, "fr")] == before
    shifted = claims_of(ARTICLE + " " + pad, "fr")
    assert [c.amount.span for c in shifted] == [c.amount.span for c in claims_of(ARTICLE, "fr")]


@pytest.mark.parametrize("text", ["3 M€", "€" * 300 + " 3 M€", "3 M€\x00 4 M€", "a " * 3000 + "3 M€", "3 M€ " * 300])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_odd_texts_give_rows_and_no_error(language: str, text: str) -> None:
    for claim in claims_of(text, language):
        assert claim.kind in KINDS


def test_a_sentence_without_a_tree_is_read_by_distance() -> None:
    document = Document(Article("a", "x", language="fr"), "x", (Sentence(Span(0, 1)),), (), (), (), (), ())
    assert read_scenes(document) == ((), {})
    assert [token.text for token in crude_tokens("l'amende: 3 €", Span(0, 13))] == ["l'", "amende", ":", "3", "€"]


def money(low: int | None, high: int | None, currency: str = "EUR", per: str | None = None) -> Money:
    return Money(*(None if v is None else Decimal(v) for v in (low, high)), False, currency, "explicit", per)


COMPATIBLE = [
    (money(3, 3), money(3, 3), True),
    (money(3, 3), money(3, None), True),
    (money(2, 4), money(3, 3), True),
    (money(3, 3), money(4, 4), False),
    (money(3, 3), money(3, 3, "USD"), False),
    (money(3, 3), money(3, 3, per="year"), False),
]


@pytest.mark.parametrize("one, other, same", COMPATIBLE)
def test_values_that_can_be_one_figure(one: Money, other: Money, same: bool) -> None:
    assert compatible(one, other) == compatible(other, one) == same


def test_rows_that_contradict_in_a_party_are_two_facts() -> None:
    [claim] = claims_of("Orphéa va racheter Belvia pour 30 millions d'euros.", "fr")
    payers = [f for f in claim.fillers if f.role == "payer"]
    assert payers
    other = replace(claim, claim_id="x", fillers=tuple(replace(f, name="Doria") for f in claim.fillers))
    one, two = join_facts((claim, other), "a")
    assert one.fact_id != two.fact_id and one.is_main and two.is_main


@given(st.lists(st.text(max_size=5), max_size=4))
def test_a_digest_tells_its_parts_apart(parts: list[str]) -> None:
    assert len(id_of(*parts)) == 16
    assert id_of(*parts, "a", "b") != id_of(*parts, "ab")


@given(st.floats(0, 1))
def test_log_odds_are_bounded_and_odd(share: float) -> None:
    assert abs(logit(share)) < 6
    assert abs(logit(share) + logit(1 - share)) < 1e-6


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=8))
def test_a_group_without_one_member_is_the_group_of_the_others(shares: list[float]) -> None:
    group = Group(len(shares), [{"x": Tally()}], [{}])
    for number, share in enumerate(shares):
        group.tallies[0]["x"].add(number, share)
    for number, own in enumerate(shares):
        others = [share for i, share in enumerate(shares) if i != number]
        mean, best = group.without(number, 0, "x", own)
        assert abs(mean - sum(others) / len(others)) < 1e-9 and best == max(others)
