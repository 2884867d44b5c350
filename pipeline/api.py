"""The pipeline from Python: a text or paths enter, the rows of the tables leave, as records and as pandas frames.

Libraries are loaded by the first call, not by the import. Start with `extract`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.records import LANGUAGES, Article
from pipeline.write.rows import Tables, rows_of_extraction


def extract(
    text: str,
    language: str | None = None,
    published: date | str | None = None,
    *,
    title: str | None = None,
    publisher: str | None = None,
    everything: bool = False,
) -> Tables:
    """The claims of one text: `.claims` as records with the columns of the claims table, `.frame()` as a pandas frame.

    `published` is the day against which relative dates are read. A `title` given apart is put before the text, with a
    blank line between them, and offsets count from its beginning. `everything` lists all mentions of the text in
    `.mentions`, not only those that claims rest on.

    >>> result = extract("Il pleut.", language="fr", published="2025-06-18", title="Météo")
    >>> result.articles[0]["characters"], len(result.frame())
    (16, 0)
    >>> extract("Es regnet.", language="de")
    Traceback (most recent call last):
    ValueError: language: 'de' is none of en, fr
    """
    from pipeline.extraction import extract_article

    article = make_article(text, language, published, title=title, publisher=publisher)
    return rows_of_extraction(extract_article(article, everything=everything))


def run(
    paths: str | Path | Sequence[str | Path],
    out: str | Path | None = None,
    *,
    workers: int | None = None,
    everything: bool = False,
    language: str | None = None,
    format: str | None = None,
) -> Tables:
    """The claims of all articles in files, folders and globs; with `out`, the tables are written to that folder as well.

    All rows are held in memory: for a folder of any size use `claims run` or `pipeline.batch.run`, which hold a few.
    """
    from pipeline import batch

    _check_language(language)
    inputs = [paths] if isinstance(paths, (str, Path)) else list(paths)
    settings = batch.Settings(everything=everything, language=language)
    if out is None:
        return batch.collect(inputs, settings=settings, workers=workers, format=format)
    kept = Tables()
    batch.run(inputs, out, settings=settings, workers=workers, format=format, keep=kept)
    return kept


def make_article(
    text: str,
    language: str | None = None,
    published: date | str | None = None,
    *,
    title: str | None = None,
    publisher: str | None = None,
) -> Article:
    """The article that a text given by a program stands for, its language decided.

    >>> make_article("Il pleut.", "fr", "2025-06-18").published
    datetime.date(2025, 6, 18)
    >>> make_article("Il pleut.", "fr", "hier")
    Traceback (most recent call last):
    ValueError: published: 'hier' is no date
    """
    from pipeline.read.articles import join_title
    from pipeline.read.language import decide_language
    from pipeline.read.published import read_day

    _check_language(language)
    if not isinstance(text, str):
        raise TypeError(f"text: a string is needed, not {type(text).__name__}")
    found = None if published is None else read_day(published)
    if published is not None and found is None:
        raise ValueError(f"published: {published!r} is no date")
    title = " ".join(title.split()) if title else None
    article = Article(
        id="text",
        text=join_title(title, text),
        title=title or None,
        language=language,
        published=found.day if found else None,
        published_origin="argument" if found else None,
        publisher=publisher,
    )
    if language is None:
        decided, reason = decide_language(article)
        if decided is None:
            raise ValueError(f"language: {reason}; give language='fr' or 'en' to have the text read as such")
        article = replace(article, language=decided)
    return article


def _check_language(language: str | None) -> None:
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"language: {language!r} is none of {', '.join(LANGUAGES)}")
