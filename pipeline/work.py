"""One article → its rows, ready to be kept: the unit of work, a function that any process or engine can run.

An `Article` and the `Settings` of the run enter, a `Made` leaves; with it `rows_of` puts an entry of the spool into the tables.
Start with `make`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.gather import reason_of
from pipeline.packing import Input
from pipeline.records import Article
from pipeline.sketch import sketch
from pipeline.spool import Entry, Made
from pipeline.text import well_formed
from pipeline.write.rows import Tables, rows_of_extraction, rows_of_failure, rows_of_unread
from pipeline.write.stored import pack, unpack


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the content of the tables besides the articles."""

    everything: bool = False  # mentions of the whole of every article, not only those that claims need
    language: str | None = None  # taken for every article instead of being decided
    #: Forty times the longest of 11,000 articles of the press: what is longer is no article.
    max_characters: int = 1_000_000
    #: For one article, in a worker. 100,000 characters of nothing but claims take 6 s, as many as are allowed ten times that.
    max_seconds: float = 120.0


def make(article: Article, settings: Settings) -> Made:
    """The rows of one article, ready to be kept. Whatever goes wrong with it is a row and stops nothing.

    >>> unpack(make(Article("a.txt", "Bonjour à tous."), Settings(language="fr")).rows, "").articles[0]["outcome"]
    'ok'
    """
    lasting = True
    try:
        tables = _extracted(article, settings)
    except MemoryError:
        lasting, tables = False, rows_of_failure(article, "failed", "needs more memory than a worker has")
    except Exception as error:  # the promise of the table `articles`: every input is a row, whatever is wrong with it
        tables = rows_of_failure(article, "failed", reason_of(error))
    [row] = tables.articles
    alike = sketch(article.text) if row["outcome"] == "ok" else None
    return Made(pack(tables), row["language"], alike, lasting)


def failed(article: Article, reason: str) -> Made:
    """What is kept of an article that no worker got done; the next run tries it again."""
    return Made(pack(rows_of_failure(article, "failed", reason)), lasting=False)


def extract_rows(inputs: Sequence[Input], settings: Settings) -> Tables:
    """The rows of some inputs, in their order, each for itself: for an engine that spreads the work by itself.

    >>> tables = extract_rows([Article("a.txt", "Bonjour à tous.", language="fr")], Settings(language="fr"))
    >>> [(row["article_id"], row["outcome"]) for row in tables.articles], tables.claims
    ([('a.txt', 'ok')], [])
    """
    tables = Tables()
    for item in inputs:
        made = make(item, settings).rows if isinstance(item, Article) else None
        tables.extend(rows_of(Entry(item, made)))
    return tables


def rows_of(entry: Entry) -> Tables:
    """The rows of one entry of the spool, those of a copy or of an unread input made here.

    >>> [row["reason"] for row in rows_of(Entry(Article("a", "Un."), duplicate_of="b", why="a copy")).articles]
    ['a copy']
    """
    item = entry.item
    if not isinstance(item, Article):
        return rows_of_unread(item)
    if entry.duplicate_of is None:
        assert entry.rows is not None, item.id
        tables = unpack(entry.rows, well_formed(item.text))
        tables.articles[0]["similar_to"] = entry.similar_to
        return tables
    tables = rows_of_failure(replace(item, language=entry.language), "skipped", entry.why or "")
    tables.articles[0]["duplicate_of"] = entry.duplicate_of
    return tables


def language_of(article: Article, settings: Settings) -> tuple[str | None, str | None]:
    """The language in which an article is read, or None and why there is none.

    >>> language_of(Article("a.txt", "Bonjour à tous."), Settings(language="en"))
    ('en', None)
    """
    if settings.language:
        return settings.language, None
    from pipeline.read.language import decide_language

    return decide_language(article)


def _extracted(article: Article, settings: Settings) -> Tables:
    if len(article.text) > settings.max_characters:
        reason = f"{len(article.text):,} characters, more than the limit of {settings.max_characters:,}"
        return rows_of_failure(article, "failed", reason)
    # loaded on the first article: a run that only skips needs no grammar, and `claims --help` neither
    from pipeline.extraction import extract_article

    language, reason_not = language_of(article, settings)
    if language is None:
        return rows_of_failure(article, "skipped", reason_not or "its language could not be decided")
    article = replace(article, language=language)
    return rows_of_extraction(extract_article(article, everything=settings.everything))
