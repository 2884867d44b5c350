"""Amount mentions of one article → values, with the currency decided and how.

Mentions, the folded text and the article enter, one `Money` for each leaves. A head that several currencies share is read
from the article: the same head named in full, the places it speaks of, its outlet, its date. Start with `read_money`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.lang import table
from pipeline.normalise.currency import alive, of_territory, places_in
from pipeline.records import AmountMention, Article, Money
from pipeline.text import fold, lower

#: Characters around an amount in which a place speaks for its currency more than the rest of the article does.
NEAR = 90
#: A year of a past that lends its currency stands within this many characters.
YEARS_NEAR = 400
#: Weights of the evidence, set on the 46 ambiguous amounts of gold/train that are not in US dollars and the 900 that are.
NAMED, OUTLET, HOME, LOCAL, PLACE, MOST_PLACES = 4.0, 8.0, 1.0, 1.5, 0.5, 6
#: A currency that no longer exists on the article's day, when no year of its life stands near the amount.
DEAD = -1.5
_DOMAIN = re.compile(r"[a-z0-9-]\.([a-z]{2})(?![a-z.])")
_YEAR = re.compile(r"(?<!\d)1[89]\d\d(?!\d)|(?<!\d)200[01](?!\d)")


def read_money(amounts: Sequence[AmountMention], folded: str, article: Article) -> tuple[Money, ...]:
    """The values of the amounts, in the same order.

    >>> from decimal import Decimal
    >>> from pipeline.records import Span
    >>> text = "Ottawa promet 3 dollars."
    >>> mention = AmountMention(Span(14, 23), Span(14, 23), Decimal(3), Decimal(3), False, ("USD", "CAD"), "dollars")
    >>> [money] = read_money([mention], text, Article("a", text, language="fr"))
    >>> money.currency, money.basis, money.candidates
    ('CAD', 'context', ('CAD', 'USD'))
    >>> read_money((), "", Article("a", ""))
    ()
    """
    context: _Evidence | None = None
    values: list[Money] = []
    for i, amount in enumerate(amounts):
        choice = _Choice(amount.currencies[0], "explicit", amount.currencies)
        if len(amount.currencies) > 1:
            context = context or _evidence(amounts, folded, article)
            choice = _choose(i, amounts, values, context)
        doubts = (*amount.doubts, *choice.doubts)
        values.append(
            Money(
                min=amount.low,
                max=amount.high,
                approx=amount.approx,
                currency=choice.code,
                basis=choice.basis,
                per=amount.per,
                candidates=choice.candidates,
                rules=(*amount.rules, *choice.rules),
                doubts=tuple(dict.fromkeys(doubts)),
            )
        )
    return tuple(values)


@dataclass(frozen=True, slots=True)
class _Choice:
    code: str
    basis: str
    candidates: tuple[str, ...]
    rules: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What an article says of currencies: places with their offsets, its outlet, heads named in full, its day."""

    places: tuple[tuple[int, tuple[str, ...]], ...]
    outlet: Counter[str]
    named: Mapping[str, Counter[str]]
    day: date | None
    low: str
    priors: Mapping[str, Any]
    home: tuple[str, ...]  # what the readers of the language paid with


def _evidence(amounts: Sequence[AmountMention], folded: str, article: Article) -> _Evidence:
    language = article.language or "en"
    own, low = table(language, "currencies"), lower(folded)
    outlet: Counter[str] = Counter()
    for _, codes in places_in(lower(fold(article.publisher or "")), language):
        outlet.update(codes)
    for address in (article.url or "", article.publisher or ""):
        for match in _DOMAIN.finditer(lower(address)):
            outlet.update(of_territory(match[1]))
    named: dict[str, Counter[str]] = {}
    for amount in amounts:
        if len(amount.currencies) == 1 and amount.head:
            named.setdefault(amount.head, Counter())[amount.currencies[0]] += 1
    places = tuple(places_in(low, language))
    return _Evidence(places, outlet, named, article.published, low, own["priors"], tuple(own["home"]))


def _choose(i: int, amounts: Sequence[AmountMention], values: Sequence[Money], evidence: _Evidence) -> _Choice:
    """The currency of an ambiguous head, from what speaks for each candidate."""
    amount = amounts[i]
    codes = amount.currencies
    same = _neighbour(i, amounts, values, codes)
    if same is not None:
        return _Choice(same, "context", (same, *(code for code in codes if code != same)), ("money.parallel",))
    living = _alive(amount, evidence)
    scores = {code: 0.0 if code in living else DEAD for code in codes}
    for code, count in evidence.named.get(amount.head, Counter()).items():
        if code in scores:
            scores[code] += NAMED * min(count, 2)
    for code, count in evidence.outlet.items():
        if code in scores:
            scores[code] += OUTLET * min(count, 1)
    for code in evidence.home:
        if code in living:
            scores[code] += HOME
    total: Counter[str] = Counter()
    nearest: tuple[int, tuple[str, ...]] | None = None
    for at, found in evidence.places:
        total.update(found)
        distance = min(abs(at - amount.core.start), abs(at - amount.core.end))
        if distance <= NEAR and not set(found).isdisjoint(scores) and (nearest is None or distance < nearest[0]):
            nearest = (distance, found)
    for code in scores:
        scores[code] += PLACE * min(total[code], MOST_PLACES)
    for code in nearest[1] if nearest else ():
        if code in scores:
            scores[code] += LOCAL
    prior = _prior(amount, evidence.priors)
    scores[codes[0]] += prior
    ranked = tuple(sorted(codes, key=lambda code: (-scores[code], codes.index(code))))
    best = ranked[0]
    if scores[best] <= prior and best == codes[0]:
        return _Choice(best, "default", ranked, ("money.default",), ("currency_default",))
    rival = scores[ranked[1]]
    unsure = ("currency_unsure",) if rival > 0 and scores[best] < 1.5 * rival else ()
    return _Choice(best, "context", ranked, ("money.context",), unsure)


def _prior(amount: AmountMention, priors: Mapping[str, Any]) -> float:
    """What the evidence for another currency must outweigh."""
    default = amount.currencies[0]
    if _is_coin(amount) and default in priors["coins"]:
        return float(priors["coins"][default])
    return float(priors["word" if amount.head.isalpha() else "sign"]) if default in priors["codes"] else 0.0


def _neighbour(i: int, amounts: Sequence[AmountMention], values: Sequence[Money], codes: Sequence[str]) -> str | None:
    """For an elided currency or a coin: the currency of the amount beside it."""
    amount = amounts[i]
    if amount.head and not _is_coin(amount):
        return None
    before = [value.currency for value in values[max(0, i - 3) : i] if value.currency in codes]
    if before:
        return before[-1]
    after = [a.currencies[0] for a in amounts[i + 1 : i + 3] if len(a.currencies) == 1 and a.currencies[0] in codes]
    return after[0] if after else None


def _is_coin(amount: AmountMention) -> bool:
    return "amounts.coin" in amount.rules


def _alive(amount: AmountMention, evidence: _Evidence) -> tuple[str, ...]:
    """The candidates that were money on the article's day, or in a past year that stands beside the amount."""
    days = [evidence.day or date(2025, 1, 1)]
    start, end = max(0, amount.span.start - YEARS_NEAR), amount.span.end + YEARS_NEAR
    days += [date(int(match[0]), 6, 30) for match in _YEAR.finditer(evidence.low, start, end)]
    return tuple(code for code in amount.currencies if any(alive(code, day) for day in days))
