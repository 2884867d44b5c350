"""Gold rows against predicted rows.

Rows are paired one to one inside an article by the overlap of their amount spans, best overlap first; gold rows marked
optional count for nothing when they are missed or found. `tally` counts, `measures` divides.

`amount_exact`: min, max and currency right. `who`: payer, recipient and subject. `core`: exact amount, kind and who right.
`strict`: core and status. Spurious rows count against roles, source and date; kind, status, approx and per are
measured over the rows found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.gold import GoldArticle, Row
from evaluation.names import same_party
from pipeline.records import ROLES

WHO = ("payer", "recipient", "subject")
#: Labels rarer than this in the gold do not enter a macro-F1.
RARE = 5


@dataclass(frozen=True, slots=True)
class Error:
    """One difference between gold and prediction, for the error listing."""

    what: str
    article: str
    row: Row
    gold: str
    got: str


@dataclass(slots=True)
class Tally:
    """Counts that become measures: true and false positives and negatives by name, and label pairs."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: list[tuple[str, str]] = field(default_factory=list)
    statuses: list[tuple[str, str]] = field(default_factory=list)
    confident: list[tuple[float, bool]] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)


def pair(gold: Sequence[Row], predicted: Sequence[Row]) -> dict[int, int]:
    """Which predicted row answers which gold row: one to one, the best overlap first."""
    overlaps = []
    for i, g in enumerate(gold):
        for j, p in enumerate(predicted):
            shared = min(g.end, p.end) - max(g.start, p.start)
            if shared > 0:
                overlaps.append((-shared / (max(g.end, p.end) - min(g.start, p.start)), i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(overlaps):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def f1(tp: int, fp: int, fn: int) -> float:
    """F1 in per cent.

    >>> f1(1, 1, 1), f1(0, 0, 0)
    (50.0, 0.0)
    """
    return round(200 * tp / (2 * tp + fp + fn), 1) if tp else 0.0


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Mean F1 over the labels that the gold holds at least `RARE` times, None when there is none.

    >>> macro_f1([("price", "price")] * 4)
    """
    labels = [label for label, n in Counter(g for g, _ in pairs).items() if n >= RARE]
    if not labels:
        return None
    scores = []
    for label in labels:
        tp = sum(g == p == label for g, p in pairs)
        scores.append(f1(tp, sum(p == label for _, p in pairs) - tp, sum(g == label for g, _ in pairs) - tp))
    return round(sum(scores) / len(scores), 1)


def tally(articles: Mapping[str, GoldArticle], rows: Mapping[str, Sequence[Row]]) -> Tally:
    """Every count over the articles."""
    result = Tally()
    for article in articles.values():
        predicted = rows.get(article.id, ())
        pairs = pair(article.rows, predicted)
        for row in _spurious(article, predicted, set(pairs.values())):
            _count_spurious(result, article, row)
        for i, gold in enumerate(article.rows):
            if gold.optional:
                continue
            if i in pairs:
                _count_found(result, article, gold, predicted[pairs[i]])
            else:
                _count_missed(result, article, gold)
    return result


def measures(result: Tally) -> dict[str, float | None]:
    """Counts as measures in per cent, in the order of the report."""
    n = result.counts
    found, missed, spurious = n["amount_tp"], n["amount_fn"], n["amount_fp"]

    def share(count: int, of: int = found) -> float:
        return round(100 * count / max(of, 1), 1)

    def whole(name: str) -> float:
        return f1(n[name], spurious + found - n[name], missed + found - n[name])

    def over(roles: Sequence[str]) -> float:
        return f1(*(sum(n[f"{role}_{side}"] for role in roles) for side in ("tp", "fp", "fn")))

    return {
        "claims": found + missed,
        "amount_found": f1(found, spurious, missed),
        "amount_exact": whole("exact"),
        "span_exact": share(n["span"]),
        "approx": share(n["approx"]),
        "per": share(n["per"]),
        "kind": share(sum(g == p for g, p in result.kinds)),
        "kind_macro": macro_f1(result.kinds),
        "status": share(sum(g == p for g, p in result.statuses)),
        "status_macro": macro_f1(result.statuses),
        "false_completed": share(n["false_completed"], n["not_completed"]),
        **{role: over([role]) for role in ROLES},
        "who": over(WHO),
        "name_exact": share(n["name_exact"], n["name_tp"]),
        "source": over(["source"]),
        "date": over(["date"]),
        "core": whole("core"),
        "strict": whole("strict"),
    }


def _spurious(article: GoldArticle, predicted: Sequence[Row], used: set[int]) -> Iterator[Row]:
    optional = [row for row in article.rows if row.optional]
    for j, row in enumerate(predicted):
        if j not in used and not any(g.start < row.end and row.start < g.end for g in optional):
            yield row


def _count_spurious(result: Tally, article: GoldArticle, row: Row) -> None:
    n = result.counts
    n["amount_fp"] += 1
    for role in ROLES:
        n[f"{role}_fp"] += len(row.names[role])
    n["source_fp"] += bool(row.source)
    n["date_fp"] += any(row.dates)
    result.confident.append((row.confidence, False))
    result.errors.append(Error("spurious", article.id, row, "nothing", f"{row.min}..{row.max} {row.currency}"))


def _count_missed(result: Tally, article: GoldArticle, gold: Row) -> None:
    n = result.counts
    n["amount_fn"] += 1
    for role in ROLES:
        n[f"{role}_fn"] += len(gold.names[role])
    n["source_fn"] += bool(gold.source)
    n["date_fn"] += any(gold.dates)
    result.errors.append(Error("missed", article.id, gold, f"{gold.min}..{gold.max} {gold.currency}", "nothing"))


def _count_found(result: Tally, article: GoldArticle, gold: Row, row: Row) -> None:
    n = result.counts
    exact = (gold.min, gold.max, gold.currency) == (row.min, row.max, row.currency)
    n["amount_tp"] += 1
    n["span"] += (gold.start, gold.end) == (row.start, row.end)
    n["exact"] += exact
    n["approx"] += gold.approx == row.approx
    n["per"] += gold.per == row.per
    result.kinds.append((gold.kind, row.kind))
    result.statuses.append((gold.status, row.status))
    n["not_completed"] += gold.status != "completed"
    n["false_completed"] += gold.status != "completed" and row.status == "completed"
    right = [_count_names(result, article, gold, row, role) for role in ROLES]
    _count_source(result, article, gold, row)
    _count_date(result, article, gold, row)
    core = exact and gold.kind == row.kind and all(right[: len(WHO)])
    n["core"] += core
    n["strict"] += core and gold.status == row.status
    result.confident.append((row.confidence, exact and gold.kind == row.kind and right[_main_role(gold)]))
    for what, wanted, got in (
        ("amount", f"{gold.min}..{gold.max} {gold.currency}", f"{row.min}..{row.max} {row.currency}"),
        ("approx", str(gold.approx), str(row.approx)),
        ("per", str(gold.per), str(row.per)),
        ("kind", gold.kind, row.kind),
        ("status", gold.status, row.status),
    ):
        if wanted != got:
            result.errors.append(Error(what, article.id, gold, wanted, got))


def _main_role(gold: Row) -> int:
    """The first role of `WHO` that the gold fills: its main party; the payer when it fills none."""
    return next((i for i, role in enumerate(WHO) if gold.names[role]), 0)


def _count_names(result: Tally, article: GoldArticle, gold: Row, row: Row, role: str) -> bool:
    n = result.counts
    left = list(row.names[role])
    hits = 0
    for name in gold.names[role]:
        how = {x: same_party(name, x, article.aliases, article.text) for x in left}
        match = next((x for x in left if how[x] == "exact"), next((x for x in left if how[x]), None))
        if match is not None:
            left.remove(match)
            hits += 1
            n["name_tp"] += 1
            n["name_exact"] += how[match] == "exact"
    n[f"{role}_tp"] += hits
    n[f"{role}_fp"] += len(left)
    n[f"{role}_fn"] += len(gold.names[role]) - hits
    right = not left and hits == len(gold.names[role])
    if not right:
        wanted, got = "; ".join(gold.names[role]) or "nobody", "; ".join(row.names[role]) or "nobody"
        result.errors.append(Error(role, article.id, gold, wanted, got))
    return right


def _count_source(result: Tally, article: GoldArticle, gold: Row, row: Row) -> None:
    n = result.counts
    right = bool(gold.source and row.source and same_party(gold.source, row.source, article.aliases, article.text))
    n["source_tp"] += right
    n["source_fp"] += bool(row.source) and not right
    n["source_fn"] += bool(gold.source) and not right
    if not right and (gold.source or row.source):
        result.errors.append(Error("source", article.id, gold, str(gold.source), str(row.source)))


def _count_date(result: Tally, article: GoldArticle, gold: Row, row: Row) -> None:
    n = result.counts
    right = gold.dates == row.dates and any(gold.dates)
    n["date_tp"] += right
    n["date_fp"] += any(row.dates) and not right
    n["date_fn"] += any(gold.dates) and not right
    if gold.dates != row.dates:
        wanted, got = (f"{start or '..'}/{end or '..'}" for start, end in (gold.dates, row.dates))
        result.errors.append(Error("date", article.id, gold, f"{gold.date_text}: {wanted}", f"{row.date_text}: {got}"))
