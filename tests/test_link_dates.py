"""Which date belongs to which claim, as a reader sees it: small articles written for the purpose, in both languages.

A case is an article and, for each of its amounts, the days of its claim ("2024-01-01/2024-12-31") or "" for no date.
"""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction import extract_article
from pipeline.link.date_matters import GROUPS, STANDS
from pipeline.link.date_steps import step_feature
from pipeline.link.model import ranker
from pipeline.notation import date_value
from pipeline.records import KINDS, STATUSES, Article, Claim

PUBLISHED = date(2025, 6, 18)  # a Wednesday


def claims_of(text: str, language: str, published: date | None = PUBLISHED) -> tuple[Claim, ...]:
    return extract_article(Article("a", text, language=language, published=published)).claims


def days_of(claim: Claim) -> str:
    return "" if claim.when is None else date_value(claim.when.start, claim.when.end)


DATED = [
    # the day of the event
    ("fr", "Orphéa a racheté lundi Belvia pour 30 millions d'euros.", ["2025-06-16/2025-06-16"]),
    ("en", "Orphea agreed on Monday to buy Belvia for $30 million.", ["2025-06-16/2025-06-16"]),
    # a date told once for coordinated amounts, and one for each
    (
        "fr",
        "En 2024, Orphéa a dépensé 30 millions d'euros pour ses usines et 20 millions d'euros pour la recherche.",
        ["2024-01-01/2024-12-31", "2024-01-01/2024-12-31"],
    ),
    (
        "en",
        "In 2024 Orphea spent $30 million on plants and $20 million on research.",
        ["2024-01-01/2024-12-31", "2024-01-01/2024-12-31"],
    ),
    (
        "fr",
        "Orphéa a investi 3 millions d'euros en 2023 et 5 millions d'euros en 2024.",
        ["2023-01-01/2023-12-31", "2024-01-01/2024-12-31"],
    ),
    (
        "en",
        "Orphea invested $3 million in 2023 and $5 million in 2024.",
        ["2023-01-01/2023-12-31", "2024-01-01/2024-12-31"],
    ),
    # both sides of a comparison, and a figure said again per share
    (
        "fr",
        "Le bénéfice net d'Orphéa a atteint 12 millions d'euros au premier trimestre 2025, contre 9 millions d'euros un an plus tôt.",
        ["2025-01-01/2025-03-31", "2024-01-01/2024-03-31"],
    ),
    (
        "en",
        "In the third quarter of 2024 Orphea made a net profit of $31.4 million, or 26 cents a share, "
        "against $45.9 million, or 38 cents a share, a year earlier.",
        [*["2024-07-01/2024-09-30"] * 2, *["2023-07-01/2023-09-30"] * 2],
    ),
    # a conversion has the date of what it converts
    (
        "fr",
        "Le chiffre d'affaires atteindra 50 millions d'euros (57 millions de dollars) en 2026.",
        ["2026-01-01/2026-12-31", "2026-01-01/2026-12-31"],
    ),
    # a target, first word of its sentence
    ("fr", "Pour 2026, Orphéa vise un chiffre d'affaires de 50 millions d'euros.", ["2026-01-01/2026-12-31"]),
    ("en", "Orphea expects revenue of $50 million in 2026.", ["2026-01-01/2026-12-31"]),
    # the day of a session
    ("fr", "L'action Orphéa a clôturé jeudi à 27,82 euros.", ["2025-06-12/2025-06-12"]),
]

UNDATED = [
    # the day of the telling
    ("fr", "La dette s'élève à 3 milliards d'euros, a déclaré vendredi le directeur.", 1),
    ("en", "Debt stands at $3 billion, the director said on Friday.", 1),
    # the year in which the company began
    ("fr", "Le groupe Belvia, fondé en 2016, est valorisé 3 milliards d'euros.", 1),
    ("en", "Belvia, founded in 2016, is valued at $3 billion.", 1),
    # a time of day
    ("en", "Shares of Orphea rose 12 cents to $27.82 in afternoon trading.", 2),
]


@pytest.mark.parametrize("language, text, days", DATED)
def test_a_claim_has_the_date_of_its_event(language: str, text: str, days: list[str]) -> None:
    assert [days_of(claim) for claim in claims_of(text, language)] == days


@pytest.mark.parametrize("language, text, count", UNDATED)
def test_a_claim_without_a_date_of_its_own_has_none(language: str, text: str, count: int) -> None:
    claims = claims_of(text, language)
    assert [claim.date_span for claim in claims] == [None] * count


OPEN = [
    ("fr", "Orphéa a été fondée en 2016 à Lyon. L'an dernier, elle a réalisé un chiffre d'affaires de 40 millions d'euros."),
    ("fr", "Belvia a investi 2 millions d'euros en 2019. L'an dernier, elle a dépensé 4 millions d'euros."),
    ("en", "The company was founded in 2016. Last year it earned $4 million."),
    ("en", "Belvia invested $2 million in 2019. Last year it spent $4 million."),
]  # fmt: skip


@pytest.mark.parametrize("language, text", OPEN)
def test_a_relative_date_of_an_undated_article_takes_no_days_from_another_sentence(language: str, text: str) -> None:
    last = claims_of(text, language, published=None)[-1]
    assert last.date_span is not None
    assert last.date_span.of(text).lower() in ("l'an dernier", "last year")
    assert last.when is not None
    assert (last.when.start, last.when.end) == (None, None)
    [dated] = claims_of(text, language)[-1:]
    assert days_of(dated) == "2024-01-01/2024-12-31"


@pytest.mark.parametrize("language, text, days", DATED)
def test_what_decided_a_date_is_told(language: str, text: str, days: list[str]) -> None:
    for claim in claims_of(text, language):
        assert any(rule.startswith("date<") for rule in claim.rules)


def test_every_kind_and_status_has_its_place() -> None:
    assert set(STANDS) == set(STATUSES)
    assert set(GROUPS) <= set(KINDS)


def test_the_weights_know_both_languages_and_no_words() -> None:
    names = ranker("dates").index
    assert {name for name in names if name.startswith("none:lang:")} >= {"none:lang:fr:1", "none:lang:en:1"}
    assert all(name.isascii() and " " not in name for name in names)


DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
INTERVALS = st.none() | st.tuples(DAYS, st.integers(0, 400)).map(lambda pair: (pair[0], pair[0] + timedelta(pair[1])))


@given(INTERVALS, INTERVALS)
def test_a_step_and_its_reverse_agree(before: tuple[date, date] | None, after: tuple[date, date] | None) -> None:
    ahead, back = step_feature(before, after, "same"), step_feature(after, before, "same")
    turned = {"same": "same", "year-back": "year-on", "year-on": "year-back", "back": "on", "on": "back"}
    step, reverse = (feature.split(">")[1].split(":")[0] for feature in (ahead, back))
    if step in turned and before is not None and (before[1] - before[0]) == (after or before)[1] - (after or before)[0]:
        assert reverse == turned[step]
    assert ("undated" in step) == (after is None)


@pytest.mark.parametrize("text, language", [("3 M€ en 2019, ", "fr"), ("$3 million in 2019, ", "en")])
def test_time_grows_with_the_length_of_a_sentence(text: str, language: str) -> None:
    def seconds(times: int) -> float:
        begun = time.perf_counter()
        claims_of(text * times, language)
        return time.perf_counter() - begun

    seconds(5)
    short, long = seconds(60), seconds(480)
    assert long < 8 * 4 * max(short, 0.05)  # eight times the text; four for the noise of a busy machine
