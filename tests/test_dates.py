"""Dates: the examples of the grammar, the traps, the values, and the laws that hold for any text."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.find.dates import find_dates
from pipeline.lang import EXAMPLE_DAY, table
from pipeline.lang.dates import lexicon
from pipeline.normalise import calendar_absolute, calendar_relative
from pipeline.normalise.when import read_dates
from pipeline.notation import date_value, parse
from pipeline.records import GRANULARITIES, LANGUAGES, Article, DateMention, Span, When
from pipeline.text import fold

TODAY = date.fromisoformat(EXAMPLE_DAY)
RULES = [(language, rule) for language in LANGUAGES for rule in lexicon(language).rules]
IDS = [f"{language}-{rule['id']}" for language, rule in RULES]
#: Senses that `read_dates` knows besides those of the calendar.
OWN_SENSES = {"interval", "closing", "stamp"}


def read(text: str, language: str, published: date | None = TODAY) -> list[tuple[DateMention, When]]:
    folded = fold(text)
    dates = find_dates(folded, language)
    article = Article("a", text, language=language, published=published)
    return list(zip(dates, read_dates(dates, folded, article), strict=True))


def single(text: str, language: str, published: date | None = TODAY) -> list[tuple[str, str]]:
    """The words and the TIMEX3 value of every mention but the composed ones."""
    return [
        (mention.span.of(text), when.value)
        for mention, when in read(text, language, published)
        if mention.rule not in ("interval", "closing")
    ]


@pytest.mark.parametrize("language, rule", RULES, ids=IDS)
def test_examples_are_found_with_their_interval(language: str, rule: Mapping[str, Any]) -> None:
    for example in rule.get("examples", ()):
        text, marks = parse(example)
        found = {mention.span: date_value(when.start, when.end) for mention, when in read(text, language)}
        assert marks, example
        for mark in marks:
            assert found.get(mark.span) == mark.value, (example, found)


@pytest.mark.parametrize("language, rule", RULES, ids=IDS)
def test_refused_sentences_are_left_alone(language: str, rule: Mapping[str, Any]) -> None:
    assert rule.get("refuses"), "every rule says what it refuses"
    for text in rule["refuses"]:
        assert rule["id"] not in {mention.rule for mention, _ in read(text, language)}, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sense_has_a_reader(language: str) -> None:
    senses = {rule.get("sense", rule["id"]) for rule in table(language, "dates")["rules"]}
    assert senses <= {*calendar_absolute.SENSES, *calendar_relative.SENSES, *OWN_SENSES}


VALUES = [
    ("fr", "Elle a vendu mardi.", "mardi", "2025-06-17"),
    ("fr", "Elle vendra mardi.", "mardi", "2025-06-24"),
    ("fr", "Le prêt court sur dix ans.", "dix ans", "P10Y"),
    ("fr", "Il est là depuis plusieurs semaines.", "plusieurs semaines", "PXW"),
    ("fr", "La hausse date de ce matin.", "ce matin", "2025-06-18TMO"),
    ("fr", "La panne de courant a duré hier soir.", "hier soir", "2025-06-17TEV"),
    ("fr", "Le marché a fermé lundi à 17 h 30.", "17 h 30", "2025-06-16T17:30"),
    ("fr", "Le loyer est de mille francs par mois.", "par mois", "P1M"),
    ("fr", "L'ancien patron a récemment vendu.", "récemment", "PAST_REF"),
    ("fr", "Le chiffre d'affaires 1T25 est en hausse.", "1T25", "2025-Q1"),
    ("fr", "Le résultat du S1 2024 déçoit.", "S1 2024", "2024-H1"),
    ("fr", "Il a investi en 2019, puis l'année suivante.", "l'année suivante", "2020"),
    ("fr", "Elle a ouvert le 3 mars et fermé le lendemain.", "le lendemain", "2025-03-04"),
    ("en", "It sold on Tuesday.", "Tuesday", "2025-06-17"),
    ("en", "It will sell on Tuesday.", "Tuesday", "2025-06-24"),
    ("en", "It signed a ten-year loan.", "ten-year", "P10Y"),
    ("en", "It waited for several weeks.", "several weeks", "PXW"),
    ("en", "It opened this morning.", "this morning", "2025-06-18TMO"),
    ("en", "The market closed on Monday at 5:30 p.m.", "5:30 p.m.", "2025-06-16T17:30"),
    ("en", "It has recently sold a unit.", "recently", "PAST_REF"),
    ("en", "Revenue for 1Q25 is up.", "1Q25", "2025-Q1"),
    ("en", "The year 2019 was good, the following year was not.", "the following year", "2020"),
    ("en", "In the third quarter of 2024 it made less, not more, a year earlier.", "a year earlier", "2023-Q3"),
    ("en", "It earned more in the second quarter than in the year-ago period.", "the year-ago period", "2024-Q2"),
    ("fr", "Il gagne 3 euros depuis une semaine.", "une semaine", "P1W"),
    ("fr", "La foire ouvrira ce week-end.", "ce week-end", "2025-W25-WE"),
    ("en", "The 20th century was hard.", "The 20th century", "19"),
]


@pytest.mark.parametrize("language, text, words, value", VALUES, ids=[f"{v[0]}-{v[2]}" for v in VALUES])
def test_values_are_timex3(language: str, text: str, words: str, value: str) -> None:
    assert (words, value) in single(text, language)


INTERVALS = [
    ("fr", "Il a perdu de l'argent en 2018, 2019 et 2020.", "2018-01-01/2020-12-31", "range"),
    ("en", "By August 2024 it had sold the mill.", "../2024-08-31", "range"),
    ("fr", "Le chantier sera livré d'ici 2027.", "2025-06-18/2027-12-31", "range"),
    ("fr", "Il a perdu de l'argent depuis 2020.", "2020-01-01/2025-06-18", "range"),
    ("fr", "Le tarif monte à compter du 1er juillet.", "2025-07-01/..", "range"),
    ("fr", "Il dirigeait le groupe de fin 2016 à 2019.", "2016-10-01/2019-12-31", "range"),
    ("fr", "Il a vendu entre le 28 décembre et le 3 janvier.", "2024-12-28/2025-01-03", "range"),
    ("fr", "Son dernier exercice clos fin août 2024 est bon.", "2023-09-01/2024-08-31", "year"),
    ("en", "It must close before August 2026.", "2025-06-18/2026-07-31", "range"),
    ("en", "It lost money from 2021 to 2023.", "2021-01-01/2023-12-31", "range"),
    ("en", "It made less in the quarter ended September 30, 2024.", "2024-07-01/2024-09-30", "quarter"),
    ("en", "It made less in the year to March 2024.", "2023-04-01/2024-03-31", "year"),
    ("en", "Sales fell between January and April.", "2025-01-01/2025-04-30", "range"),
]


@pytest.mark.parametrize("language, text, interval, granularity", INTERVALS, ids=[v[1] for v in INTERVALS])
def test_directions_and_joined_dates_make_intervals(language: str, text: str, interval: str, granularity: str) -> None:
    found = {(date_value(when.start, when.end), when.granularity) for _, when in read(text, language)}
    assert (interval, granularity) in found


TRAPS = [
    ("fr", "Mars rachète un rival pour trois fois sa valeur."),
    ("fr", "La sonde se pose sur Mars."),
    ("fr", "Sam a signé sa lettre."),
    ("fr", "L'accord a été signé."),
    ("fr", "L'usine emploie 2000 personnes."),
    ("fr", "Le comité de Paris 2024 paie."),
    ("fr", "Le plan France 2030 avance."),
    ("fr", "Le modèle R1 et l'A320 volent."),
    ("fr", "L'équipe gagne 3 à 2, puis 25-13."),
    ("fr", "Un homme de 38 ans et un enfant âgé de 6 ans."),
    ("fr", "Il passe de 22 à 22,5 points."),
    ("fr", "La part atteint 20 % du capital."),
    ("fr", "Le siège est au 2010 avenue Foch."),
    ("en", "May spoke to a march of workers."),
    ("en", "They may march on and win a second prize."),
    ("en", "An A350 took off beside a 747."),
    ("en", "The shop sold 1,980 tins."),
    ("en", "He sat down and won the case."),
    ("en", "A 21-year-old man aged well."),
    ("en", "The Windows 2000 desk is shut."),
    ("en", "They won 3-2 and 21-15."),
]


@pytest.mark.parametrize("language, text", TRAPS, ids=[v[1] for v in TRAPS])
def test_traps_hold_no_date(language: str, text: str) -> None:
    assert single(text, language) == []


def test_amounts_are_never_time() -> None:
    text = "Le prix passe de 1950 à 2025 euros en 2024."
    masked = [Span(17, 34)]
    assert [mention.span.of(text) for mention in find_dates(text, "fr", masked)] == ["2024"]


def test_an_iso_week_has_its_own_year() -> None:
    ((_, when),) = read("Il vendra cette semaine.", "fr", date(2025, 12, 30))
    assert (when.value, when.start, when.granularity) == ("2026-W01", date(2025, 12, 29), "week")


@pytest.mark.parametrize("language, text", [("fr", "Il a vendu hier."), ("en", "It sold last week.")])
def test_without_an_article_date_relative_words_stay_open(language: str, text: str) -> None:
    ((_, when),) = read(text, language, None)
    assert (when.start, when.end, when.value, when.confidence) == (None, None, "", 0.0)


#: What an article tells of its fiscal calendar holds for its other quarters, halves and years.
FISCAL = [
    ("en", "The year ended March 31 was hard. The first quarter, it expects, will be better.", "The first quarter", "2025-04-01", "2025-06-30"),
    ("en", "Its October-December third quarter was poor. The second quarter had been good.", "The second quarter", "2024-07-01", "2024-09-30"),
    ("en", "Its January-March fourth quarter was poor. It made more in the first nine months.", "the first nine months", "2024-04-01", "2024-12-31"),
    ("en", "The fourth quarter ended November 30, 2024, closed fiscal year 2024.", "fiscal year 2024", "2023-12-01", "2024-11-30"),
    ("en", "The bill for fiscal 2026, which begins October 1, is ready; fiscal 2025 cost less.", "fiscal 2025", "2024-10-01", "2025-09-30"),
    ("en", "The year ended January 31, 2025, closed. Its fiscal 2023 had been better.", "fiscal 2023", "2023-02-01", "2024-01-31"),
    ("en", "The year ended December 31 was hard, and so was the first quarter.", "the first quarter", "2025-01-01", "2025-03-31"),
    ("en", "Loans fell in the week ended June 11, after a good previous week.", "previous week", "2025-05-29", "2025-06-04"),
    ("fr", "L’exercice clos le 31 mars fut dur. Le premier trimestre sera meilleur.", "premier trimestre", "2025-04-01", "2025-06-30"),
    ("fr", "L’exercice clos le 30 juin 2024 fut dur, comme l’exercice 2022-2023.", "l’exercice 2022-2023", "2022-07-01", "2023-06-30"),
]  # fmt: skip


@pytest.mark.parametrize("language, text, words, start, end", FISCAL, ids=[case[2] for case in FISCAL])
def test_the_fiscal_calendar_that_an_article_tells(language: str, text: str, words: str, start: str, end: str) -> None:
    found = {mention.span.of(text).lower(): (str(when.start), str(when.end)) for mention, when in read(text, language)}
    told = {name.removeprefix("le ").removeprefix("the "): days for name, days in found.items()}
    assert told[words.lower().removeprefix("the ")] == (start, end)


def test_the_close_of_a_fiscal_quarter_holds_for_its_other_mentions() -> None:
    text = "Belvia lost money in the second quarter ended July 31. Its mills in the second quarter stood still."
    found = {
        mention.span.start: (when.start, when.end)
        for mention, when in read(text, "en")
        if "quarter" in mention.span.of(text)
    }
    last = found[text.rindex("the second")]
    assert last == (date(2024, 5, 1), date(2024, 7, 31)) or last == (date(2025, 5, 1), date(2025, 7, 31))


MONTHS = {
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def written(at: date, language: str) -> str:
    if language == "fr":
        return f"{'1er' if at.day == 1 else at.day} {MONTHS['fr'][at.month - 1]} {at.year}"
    return f"{MONTHS['en'][at.month - 1]} {at.day}, {at.year}"


@given(DAYS)
def test_a_written_day_is_found_again_and_both_languages_agree(at: date) -> None:
    sentences = {"fr": f"Il a vendu le {written(at, 'fr')}.", "en": f"It sold on {written(at, 'en')}."}
    found = {language: [when for _, when in read(text, language)] for language, text in sentences.items()}
    for whens in found.values():
        assert [(when.start, when.end, when.value) for when in whens] == [(at, at, at.isoformat())]


@given(st.sampled_from([v[:2] for v in VALUES + INTERVALS]), st.integers(1, 40))
def test_padding_shifts_and_changes_nothing(case: tuple[str, str], size: int) -> None:
    language, text = case
    plain, padded = read(text, language), read("\n" * size + text, language)
    assert [(m.span.start + size, m.rule, w) for m, w in plain] == [(m.span.start, m.rule, w) for m, w in padded]


@given(
    st.sampled_from(LANGUAGES),
    st.text(max_size=60),
    st.integers(0, 9999),
    st.sampled_from([" ", "/", "-", " au ", " to "]),
)
def test_any_text_ends_with_true_spans_and_ordered_intervals(language: str, noise: str, number: int, glue: str) -> None:
    text = f"{noise} {number}{glue}{number + 1} mai {noise} lundi, January {number % 40} {noise}"
    for mention, when in read(text, language):
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert when.granularity is None or when.granularity in GRANULARITIES
        assert when.start is None or when.end is None or when.start <= when.end


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", ["1", "le 3 ", "the ", "2019 ", "du 3 au ", "\x00\ud800", "a year ", "mi-", "1/1/"])
def test_hostile_strings_end_in_time(language: str, piece: str) -> None:
    text = piece * (60_000 // len(piece))
    start = time.process_time()
    read(text, language)
    assert time.process_time() - start < 8


def test_the_choice_of_a_day_keeps_to_its_neighbourhood() -> None:
    for month in range(1, 13):
        ((_, when),) = read(f"Il a vendu le 10 {MONTHS['fr'][month - 1]}.", "fr")
        assert when.start is not None and timedelta(days=-300) <= when.start - TODAY <= timedelta(days=65)
