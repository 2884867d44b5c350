"""Nobody holds two roles of one claim."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from pipeline import nlp
from pipeline.api import extract
from pipeline.find.parties import find_parties
from pipeline.link.candidates import Candidate, place_mentions
from pipeline.link.parts import read_parts
from pipeline.link.roles import apart, fitting, may_hold
from pipeline.link.scene import read_words
from pipeline.link.telling import Telling
from pipeline.records import Article, Document, Money, Span
from pipeline.segment import segment
from pipeline.text import fold

ORPHEA, BELVIA = (
    Candidate(
        name, Span(0, 6), "company", "name", word=0, sentence=0, count=1, first=0, titled=False, led=True, order=0
    )
    for name in ("Orphéa", "Belvia")
)


def test_a_party_picked_for_two_roles_keeps_the_surer_one() -> None:
    picked = apart([(ORPHEA, 0.4), (ORPHEA, 0.7), (None, 0.9), (BELVIA, 0.5)])
    assert [candidate for candidate, _ in picked] == [None, ORPHEA, None, BELVIA]


def test_of_two_equal_roles_the_first_stands() -> None:
    assert [candidate for candidate, _ in apart([(ORPHEA, 0.5), (ORPHEA, 0.5)])] == [ORPHEA, None]


@pytest.mark.parametrize(
    "sort, changes, role, kind, may",
    [
        ("noun", {"speaks": True}, "payer", "aid", False),  # "two people familiar with the matter said"
        ("noun", {}, "payer", "aid", True),
        ("media", {"speaks": True}, "recipient", "aid", False),
        ("group", {"speaks": True}, "subject", "damage", False),  # "experts estimate the damage at"
        ("group", {"speaks": True}, "payer", "damage", True),  # "the two firms said they would pay"
        ("company", {"speaks": True}, "subject", "revenue", True),
        ("place", {"placed": "to"}, "recipient", "investment", False),  # "investir 10 millions à Lyon"
        ("place", {"placed": "to"}, "recipient", "aid", True),  # "donner 10 millions à Lyon"
        ("place", {"placed": "in"}, "payer", "aid", False),
        ("place", {"placed": "in"}, "object", "aid", True),
    ],
)
def test_who_may_hold_a_role(sort: str, changes: dict[str, Any], role: str, kind: str, may: bool) -> None:
    assert may_hold(replace(ORPHEA, sort=sort, **changes), role, kind) == may


@pytest.mark.parametrize(
    "text, language, payer",
    [
        ("Orphea pledged $30 million, while Belvia gave $20 million.", "en", ["Belvia"]),
        ("Orphéa a versé 30 millions d’euros, tandis que Belvia a donné 20 millions d’euros.", "fr", ["Belvia"]),
    ],
)
def test_who_is_the_subject_of_paying_pays(text: str, language: str, payer: list[str]) -> None:
    assert extract(text, language, "2025-06-18").claims[-1]["payer"] == payer


def test_a_party_of_another_amount_has_no_place_in_the_sentence() -> None:
    article = Article("a", "3 M€, 3 M€")
    money = Money(Decimal(3_000_000), Decimal(3_000_000), approx=False, currency="EUR", basis="explicit", per=None)
    document = Document(article, article.text, (), (), (money, money), (), (), ())
    named = replace(ORPHEA, word=40, first=40, pays=True, speaks=True)
    sure, empty = np.full((2, 4), 0.5), np.ones((1, 4))
    told = Telling(document, ["aid", "aid"], [(named,), ()], [sure, empty])
    [own], _ = told.pool(0, 0)
    [borrowed], _ = told.pool(1, 0)
    assert own == named
    assert (borrowed.name, borrowed.word, borrowed.pays, borrowed.speaks) == ("Orphéa", None, False, False)


def test_an_unnamed_source_takes_no_part_in_what_it_tells() -> None:
    text = "Acme could pay up to $2 billion for Belvia, two people familiar with the matter said."
    [claim] = extract(text, "en", "2025-06-18").claims
    assert claim["source_kind"] == "anonymous"
    assert not any("people" in name for role in ("payer", "recipient", "subject", "object") for name in claim[role])


@pytest.mark.parametrize(
    "text, language, source, kind",
    [
        ("Orphéa a payé 3 M€, selon des sources citées par Les Échos.", "fr", "Les Échos", "anonymous"),
        ("Orphéa a payé 3 M€ hier, précise une source proche du dossier.", "fr", "une source proche du dossier", "anonymous"),
        ("Orphéa a payé 3 M€ hier.", "fr", None, "none"),
    ],
)  # fmt: skip
def test_a_source_without_a_name_has_its_words_or_the_name_of_who_relays_it(
    text: str, language: str, source: str | None, kind: str
) -> None:
    [claim] = extract(text, language, "2025-06-18").claims
    assert (claim["source"], claim["source_kind"]) == (source, kind)


@pytest.mark.parametrize(
    "text, language, denied",
    [
        ("Orphéa dément avoir offert 3 millions d’euros pour Belvia.", "fr", True),
        ("Orphéa denied it had offered $3 million for Belvia.", "en", True),
        ("Orphéa n’a pas démenti avoir offert 3 millions d’euros.", "fr", False),
        ("Orphéa, qui nie les faits, a payé 3 millions d’euros.", "fr", False),
    ],
)  # fmt: skip
def test_what_is_denied_is_denied(text: str, language: str, denied: bool) -> None:
    [claim] = extract(text, language, "2025-06-18").claims
    assert (claim["status"] == "denied") is denied


def test_a_level_describes_somebody_and_nobody_pays_it() -> None:
    found = fitting([(ORPHEA, 0.6), (None, 0.9), (None, 0.5), (None, 0.9)], "valuation")
    assert [candidate for candidate, _ in found] == [None, None, ORPHEA, None]


def test_where_money_changes_hands_nobody_is_described() -> None:
    found = fitting([(ORPHEA, 0.6), (None, 0.9), (BELVIA, 0.5), (None, 0.9)], "penalty")
    assert [candidate for candidate, _ in found] == [ORPHEA, None, None, None]


@pytest.mark.parametrize(
    "text, language, payers",
    [
        ("Orphea, Belvia and Tramova have paid $30 million in fines.", "en", ["Orphea", "Belvia", "Tramova"]),
        ("Orphea and Belvia invested $30 million in the plant.", "en", ["Orphea", "Belvia"]),
        ("Orphéa a payé une amende de 3 millions d’euros.", "fr", ["Orphéa"]),
    ],
)
def test_coordinated_parties_pay_together(text: str, language: str, payers: list[str]) -> None:
    [claim] = extract(text, language, "2025-06-18").claims
    assert claim["payer"] == payers


@pytest.mark.parametrize(
    "text, language, name, part",
    [
        ("La Commission européenne a condamné Orphéa.", "fr", "Orphéa", ("penalty", "payer")),
        ("Orphéa a été condamnée lundi.", "fr", "Orphéa", ("penalty", "payer")),
        ("Belmar was fined on Monday.", "en", "Belmar", ("penalty", "payer")),
        ("Belmar bought Orlan.", "en", "Orlan", ("acquisition", "object")),
    ],
)
def test_what_a_sentence_without_an_amount_makes_a_party(
    text: str, language: str, name: str, part: tuple[str, str]
) -> None:
    folded = fold(text)
    sentences = nlp.parse(folded, segment(folded, language), language)
    article = Article("a", text, language=language)
    parties = find_parties(folded, sentences, article)
    document = Document(article, folded, sentences, (), (), (), (), parties)
    found = read_parts(document, {0: read_words(document, 0)}, place_mentions(document))
    [number] = [i for i, party in enumerate(parties) if party.name == name]
    assert part in found[number]


@pytest.mark.parametrize(
    "text, language, place",
    [
        ("Orphéa a payé 10 millions d’euros en Allemagne.", "fr", "Allemagne"),
        ("Belmar paid $3 million at its plant in Ohio.", "en", "Ohio"),
    ],
)
def test_a_place_where_something_happens_takes_no_part(text: str, language: str, place: str) -> None:
    [claim] = extract(text, language, "2025-06-18").claims
    assert place not in (*claim["payer"], *claim["recipient"])
