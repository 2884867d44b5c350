"""Nobody holds two roles of one claim."""

from __future__ import annotations

import pytest

from pipeline.api import extract
from pipeline.link.candidates import Candidate
from pipeline.link.roles import apart
from pipeline.records import Span

ORPHEA, BELVIA = (
    Candidate(
        name, Span(0, 6), "company", "name", word=0, sentence=0, count=1, first=0, titled=False, led=True, order=0
    )
    for name in ("Orphéa", "Belvia")
)


def test_a_party_picked_for_two_roles_keeps_the_surer_one() -> None:
    picked = apart([(ORPHEA, 0.4), (ORPHEA, 0.7), (None, 0.9), (BELVIA, 0.5)])
    assert [candidate for candidate, _ in picked] == [None, ORPHEA, None, BELVIA]


def test_of_two_equal_roles_the_first_stands() -> None:
    assert [candidate for candidate, _ in apart([(ORPHEA, 0.5), (ORPHEA, 0.5)])] == [ORPHEA, None]


@pytest.mark.parametrize(
    "text, language, source, kind",
    [
        ("Orphéa a payé 3 M€, selon des sources citées par Les Échos.", "fr", "Les Échos", "anonymous"),
        ("Orphéa a payé 3 M€ hier, précise une source proche du dossier.", "fr", "une source proche du dossier", "anonymous"),
        ("Orphéa a payé 3 M€ hier.", "fr", None, "none"),
    ],
)  # fmt: skip
def test_a_source_without_a_name_has_its_words_or_the_name_of_who_relays_it(
    text: str, language: str, source: str | None, kind: str
) -> None:
    [claim] = extract(text, language, "2025-06-18").claims
    assert (claim["source"], claim["source_kind"]) == (source, kind)
