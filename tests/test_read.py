"""Files become articles: what each format gives, which id an article gets, where its date comes from."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.lang import table
from pipeline.lang.reading import plain
from pipeline.read import read_paths
from pipeline.read.decode import decode
from pipeline.read.plain_text import find_title
from pipeline.read.published import day_of_dateline, day_of_name, read_day
from pipeline.records import LANGUAGES, Article, Unread

BODY = "Le groupe Orphéa a levé 3 millions d’euros auprès de deux fonds lyonnais, a-t-il annoncé mardi."
DAY = date(2025, 3, 12)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Put a file into the input folder."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def articles(*inputs: Path, format: str | None = None) -> list[Article]:
    items = list(read_paths(inputs, format=format))
    assert not [item for item in items if isinstance(item, Unread)], items
    return [item for item in items if isinstance(item, Article)]


def article(*inputs: Path) -> Article:
    [found] = articles(*inputs)
    return found


# Plain text


TEXTS = {
    "as it is": " Deux  espaces,\ttabulation\r\nfin de ligne \u00a0; point.\n\n",
    "no title": "Le groupe paie 3 M€.\nIl se tait.",
    "nul and odd characters": "3 M€\x00 \u2028 \u200b fin.\n",
    "byte order mark inside": "Un.\ufeff Deux.",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_plain_text_is_kept_to_the_character(write: Write, text: str) -> None:
    assert article(write("a.txt", text)).text == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Orphéa rachète Belvia\n\nLe groupe paie.", "Orphéa rachète Belvia"),
        ("Orphéa rachète Belvia\r\nLe groupe paie.", "Orphéa rachète Belvia"),
        ("\n\nOrphéa rachète-t-il Belvia ?\nLe groupe paie.", "Orphéa rachète-t-il Belvia ?"),
        ("Orphéa, la suite…\nLe groupe paie.", "Orphéa, la suite…"),
        ("Orphéa rachète Belvia.\n\nLe groupe paie.", None),
        ("« Nous rachetons Belvia. »\n\nLe groupe paie.", None),
        ("Orphéa rachète Belvia", None),
        ("Le groupe publie ces chiffres :\n3 M€ en 2024.", None),
        ("12 mars 2025\nOrphéa rachète Belvia.", None),
        ("Le groupe Orphéa a annoncé mardi qu'il rachetait\nla société Belvia.", None),
        (
            "The group said on Tuesday that it had agreed to buy the Lyon company\n"
            "Belvia for 3 million euros, a step that it had long announced and\nthat its rivals had expected.",
            None,
        ),
        ("x" * 301 + "\n\nLe groupe paie.", None),
    ],
)
def test_title_is_a_first_line_that_stands_alone(text: str, title: str | None) -> None:
    assert find_title(text) == title


def test_the_first_line_of_a_text_is_no_line_of_its_own(write: Write) -> None:
    read = article(write("a.txt", "Orphéa rachète Belvia\nLe groupe paie."))
    assert read.title_span is not None and read.title_span.of(read.text) == "Orphéa rachète Belvia"


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encodings(write: Write, encoding: str, note: str | None) -> None:
    read = article(write("a.txt", BODY.encode(encoding)))
    assert (read.text, read.note) == (BODY, note and f"decoded as {note}")


def test_mixed_encodings(write: Write) -> None:
    read = article(write("a.txt", "à Évry\n".encode() + "à Évry : 25 M€".encode("cp1252")))
    assert (read.text, read.note) == ("à Évry\nà Évry : 25 M€", "decoded as utf-8 and cp1252")


def test_a_character_cut_by_the_end_of_the_file() -> None:
    assert decode("une année à 3 €".encode()[:-1]) == ("une année à 3 \ufffd", "utf-8 and cp1252")


@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "latin1", "windows-1252", "zlib", "unicode_escape", "nonsense", "utf-8", None]
)
def test_declared_charsets_are_believed_where_they_can_be_true(declared: str | None) -> None:
    assert decode("25 M€ à Évry".encode("cp1252"), declared)[0] == "25 M€ à Évry"
    assert decode("25 M€ à Évry".encode(), declared)[0] == "25 M€ à Évry"


# Metadata beside, before and in the text


def test_metadata_beside_the_files(write: Write) -> None:
    write(
        "metadata.csv",
        "\ufefffile;published;publisher;language\na.txt;2025-03-12;Le Phare;fr\nsub/b.txt;31/02/2025;;\n",
    )
    write("a.txt", BODY)
    folder = write("sub/b.txt", BODY).parent.parent
    a, b = articles(folder)
    assert (a.published, a.published_origin, a.publisher, a.language) == (DAY, "metadata", "Le Phare", "fr")
    assert (b.id, b.published, b.published_origin, b.note) == (
        "sub/b.txt",
        None,
        "unreadable",
        "unreadable date 31/02/2025",
    )


def test_a_title_in_the_metadata_begins_the_text_once(write: Write) -> None:
    write("metadata.csv", "file,title\na.txt,Orphéa\nb.txt,Orphéa\n")
    a, b = articles(write("a.txt", "Le groupe paie."), write("b.txt", "Orphéa\n\nLe groupe paie."))
    assert a.text == b.text == "Orphéa\n\nLe groupe paie."


def test_metadata_is_no_table_of_articles(write: Write) -> None:
    write("a.txt", "Un.")
    path = write("metadata.csv", "file,text\na.txt,Un.\n")
    assert list(read_paths([path])) == []
    assert [a.text for a in articles(write("other/metadata.csv", "id,text\n1,Un.\n"))] == ["Un."]


def test_front_matter(write: Write) -> None:
    text = "---\ntitle: 'Orphéa lève 3 M€'\ndate: 2025-03-12\nsource: Le Phare\nlang: fr\ntags: [a, b]\n---\n\n" + BODY
    read = article(write("a.md", text))
    assert read.text == f"Orphéa lève 3 M€\n\n{BODY}"
    assert (read.title, read.published, read.published_origin) == ("Orphéa lève 3 M€", DAY, "front matter")
    assert (read.publisher, read.language) == ("Le Phare", "fr")


def test_dashes_are_not_always_front_matter(write: Write) -> None:
    text = "---\nUn trait.\n---\nUn autre."
    assert article(write("a.txt", text)).text == text


@pytest.mark.parametrize(
    ("name", "text", "origin"),
    [
        ("a.txt", "PARIS, 12 mars 2025 (AFP) – Le groupe paie.", "dateline"),
        ("a.txt", "Orphéa paie\n\nLyon, le 12 mars 2025 - Le groupe paie.", "dateline"),
        ("a.txt", "LONDON, March 12, 2025 (Agency) -- The group pays.", "dateline"),
        ("a.txt", "NEW YORK, March 12, 2025 /AgencyWire/ -- The group pays.", "dateline"),
        ("a.txt", "Orphéa paie\n\n12 mars 2025. – Le groupe paie.", "dateline"),
        ("a.txt", "Orphéa paie\nPublié le 12/03/2025 à 08:30\nLe groupe paie.", "dateline, day first"),
        ("2025-03-12-orphea.txt", "Le groupe paie.", "file name"),
        ("20250312_orphea.txt", "Le groupe paie.", "file name"),
        ("a.txt", "Le 12 mars 2025, le groupe paie.", None),
        ("a.txt", "LONDON, March 12 (Agency) - The group pays.", None),
        ("a.txt", "Le groupe paiera, promis, avant le 12 mars 2025 - ou jamais.", None),
        ("a.txt", "12 mars 2025 - 14 mars 2025 : deux jours à Lyon", None),
        ("20251312_orphea.txt", "Le groupe paie.", None),
    ],
)
def test_dates_of_plain_text(write: Write, name: str, text: str, origin: str | None) -> None:
    read = article(write(name, text))
    assert (read.published, read.published_origin) == (DAY if origin else None, origin)


@pytest.mark.parametrize(
    "written",
    [
        "2025-03-12",
        "2025-03-12T23:59:59-08:00",
        "2025-03-12 08:30:00.123456",
        "20250312",
        "20250312T083000Z",
        "2025/3/12",
        "12 mars 2025",
        "mercredi 12 mars 2025 à 08h30",
        "Wed, 12 Mar 2025 08:30:00 GMT",
        "March 12, 2025",
        "Mar. 12, 2025",
        "12th March 2025",
        "12 MARS 2025",
        "12-Mar-2025",
        "Mar 12, 2025 8:30 AM EST",
        DAY,
        datetime(2025, 3, 12, 8, 30),
        1741737600,
        "1741737600",
        1741737600000,
        1741737600.0,
    ],
)
def test_days_as_inputs_write_them(written: object) -> None:
    day = read_day(written)
    assert day is not None and day.day == DAY


@pytest.mark.parametrize(
    ("written", "day", "how"),
    [
        ("12/03/2025", DAY, "day first"),
        ("03/25/2025", date(2025, 3, 25), "month first"),
        ("25.03.2025", date(2025, 3, 25), ""),
        ("03-03-2025", date(2025, 3, 3), ""),
    ],
)
def test_days_in_figures_begin_with_the_day(written: str, day: date, how: str) -> None:
    read = read_day(written)
    assert read is not None and (read.day, read.how) == (day, how)


@pytest.mark.parametrize(
    "written",
    ["", "mars 2025", "2025", "31/02/2025", "2025-13-01", "0001-01-01", "12/03/25", "hier", "12 mars", "2025-03-12/2025-03-14", "du 12 au 14 mars 2025",
     "9" * 5000, "1.2.3", 3.7, float("inf"), True, "12 mars 2025 " + "x" * 80],
)  # fmt: skip
def test_what_is_no_day(written: object) -> None:
    assert read_day(written) is None


def test_a_name_with_two_days_has_none() -> None:
    assert day_of_name("2025-03-12_2025-03-14.txt") is None


def test_a_dateline_stands_at_the_head() -> None:
    assert day_of_dateline("Un.\n" * 10 + "PARIS, 12 mars 2025 (AFP) – Trop tard.") is None


# Pages


def page(head: str = "", body: str = "") -> str:
    paragraphs = "".join(f"<p>{BODY} Paragraphe {i}.</p>" for i in range(4))
    return (
        f"<!DOCTYPE html><html lang='fr-FR'><head><title>Orphéa | Le Phare</title>{head}</head>"
        f"<body><nav><a href='/'>Accueil</a></nav><article><h1>Orphéa lève 3 M€</h1>{body}{paragraphs}</article>"
        "<footer>Tous droits réservés</footer></body></html>"
    )


def test_page(write: Write) -> None:
    ld = {
        "@type": "NewsArticle",
        "headline": "Orphéa",
        "datePublished": "2025-03-12T08:00:00+01:00",
        "dateModified": "2025-04-01",
        "publisher": {"name": "Le Phare"},
    }
    head = f'<script type="application/ld+json">{json.dumps(ld)}</script>'
    head += '<link rel="canonical" href="https://phare.example/1">'
    read = article(write("a.html", page(head)))
    assert read.text.startswith(f"Orphéa lève 3 M€\n\n{BODY}")
    assert "Accueil" not in read.text and "droits" not in read.text and read.text.count("Orphéa lève") == 1
    assert (read.published, read.published_origin, read.publisher) == (DAY, "page, JSON-LD", "Le Phare")
    assert (read.language, read.url, read.format) == ("fr-FR", "https://phare.example/1", "html")


@pytest.mark.parametrize(
    ("head", "body", "origin"),
    [
        ('<meta property="article:published_time" content="2025-03-12T01:00:00Z">', "", "page, meta"),
        ('<meta name="date" content="12/03/2025">', "", "page, meta, day first"),
        ("", "<time itemprop='datePublished' datetime='2025-03-12'>hier</time>", "page, time"),
        ('<link rel="canonical" href="https://phare.example/2025/03/12/orphea">', "", "page, address"),
        ("", "<div>Publié le 12 mars 2025 à 8 h, mis à jour le 14 mars 2025</div>", "page, text"),
        ('<meta property="article:modified_time" content="2025-03-12">', "<p>Mis à jour le 12 mars 2025</p>", None),
    ],
)
def test_date_of_a_page(write: Write, head: str, body: str, origin: str | None) -> None:
    read = article(write("2024-01-01.html", page(head, body)))  # the name of a saved page is the day it was saved
    assert (read.published, read.published_origin) == (DAY if origin else None, origin)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("", "cp1252"),
        ("iso-8859-15", "iso-8859-15"),
        ("utf-8", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_charsets_of_pages(write: Write, charset: str, encoding: str) -> None:
    text = page(f"<meta charset='{charset}'>", "<p>Il en coûtera 25 M€ à Évry.</p>").replace("’", "'")
    assert "25 M€ à Évry" in article(write("a.html", text.encode(encoding))).text


# Many articles in a file

ROW = {
    "id": "7",
    "title": "Orphéa",
    "text": BODY,
    "published": "2025-03-12",
    "publisher": "Le Phare",
    "language": "fr",
    "url": "https://phare.example/7",
}
FRENCH = {
    "Identifiant": "7",
    "Titre": "Orphéa",
    "Texte": BODY,
    "Date de publication": "2025-03-12",
    "Journal": "Le Phare",
    "Langue": "fr",
    "Lien": "https://phare.example/7",
}


def csv_of(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return "\r\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines) + "\r\n"


def parquet_of(rows: list[dict[str, object]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


MANY = {
    "a.jsonl": lambda row: json.dumps(row) + "\n",
    "a.jsonl.gz": lambda row: gzip.compress(json.dumps(row).encode()),
    "list.json": lambda row: json.dumps([row]),
    "object.json": lambda row: json.dumps({"count": 1, "articles": [row]}),
    "single.json": lambda row: json.dumps(row, indent=1),
    "a.csv": lambda row: csv_of([row]),
    "a.csv.gz": lambda row: gzip.compress(csv_of([row]).encode()),
    "semicolon.csv": lambda row: "\ufeff" + csv_of([row], ";"),
    "excel.csv": lambda row: ("sep=;\r\n" + csv_of([row], ";")).encode("cp1252"),
    "utf16.csv": lambda row: csv_of([row], "\t").encode("utf-16"),
    "a.tsv": lambda row: csv_of([row], "\t"),
    "a.parquet": lambda row: parquet_of([row]),
}


@pytest.mark.parametrize("row", [ROW, FRENCH], ids=["English", "French"])
@pytest.mark.parametrize("name", MANY)
def test_every_format_gives_the_same_article(write: Write, name: str, row: dict[str, str]) -> None:
    read = article(write(name, MANY[name](row)))
    assert (read.id, read.title, read.text) == ("7", "Orphéa", f"Orphéa\n\n{BODY}")
    assert (read.published, read.published_origin, read.publisher, read.language, read.url) == (
        DAY,
        "metadata",
        "Le Phare",
        "fr",
        "https://phare.example/7",
    )


@pytest.mark.parametrize("name", [name for name in MANY if name != "single.json"])
def test_position_is_the_id_where_there_is_none(write: Write, name: str) -> None:
    assert article(write(name, MANY[name]({"text": BODY, "other": "x"}))).id == f"{name}#1"


def test_text_without_title_is_kept_to_the_character(write: Write) -> None:
    text = "Orphéa\n\n Le groupe… \r\n"
    read = article(write("a.jsonl", json.dumps({"text": text, "title": None})))
    assert (read.text, read.title) == (text, None)


def test_content_decides_before_the_name(write: Write) -> None:
    for name, content, format in [
        ("a.txt", json.dumps(ROW), "json"),
        ("b.dat", csv_of([ROW]), "csv"),
        ("c.txt", parquet_of([ROW]), "parquet"),
        ("d.json", json.dumps(ROW) + "\n" + json.dumps(ROW), "jsonl"),
        ("e.txt", page(), "html"),
        ("f.unknown", BODY, "text"),
        ("g", BODY.encode("utf-16"), "text"),
    ]:
        assert {a.format for a in articles(write(name, content))} == {format}


def test_format_overrides(write: Write) -> None:
    path = write("a.json", json.dumps(ROW))
    assert articles(path, format="text")[0].text == json.dumps(ROW)
    with pytest.raises(ValueError, match="no format 'docx'"):
        read_paths([path], format="docx")


def test_cells_that_hold_nothing(write: Write) -> None:
    rows = [
        {"id": 1.0, "text": "Un.", "title": None, "publisher": "nan", "published": None},
        {"id": None, "text": "Deux.", "title": "", "publisher": "N/A", "published": DAY},
    ]
    a, b = articles(write("a.parquet", parquet_of(rows)))
    assert (a.id, a.title, a.publisher, a.published, a.published_origin) == ("1", None, None, None, None)
    assert (b.id, b.title, b.publisher, b.published) == ("a.parquet#2", None, None, DAY)


def test_values_of_other_shapes(write: Write) -> None:
    rows = [
        {"_id": 7, "body": ["Un.", "Deux."], "source": {"id": None, "name": "Le Phare"}, "publishedAt": 1741737600000}
    ]
    read = article(write("a.json", json.dumps(rows)))
    assert (read.id, read.text, read.publisher, read.published) == ("7", "Un.\n\nDeux.", "Le Phare", DAY)
    assert read.published_origin == "metadata, time stamp"


# Which files


def test_files_are_found_in_the_order_of_their_ids(write: Write, tmp_path: Path) -> None:
    names = ["b.txt", "a/z.txt", "a.txt", "a/b/c.txt"]
    for name in names:
        write(name, BODY)
    for hidden in (".hidden.txt", ".git/a.txt", "Thumbs.db"):
        write(hidden, BODY)
    assert [a.id for a in articles(tmp_path)] == ["a/b/c.txt", "a/z.txt", "a.txt", "b.txt"]


def test_the_order_of_inputs_does_not_matter(write: Write, tmp_path: Path) -> None:
    paths = [write(name, BODY) for name in ("one/a.txt", "two/a.txt", "two/b.txt")]
    once = articles(*paths)
    assert once == articles(*reversed(paths))
    assert [a.id for a in once] == ["a.txt", "a.txt", "b.txt"]
    assert [a.id for a in articles(tmp_path, *paths)] == ["one/a.txt", "two/a.txt", "two/b.txt"]  # each file once


def test_globs(write: Write, tmp_path: Path) -> None:
    for name in ("x/a.txt", "x/b.html.txt", "y/a.txt", "y/c.md", "z[1].txt"):
        write(name, BODY)
    assert [a.id for a in articles(tmp_path / "*" / "a.txt")] == ["x/a.txt", "y/a.txt"]
    assert [a.id for a in articles(tmp_path / "**" / "*.txt")] == ["x/a.txt", "x/b.html.txt", "y/a.txt", "z[1].txt"]
    assert [a.id for a in articles(tmp_path / "z[1].txt")] == ["z[1].txt"]  # a name is a name before it is a pattern


def test_a_folder_may_have_the_name_of_a_file(write: Write, tmp_path: Path) -> None:
    write("a.txt/b.txt", BODY)
    assert article(tmp_path).id == "a.txt/b.txt"


# The tables of names


def test_both_languages_name_the_same_fields_and_no_name_stands_for_two() -> None:
    tables = {language: table(language, "reading") for language in LANGUAGES}
    assert len({tuple(sorted(content["columns"])) for content in tables.values()}) == 1
    assert len({tuple(sorted(content["published"])) for content in tables.values()}) == 1
    fields: dict[str, set[str]] = {}
    for content in tables.values():
        for field, forms in content["columns"].items():
            for form in forms:
                fields.setdefault(plain(form), set()).add(field)
    assert {form: found for form, found in fields.items() if len(found) > 1} == {}
