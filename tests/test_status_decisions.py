"""What grammar decides of a status before any weight: every entry of `decisions.toml` on its own examples and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline import extract
from pipeline.lang import EXAMPLE_DAY, table
from pipeline.notation import parse
from pipeline.records import LANGUAGES, STATUSES

ENTRIES = table("shared", "decisions")["decisions"]
EXAMPLES = [(lang, entry["id"], text) for entry in ENTRIES for lang in LANGUAGES for text in entry[f"examples_{lang}"]]
REFUSALS = [(lang, entry["id"], text) for entry in ENTRIES for lang in LANGUAGES for text in entry[f"refuses_{lang}"]]
#: The sentence alone, and inside an article whose other sentences tell other things.
FRAMES = {
    "fr": ("{}", "Le groupe tient salon à Lyon.\n\nIl emploie 300 personnes. {} Le temps est au beau."),
    "en": ("{}", "The group holds its fair in Leeds.\n\nIt employs 300 people. {} The weather is fair."),
}
DENIALS = [
    ("fr", "Ses dirigeants ont nié avoir versé [300 000 euros|denied] à un intermédiaire.", True),
    ("fr", "Tarrenfield dément « formellement » avoir proposé [2 milliards d’euros|denied] pour Belvia.", True),
    ("fr", "Tarrenfield n’a pas démenti avoir proposé [2 milliards d’euros|denied] pour Belvia.", False),
    ("fr", "Il a démenti tout désaccord, puis a signé un chèque de [300 000 euros|denied].", False),
    ("en", "The company denied having paid [$3 million|denied] to the consultant.", True),
    ("en", "Acme denies that it paid [$3 million|denied].", True),
    ("en", "Acme denied any dispute and paid [$3 million|denied] to the consultant.", False),
]


@pytest.mark.parametrize("language, decision, marked", EXAMPLES)
def test_a_decision_is_taken_on_its_examples(language: str, decision: str, marked: str) -> None:
    text, marks = parse(marked)
    for frame in FRAMES[language]:
        rules = _rules(frame.format(text), language)
        assert any(rule.endswith(f"rule:{decision}") for rule in rules), (decision, rules)
    assert {mark.value for mark in marks} <= set(STATUSES)


@pytest.mark.parametrize("language, decision, text", REFUSALS)
def test_a_decision_is_not_taken_on_its_refusals(language: str, decision: str, text: str) -> None:
    assert not any(rule.endswith(f"rule:{decision}") for rule in _rules(text, language))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_a_decision_speaks_of_known_statuses_and_tells_or_rules_out(entry: dict[str, Any]) -> None:
    assert bool(entry.get("status")) != bool(entry.get("excludes"))
    assert {entry.get("status"), *entry.get("excludes", ())} - {None} <= set(STATUSES)
    known = {row["id"] for name in ("status", "kinds") for row in table("en", name)["senses"]}
    families = {sense.partition(".")[0] for sense in known}
    assert {sense for name in ("finite", "acts", "objects") for sense in entry.get(name, ())} <= known | families


@pytest.mark.parametrize("language, marked, denied", DENIALS)
def test_what_is_denied_is_denied(language: str, marked: str, denied: bool) -> None:
    text, _ = parse(marked)
    for frame in FRAMES[language]:
        assert any(rule.endswith("rule:denied.governed") for rule in _rules(frame.format(text), language)) == denied


def _rules(text: str, language: str) -> list[str]:
    return [rule for claim in extract(text, language, EXAMPLE_DAY).claims for rule in claim["rules"]]
