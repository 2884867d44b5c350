"""What speaks for a reporting construction as the source of an amount, and for the article speaking for itself.

A scene with the article's `Voices` enters, constructions with named features leave. Start with `source_table`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.link.quotations import find_quotations, quotation_at, sentences_of
from pipeline.link.scene import Scene, Words
from pipeline.link.speech import Speech, read_speeches
from pipeline.records import Document, Span

#: Sentences before the amount's own in which a speaker is looked for.
BACK = 2
#: Characters between the end of a quotation and the verb of the clause that closes it: '", a notamment expliqué'.
CLOSE = 25
#: Constructions of one sentence that are weighed at most; gold/train has 7.
MOST = 16

Near = Mapping[int, Sequence[Speech]]


@dataclass(frozen=True)
class Voices:
    """Who speaks in an article: the constructions of each sentence, in how many sentences each name speaks without being
    guessed, and what is quoted."""

    document: Document
    read: Mapping[int, Words]
    spoken: Mapping[int, tuple[Speech, ...]]
    often: Mapping[str, int]
    quotations: tuple[Span, ...]
    starts: tuple[int, ...]


def read_voices(document: Document, read: Mapping[int, Words]) -> Voices:
    """The voices of an article.

    >>> from pipeline.records import Article
    >>> read_voices(Document(Article("a", ""), "", (), (), (), (), (), ()), {}).spoken
    {}
    """
    spoken = read_speeches(read, document)
    often = Counter(
        name for told in spoken.values() for name in {s.name for s in told if s.how in ("name", "apposed", "noun")}
    )
    starts = tuple(sentence.span.start for sentence in document.sentences)
    return Voices(document, read, spoken, often, find_quotations(document.article.text), starts)


def source_table(scene: Scene, voices: Voices) -> tuple[tuple[Speech, ...], list[list[str]]]:
    """Who may be the source of an amount and what speaks for each, the last row for nobody. One name is one candidate
    whatever the constructions that lead to it: its features are those of all, its speech the first of them, and those of
    the amount's own sentence come first."""
    here = scene.words.index
    quotation = quotation_at(voices.quotations, scene.amount.core.start)
    order = [*range(here, here - BACK - 1, -1), here + 1]
    if quotation is not None:
        order += [i for i in sentences_of(quotation, voices.starts, here, here) if i not in order]
    near = {index: _nearest(scene, voices.spoken.get(index, ())) for index in order}
    found: dict[str, list[Speech]] = {}
    for speech in (speech for index in order for speech in near[index]):
        found.setdefault(speech.name, []).append(speech)
    rows = []
    for told in found.values():
        features = (f for speech in told for f in source_features(speech, scene, voices, near, quotation))
        rows.append([*dict.fromkeys(features), f"led:{min(3, len(told))}"])
    return tuple(told[0] for told in found.values()), [*rows, silence_features(scene, voices, near, quotation)]


def _nearest(scene: Scene, speeches: tuple[Speech, ...]) -> tuple[Speech, ...]:
    """The constructions of a sentence; where they are too many, those nearest to the amount in words."""
    if len(speeches) <= MOST:
        return speeches
    nearest = sorted(speeches, key=lambda speech: abs(speech.verb - scene.first))[:MOST]
    return tuple(speech for speech in speeches if speech in nearest)


def source_features(speech: Speech, scene: Scene, voices: Voices, near: Near, quotation: Span | None) -> list[str]:
    """What speaks for a construction as the source of an amount; `near` are those of each sentence around it."""
    back = scene.words.index - speech.sentence
    cue, how, language = speech.cue, f"{speech.construction}:{back}", voices.document.article.language
    place = beside(speech, quotation, voices.read[speech.sentence])
    found = [f"c:{how}", f"v:{cue}", f"v:{cue}:{how}", f"k:{speech.sort}", f"k:{speech.sort}:{how}", f"f:{speech.how}"]
    found += [f"f:{speech.how}:{speech.sort}", f"f:{speech.how}:{how}", f"q:{place}", f"q:{place}:{how}"]
    found += [f"l:{language}:{how}", f"l:{language}:{cue}", f"l:{language}:{speech.how}"]
    found += [f"t:{trait}:{speech.construction}" for trait in speech.traits]
    found += [f"t:{trait}:{how}" for trait in speech.traits if trait.startswith("apart")]
    found += [f"often:{min(3, voices.often.get(speech.name, 0))}", f"n:{min(3, len(near[speech.sentence]))}:{back}"]
    if speech is near[speech.sentence][0]:
        found.append(f"first:{back}")
    found += _inside(speech, scene, near) if back == 0 else _beyond(scene, near, how, back)
    if scene.words.sentence.heading:
        found.append(f"heading:{how}")
    return found


def _inside(speech: Speech, scene: Scene, near: Near) -> list[str]:
    """How the amount stands to a construction of its own sentence."""
    place, link = scene.place[speech.verb], linked(speech, scene)
    found = [f"link:{link}:{speech.construction}", f"link:{link}:{speech.cue}"]
    if place is None:
        found.append("p:x")
    else:
        found.append(f"p:{min(3, place[0])}.{min(2, place[1])}:{speech.construction}")
        if place[1] == 0:
            found.append(f"above:{speech.construction}:{speech.cue}")
    gap = abs(scene.distance(speech.verb))
    nearer = [other for other in near[speech.sentence] if abs(scene.distance(other.verb)) < gap]
    found.append("before" if speech.verb < scene.first else "after")
    found.append(f"d:{'near' if gap < 8 else 'mid' if gap < 20 else 'far'}:{speech.construction}")
    found.append(f"rank:{min(2, len(nearer))}")
    return found


def _beyond(scene: Scene, near: Near, how: str, back: int) -> list[str]:
    """How the amount's sentence begins and whether anybody speaks in it, for a construction of another one."""
    found = [f"own:{bool(near[scene.words.index])}:{how}"]
    if scene.words.tokens:
        found.append(f"start:{scene.words.tokens[0].pos}:{back}")
        found += [f"start:{sense}:{back}" for sense in scene.words.senses[0]]
    return found


def beside(speech: Speech, quotation: Span | None, sentence: Words) -> str:
    """Where a reporting word stands to the quotation that holds the amount: right behind it, before it, inside, beyond."""
    if quotation is None:
        return "free"
    at = sentence.tokens[speech.verb].span
    if at.start >= quotation.end:
        return "closes" if at.start - quotation.end <= CLOSE else "after"
    if at.end <= quotation.start:
        return "opens" if quotation.start - at.end <= CLOSE else "before"
    return "inside"


def linked(speech: Speech, scene: Scene) -> str:
    """How the amount hangs below the reporting word ("ccomp", "obj"), or the word in a clause of its own beside it."""
    if speech.verb in scene.path:
        at = scene.path.index(speech.verb)
        return scene.words.tokens[scene.path[at - 1] if at else scene.head].dep.partition(":")[0]
    place = scene.place[speech.verb]
    if place is None:
        return "far"
    return f"{min(2, place[1])}{scene.words.tokens[speech.verb].dep.partition(':')[0]}"


def silence_features(scene: Scene, voices: Voices, near: Near, quotation: Span | None) -> list[str]:
    """What speaks for the article speaking for itself."""
    own, before = len(near[scene.words.index]), len(near[scene.words.index - 1])
    whole = quotation is not None and not scene.words.sentence.span.contains(quotation)
    quote = "no" if quotation is None else "whole" if whole else "part"
    return [
        "none", f"none:{min(own, 2)}", f"none:{min(own, 2)}:{min(before, 1)}", f"none:quote{quote}:{min(own, 1)}",
        f"none:heading{scene.words.sentence.heading}", f"none:lead{scene.words.index <= 1}:{min(own, 1)}",
        f"none:{voices.document.article.language}",
    ]  # fmt: skip
