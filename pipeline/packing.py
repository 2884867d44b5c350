"""One input ↔ bytes to keep, with the keys under which it is known again.

An `Article` or an `Unread` enters, compressed JSON leaves, or the other way round; its rows are packed by `write.stored`.
Start with `Packed.of` and `unpacked`.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import date

from pipeline.records import Article, Unread
from pipeline.text import fold

Input = Article | Unread

#: The fastest: the disk is kept waiting less than the processor.
LEVEL = 1


@dataclass(frozen=True, slots=True)
class Packed:
    """An input as it is kept. Its rows are kept under `key`, the digest of all that is said of it."""

    item: bytes
    key: str

    @classmethod
    def of(cls, item: Input) -> Packed:
        """The input as bytes, of which only what differs from the defaults is told: a new field of a record changes no key.

        >>> article = Article("a", "Un.", published=date(2025, 6, 18))
        >>> packed = Packed.of(article)
        >>> unpacked(packed.item) == article, packed.key == Packed.of(Article("a", "Un.")).key
        (True, False)
        """
        defaults = {field.name: field.default for field in fields(item) if field.default is not MISSING}
        said = {name: value for name, value in asdict(item).items() if name not in defaults or value != defaults[name]}
        told = json.dumps([type(item).__name__, said], default=str, separators=(",", ":")).encode()
        return cls(zlib.compress(told, LEVEL), hashlib.sha256(told).hexdigest())


def unpacked(item: bytes) -> Input:
    """The input as it was packed.

    >>> unpacked(b"")
    Traceback (most recent call last):
    zlib.error: Error -5 while decompressing data: incomplete or truncated stream
    """
    kind, said = json.loads(zlib.decompress(item))
    if kind == Unread.__name__:
        return Unread(**said)
    if "published" in said:
        said["published"] = date.fromisoformat(said["published"])
    return Article(**said)


def unpacked_article(item: bytes) -> Article:
    """The article that was packed, where it is known to be one."""
    article = unpacked(item)
    assert isinstance(article, Article)
    return article


def copy_digest(text: str) -> str:
    """The digest that a text shares with those that differ from it in typography and white space alone.

    >>> copy_digest("« L’offre »\\u00a0: 3\\u202fM€\\n") == copy_digest('" L\\'offre " : 3 M€')
    True
    >>> copy_digest("3 M€") == copy_digest("4 M€")
    False
    """
    return hashlib.sha256(" ".join(fold(text).split()).encode()).hexdigest()


def issue_of(article: Article) -> str | None:
    """What versions of one item share; None where no publisher is known: any feed may have an item "7".

    >>> issue_of(Article("a", "Un.", publisher="Le Phare", item="7")), issue_of(Article("a", "Un.", item="7"))
    ('Le Phare\\n7', None)
    """
    return f"{article.publisher}\n{article.item}" if article.publisher and article.item else None
