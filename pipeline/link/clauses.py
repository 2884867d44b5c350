"""The clause that governs an amount: its verbs up to the first finite one, their tense, what negates them.

A `Scene` enters, a `Clause` leaves (`read_clause`), None where no verb stands above the amount. It is read from the tree
alone, with the modal words of `lang/*/status.toml`; what it means for the status is in `lang/shared/decisions.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.link.scene import Scene, Words

#: Relations by which a verb without a tense of its own leans on the verb above it: "expects to earn", "va verser".
_LEANING = frozenset({"xcomp", "ccomp", "conj", "obj", "obl", "advcl", "aux", "csubj"})
#: Relations that only a predicate has below it: a word with one is read as a verb whatever the tagger says, for the small
#: French model takes "boucle", "renonce", "table" in the press present for nouns.
_PREDICATIVE = frozenset({"nsubj", "obj", "xcomp", "ccomp", "expl"})
_AUXILIARY = frozenset({"aux", "cop"})
#: How what a verb acts on hangs on it, in the active and in the passive.
_ACTED_ON = frozenset({"obj", "nsubj:pass"})
#: Steps from the amount's verb to the verb that has the tense: "should be able to begin to pay".
MAX_CHAIN = 4


@dataclass(frozen=True, slots=True)
class Clause:
    """`verbs`: from the amount's own verb to the first that has a tense. `tense`: "future", "conditional", "modal", "past",
    "perfect", "present", "infinitive" or "participle". `direct`: whether the amount hangs on the verb itself. `finite`: the
    senses of the verb with the tense and of its auxiliaries. `acts`: those of all verbs. `objects`: those of the nouns
    between the amount and its verb and of what the verbs act on."""

    verbs: tuple[int, ...]
    tense: str
    negated: bool
    direct: bool
    finite: frozenset[str]
    acts: frozenset[str]
    objects: frozenset[str]


def label(words: Words, i: int) -> str:
    return words.tokens[i].dep.partition(":")[0]


def is_predicate(words: Words, i: int) -> bool:
    """Whether a word heads a clause."""
    if words.tokens[i].pos in ("VERB", "AUX"):
        return True
    below = {label(words, c) for c in words.children[i]}
    return bool(below & (_AUXILIARY | _PREDICATIVE))


def tense_of(words: Words, i: int) -> str:
    """The tense of a verb with its auxiliaries, in few classes."""
    tokens = words.tokens
    helpers = [c for c in words.children[i] if label(words, c) in _AUXILIARY]
    own, beside = tokens[i].morph, " ".join(tokens[c].morph for c in helpers)
    senses = {sense for c in (i, *helpers) for sense in words.senses[c] if c != i or sense == "modal.future"}
    if any(tokens[c].dep == "aux:tense" and "Tense=Fut" in tokens[c].morph for c in helpers):
        return "perfect"  # "aura coûté" looks back
    if "modal.future" in senses or "Tense=Fut" in own or "Tense=Fut" in beside:
        return "future"
    if "Mood=Cnd" in own or "Mood=Cnd" in beside or "modal.would" in senses or "hearsay.conditional" in senses:
        return "conditional"
    if any(sense.startswith("modal.") for sense in senses):
        return "modal"
    finite = "VerbForm=Fin" in own or "VerbForm=Fin" in beside
    if "Tense=Past" in beside or "Tense=Imp" in beside or (finite and ("Tense=Past" in own or "Tense=Imp" in own)):
        return (
            "perfect" if "VerbForm=Part" in own and "Tense=Past" not in beside and "Tense=Imp" not in beside else "past"
        )
    if "VerbForm=Part" in own and finite:
        return "perfect" if "Tense=Past" in own else "present"
    if finite or "VerbForm" not in own:  # a copula, or a verb in the present that the tagger took for a noun
        return "present"
    return "participle" if "VerbForm=Part" in own or "VerbForm=Ger" in own else "infinitive"


def read_clause(scene: Scene) -> Clause | None:
    """The clause around an amount; what the whole of it means for the status is read in `decisions.py`."""
    words = scene.words
    if not words.parsed:
        return None
    nouns: list[str] = []
    chain: list[int] = []
    tense = ""
    below = scene.head
    for i in scene.path:
        if not is_predicate(words, i):
            if chain:
                break
            nouns += words.senses[i]
        else:
            if chain and label(words, below) not in _LEANING:
                break
            chain.append(i)
            tense = tense_of(words, i)
            if tense not in ("infinitive", "participle") or len(chain) == MAX_CHAIN:
                break
        below = i
    if not chain:
        return None
    below_last = words.children[chain[-1]]
    helpers = [c for c in below_last if label(words, c) in _AUXILIARY]
    acted_on = [c for i in chain for c in words.children[i] if words.tokens[c].dep in _ACTED_ON]
    return Clause(
        tuple(chain),
        tense,
        _is_negated(scene, chain),
        scene.path[0] == chain[0],
        frozenset(s for i in (chain[-1], *helpers) for s in words.senses[i]),
        frozenset(s for i in chain for s in words.senses[i]),
        frozenset((*nouns, *(s for i in acted_on for s in words.senses[i]))),
    )


def _is_negated(scene: Scene, chain: list[int]) -> bool:
    """Whether a verb of the chain or one of its auxiliaries has a negation of its own ("pas moins de" is the amount's)."""
    words = scene.words
    first, last = words.between(scene.amount.span)
    heads = [*chain, *(c for i in chain for c in words.children[i] if label(words, c) in _AUXILIARY)]
    own = (
        c for i in heads for c in words.children[i] if label(words, c) in ("advmod", "det") and not first <= c < last
    )
    return any(sense == "negation.not" for c in own for sense in words.senses[c])
