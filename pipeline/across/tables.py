"""Histories, relations and parties → the rows of the three tables, checked against the schema.

Start with `fact_rows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from pipeline import schema
from pipeline.across.figures import ASSUMED, CONVERTED, ROUNDED
from pipeline.across.history import History
from pipeline.across.naming import naming
from pipeline.across.parties import Parties, names_of
from pipeline.across.relation import Relation
from pipeline.across.telling import Telling
from pipeline.link.facts import id_of
from pipeline.records import ROLES
from pipeline.schema import Row


def fact_ids(histories: Sequence[History]) -> dict[int, str]:
    """The id of each fact: a digest of the first claim that tells it, so that later articles rename nothing."""
    return {history.number: id_of("fact", history.first.row["claim_id"]) for history in histories}


def fact_rows(
    histories: Sequence[History], relations: Sequence[Relation], parties: Parties, ids: dict[int, str]
) -> list[Row]:
    """A row per fact, in the order of first telling."""
    matters = matters_of(histories, relations)
    contradicted = {n for r in relations if r.relation == "contradicts" for n in (r.source, r.target)}
    rows = []
    for history in histories:
        row = {
            "fact_id": ids[history.number],
            "matter_id": id_of("matter", ids[matters[history.number]]),
            "kind": history.kind,
            **_party_columns(history, parties),
            **_amount_columns(history),
            **_status_columns(history),
            **_date_columns(history),
            **_telling_columns(history),
            "doubts": _doubts(history, history.number in contradicted),
        }
        schema.check("facts", row)
        rows.append({column.name: row[column.name] for column in schema.FACTS})
    return rows


def relation_rows(relations: Sequence[Relation], ids: dict[int, str]) -> list[Row]:
    """A row per relation."""
    rows = [
        {
            "from_fact": ids[relation.source],
            "relation": relation.relation,
            "to_fact": ids[relation.target],
            "reason": relation.reason,
            "rule": relation.rule,
            "confidence": relation.confidence,
        }
        for relation in relations
    ]
    for row in rows:
        schema.check("fact_relations", row)
    return sorted(rows, key=lambda row: (row["from_fact"], row["relation"], row["to_fact"]))


def party_rows(rows: Sequence[Row], parties: Parties) -> list[Row]:
    """A row per party that is named, from the most to the least told."""
    claims: dict[str, set[str]] = {}
    articles: dict[str, dict[str, date | None]] = {}
    names: dict[str, dict[str, int]] = {}
    for row in rows:
        for name in names_of(row):
            if naming(name).described:
                continue
            key = parties.key_of(row["article_id"], name)
            claims.setdefault(key, set()).add(row["claim_id"])
            articles.setdefault(key, {})[row["article_id"]] = row["published"]
            forms = names.setdefault(key, {})
            forms[name] = forms.get(name, 0) + 1
    found = [_party_row(key, names[key], len(claims[key]), articles[key], parties) for key in names]
    return sorted(found, key=lambda row: (-row["claims"], row["party_key"]))


def _party_row(key: str, names: dict[str, int], claims: int, articles: dict[str, date | None], parties: Parties) -> Row:
    name = _fullest(names)
    kinds = [naming(form).kind for form in names]
    days = [day for day in articles.values() if day is not None]
    row: Row = {
        "party_key": key,
        "name": name,
        "kind": next((kind for kind in kinds if kind != "unknown"), "unknown"),
        "aliases": [form for form in names if form != name],
        "claims": claims,
        "articles": len(articles),
        "first_seen": min(days, default=None),
        "last_seen": max(days, default=None),
        "joins": parties.reasons.get(key, []),
    }
    schema.check("parties", row)
    return row


def _fullest(names: dict[str, int]) -> str:
    """The name with the most words, of those the most used, of those the first."""
    return max(names, key=lambda name: (len(name.split()), names[name]))


def matters_of(histories: Sequence[History], relations: Sequence[Relation]) -> dict[int, int]:
    """The first fact of each fact's matter: facts that relations tie, and facts of one kind between the same parties."""
    root = {history.number: history.number for history in histories}

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    def join(one: int, other: int) -> None:
        first, second = sorted((find(one), find(other)))
        root[second] = first

    firsts: dict[tuple[Any, ...], int] = {}
    for history in histories:
        if history.named:
            join(firsts.setdefault((history.kind, *history.roles), history.number), history.number)
    for relation in relations:
        join(relation.source, relation.target)
    return {number: find(number) for number in root}


def _party_columns(history: History, parties: Parties) -> Row:
    """Names and keys by role, those of the main claim first: each party once, under its name in that claim."""
    columns: Row = {}
    ordered = sorted(history.tellings, key=lambda told: (told is not history.main, told.number))
    for role in ROLES:
        found: dict[str, str] = {}
        for told in ordered:
            for name in told.row[role]:
                # a description stands for nobody once a telling names who it is
                if not naming(name).described or told is history.main or not found:
                    found.setdefault(parties.key_of(told.article, name), name)
        columns[role], columns[f"{role}_keys"] = list(found.values()), list(found)
    return columns


def _amount_columns(history: History) -> Row:
    main, first = history.main.row, history.first.row
    for told in history.tellings:
        if told.figure.currency == history.figure.currency:
            first = told.row
            break
    columns = ("amount_text", "amount_min", "amount_max", "amount_approx", "currency", "per")
    return {
        **{column: main[column] for column in columns},
        "first_amount_min": first["amount_min"],
        "first_amount_max": first["amount_max"],
    }


def _status_columns(history: History) -> Row:
    status, since = history.statuses[-1]
    return {
        "status": status,
        "status_since": since.row["published"],
        "status_article": since.article,
        "statuses": [
            {"status": status, "date": told.row["published"], "article_id": told.article}
            for status, told in history.statuses
        ],
    }


def _date_columns(history: History) -> Row:
    """The date of the main claim, else of the first that gives one."""
    ordered = sorted(history.tellings, key=lambda told: (told is not history.main, told.number))
    columns = ("date_start", "date_end", "date_granularity")
    dated = next((told.row for told in ordered if told.row["date_granularity"] or _has_date(told)), history.main.row)
    return {column: dated[column] for column in columns}


def _has_date(telling: Telling) -> bool:
    return telling.start is not None or telling.end is not None


def _telling_columns(history: History) -> Row:
    rows = [told.row for told in history.tellings]
    days = [row["published"] for row in rows if row["published"] is not None]
    named = dict.fromkeys(row["source"] for row in rows if row["source_kind"] == "named" and row["source"])
    return {
        "first_told": min(days, default=None),
        "last_told": max(days, default=None),
        "claims": len(rows),
        "articles": len({row["article_id"] for row in rows}),
        "publishers": len({row["publisher"] for row in rows if row["publisher"]}),
        "named_sources": list(named),
        "anonymous_sources": sum(row["source_kind"] == "anonymous" for row in rows),
        "main_claim_id": history.main.row["claim_id"],
        "confidence": _confidence(history),
        "joins": list(_join_reasons(history)),
    }


#: How far each way of joining is trusted: the share of such joins in gold/timelines that are right, from labelled claims and from
#: the pipeline's own together (298 of 309 equal figures, 88 of 89 conversions, 22 of 26 bounds, 14 of 16 of the others).
TRUST = {
    "first": 1.0,
    "conversion": 0.99,
    "exact": 0.96,
    "bound": 0.85,
    "rounded": 0.8,
    "converted": 0.8,
    "assumed": 0.8,
}


def _confidence(history: History) -> float:
    """The confidence of the main claim, and of the weakest way in which another article's claim was joined."""
    joined = [TRUST[join.rule] for told, join in zip(history.tellings, history.joins, strict=True)]
    return round(float(history.main.row["confidence"]) * min(joined), 4)


def _join_reasons(history: History) -> Iterator[str]:
    """One reason per article that joined: what figure it tells and what ties it."""
    seen = {history.first.article}
    for told, join in zip(history.tellings, history.joins, strict=True):
        if told.article in seen:
            continue
        seen.add(told.article)
        tied = ", ".join(sorted(join.shared)) or "the same article-level fact"
        yield f"{told.article}: “{told.row['amount_text']}” is the figure ({join.rule}), of {tied}"


def _doubts(history: History, contradicted: bool) -> list[str]:
    rules = {join.rule for join in history.joins}
    rows = [told.row for told in history.tellings]
    sources = {row["source"] for row in rows}
    several = len({row["article_id"] for row in rows}) > 1
    found = {
        "kinds_differ": len({told.kind for told in history.tellings}) > 1,
        "converted": CONVERTED in rules,
        "rounded": ROUNDED in rules,
        "currency_unsure": ASSUMED in rules,
        "contradicted": contradicted,
        "denied": any(row["status"] == "denied" for row in rows),
        "party_unsure": not history.named,
        "one_source": several and len(sources) == 1 and None not in sources,
    }
    return [doubt for doubt, holds in found.items() if holds]
