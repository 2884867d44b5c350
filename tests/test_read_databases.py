"""Exports of press databases become articles: fields, furniture, dates, broken documents, hostile files."""

from __future__ import annotations

import gzip
import io
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lang import table
from pipeline.lang.databases import furniture_of
from pipeline.read import decide_language, export, nexis_docx, read_file, read_paths
from pipeline.read.files import InputFile
from pipeline.read.markup import MAX_ATTRIBUTES
from pipeline.read.readers import choose_reader
from pipeline.records import Article, Unread

Write = Callable[..., Path]

# Small originals, one for each format: two articles and what the database writes around them.

EUROPRESSE_NEW = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>.DocPublicationName{color:#83724e}</style></head><body>
<article><header><img src="ph_small.gif"/><div><span class="DocPublicationName">Le Phare, no. 5968   </span></div>
<div><span class="DocHeader">Économie, mercredi 12 mars 2025 - 320 mots, p. 4</span></div><div><p>ENTREPRISES</p></div>
<div class="titreArticle"><p class="titreArticleVisu rdp__articletitle">Orphéa lève <mark>3 millions</mark> d’euros</p>
<p class="sm-margin-TopNews rdp__subtitle">Le fabricant de lampes s’agrandit</p></div><div>Jeanne Morvan</div></header>
<section><div class="DocText clearfix"><div class="docOcurrContainer"><p>Le groupe <mark>Orphéa</mark> a levé 3\u00a0millions d’euros.</p>
<p>Deux fonds y participent.</p><p>Cet article est paru dans <a href="https://phare.example/1">Le Phare (site web)</a></p></div></div></section>
<aside><b>Illustration :</b><p>Une lampe à 40 euros.</p></aside>
<footer><small>© 2025 Le Phare SA. Droits réservés.</small><p>Numéro de document : news·20250313·PH·12ab_7</p>
<div id="divPubliC"><span>news·20250313·PH·12ab_7</span><div>Ce certificat est émis à <b>Université</b></div>
<span>Date d'émission : <b>2026-01-09</b></span></div></footer></article>
<article><header><div><span class="DocPublicationName">La Vigie</span></div><div><span class="DocHeader">Une</span></div>
<div class="titreArticle"><p class="titreArticleVisu">Belvia ferme son usine</p></div></header>
<section><p>Belvia ferme son usine de Lyon.</p></section>
<footer><small>© 2025 La Vigie</small><p>Numéro de document : news·20250211·VI·99</p></footer></article></body></html>"""

EUROPRESSE_OLD = """<html><head><meta charset="iso-8859-1"></head><body>
<form><input type="button" value="Sauvegarder"/></form><table><tr><td><table id="tbHeaderImages"><tr><td></td></tr></table>
<span class="DocPublicationName">Le Phare</span><br><span class="DocHeader">Économie, </span><span class="DocHeader">mercredi </span>
<span class="DocHeader">12 mars 2025</span><span class="DocHeader">, p. 4</span><br><br>
<span class="TitreArticleVisu">Orphéa lève <span style="color:red">3 millions</span> d'euros</span><br><br>Jeanne Morvan<br><p></p>
Le groupe <b>Orphéa</b> a levé 3 millions d'euros.<p></p>Deux fonds y participent.<p></p>
<b><i>© 2025 Le Phare SA.</i></b><p></p>Numéro de document : news·20250313·PH·7<br><br>
<table><tr><td>news·20250313·PH·7</td></tr><tr><td>Date d'émission : <b>2026-01-09</b></td></tr></table></td></tr></table>
<p><br><table><tr><td><span class="DocPublicationName">La Vigie</span><br><span class="DocHeader">mardi </span>
<span class="DocHeader">11 février 2025</span><br><br>Industrie<br><span class="TitreArticleVisu">Belvia ferme son usine</span><br><br>
Belvia ferme son usine de Lyon.<p></p><b><i>© 2025 La Vigie.</i></b><p></p>Numéro de document : news·20250211·VI·99<br>
</td></tr></table></body></html>"""

ROW = '<tr><td align="right" class="index"><b>{}</b>&nbsp;</td><td>{}</td></tr>'


def factiva_table(rows: dict[str, str]) -> str:
    inside = "".join(ROW.format(code, value) for code, value in rows.items())
    return f'<div class="article frArticle"><table>{inside}</table><br/></div>'


FACTIVA = (
    '<html><head><meta charset="utf-8"/><title>Factiva</title></head><body>'
    '<table><tr><td><h1>Factiva</h1></td><td>Dow Jones</td></tr></table><div id="contentLeft">'
    + factiva_table(
        {
            "SE": "Entreprises",
            "HD": "<b class='frHeadline'>Orphéa lève <b>3 millions</b> d’euros</b>",
            "WC": "320 mots",
            "PD": "12 mars 2025",
            "ET": "15:32",
            "SN": "Le Phare",
            "SC": "PHARE",
            "LA": "Français",
            "CY": "(c) 2025 Le Phare SA.",
            "LP": "<p class='articleParagraph frarticleParagraph'>Le groupe Orphéa a levé 3\u00a0millions d’euros.</p>",
            "TD": "<p class='articleParagraph frarticleParagraph'>Deux fonds y participent.</p>",
            "NS": "c17 : Financement",
            "PUB": "Le Phare SA",
            "AN": "Document PHARE00020250313el3c0001r",
        }
    )
    + factiva_table(
        {
            "HD": "<b class='frHeadline'>Belvia ferme son usine</b>",
            "SN": "La Vigie",
            "LP": "<p class='articleParagraph'>Belvia ferme son usine de Lyon.</p>",
            "AN": "Document VIGIE00020250211el2b0007x",
        }
    )
    + "</div><div id='pageFooter'><span>&copy; 2026 Factiva, Inc..</span></div></body></html>"
)

FACTIVA_SHOWN = """<html><body><div class="article enArticle"><div id="hd"><span class='enHeadline'>Orlan raises 3 million euros</span></div>
<div class="author">By Jane Hollis</div><div>320 words</div><div>12 March 2025</div><div>15:32</div><div>The Lighthouse</div>
<div>LIGHT</div><div>4</div><div>English</div><div>(c) 2025 Lighthouse Press Ltd</div>
<p class="articleParagraph enarticleParagraph">The maker of lamps has raised 3 million euros.</p>
<p class="articleParagraph enarticleParagraph">Two funds take part.</p><p>Document LIGHT00020250312el3c0001r</p></div></body></html>"""

FACTIVA_ARTICLE = """<ppsarticle><article><accessionNo>{number}</accessionNo><reference>distdoc:archive/{number}</reference>
<baseLanguage>FR</baseLanguage><copyright>(c) 2025 Le Phare</copyright><headline><paragraph display="Proportional">{title}</paragraph>
</headline><leadParagraph>{lead}</leadParagraph><publicationDate>{day}</publicationDate><sourceName>{source}</sourceName>
<newsSubject code="c17"><name>Financement</name></newsSubject><tailParagraphs>{tail}</tailParagraphs><notes>NOTE</notes>
<wordCount>320</wordCount></article></ppsarticle>"""
FACTIVA_XML = (
    '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<PPSResponse><ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0">'
    '<ppsarticleResultSet count="2">'
    + FACTIVA_ARTICLE.format(
        number="PHARE00020250313el3c0001r",
        title="Orphéa lève\n  <hlt>3 millions</hlt> d’euros",
        lead="<paragraph>Le groupe Orphéa a levé 3\u00a0millions d’euros.</paragraph>",
        day="<dateTime>2025-03-12T23:35:58Z</dateTime>",
        source="Le Phare",
        tail="<paragraph>Deux fonds\n   y participent.</paragraph>",
    )
    + FACTIVA_ARTICLE.format(
        number="VIGIE00020250211el2b0007x",
        title="Belvia ferme son usine",
        lead="\nBelvia ferme\nson usine de Lyon.\n",
        day="",
        source="La Vigie",
        tail="",
    )
    + "</ppsarticleResultSet></ppsArticleResponse></PPSResponse>"
)

BLOCK = '<BR><DIV CLASS="c5"><P CLASS="c6">{}</P>\n</DIV>\n'


def nexis_html(*documents: list[str]) -> str:
    pages = (
        f'<A NAME="DOC_ID_0_{i}"></A><!-- Hide XML section from browser\n<DOC NUMBER={i}>\n<DOCFULL> -->\n'
        + "".join(BLOCK.format(text) for text in document)
        + "<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n"
        for i, document in enumerate(documents, 1)
    )
    cover = "<P>Download Request: Selected Items: 1-2<BR>Terms: lampes</P>"
    return f'<HTML><HEAD><TITLE>&nbsp;</TITLE><META TOPIC="null" DOCUMENTS="2" /></HEAD><BODY>{cover}{"".join(pages)}</BODY></HTML>'


NEXIS_HTML = nexis_html(
    [
        "1 of 2 DOCUMENTS",
        "Le Phare",
        "<SPAN>12</SPAN><SPAN> mars 2025 mercredi</SPAN><BR>Édition nationale",
        "Orphéa lève <SPAN>3 millions</SPAN> d’euros",
        "<SPAN>AUTEUR: </SPAN><SPAN>Jeanne Morvan</SPAN>",
        "<SPAN>LONGUEUR: </SPAN><SPAN>320 mots</SPAN>",
        "<SPAN>ENCART:</SPAN><SPAN>&nbsp;Le fabricant de lampes s’agrandit</SPAN>",
        "Le groupe Orphéa\na levé 3\u00a0millions d’euros.</P><P>Deux fonds y participent.&nbsp;",
        "<SPAN>SUJET: </SPAN><SPAN>ÉNERGIE (90%)</SPAN>",
        "<SPAN>DATE-CHARGEMENT: </SPAN><SPAN>14 mars 2025</SPAN>",
        "<SPAN>LANGUE: </SPAN><SPAN>FRENCH; FRANÇAIS</SPAN>",
        "Copyright 2025 Le Phare SA<BR>Tous Droits Réservés",
    ],
    [
        "2 of 2 DOCUMENTS",
        "La Vigie",
        "11 février 2025",
        "Belvia ferme son usine",
        "LONGUEUR: 6 mots",
        "Belvia ferme son usine de Lyon.",
    ],
)

NEXIS_TEXT = """\ufeff

Download Request: Selected Items: 1-2
Time Of Request: Friday, January 09, 2026  16:51:31

                               1 of 2 DOCUMENTS


                                 The Lighthouse

                            March 12, 2025 Wednesday
                                   Edition 1;
                                    Scotland

Orlan raises 3 million euros to build its second
factory

BYLINE: Jane Hollis

LENGTH: 320 words


The maker of lamps has raised 3 million euros from two funds, the group said on
Tuesday, and will build a factory.

Results so far:
Sales: 40 million euros

LOAD-DATE: March 14, 2025

LANGUAGE: ENGLISH

GRAPHIC: A lamp at the fair, where Orlan sold it for 40 euros, and the man who
made it

PUBLICATION-TYPE: Newspaper


                       Copyright 2025 Lighthouse Press Ltd
                              All Rights Reserved

                               2 of 2 DOCUMENTS


                                   The Beacon

                            February 11, 2025

Belmar shuts its plant

LENGTH: 6 words

Belmar shuts its plant in Leeds.

LOAD-DATE: February 12, 2025
""".replace("\n", "\r\n")

NEXIS_WORD = [
    "Date and Time: Friday, 9. January 2026 09:31:00 CET", "Job Number: 1", "Documents (2)", "1. Orlan raises 3 million euros",
    "Client/Matter: -None-", "Search Terms: lamps", ("Content Type", "Narrowed by"), "2. Belmar shuts its plant", "",
    "Orlan raises 3 million euros", "The Lighthouse(Leeds)", "March 12, 2025 Wednesday 9:20 AM GMT", "",
    "\nCopyright 2025 Lighthouse Press Ltd All Rights Reserved", "Section:\u00a0BUSINESS; Pg. 4", "Length:\u00a0320 words",
    "Byline:\u00a0Jane Hollis", "Highlight:\u00a0The maker of lamps grows", "Body", "", "The maker of lamps has raised 3 million euros.",
    ("Sales", "40 million euros"), "", "Graphic", "A lamp at 40 euros", "Classification", "", "Language:\u00a0ENGLISH",
    "\nPublication-Type:\u00a0Newspaper", "\nLoad-Date:\u00a0March 14, 2025", "", "\nEnd of Document", "",
    "Belmar shuts its plant", "The Beacon", "February 11, 2025", "Body", "Belmar shuts its plant in Leeds.", "End of Document", "",
]  # fmt: skip


def word(parts: list[str | tuple[str, ...]]) -> bytes:
    import docx

    document = docx.Document()
    for part in parts:
        if isinstance(part, tuple):
            for cell, text in zip(document.add_table(1, len(part)).rows[0].cells, part, strict=True):
                cell.text = text
        else:
            document.add_paragraph(part)
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


NEXIS_DOCX = word(NEXIS_WORD)
EXPORTS: dict[str, tuple[str, bytes]] = {
    "europresse": ("new.html", EUROPRESSE_NEW.encode()),
    "europresse, older": ("old.html", EUROPRESSE_OLD.encode("cp1252")),
    "factiva": ("factiva.html", FACTIVA.encode()),
    "factiva, shown": ("shown.html", FACTIVA_SHOWN.encode()),
    "factiva-xml": ("factiva.xml", FACTIVA_XML.encode()),
    "nexis-html": ("nexis.html", NEXIS_HTML.encode()),
    "nexis-text": ("nexis.txt", NEXIS_TEXT.encode()),
    "nexis-docx": ("nexis.docx", NEXIS_DOCX),
}
FRENCH = [name for name in EXPORTS if name.startswith("europresse") or name in ("factiva", "factiva-xml", "nexis-html")]
ENGLISH = ["factiva, shown", "nexis-text", "nexis-docx"]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def items(path: Path) -> list[Article | Unread]:
    return list(read_paths([path]))


def articles(path: Path) -> list[Article]:
    found = items(path)
    assert not [item for item in found if isinstance(item, Unread)], found
    return [item for item in found if isinstance(item, Article)]


# What every format gives


@pytest.mark.parametrize("name", FRENCH)
def test_french_exports(write: Write, name: str) -> None:
    first, second = articles(write(*EXPORTS[name]))
    assert first.title is not None and first.title.replace("'", "’") == "Orphéa lève 3 millions d’euros"
    assert (first.published, first.publisher) == (date(2025, 3, 12), "Le Phare")
    assert first.text.replace("'", "’").replace("\u00a0", " ").split("\n\n") == [
        "Orphéa lève 3 millions d’euros",
        *(["Le fabricant de lampes s’agrandit"] if name in ("europresse", "nexis-html") else []),
        "Le groupe Orphéa a levé 3 millions d’euros.",
        "Deux fonds y participent.",
    ]
    assert (second.title, second.publisher, second.published) == (
        "Belvia ferme son usine",
        "La Vigie",
        date(2025, 2, 11),
    )
    assert second.text.split("\n\n")[-1] == "Belvia ferme son usine de Lyon."
    assert decide_language(first) == ("fr", None)


@pytest.mark.parametrize("name", ENGLISH)
def test_english_exports(write: Write, name: str) -> None:
    first = articles(write(*EXPORTS[name]))[0]
    assert first.title is not None and first.title.startswith("Orlan raises 3 million euros")
    assert (first.published, first.published_origin) == (date(2025, 3, 12), "export, date")
    assert first.publisher is not None and first.publisher.startswith("The Lighthouse")
    assert first.language is not None and first.language.lower() == "english"
    assert decide_language(first) == ("en", None)


@pytest.mark.parametrize("name", EXPORTS)
def test_each_article_has_its_own_id_and_no_furniture(write: Write, name: str) -> None:
    found = articles(write(*EXPORTS[name]))
    assert len({article.id for article in found}) == len(found) and {a.source_file for a in found} == {EXPORTS[name][0]}
    text = "\n".join(article.text for article in found)
    for furniture in ("©", "(c)", "Copyright", "éserv", "Reserved", "ertificat", "Document", "2026", "mots", "words", "LENGTH", "p. 4",
                      "Pg.", "14", "Factiva", "Morvan", "Hollis", "Selected", "Sauvegarder", "40 euros", "Newspaper", "Édition", "Edition"):  # fmt: skip
        assert furniture not in text, furniture


@pytest.mark.parametrize("name", EXPORTS)
def test_content_decides_before_the_name_and_gzip_is_unpacked(write: Write, name: str) -> None:
    file, content = EXPORTS[name]
    plain, renamed, packed = write(file, content), write("export", content), write(file + ".gz", gzip.compress(content))
    told = [(a.title, a.text, a.published, a.publisher, a.format) for a in articles(plain)]
    assert told and {format for *_, format in told} == {name.partition(",")[0]}
    for other in (renamed, packed):
        assert [(a.title, a.text, a.published, a.publisher, a.format) for a in articles(other)] == told


def test_ids_are_those_of_the_database_where_it_gives_them(write: Write) -> None:
    ids = {name: [a.id for a in articles(write(*EXPORTS[name]))] for name in EXPORTS}
    assert ids["europresse"] == ["news·20250313·PH·12ab_7", "news·20250211·VI·99"]
    assert ids["europresse, older"] == ["news·20250313·PH·7", "news·20250211·VI·99"]
    assert ids["factiva"] == ids["factiva-xml"] == ["PHARE00020250313el3c0001r", "VIGIE00020250211el2b0007x"]
    assert ids["nexis-docx"] == ["nexis.docx#1", "nexis.docx#2"]


def test_dates_say_where_they_were_found(write: Write) -> None:
    origins = {name: [a.published_origin for a in articles(write(*EXPORTS[name]))] for name in FRENCH}
    assert origins == {
        "europresse": ["export, header", "export, document number"],
        "europresse, older": ["export, header", "export, header"],
        "factiva": ["export, date", "export, accession number"],
        "factiva-xml": ["export, date", "export, accession number"],
        "nexis-html": ["export, date", "export, date"],
    }


def deeply(content: str, levels: int, text: str) -> str:
    """An export whose first paragraph with a text lies so many levels deeper, and the last of those is that text."""
    return content.replace(text, "<span>" * levels + text + "</span>" * levels, 1)


@pytest.mark.parametrize("name", [name for name in EXPORTS if EXPORTS[name][0].endswith(".html")])
def test_what_is_nested_so_deeply_that_the_library_drops_it_is_told(write: Write, name: str) -> None:
    content = EXPORTS[name][1].decode("cp1252" if "older" in name else "utf-8")
    text = "Two funds take part." if "shown" in name else "Deux fonds y participent."
    sound, *_ = items(write("sound.html", deeply(content, 200, text)))
    assert isinstance(sound, Article) and text in sound.text
    first, *others = items(write("deep.html", deeply(content, 260, text)))
    assert isinstance(first, Unread) and first.reason == "markup nested too deeply"
    assert all(isinstance(other, Article) for other in others)


# The traps of each format


def test_europresse_tells_when_header_and_number_contradict_each_other(write: Write) -> None:
    content = EUROPRESSE_NEW.replace("news·20250313·PH", "news·20240313·PH")
    first = articles(write("a.html", content))[0]
    assert (first.published, first.note) == (date(2025, 3, 12), "the document number says 2024-03-13")


def test_europresse_takes_the_last_day_of_a_header(write: Write) -> None:
    header = "Cahier du 14 juillet 1989, mercredi 12 mars 2025"
    content = EUROPRESSE_NEW.replace("Économie, mercredi 12 mars 2025", header)
    assert articles(write("a.html", content))[0].published == date(2025, 3, 12)


def test_europresse_links_to_the_publisher(write: Write) -> None:
    assert [a.url for a in articles(write("a.html", EUROPRESSE_NEW))] == ["https://phare.example/1", None]


def test_older_europresse_keeps_a_first_paragraph_that_is_no_author(write: Write) -> None:
    content = EUROPRESSE_OLD.replace("Jeanne Morvan<br><p></p>", "Rien n'est perdu<p></p>")
    assert articles(write("a.html", content.encode("cp1252")))[0].text.split("\n\n")[1] == "Rien n'est perdu"


def test_factiva_without_articles_is_a_page(write: Write) -> None:
    paragraph = "<p>Le groupe Orphéa a levé 3 millions d’euros auprès de deux fonds lyonnais, a-t-il annoncé mardi.</p>"
    page = f"<!DOCTYPE html><html><title>Factiva</title><body><article><h1>Une base change de nom</h1>{paragraph * 4}"
    [article] = articles(write("a.html", page))
    assert article.format == "html"


def test_factiva_keeps_the_lines_of_a_table_and_joins_those_of_a_paragraph(write: Write) -> None:
    content = FACTIVA_XML.replace(
        "<paragraph>Deux fonds", '<paragraph display="Fixed">Ventes   3\nCoûts    2</paragraph><paragraph>Deux fonds'
    )
    assert articles(write("a.xml", content))[0].text.split("\n\n")[2:] == [
        "Ventes   3\nCoûts    2",
        "Deux fonds y participent.",
    ]


def test_nexis_text_joins_lines_that_were_broken_for_width(write: Write) -> None:
    first = articles(write("a.txt", NEXIS_TEXT))[0]
    assert first.text.split("\n\n") == [
        "Orlan raises 3 million euros to build its second factory",
        "The maker of lamps has raised 3 million euros from two funds, the group said on Tuesday, and will build a factory.",
        "Results so far:\nSales: 40 million euros",
    ]


def test_nexis_docx_keeps_lead_and_tables(write: Write) -> None:
    first = articles(write("a.docx", NEXIS_DOCX))[0]
    assert first.text.split("\n\n") == [
        "Orlan raises 3 million euros",
        "The maker of lamps grows",
        "The maker of lamps has raised 3 million euros.",
        "Sales\t40 million euros",
    ]


@pytest.mark.parametrize(
    ("day", "note"),
    [("Winter 2025", "unreadable date Winter 2025"), ("March 2025", "unreadable date March 2025")],
)
def test_nexis_day_that_is_none_is_told_and_not_replaced_by_that_of_loading(write: Write, day: str, note: str) -> None:
    first = articles(write("a.txt", NEXIS_TEXT.replace("March 12, 2025 Wednesday", day)))[0]
    assert (first.published, first.published_origin, first.note) == (None, "unreadable", note)
    assert (first.publisher, first.title) == (
        "The Lighthouse",
        "Orlan raises 3 million euros to build its second factory",
    )


@pytest.mark.parametrize(
    ("paragraphs", "title", "text"),
    [
        (["The Beacon", "May 2, 2025", "LENGTH: 3 words", "Belmar shuts."], None, "Belmar shuts."),
        (["The Beacon", "May 2, 2025", "Belmar", "Belmar shuts.", "LANGUAGE: ENGLISH"], "Belmar", "Belmar\n\nBelmar shuts."),
        (["Copyright 2025 Beacon", "The Beacon", "May 2, 2025", "HEADLINE: Belmar", "BODY: Belmar shuts."], "Belmar", "Belmar\n\nBelmar shuts."),
        (["The Beacon", "May 2, 2025", "Belmar", "BYLINE: Jane Hollis", "Leeds correspondent", "LENGTH: 3 words", "Belmar shuts."], "Belmar", "Belmar\n\nBelmar shuts."),
        (["The Beacon", "May 2, 2025", "Belmar", "LENGTH: 9 words", "PARIS: Belmar shuts.", "Language: none was lost."], "Belmar", "Belmar\n\nPARIS: Belmar shuts.\n\nLanguage: none was lost."),
    ],
)  # fmt: skip
def test_heads_of_nexis(write: Write, paragraphs: list[str], title: str | None, text: str) -> None:
    [article] = articles(write("a.html", nexis_html(paragraphs)))
    assert (article.title, article.text, article.published, article.publisher) == (
        title,
        text,
        date(2025, 5, 2),
        "The Beacon",
    )


def test_metadata_beside_an_export_fills_what_it_does_not_tell(write: Write) -> None:
    write("metadata.csv", "file,language,publisher\nnew.html,fr,Un autre\n")
    first = articles(write("new.html", EUROPRESSE_NEW))[0]
    assert (first.language, first.publisher) == ("fr", "Le Phare")


# What only looks similar stays what it was


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.html", "<html><style>.DocPublicationName{} .DocHeader{}</style><p>Le groupe paie 3 M€.</p></html>", "html"),
        ("a.html", "<html><p>&lt;span class='DocPublicationName'&gt; et DocHeader</p></html>", "html"),
        ("a.html", "<html><title>Factiva, une base</title><div class='article'><p>Un.</p></div></html>", "html"),
        ("a.html", "<html><p>1 of 10 DOCUMENTS</p><p>LENGTH: 3 words</p></html>", "html"),
        ("a.txt", "He had signed 1 of 10 DOCUMENTS\nLENGTH: none\n", "text"),
        ("a.txt", "     1 of 10 DOCUMENTS\n\nHe signed the first of them on Monday.\n", "text"),
        ("a.txt", "« <PPSResponse> » is the root of an answer, he wrote.", "text"),
        ("a.json", '{"text": "<PPSResponse>"}', "json"),
    ],
)
def test_similar_files(name: str, content: str, format: str) -> None:
    found = choose_reader(Path(name), content.encode()).NAME
    assert found == format


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.zip"])
def test_other_archives_are_refused_as_before(write: Write, name: str) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<x/>")
    [item] = items(write(name, sink.getvalue()))
    assert isinstance(item, Unread) and item.format == "unknown"


# Broken documents among sound ones


BROKEN = {
    "europresse": ("<p>Belvia ferme son usine de Lyon.</p>", "", "no text"),
    "factiva": ("Belvia ferme son usine de Lyon.", "", "no text"),
    "factiva-xml": ("ferme\nson usine de Lyon.\n</leadParagraph>", "ferme</lead>", "not valid XML: "),
    "nexis-html": ("La Vigie", "Error in document 2: it is not possible to display it.", "the database could not give"),
    "nexis-text": ("Belmar shuts its plant in Leeds.", "", "no text"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_article_is_told_and_the_others_are_read(write: Write, name: str) -> None:
    file, content = EXPORTS[name]
    old, new, reason = BROKEN[name]
    text = content.decode("utf-8")
    assert old in text
    first, second = items(write(file, text.replace(old, new)))
    assert isinstance(first, Article) and isinstance(second, Unread) and second.reason.startswith(reason)
    assert second.source_file == file and second.outcome == "failed"


def test_an_export_cut_off_loses_only_its_last_article(write: Write) -> None:
    first, second = items(write("a.xml", FACTIVA_XML[: FACTIVA_XML.rindex("</article>")]))
    assert isinstance(first, Article)
    assert isinstance(second, Unread) and second.reason == "not valid XML: the article has no end"


def test_a_word_document_that_is_no_export(write: Write) -> None:
    [item] = items(write("letter.docx", word(["Cher lecteur,", "Le groupe paie 3 M€."])))
    assert isinstance(item, Unread) and item.reason == "a Word document, but no export of Nexis Uni"


def test_without_python_docx_the_reason_says_what_to_install(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    [item] = items(write("a.docx", NEXIS_DOCX))
    assert (
        isinstance(item, Unread) and item.reason == "Word documents need python-docx: pip install 'news-claims[docx]'"
    )


# Hostile files


def with_part(name: str, change: Callable[[bytes], bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The Word export with one of its parts changed, and packed with another method."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(NEXIS_DOCX)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == name:
                new.writestr(part.filename, change(data), method)
            else:
                new.writestr(part.filename, data)
    return sink.getvalue()


def declare(data: bytes) -> bytes:
    return data.replace(b"<w:document", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document', 1)


def nest(data: bytes) -> bytes:
    return data.replace(b"<w:body>", b"<w:body>" + b"<w:sdt>" * 5000 + b"</w:sdt>" * 5000, 1)


def test_a_word_document_that_declares_entities_is_refused(write: Write) -> None:
    [item] = items(write("a.docx", with_part("word/document.xml", declare)))
    assert isinstance(item, Unread) and item.reason == "a Word document that declares types or entities"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_word_document_that_unpacks_in_one_piece_is_refused_unread(
    write: Write, monkeypatch: pytest.MonkeyPatch, method: int
) -> None:
    path = write("a.docx", with_part("word/styles.xml", bytes, method))
    monkeypatch.setattr(nexis_docx, "_head", lambda *_: pytest.fail("a part was read"))
    [item] = items(path)
    assert isinstance(item, Unread) and item.reason == "a Word document packed with another method than deflate"


def test_a_word_document_that_nests_too_deeply_is_refused(write: Write) -> None:
    [item] = items(write("a.docx", with_part("word/document.xml", nest)))
    assert isinstance(item, Unread) and item.reason.startswith("the Word document is damaged")


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ("MAX_UNPACKED_BYTES", "unpacks to more than 1 MB or 20000 parts"),
        ("MAX_TEXT_BYTES", "a Word document with more than 1 MB of text and markup"),
    ],
)
def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    write: Write, monkeypatch: pytest.MonkeyPatch, limit: str, reason: str
) -> None:
    monkeypatch.setattr(nexis_docx, limit, 1_000_000)
    bomb = with_part("word/styles.xml", lambda data: data + b" " * 2_000_000)
    assert len(bomb) < 100_000
    [item] = items(write("a.docx", bomb))
    assert isinstance(item, Unread) and item.reason == reason


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_xml_that_declares_entities_is_refused(write: Write, declared: str) -> None:
    content = FACTIVA_XML.replace("<PPSResponse>", declared + "<PPSResponse>").replace("Deux fonds", "&x;&b;")
    [item] = items(write("a.xml", content))
    assert isinstance(item, Unread) and (item.format, item.reason) == ("factiva-xml", "XML that declares entities")


def test_an_entity_that_nobody_declared_breaks_its_article_alone(write: Write) -> None:
    first, second = items(write("a.xml", FACTIVA_XML.replace("Deux fonds", "&x;")))
    assert isinstance(first, Unread) and first.reason.startswith("not valid XML")
    assert isinstance(second, Article)


HOSTILE = {
    "comments before a page": "<!---->" * 20_000 + "<p>",
    "comments before XML": "<!---->" * 20_000 + "<PPSResponse>" + "<article>" * 5000,
    "nested": EUROPRESSE_NEW.replace("<p>Deux fonds", "<div><span class='DocHeader'>" * 20_000 + "<p>Deux fonds"),
    "nested tables": FACTIVA.replace("Deux fonds", "<table><tr><td><b>HD</b></td><td>" * 5000),
    "attributes": EUROPRESSE_NEW.replace("<article>", "<article " + " a='1'" * (MAX_ATTRIBUTES + 1) + ">"),
    "titles": EUROPRESSE_NEW.replace("<aside>", "<p class='titreArticleVisu'>x</p>" * 20_000 + "<aside>"),
    "links": EUROPRESSE_NEW.replace("Deux fonds", "<a href='http://x.example'>x</a>" * 20_000),
    "no-break spaces": EUROPRESSE_NEW.replace("Deux fonds", "\u00a0 " * 200_000),
    "blank lines": NEXIS_TEXT.replace("Results", " \r\n" * 200_000),
    "one line": NEXIS_TEXT.replace("Results", "wort " * 200_000),
    "counters": "     1 of 2 DOCUMENTS\n" * 20_000 + "LENGTH: 3 words\n",
    "labels": NEXIS_TEXT.replace("Results", "LENGTH: " * 200_000),
    "open tags": FACTIVA.replace("Deux fonds", "<div class='" * 20_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_time(write: Write, name: str) -> None:
    path = write("a", HOSTILE[name])
    begin = time.process_time()
    assert items(path)
    assert time.process_time() - begin < 5


def test_an_export_that_is_too_large(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MAX_EXPORT_BYTES", 1_000)
    [item] = items(write("a.html", EUROPRESSE_NEW))
    assert isinstance(item, Unread) and "the limit for an export of a press database" in item.reason


# Laws


def accounted(path: Path) -> None:
    found = list(read_file(InputFile(path, path.parent, path.name)))
    assert found
    for item in found:
        assert item.id and item.source_file == path.name
        assert item.text.strip() if isinstance(item, Article) else item.reason


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(EXPORTS)), share=st.floats(0, 1))
def test_truncated_exports_never_raise(tmp_path_factory: pytest.TempPathFactory, name: str, share: float) -> None:
    file, content = EXPORTS[name]
    path = tmp_path_factory.mktemp("cut") / file
    path.write_bytes(content[: int(share * len(content))])
    accounted(path)


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(EXPORTS)), data=st.data())
def test_shuffled_exports_never_raise(tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject) -> None:
    file, content = EXPORTS[name]
    size = data.draw(st.integers(20, 400))
    blocks = [content[i : i + size] for i in range(0, len(content), size)]
    path = tmp_path_factory.mktemp("shuffled") / file
    path.write_bytes(b"".join([blocks[0], *data.draw(st.permutations(blocks[1:]))]))
    accounted(path)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(EXPORTS)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), max_size=12),
)
def test_damaged_exports_never_raise(
    tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[tuple[float, bytes]]
) -> None:
    file, content = EXPORTS[name]
    damaged = bytearray(content)
    for share, piece in changes:
        at = int(share * len(damaged))
        damaged[at : at + len(piece)] = piece
    path = tmp_path_factory.mktemp("damaged") / file
    path.write_bytes(bytes(damaged))
    accounted(path)


# The table


def entries() -> list[tuple[str, list[str], list[str]]]:
    content = table("shared", "databases")
    return [(e["id"], e["examples"], e["refuses"]) for name in ("furniture", "europresse") for e in content[name]]


@pytest.mark.parametrize(("id", "examples", "refuses"), entries(), ids=[id for id, *_ in entries()])
def test_furniture_has_its_examples(id: str, examples: list[str], refuses: list[str]) -> None:
    assert {furniture_of(line) for line in examples} == {id}
    assert {furniture_of(line) for line in refuses} == {None}
