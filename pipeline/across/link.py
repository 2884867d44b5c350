"""Claims of many articles → their facts: the page that reads as the table of contents.

Rows of the claims table enter in any order; an `Across` leaves: the fact of every claim and the rows of three tables.
Start with `link_claims`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from sys import intern

from pipeline.across.history import history_of
from pipeline.across.parties import resolve
from pipeline.across.relations import relate
from pipeline.across.same import find_facts
from pipeline.across.tables import fact_ids, fact_rows, party_rows, relation_rows
from pipeline.across.telling import by_time, tellings_of
from pipeline.schema import Row

#: Columns of the claims table that say nothing of a fact, or that no join looks at.
LEFT_OUT = frozenset({"url", "evidence", "review", "date_text", "rules", "sentence_end", "is_main"})


def needed(row: Row) -> Row:
    """A row with the columns that `link_claims` reads: all rows of a run are held at once, and texts that many of them share
    (titles, sentences, kinds, currencies) once.

    >>> needed({"claim_id": "a", "url": "b"})
    {'claim_id': 'a'}
    """
    return {
        name: intern(value) if isinstance(value, str) else value for name, value in row.items() if name not in LEFT_OUT
    }


@dataclass(frozen=True, slots=True)
class Across:
    """What the claims of a run tell together. `facts_of` gives the fact of each claim, `main` the main claim of each fact,
    `joined` the rule by which each claim was joined to its fact."""

    facts_of: dict[str, str]
    main: frozenset[str]
    joined: dict[str, str]
    parties: list[Row]
    facts: list[Row]
    fact_relations: list[Row]

    def claims(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows of the claims table with the facts that they tell across articles."""
        for row in rows:
            claim = row["claim_id"]
            rules = dict.fromkeys([*row["rules"], f"across.{self.joined[claim]}"])
            yield {**row, "fact_id": self.facts_of[claim], "is_main": claim in self.main, "rules": list(rules)}


def link_claims(claims: Iterable[Row]) -> Across:
    """The facts that claims tell, in whatever order the claims come.

    >>> link_claims([]).facts
    []
    """
    rows = sorted(claims, key=by_time)
    parties = resolve(rows)
    facts = find_facts(tellings_of(rows, parties))
    histories = [history_of(fact) for fact in facts]
    relations = relate(histories)
    ids = fact_ids(histories)
    return Across(
        {told.row["claim_id"]: ids[history.number] for history in histories for told in history.tellings},
        frozenset(history.main.row["claim_id"] for history in histories),
        {
            told.row["claim_id"]: join.rule
            for history in histories
            for told, join in zip(history.tellings, history.joins, strict=True)
        },
        party_rows(rows, parties),
        fact_rows(histories, relations, parties, ids),
        relation_rows(relations, ids),
    )
