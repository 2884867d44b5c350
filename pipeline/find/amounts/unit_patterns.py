"""The patterns that tell what an amount is for one of, made of the unit table of a language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.lang.amounts import AmountTable
from pipeline.text import trie

#: A stock behind its company, as agencies write it: "( VC.N )". The bare price behind it is one of a share.
TICKER = r"\(\s?[a-z0-9]{1,5}\.[a-z]{1,2}\s?\)"


@dataclass(frozen=True, slots=True)
class UnitPatterns:
    """How units are said: right behind an amount, in the clause around it, and by what the article speaks of."""

    behind: re.Pattern[str]
    generic: re.Pattern[str]
    past_bracket: re.Pattern[str]
    further: re.Pattern[str]
    before: re.Pattern[str]
    around: re.Pattern[str]
    topic: re.Pattern[str]
    parallel: re.Pattern[str]
    dated: re.Pattern[str]
    bracket: re.Pattern[str]
    lead: re.Pattern[str]
    blocks: re.Pattern[str]
    ids: Mapping[str, str]
    before_ids: Mapping[str, str]
    around_ids: Mapping[str, str]
    topic_ids: Mapping[str, str]


def unit_patterns(words: AmountTable) -> UnitPatterns:
    """The patterns of a language."""
    ids = {form: unit.id for unit in words.units for form in unit.after}
    before_ids = {form: unit.id for unit in words.units for form in unit.before}
    around_ids = {form: unit.id for unit in words.units for form in unit.around}
    topic_ids = {form: unit.id for unit in words.units for form in unit.topics}
    gaps = rf"[)\"]?(?:\s*(?:{trie(words.unit_gaps)})(?![^\W_]))*"
    refused = rf"(?![\s-]*(?:{trie(words.unit_refused)})(?![^\W_]))"
    further = rf"(?![\s-]*(?:{trie((*words.unit_refused, *words.around_refused))})(?![^\W_]))"
    return UnitPatterns(
        behind=re.compile(rf"{gaps}[\s-]*({_spaced(ids)})(?![^\W_]){refused}"),
        generic=re.compile(
            rf"{gaps}\s+((?:{trie(words.unit_generic)})\s+(?!(?:{trie(words.no_units)})(?![^\W_]))(?:\d[\d.,]*[\s-]*)?[^\W\d_]+)"
        ),
        past_bracket=re.compile(rf"\s*\([^()]{{1,40}}{gaps}[\s-]*({_spaced(ids)})(?![^\W_]){refused}"),
        further=re.compile(rf"\s*(?:{trie(words.unit_joints)})\s*({_spaced(ids)})(?![^\W_])"),
        before=re.compile(rf"(?<![^\W_])({_spaced(before_ids)})(?![^\W_]){refused}"),
        around=re.compile(rf"(?<![^\W_])({_spaced(around_ids)})(?![^\W_]){further}"),
        topic=re.compile(rf"(?<![^\W_])({_spaced(topic_ids)})(?![^\W_])|{TICKER}"),
        parallel=re.compile(rf"[\s,]*(?:{trie(words.parallels)})?\s*"),
        dated=re.compile(rf"(?<![^\W_])(?:{trie(words.dated)})(?![^\W_])"),
        bracket=re.compile(rf"[^.;:()]{{0,40}}\(\s*(?:{trie(words.parallels)})?\s*"),
        lead=re.compile(rf"(?<![^\W_])(?:{trie((*words.price_leads, *words.steps))})\s+$"),
        blocks=re.compile(rf"(?<![^\W_])(?:{trie(words.topic_blocks)})(?![^\W_])"),
        ids=ids,
        before_ids=before_ids,
        around_ids=around_ids,
        topic_ids=topic_ids,
    )


def _spaced(forms: Iterable[str]) -> str:
    """The forms with any white space for theirs: units too are broken over lines."""
    return trie(forms).replace(r"\ ", r"\s+")
