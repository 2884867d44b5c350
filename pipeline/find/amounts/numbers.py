"""Tokens → numbers: digits, number words, collectives, fractions and vague plurals, with the magnitudes behind them.

A window of tokens and an index enter, a `Number` leaves. Start with `number_at`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.find.amounts.heads import ONE, is_sign, names_currency
from pipeline.find.amounts.lexicon import AmountLexicon
from pipeline.find.amounts.tokens import DIGITS_KIND, SIGN, WORD, Window
from pipeline.normalise.numbers import read_digits, read_words

#: Words of one number: "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf" has 13 and 5 hyphens.
MAX_WORDS = 24
#: Letters from which a word in small letters before digits has only lost its space.
LONG_WORD = 5
#: Magnitudes in one number: "1 trillion 2 billion 3 million 4 thousand" has each of the language once.
MAX_MAGNITUDES = 4
#: Number words that multiply digits: "300 mille euros", "5 hundred".
MULTIPLIERS = (100, 1000)
#: "Des millions" are at least two of them (spec §1).
AT_LEAST = Decimal(2)


@dataclass(frozen=True, slots=True)
class Number:
    """A number before its currency. `last` is the token index behind it."""

    last: int
    value: Decimal
    scale: Decimal = ONE
    vague: bool = False
    approx: bool = False
    open: bool = False  # "50 et quelques": at least
    doubt: bool = False
    digits: bool = False
    rule: str = "words"


def number_at(window: Window, i: int, lex: AmountLexicon, *, parts: int = MAX_MAGNITUDES) -> Number | None:
    """The number that begins at token `i`, with its magnitudes, and at most so many parts that each have some.

    >>> from pipeline.find.amounts.lexicon import amount_lexicon
    >>> from pipeline.find.amounts.tokens import window_of
    >>> fr = amount_lexicon("fr")
    >>> texts = ("1 250,5", "vingt-et-un mille", "un milliard et demi", "des dizaines de millions")
    >>> numbers = [number_at(window_of(text, fr.table.links), 0, fr) for text in texts]
    >>> [(str(n.value), str(n.scale), n.vague) for n in numbers]
    [('1250.5', '1', False), ('21000', '1', False), ('1.5', '1000000000', False), ('2', '10000000', True)]
    >>> number_at(window_of("vaches"), 0, fr) is None
    True
    """
    kind = window.kind(i)
    if kind == DIGITS_KIND:
        number = _digits(window, i, lex)
    elif kind == WORD:
        number = _vague(window, i, lex) or _words(window, i, lex)
    else:
        return None
    if number is None:
        return None
    some = lex.and_some.at(window.words, number.last)
    if some:
        number = replace(number, last=some[0], approx=True, open=True)
    return _with_magnitudes(window, number, lex, parts)


def is_article(word: str, lex: AmountLexicon) -> bool:
    """Whether a word for one is an article behind which no number goes on."""
    return word in lex.table.articles


def _digits(window: Window, i: int, lex: AmountLexicon) -> Number | None:
    if window.glued(i) and window.kind(i - 1) == WORD and not is_sign(window, i - 1, lex):
        lost_space = len(window.words[i - 1]) >= LONG_WORD and window.text(i - 1).islower() and not window.glued(i + 1)
        if not lost_space and not window.words[i - 1].endswith("'"):
            return None  # SP95, A330, Q3, but "remporté13 millions"
    if window.glued(i + 1) and window.kind(i + 1) == WORD and not _belongs(window, i + 1, lex):
        return None  # 5G, 19th, NOK1V
    scaled = scale_at(window, i + 1, lex) is not None
    read = read_digits(window.words[i], lex.table.decimal_mark, magnitude=scaled)
    return None if read is None else Number(i + 1, read.value, doubt=read.doubt, digits=True, rule="digits")


def _belongs(window: Window, i: int, lex: AmountLexicon) -> bool:
    """Whether letters glued to digits belong to an amount: "25bn", "548p", "20Rs", "1500euros"."""
    text, word = window.text(i), window.words[i]
    if window.glued(i + 1) and window.kind(i + 1) == DIGITS_KIND:
        return False  # 4c36
    return (
        text in lex.short or text in lex.short_subunits or word in lex.magnitudes or word in lex.subunits
    ) or names_currency(window, i, lex)


def _words(window: Window, i: int, lex: AmountLexicon) -> Number | None:
    """Number words, a collective or a fraction: "deux cent mille", "une dizaine de", "trois quarts de", "half a"."""
    j, values = _word_values(window, i, lex)
    value = read_words(values)
    if values and value is None:
        return None
    k = window.skip_hyphen(j)
    if window.words[k] in lex.one:
        amount = Decimal(value or 1) * lex.one[window.words[k]]
        return Number(window.skip_links(k + 1), amount, approx=True, rule="collective")
    if window.words[k] in lex.fractions:
        last = window.skip_hyphen(window.skip_links(k + 1))
        last += window.words[last] in lex.table.ones
        if scale_at(window, last, lex) is not None:
            return Number(last, Decimal(value or 1) * lex.fractions[window.words[k]], rule="fraction")
    if value is None:
        return _definite(window, i, lex)
    half = lex.fraction_after.at(window.words, j)
    if half and scale_at(window, half[0], lex) is not None:
        return Number(half[0], value + half[1], rule="fraction")
    return Number(j, Decimal(value))


def _definite(window: Window, i: int, lex: AmountLexicon) -> Number | None:
    """ "le million", "le milliard d'euros": one of it."""
    word = window.words[i + 1]
    if window.words[i] in lex.table.definite and word in lex.magnitudes and not word.endswith("s"):
        return Number(i + 1, ONE, rule="definite")
    return None


def _word_values(window: Window, i: int, lex: AmountLexicon) -> tuple[int, list[int]]:
    """The values of the number words from token `i` on, and the index behind them."""
    values: list[int] = []
    j, numerals = i, lex.table.numerals
    while j < len(window) and j - i < MAX_WORDS:
        word = window.words[j]
        if word in numerals and not _is_coin(window, j, values, lex):
            values.append(numerals[word])
            j += 1
            if len(values) == 1 and is_article(word, lex) and numerals.get(window.words[j]) not in MULTIPLIERS:
                break
        elif values and (k := _over_joint(window, j, values, lex)) is not None:
            j = k
        else:
            break
    return j, values


def _over_joint(window: Window, j: int, values: list[int], lex: AmountLexicon) -> int | None:
    """The index of the number word behind a hyphen or a joint: "quarante-deux", "vingt-et-un", "two hundred and fifty"."""
    k = j + (window.words[j] == "-")
    joined = window.words[k] in lex.table.joints
    k += joined
    k += joined and window.words[k] == "-"
    word = window.words[k]
    if k == j or word not in lex.table.numerals:
        return None
    if joined and (is_article(word, lex) or not _joins(values, lex.table.numerals[word])):
        return None
    return k


def _joins(values: list[int], following: int) -> bool:
    """Whether "and" joins two parts of one number: "two hundred and fifty", "soixante et onze", not "five and six"."""
    return values[-1] in MULTIPLIERS or (20 <= values[-1] < 100 and following in (1, 11))


def _is_coin(window: Window, j: int, values: list[int], lex: AmountLexicon) -> bool:
    """Whether a word that is a numeral and a coin ("cents") is the coin here."""
    if window.words[j] not in lex.subunits:
        return False
    hundreds = bool(values) and 1 < values[-1] < 10 and (len(values) == 1 or values[-2] == 1000)
    return not hundreds  # "deux cents" is 200, "quarante-cinq cents" is money


def _vague(window: Window, i: int, lex: AmountLexicon) -> Number | None:
    """Plural magnitudes and collectives without a number: "des dizaines de millions", "several hundred million"."""
    if window.kind(i - 1) == DIGITS_KIND:
        return None
    opened = lex.vague.at(window.words, i)
    j = opened[0] if opened else i
    word = window.words[j]
    if word in lex.glued:  # multimillion
        return Number(j + 1, AT_LEAST, lex.glued[word], vague=True, approx=True, rule="vague")
    if word in lex.table.vague_glued:
        k = window.skip_hyphen(j + 1)
        scale = lex.magnitudes.get(window.words[k])
        return Number(k + 1, AT_LEAST, scale, vague=True, approx=True, rule="vague") if scale else None
    scale, k = ONE, j
    while (step := _vague_step(window.words[k], started=k > j, opened=opened is not None, lex=lex)) is not None:
        scale *= step
        last = k + 1
        k = window.skip_links(last)
    if k == j:
        return None
    return Number(last, AT_LEAST, scale, vague=True, approx=True, rule="vague")


def _vague_step(word: str, *, started: bool, opened: bool, lex: AmountLexicon) -> Decimal | None:
    if word in lex.many:
        return lex.many[word]
    if word in lex.magnitudes and (started or opened or word.endswith("s")):
        return lex.magnitudes[word]
    singular = word.removesuffix("s")
    if (opened or (started and word != singular)) and lex.table.numerals.get(singular) in MULTIPLIERS:
        return Decimal(lex.table.numerals[singular])
    return None


def scale_at(window: Window, i: int, lex: AmountLexicon) -> Decimal | None:
    """The magnitude that token `i` names; short forms only glued to digits or beside a sign."""
    if window.kind(i) != WORD:
        return None
    word = window.words[i]
    if word in lex.magnitudes:
        return lex.magnitudes[word]
    if window.kind(i - 1) != DIGITS_KIND:
        return None
    short = lex.short.get(window.text(i))
    if short is not None and (
        window.glued(i) or window.kind(i - 2) == SIGN or names_currency(window, window.skip_links(i + 1), lex)
    ):
        return short
    multiplier = lex.table.numerals.get(word)
    return Decimal(multiplier) if multiplier in MULTIPLIERS and word not in lex.subunits else None


def _with_magnitudes(window: Window, number: Number, lex: AmountLexicon, parts: int) -> Number:
    """The number with the magnitudes behind it: "mille milliards", "-million", "un milliard et demi"."""
    j, scale = number.last, number.scale
    while True:
        k = window.skip_hyphen(j)
        if number.rule == "collective" or scale > 1 or number.open:
            k = window.skip_links(k)
        step = scale_at(window, k, lex)
        if step is None:
            break
        scale, j = scale * step, k + 1
    if j != number.last:
        number = replace(number, last=j, scale=scale)
    return number if scale < 1000 or number.vague else _with_rest(window, number, lex, parts)


def _with_rest(window: Window, number: Number, lex: AmountLexicon, parts: int) -> Number:
    """What goes on behind a magnitude: "un milliard et demi", "2 millions 300 000 euros", "a million and a half"."""
    j = number.last
    half = lex.fraction_after.at(window.words, j)
    if half:
        return replace(number, last=half[0], value=number.value + half[1], rule="fraction")
    k = j + 1 if window.words[j] in lex.table.joints else j
    if parts < 2 or window.words[k] in lex.table.ones or window.kind(k) not in (DIGITS_KIND, WORD):
        return number
    goes_on = window.kind(k) == DIGITS_KIND or window.words[k] in lex.table.numerals
    rest = number_at(window, k, lex, parts=parts - 1) if goes_on else None
    if rest is None or rest.vague or rest.approx or not 1000 <= rest.value * rest.scale < number.scale:
        return number
    if not names_currency(window, window.skip_links(rest.last), lex):
        return number
    total = number.value * number.scale + rest.value * rest.scale
    return replace(number, last=rest.last, value=total, scale=ONE)
