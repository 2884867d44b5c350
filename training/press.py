"""Weak entity labels on unlabelled press texts. Enters: article texts, a trained tagger, name lists. Leaves: `Named` sentences.

No model decides here: a run of proper nouns gets a label from evidence in the text (a ticker behind it, "Inc" at its end,
a dateline, "Mr" before it, a known given name) or from the same name's evidence elsewhere; a run without evidence is
handed on as unknown, neither a name nor none. The texts train weights only; no sentence of theirs is kept.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Token

from training.conllu import Sentence, open_text
from training.entities import Named

WORDS = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf8")).items()
}
ORG_ENDS, ORG_STARTS, TITLES, NO_NAMES = (WORDS[name] for name in ("org_ends", "org_starts", "titles", "no_names"))
TICKER = re.compile(r"^[A-Z0-9]{1,6}\.[A-Z]{1,3}$|^\.[A-Z]{2,5}$")
DATELINE = re.compile(r"([A-Z][A-Z ./,]+?)(?:, [A-Z][a-z]+\.? \d+)? \((?:Reuters|AP|AFP)\) ?-")
SENTENCE_END = re.compile(r"(?<=[a-z0-9)][.!?])[\"”]?\s+(?=[\"“A-Z])|\n+")
WORD = re.compile(r"[^\W\d_][\w&-]*")
MAX_SMALL = 0.03  # small-letter uses of a word for each capitalised use
MIN_SHARE = 0.8  # of a name's evidence elsewhere that must agree before it speaks for a name without its own
Runs = list[tuple[int, int]]


def read_articles(path: Path) -> Iterator[str]:
    """English texts from JSON lines with `language` and `text`."""
    for line in open_text(path):
        row = json.loads(line)
        if row["language"] == "en":
            yield row["text"]


def always_capital(texts: Iterable[str], treebank: Iterable[Sentence]) -> frozenset[str]:
    """Words that the press capitalises even inside a sentence: "Citigroup", "Fujitsu", "RadioShack".

    A tagger trained on half a million words takes many of them for common nouns or adjectives. Words in capitals only
    ("GDP", "CEO") and the adjectives of peoples and places, which the treebanks know, are not among them.

    >>> sorted(always_capital(["He left Fujitsu. It said Fujitsu and Fujitsu Ltd cut a Share, a share and the share."], []))
    ['Fujitsu']
    """
    capital, small = Counter(), Counter()
    for text in texts:
        for sentence in SENTENCE_END.split(text):
            words = WORD.findall(sentence or "")
            if sum(word[0].isupper() for word in words) > 0.5 * len(words):
                continue  # a headline
            small.update(word for word in words if word.islower())
            capital.update(word for word in words[1:] if word[0].isupper() and not word.isupper())
    adjectives = {word.form for sentence in treebank for word in sentence.words if word.xpos in ("JJ", "NNPS")}
    return frozenset(
        word for word, count in capital.items()
        if count >= 2 and small[word.lower()] <= MAX_SMALL * count and word not in adjectives and word not in NO_NAMES | TITLES
    )  # fmt: skip


def label_press(
    nlp: Language, texts: Sequence[str], corpora: Sequence[Named], treebank: Sequence[Sentence]
) -> Iterator[Named]:
    """Sentences with at least one labelled name and at most one run that stays unknown."""
    lists = NameLists(corpora, texts)
    lists.capital = always_capital(texts, treebank)
    parsed = [list(nlp.pipe(part for part in SENTENCE_END.split(text) if part and len(part) < 600)) for text in texts]
    evidence: dict[str, Counter] = defaultdict(Counter)
    local = []
    for article in parsed:
        own = article_evidence(article, lists)
        local.append(own)
        for name, label in own.items():
            evidence[name][label] += 1
    for article, own in zip(parsed, local, strict=True):
        for doc in article:
            named = label_sentence(doc, own, evidence, lists)
            if named.entities and len(named.unknown) <= 1:
                yield named


class NameLists:
    """Given names, places and organisations that corpora and datelines vouch for."""

    capital: frozenset[str] = frozenset()

    def __init__(self, corpora: Sequence[Named], texts: Sequence[str]):
        seen: dict[str, Counter] = defaultdict(Counter)
        given = Counter()
        for named in corpora:
            for start, end, label in named.entities:
                name = named.text[start:end]
                seen[name][label] += 1
                if label == "PER" and " " in name:
                    given[name.split()[0]] += 1
        for text in texts:
            match = DATELINE.match(text[text.find("\n") + 1 :].lstrip())
            for city in re.split(r"[/,]", match[1]) if match else ():
                seen[city.strip().title()]["LOC"] += 3
        self.sure = {name: counts.most_common(1)[0][0] for name, counts in seen.items()
                     if counts.most_common(1)[0][1] >= 2 and counts.most_common(1)[0][1] >= MIN_SHARE * counts.total()}  # fmt: skip
        self.places = {name for name, label in self.sure.items() if label == "LOC"}
        self.given = {name for name, count in given.items() if name not in self.sure or self.sure[name] == "PER"}
        self.given = {name for name in self.given if name.istitle() and len(name) > 2}


def proper_runs(doc: Doc, capital: frozenset[str]) -> Runs:
    """Maximal runs of proper nouns. Titles, tickers, calendar names and nationalities end a run and are in none."""
    runs: Runs = []
    start = None
    for at in range(len(doc) + 1):
        inside = at < len(doc) and (
            _is_name(doc[at], capital) or (start is not None and _joins(doc, start, at, capital))
        )
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            # The tagger may take the first word for a common one: "Gap Inc", "The Federal Reserve".
            if (
                doc[start].text in ORG_ENDS
                and start
                and doc[start - 1].text.istitle()
                and doc[start - 1].tag_ in ("NN", "JJ", "VB")
            ):
                start -= 1
            if (
                start
                and doc[start - 1].text == "European"
                and doc[start].text in ("Central", "Commission", "Parliament", "Union")
            ):
                start -= 1
            runs.append((start, at))
            start = None
    return runs


def _is_name(token: Token, capital: frozenset[str]) -> bool:
    if token.text in capital:
        return True
    if token.tag_ == "NNPS" and token.text.endswith(("ans", "ese", "ish")):
        return False
    return token.tag_ in ("NNP", "NNPS") and not TICKER.match(token.text) and token.text not in NO_NAMES | TITLES


def _joins(doc: Doc, start: int, at: int, capital: frozenset[str]) -> bool:
    """Whether a small word carries the run on: "&" and "-" between names, "of" and "and" in offices' names."""
    if at + 1 >= len(doc) or not _is_name(doc[at + 1], capital):
        return False
    word = doc[at].text
    return (
        word in ("&", "-")
        or (word == "of" and ORG_STARTS & {doc[start].text, doc[at - 1].text})
        or (word == "and" and doc[at - 1].text in WORDS["before_and"])
    )


def strong_label(doc: Doc, start: int, end: int, lists: NameLists) -> str | None:
    """The label that the words of a run, or those beside it, give away; None without evidence."""
    words = [token.text for token in doc[start:end]]
    after = doc[end].text if end < len(doc) else ""
    behind = doc[end + 1].text if end + 1 < len(doc) else ""
    if (words[-1] in ORG_ENDS and len(words) > 1) or (words[0] in ORG_STARTS and "of" in words):
        return "ORG"
    if TICKER.match(after) or (after == "(" and (TICKER.match(behind) or behind in ("NYSE", "NASDAQ", "Nasdaq"))):
        return "ORG"
    if doc[start:end].text.title() in lists.places and (doc[start:end].text in lists.places or start == 0):
        return "LOC"
    if start and doc[start - 1].text in TITLES and len(words) <= 3:
        return "PER"
    return None


def list_label(name: str, lists: NameLists) -> str | None:
    """The label that the corpora's names give: the same name, or a known given name before one or two others."""
    if name in lists.sure:
        return lists.sure[name]
    words = name.split()
    if 2 <= len(words) <= 3 and words[0] in lists.given and not set(words) & {"&", "-", "of"}:
        return "PER"
    return None


def article_evidence(article: Sequence[Doc], lists: NameLists) -> dict[str, str]:
    """Name → label within one article: strong evidence, then the lists, then the short forms that full names allow."""
    votes: dict[str, Counter] = defaultdict(Counter)
    for doc in article:
        for start, end in proper_runs(doc, lists.capital):
            votes[doc[start:end].text][strong_label(doc, start, end, lists)] += 1
    strong, listed = {}, {}
    for name, counts in votes.items():
        del counts[None]
        if counts:
            strong[name] = counts.most_common(1)[0][0]
        elif label := list_label(name, lists):
            listed[name] = label
    return {**_short_forms(listed), **listed, **_short_forms(strong), **strong}


def _short_forms(names: dict[str, str]) -> dict[str, str]:
    """What an article may go on calling a person or an organisation once named in full.

    >>> _short_forms({"Legg Mason Inc": "ORG", "Ann Lee": "PER", "Rome": "LOC"})
    {'Legg': 'ORG', 'Legg Mason': 'ORG', 'LMI': 'ORG', 'Lee': 'PER'}
    """
    forms = {}
    for name, label in names.items():
        words = name.split()
        if label == "PER" and len(words) > 1:
            forms[words[-1]] = "PER"
        elif label == "ORG" and len(words) > 1 and words[0] not in WORDS["not_alone"] | ORG_STARTS:
            forms |= {
                " ".join(words[:size]): "ORG"
                for size in range(1, len(words))
                if words[size - 1] not in ("&", "-", "of", "and")
            }
            forms["".join(word[0] for word in words if word[0].isupper())] = "ORG"
    return forms


def label_sentence(doc: Doc, own: dict[str, str], evidence: dict[str, Counter], lists: NameLists) -> Named:
    """Each run of one sentence with its label, from the article first and from other articles after."""
    entities, unknown = [], []
    for start, end in proper_runs(doc, lists.capital):
        span = doc[start:end]
        label = strong_label(doc, start, end, lists) or own.get(span.text)
        if not label and span.text in evidence:
            best, count = evidence[span.text].most_common(1)[0]
            label = best if count >= 2 and count >= MIN_SHARE * evidence[span.text].total() else None
        (entities if label else unknown).append((span.start_char, span.end_char, label or ""))
    return Named(doc.text, tuple(entities), tuple(unknown))


def gold_names(path: Path) -> Iterator[Named]:
    """Party names of our own gold as evidence: alias groups and parties, typed only by how they end."""
    for line in open_text(path):
        row = json.loads(line)
        for group in row["aliases"]:
            if any(name.split()[-1] in ORG_ENDS for name in group):
                for name in group:
                    if name[:1].isupper():
                        yield Named(name, ((0, len(name), "ORG"),) * 2)
