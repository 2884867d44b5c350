"""The work of the link stage grows with the text: what is weighed for one amount is bounded, however many there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction import extract_article
from pipeline.link import facts
from pipeline.link.candidates import MOST, Places, place_mentions
from pipeline.records import Article, Claim, Document, Money, Party, PartyMention, Sentence, Span

[MODEL] = extract_article(Article("a", "Orphéa a payé 3 M€.", language="fr", published=date(2025, 6, 18))).claims
Ends = tuple[int | None, int | None]


def claims_with(values: list[Ends]) -> list[Claim]:
    def money(low: int | None, high: int | None) -> Money:
        sides = [None if side is None else Decimal(side) for side in (low, high)]
        return Money(sides[0], sides[1], False, "EUR", "explicit", None)

    return [replace(MODEL, money=money(*ends)) for ends in values]


VALUES: dict[str, list[Ends]] = {
    "all the same": [(1, 1)] * 1000,
    "all different": [(i, i) for i in range(1000)],
    "nested ranges": [(i, 5000 - i) for i in range(1000)],
    "ranges apart": [(2 * i, 2 * i + 1) for i in range(1000)],
    "open": [(i, None) for i in range(1000)],
}


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
def test_a_row_is_compared_with_few_others(values: list[Ends], monkeypatch: pytest.MonkeyPatch) -> None:
    calls, agree = [0], facts.agree

    def counted(one: Claim, other: Claim) -> bool:
        calls[0] += 1
        return agree(one, other)

    monkeypatch.setattr(facts, "agree", counted)
    groups = facts.groups(claims_with(values))
    assert sorted(i for group in groups for i in group) == list(range(1000))
    assert calls[0] <= 1000 * 3 * facts.MOST


def groups_by_comparing_all(claims: list[Claim]) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = []
    for i, claim in enumerate(claims):
        group = next((group for group in found if all(facts.agree(claims[j], claim) for j in group)), None)
        if group is None:
            found.append(group := [])
        group.append(i)
    return tuple(map(tuple, found))


ENDS = st.one_of(st.none(), st.integers(0, 6))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ENDS, ENDS), max_size=30))
def test_the_facts_are_those_that_comparing_all_rows_gives(values: list[Ends]) -> None:
    ordered = [(b, a) if a is not None and b is not None and a > b else (a, b) for a, b in values]
    claims = claims_with(ordered)
    assert facts.groups(claims) == groups_by_comparing_all(claims)


def places_of(count: int) -> Places:
    text = "Aa " * count
    mentions = [PartyMention(Span(3 * i, 3 * i + 2), "name", "test") for i in range(count)]
    parties = tuple(Party(f"Aa{i}", f"aa{i}", "unknown", mentions=(mention,)) for i, mention in enumerate(mentions))
    whole = (Sentence(Span(0, len(text))),)
    return place_mentions(Document(Article("a", text), text, whole, (), (), (), (), parties))


def test_only_the_mentions_nearest_to_an_amount_are_weighed() -> None:
    around = places_of(500).around(600, 0, 0, MOST)
    assert len(around) == MOST
    assert (around[0][0], around[-1][0]) == (504, 693)
    assert len(places_of(20).around(30, 0, 0, MOST)) == 20


def test_a_word_that_a_party_covers_is_no_noun_of_its_own() -> None:
    places = places_of(3)
    assert [places.takes(span) for span in (Span(0, 2), Span(1, 4), Span(2, 3), Span(8, 9))] == [
        True,
        True,
        False,
        False,
    ]
