"""The language of an article: French, English, or neither with a reason."""

from __future__ import annotations

import pytest

from pipeline.read import decide_language
from pipeline.records import Article

FRENCH = [
    "Orphéa lève 3 millions d’euros",
    "Belvia : bénéfice net en hausse de 12 %",
    "Le PDG d'Orphéa démissionne",
    "L’amende pourrait atteindre 30 millions d’euros",
    "La BCE relève ses taux",
    "Chiffre d'affaires 2024 : 12 M€",
]
ENGLISH = [
    "Orphea raises $3 million",
    "Belvia profit up 12 percent",
    "Orphea chief executive quits after profit warning",
    "The fine could reach 30 million euros",
    "The central bank raises its rates again",
    "Retail sales fall in March",
]
OTHERS = {
    "German": [
        "Der Konzern senkt die Prognose für das laufende Jahr",
        "Umsatz steigt im dritten Quartal um 12 Prozent",
    ],
    "Spanish": [
        "La empresa comprará a su rival por 2.000 millones de euros",
        "El banco gana un 12 % más en el tercer trimestre",
    ],
    "Italian": [
        "La società acquisterà la rivale per due miliardi",
        "Il governo ha approvato un piano da tre miliardi di euro",
    ],
    "Dutch": [
        "Het bedrijf neemt zijn concurrent over voor twee miljard euro",
        "Omzet stijgt met 12 procent in het derde kwartaal",
    ],
    "Portuguese": [
        "O tribunal condenou a empresa a pagar 30 milhões de euros",
        "Lucro do banco cai 12 % no terceiro trimestre",
    ],
    "Catalan": ["El govern ha aprovat un pla de tres milions d'euros per a les escoles"],
    "Polish": ["Spółka przejmie konkurenta za dwa miliardy euro"],
    "Swedish": ["Regeringen har godkänt en plan på tre miljarder kronor"],
    "Russian": ["Правительство одобрило пакет на три миллиарда рублей"],
    "Chinese": ["政府周一批准了一项价值三十亿美元的新计划。"],
}


@pytest.mark.parametrize("declared", [None, "", "de", "und"])
@pytest.mark.parametrize(("language", "text"), [("fr", t) for t in FRENCH] + [("en", t) for t in ENGLISH])
def test_short_texts_are_told(language: str, text: str, declared: str | None) -> None:
    assert decide_language(Article("a", text, language=declared)) == (language, None)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in OTHERS.items() for text in texts])
def test_other_languages_are_left_out(name: str, text: str) -> None:
    assert decide_language(Article("a", text)) == (None, f"written in {name}, neither French nor English")


@pytest.mark.parametrize("declared", ["fr", "FR", "fra", "fr-FR", "fr_CA", "French", "français", "francais"])
def test_declared_languages_are_taken_for_short_texts(declared: str) -> None:
    for text in ("12 345", "Tesla", "$10 bn", *ENGLISH[:1]):
        assert decide_language(Article("a", text, language=declared)) == ("fr", None)


def test_a_long_text_contradicts_what_is_declared() -> None:
    assert decide_language(Article("a", ". ".join(ENGLISH), language="fr"))[0] == "en"
    assert decide_language(Article("a", ". ".join(FRENCH), language="en"))[0] == "fr"
    assert decide_language(Article("a", ". ".join(OTHERS["German"]), language="fr"))[0] is None


def test_french_that_quotes_english_stays_french() -> None:
    text = "« The group will pay », a déclaré en anglais la présidente d'Orphéa, qui reste à Lyon."
    assert decide_language(Article("a", text, language="fr")) == ("fr", None)


@pytest.mark.parametrize("text", ["", "12 345", "…", "\x00", "3 €"])
def test_nothing_to_tell_a_language_by(text: str) -> None:
    assert decide_language(Article("a", text)) == (None, "no words to tell the language by")
