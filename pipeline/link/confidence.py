"""How far to trust a row: the probabilities of its parts → how often such rows have kind and parties right.

Logistic regression over the logits of kind, status and parties, fitted on cross-validated guesses. Start with `confidence`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from math import exp, log

from pipeline.link.kinds import Reading

#: Probabilities are kept this far from 0 and 1.
EDGE = 0.003


def logit(share: float) -> float:
    """Log odds, bounded.

    >>> round(logit(0.5), 3), logit(1.0) == logit(0.999)
    (0.0, True)
    """
    share = min(1 - EDGE, max(EDGE, share))
    return log(share / (1 - share))


def confidence_features(kind: Reading, status: Reading, parties: Sequence[float]) -> dict[str, float]:
    """What the confidence of a row is read from; `parties` are the shares of what was chosen for payer, recipient, subject."""
    return {
        "one": 1.0, "kind": logit(kind.probability), "status": logit(status.probability),
        "least party": logit(min(parties, default=EDGE)), "mean party": logit(sum(parties) / max(1, len(parties))),
    }  # fmt: skip


@cache
def _weights() -> Mapping[str, float]:
    path = resources.files("pipeline") / "models" / "link" / "confidence.json"
    weights: Mapping[str, float] = json.loads(path.read_text("utf-8"))["weights"]
    return weights


def confidence(kind: Reading, status: Reading, parties: Sequence[float]) -> float:
    """The share of such rows that have kind and parties right, three decimals."""
    weights = _weights()
    total = sum(weights.get(name, 0.0) * value for name, value in confidence_features(kind, status, parties).items())
    return round(1 / (1 + exp(-total)), 3)
