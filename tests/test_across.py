"""Facts across articles: which tellings are one fact, how facts are tied, and the laws that hold for any claims.

A line of a case is `LABEL day article kind amount currency parties status`, then what else it needs as `name=value`; tellings
with one label are one fact. Parties are `payer>recipient`, `:subject` or `payer*object`.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import schema
from pipeline.across import Across, block, link_claims, same
from pipeline.across.same import Fact, Join
from pipeline.across.telling import Telling
from pipeline.lang import table
from pipeline.lang.across import government_words, part_word
from pipeline.link.facts import id_of
from pipeline.notation import parse
from pipeline.records import LANGUAGES
from pipeline.schema import Row

ENDS = {"..": "both", ">=": "low", "<=": "high"}


def telling(line: str) -> tuple[str, Row]:
    """A line of a case as its label and a row of the claims table."""
    label, day, article, kind, amount, currency, parties, status, *more = line.split()
    extra = dict(part.split("=", 1) for part in more)
    low, high = bounds(amount)
    sentence = extra.get("sentence", line).replace("_", " ")
    start = int(extra.get("at", len(line)))
    row: dict[str, Any] = {
        "article_id": article, "language": extra.get("language", "en"), "published": None if day == "-" else date.fromisoformat(day),
        "publisher": extra.get("publisher", "").replace("_", " ") or None, "title": None, "url": None, "amount_text": amount, "amount_start": start,
        "amount_end": start + len(amount), "amount_min": low, "amount_max": high, "amount_approx": "approx" in extra,
        "currency": currency, "currency_basis": extra.get("basis", "explicit"), "per": extra.get("per"),
        "conversion_of": None, "kind": kind, **roles(parties), "status": status, "source": extra.get("source", "").replace("_", " ") or None,
        "source_kind": "named" if "source" in extra else "none", "date_text": None, **dates(extra.get("on")),
        "sentence": sentence, "sentence_start": int(extra.get("in", start)), "sentence_end": start + 1000, "evidence": [],
        "confidence": 0.9, "review": [], "rules": [], "is_main": True,
    }  # fmt: skip
    row["claim_id"] = row["fact_id"] = id_of(line)
    schema.check("claims", row)
    return label, row


def bounds(amount: str) -> tuple[Decimal | None, Decimal | None]:
    if amount.startswith(">="):
        return Decimal(amount[2:]), None
    if amount.startswith("<="):
        return None, Decimal(amount[2:])
    low, _, high = amount.partition("..")
    return Decimal(low), Decimal(high or low)


def roles(parties: str) -> dict[str, list[str]]:
    """`payer>recipient`, `payer*object`, `:subject`; a name keeps its words by `_`, `-` is nobody."""
    found: dict[str, list[str]] = {"payer": [], "recipient": [], "subject": [], "object": []}
    if parties.startswith(":"):
        found["subject"] = names(parties[1:])
    elif parties != "-":
        payer, mark, other = parties.partition(">" if ">" in parties else "*")
        found["payer"] = names(payer)
        found["recipient" if mark == ">" else "object"] = names(other)
    return found


def names(written: str) -> list[str]:
    return [name.replace("_", " ") for name in written.split(",") if name and name != "-"]


def dates(on: str | None) -> dict[str, Any]:
    if on is None:
        return {"date_start": None, "date_end": None, "date_granularity": None}
    start, _, end = on.partition("/")
    days = date.fromisoformat(start), date.fromisoformat(end or start)
    return {"date_start": days[0], "date_end": days[1], "date_granularity": "day" if days[0] == days[1] else "range"}


def linked(lines: list[str]) -> tuple[Across, dict[str, str]]:
    """What the tellings of a case give, and the label of each fact."""
    tellings = [telling(line) for line in lines]
    across = link_claims(row for _, row in tellings)
    return across, {across.facts_of[row["claim_id"]]: label for label, row in tellings}


BID = "acquisition 2500000000 EUR Orphéa*Belvia"
SAME = {
    "the same figure, later in the press of the other language": [
        f"A 2024-03-01 a {BID} proposed language=fr",
        f"A 2024-03-09 b {BID} agreed",
    ],
    "an institution under both its names": [
        "A 2024-03-01 a penalty 341000000 EUR Orphéa>Commission_européenne agreed language=fr",
        "A 2024-03-02 b penalty 341000000 EUR Orphéa>European_Commission agreed",
    ],
    "a state, its government and its adjective": [
        "A 2024-03-01 a aid 620000000 EUR gouvernement_français>Belvia planned language=fr",
        "A 2024-03-02 b aid 620000000 EUR French_state>Belvia agreed",
        "A 2024-03-03 c aid 620000000 EUR France>Belvia agreed",
    ],
    "a translated word of a name": [
        "A 2024-03-01 a debt 450000000 EUR Banque_Lorvane>Belvia agreed language=fr",
        "A 2024-03-02 b debt 450000000 EUR Lorvane_Bank>Belvia agreed",
    ],
    "a short form that an article uses for one longer name": [
        "A 2024-03-01 a acquisition 2500000000 EUR Tarrenfield_Foods*Belvia proposed sentence=Tarrenfield_has_bid_for_Belvia.",
        "A 2024-03-05 b acquisition 2500000000 EUR Tarrenfield*Belvia proposed",
    ],
    "a short form of two longer names stays apart": [
        "A 2024-03-01 a acquisition 2500000000 EUR Tarrenfield_Foods*Belvia proposed",
        "B 2024-03-05 b acquisition 2500000000 EUR Tarrenfield_Steel*Belvia proposed",
    ],
    "the same fine years apart, and no date": [
        "A 2018-03-01 a penalty 125000000 EUR Orphéa>Commission_européenne agreed language=fr",
        "A 2018-06-01 b penalty 125000000 EUR Orphéa>Commission_européenne completed language=fr",
        "B 2025-03-01 c penalty 125000000 EUR Orphéa>Commission_européenne agreed language=fr",
    ],
    "a surname in one article is a company elsewhere": [
        "A 2024-03-01 a penalty 4000000 EUR Jean_Lorvane>Belvia agreed sentence=Lorvane_has_to_pay_Belvia.",
        "B 2024-03-05 b penalty 4000000 EUR Lorvane>Belvia agreed",
    ],
    "rounded to its own digits, and to no others": [
        "A 2024-03-01 a debt 38700000000 USD :Orphéa completed",
        "A 2024-03-02 b debt 39000000000 USD :Orphéa completed",
        "B 2024-03-03 c debt 38000000000 USD :Orphéa completed",
    ],
    "a bound that is the figure": [
        "A 2024-03-01 a aid >=850000000 EUR ->Belvia agreed",
        "A 2024-03-02 b aid 850000000 EUR ->Belvia agreed",
        "B 2024-03-03 c aid 922000000 EUR ->Belvia agreed",
    ],
    "converted at the rate of the day": [
        f"A 2024-03-01 a {BID} proposed",
        "A 2024-03-04 b acquisition 2710000000 USD Orphéa*Belvia proposed",
        "B 2024-03-04 c acquisition 2500000000 USD Orphéa*Belvia proposed",
    ],
    "converted by a legal parity": [
        "A 2024-03-01 a profit 84000000000 XOF :Orphéa completed",
        "A 2024-03-02 b profit 128000000 EUR :Orphéa completed",
    ],
    "a bare currency word read as another currency": [
        "A 2024-03-01 a debt 450000000 CAD Lorvane>Belvia agreed",
        "A 2024-03-02 b debt 450000000 USD Lorvane>Belvia agreed basis=default",
        "B 2024-03-02 c debt 450000000 USD Lorvane>Belvia agreed",
    ],
    "a change of status and a denial": [
        f"A 2024-03-01 a {BID} rumoured",
        f"A 2024-03-02 b {BID} denied",
        f"A 2024-04-02 c {BID} agreed",
    ],
    "a rival's bid": [
        f"A 2024-03-01 a {BID} proposed",
        "B 2024-03-01 b acquisition 2500000000 EUR Kerdanis*Belvia proposed",
    ],
    "another quarter's profit": [
        "A 2024-05-01 a profit 61000000 EUR :Orphéa completed on=2024-01-01/2024-03-31",
        "A 2024-05-02 b profit 61000000 EUR :Orphéa completed on=2024-01-01/2024-03-31",
        "B 2024-08-01 c profit 61000000 EUR :Orphéa completed on=2024-04-01/2024-06-30",
    ],
    "a half year is not its year": [
        "A 2024-08-01 a profit 61000000 EUR :Orphéa completed on=2024-01-01/2024-06-30",
        "B 2025-02-01 b profit 61000000 EUR :Orphéa completed on=2024-01-01/2024-12-31",
    ],
    "the price of another day": [
        "A 2024-03-01 a price 23.5 EUR :Orphéa completed per=share",
        "A 2024-03-02 b price 23.5 EUR :Orphéa completed per=share on=2024-03-01",
        "B 2024-03-11 c price 23.5 EUR :Orphéa completed per=share",
    ],
    "a loan and its repayment": [
        "A 2024-03-01 a debt 75000000 EUR Lorvane>Belvia completed",
        "B 2024-09-01 b debt 75000000 EUR Belvia>Lorvane completed",
    ],
    "an amount alone joins nothing": [
        "A 2024-03-01 a spending 123456789 EUR - completed",
        "B 2024-03-01 b spending 123456789 EUR - completed",
        "C 2024-03-01 c spending 123456789 EUR Orphéa*- completed",
    ],
    "a plan without a name, told again within weeks": [
        "A 2024-03-01 a spending 100000000000 EUR -*plan_de_relance planned language=fr",
        "A 2024-03-20 b spending 100000000000 EUR -*plan_de_relance planned language=fr",
        "B 2024-03-20 c spending 100000000000 EUR Belmarie*plan_d’urgence planned language=fr",
    ],
    "two donors of a round sum": [
        "A 2024-03-01 a aid 100000000 EUR famille_Rivoal>Belmar agreed language=fr",
        "A 2024-03-04 b aid 100000000 EUR Jean_Rivoal>Belmar agreed language=fr",
        "B 2024-03-04 c aid 100000000 EUR Orphéa>Belmar agreed language=fr",
    ],
    "one sentence that gives a figure twice": [
        "A 2024-03-01 a aid 200000000 EUR ->Belmar agreed at=10 in=0",
        "B 2024-03-01 a aid 200000000 EUR ->Belmar agreed at=40 in=0",
    ],
    "a party read into the wrong role": [
        "A 2024-03-01 a debt 75000000 EUR Lorvane>Belvia in_talks",
        "A 2024-06-01 b debt 75000000 EUR Kerdanis>Belvia cancelled sentence=Lorvane_froze_its_loan,_Kerdanis_said.",
    ],
    "what an analyst thinks possible": [
        "A 2024-03-01 a acquisition 8.5 GBP Orphéa*Belvia hypothetical per=share source=Jane_Moor",
        "B 2024-06-01 b acquisition 8.5 GBP Orphéa*Belvia agreed per=share",
    ],
    "a figure that comes back after others is a new one": [
        "A 2024-01-01 a acquisition 10200000000 GBP Orphéa*Belvia proposed",
        "B 2024-02-01 b acquisition 9700000000 GBP Orphéa*Belvia proposed",
        "C 2024-03-01 c acquisition 9900000000 GBP Orphéa*Belvia proposed",
        "D 2024-04-01 d acquisition 10200000000 GBP Orphéa*Belvia proposed",
        "A 2024-04-01 e acquisition 10200000000 GBP Orphéa*Belvia proposed on=2024-01-01",
    ],
    "an article without a date": [
        f"A 2024-03-01 a {BID} proposed",
        f"A - b {BID} agreed",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_tellings_of_one_fact(name: str) -> None:
    tellings = [telling(line) for line in SAME[name]]
    across = link_claims(row for _, row in tellings)
    facts: dict[str, set[str]] = {}
    labels: dict[str, set[str]] = {}
    for label, row in tellings:
        fact = across.facts_of[row["claim_id"]]
        facts.setdefault(fact, set()).add(label)
        labels.setdefault(label, set()).add(fact)
    assert all(len(found) == 1 for found in (*facts.values(), *labels.values())), (facts, labels)


FUND = "investment 40000000000 USD Orphéa>Belvia"
TIED = {
    "a raised bid": (
        [
            "A 2024-03-01 a acquisition 28 EUR Orphéa*Belvia in_talks per=share",
            "B 2024-06-01 b acquisition 31 EUR Orphéa*Belvia proposed per=share",
            "C 2024-09-01 c acquisition 33 EUR Orphéa*Belvia agreed per=share",
        ],
        {("B", "supersedes", "A"), ("C", "supersedes", "B")},
    ),
    "a later rumour replaces no agreement": (
        [f"A 2024-03-01 a {BID} agreed", "B 2024-04-01 b acquisition 2300000000 EUR Orphéa*Belvia rumoured"],
        set(),
    ),
    "what has happened is replaced by nothing": (
        [f"A 2024-03-01 a {BID} completed", "B 2024-04-01 b acquisition 2300000000 EUR Orphéa*Belvia proposed"],
        set(),
    ),
    "a rival's bid replaces nothing": (
        [f"A 2024-03-01 a {BID} proposed", "B 2024-04-01 b acquisition 2700000000 EUR Kerdanis*Belvia proposed"],
        set(),
    ),
    "two told at once, one of them agreed later": (
        [
            "A 2024-01-30 a investment 15000000000..25000000000 USD Orphéa>Belvia in_talks",
            f"B 2024-01-30 a {FUND} rumoured",
            f"B 2024-12-30 b {FUND} completed",
        ],
        {("B", "supersedes", "A")},
    ),
    "tranches that add up, and not one of them replaces the range": (
        [
            "A 2024-01-30 a investment 15000000000..25000000000 USD Orphéa>Belvia in_talks",
            f"B 2024-12-30 b {FUND} completed at=1",
            "C 2024-12-30 b investment 22000000000..22500000000 USD Orphéa>Belvia completed at=100",
            "D 2024-12-30 b investment 10000000000 USD Orphéa>Belvia completed at=200",
            "E 2024-12-30 b investment 8000000000 USD Orphéa>Belvia completed at=300",
        ],
        {("B", "supersedes", "A"), ("C", "part_of", "B"), ("D", "part_of", "B"), ("E", "part_of", "B")},
    ),
    "what makes up a part is no part of the whole": (
        [
            "A 2024-06-01 a funding_round 145000000 EUR Orphéa>Belvia completed at=1",
            "B 2024-06-01 a investment 90000000 EUR Orphéa>Belvia agreed at=100",
            "C 2024-06-01 a investment 60000000 EUR Orphéa>Belvia completed at=200",
            "D 2024-06-01 a investment 30000000 EUR Orphéa>Belvia agreed at=300",
            "E 2024-06-01 a investment 55000000 EUR Kerdanis>Belvia completed at=400",
        ],
        {("B", "part_of", "A"), ("E", "part_of", "A"), ("C", "part_of", "B"), ("D", "part_of", "B")},
    ),
    "dont, of which": (
        [
            "A 2024-06-01 a spending 10000000 EUR Orphéa*plan_social planned language=fr in=0 at=26 sentence=Le_plan_social_atteindrait_10000000_euros,_dont_3000000_pour_la_formation.",
            "B 2024-06-01 a spending 3000000 EUR Orphéa*- planned language=fr in=0 at=47 sentence=Le_plan_social_atteindrait_10000000_euros,_dont_3000000_pour_la_formation.",
        ],
        {("B", "part_of", "A")},
    ),
    "gifts to a collection": (
        [
            "A 2024-06-01 a aid 850000000 EUR ->Belmar agreed at=1",
            "B 2024-06-01 a aid 100000000 EUR famille_Rivoal>Belmar agreed at=200 language=fr",
        ],
        {("B", "part_of", "A")},
    ),
    "a fee lost in the width of a range is no part of it": (
        [
            "A 2024-06-01 a investment 1200000000..1500000000 EUR Orphéa>Belvia in_talks at=1",
            "B 2024-06-01 a investment 1300000000 EUR Orphéa>Belvia agreed at=100",
            "C 2024-06-01 a investment 4000000 EUR Orphéa>Belvia completed at=200",
        ],
        set(),
    ),
    "two parts of one total, told by two voices, do not contradict each other": (
        [
            f"A 2024-06-01 a {FUND} completed at=1",
            "B 2024-06-01 a investment 22000000000 USD Orphéa>Belvia completed at=100",
            "C 2024-06-01 a investment 10000000000 USD Orphéa>Belvia completed at=200 source=Moor_Herald",
            "D 2024-06-01 a investment 8000000000 USD Orphéa>Belvia completed at=300",
        ],
        {("B", "part_of", "A"), ("C", "part_of", "A"), ("D", "part_of", "A")},
    ),
    "share prices add up to nothing": (
        [
            "A 2024-06-01 a price 26.4 EUR :Orphéa completed per=share at=1",
            "B 2024-06-01 a price 23.5 EUR :Orphéa completed per=share at=100",
            "C 2024-06-01 a price 2.9 EUR :Orphéa completed per=share at=200",
        ],
        set(),
    ),
    "a corrected result": (
        [
            "A 2024-02-01 a profit 84000000 EUR :Orphéa completed on=2023-01-01/2023-12-31",
            "B 2024-09-01 b profit 61000000 EUR :Orphéa completed on=2023-01-01/2023-12-31",
            "C 2024-09-02 c profit 47000000 EUR :Orphéa completed on=2024-01-01/2024-06-30",
        ],
        {("B", "supersedes", "A")},
    ),
    "valuations of two moments are a series": (
        [
            "A 2024-01-30 a valuation 157000000000 USD :Belvia completed on=2023-10-02",
            "B 2024-12-30 b valuation 260000000000 USD :Belvia completed",
        ],
        set(),
    ),
    "forecasts of two houses stand beside each other": (
        [
            "A 2024-02-01 a profit 70000000 EUR :Orphéa expected on=2024-01-01/2024-12-31 source=Orphéa",
            "B 2024-09-01 b profit 50000000 EUR :Orphéa expected on=2024-01-01/2024-12-31 source=Orphéa",
            "C 2024-09-09 c profit 66000000 EUR :Orphéa expected on=2024-01-01/2024-12-31 source=Moor_Research",
        ],
        {("B", "supersedes", "A")},
    ),
    "a figure told again by another name replaces nothing, nor does one that nobody tells any more": (
        [
            "A 2024-03-06 a valuation 5000000000 EUR :Orphéa rumoured on=2024-03-01/2024-03-31",
            "B 2024-07-01 b valuation 6000000000 EUR :Orphéa rumoured on=2024-02-01/2024-02-29",
            "C 2024-07-02 c valuation 6000000000 EUR :Orphéa rumoured on=2024-05-01/2024-05-31",
        ],
        {("C", "supersedes", "A")},
    ),
    "two versions on one day": (
        [
            "A 2024-02-01 a investment 18000000000 SEK Orphéa>Belvia finalising source=Moor_Herald",
            "B 2024-02-01 a investment 16000000000 SEK Orphéa>Belvia finalising source=Lorvane_Tidning",
        ],
        {("B", "contradicts", "A")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TIED)
def test_relations(name: str) -> None:
    lines, expected = TIED[name]
    across, labels = linked(lines)
    found = {(labels[row["from_fact"]], row["relation"], labels[row["to_fact"]]) for row in across.fact_relations}
    assert found == expected
    assert all(row["reason"] for row in across.fact_relations)


def test_a_sum_is_written_out() -> None:
    across, _ = linked(TIED["tranches that add up, and not one of them replaces the range"][0])
    reasons = {row["reason"] for row in across.fact_relations if row["relation"] == "part_of"}
    assert len(reasons) == 1
    assert "22 to 22.5 + 10 + 8 = 40 to 40.5 billion USD makes up 40 billion USD" in reasons.pop()


def test_a_fact_tells_its_history() -> None:
    across, _ = linked(
        [
            f"A 2024-03-01 a {BID} rumoured source=Moor_Herald publisher=Moor_Herald",
            f"A 2024-03-02 b {BID} denied publisher=Lorvane_Tidning",
            f"A 2024-04-02 c {BID} agreed publisher=Moor_Herald on=2024-04-01",
        ]
    )
    [fact] = across.facts
    assert [step["status"] for step in fact["statuses"]] == ["rumoured", "denied", "agreed"]
    assert (fact["status"], fact["status_since"], fact["status_article"]) == ("agreed", date(2024, 4, 2), "c")
    assert (fact["first_told"], fact["last_told"]) == (date(2024, 3, 1), date(2024, 4, 2))
    assert (fact["claims"], fact["articles"], fact["publishers"]) == (3, 3, 2)
    assert (fact["payer"], fact["payer_keys"], fact["object_keys"]) == (["Orphéa"], ["orphea"], ["belvia"])
    assert fact["named_sources"] == ["Moor Herald"] and fact["doubts"] == ["denied"]
    assert fact["date_start"] == date(2024, 4, 1)
    assert [reason.partition(":")[0] for reason in fact["joins"]] == ["b", "c"]


def test_parties_say_why_names_were_joined() -> None:
    across, _ = linked(SAME["a state, its government and its adjective"])
    state = next(row for row in across.parties if row["kind"] == "country")
    assert {state["name"], *state["aliases"]} == {"gouvernement français", "French state", "France"}
    assert state["party_key"] == "territory FR" and state["joins"] and state["articles"] == 3


def test_facts_of_one_matter_share_its_id() -> None:
    across, labels = linked([*TIED["a raised bid"][0], "D 2024-06-01 d penalty 9000000 EUR Kerdanis>- agreed"])
    matters: dict[str, set[str]] = {}
    for fact in across.facts:
        matters.setdefault(fact["matter_id"], set()).add(labels[fact["fact_id"]])
    assert sorted(map(sorted, matters.values())) == [["A", "B", "C"], ["D"]]


# --- laws


PARTIES = ("Orphéa", "Belvia", "Kerdanis", "Lorvane Bank", "French state", "État français", "banks", "plan de relance")
AMOUNTS = ("10000000", "25000000", "35000000", "25000000..35000000", ">=25000000", "<=35000000", "34600000", "12")
KINDS = ("acquisition", "investment", "debt", "profit", "price", "aid", "funding_round", "spending", "valuation")
STATUSES = ("rumoured", "in_talks", "proposed", "agreed", "completed", "denied", "hypothetical", "expected")


@st.composite
def claims(draw: st.DrawFn) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(1, 14))):
        payer, other = (draw(st.sampled_from(PARTIES)).replace(" ", "_") for _ in "ab")
        parties = draw(st.sampled_from([f"{payer}>{other}", f"{payer}*{other}", f":{payer}", "-", f"->{other}"]))
        day = date(2024, 1, 1) + timedelta(days=draw(st.sampled_from([0, 1, 5, 40, 200, 500])))
        told = f"a{(day - date(2024, 1, 1)).days}-{draw(st.integers(0, 1))} {draw(st.sampled_from(KINDS))}"
        amount = f"{draw(st.sampled_from(AMOUNTS))} {draw(st.sampled_from(('EUR', 'USD', 'XOF')))}"
        place = f"at={number * 60} in={number // 2 * 120}"
        line = f"A {day} {told} {amount} {parties} {draw(st.sampled_from(STATUSES))} {place}"
        rows.append(telling(line)[1])
    return rows


@settings(max_examples=60, deadline=None)
@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(rows: list[Row], chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert link_claims(mixed) == link_claims(rows)


@settings(max_examples=60, deadline=None)
@given(claims(), claims())
def test_articles_added_later_rename_nothing(rows: list[Row], more: list[Row]) -> None:
    later = [
        {**row, "published": row["published"] + timedelta(days=900), "article_id": f"z{row['article_id']}", "claim_id": f"z{row['claim_id']}"}
        for row in more
    ]  # fmt: skip
    before = link_claims(rows).facts_of
    after = link_claims([*rows, *later]).facts_of
    assert {claim: after[claim] for claim in before} == before


@settings(max_examples=80, deadline=None)
@given(claims())
def test_tables_hold_together(rows: list[Row]) -> None:
    across = link_claims(rows)
    facts = {row["fact_id"]: row for row in across.facts}
    assert set(across.facts_of) == {row["claim_id"] for row in rows}
    assert set(across.facts_of.values()) == set(facts)
    assert sum(fact["claims"] for fact in across.facts) == len(rows)
    assert {fact["main_claim_id"] for fact in across.facts} == across.main
    assert all(across.facts_of[fact["main_claim_id"]] == fact["fact_id"] for fact in across.facts)
    keys = {row["party_key"] for row in across.parties}
    for fact in across.facts:
        told = {key for role in ("payer", "recipient", "subject", "object") for key in fact[f"{role}_keys"]}
        assert {key for key in told if " @ " not in key} <= keys
    for row in across.fact_relations:
        assert row["from_fact"] in facts and row["to_fact"] in facts and row["from_fact"] != row["to_fact"]
        assert facts[row["from_fact"]]["matter_id"] == facts[row["to_fact"]]["matter_id"]
    for relation in ("supersedes", "part_of"):
        assert not has_cycle(
            [(r["from_fact"], r["to_fact"]) for r in across.fact_relations if r["relation"] == relation]
        )


def has_cycle(edges: list[tuple[str, str]]) -> bool:
    """Whether following the edges can lead back: what has no way on is taken away until nothing or a cycle is left."""
    left = set(edges)
    while ends := {edge for edge in left if all(edge[1] != other[0] for other in left)}:
        left -= ends
    return bool(left)


# --- words


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_the_words_of_parts(language: str) -> None:
    for entry in table(language, "across")["parts"]:
        for example in entry["examples"]:
            text, [mark] = parse(example)
            assert mark.value == entry["id"] and part_word(text, language) == mark.span.of(text).lower(), example
        assert [part_word(refused, language) for refused in entry["refuses"]] == [None] * len(entry["refuses"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_the_words_of_governments(language: str) -> None:
    for entry in table(language, "across")["governments"]:
        for example in entry["examples"]:
            text, [mark] = parse(example)
            assert mark.value == entry["id"] and mark.span.of(text).lower() in government_words(), example
        assert not any(set(refused.lower().split()) & government_words() for refused in entry["refuses"])


# --- cost and hostile rows


def test_the_cost_of_a_claim_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """All claims of one party and size, the worst case for candidates: each meets as many facts however many there are."""
    asked = []

    def counting(one: Telling, fact: Fact) -> Join | None:
        asked.append(fact.number)
        return compare(one, fact)

    compare = same.same
    monkeypatch.setattr(same, "same", counting)
    lines = [f"A 2024-03-01 a{n} debt {1000 + n % 97}.{n} EUR Orphéa>Belvia agreed" for n in range(1500)]
    link_claims(telling(line)[1] for line in lines)
    assert len(asked) <= 1500 * 3 * 3 * block.MOST


@pytest.mark.parametrize("amount", ["0", "-5", "1E+31", "0.000001", ">=0", "<=7"])
@pytest.mark.parametrize("day", ["-", "0001-01-01", "9999-12-31"])
def test_odd_amounts_and_days_stop_nothing(amount: str, day: str) -> None:
    parties = ("Orphéa>Belvia", "(>)", "-", "la>l’", "État>Ltd")
    lines = [
        f"A {day} a{i} debt {amount} {currency} {p} agreed"
        for i, p in enumerate(parties)
        for currency in ("EUR", "ZZZ")
    ]
    across = link_claims(telling(line)[1] for line in lines)
    assert sum(fact["claims"] for fact in across.facts) == len(lines)


def test_a_row_without_amount_tells_a_fact_of_its_own() -> None:
    rows = [{**telling(f"A 2024-03-0{n} {n} {BID} agreed")[1], "amount_min": None, "amount_max": None} for n in (1, 2)]
    assert len(link_claims(rows).facts) == 2
