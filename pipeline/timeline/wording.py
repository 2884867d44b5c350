"""Rows of facts and claims → the texts of a timeline in the language of its reader; the words are `lang/*/timeline.toml`.

Start with `lines_of`, what is said of a fact beside its figure and status.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.lang import table
from pipeline.normalise.written import written_day, written_figure, written_interval
from pipeline.records import ROLES
from pipeline.schema import Row
from pipeline.timeline.choose import Choice
from pipeline.write.terminal import printable


def title_of(choice: Choice, party: Row | None, language: str) -> str:
    """What was asked for.

    >>> title_of(Choice(kinds=("debt",)), {"name": "Orphéa"}, "fr")
    'Orphéa · dette'
    >>> title_of(Choice(), None, "en")
    'All matters'
    """
    words = table(language, "timeline")
    parts = [party["name"] if party else words["words"]["every"], *(words["kinds"][kind] for kind in choice.kinds)]
    if choice.since or choice.until:
        parts.append(written_interval(choice.since, choice.until, "range", language))
    return printable(" · ".join(parts))


def summary_of(facts: Sequence[Row], matters: int, language: str) -> str:
    """How much is shown, and of which days."""
    words = table(language, "timeline")["words"]
    if not facts:
        return str(words["nothing"])
    days = [day for fact in facts for day in (fact["first_told"], fact["last_told"]) if day]
    return str(
        words["summary"].format(
            facts=_counted(words["facts"], len(facts)),
            matters=_counted(words["matters"], matters),
            days=written_interval(min(days), max(days), "range", language) if days else words["undated"],
        )
    )


def _counted(forms: Sequence[str], number: int) -> str:
    return forms[number > 1].format(n=number)


def heading_of(facts: Sequence[Row], language: str) -> str:
    """Kind and parties of the fact that most claims tell, of those the first."""
    words = table(language, "timeline")
    most = max(facts, key=lambda fact: fact["claims"])
    kind = words["kinds"][most["kind"]]
    who = _parties(most, words["words"]["object"]) or words["words"]["nobody"]
    return printable(words["words"]["heading"].format(kind=kind[:1].upper() + kind[1:], parties=who))


def _parties(fact: Row, about: str) -> str:
    """Who pays whom, or whom it describes, and what it is about."""
    payer, recipient, subject, thing = (", ".join(fact[role]) for role in ROLES)
    paid = " → ".join((payer, recipient)).strip() if recipient else payer
    shown = " · ".join(filter(None, (paid, subject)))
    return f"{shown} {about.format(thing=thing)}".strip() if thing else shown


def figure_of(row: Row, language: str) -> str:
    """The figure of a fact or claim; its words where a person has emptied both bounds."""
    if row["amount_min"] is None and row["amount_max"] is None:
        return printable(f"{row['amount_text']} {row['currency']}")
    return written_figure(
        row["amount_min"], row["amount_max"], row["currency"], language, approx=row["amount_approx"], per=row["per"]
    )


def day_of(day: date | None, language: str) -> str:
    """The day of an article.

    >>> day_of(None, "fr")
    'sans date'
    """
    return written_day(day, language) if day else str(table(language, "timeline")["words"]["undated"])


def lines_of(fact: Row, language: str) -> Iterator[tuple[str, str]]:
    """What is known of a fact, as label and text; an empty text is not shown."""
    words = table(language, "timeline")
    labels = words["words"]
    yield labels["when"], written_interval(fact["date_start"], fact["date_end"], fact["date_granularity"], language)
    low, high = fact["first_amount_min"], fact["first_amount_max"]
    if (low, high) not in ((fact["amount_min"], fact["amount_max"]), (None, None)):
        yield labels["first"], written_figure(low, high, fact["currency"], language, per=fact["per"])
    counts = (("times", "claims"), ("articles", "articles"))
    yield labels["told"], " ".join(_counted(labels[form], fact[column]) for form, column in counts)
    yield labels["doubts"], "; ".join(words["doubts"][doubt] for doubt in fact["doubts"])


def source_of(claim: Row, language: str) -> str:
    """Who says so.

    >>> source_of({"source_kind": "anonymous", "source": "deux banquiers"}, "fr")
    'deux banquiers (anonyme)'
    >>> source_of({"source_kind": "none", "source": None}, "en")
    'the article itself'
    """
    words = table(language, "timeline")["words"]
    if claim["source_kind"] == "none":
        return str(words["article"])
    if claim["source_kind"] == "anonymous":
        return str(words["anonymous"].format(name=claim["source"]) if claim["source"] else words["somebody"])
    return str(claim["source"] or words["article"])


def address_of(url: str | None) -> str | None:
    """The address, if it is one of the web: a page must not run what an article calls its address.

    >>> address_of("https://orphea.example/a"), address_of("javascript:alert(1)")
    ('https://orphea.example/a', None)
    """
    plain = printable(url or "").strip()
    return plain if plain.lower().startswith(("http://", "https://")) else None


def sentence_of(claim: Row) -> tuple[str, str, str]:
    """The sentence of a claim: what stands before the amount, the amount, and the rest."""
    start = claim["amount_start"] - claim["sentence_start"]
    end = claim["amount_end"] - claim["sentence_start"]
    text = claim["sentence"]
    return printable(text[:start]), printable(text[start:end]), printable(text[end:])
