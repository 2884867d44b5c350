"""Everything the amount finder knows of one language: its table and CLDR's currencies, made ready for look-up.

A language enters, an `AmountLexicon` leaves, built once per process. Start with `amount_lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline.find.amounts.anchors import Anchors, anchors
from pipeline.find.amounts.tokens import Phrases, words_of
from pipeline.find.amounts.unit_patterns import UnitPatterns, unit_patterns
from pipeline.lang import table
from pipeline.lang.amounts import AmountTable, CueSense, Subunit, amount_table
from pipeline.normalise import currency
from pipeline.text import lower, trie

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmountLexicon:
    """The forms of one language by what they mean. Words are in small letters, short forms and signs as written."""

    language: str
    table: AmountTable
    magnitudes: Mapping[str, Decimal]
    short: Mapping[str, Decimal]
    one: Mapping[str, Decimal]
    many: Mapping[str, Decimal]
    fractions: Mapping[str, Decimal]
    fraction_after: Phrases[Decimal]
    and_some: Phrases[bool]
    vague: Phrases[bool]
    glued: Mapping[str, Decimal]
    heads: Mapping[str, Codes]
    qualifiers: Phrases[frozenset[str]]
    signs: Mapping[str, Codes]
    codes: frozenset[str]
    small_codes: frozenset[str]
    word_codes: frozenset[str]
    after_only: frozenset[str]
    glued_only: frozenset[str]
    small_units: frozenset[str]  # currencies of which a hundred buy a sweet
    skipped: frozenset[str]
    sign_first: bool
    leading: frozenset[str]
    subunits: Mapping[str, Subunit]
    short_subunits: Mapping[str, Subunit]
    cues_before: Phrases[CueSense]
    cues_after: Phrases[CueSense]
    verbs: Phrases[CueSense]
    fillers: Phrases[bool]
    intensifiers: Phrases[bool]
    negators: frozenset[str]
    before_words: frozenset[str]  # every word that can stand right before an amount as part of a cue
    joints: Phrases[bool]
    pairs: Phrases[Phrases[bool]]  # joint → openings: "et" → "entre"
    lists: Phrases[bool]
    contrasts: Phrases[bool]
    conversion_gap: re.Pattern[str]
    ladder: re.Pattern[str]
    behind_elided: re.Pattern[str]
    count_nouns: re.Pattern[str]
    doubtful: Mapping[str, Doubt]
    units: UnitPatterns
    idioms: re.Pattern[str]
    denied: re.Pattern[str]
    compounds: re.Pattern[str]  # behind a currency, the rest of another thing: "17 euro zone countries"
    weakness: re.Pattern[str]  # behind "un dollar", what tells that the currency itself is spoken of
    changes: frozenset[str]
    steps: Phrases[bool]
    starters: frozenset[str]
    unit_gaps: Phrases[bool]
    anchors: Anchors


def _elided(forms: Iterable[str]) -> set[str]:
    """The forms, and each that ends in a link word also with its elided shape: "plus de", "plus d'"."""
    return {form for f in forms for form in (f, f[:-1] + "'" if f.endswith(" de") else f)}


@cache
def amount_lexicon(language: str) -> AmountLexicon:
    """The lexicon of a language.

    >>> amount_lexicon("fr").magnitudes["milliards"], amount_lexicon("en").short["bn"]
    (Decimal('1000000000'), Decimal('1000000000'))
    >>> amount_lexicon("xx")
    Traceback (most recent call last):
    FileNotFoundError: no table 'amounts' for language 'xx'
    """
    words = amount_table(language)
    shared = table("shared", "currencies")
    magnitudes = {form: m.value for m in words.magnitudes for form in m.forms}
    short = {form: m.value for m in words.magnitudes for form in m.short}
    subunits = {form: s for s in words.subunits for form in s.forms}
    short_subunits = {form: s for s in words.subunits for form in s.short}
    heads = currency.heads(language)
    signs = {lower(form) if "$" in form or not form.isascii() else form: c for form, c in currency.symbols().items()}
    codes = currency.codes()
    cues = words.cues
    starters = {
        *words.numerals, *magnitudes, *words.definite, *words.vague, *words.vague_glued, *_leading(language), *map(lower, signs),
        *(form for c in words.collectives for form in (*c.one, *c.many)), *(form for f in words.fractions for form in f.forms),
        *(glue + form for glue in words.vague_glued for form in magnitudes), *map(lower, codes),
    }  # fmt: skip
    return AmountLexicon(
        language=language,
        table=words,
        magnitudes=magnitudes,
        short=short,
        one={form: c.value for c in words.collectives for form in c.one},
        many={form: c.value for c in words.collectives for form in c.many},
        fractions={form: f.value for f in words.fractions for form in f.forms},
        fraction_after=Phrases((form, f.value) for f in words.fractions for form in f.after),
        and_some=Phrases((form, True) for form in words.and_some),
        vague=Phrases((form, True) for form in words.vague),
        glued={glue + form: value for glue in words.vague_glued for form, value in magnitudes.items()},
        heads=heads,
        qualifiers=Phrases(currency.qualifiers(language).items()),
        signs=signs,
        codes=codes,
        small_codes=frozenset(shared["small"]),
        word_codes=frozenset(shared["words"]),
        glued_only=frozenset(shared["glued_only"]),
        small_units=frozenset(shared["small_units"]),
        skipped=frozenset(table(language, "currencies")["skip"]),
        after_only=frozenset(shared["after_only"]),
        leading=frozenset(table(language, "currencies")["leading"]),
        sign_first=table(language, "currencies")["sign_first"],
        subunits=subunits,
        short_subunits=short_subunits,
        cues_before=Phrases((form, cue) for cue in cues for form in _elided(cue.before)),
        cues_after=Phrases((form, cue) for cue in cues for form in cue.after),
        verbs=Phrases((form, cue) for cue in cues for form in set(cue.verbs)),
        before_words=_before_words(words),
        fillers=Phrases((form, True) for form in _elided(words.fillers)),
        intensifiers=Phrases((form, True) for form in words.intensifiers),
        negators=frozenset(words.negation_between) | frozenset(words.negation_alone),
        joints=Phrases((form, True) for form in words.range_joints),
        pairs=Phrases(
            (joint, Phrases((a, True) for opened, b in words.range_pairs if b == joint for a in _elided([opened])))
            for joint in dict.fromkeys(b for _, b in words.range_pairs)
        ),
        lists=Phrases((form, True) for form in words.list_joints),
        contrasts=Phrases((form, True) for form in words.contrasts),
        conversion_gap=_conversion_gap(words),
        ladder=re.compile(
            rf"\s+(?:{trie(words.ladders)})\s[^.;:()]{{3,70}}?(?:,|\s(?:{trie(words.list_joints)}|{trie(words.choices)}))(?:\sà)?\s+"
        ),
        behind_elided=_behind_elided(words),
        count_nouns=re.compile(rf"(?<![^\W_])(?:{trie(words.count_nouns)})(?![^\W_])"),
        doubtful={form: doubt for doubt in _doubts(language) for form in doubt.forms},
        units=unit_patterns(words),
        idioms=re.compile(trie(words.idioms)),
        denied=re.compile(rf"(?<![^\W_])(?:{trie(words.denials)})(?![^\W_])\W*(?:[^\W_]+\W+){{0,2}}$"),
        compounds=re.compile(rf"[ -](?:{trie(words.compounds)})(?![^\W_])"),
        weakness=re.compile(rf" (?:{trie(words.weakness)})(?![^\W_])"),
        changes=frozenset(words.changes),
        steps=Phrases((form, True) for form in words.steps),
        starters=frozenset(word for form in starters for word in words_of(form)[:1]),
        unit_gaps=Phrases((form, True) for form in words.unit_gaps),
        anchors=anchors(
            [*heads, *subunits],
            magnitudes,
            short,
            signs=[*signs, *short_subunits],
            codes=codes,
            words=shared["words"],
        ),
    )


@dataclass(frozen=True, slots=True)
class Doubt:
    """Heads that are words of their own, and what tells money from the other sense."""

    forms: frozenset[str]
    strict: bool  # money only in an article that speaks of one of its countries
    free: bool  # money unless something speaks against it
    proof: re.Pattern[str]
    against_after: re.Pattern[str]
    against_before: re.Pattern[str]
    disproof: re.Pattern[str]  # words of an article that is about the other sense
    against_articles: frozenset[str]  # articles of the other gender: "un livre" is a book, "une livre" a pound
    adjective: bool  # whether a hyphenated adjective is money without proof: "a 400-pound battery" is none


def _doubts(language: str) -> tuple[Doubt, ...]:
    return tuple(
        Doubt(
            frozenset(entry["forms"]),
            entry["strict"],
            entry["free"],
            re.compile(rf"(?<![^\W_])(?:{trie(entry['proof'])})(?![^\W_])"),
            re.compile(rf"[\s-]*(?:{trie(entry['against_after'])})(?![^\W_])"),
            re.compile(rf"(?<![^\W_])(?:{trie(entry['against_before'])})(?![^\W_])"),
            re.compile(rf"(?<![^\W_])(?:{trie(entry['disproof'])})(?![^\W_])"),
            frozenset(entry["against_articles"]),
            entry["adjective"],
        )
        for entry in table(language, "currencies")["doubtful"]
    )


def _leading(language: str) -> Iterable[str]:
    """Qualifiers that stand before their head, where the language puts them there: "Malaysian ringgit 42"."""
    own = table(language, "currencies")
    return (*own["leading"], *(currency.qualifiers(language) if own["head"] == "last" else ()))


def _before_words(words: AmountTable) -> frozenset[str]:
    forms = {form for cue in words.cues for form in (*cue.before, *cue.verbs)} | {*words.fillers, *words.marked_fillers}
    return Phrases((form, True) for form in _elided(forms)).last_words() | {*words.negation_between}


def _conversion_gap(words: AmountTable) -> re.Pattern[str]:
    """What stands between an amount and the same in another currency: " (", ", soit ", " a share (", " or "."""
    unit = trie(form for unit in words.units for form in unit.after)
    return re.compile(rf"\s*(?:{unit})?\s*(?:\(\s*|,?\s*(?:{trie(words.conversions)})\s*)")


def _behind_elided(words: AmountTable) -> re.Pattern[str]:
    """What may follow a magnitude that is money without saying so: the end of a phrase, or a noun of money."""
    link = rf"(?:{trie(words.elided_links)})(?:(?<=')|(?![^\W_]))"
    money = rf"(?:{trie(words.money_nouns)})(?![^\W_])"
    noun = rf"{link}\s*+(?:[\w'-]++\s++)?{money}"
    if words.elided_any:
        return re.compile(rf"\s*+(?:{noun}|(?!{link}))")
    return re.compile(rf"\s*+(?:[^\w\s/-]|$|(?:{trie(words.elided_followers)})(?![^\W_])|{noun}|{money})")
