"""Newspaper typography on treebank sentences. Enters: a `Sentence`. Leaves: the same analysis over changed forms.

The treebanks hold few headlines and few curly quotes; the press is full of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from training.conllu import Sentence, Word

HEADLINE, LOWER, UPPER, QUOTES, NO_STOP = 0.06, 0.02, 0.01, 0.15, 0.04  # share of sentences each change is made to
RENAME = 0.2  # share of proper nouns, in half of the sentences, that get an invented name
NAMES = ("NNP", "NNPS")
SMALL_WORDS = frozenset(
    (
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "into",
        "nor",
        "of",
        "off",
        "on",
        "or",
        "per",
        "so",
        "the",
        "to",
        "up",
        "via",
        "vs",
        "with",
    )
)
CURLY = {"``": ("\u201c", "\u2018"), "''": ("\u201d", "\u2019")}


def augment(sentence: Sentence, rng: Random, names: Sequence[str] = ()) -> Sentence:
    """The sentence, or by chance its renamed, headline, lower-case, upper-case or curly-quoted twin."""
    words = sentence.words
    if names and rng.random() < 0.5:
        words = tuple(
            rename(word, rng, names) if word.xpos in NAMES and rng.random() < 2 * RENAME else word for word in words
        )
    draw = rng.random()
    if draw < HEADLINE:
        words = headline(drop_stop(words))
    elif draw < HEADLINE + LOWER:
        words = tuple(replace(word, form=word.form.lower()) for word in words)
    elif draw < HEADLINE + LOWER + UPPER:
        words = tuple(replace(word, form=word.form.upper()) for word in words)
    elif draw < HEADLINE + LOWER + UPPER + NO_STOP:
        words = drop_stop(words)
    if rng.random() < QUOTES:
        words = tuple(map(curl, words))
    return sentence if words is sentence.words else replace(sentence, words=words)


def headline(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Title Case as English headlines have it.

    >>> def word(form): return Word(form, True, form, "X", "X", "", 0, "dep")
    >>> " ".join(w.form for w in headline(tuple(map(word, "shares of eBay rise in the US".split()))))
    'Shares of eBay Rise in the US'
    >>> headline(())
    ()
    """
    return tuple(
        replace(word, form=word.form[:1].upper() + word.form[1:])
        if word.form.islower() and word.form[0].isalpha() and (at == 0 or word.form not in SMALL_WORDS)
        else word
        for at, word in enumerate(words)
    )


def rename(word: Word, rng: Random, names: Sequence[str]) -> Word:
    """An invented name in a proper noun's place: the head of one known name and the tail of another.

    The treebanks hold few of the names the press will bring, and a tagger that knows its names by heart takes new ones
    for common nouns. Short names, initials and what is not written like a name stay.

    >>> word = Word("Enron", True, "Enron", "PROPN", "NNP", "Number=Sing", 0, "nsubj")
    >>> rename(word, Random(3), ["Baghdad", "Fallujah"]).form
    'Baghhdad'
    >>> rename(Word("U.S.", True, "U.S.", "PROPN", "NNP", "", 0, "nmod"), Random(3), ["Baghdad"]).form
    'U.S.'
    """
    if len(word.form) < 4 or not word.form.isalpha() or not word.form.istitle() or word.xpos != "NNP":
        return word
    head, tail = rng.choice(names), rng.choice(names)
    cut = rng.randint(2, max(2, len(head) - 2))
    tail = tail[len(tail) // 2 :]
    form = head[:cut] + (tail.title() if rng.random() < 0.1 else tail)  # one in ten has a capital inside
    return replace(word, form=form, lemma=form)


def name_pool(sentences: Iterable[Sentence]) -> list[str]:
    """The names that invented ones are made of."""
    forms = {word.form for sentence in sentences for word in sentence.words if word.xpos == "NNP"}
    return sorted(form for form in forms if len(form) > 4 and form.isalpha() and form.istitle())


def drop_stop(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words without a final full stop that nothing depends on."""
    if len(words) < 3 or words[-1].form != "." or any(word.head == len(words) - 1 for word in words):
        return words
    return words[:-1]


def curl(word: Word) -> Word:
    """Straight quotes and apostrophes made typographic; the tag tells an opening quote from a closing one."""
    if word.form in ('"', "'") and word.xpos in CURLY:
        return replace(word, form=CURLY[word.xpos][word.form == "'"])
    if word.form != word.form.replace("'", "\u2019"):
        return replace(word, form=word.form.replace("'", "\u2019"))
    return word
