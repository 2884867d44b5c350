"""What the tree of a sentence says of its subjects. Tokens enter, indices of tokens leave. Start with `subjects_above`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.records import Token

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj"})
#: Steps up the tree that are looked at.
DEPTH = 40
_OF = frozenset({"nmod", "nmod:poss", "compound", "amod", "flat", "flat:name", "appos", "conj"})


def subjects_by_head(tokens: Sequence[Token]) -> dict[int, list[int]]:
    """The subjects of every governor of a sentence."""
    found: dict[int, list[int]] = defaultdict(list)
    for i, token in enumerate(tokens):
        if token.dep in SUBJECTS:
            found[token.head].append(i)
    return found


def subjects_above(tokens: Sequence[Token], index: int, subjects: Mapping[int, Sequence[int]]) -> list[int]:
    """The subjects of the clauses around a token, its own clause first, without those that it stands in itself.

    A relative pronoun gives what it stands for: "l'État, qui a assuré son soutien".
    """
    found: list[int] = []
    node = index
    path = {index}
    for _ in range(DEPTH):
        parent = tokens[node].head
        found += [antecedent(tokens, i) for i in subjects.get(parent, ()) if i not in path]
        if parent == node:
            break
        node = parent
        path.add(node)
    return list(dict.fromkeys(found))


def antecedent(tokens: Sequence[Token], subject: int) -> int:
    """What a relative pronoun that is the subject stands for, else the subject."""
    if "PronType=Rel" in tokens[subject].morph:
        verb = tokens[tokens[subject].head]
        if verb.dep.startswith("acl"):
            return verb.head
    return subject


def is_controlled(tokens: Sequence[Token], token: int, subject: int) -> bool:
    """Whether the token stands in a clause without subject under the verb of the subject ("En achetant X, le groupe …")."""
    verb, node, nonfinite = tokens[subject].head, token, False
    for _ in range(DEPTH):
        parent = tokens[node].head
        if parent == verb and node != subject:
            return nonfinite
        if parent == node:
            return False
        own = any(t.head == parent and t.dep in SUBJECTS for t in tokens)
        nonfinite = nonfinite or (tokens[parent].pos == "VERB" and not own)
        node = parent
    return False


def role_of(tokens: Sequence[Token], index: int) -> str:
    """What a token is in its clause: "subject", "object", "oblique", or a part of one ("of_subject"); "apart" at the root."""
    part = ""
    for _ in range(DEPTH):
        token = tokens[index]
        dep = token.dep
        if dep in SUBJECTS:
            return f"{part}subject"
        if dep in ("obj", "iobj"):
            return f"{part}object"
        if dep.startswith("obl"):
            return f"{part}oblique"
        if dep not in _OF or token.head == index:
            return f"{part}apart"
        part = part if dep in ("appos", "conj", "flat", "flat:name") else "of_"
        index = token.head
    return "apart"
