"""The page on one article marks what was found, says why, and shows article text as data."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import click
import pytest

from pipeline.explain import as_html, on_terminal, view
from pipeline.records import Extraction, Mention, Sentence, Span

HOSTILE = "<script>alert('1')</script> & \x1b]0;titre\x07\x1b[31m {{ 7 * 7 }} \u202e"


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def hostile(made: Extraction) -> Extraction:
    """The article with markup and escape sequences as its last sentence, as its title and in a name."""
    text = f"{made.article.text}\n{HOSTILE}"
    start = len(text) - len(HOSTILE)
    mention = Mention("party", Span(start, start + 9), HOSTILE, "party.name")
    return replace(
        made,
        article=replace(made.article, text=text, title=HOSTILE, publisher=HOSTILE),
        sentences=(*made.sentences, Sentence(Span(start, len(text)))),
        mentions=(*made.mentions, mention),
    )


def test_the_terminal_page_marks_what_was_found_and_says_why(made: Extraction) -> None:
    lines = on_terminal(view(made)).splitlines()
    assert lines[0] == "Orphéa verse 3 M€ à Belvia"
    assert (
        "Le groupe Orphéa versera [plus de 3 M€|amount 1] (3,4 millions de dollars) à [Belvia|party] "
        "d’ici [fin 2025|date], selon [Le Phare|source]." in lines
    )
    assert "1. ≥ EUR 3 000 000 · contract · planned" in lines
    assert "   payer      Orphéa" in lines
    assert "   date       d’ici fin 2025 → 2025-06-18/2025-12-31 (range)" in lines
    assert "   evidence   trigger “versera” · payer “Orphéa”" in lines
    assert "   rules      amount.bound, kind.contract" in lines
    assert any(line.startswith("   review     currency_default (") for line in lines)
    assert lines[-1] == "   12 francs: price of no one (link)"


def test_claims_of_one_fact_and_conversions_name_each_other_by_number(made: Extraction) -> None:
    one, other = made.claims
    joined = replace(other, fact_id=one.fact_id, is_main=not one.is_main, conversion_of=one.claim_id)
    first, second = view(replace(made, claims=(one, joined))).claims
    assert dict(first.lines)["same fact"] == "as 2 (this is the fullest)"
    assert (dict(second.lines)["same fact"], dict(second.lines)["converts"]) == ("as 1", "1")
    alone = view(replace(made, claims=(replace(one, fact_id="alone"), joined))).claims
    assert "same fact" not in dict(alone[0].lines)


def test_colours_change_no_word(made: Extraction) -> None:
    coloured = on_terminal(view(made), style=click.style)
    assert "\x1b[" in coloured
    plain = re.sub(
        r"\[([^|\]]+)\|[a-z]+( 1)?\]", lambda mark: mark[1] + ("¹" if mark[2] else ""), on_terminal(view(made))
    )
    legend = "amount  date  source  party\n\n"
    assert click.unstyle(coloured) == plain.replace("\n\n", f"\n\n{legend}", 1)


def test_no_control_character_reaches_the_terminal(hostile: Extraction) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", on_terminal(view(hostile)))


def test_markup_of_any_kind_stays_text(hostile: Extraction) -> None:
    page = Page(as_html([view(hostile)]))
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "iframe", "link", "object"}
    assert "<script>alert('1')</script> &" in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", page.text)


def test_the_page_loads_nothing_and_links_amounts_to_their_claims(made: Extraction) -> None:
    page = Page(as_html([view(made), view(made)]))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert len(set(ids)) == len(ids) == 4
    assert links == ["#claim-1-1", "#claim-2-1"]
    assert set(links) <= {f"#{id_}" for id_ in ids}
    assert not [attributes for _, attributes in page.tags if "src" in attributes]


def test_pieces_give_back_every_sentence(made: Extraction) -> None:
    shown = ["".join(piece.text for piece in sentence) for paragraph in view(made).paragraphs for sentence in paragraph]
    assert shown == [sentence.span.of(made.article.text) for sentence in made.sentences]
    assert len(view(made).paragraphs) == 2


def test_of_overlapping_mentions_the_amount_is_shown(made: Extraction) -> None:
    amount = made.mentions[0].span
    inside = Mention("party", Span(amount.start + 2, amount.end + 5), "M", "party.name")
    assert view(replace(made, mentions=(inside, *made.mentions))) == view(made)
