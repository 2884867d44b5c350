"""Small exports of press databases, as each format of them looks, for the fuzzing. Start with `exports`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

#: The article of each export, and the day as its interface writes it.
TITLE = "Orphéa rachète Belvia"
BODY = ("Le groupe Orphéa versera 3,5 M€ à Belvia d’ici fin 2025.", "Le marché est estimé à 12 milliards de dollars.")
DAY = "12 mars 2025"


def exports() -> dict[str, bytes]:
    """An export of two articles in every format of a press database, by name.

    >>> sorted(exports())
    ['eureka.html', 'europresse.html', 'factiva.html', 'factiva.xml', 'nexis.docx', 'nexis.html', 'nexis_lines.txt', 'shown.html']
    """
    paragraphs = "".join(f"<p class='articleParagraph'>{text}</p>" for text in BODY)
    return {
        "europresse.html": _page(
            f"<article><header><span class='DocPublicationName'>Le Phare, no. 12</span><span class='DocHeader'>Une, mercredi {DAY}"
            f"</span><p class='titreArticleVisu'>{TITLE}</p></header><section><div class='docOcurrContainer'>{paragraphs}</div></section>"
            "<footer><p>Numéro de document : news·20250312·PH·{n}</p></footer></article>"
        ),
        "eureka.html": _page(
            f"<table><tr><td><span class='DocPublicationName'>Le Phare</span><br><span class='DocHeader'>{DAY}</span><br>"
            f"<span class='TitreArticleVisu'>{TITLE}</span><br><br>{'<p></p>'.join(BODY)}<p></p>"
            "Numéro de document : news·20250312·PH·{n}<br></td></tr></table>"
        ),
        "factiva.html": _page(
            "<div class='article frArticle'><table>"
            + "".join(
                f"<tr><td class='index'><b>{code}</b>&nbsp;</td><td>{value}</td></tr>"
                for code, value in {
                    "HD": TITLE,
                    "PD": DAY,
                    "SN": "Le Phare",
                    "LA": "Français",
                    "TD": paragraphs,
                }.items()
            )
            + "<tr><td class='index'><b>AN</b></td><td>Document PHARE00020250312el3c000{n}r</td></tr></table></div>"
        ),
        "shown.html": _page(
            f"<div class='article frArticle'><div id='hd'><span class='frHeadline'>{TITLE}</span></div><div>320 mots</div>"
            f"<div>{DAY}</div><div>Le Phare</div><div>Français</div>{paragraphs}"
            "<p>Document PHARE00020250312el3c000{n}r</p></div>"
        ),
        "factiva.xml": (
            "<?xml version='1.0'?><PPSResponse><ppsArticleResponse xmlns='http://global.factiva.com/pps/2.0'>"
            + "".join(
                f"<article><accessionNo>PHARE00020250312el3c000{n}r</accessionNo><headline><paragraph>{TITLE}</paragraph></headline>"
                f"<leadParagraph><paragraph>{BODY[0]}</paragraph></leadParagraph><tailParagraphs><paragraph display='Fixed'>{BODY[1]}"
                "</paragraph></tailParagraphs><publicationDate><date>2025-03-12</date></publicationDate></article>"
                for n in (1, 2)
            )
            + "</ppsArticleResponse></PPSResponse>"
        ).encode(),
        "nexis.html": _page(
            "<!-- Hide XML section from browser\n<DOC NUMBER={n}>\n<DOCFULL> -->"
            + "".join(f"<div><p>{text}</p></div>" for text in ("{n} of 2 DOCUMENTS", *_nexis()))
        ),
        "nexis_lines.txt": "".join(
            f"                  {n} of 2 DOCUMENTS\n\n\n" + "\n\n".join(_nexis()) + "\n\n" for n in (1, 2)
        ).encode(),
        "nexis.docx": _word(
            [TITLE, "Le Phare", f"{DAY} mercredi", "Body", *BODY, "Language:\u00a0FRENCH", "End of Document", ""] * 2
        ),
    }


def _page(article: str) -> bytes:
    return f"<html><head><meta charset='utf-8'></head><body>{''.join(article.replace('{n}', n) for n in '12')}</body></html>".encode()


def _nexis() -> tuple[str, ...]:
    return (
        "Le Phare",
        f"{DAY} mercredi",
        TITLE,
        "LONGUEUR: 320 mots",
        *BODY,
        "LANGUE: FRENCH",
        "Copyright 2025 Le Phare SA",
    )


def _word(paragraphs: list[str]) -> bytes:
    import docx

    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.add_table(1, 2)
    sink = io.BytesIO()
    document.save(sink)
    with zipfile.ZipFile(sink) as made:  # the library writes the time of day
        return pack({name: made.read(name) for name in made.namelist()})


def pack(members: Mapping[str, bytes]) -> bytes:
    """A zip archive that is always the same for the same members.

    >>> pack({"a.txt": b"Un."}) == pack({"a.txt": b"Un."})
    True
    """
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()
