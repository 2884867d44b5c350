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
from pipeline.write.terminal import counted, printable

#: Articles named in the closing page for each outcome; all of them are in the table `articles`.
NAMED = 5
#: Kinds and currencies named in the closing page; all of them are in the manifest.
MOST_FREQUENT = 8
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
    changes: Mapping[str, int] = field(
        default_factory=dict
    )  # articles since the last complete run, {} if there was none
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
            "work": {"files_read": self.files_read, "articles_extracted": self.extracted, **self.changes},
        }

    def words(self) -> str:
        """The closing page.

        >>> print(Summary(articles=Counter(ok=1), claims=2, with_claims=1, kinds=Counter(debt=1)).words())
        Read 1 article: 1 ok, 0 skipped, 0 failed.
          0 files read, 0 articles extracted
        Found 2 claims of 1 fact in 1 article.
          facts by kind: debt 1
        """
        lines = [f"Read {counted(self.articles.total(), 'article')}: {self._outcomes()}.", f"  {self._work()}"]
        for outcome, named in self.troubled.items():
            lines += [f"  {outcome}: {printable(name)}: {printable(reason)}" for name, reason in named]
            if (more := self.articles[outcome] - len(named)) > 0:
                lines.append(f"  {outcome}: … and {more} more, see the table articles")
        lines.append(
            f"Found {counted(self.claims, 'claim')} of {counted(self.facts, 'fact')} in {counted(self.with_claims, 'article')}."
        )
        for name, counter in (("kind", self.kinds), ("currency", self.currencies)):
            if counter:
                lines.append(f"  facts by {name}: {_most_frequent(counter)}")
        if self.reviews:
            lines.append("Look at (column review):")
            lines += [
                f"  {counted(count, 'row')}: {reason}: {REVIEWS[reason]}" for reason, count in _ranked(self.reviews)
            ]
        if self.out is not None:
            lines.append(f"Tables in {self.out}: {', '.join(schema.EVERY)}, each as CSV and Parquet; run.json.")
        return "\n".join(lines)

    def _outcomes(self) -> str:
        return ", ".join(f"{self.articles[outcome]:,} {outcome}" for outcome in OUTCOMES)

    def _work(self) -> str:
        work = f"{counted(self.files_read, 'file')} read, {counted(self.extracted, 'article')} extracted"
        if not self.changes:
            return work
        return f"{work}; since the last run: {', '.join(f'{n:,} {what}' for what, n in self.changes.items())}"


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _most_frequent(counter: Counter[str]) -> str:
    named = [f"{value} {count:,}" for value, count in _ranked(counter)[:MOST_FREQUENT]]
    if more := len(counter) - len(named):
        named.append(f"{more} more with {counter.total() - sum(n for _, n in _ranked(counter)[:MOST_FREQUENT]):,}")
    return ", ".join(named)
