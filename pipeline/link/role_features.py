"""What speaks for and against a candidate party, as names of features.

A scene, a kind and candidates enter, a row of features per candidate leaves, and a last one for nobody. Relations are read
from the tree and again from the order of words, because a parse can be wrong; who takes part in what a sense speaks of comes
from `lang/shared/frames.toml`. Start with `role_features`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.lang.frames import frame_of, relation_of
from pipeline.lang.kinds import kind_of
from pipeline.lang.senses import Hit
from pipeline.link.candidates import Candidate, Places, list_candidates, place_mentions
from pipeline.link.kinds import stretch
from pipeline.link.parts import Parts, first_conjunct, read_parts
from pipeline.link.scene import Scene, Words
from pipeline.link.speech import read_speeches
from pipeline.records import Document

#: Kinds whose parties take part alike: their rows teach one another.
_GROUPS = {
    **dict.fromkeys(("valuation", "market_move", "revenue", "profit", "loss", "holdings", "macro", "savings"), "level"),
    **dict.fromkeys(("investment", "funding_round", "securities_issue"), "capital"),
    **dict.fromkeys(("spending", "contract", "other", "shareholder_return"), "outlay"),
}


@dataclass(frozen=True)
class Ground:
    """What is read once for all amounts of an article. `speakers[s]` are the words of sentence s that name who speaks."""

    places: Places
    topics: tuple[str, ...]
    parts: Parts
    speakers: Mapping[int, frozenset[int]]


def read_ground(document: Document, read: Mapping[int, Words]) -> Ground:
    """Where the parties stand, what the article is about, which parts they take, who speaks."""
    places = place_mentions(document)
    speeches = read_speeches(read, document)
    speakers = {index: read[index].speakers | {speech.word for speech in told} for index, told in speeches.items()}
    return Ground(places, topics_of(read), read_parts(document, read, places), speakers)


def topics_of(read: Mapping[int, Words]) -> tuple[str, ...]:
    """What the article is about: the two topics and the kinds of price that it speaks of most."""
    counts: Counter[str] = Counter()
    for words in read.values():
        counts.update(hit.sense for hit in words.hits if hit.sense.startswith(("topic.", "price.", "damage.", "pay.")))
    return tuple(sorted(counts, key=lambda sense: (-counts[sense], sense))[:2])


def _start(hit: Hit) -> int:
    return hit.start


def trigger_of(scene: Scene) -> str:
    """The sense of the word nearest in the tree that speaks for a kind, "" without one."""
    best = min(
        (
            (sum(place) if (place := scene.place[hit.start]) else 9, abs(scene.distance(hit.start)), hit.sense)
            for hit in scene.hits
            if kind_of(hit.sense) is not None
        ),
        default=(0, 0, ""),
    )
    return best[2]


def link(scene: Scene, i: int) -> tuple[str, tuple[str, ...]]:
    """How word i hangs together with the amount: steps, label and preposition, voice; and the senses where they join."""
    place = scene.place[i]
    if place is None:
        return "x", ()
    up, down = place
    words, tokens = scene.words, scene.words.tokens
    joint, top = scene.joint(i)
    at = scene.head if joint is None else joint
    voice = "p" if "pass" in tokens[top].dep or words.passives[at] else ""
    label = tokens[top].dep.partition(":")[0]
    return f"u{min(up, 3)}d{min(down, 3)}:{label}.{words.prepositions[top]}{voice}", words.senses[at]


def frame_votes(scene: Scene, i: int) -> Iterable[str]:
    """The roles that the senses between word i and the amount give to it, by its relation to where they join: at the joint
    ("fj"), between joint and amount ("fb"), at a sister ("fs"); marked when word i hangs deeper in its branch."""
    place = scene.place[i]
    if place is None:
        return
    up, down = place
    words, tokens = scene.words, scene.words.tokens
    joint, top = scene.joint(i)
    if down == 0:
        if joint is not None:  # the amount hangs on the candidate
            yield "fo:" + (relation_of(tokens[top].dep, "") or "x")
        return
    relation = relation_of(tokens[top].dep, words.prepositions[top])
    if relation is None:
        return
    low = "" if down == 1 else "'"
    sisters = [c for c in words.arguments[joint] if c != top] if joint is not None else []
    for vote, places in (
        ("fj", [joint] if joint is not None else []),
        ("fb", scene.path[: max(0, up - 1)]),
        ("fs", sisters),
    ):
        for at in places:
            for sense in words.senses[at]:
                if role := frame_of(sense).get(relation):
                    yield f"{vote}{low}:{role}"


def surface_features(
    candidate: Candidate, scene: Scene, trigger: str, kind: str, parties: Sequence[int]
) -> Iterable[str]:
    """What the order of words says, whatever the tree: the preposition before the mention, and what stands between."""
    words, word, first = scene.words, candidate.word, candidate.first
    if word is None or first is None:
        return
    at = first - 1
    while at >= 0 and words.tokens[at].pos in ("DET", "ADJ", "NUM", "PRON") and not words.senses[at]:
        at -= 1
    before = next((s[5:] for s in words.senses[at] if s.startswith("prep.")), "") if at >= 0 else ""
    side = "b" if scene.distance(word) < 0 else "a"
    yield f"sp:{side}:{before}"
    yield f"sp:{side}:{before}:{kind}"
    if role := frame_of(trigger).get(before or "subj"):
        yield f"sf:{side}:{role}"
    low, high = (word, scene.first) if side == "b" else (scene.last - 1, word)
    between = max(0, bisect_left(parties, high) - bisect_right(parties, low))
    yield f"sb:{side}:{min(between, 3)}"
    yield f"sb:{side}:{min(between, 3)}:{kind}"
    begin, end = (bound(words.telling, at, key=_start) for bound, at in ((bisect_right, low), (bisect_left, high)))
    for hit in words.telling[begin : min(begin + 3, end)] if side == "b" else words.telling[max(begin, end - 3) : end]:
        yield f"sv:{side}:{hit.sense}"
        if role := frame_of(hit.sense).get(before or "subj"):
            yield f"sg:{side}:{role}"
            yield f"sg:{side}:{role}:{kind}"
    if first == 0 or (first == 1 and words.tokens[0].pos == "DET"):
        yield "s0"
    after = words.tokens[word + 1].text if word + 1 < len(words.tokens) else ""
    if after in ("'s", "'"):
        yield "poss"


def candidate_features(
    candidate: Candidate,
    scene: Scene,
    *,
    kind: str,
    trigger: str,
    ranks: Mapping[int, str],
    parties: Sequence[int],
) -> list[str]:
    """What speaks for and against a candidate."""
    sort, where = candidate.sort, max(-3, min(1, candidate.sentence))
    found = [f"c:{sort}", f"c:{sort}:{kind}"]
    exact, kind = kind, _GROUPS.get(kind, kind)
    found += [f"w:{where}", f"w:{where}:{kind}", f"f:{candidate.form}"]
    found += [f"f:{candidate.form}:{where}:{kind}", f"o:{min(candidate.order, 5)}:{kind}"]
    count = 4 if candidate.count > 8 else 3 if candidate.count > 4 else 2 if candidate.count > 1 else 1
    found += [f"n:{count}", f"n:{count}:{kind}", f"n:{count}:{where}"]
    if candidate.titled:
        found += ["t", f"t:{kind}", f"t:{where}"]
    if candidate.led:
        found += ["l", f"l:{kind}"]
    word = candidate.word
    if word is None:
        return found
    path, senses = link(scene, word)
    far = stretch(scene.distance(word))
    found += [f"p:{path}", f"p:{path}:{kind}", f"p:{path}:{trigger}", f"p:{path}:{sort}", f"d:{far}", f"d:{far}:{kind}"]
    found += [f"d:{far}:{sort}", f"r:{ranks.get(word)}", f"r:{ranks.get(word)}:{kind}"]
    found += [f"j:{path}:{sense}" for sense in senses if not sense.startswith("prep.")]
    found += surface_features(candidate, scene, trigger, kind, parties)
    votes = set(frame_votes(scene, word))
    found += votes
    found += [f"{vote}:{kind}" for vote in votes]
    relation = relation_of(scene.words.tokens[word].dep, scene.words.prepositions[word])
    if (role := frame_of(trigger).get(relation or "")) is not None:
        found += [f"ft:{role}", f"ft:{role}:{min(3, sum(scene.place[word] or (9,)))}"]
    own = scene.words.senses[word]
    for sense in own:
        if not sense.startswith("prep."):
            found += [f"s:{sense}", f"s:{sense}:{exact}"]
    if not own:
        found += ["s:none", f"s:none:{exact}"]
    if candidate.speaks:
        found += ["speaks", f"speaks:{kind}"]
    if scene.words.sentence.heading:
        found.append(f"h:{path}")
    return found


def does_pay(scene: Scene, word: int | None) -> bool:
    """Whether a word, or what it is joined to, is the subject of the active verb of paying whose object the amount is:
    "while Britain gave $3 million"."""
    tokens, senses = scene.words.tokens, scene.words.senses
    if word is None or not scene.path or tokens[scene.head].dep != "obj":
        return False
    verb, subject = scene.path[0], first_conjunct(scene.words, word)
    if tokens[subject].head != verb or tokens[subject].dep != "nsubj" or scene.words.passives[verb]:
        return False
    told = {frame_of(sense).get("subj") for sense in senses[verb] if kind_of(sense) != "other"} - {None}
    return told == {"payer"}


def nobody_features(
    scene: Scene, kind: str, trigger: str, *, near: int, topics: Iterable[str], language: str | None
) -> list[str]:
    """What speaks for an empty role."""
    found = [
        "none", f"none:{kind}", f"none:{kind}:{trigger}", f"none:near{min(near, 3)}", f"none:{kind}:near{min(near, 3)}",
        f"none:{kind}:heading{scene.words.sentence.heading}", f"none:{trigger}",
        f"none:{language}:{kind}", f"none:per:{scene.amount.per}", f"none:per:{scene.amount.per}:{kind}",
    ]  # fmt: skip
    found += [f"none:{kind}:{topic}" for topic in topics]
    found += [f"none:s:{hit.sense}" for hit in scene.hits if hit.sense.startswith(("transfer.", "move.", "class."))]
    if scene.path:
        found += [
            f"none:g:{sense}:{kind}" for sense in scene.words.senses[scene.path[0]] if not sense.startswith("prep.")
        ]
    return found


def order_ranks(scene: Scene, candidates: Iterable[Candidate]) -> dict[int, str]:
    """For the head of each candidate in the sentence its rank by distance on its side of the amount."""
    words = sorted({c.word for c in candidates if c.word is not None}, key=lambda i: abs(scene.distance(i)))
    ranks: dict[int, str] = {}
    count = {"b": 0, "a": 0}
    for word in words:
        side = "b" if scene.distance(word) < 0 else "a"
        count[side] += 1
        ranks[word] = f"{side}{min(count[side], 4)}"
    return ranks


def role_features(
    scene: Scene, document: Document, kind: str, ground: Ground
) -> tuple[tuple[Candidate, ...], list[list[str]]]:
    """The candidates and the features of each; the last row is nobody's."""
    speaking = ground.speakers.get(scene.words.index, frozenset())
    candidates = tuple(
        replace(
            candidate, speaks=candidate.word in speaking, pays=candidate.order >= 0 and does_pay(scene, candidate.word)
        )
        for candidate in list_candidates(scene, document, ground.places)
    )
    trigger = trigger_of(scene)
    ranks = order_ranks(scene, candidates)
    parties = sorted({c.word for c in candidates if c.word is not None and c.order >= 0})
    rows = [candidate_features(c, scene, kind=kind, trigger=trigger, ranks=ranks, parties=parties) for c in candidates]
    return candidates, [
        *rows,
        nobody_features(
            scene, kind, trigger, near=len(parties), topics=ground.topics, language=document.article.language
        ),
    ]
