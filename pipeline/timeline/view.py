"""Rows of facts, relations and claims → everything that is shown of them.

Start with `view`. Matters stand in the order in which they were first told, and so do the facts of a matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from pipeline.lang import table
from pipeline.schema import Row
from pipeline.timeline import wording
from pipeline.timeline.choose import Choice
from pipeline.timeline.shown import ArticleView, FactView, MatterView, Other, Step, Tie, Timeline
from pipeline.write.terminal import printable

#: How a relation is called that is seen from its other end.
SEEN_BACK = {"supersedes": "superseded", "part_of": "total", "contradicts": "contradicts"}


def view(
    facts: Sequence[Row],
    relations: Sequence[Row],
    claims: Iterable[Row],
    *,
    every: Sequence[Row] = (),
    choice: Choice | None = None,
    party: Row | None = None,
    language: str = "en",
) -> Timeline:
    """What is shown of the facts. `every` are the facts to which relations may lead, shown or not.

    >>> view((), (), ()).summary
    'No facts.'
    """
    by_matter: dict[str, list[Row]] = {}
    for fact in sorted(facts, key=lambda fact: _first(fact["first_told"])):
        by_matter.setdefault(fact["matter_id"], []).append(fact)
    ordered = [fact for found in by_matter.values() for fact in found]
    numbers = {fact["fact_id"]: number for number, fact in enumerate(ordered, 1)}
    ties = _ties(relations, numbers, {fact["fact_id"]: fact for fact in (*every, *facts)}, language)
    told = sorted(
        claims, key=lambda claim: (_first(claim["published"]), str(claim["article_id"]), int(claim["amount_start"]))
    )
    articles = _articles(told, language)
    steps = _steps(told, {article.article_id: article.number for article in articles}, language)
    matters = [
        MatterView(
            id_,
            wording.heading_of(found, language),
            tuple(
                _fact_view(fact, numbers[id_], steps.get(id_, ()), ties.get(id_, ()), language)
                for fact in found
                for id_ in [fact["fact_id"]]
            ),
        )
        for id_, found in by_matter.items()
    ]
    title = wording.title_of(choice or Choice(), party, language)
    return Timeline(language, title, wording.summary_of(ordered, len(matters), language), tuple(matters), articles)


def _first(day: date | None) -> tuple[bool, date]:
    """In the order of days, what has none at the end."""
    return day is None, day or date.max


def _fact_view(fact: Row, number: int, steps: Sequence[Step], ties: Sequence[Tie], language: str) -> FactView:
    words = table(language, "timeline")
    return FactView(
        number=number,
        fact_id=printable(fact["fact_id"]),
        kind=fact["kind"],
        figure=wording.figure_of(fact, language),
        low=fact["amount_min"],
        high=fact["amount_max"],
        approx=fact["amount_approx"],
        unit=f"{fact['currency']}/{fact['per'] or ''}",
        status=fact["status"],
        status_word=words["statuses"][fact["status"]],
        heading=wording.heading_of([fact], language),
        lines=tuple((label, printable(text)) for label, text in wording.lines_of(fact, language) if text),
        ties=tuple(ties),
        steps=tuple(steps),
        confidence=fact["confidence"],
    )


def _ties(
    relations: Sequence[Row], numbers: Mapping[str, int], facts: Mapping[str, Row], language: str
) -> dict[str, list[Tie]]:
    """The relations of each fact that is shown, from both ends; those of one name are one tie."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in relations:
        ends = row["from_fact"], row["to_fact"]
        if not all(end in facts for end in ends):
            continue
        for here, there, name in ((*ends, row["relation"]), (*reversed(ends), SEEN_BACK[row["relation"]])):
            if here in numbers:
                found.setdefault((here, name), {})[there] = printable(row["reason"])
    words = table(language, "timeline")["relations"]
    ties: dict[str, list[Tie]] = {}
    for (here, name), others in found.items():
        order = sorted(others, key=lambda other: (other not in numbers, numbers.get(other, 0), other))
        shown = tuple(
            Other(numbers.get(other), wording.figure_of(facts[other], language), others[other]) for other in order
        )
        ties.setdefault(here, []).append(Tie(name, words[name], shown))
    return ties


def _articles(told: Sequence[Row], language: str) -> tuple[ArticleView, ...]:
    """The articles of the claims, numbered in their order."""
    firsts: dict[str, Row] = {}
    for claim in told:
        firsts.setdefault(claim["article_id"], claim)
    return tuple(
        ArticleView(
            number,
            article_id,
            wording.day_of(claim["published"], language),
            printable(claim["title"] or article_id),
            printable(claim["publisher"] or ""),
            wording.address_of(claim["url"]),
        )
        for number, (article_id, claim) in enumerate(firsts.items(), 1)
    )


def _steps(told: Sequence[Row], articles: Mapping[str, int], language: str) -> dict[str, list[Step]]:
    """The tellings of each fact in order, those of one article and status that follow each other as one.

    An amount that gives another in a second currency says again what that one said: it makes no step of its own.
    """
    tellings: dict[str, list[Row]] = {}
    for claim in told:
        tellings.setdefault(claim["fact_id"], []).append(claim)
    steps: dict[str, list[Step]] = {}
    for fact_id, claims in tellings.items():
        original = [claim for claim in claims if claim["conversion_of"] is None] or claims
        groups = groupby(original, key=lambda claim: (claim["article_id"], claim["status"]))
        steps[fact_id] = [_step(list(group), articles, language) for _, group in groups]
    return steps


def _step(claims: Sequence[Row], articles: Mapping[str, int], language: str) -> Step:
    first = claims[0]
    return Step(
        day=first["published"],
        written_day=wording.day_of(first["published"], language),
        status=first["status"],
        status_word=table(language, "timeline")["statuses"][first["status"]],
        figure=", ".join(dict.fromkeys(wording.figure_of(claim, language) for claim in claims)),
        who=printable(", ".join(dict.fromkeys(wording.source_of(claim, language) for claim in claims))),
        article=articles[first["article_id"]],
        sentence=wording.sentence_of(first),
        language=first["language"],
    )
