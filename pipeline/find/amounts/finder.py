"""Folded text → amount mentions.

A cheap scan of the whole text finds where money may stand; only the text around is cut into tokens and read. Start with
`find_amounts`: it reads as the table of contents of the `amount_*` modules beside this one.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.find.amounts.anchors import windows
from pipeline.find.amounts.elision import lend
from pipeline.find.amounts.groups import Draft, group
from pipeline.find.amounts.lexicon import amount_lexicon
from pipeline.find.amounts.quantities import quantities
from pipeline.find.amounts.refusals import refuse
from pipeline.find.amounts.relations import relate
from pipeline.find.amounts.tokens import Window, tokenize
from pipeline.find.amounts.units import with_units
from pipeline.records import AmountMention, Dropped
from pipeline.text import lower


def find_amounts(folded: str, language: str) -> tuple[tuple[AmountMention, ...], tuple[Dropped, ...]]:
    """The amounts of money in a folded text, in order, and the candidates that were refused.

    >>> text = "Le groupe investira jusqu'à 25 milliards de dollars."
    >>> [mention], _ = find_amounts(text, "fr")
    >>> mention.span.of(text), mention.low, mention.high, mention.currencies[0]
    ("jusqu'à 25 milliards de dollars", None, Decimal('25000000000'), 'USD')
    >>> find_amounts("Le modèle compte 589 milliards de paramètres.", "fr")
    ((), ())
    """
    lex = amount_lexicon(language)
    low = lower(folded)
    drafts: list[Draft] = []
    for start, end in windows(folded, low, lex.anchors):
        window = Window(folded, tokenize(folded, start, end), lex.table.links)
        drafts.extend(group(window, quantities(window, lex), lex))
    drafts, refused = refuse(drafts, low, lex)
    drafts, uncounted = lend(drafts, low, lex)
    drafts = with_units(relate(drafts, low, lex), low, lex)
    return _mentions(drafts), tuple(sorted((*refused, *uncounted), key=lambda dropped: dropped.span))


def _mentions(drafts: Sequence[Draft]) -> tuple[AmountMention, ...]:
    return tuple(
        AmountMention(
            span=draft.span,
            core=draft.core,
            low=None if draft.bound == "max" else draft.low,
            high=None if draft.bound == "min" else draft.high,
            approx=draft.approx,
            currencies=draft.codes,
            head=draft.head,
            per=draft.per,
            per_span=draft.per_span,
            conversion_of=draft.conversion_of,
            change_of=i - 1 if draft.changed and i else None,
            vague=draft.vague,
            rules=draft.rules,
            doubts=("magnitude_unsure",) if draft.doubt else (),
        )
        for i, draft in enumerate(drafts)
    )
