"""What the exports of LexisNexis and Nexis Uni have in common: the paragraphs of a document → its fields.

A document names its publication, day and title, then labelled fields, the text, and labelled fields again. The labels
are in the language of the interface; the day on which a document was loaded is not that of publication. Start with
`fields_of`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.lang.databases import furniture_of, is_nexis, is_nexis_error, nexis_label, without_furniture
from pipeline.read.files import Unreadable
from pipeline.read.published import find_day
from pipeline.text import fold

#: What may stand before the day on its line: a weekday.
WEEKDAY_CHARS = 14
#: The day itself with its weekday; behind it may stand a time or an edition.
DAY_CHARS = 60
#: The title, publication and day stand at the head; the longest head seen has a copyright notice before them.
HEAD_PARAGRAPHS = 8
#: More above the publication is the cover of an export in a language unknown to us.
TITLE_PARAGRAPHS = 3
#: A heading for the caption of a picture stands just before the fields that close a document.
CAPTION_PARAGRAPHS = 6


def fields_of(paragraphs: Sequence[str], *, title_first: bool, cover: bool = False) -> Mapping[str, object]:
    """The fields of a document, as `make_article` takes them.

    `title_first` says that the title stands before the publication (Nexis Uni), else it follows the day. With `cover`
    the paragraphs begin with the cover of the export.

    >>> document = ["Le Phare", "12 mars 2025 mercredi", "Orphéa paie", "LONGUEUR: 9 mots", "Le groupe paie 3 M€.",
    ...             "DATE-CHARGEMENT: 14 mars 2025", "LANGUE: FRENCH; FRANÇAIS"]
    >>> fields = fields_of(document, title_first=False)
    >>> fields["publisher"], fields["published"], fields["title"], fields["text"], fields["language"]
    ('Le Phare', '2025-03-12', 'Orphéa paie', 'Le groupe paie 3 M€.', 'FRENCH')
    >>> fields_of(["Error in document 7: it is not possible to display it."], title_first=False)
    Traceback (most recent call last):
    pipeline.read.files.Unreadable: the database could not give this document
    """
    paragraphs = [paragraph for text in paragraphs if (paragraph := text.strip(" \t\r\n\xa0"))]
    if any(map(is_nexis_error, paragraphs[:HEAD_PARAGRAPHS])):
        raise Unreadable("the database could not give this document")
    if not paragraphs:
        raise Unreadable("no text")
    start, end = _labelled(paragraphs)
    head = [paragraph for paragraph in paragraphs[:start] if not furniture_of(paragraph)]
    publisher, day, title = _title_first(head, cover) if title_first else _title_last(head)
    labels = [label for paragraph in paragraphs if (label := nexis_label(paragraph))]
    if start == end and not labels:
        raise Unreadable("no document of Nexis: none of its fields")
    body, lead = _body(paragraphs[start:end])
    if not title_first and not any(place == "head" for place, _, _ in labels):
        title, body = title[:1], [*title[1:], *body]
    told = {field: value for place, field, value in reversed(labels)}
    return {
        "title": told.get("title") or " ".join(title),
        "text": "\n\n".join([*lead, *body]) or None,
        "published": _day(day) or day or None,
        "origin": "export, date",
        "publisher": publisher,
        "language": told.get("language", "").split(";")[0].strip() or None,
        "url": told.get("url"),
    }


def _labelled(paragraphs: Sequence[str]) -> tuple[int, int]:
    """Where the head ends and where the fields that close the document begin."""
    labels = [nexis_label(paragraph) for paragraph in paragraphs]
    places = [label[0] if label else "" for label in labels]
    end = places.index("tail") if "tail" in places else len(paragraphs)
    bodies = (i for i, paragraph in enumerate(paragraphs[:end]) if is_nexis("bodies", paragraph))
    start = min([*bodies, *(i for i, place in enumerate(places[:end]) if place == "head")], default=end)
    return start, end


def _body(paragraphs: Sequence[str]) -> tuple[list[str], list[str]]:
    """The paragraphs of the text, and those of a lead that is a field of its own.

    What stands between two labels belongs to the first of them.
    """
    begins = next((i for i, text in enumerate(paragraphs) if is_nexis("bodies", text)), None)
    if begins is None:
        near = paragraphs[:HEAD_PARAGRAPHS]
        begins = max((i for i, text in enumerate(near) if nexis_label(text)), default=-1)
    kept: dict[str, list[str]] = {"lead": [], "body": []}
    field = ""
    for paragraph in paragraphs[: begins + 1]:
        label = nexis_label(paragraph)
        field, value = (label[1], label[2]) if label else (field, paragraph)
        if field in kept and value and not is_nexis("bodies", value):
            kept[field].append(value)
    return _without_closing([*kept["body"], *paragraphs[begins + 1 :]]), kept["lead"]


def _without_closing(body: list[str]) -> list[str]:
    """The text without the headings of what closes a document, captions and notices of rights."""
    if len(body) > 1 and is_nexis("closings", body[-1]):
        body = body[:-1]
    last = range(max(1, len(body) - CAPTION_PARAGRAPHS), len(body))
    return without_furniture(body[: next((i for i in last if is_nexis("captions", body[i])), len(body))])


def _title_last(head: Sequence[str]) -> tuple[str, str, list[str]]:
    """Publication, day and title of a head in the order of LexisNexis."""
    day = next((i for i, paragraph in enumerate(head[:HEAD_PARAGRAPHS]) if _day(paragraph)), None)
    if day is None:  # "Winter 2010": the second paragraph holds the day in words that are none
        day = 1 if len(head) > 2 and any(map(str.isdigit, head[1])) else 0
        publisher, written = head[0] if head else "", head[1] if day else ""
    else:
        publisher, written = head[day - 1] if day else "", head[day]
    return " ".join(publisher.split()), written.split("\n")[0], list(head[day + 1 :])


def _title_first(head: Sequence[str], cover: bool) -> tuple[str, str, list[str]]:
    """Publication, day and title of a head in the order of Nexis Uni. Of a cover before it nothing is taken."""
    days = [i for i, paragraph in enumerate(head) if i > 1 and _day(paragraph)]
    numbered = len(head) - 1 if len(head) > 2 and any(map(str.isdigit, head[-1])) else len(head)
    day = days[-1] if days else numbered
    above, written = head[:day], head[day].split("\n")[0] if day < len(head) else ""
    if len(above) < 2:
        return "", written, list(above)
    title = above[-2:-1] if cover or len(above) > TITLE_PARAGRAPHS + 1 else above[:-1]
    return " ".join(above[-1].split()), written, list(title)


def _day(paragraph: str) -> str | None:
    """The day with which a paragraph begins.

    >>> _day("Tuesday, January 28, 1993, Late Edition\\nCorrection"), _day("In the year to January 28, 1993, sales fell.")
    ('1993-01-28', None)
    """
    found = find_day(fold(paragraph.partition("\n")[0][:DAY_CHARS]))
    return found[0].day.isoformat() if found and found[1] <= WEEKDAY_CHARS and not _words(paragraph, found[1]) else None


def _words(paragraph: str, end: int) -> bool:
    return len(paragraph[:end].split()) > 1
