"""What the models keep of the articles that went through them does not grow with their number."""

from __future__ import annotations

import pytest

from pipeline import nlp
from pipeline.records import Sentence, Span

SENTENCES = {"fr": "Le groupe {} a racheté {}.", "en": "{} has bought {}."}


@pytest.mark.parametrize("language", nlp.MODELS)
def test_names_that_come_once_are_not_kept(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp, "ARTICLES", 5)
    nlp._room(language).left = 0
    strings = nlp.load(language).vocab.strings
    kept = []
    for number in range(30):
        text = SENTENCES[language].format(f"Zorv{number}ak", f"Belv{number}or")
        [sentence] = nlp.parse(text, [Sentence(Span(0, len(text)))], language)
        assert f"Zorv{number}ak" in {token.text for token in sentence.tokens}
        kept.append(len(strings))
    assert "Zorv1ak" not in strings and "Zorv29ak" in strings
    assert max(kept[10:]) < max(kept[:10]) + 10  # each sentence has four strings of its own, and more
