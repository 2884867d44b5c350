"""`claims facts` shows the history of a matter, finds it by a name, and shows the text of articles as data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from pipeline import schema, timeline
from pipeline.cli import main
from pipeline.lang import table
from pipeline.normalise.written import NO_BREAK, written_figure
from pipeline.records import FACT_DOUBTS, KINDS, LANGUAGES, PERS, RELATIONS, ROLES, STATUSES
from pipeline.schema import Row
from pipeline.timeline.drawing import drawing_of
from pipeline.timeline.page import SHAPES
from pipeline.timeline.view import SEEN_BACK
from pipeline.write.output import write_tables
from tests.conftest import ROOT

HOSTILE = "<script>alert('1')</script> & \x1b]0;titre\x07\x1b[31m {{ 7 * 7 }} \u202e"
VOID = {"meta", "br"}
BN = 10**9


def filled(name: str, values: Row) -> Row:
    """A row of a table: what is not given is empty, and the schema agrees with it."""
    empty: dict[str, Any] = {
        schema.TEXT: "", schema.CODE: "", schema.FLAG: False, schema.COUNT: 0, schema.SCORE: 1.0, schema.NAMES: [],
        schema.EVIDENCE: [], schema.STATUS_HISTORY: [],
    }  # fmt: skip
    row = {column.name: None if column.nullable else empty.get(column.type) for column in schema.columns(name)}
    row |= values
    schema.check(name, row)
    return row


def telling(fact: str, article: Row, sentence: str, money: tuple[int | None, int | None], **more: Any) -> Row:
    """A claim; its amount stands between bars in the sentence."""
    before, amount, after = sentence.split("|")
    values: Row = {
        "claim_id": f"{fact} {article['article_id']} {before}", "fact_id": fact, "language": "fr", **article,
        "amount_text": amount, "amount_start": 40 + len(before), "amount_end": 40 + len(before) + len(amount),
        "amount_min": money[0] and Decimal(money[0]), "amount_max": money[1] and Decimal(money[1]),
        "currency": "EUR", "currency_basis": "explicit", "kind": "acquisition", "status": "completed",
        "source_kind": "none", "sentence": before + amount + after, "sentence_start": 40,
    }  # fmt: skip
    return filled("claims", values | more)


def fact_of(id_: str, matter: str, claims: list[Row], **more: Any) -> Row:
    """A fact as its last claim tells it."""
    last, days = claims[-1], [claim["published"] for claim in claims if claim["published"]]
    columns = ("amount_text", "amount_min", "amount_max", "amount_approx", "currency", "per", "status", "kind")
    values: Row = {
        "fact_id": id_, "matter_id": matter, **{column: last[column] for column in columns},
        "first_amount_min": claims[0]["amount_min"], "first_amount_max": claims[0]["amount_max"],
        "status_article": last["article_id"], "first_told": min(days, default=None), "last_told": max(days, default=None),
        "claims": len(claims), "articles": len({claim["article_id"] for claim in claims}), "main_claim_id": last["claim_id"],
    }  # fmt: skip
    values |= {f"{role}_keys": [name.casefold() for name in more.get(role, [])] for role in ROLES}
    return filled("facts", values | more)


def article(id_: str, day: str | None, title: str | None, publisher: str | None = None, url: str | None = None) -> Row:
    return {
        "article_id": id_, "published": day and date.fromisoformat(day), "title": title, "publisher": publisher, "url": url
    }  # fmt: skip


A = article("a.txt", "2024-03-01", "Orphéa lorgne Belvia", "Le Phare", "https://phare.example/a?b=1&c=2")
B = article("b.txt", "2024-04-02", "Orphéa s’offre Belvia", "The Herald")
C = article("c.txt", None, None, url="javascript:alert(1)")


@pytest.fixture
def rows() -> dict[str, list[Row]]:
    """Two matters: a takeover whose price is raised and paid in part, and a salary told without a date."""
    told = {"status": "rumoured", "source": "deux banquiers", "source_kind": "anonymous"}
    rumour = [
        telling(
            "f1", A, "Le groupe pourrait offrir |2 à 2,5 milliards d’euros| pour Belvia.", (2 * BN, 5 * BN // 2), **told
        ),
        telling("f1", B, "Il était question de |2,5 milliards d’euros|.", (None, 5 * BN // 2), status="denied"),
    ]
    deal = [
        telling("f2", B, "Orphéa paiera |2,7 milliards d’euros|.", (27 * BN // 10, 27 * BN // 10), status="agreed"),
        telling(
            "f2", B, "soit |2,9 milliards de dollars|", (29 * BN // 10, 29 * BN // 10), currency="USD",
            conversion_of="f2 b.txt Orphéa paiera ",
        ),
        telling(
            "f2", B, "Selon Belvia, |2,7 milliards d’euros| sont versés.", (27 * BN // 10, 27 * BN // 10), source="Belvia",
            source_kind="named",
        ),
    ]  # fmt: skip
    part = [telling("f3", B, "dont |plus de 500 millions| comptant", (BN // 2, None), status="planned")]
    pay = [
        telling(
            "g1", C, "Elle gagne |75\u202f000 €| par an.", (75000, 75000), kind="pay", per="year", amount_approx=True
        )
    ]
    between = {"payer": ["Orphéa"], "object": ["Belvia"]}
    facts = [
        fact_of("f1", "m1", rumour, **between, amount_min=Decimal(2 * BN), doubts=["denied"]),
        fact_of("f2", "m1", deal, **between, date_start=date(2024, 4, 1), date_end=date(2024, 6, 30), date_granularity="quarter"),
        fact_of("f3", "m1", part, payer=["Orphéa"]),
        fact_of("g1", "m2", pay, payer=["Orphéa Santé"], recipient=["Nadia Kerdan"]),
    ]  # fmt: skip
    relations = [
        {"from_fact": "f2", "relation": "supersedes", "to_fact": "f1", "reason": "told later"},
        {"from_fact": "f3", "relation": "part_of", "to_fact": "f2", "reason": "“dont”"},
    ]
    parties = [
        {"party_key": "orphéa", "name": "Orphéa", "kind": "company", "aliases": ["groupe Orphéa", "le constructeur"]},
        {"party_key": "orphéa santé", "name": "Orphéa Santé", "kind": "company", "aliases": []},
        {"party_key": "belvia", "name": "Belvia SA", "kind": "company", "aliases": ["Belvia"]},
        {"party_key": "nadia kerdan", "name": "Nadia Kerdan", "kind": "person", "aliases": []},
    ]
    return {
        "claims": [*rumour, *deal, *part, *pay],
        "facts": facts,
        "fact_relations": [filled("fact_relations", row | {"rule": "r"}) for row in relations],
        "parties": [filled("parties", row) for row in parties],
    }


@pytest.fixture
def out(rows: dict[str, list[Row]], tmp_path: Path) -> Path:
    """A folder of tables as `claims link` leaves it."""
    write_tables(tmp_path / "out" / "linked", rows)
    return tmp_path / "out"


def facts(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["facts", *map(str, arguments)], terminal_width=100)


def plain(text: str) -> str:
    return text.replace(NO_BREAK, " ")


def shown_of(rows: dict[str, list[Row]], language: str = "en") -> timeline.Timeline:
    return timeline.view(rows["facts"], rows["fact_relations"], rows["claims"], language=language)


GOLDEN = """\
Orphéa
3 facts in 1 matter, told 1 Mar 2024 to 2 Apr 2024

Acquisition: Orphéa for Belvia

  1. EUR 2–2.5 bn · denied
     1 Mar 2024  rumoured  EUR 2–2.5 bn, deux banquiers (anonymous) [1]
     2 Apr 2024  denied    up to EUR 2.5 bn, the article itself [2]
     told         2 times in 2 articles
     doubts       a telling denies it
     replaced by  2 (EUR 2.7 bn)

  2. EUR 2.7 bn · completed
     2 Apr 2024  agreed     EUR 2.7 bn, the article itself [2]
     2 Apr 2024  completed  EUR 2.7 bn, Belvia [2]
     date        Q2 2024
     told        3 times in 1 article
     replaces    1 (EUR 2–2.5 bn): told later
     made up of  3 (at least EUR 500 m)

  3. at least EUR 500 m · planned
     2 Apr 2024  planned  at least EUR 500 m, the article itself [2]
     about    Acquisition: Orphéa
     told     once in 1 article
     part of  2 (EUR 2.7 bn): “dont”

Articles
   [1] 1 Mar 2024, “Orphéa lorgne Belvia”, Le Phare, https://phare.example/a?b=1&c=2
   [2] 2 Apr 2024, “Orphéa s’offre Belvia”, The Herald
"""


def test_a_matter_reads_as_a_history(out: Path) -> None:
    done = facts(out, "--about", "orphea")
    assert (done.exit_code, plain(done.output)) == (0, GOLDEN)
    assert f"```text\n{GOLDEN}```" in (ROOT / "docs" / "timeline.md").read_text("utf-8")


def test_a_french_reader_gets_french(out: Path) -> None:
    text = facts(out, "--language", "fr", "--about", "Nadia Kerdan").output
    assert "Rémunération\u00a0: Orphéa Santé → Nadia Kerdan\n" in text
    assert "environ 75\u202f000\u00a0EUR par an · achevé\n" in text
    assert "sans date  achevé  environ 75\u202f000\u00a0EUR par an, l’article lui-même\u00a0[1]" in text
    assert "[1] sans date, «\u00a0c.txt\u00a0»\n" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_word(language: str) -> None:
    words = table(language, "timeline")
    assert set(words["kinds"]) == set(KINDS)
    assert set(words["statuses"]) == set(STATUSES) == set(SHAPES)
    assert set(words["per"]) == set(PERS)
    assert set(words["doubts"]) == set(FACT_DOUBTS)
    assert set(words["relations"]) == {*RELATIONS, *SEEN_BACK.values()}
    assert set(words["words"]) == set(table("en", "timeline")["words"])


@pytest.mark.parametrize(
    "low, high, english, french",
    [
        ("40E9", "40E9", "EUR 40 bn", "40 Md EUR"),
        ("15E9", "25E9", "EUR 15–25 bn", "15–25 Md EUR"),
        ("800E6", "1200E6", "EUR 800–1,200 m", "800–1\u202f200 M EUR"),
        ("1.5E12", "1.5E12", "EUR 1.5 tn", "1\u202f500 Md EUR"),
        ("1234567", "1234567", "EUR 1,234,567", "1\u202f234\u202f567 EUR"),
        ("0", "5E6", "EUR 0–5 m", "0–5 M EUR"),
        ("0.0045", "0.0045", "EUR 0.0045", "0,0045 EUR"),
        ("3E6", None, "at least EUR 3 m", "au moins 3 M EUR"),
        (None, "3E6", "up to EUR 3 m", "jusqu’à 3 M EUR"),
    ],
)
def test_figures_are_written_as_readers_expect(low: str | None, high: str | None, english: str, french: str) -> None:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    for language, expected in (("en", english), ("fr", french)):
        written = written_figure(*ends, "EUR", language)
        assert plain(written) == expected
        assert expected.replace(" ", NO_BREAK).endswith(written.split(" ")[-1])


@given(st.decimals(0, Decimal(10) ** 32 - 1, places=6, allow_nan=False), st.sampled_from(LANGUAGES))
def test_no_digit_of_a_figure_is_lost(amount: Decimal, language: str) -> None:
    written = plain(written_figure(amount, amount, "EUR", language))
    [digits] = re.findall(r"\d[\d.,\u202f]*", written)
    point, group = (",", "\u202f") if language == "fr" else (".", ",")
    powers = dict(table(language, "timeline")["figures"]["magnitudes"])
    [power] = [powers[word] for word in written.split() if word in powers] or [0]
    read = digits.replace(group, "").replace(point, ".") + f"E{power}"
    assert Decimal(read) == amount


# --- what is shown


@pytest.mark.parametrize(
    "options, numbers",
    [
        ((), 4),
        (("--about", "Belvia"), 3),
        (("--kind", "pay"), 1),
        (("--kind", "pay", "--kind", "acquisition"), 4),
        (("--kind", "debt"), 0),
        (("--since", "2024-03"), 3),  # what has no day was told nowhere in time
        (("--since", "2024-04-03"), 0),
        (("--until", "2024-03"), 1),
        (("--until", "2024"), 3),
        (("--since", "2024-04", "--until", "2024-04", "--about", "orphea"), 3),
        (("--until", "2024-02-29"), 0),
    ],
)
def test_filters(out: Path, options: tuple[str, ...], numbers: int) -> None:
    done = facts(out, "--json", *options)
    assert done.exit_code == 0, done.output
    content = json.loads(done.output)
    assert sum(len(matter["facts"]) for matter in content["matters"]) == numbers
    assert ("No facts." in facts(out, *options).output) == (numbers == 0)


@pytest.mark.parametrize(
    "name, found",
    [
        ("ORPHÉA", "Orphéa"),
        ("l’Orphea", "Orphéa"),
        ("Le Constructeur", "Orphéa"),
        ("orphea sa", "Orphéa"),
        ("Orphéa san", "Orphéa Santé"),
        ("sant", "Orphéa Santé"),
        ("belv", "Belvia SA"),
        ("kerdan", "Nadia Kerdan"),
    ],
)
def test_a_name_in_any_form_finds_its_party(out: Path, name: str, found: str) -> None:
    assert facts(out, "--about", name).output.splitlines()[0] == found


def test_a_name_of_several_or_of_none_is_told(out: Path) -> None:
    several = facts(out, "--about", "orph")
    assert several.exit_code == 2
    assert "2 parties match 'orph': Orphéa, Orphéa Santé; say which" in several.output
    none = facts(out, "--about", "Orphia")
    assert none.exit_code == 1
    assert "no party matches 'Orphia'; near it: Orphéa" in none.output
    assert facts(out, "--about", "").exit_code == 1


def test_a_relation_to_what_is_not_shown_keeps_its_figure(out: Path) -> None:
    text = plain(facts(out, "--until", "2024-03").output)
    assert "replaced by  EUR 2.7 bn\n" in text


def test_programs_get_days_and_exact_amounts(out: Path) -> None:
    content = json.loads(facts(out, "--json", "--about", "Belvia").output)
    first = content["matters"][0]["facts"][0]
    assert (first["low"], first["high"], first["status"]) == ("2000000000", "2500000000", "denied")
    assert [step["day"] for step in first["steps"]] == ["2024-03-01", "2024-04-02"]
    assert content["articles"][0]["url"] == A["url"]


# --- what is refused


def test_folders_without_facts_say_how_to_make_them(out: Path, tmp_path: Path) -> None:
    done = facts(tmp_path)
    assert done.exit_code == 2
    assert f"claims link {tmp_path}" in done.output
    (out / "linked" / "facts.parquet").write_bytes(b"PAR1 no")
    broken = facts(out)
    assert (broken.exit_code, "no Parquet file" in broken.output) == (2, True)
    (out / "linked" / "parties.parquet").unlink()
    assert "parties.parquet is missing beside facts.parquet" in facts(out).output


def test_the_folder_itself_comes_before_linked(out: Path, rows: dict[str, list[Row]]) -> None:
    write_tables(out, rows | {"facts": [], "claims": []})
    assert "No facts." in facts(out).output
    assert "4 facts" in facts(out / "linked").output


@pytest.mark.parametrize(
    "options",
    [
        ("--since", "yesterday"), ("--since", "2024-13"), ("--until", "2024-02-30"), ("--kind", "rumour"),
        ("--since", "2024", "--until", "2023"), ("--json", "--html", "x.html"), ("--language", "de"),
        ("--html", "no/such/folder/x.html"),
    ],
)  # fmt: skip
def test_wrong_usage(out: Path, options: tuple[str, ...]) -> None:
    assert facts(out, *options).exit_code == 2


# --- the terminal


def test_no_line_is_wider_than_the_terminal_and_colours_change_no_word(rows: dict[str, list[Row]]) -> None:
    shown = shown_of(rows)
    for width in (50, 80, 200):
        text = timeline.on_terminal(shown, width=width)
        assert max(map(len, text.splitlines())) <= width
        coloured = timeline.on_terminal(shown, width=width, style=click.style)
        assert "\x1b[" in coloured
        assert click.unstyle(coloured) == text


def damaged(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The tables with markup and escape sequences in every text that an article gives."""
    texts = {"title", "publisher", "source", "sentence"}
    names = {"payer", "recipient", "object"}
    hostile = {
        "claims": [row | dict.fromkeys(texts, HOSTILE) | {"source_kind": "named"} for row in rows["claims"]],
        "facts": [row | {name: [HOSTILE] for name in names} for row in rows["facts"]],
        "fact_relations": [row | {"reason": HOSTILE} for row in rows["fact_relations"]],
    }
    hostile["claims"] = [row | {"url": 'https://x.example/"><script>'} for row in hostile["claims"]]
    return rows | hostile


def test_no_control_character_reaches_the_terminal(rows: dict[str, list[Row]]) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", timeline.on_terminal(shown_of(damaged(rows))))


# --- the page


class Page(HTMLParser):
    """The elements of a page, its text, and what is not well formed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{tag} at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


@pytest.mark.parametrize("change", [lambda rows: rows, damaged])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_loads_nothing(
    rows: dict[str, list[Row]], change: Callable[[dict[str, list[Row]]], dict[str, list[Row]]], language: str
) -> None:
    page = Page(timeline.as_html(shown_of(change(rows), language)))
    assert (page.open, page.wrong) == ([], [])
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "link", "object"}
    assert not page.values("src")
    ids = page.values("id")
    assert len(set(ids)) == len(ids)
    inside = {address for address in page.values("href") if not address.startswith("https://")}
    assert inside <= {f"#{id_}" for id_ in ids}
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", page.text)


def test_markup_of_any_kind_stays_text(rows: dict[str, list[Row]]) -> None:
    page = Page(timeline.as_html(shown_of(damaged(rows))))
    assert "<script>alert('1')</script> &" in page.text
    assert "{{ 7 * 7 }}" in page.text


def test_the_page_shows_who_says_so_where_and_in_which_words(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    done = facts(out, "--html", path)
    assert (done.exit_code, done.output) == (0, f"Wrote {path}\n")
    source = path.read_text("utf-8")
    page = Page(source)
    assert A["url"] in page.values("href")
    assert "javascript" not in source
    assert '<blockquote lang="fr">Le groupe' in source  # to be read aloud in its own language
    assert "Le groupe pourrait offrir <mark>2 à 2,5 milliards d’euros</mark> pour Belvia." in source
    # every status is told by its word and its shape, not by its colour alone
    for status in ("rumoured", "denied", "agreed", "completed", "planned"):
        assert f'id="shape-{status}"' in source
        assert f"</svg> {status}</span>" in source


def test_bars_and_marks_say_what_the_table_says(rows: dict[str, list[Row]]) -> None:
    takeover, pay = (drawing_of(matter, "en") for matter in shown_of(rows).matters)
    rumour, deal, part = takeover.lanes
    assert rumour.bar.sure == pytest.approx(deal.bar.sure * 2 / 2.7, abs=0.02)
    assert rumour.bar.sure + rumour.bar.open == pytest.approx(deal.bar.sure * 2.5 / 2.7, abs=0.02)
    assert (deal.bar.open, part.bar.endless) == (0, True)
    assert [mark.step.status for mark in rumour.marks] == ["rumoured", "denied"]
    assert rumour.line == (8.0, 92.0)
    assert [mark.x for mark in deal.marks] == [92.0, 92.0]  # one day: set beside each other
    assert deal.marks[0].shift < 0 < deal.marks[1].shift
    assert (pay.lanes[0].marks, pay.ticks) == ((), ())  # no day, nothing on the axis


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 1, 1)), min_size=1, max_size=12))
def test_ticks_and_marks_keep_their_order_and_stay_inside(days: list[date]) -> None:
    base = telling("f", A, "|3 M€|", (3, 3))
    claims = [base | {"claim_id": str(day), "article_id": str(day), "published": day} for day in set(days)]
    fact = fact_of("f", "m", sorted(claims, key=lambda claim: claim["published"]))
    [matter] = timeline.view([fact], [], claims).matters
    drawing = drawing_of(matter, "en")
    [lane] = drawing.lanes
    assert len(lane.marks) == len(set(days))
    assert [mark.step.day for mark in lane.marks] == sorted(set(days))
    places = [x for x, _ in drawing.ticks]
    assert 1 <= len(places) <= 4
    assert places == sorted(set(places))
    assert all(0 <= x <= 100 for x in [*places, *(mark.x for mark in lane.marks)])


# --- the whole way


def test_what_a_run_writes_is_shown(samples: Path, tables: Path) -> None:
    """The samples hold one matter told over a year in two languages: one history, whose articles are the files."""
    done = facts(tables, "--about", "openai", "--json")
    assert done.exit_code == 0, done.output
    content = json.loads(done.output)
    articles = {article["article_id"] for article in content["articles"]}
    matter = next(matter for matter in content["matters"] if matter["heading"] == "Investment: SoftBank → OpenAI")
    told = {
        content["articles"][step["article"] - 1]["article_id"] for fact in matter["facts"] for step in fact["steps"]
    }
    assert len(told) > 1
    assert told <= articles <= {path.relative_to(samples).as_posix() for path in samples.rglob("*")}
