"""CoNLL-U treebanks. Enters: a file, plain or gzipped. Leaves: `Sentence` records with their words, in file order."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

NO_SPACE = "SpaceAfter=No"
TREEBANKS = ("en-ewt", "en-gum")  # those that train; PUD only tests


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word. `head` counts from 0 within the sentence; the root is its own head."""

    form: str
    space: bool
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    dep: str
    misc: str = "_"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the `document` it stands in, and its words."""

    id: str
    document: str
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return "".join(word.form + " " * word.space for word in self.words).strip()


def open_text(path: Path) -> Iterator[str]:
    """The lines of a text file without their line ends, gunzipped when its name ends in `.gz`."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def read_conllu(path: Path) -> tuple[Sentence, ...]:
    """Every sentence of a treebank file."""
    return tuple(parse_conllu(open_text(path)))


def parse_conllu(lines: Iterable[str]) -> Iterator[Sentence]:
    """Sentences from CoNLL-U lines. Contractions ("don't") become their words, glued; empty nodes ("8.1") are left out.

    >>> rows = ("# sent_id = s1", "1-2\\tDon't\\t_\\t_\\t_\\t_\\t_\\t_\\t_\\t_",
    ...         "1\\tDo\\tdo\\tAUX\\tVBP\\t_\\t3\\taux\\t_\\t_", "2\\tn't\\tnot\\tPART\\tRB\\t_\\t3\\tadvmod\\t_\\t_",
    ...         "3\\tgo\\tgo\\tVERB\\tVB\\t_\\t0\\troot\\t_\\tSpaceAfter=No", "4\\t.\\t.\\tPUNCT\\t.\\t_\\t3\\tpunct\\t_\\t_", "")
    >>> [sentence] = parse_conllu(rows)
    >>> sentence.text, [word.head for word in sentence.words]
    ("Don't go.", [2, 2, 2, 2])
    >>> list(parse_conllu(["# only = a comment", ""]))
    []
    """
    document, identifier, rows = "", "", []
    for line in lines:
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            if key.strip() == "newdoc id":
                document = value.strip()
            elif key.strip() == "sent_id":
                identifier = value.strip()
        elif line.strip():
            rows.append(line.split("\t"))
        elif rows:
            yield Sentence(identifier, document, _words(rows))
            rows = []
    if rows:
        yield Sentence(identifier, document, _words(rows))


def _words(rows: list[list[str]]) -> tuple[Word, ...]:
    glued: dict[int, bool] = {}
    for row in rows:
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            glued.update(dict.fromkeys(range(first, last), True))
            glued[last] = NO_SPACE in row[9]
    words = []
    for row in rows:
        if not row[0].isdigit():
            continue
        number, head = int(row[0]), int(row[6])
        space = not glued.get(number, NO_SPACE in row[9])
        feats = "" if row[5] == "_" else row[5]
        # A lemma "_" is missing, unless the word itself is an underscore.
        lemma = "" if row[2] == "_" and row[1] != "_" else row[2]
        words.append(Word(row[1], space, lemma, row[3], row[4], feats, (head or number) - 1, row[7], row[9]))
    return tuple(words)
