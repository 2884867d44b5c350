"""A document → its claims: one row per amount, put together from kind, status, parties, source and date.

Start with `link_claims`. What each column means is in `schema`; how each part is decided is in the modules beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.lang.kinds import kind_of
from pipeline.lang.status import status_of
from pipeline.link.confidence import confidence
from pipeline.link.dates import Choice, link_dates
from pipeline.link.facts import id_of, join_facts
from pipeline.link.kinds import Reading, read_kinds
from pipeline.link.roles import Parties, read_roles
from pipeline.link.scene import Scene, read_scenes
from pipeline.link.sources import read_sources
from pipeline.link.status import read_statuses
from pipeline.notation import amount_value
from pipeline.records import LEVELS, REVIEWS, Claim, Document, Dropped, Evidence, Filler, Source, Span, When

#: Below this probability a person should look: where half of the rows of gold/train (cross-validated) are wrong.
UNSURE = 0.5
#: Steps in the tree to a word that has no place in it: beyond all that have one.
NO_PLACE = 99


def link_claims(document: Document) -> tuple[tuple[Claim, ...], tuple[Dropped, ...]]:
    """The claims of a document, in the order of the amounts, and what was refused.

    >>> from pipeline.records import Article
    >>> link_claims(Document(Article("a", ""), "", (), (), (), (), (), ()))
    ((), ())
    """
    scenes, read = read_scenes(document)
    kinds = read_kinds(scenes, document, read)
    statuses = read_statuses(scenes, document, read, kinds)
    sources = read_sources(scenes, document, read)
    parties = [
        _but_who_tells(told, source)
        for told, source in zip(read_roles(scenes, document, read, kinds), sources, strict=True)
    ]
    dates = [
        choice if choice[0] is not None else open_date(document, scene)
        for scene, choice in zip(scenes, link_dates(scenes, document, read, kinds, statuses), strict=True)
    ]
    ids = [_claim_id(document, scene) for scene in scenes]
    claims = tuple(
        _claim(document, scene, ids, kind=kind, status=status, parties=told, source=source, choice=choice)
        for scene, kind, status, told, source, choice in zip(
            scenes, kinds, statuses, parties, sources, dates, strict=True
        )
    )
    return join_facts(claims, document.article.id), ()


def _but_who_tells(parties: Parties, source: Source) -> Parties:
    """The parties without an unnamed source: none of 154 in annotated claims takes part in what it tells. A name inside
    of what describes it may ("a person with knowledge of Kerdanis")."""
    if source.kind != "anonymous" or source.span is None:
        return parties
    told = source.span
    itself = [f for f in parties.fillers if f.span.overlaps(told) and (f.span.start <= told.start or f.name.islower())]
    return replace(parties, fillers=tuple(filler for filler in parties.fillers if filler not in itself))


def open_date(document: Document, scene: Scene) -> Choice:
    """In an article without a date the one relative date of the amount's sentence: its words are kept, its days stay open."""
    if document.article.published is not None:
        return None, ()
    sentence = scene.words.sentence.span
    found = [
        i
        for i, (date, when) in enumerate(zip(document.dates, document.whens, strict=True))
        if sentence.contains(date.span) and when.basis == "article" and _is_open(when)
    ]
    return (found[0], ("date:open",)) if len(found) == 1 else (None, ())


def _is_open(when: When) -> bool:
    """Whether a date would have days if its article had one: no duration, no vague reference."""
    return when.start is None and when.end is None and when.value[:1] in ("", "X")


def _claim_id(document: Document, scene: Scene) -> str:
    money, span = document.moneys[scene.number], scene.amount.span
    value = amount_value(money.min, money.max, money.currency, approx=money.approx, per=money.per)
    return id_of(document.article.id, span.start, span.end, value)


def _claim(
    document: Document,
    scene: Scene,
    ids: Sequence[str],
    *,
    kind: Reading,
    status: Reading,
    parties: Parties,
    source: Source,
    choice: Choice,
) -> Claim:
    money = document.moneys[scene.number]
    amount, fillers = scene.amount, parties.fillers
    dated, date_rules = choice
    date_span = None if dated is None else document.dates[dated].span
    when = None if dated is None else document.whens[dated]
    rules = (
        *amount.rules,
        *money.rules,
        *(f"kind:{kind.label}<{reason}" for reason in kind.reasons),
        *(f"status:{status.label}<{reason}" for reason in status.reasons),
        *(f"{filler.role}<{filler.rule}" for filler in fillers if filler.rule),
        *((source.rule,) if source.rule else ()),
        *date_rules,
    )
    return Claim(
        claim_id=ids[scene.number],
        fact_id="",
        is_main=True,
        amount=amount,
        money=money,
        conversion_of=None if amount.conversion_of is None else ids[amount.conversion_of],
        kind=kind.label,
        fillers=fillers,
        status=status.label,
        source=source,
        date_span=date_span,
        when=when,
        sentence=scene.words.sentence.span,
        evidence=tuple(_evidence(scene, kind, status, fillers=fillers, source=source, date=date_span)),
        confidence=confidence(kind, status, parties.shares),
        review=_review(document, scene, kind, status, parties=parties, choice=choice),
        rules=tuple(dict.fromkeys(rules)),
    )


def cue_span(scene: Scene, label: str, speaks_for: Callable[[str], str | None]) -> Span | None:
    """The words nearest to an amount, first in the tree, that speak for a kind or status."""
    tokens = scene.words.tokens
    votes = [
        (
            sum(place) if (place := scene.place[hit.start]) else NO_PLACE,
            abs(scene.distance(hit.start)),
            hit.start,
            hit.end,
        )
        for hit in scene.hits
        if speaks_for(hit.sense) == label
    ]
    if not votes:
        return None
    _, _, first, end = min(votes)
    return Span(tokens[first].span.start, tokens[end - 1].span.end)


def _evidence(
    scene: Scene, kind: Reading, status: Reading, *, fillers: Iterable[Filler], source: Source, date: Span | None
) -> Iterator[Evidence]:
    for role, span in (
        ("trigger", cue_span(scene, kind.label, kind_of)),
        ("status", cue_span(scene, status.label, status_of)),
        *((filler.role, filler.span) for filler in fillers),
        ("source", source.span),
        ("date", date),
    ):
        if span is not None:
            yield Evidence(role, span)


def _review(
    document: Document, scene: Scene, kind: Reading, status: Reading, *, parties: Parties, choice: Choice
) -> tuple[str, ...]:
    """What a person should look at, in the order of the vocabulary."""
    found = [*scene.amount.doubts, *document.moneys[scene.number].doubts]
    if kind.probability < UNSURE:
        found.append("kind_unsure")
    if status.probability < UNSURE:
        found.append("status_unsure")
    expected = {"subject"} if kind.label in LEVELS else {"payer", "recipient", "subject"}
    if not any(filler.role in expected for filler in parties.fillers):
        found.append("party_missing")
    if min(parties.shares, default=1.0) < UNSURE:
        found.append("party_unsure")
    dated, _ = choice
    if dated is not None and document.whens[dated].start is None and document.whens[dated].end is None:
        found.append("date_unresolved" if document.article.published else "no_article_date")
    return tuple(reason for reason in REVIEWS if reason in found)
