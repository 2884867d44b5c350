"""The segmenter: the tables' examples, what articles really hold, and laws on any text."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lang import table
from pipeline.notation import parse
from pipeline.segment import segment
from pipeline.text import fold

ENTRIES = [
    (language, entry)
    for language in ("fr", "en")
    for key in ("abbreviations", "openers", "glued")
    for entry in table(language, "segment")[key]
]

#: Sentences are parted by "|", headings begin with "#".
CASES = {
    "fr": [
        "Le tribunal a tranché. |Le groupe paiera 3.500 euros.",
        "C'est la fin.|Le groupe se tait.",
        'La ministre promet "une aide massive".|Elle sera versée en mai.',
        '"Nous paierons."|"Nous ne paierons pas", corrige M. Lantier.',
        '"Qui paiera ?" a demandé Mme Rivoal. |"Personne."',
        "#Des mesures déjà connues|Reste à savoir qui paie.",
        "#Orphéa lève des fonds\n\n|~PARIS, 12 juin 2025 (Agence) – |Le groupe a levé 3 M€.",
        "Le budget dépasse 2 % du PIB.|440 euros en plus.",
        "Le chantier coûte 3.5 M€, voire 12.000 euros de plus.",
        "#Orphéa vend Belvia\n\n|La société de J. K. Rivoal a dit oui.",
        "Orphéa (ORPH.PA) et Belvia ( BELV.PA ) montent. |Les autres baissent.",
        "Me Rivoal, Dr Lantier et St. Aubin ont signé.",
        "Il a dit... |Puis il s'est tu.",
        "#UNE AIDE DE DEUX MILLIARDS POUR LA FILIÈRE |Le ministre a parlé.",
        "Le plan\ncoûte 3 milliards\nd'euros.",
        "LinkedIn et YouTube paient leur taxe.",
        "Voir www.belvia.Fr et ecrire@orphea.Com pour payer.",
    ],
    "en": [
        "The court ruled. |The group will pay $3.5 million.",
        "It is over.|The group is silent.",
        '"We will pay." |"We won\'t," said Ms. Lowell.',
        "Belmar Inc. said the U.S. Treasury would pay $3.5 bn. |The shares rose.",
        "Belmar Corp. ( BLM.N ) and Orlan Co. (ORLb.ST) rose. |Others fell.",
        "It was listed in the U.S. |The shares fell to $3.20.",
        "George W. Lowell and J.P. Price own Belmar Cos. |They said so.",
        "The No. 2 lender paid on Sept. 12. |It owes no more.",
        "#Belmar sells Orlan\n\n|~LONDON (Newswire) - |Belmar Ltd. sold its unit.",
        "#Belmar sells Orlan\n\n|~NEW YORK/PARIS, June 12, 2025 /Newswire/ -- |Belmar Ltd. sold its unit.",
        "#Belmar sells Orlan\n\n|BELMAR (BMR.N) - a maker of glass - sold its unit.",
        "#Belmar sells Orlan\n\n|Belmar (the maker of glass) - Europe's largest - sold its unit.",
        "Key points: |* Profit was $3 million |* Sales rose",
        "#Forward-looking statements|This note holds some.",
        "The bank said\nit would pay.",
        "Yahoo! Inc was there. |Why? |Nobody knows!",
        "#EARNINGS FLAT WITH YEAR AGO |The higher prices helped.",
        "eBay and easyJet paid. |iPhone sales rose.",
    ],
}


def pieces(text: str, language: str) -> list[str]:
    folded = fold(text)
    return [sentence.span.of(folded) for sentence in segment(folded, language)]


@pytest.mark.parametrize(
    ("language", "entry"), ENTRIES, ids=lambda value: value["id"] if isinstance(value, dict) else value
)
def test_table_examples(language: str, entry: dict) -> None:
    for marked in entry["examples"]:
        text, marks = parse(marked)
        assert [s.span for s in segment(fold(text), language)] == [mark.span for mark in marks], marked
    for text in entry.get("refuses", []):
        assert len(segment(fold(text), language)) == 1, text


@pytest.mark.parametrize(("language", "case"), [(lang, case) for lang, cases in CASES.items() for case in cases])
def test_boundaries(language: str, case: str) -> None:
    parts = case.split("|")
    text = "".join(part.lstrip("#~") for part in parts)
    folded = fold(text)
    found = segment(folded, language)
    parts = [part for part in parts if not part.startswith("~")]  # what belongs to no sentence
    assert [s.span.of(folded).lstrip("* ") for s in found] == [part.strip("#* \n") for part in parts]
    for sentence, part in zip(found, parts, strict=True):
        if part.startswith("#"):
            assert sentence.heading, part


def test_both_languages_have_the_same_senses() -> None:
    for key in ("abbreviations", "openers", "glued"):
        ids = [{entry["id"] for entry in table(language, "segment")[key]} for language in ("fr", "en")]
        assert ids[0] == ids[1], key


TEXTS = st.text(alphabet=st.sampled_from("aàbM.LeU ?!…\"'()«»\n*-0123 €$,;:éÉ"), max_size=300) | st.text(max_size=200)


@given(TEXTS, st.sampled_from(["fr", "en"]))
def test_spans_are_ordered_apart_and_keep_every_letter(text: str, language: str) -> None:
    folded = fold(text)
    found = segment(folded, language)
    last = 0
    for sentence in found:
        assert last <= sentence.span.start < sentence.span.end <= len(folded)
        assert not re.search(r"\w", folded[last : sentence.span.start])
        assert sentence.span.of(folded).strip()
        last = sentence.span.end
    assert not re.search(r"\w", folded[last:])


@given(st.sampled_from([case for cases in CASES.values() for case in cases]), st.integers(0, 3))
def test_padding_shifts_only(case: str, size: int) -> None:
    text = fold(case.replace("|", "").replace("#", ""))
    padded = "\n" * size + text
    spans = [(s.span.start, s.span.end) for s in segment(text, "fr")]
    assert [(s.span.start - size, s.span.end - size) for s in segment(padded, "fr")] == spans


@given(
    st.integers(1, 10**7),
    st.sampled_from(["{} €", "{} M€", "$ {}", "{} million", "{} euros"]),
    st.sampled_from(["fr", "en"]),
)
def test_an_amount_is_never_cut(number: int, form: str, language: str) -> None:
    separator = "." if language == "fr" else ","
    amount = form.format(f"{number:,}".replace(",", separator))
    text = f"Belvia: {amount}. Orphéa paie {amount}, dit-on."
    assert any(amount in sentence for sentence in pieces(text, language))
    assert all(s.count(amount[-4:]) >= 1 for s in pieces(text, language)[:1])


@pytest.mark.parametrize(
    "piece", [".", '"', "A.", "a.A", "(", "\n", "*", "M. ", "0", "\x00", "\ud800", "LE ", "aLe", '…" ']
)
def test_hostile_strings_end_in_time(piece: str) -> None:
    text = piece * 200_000
    start = time.process_time()
    segment(text, "fr")
    segment(text, "en")
    assert time.process_time() - start < 8
