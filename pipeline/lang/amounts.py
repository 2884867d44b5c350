"""The typed view of `amounts.toml`: what one language says of numbers, magnitudes, bounds and units.

A language enters, an `AmountTable` leaves; forms are as in the table. Start with `amount_table`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pipeline.lang import table


@dataclass(frozen=True, slots=True)
class Magnitude:
    """A power of ten with its words, and its short forms, which count only beside digits."""

    id: str
    value: Decimal
    forms: tuple[str, ...]
    short: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collective:
    """A round number as a noun: `one` ("une dizaine") is that number or so, `many` ("des dizaines") at least twice it."""

    id: str
    value: Decimal
    one: tuple[str, ...]
    many: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """A part of a magnitude, said before it ("un demi-milliard") or after it ("un milliard et demi")."""

    id: str
    value: Decimal
    forms: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CueSense:
    """How a cue changes an amount. `bound` is "min", "max" or "", verbs stand before the amount and can be negated."""

    id: str
    bound: str
    approx: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subunit:
    """A smaller coin and the currencies it can be of, the default first."""

    id: str
    factor: Decimal
    codes: tuple[str, ...]
    forms: tuple[str, ...]
    short: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """What an amount can be for one of: forms right behind it, before it or around it in its clause, and the nouns of
    articles whose bare prices are prices of it."""

    id: str
    after: tuple[str, ...]
    before: tuple[str, ...]
    around: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmountTable:
    """All of `amounts.toml` of one language."""

    decimal_mark: str
    links: tuple[str, ...]
    ones: tuple[str, ...]
    definite: tuple[str, ...]
    and_some: tuple[str, ...]
    articles: tuple[str, ...]
    joints: tuple[str, ...]
    numerals: dict[str, int]
    magnitudes: tuple[Magnitude, ...]
    collectives: tuple[Collective, ...]
    fractions: tuple[Fraction, ...]
    vague: tuple[str, ...]
    vague_glued: tuple[str, ...]
    range_joints: tuple[str, ...]
    range_pairs: tuple[tuple[str, str], ...]
    changing: tuple[str, ...]
    list_joints: tuple[str, ...]
    after_comma: tuple[str, ...]
    elided_any: bool
    elided_followers: tuple[str, ...]
    elided_links: tuple[str, ...]
    money_nouns: tuple[str, ...]
    count_nouns: tuple[str, ...]
    contrasts: tuple[str, ...]
    bare_after: tuple[str, ...]
    conversions: tuple[str, ...]
    ladders: tuple[str, ...]
    choices: tuple[str, ...]
    counted: tuple[str, ...]
    changes: tuple[str, ...]
    steps: tuple[str, ...]
    fillers: tuple[str, ...]
    marked_fillers: tuple[str, ...]
    marks: tuple[str, ...]
    intensifiers: tuple[str, ...]
    cues: tuple[CueSense, ...]
    times: tuple[str, ...]
    bridge_words: tuple[str, ...]
    negation_before: tuple[str, ...]
    negation_between: tuple[str, ...]
    negation_ambiguous: tuple[str, ...]
    negation_alone: tuple[str, ...]
    auxiliaries: tuple[str, ...]
    subunits: tuple[Subunit, ...]
    unit_gaps: tuple[str, ...]
    unit_generic: tuple[str, ...]
    no_units: tuple[str, ...]
    unit_joints: tuple[str, ...]
    unit_refused: tuple[str, ...]
    price_leads: tuple[str, ...]
    around_refused: tuple[str, ...]
    parallels: tuple[str, ...]
    dated: tuple[str, ...]
    topic_blocks: tuple[str, ...]
    idioms: tuple[str, ...]
    denials: tuple[str, ...]
    compounds: tuple[str, ...]
    weakness: tuple[str, ...]
    units: tuple[Unit, ...]


@cache
def amount_table(language: str) -> AmountTable:
    """The table of a language.

    >>> amount_table("fr").numerals["quinze"], amount_table("en").decimal_mark
    (15, '.')
    >>> amount_table("xx")
    Traceback (most recent call last):
    FileNotFoundError: no table 'amounts' for language 'xx'
    """
    raw = table(language, "amounts")
    return AmountTable(
        decimal_mark=raw["decimal_mark"],
        links=tuple(raw["links"]),
        ones=tuple(raw["ones"]),
        definite=tuple(raw["definite"]),
        and_some=tuple(raw["and_some"]),
        articles=tuple(raw["articles"]),
        joints=tuple(raw["joints"]),
        numerals={word: value for entry in raw["numerals"] for word, value in entry["values"].items()},
        magnitudes=tuple(
            Magnitude(m["id"], Decimal(m["value"]), tuple(m["forms"]), tuple(m["short"])) for m in raw["magnitudes"]
        ),
        collectives=tuple(
            Collective(c["id"], Decimal(c["value"]), tuple(c["one"]), tuple(c["many"])) for c in raw["collectives"]
        ),
        fractions=tuple(
            Fraction(f["id"], Decimal(f["value"]), tuple(f["forms"]), tuple(f["after"])) for f in raw["fractions"]
        ),
        vague=tuple(form for entry in raw["vague"] for form in entry["forms"]),
        vague_glued=tuple(form for entry in raw["vague"] for form in entry["glued"]),
        range_joints=tuple(raw["ranges"]["joints"]),
        range_pairs=tuple((opening, joint) for opening, joint in raw["ranges"]["pairs"]),
        changing=tuple(raw["ranges"]["changing"]),
        list_joints=tuple(raw["ranges"]["lists"]),
        after_comma=tuple(raw["ranges"]["after_comma"]),
        elided_any=raw["elided"]["any"],
        elided_followers=tuple(raw["elided"]["followers"]),
        elided_links=tuple(raw["elided"]["links"]),
        money_nouns=tuple(raw["elided"]["money_nouns"]),
        count_nouns=tuple(raw["elided"]["count_nouns"]),
        contrasts=tuple(raw["elided"]["contrasts"]),
        bare_after=tuple(raw["elided"]["bare_after"]),
        ladders=tuple(raw["elided"]["ladders"]),
        conversions=tuple(raw["elided"]["conversions"]),
        choices=tuple(raw["ranges"]["choices"]),
        counted=tuple(raw["ranges"]["counted"]),
        changes=tuple(raw["ranges"]["changes"]),
        steps=tuple(raw["ranges"]["steps"]),
        fillers=tuple(raw["fillers"]["forms"]),
        marked_fillers=tuple(raw["fillers"]["marked"]),
        marks=tuple(raw["fillers"]["marks"]),
        intensifiers=tuple(raw["intensifiers"]["forms"]),
        cues=tuple(_cue(c, raw["conjugation"]["endings"]) for c in raw["cues"]),
        times=tuple(raw["bridge"]["times"]),
        bridge_words=tuple(raw["bridge"]["words"]),
        negation_before=tuple(raw["negation"]["before"]),
        negation_between=tuple(raw["negation"]["between"]),
        negation_ambiguous=tuple(raw["negation"]["ambiguous"]),
        negation_alone=tuple(raw["negation"]["alone"]),
        auxiliaries=tuple(raw["negation"]["auxiliaries"]),
        subunits=tuple(
            Subunit(s["id"], Decimal(s["factor"]), tuple(s["codes"]), tuple(s["forms"]), tuple(s["short"]))
            for s in raw["subunits"]
        ),
        unit_gaps=tuple(raw["unit_gaps"]["forms"]),
        unit_generic=tuple(raw["unit_words"]["generic"]),
        no_units=tuple(raw["unit_words"]["no_units"]),
        unit_joints=tuple(raw["unit_words"]["joints"]),
        unit_refused=tuple(raw["unit_words"]["refused"]),
        price_leads=tuple(raw["unit_words"]["leads"]),
        around_refused=tuple(raw["unit_words"]["around_refused"]),
        parallels=tuple(raw["unit_words"]["parallels"]),
        dated=tuple(raw["unit_words"]["dated"]),
        topic_blocks=tuple(raw["unit_words"]["blocks"]),
        idioms=tuple(raw["idioms"]["forms"]),
        denials=tuple(raw["idioms"]["denials"]),
        compounds=tuple(raw["idioms"]["compounds"]),
        weakness=tuple(raw["idioms"]["weakness"]),
        units=tuple(
            Unit(u["id"], tuple(u["after"]), tuple(u["before"]), tuple(u["around"]), tuple(u["topics"]))
            for u in raw["units"]
        ),
    )


def _cue(entry: dict[str, Any], endings: list[str]) -> CueSense:
    verbs = [stem + ending for stem in entry["verbs"] for ending in endings]
    return CueSense(
        entry["id"],
        entry["bound"],
        entry["approx"],
        tuple(entry["before"]),
        tuple(entry["after"]),
        (*verbs, *entry["forms"]),
    )
