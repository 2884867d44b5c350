"""Only what claims need is parsed, and they are the same as when every sentence is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline import nlp
from pipeline.extraction import extract_article, needed
from pipeline.find.amounts import find_amounts
from pipeline.read import decide_language, read_paths
from pipeline.records import Article, Sentence, Span
from pipeline.segment import segment
from pipeline.text import fold

#: Parties, speakers and pronouns stand far from the amounts, before and after them.
ARTICLES = (
    ("fr", "Orphéa cède ses entrepôts\n\nLe logisticien lyonnais Orphéa tourne une page. Son fondateur, Hugo Rivoal, l’a dit lundi. Il a quitté la salle sans répondre. Les syndicats n’ont pas été consultés. La vente à Belvia rapportera 42 millions d’euros. Celle-ci compte investir ailleurs. Le maire s’en félicite."),
    ("fr", "Une amende pour le ferrailleur\n\nL’affaire remonte à 2019. La société Tolmec rejette toute faute. Elle fera appel. Le tribunal de Nancy a condamné l’entreprise à 1,2 M€ d’amende, a indiqué le parquet. Son avocate, Me Lise Aubrac, parle d’un jugement sévère. Le directeur n’était pas présent."),
    ("fr", "Budget voté\n\nLe conseil régional s’est réuni vendredi. La majorité a défendu ses choix. « C’est un effort inédit », assure la présidente Nadia Ferral. Quelque 350 millions d’euros iront aux lycées, contre 310 millions un an plus tôt. L’opposition conteste. Elle réclame 20 millions d’euros pour les gares. Le vote a eu lieu tard."),
    ("fr", "Kestrin lève des fonds\n\nLa jeune pousse grenobloise conçoit des capteurs. Son tour de table, mené par Alderpoint, atteint 15 M€. Le fonds y met 9 M€. Bpi Alpes complète. Les fondateurs gardent la majorité, selon une source proche du dossier. Ils n’ont pas souhaité commenter."),
    ("fr", "La coopérative serre les boulons\n\nLes éleveurs s’inquiètent. Chez Laitmont, l’exercice a été rude. Le chiffre d’affaires recule à 780 millions d’euros. La perte nette dépasse 12 millions. Le président l’explique par l’énergie. La banque de la coopérative patiente. Aucun site ne fermera, promet-il."),
    ("fr", "Pas d’argent ici\n\nLe festival a réuni 12 000 personnes. La pluie n’a découragé personne. Les organisateurs reviendront."),
    ("en", "Orlan Foods sells dairy arm\n\nThe deal ends a long saga. Chief executive Ann Lowell had promised it. She declined to comment. Unions were told on Monday. Belmar Group will pay $420 million for the unit. It plans no closures. Analysts at Pikeford welcomed the move."),
    ("en", "Watchdog fines broker\n\nThe case began in 2021. Tarrow Securities denied it for years. Its clients complained. The regulator imposed a penalty of £3.4m, it said on Tuesday. The broker will appeal. A former trader, Mark Ellery, was banned."),
    ("en", "Port expansion on track\n\nDredging has started. The city council backs the plan. Mayor Rosa Kinnear calls it overdue. The first phase costs about $85 million, of which the state pays $50 million. Residents worry about noise. The second phase has no budget."),
    ("en", "Quarterly figures at Veltrona\n\nDemand held up. The chipmaker opened a plant in May. Revenue rose to $1.9 billion from $1.7 billion, the company said. Net income fell to $140 million. Its shares lost ground. The finance chief blamed currencies."),
    ("en", "Talks over stadium\n\nThe club has been for sale since spring. Its owner lives abroad. People familiar with the matter say Harlow Capital could offer €600 million. The fund did not reply. Supporters are divided. A decision is expected in June."),
    ("en", "Nothing to count\n\nThe bridge reopened at noon. Drivers cheered. The mayor cut a ribbon."),
)  # fmt: skip


def articles(samples: Path) -> list[Article]:
    read = [item for item in read_paths([samples]) if isinstance(item, Article)]
    read = [replace(article, language=decide_language(article)[0]) for article in read]
    made = [
        Article(f"made-{i}", text, language=language, published=date(2025, 6, 18))
        for i, (language, text) in enumerate(ARTICLES)
    ]
    return [article for article in (*read, *made) if article.language]


def test_claims_are_the_same_as_with_every_sentence_parsed(samples: Path) -> None:
    saved = claims = 0
    for article in articles(samples):
        lean, whole = extract_article(article), extract_article(article, everything=True)
        assert (lean.claims, lean.dropped) == (whole.claims, whole.dropped), article.id
        assert all(sentence.tokens for sentence in whole.sentences)
        saved += sum(not sentence.tokens for sentence in lean.sentences)
        claims += len(lean.claims)
    assert saved > 40 and claims > 60  # both sides had something to do


def test_the_parse_of_a_sentence_depends_on_no_other(samples: Path) -> None:
    for article in articles(samples)[::3]:
        folded, language = fold(article.text), article.language or ""
        sentences = segment(folded, language)
        alone = [nlp.parse(folded, [sentence], language)[0] for sentence in sentences]
        assert list(nlp.parse(folded, sentences, language)) == alone, article.id


@pytest.mark.parametrize(
    "language, text", [ARTICLES[5], ARTICLES[11], ("en", "She lost 20 pounds."), ("fr", "Il achète 3 livres de sucre.")]
)
def test_an_article_without_amounts_or_with_none_but_refused_ones_is_not_parsed(
    monkeypatch: pytest.MonkeyPatch, language: str, text: str
) -> None:
    monkeypatch.setattr(nlp, "load", lambda _: pytest.fail("no model is needed"))
    assert extract_article(Article("a", text, language=language)).claims == ()


def test_title_lead_and_two_sentences_before_an_amount_are_needed() -> None:
    text = "Un titre. Deux mots. Rien. Rien encore. Toujours rien. Orphéa paie 3 M€. La suite."
    sentences = [Sentence(sentence.span) for sentence in segment(text, "fr")]
    amounts, _ = find_amounts(text, "fr")
    assert [sentences[i].span.of(text) for i in sorted(needed(sentences, amounts))] == [
        "Un titre.", "Deux mots.", "Rien encore.", "Toujours rien.", "Orphéa paie 3 M€.",
    ]  # fmt: skip
    assert needed([Sentence(Span(0, 3))], ()) == frozenset()
