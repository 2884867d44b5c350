"""A spaCy model → the same model, which remembers what its networks make of each word before they look at its neighbours.

A third of a network's work is this first step, it depends on the word alone, and a few thousand forms make up most of a
newspaper. Start with `remember_words`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language

#: Forms remembered by a network at most, some 10 MB; then it begins anew.
MOST = 20_000
#: New forms are worked out so many at a time, always, the last ones filled up: products of matrices of one shape round alike
#: in every row, so that what is made of a form does not depend on those that are new with it.
BLOCK = 16


def remember_words(model: Language) -> None:
    """Put a memory before the first step of every network of the model that reads words."""
    for _, component in model.pipeline:
        network: Any = getattr(component, "model", None)
        for node in network.walk() if hasattr(network, "walk") else ():
            if node.has_ref("embed") and node.layers[0] is node.get_ref("embed"):
                node.layers[0] = _remembering(node.layers[0])


def _remembering(embed: Any) -> Any:
    from thinc.api import Model

    columns = embed.layers[0].attrs["columns"]
    _, _, look_up, mix, _ = embed.layers
    known: dict[bytes, int] = {}
    vectors = np.empty((MOST, mix.get_dim("nO")), dtype=np.float32)

    def work_out(new: list[bytes]) -> None:
        filled = [*new, *new[:1] * (-len(new) % BLOCK)]
        features = np.frombuffer(b"".join(filled), dtype=np.uint64).reshape(-1, len(columns))
        for start in range(0, len(new), BLOCK):
            block = new[start : start + BLOCK]
            made = mix.predict(look_up.predict(features[start : start + BLOCK]))
            first = len(known)
            vectors[first : first + len(block)] = made[: len(block)]
            known.update((form, first + i) for i, form in enumerate(block))

    def forward(_: Any, docs: list[Any], is_train: bool) -> tuple[Any, Any]:
        width = 8 * len(columns)
        raw = [doc.to_array(columns).astype(np.uint64, copy=False).tobytes() for doc in docs]
        forms = [[own[at : at + width] for at in range(0, len(own), width)] for own in raw]
        wanted = dict.fromkeys(form for own in forms for form in own)
        if is_train or len(wanted) > MOST:
            made: tuple[Any, Any] = embed(docs, is_train)
            return made
        new = [form for form in wanted if form not in known]
        if len(known) + len(new) > MOST:
            known.clear()
            new = list(wanted)
        work_out(new)
        return [vectors[[known[form] for form in own]] for own in forms], None

    return Model("remembered", forward, layers=[embed])
