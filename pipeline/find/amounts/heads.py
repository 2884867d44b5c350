"""Tokens → currencies: signs, codes and names, wherever they stand.

A window of tokens and an index enter, a `Head` leaves. Start with `head_at`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.find.amounts.lexicon import AmountLexicon, Codes
from pipeline.find.amounts.tokens import SIGN, WORD, Window

ONE = Decimal(1)
#: Capitals glued behind a sign are the name of a token or share from this length on; shorter ones are countries: $CAN.
LEAST_TICKER = 4


@dataclass(frozen=True, slots=True)
class Head:
    """A currency as written. `last` is the token index behind it; `scale` the magnitude written onto a sign or code."""

    last: int
    codes: Codes
    text: str
    scale: Decimal = ONE
    wordy: bool = False  # a code that is also a word
    sure: bool = False  # said with its country: "Bulgarian leva"


def head_at(window: Window, i: int, lex: AmountLexicon) -> Head | None:
    """The sign, code or name that begins at token `i`.

    >>> from pipeline.find.amounts.lexicon import amount_lexicon
    >>> from pipeline.find.amounts.tokens import window_of
    >>> fr = amount_lexicon("fr")
    >>> [head_at(window_of(text), 0, fr).codes for text in ("M€", "dollars canadiens", "$US", "MEUR")]
    [('EUR',), ('CAD',), ('USD',), ('EUR',)]
    >>> head_at(window_of("vaches"), 0, fr) is None
    True
    """
    return sign_at(window, i, lex) or code_at(window, i, lex) or name_at(window, i, lex)


def is_sign(window: Window, i: int, lex: AmountLexicon) -> bool:
    """Whether a sign or code stands at token `i`."""
    return sign_at(window, i, lex) is not None or code_at(window, i, lex) is not None


def names_currency(window: Window, i: int, lex: AmountLexicon) -> bool:
    """Whether a sign, code or head word stands at token `i`."""
    return window.words[i] in lex.heads or is_sign(window, i, lex)


def sign_at(window: Window, i: int, lex: AmountLexicon) -> Head | None:
    """A currency sign with what is written onto it: $, US$, M€, $CA, Rs."""
    kind = window.kind(i)
    if kind == WORD:
        text = window.text(i)
        codes = lex.signs.get(text)
        if codes is None or (text in lex.glued_only and not window.glued(i + 1)):
            return None
        return Head(i + 1, codes, text, wordy=text in lex.glued_only)
    if kind != SIGN or (
        window.glued(i + 1) and len(window.words[i + 1]) >= LEAST_TICKER and window.text(i + 1).isupper()
    ):
        return None  # "2 billion $ACMECOIN tokens"
    word = window.words[i]
    codes = lex.signs.get(word)
    if codes is not None:
        return Head(i + 1, codes, word)
    text = window.text(i)
    at = next(k for k, c in enumerate(text) if not c.isalnum())
    for letters, rest in ((text[:at], word[at:]), (text[at + 1 :], word[: at + 1])):
        if letters in lex.short and rest in lex.signs:
            return Head(i + 1, lex.signs[rest], rest, lex.short[letters])
    return None


def code_at(window: Window, i: int, lex: AmountLexicon) -> Head | None:
    """An ISO code, also with a magnitude before it: EUR, MEUR."""
    if window.kind(i) != WORD or not 3 <= len(window.words[i]) <= 5:
        return None
    text = window.text(i)
    if text in lex.codes:
        return Head(i + 1, (text,), text, wordy=text in lex.word_codes)
    if text in lex.small_codes:
        return Head(i + 1, lex.signs.get(text.upper(), (text.upper(),)), text)
    scale = lex.short.get(text[:-3])
    if scale is not None and text[-3:] in lex.codes:
        return Head(i + 1, (text[-3:],), text[-3:], scale)
    return None


def name_at(window: Window, i: int, lex: AmountLexicon) -> Head | None:
    """A currency name with its qualifier on either side: "dollars canadiens", "Hong Kong dollars", "US $"."""
    before = lex.qualifiers.at(window.words, i)
    if before is not None:
        j = window.skip_hyphen(before[0])
        j += window.words[j] in lex.skipped  # "Israeli new shekels"
        sign = sign_at(window, j, lex) if window.kind(j) == SIGN else None
        codes = sign.codes if sign else lex.heads.get(window.words[j], ())
        kept = tuple(code for code in codes if code in before[1])
        if kept:
            return Head(j + 1, kept, window.words[j], sure=True)
    i += window.words[i] in lex.skipped  # "nouveaux dollars taïwanais"
    codes = lex.heads.get(window.words[i], ())
    return qualified(window, Head(i + 1, codes, window.words[i]), lex) if codes else None


def qualified(window: Window, head: Head, lex: AmountLexicon) -> Head:
    """The head with the qualifier behind it, if there is one: "dollars" + "canadiens", "$" + "US"."""
    after = lex.qualifiers.at(window.words, head.last)
    if after is None or (len(window.words[head.last]) == 1 and window.glued(head.last)):
        return head
    kept = tuple(code for code in head.codes if code in after[1])
    return Head(after[0], kept, head.text, head.scale, sure=True) if kept else head


def qualifier_at(window: Window, i: int, lex: AmountLexicon) -> Head | None:
    """A qualifier without its head, behind an amount that has a sign already: "$1.08 Canadian"."""
    found = lex.qualifiers.at(window.words, i)
    return Head(found[0], tuple(sorted(found[1])), "") if found else None
