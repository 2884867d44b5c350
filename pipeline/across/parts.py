"""Totals and their parts: sums that come out, words that say "of which", gifts to a collection, shares of a plan.

Histories enter, relations `part_of` leave, with the sum written out where one was checked. Parts are looked for among the
amounts of one article, because an article that tells both tells that they belong together. Start with `find_parts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from pipeline.across.history import History
from pipeline.across.relation import Relation, sum_words, words_of
from pipeline.across.telling import MOMENT, PERIOD, Telling
from pipeline.lang.across import part_word
from pipeline.records import ROLES

#: Parts of one total that are looked for, side by side in the text: gold/timelines has 4 at most.
MOST_PARTS = 5
#: Amounts of one article that are compared with each other.
MOST_AMOUNTS = 60
#: What a sum of parts told one after the other may differ from the total: parts are rounded ("334 + 280 of 615").
SLACK = Decimal("0.006")
#: Amounts of one article of which two, and three, that need not stand together are added up.
MOST_PAIRS, MOST_TRIPLES = 24, 12
#: How wide the ranges of the parts may be, of the total: wider ones add up to anything.
WIDE = Decimal("0.06")
#: Characters around an amount in which a word tells it as a part: "une dernière tranche d'environ 22 …".
NEAR = 40
PAYER, RECIPIENT, SUBJECT, OBJECT = range(len(ROLES))


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact where one article tells it."""

    fact: History
    telling: Telling


def find_parts(histories: Sequence[History]) -> list[Relation]:
    """The relations of parts to their totals; what a sum shows comes before what words suggest."""
    articles: dict[str, list[Mention]] = {}
    for history in histories:
        for telling in history.tellings:
            if telling.converts is None and history.kind not in MOMENT | PERIOD:
                articles.setdefault(telling.article, []).append(Mention(history, telling))
    told = [sorted(mentions, key=_place_of)[:MOST_AMOUNTS] for mentions in articles.values()]
    found: dict[tuple[int, int], Relation] = {}
    for finder in (_sums, _worded, _gifts, _shares):
        known = {source for source, _ in found}
        for relation in (relation for mentions in told for relation in finder(mentions)):
            if relation.source not in known:
                found.setdefault((relation.source, relation.target), relation)
    return list(found.values())


def _place_of(mention: Mention) -> tuple[int, int]:
    return int(mention.telling.row["amount_start"]), mention.telling.number


def can_be_part(part: History, total: History) -> bool:
    """Whether a fact can be a part of another: smaller, in the same currency and unit, of the same parties or object."""
    less, more = part.figure, total.figure
    if part.number == total.number or less.currency != more.currency or less.per != more.per:
        return False
    if not 0 < less.middle < more.middle:
        return False
    roles = list(zip(part.roles, total.roles, strict=True))
    shared = any(mine & whole for mine, whole in roles) or bool(part.described & total.described)
    several = total.kind == "funding_round" or not total.roles[PAYER]
    apart = [role for role, (mine, whole) in enumerate(roles) if mine and whole and not mine & whole]
    return shared and all(role == OBJECT or (role == PAYER and several) for role in apart)


def _sums(mentions: Sequence[Mention]) -> Iterator[Relation]:
    """Amounts told one after the other, or any few, whose sum is another amount of the article.

    Small totals first: what makes up a part is no part of the whole beside it.
    """
    unique: dict[int, Mention] = {}
    for mention in mentions:
        unique.setdefault(mention.fact.number, mention)
    inside: dict[int, set[int]] = {}
    for total in sorted(unique.values(), key=lambda mention: (mention.fact.figure.middle, mention.fact.number)):
        able = [m for m in unique.values() if can_be_part(m.fact, total.fact) and _kinds_allow(m.fact, total.fact)]
        numbers = {m.fact.number for m in able}
        able = [m for m in able if not inside.get(m.fact.number, set()) & numbers]
        chosen = next((parts for parts, slack in _sets(able) if _adds_up(parts, total.fact, slack)), None)
        for part in chosen or ():
            inside.setdefault(part.fact.number, set()).add(total.fact.number)
            reason = f"{_sum(chosen or ())} makes up {words_of(total.fact)}, told together in {part.telling.article}"
            yield Relation(part.fact.number, "part_of", total.fact.number, reason, "sum", 0.9)


def _sets(mentions: Sequence[Mention]) -> Iterator[tuple[Sequence[Mention], Decimal]]:
    """What may make up a total, the likeliest first: few amounts one after the other, then any few of one payer."""
    runs = [mentions[i : i + n] for n in range(2, MOST_PARTS + 1) for i in range(len(mentions) - n + 1)]
    yield from ((run, Decimal(0)) for run in runs)
    yield from ((run, SLACK) for run in runs)
    for size, most in ((2, MOST_PAIRS), (3, MOST_TRIPLES)):
        for few in combinations(mentions[:most], size):
            if len({m.fact.roles[PAYER] for m in few}) == 1:
                yield few, Decimal(0)


def _adds_up(parts: Sequence[Mention], total: History, slack: Decimal) -> bool:
    figures = [total.figure, *(part.fact.figure for part in parts)]
    if any(figure.low is None or figure.high is None for figure in figures):
        return False
    low = sum((_end(m.fact, "low") for m in parts), Decimal(0))
    high = sum((_end(m.fact, "high") for m in parts), Decimal(0))
    least, most = _end(total, "low"), _end(total, "high")
    if high - low > WIDE * most:
        return False
    # without its smallest part a sum falls short, or it says nothing of that part: 1.3 and 0.004 billion of "1.2 to 1.5 billion"
    smallest = min(_end(m.fact, "high") for m in parts)
    return high - smallest < least * (1 - slack) and low <= most * (1 + slack) and high >= least * (1 - slack)


def _end(history: History, side: str) -> Decimal:
    figure = history.figure
    ends = (figure.low, figure.high) if side == "low" else (figure.high, figure.low)
    return next(end for end in ends if end is not None)


def _sum(parts: Sequence[Mention]) -> str:
    low, high = (sum((_end(part.fact, side) for part in parts), Decimal(0)) for side in ("low", "high"))
    return sum_words([part.fact.figure for part in parts], low, high)


def _kinds_allow(part: History, total: History) -> bool:
    return part.kind == total.kind or part.kind in HOLDS.get(total.kind, ())


#: Kinds of money that a total of another kind may be made of: a support package of loans and capital, a round of investments.
HOLDS = {
    "aid": ("debt", "investment", "spending", "tax"),
    "funding_round": ("investment", "securities_issue"),
    "investment": ("funding_round", "securities_issue", "acquisition", "spending", "aid"),
    "spending": ("investment", "aid", "penalty", "contract", "tax", "pay", "debt"),
    "acquisition": ("investment", "shareholder_return", "debt"),
    "penalty": ("tax", "spending"),
    "debt": ("securities_issue",),
    "contract": ("spending",),
}


def _worded(mentions: Sequence[Mention]) -> Iterator[Relation]:
    """ "10 billion, of which 3 billion …" in one sentence, or a tranche of a larger amount between the same parties."""
    for before, mention in pairwise(mentions):
        row, earlier = mention.telling.row, before.telling.row
        if row["sentence_start"] != earlier["sentence_start"] or not can_hold(mention, before):
            continue
        between = row["sentence"][_place(earlier, "amount_end") : _place(row, "amount_start")]
        word = part_word(between, row["language"])
        if word:
            reason = f"“{word}” stands between {words_of(before.fact)} and {words_of(mention.fact)} in {mention.telling.article}"
            yield Relation(mention.fact.number, "part_of", before.fact.number, reason, "words", 0.75)
    for mention in mentions:
        word = _word_near(mention.telling)
        able = [m.fact for m in mentions if can_be_part(mention.fact, m.fact) and _same_deal(mention.fact, m.fact)]
        if word and able:
            total = max(able, key=lambda fact: (fact.figure.middle, -fact.number))
            reason = f"“{word}” stands by {words_of(mention.fact)}, {words_of(total)} passes between the same parties in {mention.telling.article}"
            yield Relation(mention.fact.number, "part_of", total.number, reason, "words", 0.7)


def can_hold(part: Mention, total: Mention) -> bool:
    """Whether the amount told just before can hold this one: only size and unit count, the words tie them."""
    less, more = part.fact.figure, total.fact.figure
    alike = less.currency == more.currency and less.per == more.per and part.fact.number != total.fact.number
    payers = part.fact.roles[PAYER], total.fact.roles[PAYER]
    one_payer = not payers[0] or not payers[1] or bool(payers[0] & payers[1])
    return alike and one_payer and 0 < less.middle < more.middle and _kinds_allow(part.fact, total.fact)


def _word_near(telling: Telling) -> str | None:
    row = telling.row
    start, end = _place(row, "amount_start"), _place(row, "amount_end")
    return part_word(row["sentence"][max(0, start - NEAR) : end + NEAR], row["language"])


def _place(row: dict[str, object], column: str) -> int:
    return int(str(row[column])) - int(str(row["sentence_start"]))


def _same_deal(part: History, total: History) -> bool:
    """The same payer pays the same recipient (or for the same object), and the kinds are near."""
    pays = bool(part.roles[PAYER] & total.roles[PAYER])
    gets = bool(part.roles[RECIPIENT] & total.roles[RECIPIENT] or part.roles[OBJECT] & total.roles[OBJECT])
    return pays and gets and _kinds_allow(part, total)


#: Kinds that several payers gather for one recipient.
GATHERED = {"aid": ("aid",), "funding_round": ("investment", "funding_round")}


def _gifts(mentions: Sequence[Mention]) -> Iterator[Relation]:
    """What a named payer gives is part of what is gathered for the same recipient from all, told in the same article."""
    for total in mentions:
        kinds = GATHERED.get(total.fact.kind, ())
        if total.fact.first.row["payer"] or total.fact.roles[PAYER] or not total.fact.roles[RECIPIENT]:
            continue
        for part in mentions:
            gift = (
                part.fact.kind in kinds
                and part.fact.roles[PAYER]
                and part.fact.roles[RECIPIENT] & total.fact.roles[RECIPIENT]
            )
            if gift and can_be_part(part.fact, total.fact):
                reason = f"{words_of(part.fact)} of one payer is part of the {words_of(total.fact)} gathered for the same recipient ({part.telling.article})"
                yield Relation(part.fact.number, "part_of", total.fact.number, reason, "gathered", 0.7)


#: Words that must be shared to call two objects one plan: "plan de relance", not "plan" alone.
PLAN_WORDS = 2


def _shares(mentions: Sequence[Mention]) -> Iterator[Relation]:
    """What goes to somebody or something out of a plan is part of the plan that is told as a whole in the same article."""
    for total in mentions:
        whole = total.fact
        if whole.kind not in ("spending", "aid", "investment") or whole.roles[RECIPIENT] or not whole.described:
            continue
        for part in mentions:
            fact = part.fact
            shared = len(fact.described & whole.described) >= PLAN_WORDS and bool(fact.described - whole.described)
            if shared and can_be_part(fact, whole) and _kinds_allow(fact, whole):
                reason = (
                    f"{words_of(fact)} goes to one purpose of the plan of {words_of(whole)} ({part.telling.article})"
                )
                yield Relation(fact.number, "part_of", whole.number, reason, "plan", 0.65)
