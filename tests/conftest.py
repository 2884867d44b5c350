"""Options and shared fixtures of the tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.records import (
    AmountMention,
    Article,
    Claim,
    Dropped,
    Evidence,
    Extraction,
    Filler,
    Mention,
    Money,
    Sentence,
    Source,
    Span,
    When,
)

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden tables anew, to be read before committing"
    )


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample articles."""
    return ROOT / "data" / "raw"


@pytest.fixture(scope="session")
def tables(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of tables that a run over the samples writes, made once."""
    import pipeline

    out = tmp_path_factory.mktemp("out")
    pipeline.run([samples], out=out)
    return out


@pytest.fixture
def made() -> Extraction:
    """An article with two claims, made by hand: what writing and explaining need does not depend on what is found."""
    text = (
        "Orphéa verse 3 M€ à Belvia\n\n"
        "Le groupe Orphéa versera plus de 3 M€ (3,4 millions de dollars) à Belvia d’ici fin 2025, selon Le Phare. "
        "Les 12 francs du café n’y sont pour rien."
    )

    def span(words: str) -> Span:
        start = text.rindex(words)
        return Span(start, start + len(words))

    def claim(words: str, money: Money, **more: Any) -> Claim:
        amount = AmountMention(span(words), span(words), money.min, money.max, money.approx, (money.currency,), "")
        filled = [("payer", "Orphéa"), ("recipient", "Belvia")]
        day = When(date(2025, 6, 18), date(2025, 12, 31), "range", "2025-12-31", direction="deadline")
        values: dict[str, Any] = {
            "fact_id": "f1",
            "is_main": True,
            "amount": amount,
            "money": money,
            "conversion_of": None,
            "kind": "contract",
            "fillers": tuple(Filler(role, name, span(name)) for role, name in filled),
            "status": "planned",
            "source": Source("Le Phare", "named", span("Le Phare")),
            "date_span": span("d’ici fin 2025"),
            "when": day,
            "sentence": Span(text.index("Le groupe"), text.index(" Les 12")),
            "evidence": (Evidence("trigger", span("versera")), Evidence("payer", span("Orphéa"))),
            "confidence": 0.8,
            "rules": ("amount.bound", "kind.contract"),
        }
        return Claim(**(values | more))

    claims = (
        claim("plus de 3 M€", Money(Decimal(3_000_000), None, False, "EUR", "explicit", None), claim_id="c1"),
        claim(
            "3,4 millions de dollars",
            Money(Decimal("3.4E+6"), Decimal("3.4E+6"), False, "USD", "default", None),
            claim_id="c2",
            is_main=False,
            conversion_of="c1",
            review=("currency_default",),
        ),
    )
    mentions = (
        Mention("amount", span("plus de 3 M€"), "≥ EUR 3000000", "amount.bound"),
        Mention("party", span("Belvia"), "Belvia", "party.name"),
        Mention("date", span("fin 2025"), "2025-Q4", "date.part"),
        Mention("source", span("Le Phare"), "Le Phare", "source.selon"),
    )
    sentences = (
        Sentence(Span(0, text.index("\n")), heading=True),
        Sentence(claims[0].sentence),
        Sentence(Span(text.index("Les 12"), len(text))),
    )
    article = Article(
        "a.txt", text, text[: text.index("\n")], "fr", date(2025, 6, 18), "metadata", "Le Phare", source_file="a.txt"
    )
    return Extraction(article, sentences, claims, mentions, (Dropped(span("12 francs"), "link", "price of no one"),))
