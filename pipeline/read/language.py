"""The language of an article: an article enters; "fr", "en" or None with a reason a person understands leaves.

What the input declares is taken unless the text clearly contradicts it; an article in another language is told as such.
Start with `decide_language`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.lang.reading import language_name, language_named
from pipeline.records import LANGUAGES, Article
from pipeline.text import fold

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: How many times more probable another language must be than French and English. On 8,400 titles, passages of 5 to 25
#: words and whole articles of the stream the highest ratio was 9.7 (a title of five names); on 62 sentences of 5 to 15
#: words in 28 other languages the lowest was 22.
OTHER = 10.0
#: How many times more probable the text must make French than a declared English, or the other way round. On 4,432 texts
#: with `ENOUGH` letters the wrong one of the two never came near (at most 0.4 times the right one).
CONTRADICTION = 10.0
#: Letters, as bytes of UTF-8, that a text must have before it may be taken for another language: some four words.
FEW = 20
#: ... before it may contradict what the input declares: some twelve words.
ENOUGH = 60
#: More text changed no decision on 11,000 articles of the stream and costs time.
SAMPLE_CHARS = 1000


def decide_language(article: Article) -> tuple[str | None, str | None]:
    """The language of an article and None, or None and the reason why it is not read.

    >>> decide_language(Article("a", "Orphéa lève 3 millions d’euros", language="French"))
    ('fr', None)
    >>> text = "The group raised 3 million euros from two funds on Monday, it said in a statement."
    >>> decide_language(Article("a", text, language="fr"))
    ('en', None)
    >>> decide_language(Article("a", "Der Konzern übernimmt Belvia für drei Milliarden Euro."))
    (None, 'written in German, neither French nor English')
    >>> decide_language(Article("a", "12 345"))
    (None, 'no words to tell the language by')
    """
    declared = language_named(article.language) if article.language else None
    sample = fold(article.text[:SAMPLE_CHARS])
    size = len("".join(filter(str.isalpha, sample)).encode("utf-8", "replace"))
    if size < (ENOUGH if declared else 1):
        return (declared, None) if declared else (None, "no words to tell the language by")
    chances = dict(_recogniser().rank(sample))
    ours = {language: chances[language] for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: ours[language])
    other = max((code for code in chances if code not in ours), key=lambda code: chances[code])
    if size >= FEW and chances[other] > OTHER * ours[best]:
        return None, f"written in {language_name(other)}, neither French nor English"
    if declared and ours[best] <= CONTRADICTION * ours[declared]:
        return declared, None
    return best, None


@cache
def _recogniser() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
