"""The sense tables: every example carries its senses where it marks them, no refusal does; languages share the ids."""

from __future__ import annotations

import pytest

from pipeline import nlp
from pipeline.lang import table
from pipeline.lang.frames import frame_of, relation_of
from pipeline.lang.kinds import kind_of
from pipeline.lang.senses import compile_senses, find_senses, inflect
from pipeline.lang.status import status_of
from pipeline.notation import parse
from pipeline.records import KINDS, LANGUAGES, ROLES, STATUSES, Sentence, Span

TABLES = ("kinds", "status", "sources")
ENTRIES = [
    (language, name, entry) for language in LANGUAGES for name in TABLES for entry in table(language, name)["senses"]
]
EXAMPLES = [(language, name, text) for language, name, entry in ENTRIES for text in entry.get("examples", ())]
REFUSALS = [
    (language, name, entry["id"], text) for language, name, entry in ENTRIES for text in entry.get("refuses", ())
]


def senses_in(language: str, name: str, text: str) -> set[tuple[int, int, str]]:
    [sentence] = nlp.parse(text, [Sentence(Span(0, len(text)))], language)
    tokens = sentence.tokens
    hits = find_senses(tokens, compile_senses(language, name))
    return {(tokens[hit.start].span.start, tokens[hit.end - 1].span.end, hit.sense) for hit in hits}


@pytest.mark.parametrize("language, name, marked", EXAMPLES)
def test_an_example_carries_its_sense(language: str, name: str, marked: str) -> None:
    text, marks = parse(marked)
    assert marks
    found = senses_in(language, name, text)
    assert {(mark.span.start, mark.span.end, mark.value) for mark in marks} <= found


@pytest.mark.parametrize("language, name, sense, text", REFUSALS)
def test_a_refusal_does_not(language: str, name: str, sense: str, text: str) -> None:
    assert sense not in {found for _, _, found in senses_in(language, name, text)}


@pytest.mark.parametrize("name", TABLES)
def test_both_languages_have_the_same_senses_each_with_an_example(name: str) -> None:
    ids = {language: [e["id"] for lang, n, e in ENTRIES if (lang, n) == (language, name)] for language in LANGUAGES}
    assert sorted(ids["fr"]) == sorted(ids["en"])
    assert all(entry.get("examples") for _, n, entry in ENTRIES if n == name)


def test_every_kind_and_nearly_every_status_has_words() -> None:
    kinds = {kind_of(entry["id"]) for _, name, entry in ENTRIES if name == "kinds"}
    assert set(KINDS) <= kinds
    assert set(STATUSES) <= {status_of(entry["id"]) for _, name, entry in ENTRIES if name == "status"}


def test_frames_speak_of_known_senses_relations_and_roles() -> None:
    known = {entry["id"] for _, name, entry in ENTRIES if name == "kinds"}
    relations = {"subj", "obj", *(sense[5:] for sense in known if sense.startswith("prep."))}
    for sense, frame in table("shared", "frames")["frames"].items():
        assert sense in known
        assert set(frame) <= relations and set(frame.values()) <= set(ROLES), sense
    assert frame_of("acquisition.takeover")["obj"] == "object" and relation_of("nsubj:pass", "") == "obj"


def test_a_phrase_hides_the_words_inside_it() -> None:
    found = {sense for _, _, sense in senses_in("en", "kinds", "The tax cut costs $3 million.")}
    assert "tax.credit" in found and "tax.tax" not in found


@pytest.mark.parametrize(
    "verb, form", [("payer", "paiera"), ("racheter", "rachète"), ("placer", "plaçait"), ("élever", "élève")]
)
def test_verbs_are_inflected_by_rules(verb: str, form: str) -> None:
    assert form in inflect(verb, table("fr", "kinds")["inflection"], "verbs")
