"""The parties of an article: the tables' examples, names, joins, references, and laws."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import nlp
from pipeline.find.parties import find_parties
from pipeline.find.parties.names import find_names
from pipeline.find.parties.places import is_located
from pipeline.find.parties.reference import BELIEVED, weights
from pipeline.lang import table
from pipeline.lang.parties import lexicon
from pipeline.normalise.names import is_acronym, key, words
from pipeline.notation import parse
from pipeline.records import PARTY_KINDS, Article, Party, Span
from pipeline.segment import segment
from pipeline.text import fold
from training.references import outcomes, read_written, rows_of

SECTIONS = (
    "connectors",
    "elisions",
    "titles",
    "jobs",
    "institutions",
    "modifiers",
    "nationalities",
    "heads",
    "bodies",
    "seats",
)
EXAMPLES = [
    (language, marked)
    for language in ("fr", "en")
    for section in SECTIONS
    for entry in table(language, "parties")[section]
    for marked in entry.get("examples", [])
] + [
    (language, marked)
    for section in ("possessives", "legal_forms", "company_words", "firms", "media")
    for entry in table("shared", "parties")[section]
    for language in ("fr", "en")
    for marked in entry[f"examples_{language}"]
]
REFUSALS = [
    (language, text)
    for language in ("fr", "en")
    for entry in table(language, "parties")["not_names"]
    for text in entry.get("refuses", [])
]


def parties_of(text: str, language: str, *, parsed: bool = True) -> tuple[Party, ...]:
    folded = fold(text)
    sentences = segment(folded, language)
    if parsed:
        sentences = nlp.parse(folded, sentences, language)
    return find_parties(folded, sentences, Article("a", text, language=language))


def names_in(text: str, language: str) -> list[str]:
    folded = fold(text)
    return [name.text for name in find_names(folded, segment(folded, language), language)]


@pytest.mark.parametrize(("language", "marked"), EXAMPLES)
def test_table_examples(language: str, marked: str) -> None:
    text, marks = parse(marked)
    found = parties_of(text, language)
    spoken = {(m.span.of(text), party.kind) for party in found for m in party.mentions}
    for mark in marks:
        written = mark.span.of(text)
        assert any(kind == mark.value and said.endswith(written) for said, kind in spoken), (written, spoken)
    assert {mark.value for mark in marks} <= set(PARTY_KINDS)


@pytest.mark.parametrize(("language", "text"), REFUSALS)
def test_table_refusals(language: str, text: str) -> None:
    assert names_in(text, language) == []


#: What stands in a text: every name that the scan finds, in order.
NAMES = {
    "fr": [
        ("Les dettes d'Orphéa et celles de L'Horizon pèsent sur la banque.", ["Orphéa", "L'Horizon"]),
        (
            "Selon Le Monde, la Caisse nationale d'assurance vieillesse perd 3 M€.",
            ["Le Monde", "Caisse nationale d'assurance vieillesse"],
        ),
        (
            "Le ministère de l'Intérieur et la mairie de Belval paient.",
            ["ministère de l'Intérieur", "mairie de Belval"],
        ),
        ("Selon le ministre de l'Économie Anne Rivoal, c'est fait.", ["Anne Rivoal"]),
        ("Interrogée mardi, Mme Rivoal n'a rien dit.", ["Rivoal"]),
        ("Le Premier ministre Jean Rivoal a promis 3 M€.", ["Jean Rivoal"]),
        ("La jeune pousse lève 3 M€ auprès de Charles-Henri de Rivoal.", ["Charles-Henri de Rivoal"]),
        ("L'Arabie saoudite et les Émirats arabes unis ont signé.", ["Arabie saoudite", "Émirats arabes unis"]),
        ("L'agence Belvia 21 et 20 Minutes ont parlé de Belvia 21.", ["Belvia 21", "20 Minutes", "Belvia 21"]),
        ("Jusqu'ici, l'usine tenait.", []),
        # An article is part of a name that is listed with it, or that the article writes so inside a sentence.
        ("L’Oréal a payé. La Poste et Le Monde aussi, puis L’Équipe.", ["L'Oréal", "La Poste", "Le Monde", "L'Équipe"]),
        ("La Volière a payé. On dit que La Volière ferme.", ["La Volière", "La Volière"]),
        ("L’Horizon a payé. On dit que L’Horizon ferme.", ["L'Horizon", "L'Horizon"]),
        ("L’État a payé. La société aussi, dit l’État.", ["État", "État"]),
        ("Le Nagato a coulé. On dit que le Nagato était vieux.", ["Nagato", "Nagato"]),
        (
            "Les comptes d’Orange, du Crédit agricole, au Crédit Suisse et des Galeries Lafayette.",
            ["Orange", "Crédit agricole", "Crédit Suisse", "Galeries Lafayette"],
        ),
        ("On dit que Gaston et Émilie Rivoal ont vendu.", ["Gaston et Émilie Rivoal"]),
        ("On dit que Gaston et Émilie ont vendu.", ["Gaston", "Émilie"]),
        ("L’offre de 3i vise Century 21.", ["3i", "Century 21"]),
        ("Le forfait atteint 3M d’abonnés.", []),
    ],
    "en": [
        ("The Bank of Belmar and Orlan & Co. signed.", ["Bank of Belmar", "Orlan & Co"]),
        ("He said Belmar Inc. ( BLM.N ) and Orlan Corp ORLb.N fell.", ["Belmar Inc", "Orlan Corp"]),
        ("It hurt Belmar Chief Executive Ann Lowell, analysts said.", ["Belmar", "Ann Lowell"]),
        (
            "It sued the Securities and Exchange Commission and Texas-based Orlan.",
            ["Securities and Exchange Commission", "Orlan"],
        ),
        ("They bought Orlan's plant from Moody's Investors.", ["Orlan", "Moody's Investors"]),
        ("Shares in the French firm rose on Monday.", []),
        ("ORLAN (Newswire) - It was Belmar that paid.", ["Belmar"]),
        ("Belmar To Buy Orlan Foods In Record Deal", []),
        ("The Nest paid. They say The Nest will close.", ["The Nest", "The Nest"]),
        ("The Orlan fund paid. They say the Orlan fund will close.", ["Orlan", "Orlan"]),
        ("It was 3i that bought Motel 6.", ["3i", "Motel 6"]),
        ("They say 6 Belmar Media paid the 28 Orlan Partners.", ["6 Belmar Media", "Orlan Partners"]),
        ("They say Thomas and Emily Orlan sold it.", ["Thomas and Emily Orlan"]),
    ],
}


@pytest.mark.parametrize(
    ("language", "text", "expected"), [(lang, *case) for lang, cases in NAMES.items() for case in cases]
)
def test_names(language: str, text: str, expected: list[str]) -> None:
    assert names_in(text, language) == expected


#: A text, one party's name, and the other forms that the article has for it.
JOINS = [
    (
        "fr",
        "La Banque centrale belvienne (BCB) hésite. On dit que la BCB prêtera.",
        "Banque centrale belvienne",
        {"BCB"},
    ),
    ("fr", "Le maire a reçu Anne Rivoal. Pour Mme Rivoal, tout est dit.", "Anne Rivoal", {"Rivoal"}),
    ("fr", "On attend OpenBelvia. Pour Openbelvia, le prix baisse.", "OpenBelvia", {"Openbelvia"}),
    (
        "en",
        "They sued Belmar Holdings Inc. The rise of Belmar Holdings was over.",
        "Belmar Holdings Inc",
        {"Belmar Holdings"},
    ),
    ("en", "It was Orlan Mason Inc. Then came Orlan.", "Orlan Mason Inc", {"Orlan"}),
    ("en", "They met Ann Lowell. They say Lowell will pay.", "Ann Lowell", {"Lowell"}),
    ("en", "It is owed by Kolber Kravitz Rand & Co. That is why KKR sued.", "Kolber Kravitz Rand & Co", {"KKR"}),
]


@pytest.mark.parametrize(("language", "text", "name", "aliases"), JOINS)
def test_joins(language: str, text: str, name: str, aliases: set[str]) -> None:
    [party] = [p for p in parties_of(text, language, parsed=False) if p.name == name]
    assert set(party.aliases) == aliases


def test_a_territory_does_not_shorten_a_company() -> None:
    found = parties_of("It was China Mobile that bought it. Now China objects.", "en", parsed=False)
    assert [(p.name, p.kind) for p in found] == [("China Mobile", "company"), ("China", "country")]


#: The words in brackets stand for the name behind the bar; "-" means that nobody is named for them.
REFERENCES = {
    "fr": [
        "Orphéa a racheté Belvia lundi. [Le groupe|Orphéa] versera 3 millions d'euros.",
        "[Le constructeur japonais|Nagato] Nagato a perdu 3 M€. Orphéa, lui, en a gagné 2, mais [le constructeur|Nagato] investira.",
        "Orphéa va investir 3 M€ dans [la start-up|-].",
        "Belvia est à vendre. Orphéa veut investir 3 M€ dans [la start-up|Belvia].",
        "[Le géant|Orphéa] des puces Orphéa a chuté.",
        "Anne Rivoal a démissionné lundi. [Elle|Anne Rivoal] touchera 3 M€.",
        "La présidente a vendu Belvia. Il faut payer 3 M€.",
        "Orphéa doit publier [ses|Orphéa] comptes.",
        "Nordis, [une jeune pousse|Nordis] de la santé, a levé 3 M€.",
        "Nordis, [une banque|-], et Belvia ont payé 3 M€.",
        "Orphéa est à vendre. [Le fabricant de pneus|Orphéa] vaut 3 M€.",
        "Selon RTL, Jean Rivoal parlera de [sa|Jean Rivoal] femme et de 3 M€.",
        "En France, il dort. Il lève 3 M€ pour mener [ses|-] projets.",
        "Malgré [ses|Orphéa] pertes, Orphéa verse 3 M€.",
        "Anne Rivoal a reçu un client. [Le client|-] a payé 3 M€.",
        "Le Belvistan doit 3 M€. La France prête. [Le pays|France] attend 2 M€.",
        "Anne Rivoal et Paul Lantier ont vendu. [Elle|Anne Rivoal] a touché 3 M€.",
    ],
    "en": [
        "Belmar bought Orlan on Monday. [The company|Belmar] will pay $3 million.",
        "Orlan is for sale. Belmar wants to invest $3 million in [the startup|Orlan].",
        "Ann Lowell resigned on Monday. [She|Ann Lowell] will get $3 million.",
        "Belmar said [it|Belmar] would pay $3 million.",
        "Belmar published [its|Belmar] results.",
        "[The Japanese carmaker|Nagato] Nagato lost $3 million.",
        "Belmar cut its forecast after sales fell, hurt by declines at both [its|Belmar] chains.",
        "LYON (Newswire) - Belmar on Tuesday said [it|Belmar] would pay $3 million.",
        "Belmar said it would sell [its|Belmar] plant for $3 million.",
        "Orlan told the Securities and Exchange Commission. Others wrote to "
        "[the agency|Securities and Exchange Commission].",
        'Belmar paid. "[It|-] is a shame," said Ann Lowell.',
        "Despite [its|Belmar] losses, Belmar paid $3 million.",
        "Ann Lowell met a client. [The client|-] paid $3 million.",
        "Belmar Inc ( BLM.N ) said [it|Belmar Inc] paid $3 million.",
        "Judge Ann Lowell fined Belmar $3 million. [She|Ann Lowell] will hear it again.",
    ],
}


@pytest.mark.parametrize(("language", "marked"), [(lang, case) for lang, cases in REFERENCES.items() for case in cases])
def test_references(language: str, marked: str) -> None:
    text, marks = parse(marked)
    found = parties_of(text, language)
    for mark in marks:
        owners = [p.name for p in found for m in p.mentions if m.span == mark.span]
        named = [p.name for p in found if any(m.span == mark.span for m in p.mentions) and p.name[0].isupper()]
        assert (named == []) if mark.value == "-" else (owners == [mark.value]), (mark, owners)


@pytest.mark.parametrize("language", sorted(REFERENCES))
def test_the_weights_tell_what_was_written_for_them(language: str) -> None:
    rows = [row for item in read_written(language) for row in rows_of(item, weights())]
    counts = outcomes([(row, weights()) for row in rows], BELIEVED)
    good = sum(n for (_, _, outcome), n in counts.items() if outcome in ("right", "open"))
    assert len(rows) > 30
    assert good / len(rows) > 0.8


@pytest.mark.parametrize(
    ("language", "text", "name", "kind"),
    [
        ("en", "They say Elisa Orlan Inc paid.", "Elisa Orlan Inc", "company"),
        ("en", "On Monday China's Belmar Corp paid.", "Belmar Corp", "company"),
        ("en", "They say the majority leader Ann Lowell paid.", "Ann Lowell", "person"),
        ("fr", "On dit que Élise Orlan SA paie.", "Élise Orlan SA", "company"),
    ],
)
def test_a_legal_form_says_more_than_a_first_name(language: str, text: str, name: str, kind: str) -> None:
    assert (name, kind) in {(party.name, party.kind) for party in parties_of(text, language)}


def test_an_inverted_verb_is_no_name() -> None:
    assert names_in("Est-ce fini ? Avez-vous payé Orphéa ?", "fr") == ["Orphéa"]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("fr", "Belvia emploie 2 000 salariés.", "salariés"),
        ("fr", "Belvia emploie 2\u202f000 salariés.", "salariés"),
        ("fr", "Belvia emploie 12\u00a0000 salariés.", "salariés"),
        ("fr", "Belvia compte 3 M d’abonnés.", "abonnés"),
        ("fr", "Quelque 500 entreprises paieront.", "entreprises"),
        ("en", "Belmar will pay 1,200 workers.", "workers"),
        ("en", "Some 500 companies will pay.", "companies"),
    ],
)
def test_a_count_is_no_part_of_a_name(language: str, text: str, name: str) -> None:
    folded = fold(text)
    [party] = [party for party in parties_of(text, language) if party.kind == "group"]
    assert (party.name, party.mentions[0].span.of(folded)) == (name, name)


@pytest.mark.parametrize(
    ("language", "text", "name", "kind"),
    [
        ("fr", "Le fabricant lyonnais de puces optiques Nordis embauche. Le fonds Orphéa patiente.", "Nordis", "company"),
        ("fr", "Les Belges Belvia et Nordis investissent.", "Belvia", "unknown"),
        ("fr", "Le Parti chrétien-démocrate doit trois millions.", "Parti chrétien-démocrate", "group"),
    ],
)  # fmt: skip
def test_what_stands_before_a_name_says_what_it_is(language: str, text: str, name: str, kind: str) -> None:
    assert (name, kind) in {(party.name, party.kind) for party in parties_of(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "located"),
    [
        ("fr", "L'usine est à Nesvil.", True),
        ("fr", "L'opération valorise Nesvil.", False),
        ("fr", "Une part du capital de Nesvil est à vendre.", False),
        ("en", "The plant is in Nesville.", True),
        ("en", "The deal values Nesville.", False),
        ("en", "Main Nesville roads are shut.", False),  # "Main" is no "in"
    ],
)
def test_a_place_is_where_something_happens(language: str, text: str, located: bool) -> None:
    start = text.index("Nes")
    span = Span(start, start + (6 if language == "fr" else 8))
    assert is_located(text, span, lexicon(language)) == located


@pytest.mark.parametrize(
    ("language", "text", "thing"),
    [("en", "Yesterday Brent fell and so did Gold.", "Brent"), ("fr", "Hier, le Brent a reculé.", "Brent")],
)
def test_what_is_traded_is_no_party(language: str, text: str, thing: str) -> None:
    assert thing not in {party.name for party in parties_of(text, language)}


def test_groups_without_a_name_are_parties() -> None:
    found = parties_of("Le gouvernement va verser 100 euros aux ménages modestes, et rien aux banques.", "fr")
    assert {(p.name, p.kind) for p in found} >= {("gouvernement", "public_body"), ("ménages modestes", "group")}
    found = parties_of("German banks will pay shareholders $3 million.", "en")
    assert {(p.name, p.kind) for p in found} >= {("German banks", "group"), ("shareholders", "group")}


def test_both_languages_have_the_same_senses() -> None:
    for section in ("heads", "titles", "jobs", "institutions", "elisions"):
        french, english = ({entry["id"] for entry in table(lang, "parties")[section]} for lang in ("fr", "en"))
        assert french == english, section


@pytest.mark.parametrize(
    ("name", "expected"),
    [("L'Oréal", "oreal"), ("The Belmar Group, Inc.", "belmar group"), ("U.S. Treasury", "us treasury"), ("SA", "sa")],
)
def test_keys(name: str, expected: str) -> None:
    assert key(name) == expected


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(name: str) -> None:
    assert words(key(name)) == words(name) or not words(name)


def test_acronyms() -> None:
    assert is_acronym("IBM", "International Business Machines")
    assert not is_acronym("IBM", "Orlan Business Machines")


LETTERS = "aàbdlLMOÉ'. \"(),-éeu\n&sS"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from(LETTERS), max_size=200) | st.text(max_size=120), st.sampled_from(["fr", "en"]))
def test_mentions_tell_the_truth(text: str, language: str) -> None:
    folded = fold(text)
    for party in parties_of(text, language, parsed=False):
        assert party.name and party.kind in PARTY_KINDS and party.mentions
        for mention in party.mentions:
            assert 0 <= mention.span.start < mention.span.end <= len(folded)
            assert mention.span.of(folded).strip() == mention.span.of(folded)


@pytest.mark.parametrize(
    "piece",
    ["A", "A ", "A.", "L'", "A de ", "A & ", "AbC", "(A) ", "A's ", "Mr. ", "\x00A", "\ud800", "A et la ", "É-É"],
)
def test_hostile_strings_end_in_time(piece: str) -> None:
    start = time.process_time()
    for language in ("fr", "en"):
        parties_of(piece * 20_000, language, parsed=False)
    assert time.process_time() - start < 10


def test_the_order_of_parties_is_that_of_the_text() -> None:
    found = parties_of("Orphéa a vendu Belvia à Nagato.", "fr")
    starts: list[Any] = [party.mentions[0].span for party in found]
    assert starts == sorted(starts)
