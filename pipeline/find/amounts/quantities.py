"""Tokens → quantities: numbers with their magnitude and currency, where they are written.

A window of tokens enters, `Quantity` records leave, in order; those without a currency too, since a range, a list or the
article may lend them one. Every token is looked at a bounded number of times. Start with `quantities`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.find.amounts.heads import ONE, Head, code_at, head_at, name_at, qualified, qualifier_at, sign_at
from pipeline.find.amounts.lexicon import AmountLexicon, Codes
from pipeline.find.amounts.numbers import Number, is_article, number_at
from pipeline.find.amounts.tokens import DIGITS_KIND, PUNCT, SIGN, WORD, Window

#: Coins behind whole units are fewer than this many.
COINS = 100


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text. `first` and `last` are token indices, half open; `codes` is empty without a currency."""

    first: int
    last: int
    number: Number
    scale: Decimal = ONE
    codes: Codes = ()
    head: str = ""
    head_first: bool = False
    factor: Decimal = ONE
    wordy: bool = False  # the currency is a code that is also a word
    sure: bool = False  # the currency is said with its country
    doubt: bool = False

    @property
    def value(self) -> Decimal:
        return self.number.value

    @property
    def total(self) -> Decimal:
        return self.number.value * self.scale * self.factor


def quantities(window: Window, lex: AmountLexicon) -> list[Quantity]:
    """The quantities of a window, from left to right.

    >>> from pipeline.find.amounts.lexicon import amount_lexicon
    >>> from pipeline.find.amounts.tokens import window_of
    >>> en = amount_lexicon("en")
    >>> found = quantities(window_of("US$1.2bn, 40 pence and 12 cows", en.table.links), en)
    >>> [(str(q.total), q.codes) for q in found]
    [('1200000000.0', ('USD',)), ('0.40', ('GBP',)), ('12', ())]
    >>> quantities(window_of("cows"), en)
    []
    """
    found: list[Quantity] = []
    i, starters = 0, lex.starters
    while i < len(window):
        token = window.tokens[i]
        if token.kind in (DIGITS_KIND, SIGN) or (
            token.kind == WORD and (token.word in starters or _is_code(window, i))
        ):
            quantity = quantity_at(window, i, lex)
            if quantity is not None:
                found.append(quantity)
                i = quantity.last
                continue
        i += 1
    return found


def _is_code(window: Window, i: int) -> bool:
    token = window.tokens[i]
    return token.end - token.start < 6 and window.folded[token.start] != token.word[0] and window.text(i)[-2:].isupper()


def quantity_at(window: Window, i: int, lex: AmountLexicon) -> Quantity | None:
    """The quantity that begins at token `i`."""
    head = None if window.kind(i) == DIGITS_KIND else _head_before(window, i, lex)
    start = head.last if head else i
    number = number_at(window, start, lex)
    if number is None or _is_only_article(window, start, number, head, lex):
        return None
    j, scale = number.last, number.scale * (head.scale if head else ONE)
    after = _head_after(window, number, head, lex)
    if after is not None and (head is None or set(head.codes) & set(after.codes)):
        codes = tuple(code for code in after.codes if head is None or code in head.codes)
        head_text, wordy = (head.text, head.wordy) if head else (after.text, after.wordy)
        j, scale = after.last, scale * after.scale
    elif head is not None:
        codes, head_text, wordy = head.codes, head.text, head.wordy
    else:
        codes, head_text, wordy = (), "", False
    factor = ONE
    if not codes:
        coin = _coin(window, j, number, lex)
        if coin is not None:
            j, codes, factor, head_text = coin
        elif scale == ONE and is_article(window.words[start], lex):
            return None
    elif scale == ONE and not number.vague:
        j, number = _with_coins(window, j, number, lex)
    sure = bool((after and after.sure) or (head and head.sure))
    return Quantity(i, j, number, scale, codes, head_text, head is not None, factor, wordy, sure, number.doubt)


def _is_only_article(window: Window, start: int, number: Number, head: Head | None, lex: AmountLexicon) -> bool:
    """Whether the "number" is an article before a sign or behind one: "a $5 bill", "the € a"."""
    if number.last != start + 1 or number.digits or not is_article(window.words[start], lex):
        return False
    return head is not None or _head_before(window, number.last, lex) is not None


def _head_before(window: Window, i: int, lex: AmountLexicon) -> Head | None:
    """A sign, code or qualified name before a number: "$ 5", "EUR 20", "Rs. 20", "Malaysian ringgit 42", "US $5"."""
    head = sign_at(window, i, lex) or code_at(window, i, lex)
    if head is None:
        head = name_at(window, i, lex)
        leads = head is not None and (head.last - i > 1 or window.words[i] in lex.leading)
        return head if leads and head and window.kind(head.last) == DIGITS_KIND else None
    if head.text in lex.after_only:
        return None  # LE 5 MARS
    if head.scale != ONE and window.kind(i) == SIGN and window.text(i)[0].isalnum():
        return None  # the T of "T$10 million" is a country, that of "5 T$" a trillion
    j = head.last
    if window.words[j] in (".", "-") and window.glued(j) and window.kind(i) == WORD:
        j += 1
        if window.kind(j) != DIGITS_KIND:
            return None  # "le rapport de la CRC.Un an plus tard"
    if window.kind(j) not in (DIGITS_KIND, WORD) or window.tokens[j].start - window.tokens[j - 1].end > 1:
        return None
    return Head(j, head.codes, head.text, head.scale, head.wordy)


def _head_after(window: Window, number: Number, before: Head | None, lex: AmountLexicon) -> Head | None:
    """The currency behind a number, over a link word, hyphen or bracket: "d'euros", "-euro", "(euros)"."""
    k = window.skip_links(window.skip_hyphen(number.last))
    opened = window.words[k] == "("
    k += opened
    head = head_at(window, k, lex)
    if head is None:
        return _bare_qualifier(window, k, lex) if before and not opened else None
    if window.kind(k) == SIGN and _starts_next(window, k, lex):
        return None
    if head.text in lex.after_only and window.glued(k):
        return None  # Camaro 1LE
    if window.kind(k) == SIGN or code_at(window, k, lex):
        step = lex.magnitudes.get(window.words[head.last])
        if step is not None and number.scale == ONE:  # "75 USD million"
            return Head(head.last + 1, head.codes, head.text, head.scale * step, head.wordy)
        head = qualified(window, head, lex)
    if not opened:
        return head
    return Head(head.last + 1, head.codes, head.text) if window.words[head.last] == ")" else None


def _bare_qualifier(window: Window, k: int, lex: AmountLexicon) -> Head | None:
    """A qualifier at the end of a phrase: "$1.08 Canadian)", not "a $152 billion U.S. package"."""
    head = qualifier_at(window, k, lex)
    return head if head and window.kind(head.last) in (PUNCT, "") else None


def _starts_next(window: Window, k: int, lex: AmountLexicon) -> bool:
    """Whether a sign belongs to the digits behind it: "$300, $400", "1 $10 bill", but not "10$ 30$"."""
    if window.kind(k + 1) != DIGITS_KIND:
        return False
    if window.glued(k) != window.glued(k + 1):
        return window.glued(k + 1)
    return lex.sign_first


def _coin(window: Window, j: int, number: Number, lex: AmountLexicon) -> tuple[int, Codes, Decimal, str] | None:
    """The coin behind a number, also with its country: "50 cents", "470p", "12-cent", "56 Canadian cents"."""
    k = window.skip_hyphen(j)
    country = lex.qualifiers.at(window.words, k)
    if country is not None and window.words[country[0]] in lex.subunits:
        coin = lex.subunits[window.words[country[0]]]
        codes = tuple(code for code in coin.codes if code in country[1]) or tuple(sorted(country[1]))
        return country[0] + 1, codes, coin.factor, window.words[country[0]]
    sub = lex.subunits.get(window.words[k])
    if sub is None and k == j and window.glued(k) and number.digits:
        sub = lex.short_subunits.get(window.text(k))
    if sub is None:
        return None
    of = head_at(window, window.skip_links(k + 1), lex) if window.words[k + 1] in lex.table.links else None
    if of is not None:  # "15 centimes de dollar"
        return of.last, of.codes, sub.factor, window.words[k]
    country = lex.qualifiers.at(window.words, k + 1)
    if country is not None and (codes := tuple(code for code in sub.codes if code in country[1])):
        return country[0], codes, sub.factor, window.words[k]  # "12 cents américains"
    return k + 1, sub.codes, sub.factor, window.words[k]


def _with_coins(window: Window, j: int, number: Number, lex: AmountLexicon) -> tuple[int, Number]:
    """Coins behind whole units: "treize euros et quarante-cinq cents", "3 euros 50", "$20 and 43c"."""
    if number.value % 1:
        return j, number
    joined = window.words[j] in lex.table.joints
    k = j + joined
    if window.kind(k) not in (DIGITS_KIND, WORD):
        return j, number
    coins = number_at(window, k, lex)
    if coins is None or coins.vague or coins.scale > 1 or not 0 < coins.value < COINS or coins.value % 1:
        return j, number
    named = _coin(window, coins.last, coins, lex)
    if named is not None:
        return named[0], _plus(number, coins.value * named[2])
    two_digits = window.kind(k) != DIGITS_KIND or len(window.words[k]) == 2
    ends = window.words[coins.last] in ("", ".", ",", ";", ")", "!", "?")
    # A joint may as well join two things: "$20 and 43" is a price only where the text ends.
    if two_digits and ends and (not joined or coins.last >= len(window) - 1):
        return coins.last, _plus(number, coins.value / COINS)
    return j, number


def _plus(number: Number, coins: Decimal) -> Number:
    return Number(number.last, number.value + coins, doubt=number.doubt, digits=number.digits, rule=number.rule)
