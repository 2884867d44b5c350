"""The only door to spaCy: sentences enter, the same sentences with tokens and entities as plain records leave.

Models are loaded once per process and on first need. Both label with Universal Dependencies, so that one set of
dependency rules serves both languages. Start with `parse`.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline.records import Entity, Sentence, Span, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: A package name, or a folder of `pipeline/models`.
MODELS = {"fr": "fr_core_news_sm", "en": "en_claims_sm"}
#: No sentence is longer, see `segment.LONGEST`; a caller of its own may pass anything.
MAX_CHARS = 4000
#: Articles after which spaCy's notes of their words are let go of: kept for ever, they made a worker grow by 2 MB with every
#: 1,000 short articles of new names; let go of after each article, common words cost 3 % of the time again.
ARTICLES = 500


@cache
def load(language: str) -> Language:
    """The pipeline of a language, ready to parse.

    >>> load("de")
    Traceback (most recent call last):
    ValueError: no model for language 'de', only en, fr
    """
    import spacy
    from thinc.api import use_ops

    from pipeline.patterns import compiled_by_need

    if language not in MODELS:
        raise ValueError(f"no model for language {language!r}, only {', '.join(sorted(MODELS))}")
    folder = resources.files("pipeline") / "models" / MODELS[language]
    with warnings.catch_warnings(), compiled_by_need(), use_ops("numpy", use_blis=False):
        # numpy's own products are up to a fifth faster than blis for matrices as small as these, and give the same rows
        warnings.simplefilter("ignore")  # W095: a model made with an earlier patch version
        model = spacy.load(str(folder) if folder.is_dir() else MODELS[language])
    _index_lemmas(model)
    return model


def _index_lemmas(model: Language) -> None:
    """The lists of known lemmas as sets: the French lemmatizer looks each new word up in up to 66,191 of them."""
    if "lemmatizer" not in model.pipe_names:
        return
    lemmatizer: Any = model.get_pipe("lemmatizer")
    table = lemmatizer.lookups.get_table("lemma_index", {})
    for part, lemmas in list(table.items()):
        table[part] = frozenset(lemmas)


def version(language: str) -> str:
    """Name and version of the language's model, for the manifest."""
    meta = load(language).meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


def parse(folded: str, sentences: Sequence[Sentence], language: str) -> tuple[Sentence, ...]:
    """The sentences with tokens and entities. White space is no token. `folded` is the folded text of the article.

    >>> text = "Orphéa a racheté Belvia."
    >>> [sentence] = parse(text, [Sentence(Span(0, len(text)))], "fr")
    >>> [(token.text, token.pos) for token in sentence.tokens][2]
    ('racheté', 'VERB')
    >>> parse("", [], "fr")
    ()
    """
    if not sentences:
        return ()
    texts = [folded[s.span.start : min(s.span.end, s.span.start + MAX_CHARS)].replace("\n", " ") for s in sentences]
    _make_room(language)
    model = load(language)
    docs = model.pipe((_whole(model.make_doc(text)) for text in texts), batch_size=64)
    return tuple(_read(doc, sentence) for doc, sentence in zip(docs, sentences, strict=True))


@dataclass(slots=True)
class _Room:
    """The memory zone of a model, and how many articles may still be noted there."""

    zone: ExitStack = field(default_factory=ExitStack)
    left: int = 0


@cache
def _room(language: str) -> _Room:
    return _Room()


def _make_room(language: str) -> None:
    """Let go of what spaCy noted of the words of earlier articles, when there were many. Nothing of ours refers to it."""
    room = _room(language)
    if not room.left:
        room.zone.close()
        room.zone.enter_context(load(language).memory_zone())
        room.left = ARTICLES
    room.left -= 1


def _whole(doc: Doc) -> Doc:
    """The text as one tree: left to itself the parser cuts one sentence in seven again, and quotations from their speakers."""
    for token in doc[1:]:
        token.is_sent_start = False
    return doc


def _read(doc: Doc, sentence: Sentence) -> Sentence:
    words: list[Any] = [token for token in doc if not token.is_space]
    index = {token.i: i for i, token in enumerate(words)}
    start = sentence.span.start
    tokens = tuple(
        Token(
            span=Span(start + token.idx, start + token.idx + len(token.text)),
            text=token.text,
            lemma=token.lemma_ or token.text.lower(),
            pos=token.pos_,
            dep=token.dep_,
            head=index.get(token.head.i, i),
            morph=str(token.morph),
        )
        for i, token in enumerate(words)
    )
    entities = tuple(Entity(Span(start + ent.start_char, start + ent.end_char), ent.label_) for ent in doc.ents)
    return replace(sentence, tokens=tokens, entities=entities)
