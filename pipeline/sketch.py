"""A text → a sketch of fixed size from which the likeness of two texts is told without either of them.

Text enters, bytes leave (MinHash over runs of words); two sketches enter, the estimated share of common runs leaves.
numpy is here already, and a sketch takes 0.4 ms of the 38 that an article takes: no library is worth it. Start with
`sketch`.
"""

from __future__ import annotations

import re
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.text import fold, lower

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Words in a run: three are rarely shared by texts that were not copied, and an edited sentence keeps most of them.
RUN = 3
#: Hashes in a sketch; likeness is told to about 1 / sqrt(HASHES) = 0.09.
HASHES = 128
#: Hashes that two texts must share at the same place to be compared at all: of pairs with half of their runs in common
#: 87 in 100 are compared, of pairs with 0.7 all, of pairs with a tenth 3 in 1000.
BAND = 4
#: Fewer runs are a title or a notice: such texts are alike by chance.
FEW_RUNS = 40
#: The head of a text tells enough, and a book would hold up the run.
MOST_WORDS = 3000
_WORD = re.compile(r"\w+")


def sketch(text: str) -> bytes | None:
    """The sketch of a text, None when it is too short for one.

    >>> sketch("Trop court.") is None
    True
    """
    words = _WORD.findall(lower(fold(text[: MOST_WORDS * 12])))[:MOST_WORDS]
    if len(words) < FEW_RUNS + RUN - 1:
        return None
    import numpy as np

    # crc32 and not `hash`, which differs from process to process
    one = np.fromiter((zlib.crc32(word.encode()) for word in words), dtype=np.uint64, count=len(words))
    runs = one[: len(one) - RUN + 1].copy()
    for offset in range(1, RUN):
        runs = (runs * np.uint64(0x9E3779B97F4A7C15)) ^ one[offset : len(one) - RUN + 1 + offset]
    factors, terms = _permutations()
    lowest = ((np.unique(runs)[:, None] * factors + terms) >> np.uint64(32)).min(axis=0)
    return bytes(lowest.astype("<u4").tobytes())


def likeness(one: bytes, other: bytes) -> float:
    """The share of runs that two texts have in common, estimated.

    >>> text = " ".join(f"mot{n}" for n in range(100))
    >>> likeness(sketch(text), sketch(text)), likeness(sketch(text), sketch(text.replace("mot", "word")))
    (1.0, 0.0)
    """
    import numpy as np

    same: Any = np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")
    return float(same.mean())


def bands(sketch: bytes) -> list[int]:
    """The keys under which texts that may be alike meet, as signed 64-bit numbers.

    >>> len(bands(bytes(4 * HASHES))) == HASHES // BAND
    True
    """
    width = 4 * BAND
    parts = (sketch[start : start + width] for start in range(0, len(sketch), width))
    return [(number << 32 | zlib.crc32(part)) - (1 << 62) for number, part in enumerate(parts)]


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    import numpy as np

    source = np.random.Generator(np.random.PCG64(20250618))  # fixed: sketches are kept and compared between runs
    factors = source.integers(1, 2**63, HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return factors, source.integers(0, 2**63, HASHES, dtype=np.uint64)
