"""Common nouns that an anaphor could stand for instead of a party. Start with `rival`.

A `Memory` and an `Anaphor` enter, the sort of noun leaves: "thing", "person", "body", with "s" for the plural.
"""

from __future__ import annotations

from pipeline.find.parties.anaphors import FITS, Anaphor
from pipeline.find.parties.memory import Memory

#: Senses of nouns that may name a person.
_PERSONS = frozenset({"person", "magistrate", "player"})
#: Words before an anaphor that are looked at.
_FAR = 60


def rival(memory: Memory, anaphor: Anaphor) -> str:
    """The latest subject of this sentence or the one before that agrees: "party", or in which sentence and what it is."""
    own = memory.sentences[anaphor.sentence].tokens[anaphor.token].morph
    for number in (anaphor.sentence, anaphor.sentence - 1):
        tokens = memory.sentences[number].tokens if number >= 0 else ()
        end = anaphor.token if number == anaphor.sentence else len(tokens)
        for i in range(end - 1, max(-1, end - 1 - _FAR), -1):
            token = tokens[i]
            if token.dep not in ("nsubj", "nsubj:pass") or token.pos not in ("NOUN", "PROPN"):
                continue
            if memory.party_at(number, i) is not None:
                return "party"
            if token.pos == "NOUN" and _agree(token.morph, own, anaphor):
                return f"{anaphor.sentence - number}.{_sort(memory, number, i)}"
    return "none"


def somebody(memory: Memory, anaphor: Anaphor) -> bool:
    """Whether a person that no name is known for was spoken of last in the sentence: "le mari meurt, | sa femme"."""
    for i in range(anaphor.token - 1, max(-1, anaphor.token - 1 - _FAR), -1):
        if memory.party_at(anaphor.sentence, i) is not None:
            return False
        if _sort(memory, anaphor.sentence, i) == "person":
            return True
    return False


def subject_kind(memory: Memory, sentence: int, token: int) -> str:
    """What a subject is that is no party: the sort of a noun, a pronoun that may stand for one, another pronoun."""
    word = memory.sentences[sentence].tokens[token]
    if word.pos == "PRON":
        return "known_pronoun" if word.text.lower() in memory.words.pronouns else "pronoun"
    return _sort(memory, sentence, token)


def _sort(memory: Memory, sentence: int, index: int) -> str:
    word = memory.sentences[sentence].tokens[index]
    sense = memory.senses.get((sentence, index), "")
    who = "thing" if word.pos == "NOUN" else "name"
    if sense in FITS:
        who = "person" if sense in _PERSONS else "body"
    return f"{who}s" if "Number=Plur" in word.morph else who


def _agree(one: str, other: str, anaphor: Anaphor) -> bool:
    """Whether two words do not differ in gender or number; a possessive agrees with what is owned, its owner is one."""
    if anaphor.form == "possessive":
        return "Number=Plur" not in one
    features = dict(feature.split("=", 1) for feature in one.split("|") if "=" in feature)
    compared = [f.partition("=") for f in other.split("|")]
    return all(features.get(k, v) == v for k, _, v in compared if k in ("Gender", "Number"))
