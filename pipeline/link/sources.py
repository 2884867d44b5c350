"""Whom the article names for a statement (spec §5): reporting constructions ranked for each amount, or nobody.

Scenes enter, a `Source` leaves for each. A construction of the amount's own sentence counts, and one of the two sentences
before when this one goes on with the same announcement or stands in the same quotation (rulings 17 and 25).
Start with `read_sources`; the words are in `lang/*/sources.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.link.model import ranker, softmax
from pipeline.link.scene import Scene, Words
from pipeline.link.speech import Speech, read_speeches
from pipeline.records import Document, Source

#: Sentences before the amount's own in which a speaker is looked for.
BACK = 2
#: Constructions of one sentence that are weighed at most; gold/train has 7.
MOST = 16
_ANONYMOUS = ("unnamed", "group", "anonymous.source")


def quoted(document: Document, scene: Scene) -> bool:
    """Whether an odd number of quotation marks stands before the amount in its sentence and the one before it."""
    start = scene.words.sentence.span.start
    return document.folded.count('"', start, scene.amount.span.start) % 2 == 1


def linked(speech: Speech, scene: Scene) -> str:
    """How the amount hangs below the reporting word ("ccomp", "obj"), or the word in a clause of its own beside it."""
    if speech.verb in scene.path:
        at = scene.path.index(speech.verb)
        return scene.words.tokens[scene.path[at - 1] if at else scene.head].dep.partition(":")[0]
    place = scene.place[speech.verb]
    if place is None:
        return "far"
    return f"{min(2, place[1])}{scene.words.tokens[speech.verb].dep.partition(':')[0]}"


def source_features(
    speech: Speech, scene: Scene, document: Document, near: Mapping[int, Sequence[Speech]]
) -> list[str]:
    """What speaks for a construction as the source of an amount; `near` are those of each sentence around it."""
    back = scene.words.index - speech.sentence
    cue, how = speech.cue, f"{speech.construction}:{back}"
    found = [f"c:{how}", f"v:{cue}", f"v:{cue}:{how}", f"k:{speech.sort}", f"k:{speech.sort}:{how}", f"f:{speech.how}"]
    found += [f"f:{speech.how}:{speech.sort}", f"f:{speech.how}:{how}"]
    quote = quoted(document, scene)
    found.append(f"q:{quote}:{how}")
    inside = near[speech.sentence]
    found.append(f"n:{min(3, len(inside))}:{back}")
    if speech is inside[0]:
        found.append(f"first:{back}")
    found += [f"t:{trait}:{speech.construction}" for trait in speech.traits]
    found += [f"t:{trait}:{how}" for trait in speech.traits if trait.startswith("apart")]
    if back == 0:
        place = scene.place[speech.verb]
        found.append(f"link:{linked(speech, scene)}:{speech.construction}")
        found.append(f"link:{linked(speech, scene)}:{cue}")
        if place is None:
            found.append("p:x")
        else:
            found += [f"p:{min(3, place[0])}.{min(2, place[1])}:{speech.construction}"]
            if place[1] == 0:
                found.append(f"above:{speech.construction}:{cue}")
        found.append("before" if speech.verb < scene.first else "after")
        gap = abs(scene.distance(speech.verb))
        found.append(f"d:{'near' if gap < 8 else 'mid' if gap < 20 else 'far'}:{speech.construction}")
        nearer = [o for o in inside if abs(scene.distance(o.verb)) < gap]
        found.append(f"rank:{min(2, len(nearer))}")
    else:
        found.append(f"own:{bool(near[scene.words.index])}:{how}")
        first = scene.words.tokens[0] if scene.words.tokens else None
        if first is not None:
            found.append(f"start:{first.pos}:{back}")
        found += [f"start:{sense}:{back}" for sense in (scene.words.senses[0] if scene.words.tokens else ())]
    if scene.words.sentence.heading:
        found.append(f"heading:{how}")
    return found


def silence_features(scene: Scene, document: Document, near: Mapping[int, Sequence[Speech]]) -> list[str]:
    """What speaks for the article speaking for itself."""
    own, before = len(near[scene.words.index]), len(near[scene.words.index - 1])
    quote = quoted(document, scene)
    return [
        "none", f"none:{min(own, 2)}", f"none:{min(own, 2)}:{min(before, 1)}", f"none:quote{quote}:{min(own, 1)}",
        f"none:heading{scene.words.sentence.heading}", f"none:lead{scene.words.index <= 1}:{min(own, 1)}",
        f"none:{document.article.language}",
    ]  # fmt: skip


def source_table(
    scene: Scene, document: Document, spoken: Mapping[int, tuple[Speech, ...]]
) -> tuple[tuple[Speech, ...], list[list[str]]]:
    """The constructions near an amount and the features of each; the last row is nobody's."""
    here = scene.words.index
    order = (*range(here, here - BACK - 1, -1), here + 1)
    near = {index: _nearest(scene, spoken.get(index, ())) for index in order}
    speeches = tuple(speech for index in order for speech in near[index])
    rows = [source_features(speech, scene, document, near) for speech in speeches]
    return speeches, [*rows, silence_features(scene, document, near)]


def _nearest(scene: Scene, speeches: tuple[Speech, ...]) -> tuple[Speech, ...]:
    """The constructions of a sentence; where they are too many, those nearest to the amount in words."""
    if len(speeches) <= MOST:
        return speeches
    nearest = sorted(speeches, key=lambda speech: abs(speech.verb - scene.first))[:MOST]
    return tuple(speech for speech in speeches if speech in nearest)


def read_sources(scenes: Sequence[Scene], document: Document, read: Mapping[int, Words]) -> tuple[Source, ...]:
    """The source of each amount.

    >>> from pipeline.records import Article
    >>> read_sources((), Document(Article("a", ""), "", (), (), (), (), (), ()), {})
    ()
    """
    model = ranker("source")
    spoken = read_speeches(read, document) if scenes else {}
    found: list[Source] = []
    for scene in scenes:
        speeches, rows = source_table(scene, document, spoken)
        shares = softmax(model.scores(rows))[:, 0]
        best = int(shares.argmax())
        if best == len(speeches):
            found.append(Source(None, "none"))
            continue
        speech = speeches[best]
        rule = f"source:{speech.construction}<" + "+".join(model.reasons(0, rows[best]))
        found.append(Source(speech.name, source_kind(speech), speech.span, rule))
    return tuple(found)


def source_kind(speech: Speech) -> str:
    """Whether a source is named: a name, or a description that holds one ("a spokesman for Orphéa")."""
    if speech.how == "chain":
        return "anonymous"
    if speech.how != "noun":
        return "named"
    if speech.sort in _ANONYMOUS:
        return "anonymous"
    return "named" if any(word[:1].isupper() for word in speech.name.split()[1:]) else "anonymous"
