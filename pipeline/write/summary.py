"""The rows of a run → what a person wants to know at its end.

Rows enter as they are written; counts for the manifest and a closing page in words leave. Start with `Summary`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import schema
from pipeline.records import OUTCOMES, REVIEWS
from pipeline.write.rows import Tables
from pipeline.write.terminal import printable

#: Articles named in the closing page for each outcome; all of them are in the table `articles`.
NAMED = 5

#: Reasons in the manifest for each outcome.
REASONS = 50


@dataclass(slots=True)
class Summary:
    """Counts of a run. `troubled` holds the first articles skipped or failed, with their reasons."""

    out: Path | None = None
    articles: Counter[str] = field(default_factory=Counter)  # by outcome
    kinds: Counter[str] = field(default_factory=Counter)  # of main claims, as the next two
    currencies: Counter[str] = field(default_factory=Counter)
    reviews: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    mentions: int = 0
    dropped: int = 0
    with_claims: int = 0
    troubled: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)  # by outcome
    alike: int = 0
    files_read: int = 0
    extracted: int = 0
    seconds: float = 0.0

    def add(self, tables: Tables) -> None:
        for row in tables.articles:
            self.articles[row["outcome"]] += 1
            self.with_claims += row["claims"] > 0
            self.alike += row["similar_to"] is not None
            if row["outcome"] != "ok":
                self.reasons.setdefault(row["outcome"], Counter())[row["reason"] or ""] += 1
                named = self.troubled.setdefault(row["outcome"], [])
                if len(named) < NAMED:
                    named.append((row["article_id"], row["reason"] or ""))
        for row in tables.claims:
            self.reviews.update(row["review"])
            if row["is_main"]:
                self.kinds[row["kind"]] += 1
                self.currencies[row["currency"]] += 1
        self.claims += len(tables.claims)
        self.mentions += len(tables.mentions)
        self.dropped += len(tables.dropped)

    @property
    def facts(self) -> int:
        return self.kinds.total()

    def counts(self) -> Mapping[str, Any]:
        """The counts for the manifest, in an order that does not depend on that of the articles."""
        return {
            "articles": {outcome: self.articles[outcome] for outcome in OUTCOMES},
            "claims": self.claims,
            "facts": self.facts,
            "mentions": self.mentions,
            "dropped": self.dropped,
            "kinds": dict(_ranked(self.kinds)),
            "currencies": dict(_ranked(self.currencies)),
            "review": dict(_ranked(self.reviews)),
            "similar": self.alike,
            "reasons": {
                outcome: dict(_ranked(self.reasons.get(outcome, Counter()))[:REASONS]) for outcome in OUTCOMES[1:]
            },
            "work": {"files_read": self.files_read, "articles_extracted": self.extracted},
        }

    def words(self) -> str:
        """The closing page.

        >>> print(Summary(articles=Counter(ok=1), claims=2, with_claims=1, kinds=Counter(debt=1)).words())
        Read 1 article: 1 ok, 0 skipped, 0 failed.
        Found 2 claims of 1 fact in 1 article.
          by kind: debt 1
        """
        lines = [f"Read {_count(self.articles.total(), 'article')}: {self._outcomes()}."]
        for outcome, named in self.troubled.items():
            lines += [f"  {outcome}: {printable(name)}: {printable(reason)}" for name, reason in named]
            if (more := self.articles[outcome] - len(named)) > 0:
                lines.append(f"  {outcome}: … and {more} more, see the table articles")
        lines.append(
            f"Found {_count(self.claims, 'claim')} of {_count(self.facts, 'fact')} in {_count(self.with_claims, 'article')}."
        )
        for name, counter in (("kind", self.kinds), ("currency", self.currencies)):
            if counter:
                lines.append(f"  by {name}: " + ", ".join(f"{value} {count}" for value, count in _ranked(counter)))
        if self.reviews:
            lines.append("Look at (column review):")
            lines += [
                f"  {_count(count, 'row')}: {reason}: {REVIEWS[reason]}" for reason, count in _ranked(self.reviews)
            ]
        if self.out is not None:
            lines.append(f"Tables in {self.out}: {', '.join(schema.EVERY)}, each as CSV and Parquet; run.json.")
        return "\n".join(lines)

    def _outcomes(self) -> str:
        return ", ".join(f"{self.articles[outcome]} {outcome}" for outcome in OUTCOMES)


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
