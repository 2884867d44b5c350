"""Who is said to say it: the constructions and the names they lead to, and quotations over several sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction import extract_article, needed
from pipeline.find.amounts import find_amounts
from pipeline.link.quotations import LONGEST, find_quotations, quotation_at
from pipeline.link.scene import read_scenes
from pipeline.link.source_features import read_voices
from pipeline.records import Article, Document
from pipeline.segment import segment
from pipeline.text import fold

#: Text, language, and a name that a construction leads to by one way ("recent" and "title" are guesses the ranker weighs).
LED = [
    ("Le groupe Orphéa, qui a annoncé une perte de 3 millions d'euros, se tait.", "fr", "Orphéa", "relative", "description"),
    ("D'après un rapport de la Cour des comptes, il faut 3 millions d'euros.", "fr", "Cour des comptes", "according", "document"),
    ("La perte, estimée par Orphéa à 3 millions d'euros, se creuse.", "fr", "Orphéa", "agent", "name"),
    ("Kerdanis, which said it lost $3 million, is for sale.", "en", "Kerdanis", "relative", "name"),
    ("The loss was $3 million, according to a report by the Treasury.", "en", "Treasury", "according", "document"),
]  # fmt: skip

QUOTED = [
    ("Il a dit : « Cela coûte 3 €. Rien de plus. »", [" Cela coûte 3 €. Rien de plus. "]),
    ('"Pay $3," she said. "Now."', ["Pay $3,", "Now."]),
    ("“We owe $3.\n“And more.”", ["We owe $3.\n“And more."]),
    ('A 24" screen costs $300.', []),
    ("", []),
]


def document_of(text: str, language: str) -> Document:
    extraction = extract_article(Article("a", text, language=language))
    amounts, _ = find_amounts(fold(text), language)
    return Document(
        extraction.article, fold(text), extraction.sentences, amounts, (), (), (), extraction.parties
    )  # fmt: skip


@pytest.mark.parametrize(("text", "language", "name", "construction", "how"), LED)
def test_a_construction_leads_to_a_name(text: str, language: str, name: str, construction: str, how: str) -> None:
    document = document_of(text, language)
    _, read = read_scenes(document)
    spoken = [speech for told in read_voices(document, read).spoken.values() for speech in told]
    assert (name, construction, how) in {(s.name, s.construction, s.how) for s in spoken}


def test_a_price_per_share_is_no_source() -> None:
    document = document_of("Kerdanis pays $3 per share.", "en")
    _, read = read_scenes(document)
    assert not any(speech.name == "share" for told in read_voices(document, read).spoken.values() for speech in told)


@pytest.mark.parametrize(("text", "quoted"), QUOTED)
def test_quotations(text: str, quoted: list[str]) -> None:
    assert [span.of(text) for span in find_quotations(text)] == quoted


@given(st.text(alphabet='"«»“”ab 3€.\n', max_size=80))
def test_quotations_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = find_quotations(text)
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(one.end < other.start for one, other in pairwise(spans))
    assert all(quotation_at(spans, span.start) == span for span in spans if span.start < span.end)


def test_what_is_not_closed_is_no_quotation() -> None:
    assert find_quotations("« " + "a" * (LONGEST + 1) + " »") == ()


def test_the_end_of_a_quotation_is_parsed_with_the_amount_in_it() -> None:
    text = "Un long prologue. Rien ici. Ni là. « Il faut 3 millions d’euros. C’est dit. Voilà », conclut Nadia Rivoal. Fin."
    sentences = segment(fold(text), "fr")
    amounts, _ = find_amounts(fold(text), "fr")
    closing = next(i for i, s in enumerate(sentences) if "Rivoal" in s.span.of(text))
    assert closing not in needed(sentences, amounts)
    assert closing in needed(sentences, amounts, find_quotations(text))
