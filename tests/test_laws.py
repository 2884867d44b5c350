"""Laws that hold for every text, shown on sentences of our own and on made-up ones."""

from __future__ import annotations

import dataclasses
import signal
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction import extract_article
from pipeline.notation import number
from pipeline.records import FOREIGN_ROLES, Article, Extraction, Span
from pipeline.text import drop_invisible, fold

FRENCH = (
    "Orphéa rachète Belvia pour 1,2 milliard d’euros\n\n"
    "Le groupe lyonnais Orphéa a signé lundi l’acquisition de Belvia pour environ 1,2 milliard d’euros, soit 1,3 milliard "
    "de dollars, selon une source proche du dossier. En 2024, Belvia avait réalisé un chiffre d’affaires de 310 M€, contre "
    "275 M€ un an plus tôt. Le conseil pourrait verser un dividende de 0,85 euro par action. Il serait en pourparlers pour "
    "lever entre 200 et 250 millions d’euros auprès de banques d’ici fin 2026."
)
ENGLISH = (
    "Marlow to pay $45 million fine\n\n"
    "Marlow Holdings agreed on Tuesday to pay a $45 million fine, the Financial Conduct Office said. The company’s net "
    "profit rose to £12.4m in the first quarter from £9m a year earlier. It plans to invest up to $1.5bn in Kenya by 2030, "
    "according to people familiar with the matter."
)
ARTICLES = (
    Article("fr", FRENCH, title=FRENCH.split("\n", maxsplit=1)[0], language="fr", published=date(2025, 6, 18)),
    Article("en", ENGLISH, title=ENGLISH.split("\n", maxsplit=1)[0], language="en", published=date(2025, 6, 18)),
)
CURRENCIES = {"EUR": ("euros", "euros"), "USD": ("dollars", "dollars"), "GBP": ("livres sterling", "pounds sterling")}


def spans(record: Any) -> list[Span]:
    """Every span inside a record."""
    if isinstance(record, Span):
        return [record]
    if isinstance(record, tuple):
        return [span for item in record for span in spans(item)]
    if dataclasses.is_dataclass(record) and not isinstance(record, (Article, type)):
        return [span for field in dataclasses.fields(record) for span in spans(getattr(record, field.name))]
    return []


def values(extraction: Extraction) -> list[tuple[Any, ...]]:
    """What the rows say, without where they say it."""
    return [
        (
            claim.money.min, claim.money.max, claim.money.approx, claim.money.currency, claim.money.per, claim.kind,
            claim.status, claim.source.kind, claim.when,
        )
        for claim in extraction.claims
    ]  # fmt: skip


def amounts(text: str, language: str) -> list[tuple[Decimal | None, Decimal | None, str]]:
    article = Article("a", text, language=language, published=date(2025, 6, 18))
    return [(c.money.min, c.money.max, c.money.currency) for c in extract_article(article).claims]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.id)
def test_offsets_lie_inside_the_text_and_hold_no_outer_space(article: Article) -> None:
    extraction = extract_article(article, everything=True)
    assert extraction.claims
    assert all(0 <= span.start < span.end <= len(article.text) for span in spans(extraction))
    for mention in extraction.mentions:
        quoted = mention.span.of(article.text)
        assert quoted == quoted.strip()


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.id)
def test_rows_stand_in_reading_order_and_ids_are_their_own(article: Article) -> None:
    claims = extract_article(article).claims
    starts = [claim.amount.span.start for claim in claims]
    assert starts == sorted(starts)
    assert len({claim.claim_id for claim in claims}) == len(claims)
    assert {claim.conversion_of for claim in claims} <= {None, *(claim.claim_id for claim in claims)}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.id)
def test_names_are_written_as_in_the_article(article: Article) -> None:
    words = " ".join(article.text.split())
    extraction = extract_article(article, everything=True)
    names = [filler.name for claim in extraction.claims for filler in claim.fillers]
    names += [claim.source.name for claim in extraction.claims if claim.source.name]
    assert names and all(name in words for name in names)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.id)
def test_roles_are_those_of_the_kind_and_each_has_its_evidence(article: Article) -> None:
    for claim in extract_article(article).claims:
        roles = {filler.role for filler in claim.fillers}
        assert not roles & FOREIGN_ROLES.get(claim.kind, frozenset())
        assert not set(claim.names("payer")) & set(claim.names("recipient"))
        assert roles <= {evidence.role for evidence in claim.evidence}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.id)
def test_each_fact_has_one_main_row(article: Article) -> None:
    claims = extract_article(article).claims
    for fact in {claim.fact_id for claim in claims}:
        assert sum(claim.is_main for claim in claims if claim.fact_id == fact) == 1


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.id)
@pytest.mark.parametrize(
    "old, new", [("’", "'"), (" ", "\u00a0"), ("-", "\u2011")], ids=["apostrophe", "no-break space", "hyphen"]
)
def test_typography_changes_no_value(article: Article, old: str, new: str) -> None:
    changed = dataclasses.replace(article, text=article.text.replace(old, new), title=None)
    plain = dataclasses.replace(article, title=None)
    assert values(extract_article(changed)) == values(extract_article(plain))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.id)
def test_soft_hyphens_change_no_value_and_offsets_point_into_the_original(article: Article) -> None:
    text = article.text.replace("illi", "il\u00adli")
    assert text != article.text
    plain, soft = (extract_article(dataclasses.replace(article, text=t, title=None)) for t in (article.text, text))
    assert values(soft) == values(plain)
    quoted = [claim.amount.span.of(text).replace("\u00ad", "") for claim in soft.claims]
    assert quoted == [claim.amount.span.of(article.text) for claim in plain.claims]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.id)
def test_padding_shifts_and_changes_nothing(article: Article) -> None:
    plain = dataclasses.replace(article, title=None)
    padded = dataclasses.replace(plain, text="\n\n" + article.text + "\n")
    first, second = extract_article(plain), extract_article(padded)
    assert values(first) == values(second)
    assert [c.amount.span.start + 2 for c in first.claims] == [c.amount.span.start for c in second.claims]


@given(
    value=st.decimals(min_value="0.1", max_value="999", places=1),
    magnitude=st.sampled_from([(1, "", ""), (10**6, "million", "million"), (10**9, "milliard", "billion")]),
    currency=st.sampled_from(sorted(CURRENCIES)),
)
@settings(max_examples=60, deadline=None)
def test_a_rendered_amount_is_found_again_in_both_languages(
    value: Decimal, magnitude: tuple[int, str, str], currency: str
) -> None:
    factor, french, english = magnitude
    if french:
        french += "s " if value >= 2 else " "
        french += "d’" if CURRENCIES[currency][0][0] in "aeiou" else "de "
    figure = number(value)
    wanted = [(value * factor, value * factor, currency)]
    assert (
        amounts(f"La société a payé {figure.replace('.', ',')} {french}{CURRENCIES[currency][0]} hier.", "fr") == wanted
    )
    assert amounts(f"The company paid {figure} {english} {CURRENCIES[currency][1]} yesterday.", "en") == wanted


@given(st.text(max_size=300), st.sampled_from(["fr", "en"]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_extracted_without_an_error(text: str, language: str) -> None:
    extraction = extract_article(Article("a", text, language=language))
    assert all(0 <= span.start <= span.end <= len(text) for span in spans(extraction))


@given(st.text(alphabet="1259 .,'€$£%-–’\u00a0mdkbn/()éaeuros\n", max_size=120), st.sampled_from(["fr", "en"]))
@settings(max_examples=300, deadline=None)
def test_near_amounts_are_extracted_without_an_error(text: str, language: str) -> None:
    for claim in extract_article(Article("a", text, language=language)).claims:
        assert claim.money.min is not None or claim.money.max is not None
        assert claim.money.min is None or claim.money.max is None or claim.money.min <= claim.money.max


@given(st.text(max_size=200))
def test_folding_keeps_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="ab\u00ad\u200b ", max_size=50))
def test_invisible_characters_are_dropped_and_every_position_is_known(text: str) -> None:
    visible, back = drop_invisible(text)
    assert visible == ("".join(text[i] for i in back[:-1]) if back else text)
    assert "\u00ad" not in visible


@pytest.mark.parametrize(
    "unit", ["9", "1,", "$1 ", "de ", "million ", "(", "a’", "lundi ", "entre 1 et ", "Aa ", "\n", "« "]
)
def test_hostile_repetition_ends_in_time(unit: str) -> None:
    """Quadratic work on this length would take minutes; the alarm is far above what linear work takes."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"60,000 characters of {unit!r} took more than two minutes")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(120)
    try:
        extract_article(Article("a", unit * (60_000 // len(unit)), language="fr", published=date(2025, 6, 18)))
    finally:
        signal.alarm(0)
