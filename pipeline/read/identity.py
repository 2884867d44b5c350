"""The digest of an article: equal for exact copies, whatever they are called and wherever they lie."""

from __future__ import annotations

import hashlib
import json

from pipeline.records import Article


def digest(article: Article) -> str:
    """SHA-256 over what an article says (not where it lies or what it is called), in hexadecimal.

    >>> digest(Article("a", "Un.")) == digest(Article("b", "Un.", source_file="b.txt"))
    True
    >>> digest(Article("a", "Un.")) == digest(Article("a", "Un.", title="Un."))
    False
    """
    published = article.published.isoformat() if article.published else None
    fields = (article.text, article.title, article.language, published, article.publisher, article.url)
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()
