"""Folded text → tokens: numbers, words, signs. Linear on any input.

A stretch of folded text enters, `Token`s with offsets of the whole text leave. Start with `tokenize`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from pipeline.normalise.numbers import DIGITS
from pipeline.text import lower

DIGITS_KIND, WORD, SIGN, PUNCT, BREAK = "digits", "word", "sign", "punct", "break"
_SIGNS = "$€£¥¢₡₣₤₦₩₪₫₭₮₱₲₴₵₸₹₺₽₼₾฿"
_TOKEN = re.compile(
    rf"(?P<digits>{DIGITS})"
    # Small letters behind an apostrophe are the end of a word: "Rio's$3.9 billion", but "près d'US$ 5".
    rf"|(?P<sign>(?:(?<!')[A-Za-z]{{1,3}}|[A-Z]{{1,3}})?[{_SIGNS}](?:[A-Z]{{1,3}}(?![A-Za-z]))?)"
    # Dotted letters; a word that a lost paragraph break glued to the next one ("eurosLe"); any other word.
    r"|(?P<word>(?:[^\W\d_]\.){2,}|[a-zà-öø-ÿ]{4,}+(?=[A-ZÀ-ÖØ-Þ])|[A-ZÀ-ÖØ-Þ]{4,}(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ])|[^\W\d_]+(?:'(?=[^\W_]))?)"
    r"|(?P<break>\n[ \n]*\n)"
    r'|(?P<punct>[^\s\w"]|_)'  # quotes may open or close anywhere in an amount and change nothing
)
V = TypeVar("V")
#: How far readers look past the last token (and, from the front, before the first).
PAST_END = 16


class Token(NamedTuple):
    """A word, number or sign; `word` is its text in small letters."""

    kind: str
    start: int
    end: int
    word: str


#: Tokens are made by the hundred thousand: without the named tuple's own constructor it takes half the time.
_token = tuple.__new__


def tokenize(folded: str, start: int, end: int) -> list[Token]:
    """The tokens of a stretch of folded text.

    >>> [(t.kind, t.word) for t in tokenize("US$1.2bn, d'euros", 0, 17)]
    [('sign', 'us$'), ('digits', '1.2'), ('word', 'bn'), ('punct', ','), ('word', "d'"), ('word', 'euros')]
    >>> tokenize("  ", 0, 2)
    []
    """
    low = lower(folded[start:end])
    tokens: list[Token] = []
    for match in _TOKEN.finditer(folded, start, end):
        first, last = match.span()
        tokens.append(_token(Token, (match.lastgroup or PUNCT, first, last, low[first - start : last - start])))
    return tokens


def words_of(form: str) -> tuple[str, ...]:
    """A form of a table as the words of its tokens.

    >>> words_of("jusqu'à"), words_of("des états-unis")
    (("jusqu'", 'à'), ('des', 'états', '-', 'unis'))
    >>> words_of("")
    ()
    """
    elided = form + "x" if form.endswith("'") else form  # "plus d'" stands before a word
    words = tuple(token.word for token in tokenize(elided, 0, len(elided)))
    return words if elided == form else words[:-1]


class Phrases(Generic[V]):
    """Forms of one or more words with what they mean, found at a word or before it, the longest first."""

    __slots__ = ("_by_first", "_by_last")

    def __init__(self, forms: Iterable[tuple[str, V]]) -> None:
        first: dict[str, list[tuple[list[str], V]]] = {}
        last: dict[str, list[tuple[list[str], V]]] = {}
        for form, value in forms:
            words = list(words_of(form))
            first.setdefault(words[0], []).append((words, value))
            last.setdefault(words[-1], []).append((words, value))
        for entries in (*first.values(), *last.values()):
            entries.sort(key=lambda entry: -len(entry[0]))
        self._by_first: Mapping[str, list[tuple[list[str], V]]] = first
        self._by_last: Mapping[str, list[tuple[list[str], V]]] = last

    def last_words(self) -> frozenset[str]:
        """The words that phrases end in."""
        return frozenset(self._by_last)

    def at(self, words: list[str], i: int) -> tuple[int, V] | None:
        """The longest phrase that begins at word `i`: the index behind it, and its value."""
        if i < len(words) and (entries := self._by_first.get(words[i])) is not None:
            for phrase, value in entries:
                j = i + len(phrase)
                if words[i:j] == phrase:
                    return j, value
        return None

    def before(self, words: list[str], i: int) -> tuple[int, V] | None:
        """The longest phrase that ends right before word `i`: the index of its first word, and its value."""
        if i > 0 and (entries := self._by_last.get(words[i - 1])) is not None:
            for phrase, value in entries:
                j = i - len(phrase)
                if j >= 0 and words[j:i] == phrase:
                    return j, value
        return None


class Window:
    """The tokens of one stretch of folded text, with the small steps that every reader of them takes.

    `words` are the tokens in small letters, with empty ones behind the last, so that a reader may look past the end.

    >>> window = window_of("un plan de 300-million-euro", ["de"])
    >>> window.words[4], window.skip_hyphen(4), window.skip_links(2)
    ('-', 5, 3)
    >>> window.word(9), window.text(99)
    ('', '')
    """

    __slots__ = ("folded", "links", "tokens", "words")

    def __init__(self, folded: str, tokens: Sequence[Token], links: Sequence[str] = ()) -> None:
        self.folded, self.tokens, self.links = folded, tokens, links
        self.words = [token.word for token in tokens] + [""] * PAST_END

    def __len__(self) -> int:
        return len(self.tokens)

    def kind(self, i: int) -> str:
        return self.tokens[i].kind if 0 <= i < len(self.tokens) else ""

    def word(self, i: int) -> str:
        """The token in small letters, "" beyond the window."""
        return self.words[i]

    def text(self, i: int) -> str:
        """The token as written."""
        return self.folded[self.tokens[i].start : self.tokens[i].end] if 0 <= i < len(self.tokens) else ""

    def glued(self, i: int) -> bool:
        """Whether token `i` stands right behind the one before it."""
        return 0 < i < len(self.tokens) and self.tokens[i - 1].end == self.tokens[i].start

    def skip_hyphen(self, i: int) -> int:
        """Over a hyphen glued on both sides: "300-million-euro"."""
        return i + 1 if self.words[i] == "-" and self.glued(i) and self.glued(i + 1) else i

    def skip_links(self, i: int) -> int:
        """Over a link word: "millions de dollars", "millions d'euros"."""
        return i + 1 if self.words[i] in self.links else i


def window_of(text: str, links: Sequence[str] = ()) -> Window:
    """The window of a whole short text.

    >>> window_of("3 euros").words[:2]
    ['3', 'euros']
    >>> len(window_of(""))
    0
    """
    return Window(text, tokenize(text, 0, len(text)), links)
