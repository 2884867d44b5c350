"""What the models keep of the articles that went through them: nothing."""

from __future__ import annotations

import pytest

from pipeline import nlp
from pipeline.records import Sentence, Span

SENTENCES = {"fr": "Le groupe {} a racheté {}.", "en": "{} has bought {}."}


@pytest.mark.parametrize("language", nlp.MODELS)
def test_names_that_come_once_are_not_kept(language: str) -> None:
    strings = nlp.load(language).vocab.strings
    nlp.parse("", [Sentence(Span(0, 0))], language)
    kept = []
    for number in range(20):
        text = SENTENCES[language].format(f"Zorv{number}ak", f"Belv{number}or")
        [sentence] = nlp.parse(text, [Sentence(Span(0, len(text)))], language)
        assert f"Zorv{number}ak" in {token.text for token in sentence.tokens}
        assert f"Zorv{number}ak" not in strings
        kept.append(len(strings))
    assert len(set(kept[5:])) == 1
