"""Who holds the stage of an article: the subject of the amount's clause, of the sentences before, the party named most.

Scenes and sentences as words enter; the subjects of a clause and features of a party that is named elsewhere leave. Start
with `read_stage` for an article and `clause_features` for an amount.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.link.candidates import Places, head_of
from pipeline.link.scene import Scene, Words
from pipeline.records import Document

_SUBJECTS = ("nsubj", "csubj")
#: Ranks beyond this one are told apart no further.
_LAST = 3


@dataclass(frozen=True)
class Stage:
    """`ranks[p]` is the rank of party p by how often it is named among those of its kind, `subjects` the sentences whose
    subject is a party, in order, with those parties."""

    ranks: Mapping[int, int]
    kinds: Sequence[str]
    sentences: tuple[int, ...]
    subjects: tuple[frozenset[int], ...]

    def features(self, party: int, sentence: int, *, here: bool, kind: str) -> Iterator[str]:
        """What the stage says of a party at a sentence."""
        rank = min(self.ranks.get(party, _LAST), _LAST)
        where = "here" if here else "away"
        sort = self.kinds[party]
        yield f"q:{rank}:{where}"
        yield f"q:{rank}:{where}:{kind}"
        yield f"q:{rank}:{where}:{sort}"
        at = bisect_left(self.sentences, sentence)
        if at and party in self.subjects[at - 1]:
            yield f"ls:{where}"
            yield f"ls:{where}:{kind}"


def read_stage(document: Document, read: Mapping[int, Words], places: Places) -> Stage:
    """The stage of an article.

    >>> from pipeline.records import Article
    >>> from pipeline.link.candidates import place_mentions
    >>> nobody = Document(Article("a", ""), "", (), (), (), (), (), ())
    >>> read_stage(nobody, {}, place_mentions(nobody)).sentences
    ()
    """
    kinds = [party.kind for party in document.parties]
    ranks: dict[int, int] = {}
    seen: Counter[str] = Counter()
    for party in sorted(range(len(kinds)), key=lambda p: (-len(places.homes[p]), p)):
        seen[kinds[party]] += 1
        ranks[party] = seen[kinds[party]]
    subjects: dict[int, frozenset[int]] = {}
    for index, words in sorted(read.items()):
        acting = frozenset(_acting(document, words, places.inside.get(index, ())))
        if acting:
            subjects[index] = acting
    return Stage(ranks, kinds, tuple(subjects), tuple(subjects.values()))


def _acting(document: Document, words: Words, inside: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The parties that are subjects in a sentence."""
    if not words.parsed:
        return
    for party, at in inside:
        first, last = words.between(document.parties[party].mentions[at].span)
        if first < last and words.tokens[head_of(words, first, last)].dep.startswith(_SUBJECTS):
            yield party


def clause_of(scene: Scene) -> tuple[tuple[int, ...], str]:
    """The subjects of the first word above an amount that has one, with the voice: "a" active, "p" passive."""
    words = scene.words
    for at in scene.path:
        found = tuple(c for c in words.children[at] if words.tokens[c].dep.startswith(_SUBJECTS))
        if found:
            return found, "p" if words.passives[at] else "a"
    return (), "a"


def clause_features(scene: Scene, word: int, trigger: str, kind: str) -> Iterable[str]:
    """Whether a word is the subject of the clause that the amount stands in, or of another one."""
    subjects, voice = clause_of(scene)
    if word in subjects:
        yield from ("cs:own", f"cs:own:{voice}:{kind}", f"cs:own:{voice}:{trigger}")
    elif scene.words.tokens[word].dep.startswith("nsubj"):
        yield from ("cs:other", f"cs:other:{kind}")
