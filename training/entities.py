"""Entity corpora. Enters: the UNER, GUM, WikiGold and CrossNER files. Leaves: `Named` texts with PER, ORG and LOC spans.

Three labels only: what the corpora call MISC, OTH, product, event or work is not agreed on between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.conllu import Sentence, Word, open_text

LABELS = {
    **dict.fromkeys(("PER", "person", "politician", "writer", "musicalartist", "scientist", "researcher"), "PER"),
    **dict.fromkeys(("ORG", "organization", "organisation", "politicalparty", "band", "university"), "ORG"),
    **dict.fromkeys(("LOC", "place", "location", "country"), "LOC"),
}
NO_SPACE_BEFORE = frozenset((*".,:;!?)]%'", "'s", "'re", "'ve", "'ll", "'d", "'m", "n't", "''"))
NO_SPACE_AFTER = frozenset((*"([$£€", "``"))


@dataclass(frozen=True, slots=True)
class Named:
    """A text with its names, and the spans of which nothing is known. All spans are (start, end, label)."""

    text: str
    entities: tuple[tuple[int, int, str], ...]
    unknown: tuple[tuple[int, int, str], ...] = ()


def read_uner(path: Path) -> Iterator[Named]:
    """Universal NER: words in the text given by its `# text` line."""
    text, words, tags = "", [], []
    for line in [*open_text(path), ""]:
        if line.startswith("# text ="):
            text = line.removeprefix("# text =").strip()
        elif line and line[0] != "#":
            _, word, tag, *_ = line.split("\t")
            words.append(word)
            tags.append(tag)
        elif not line and words:
            yield Named(text, tuple(_spans(_place(text, words), tags)))
            words, tags = [], []


def read_iob(path: Path) -> Iterator[Named]:
    """WikiGold (IOB1) and CrossNER (IOB2): bare words, glued together again as the press would print them."""
    words, tags = [], []
    for line in [*open_text(path), ""]:
        if line.strip():
            word, tag = line.split()
            words.append(word)
            tags.append(tag)
        elif words:
            text = glue(words)
            spans = _spans(_place(text, words), tags)
            # CrossNER also marks descriptions ("a liberal party"), which are no names.
            yield Named(
                text, tuple(span for span in spans if text[span[0] : span[1]] != text[span[0] : span[1]].lower())
            )
            words, tags = [], []


def glue(words: Iterable[str]) -> str:
    """Running text from a treebank's loose words.

    >>> glue("It ( the bank 's ) fell , he said .".split())
    "It (the bank's) fell, he said."
    >>> glue([])
    ''
    """
    text = ""
    for word in words:
        if text and word not in NO_SPACE_BEFORE and not (text[-1] in NO_SPACE_AFTER or text.endswith(" ``")):
            text += " "
        text += word
    return text


def read_gum(sentences: Iterable[Sentence]) -> Iterator[Named]:
    """GUM marks every mention; a name is one whose head is a proper noun, cut down to the proper nouns around the head."""
    for sentence in sentences:
        starts, at = [], 0
        for word in sentence.words:
            starts.append(at)
            at += len(word.form) + word.space
        found = {}
        for first, last, label, head in _mentions(sentence):
            if label not in LABELS or sentence.words[head].upos != "PROPN":
                continue
            low = high = head
            while low > first and _in_name(sentence, low - 1, first, last):
                low -= 1
            while high < last and _in_name(sentence, high + 1, first, last):
                high += 1
            while low < head and not _proper(sentence.words[low]):
                low += 1
            while high > head and not _proper(sentence.words[high]):
                high -= 1
            span = (starts[low], starts[high] + len(sentence.words[high].form))
            found.setdefault(span, LABELS[label])
        yield Named(sentence.text, tuple(_outermost((*span, label) for span, label in found.items())))


def _in_name(sentence: Sentence, at: int, first: int, last: int) -> bool:
    """Whether a word carries a name on: a proper noun, or a small word between two of them ("Bank of England")."""
    word = sentence.words[at]
    if _proper(word) or word.xpos == "HYPH":
        return True
    inner = first < at < last and word.form in ("of", "the", "&", "for", "de", "von", "van", "al")
    return inner and any(_proper(sentence.words[n]) for n in (at + 1, min(at + 2, last)))


def _proper(word: Word) -> bool:
    """Proper noun by either tag set: the "United" of "United States" is an ADJ, and an NNP."""
    return word.upos == "PROPN" or word.xpos in ("NNP", "NNPS")


def _mentions(sentence: Sentence) -> Iterator[tuple[int, int, str, int]]:
    """(first word, last word, type, head word) of every mention in the `Entity=` field, brackets matched by id."""
    open_ones: dict[str, list[tuple[int, str, str]]] = {}
    for at, word in enumerate(sentence.words):
        match = re.search(r"Entity=([^|]*)", word.misc)
        for part in re.findall(r"\([^()]+\)?|[^()]+\)", match[1] if match else ""):
            fields = part.strip("()").split("-")
            if part.startswith("("):
                open_ones.setdefault(fields[0], []).append(
                    (at, fields[1] if len(fields) > 1 else "", "-".join(fields[2:]))
                )
            if part.endswith(")") and open_ones.get(fields[0]):
                first, label, _ = open_ones[fields[0]].pop()
                yield first, at, label, _head(sentence, first, at)


def _head(sentence: Sentence, first: int, last: int) -> int:
    """The word of a span whose head lies outside it."""
    return next((at for at in range(first, last + 1) if not first <= sentence.words[at].head <= last), last)


def _place(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where each word stands in the text."""
    places, at = [], 0
    for word in words:
        start = text.index(word, at)
        at = start + len(word)
        places.append((start, at))
    return places


def _spans(places: list[tuple[int, int]], tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """Entities from IOB tags, either flavour; labels outside `LABELS` are left out, as is UNER's stray "B-O"."""
    current = None
    for (start, end), tag in zip(places, tags, strict=True):
        prefix, _, label = tag.partition("-")
        if current and prefix == "I" and label == current[2]:
            current = (current[0], end, label)
            continue
        if current and current[2] in LABELS:
            yield (*current[:2], LABELS[current[2]])
        current = (start, end, label) if label else None
    if current and current[2] in LABELS:
        yield (*current[:2], LABELS[current[2]])


def _outermost(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Of overlapping spans the longest, in order."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return sorted(kept)
