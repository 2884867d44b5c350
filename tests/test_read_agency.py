"""Agency formats and feeds become articles: which text, which day, which version, and what is told of all the rest."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read import read_paths, xml_items
from pipeline.read.files import Unreadable
from pipeline.read.markup_text import html_text, wire_text
from pipeline.read.xml_tree import XmlElement, parse_xml
from pipeline.records import Article, Unread

DAY = date(2025, 3, 12)
PARAGRAPHS = (
    "Le groupe Orphéa paiera 3 millions d’euros à Belvia.",
    "La société lyonnaise a confirmé l’accord mercredi.",
)
TEXT = "Orphéa rachète Belvia\n\n" + "\n\n".join(PARAGRAPHS)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
NAR = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
XHTML = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{BODY}</body></html>'
Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(content: str | bytes, name: str = "a.xml") -> Path:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path / name

    return write


def outcome(path: Path) -> list[str]:
    """Each article as "ok", everything else as its reason."""
    return ["ok" if isinstance(item, Article) else item.reason for item in read_paths([path])]


def article(path: Path) -> Article:
    [found] = read_paths([path])
    assert isinstance(found, Article), found
    return found


def g2(
    content: str = f"<inlineXML contenttype='application/xhtml+xml'>{XHTML}</inlineXML>",
    *,
    meta: str = "",
    kind: str = "text",
    status: str = "usable",
    guid: str = "urn:newsml:phare.example:20250312:orphea",
    version: int = 2,
) -> str:
    return (
        f'<newsItem {NAR} guid="{guid}" version="{version}" xml:lang="fr"><itemMeta><itemClass qcode="ninat:{kind}"/>'
        f'<provider qcode="prov:phare"><name>Agence du Phare</name></provider>'
        f"<versionCreated>2025-03-12T08:30:00+01:00</versionCreated><firstCreated>2025-03-10T08:00:00Z</firstCreated>"
        f'{meta}<pubStatus qcode="stat:{status}"/></itemMeta><contentMeta><contentCreated>2025-03-01</contentCreated>'
        f"<headline role='hld:sub'>Rachat à Lyon</headline><headline>Orphéa rachète Belvia</headline></contentMeta>"
        f"<contentSet>{content}</contentSet></newsItem>"
    )


def nitf(
    body: str = BODY, *, docdata: str = "<date.issue norm='20250312T083000+0100'/>", status: str = "usable"
) -> str:
    return (
        f"<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf-3-6.dtd'><nitf xml:lang='fr'><head><title>Titre</title>"
        f"<docdata management-status='{status}'><doc-id id-string='phare.7'/>{docdata}</docdata></head><body><body.head>"
        f"<hedline><hl1>Orphéa rachète Belvia</hl1></hedline><distributor>Agence du Phare</distributor>"
        f"<abstract><p>Un rachat à Lyon.</p></abstract></body.head><body.content>{body}</body.content></body></nitf>"
    )


def feed(*items: str, head: str = "") -> str:
    return f"<rss version='2.0'><channel><title>Le Phare</title><language>fr</language>{head}{''.join(items)}</channel></rss>"


ITEM = (
    "<item><title>Orphéa rachète Belvia</title><guid isPermaLink='false'>7</guid><link>https://phare.example/7</link>"
    f"<pubDate>Wed, 12 Mar 2025 23:30:00 -0500</pubDate><description><![CDATA[{BODY}]]></description></item>"
)
NINJS = {
    "uri": "urn:newsml:phare.example:20250312:orphea",
    "version": "2",
    "type": "text",
    "versioncreated": "2025-03-12T08:30:00+01:00",
    "firstcreated": "2025-03-10T08:00:00Z",
    "pubstatus": "usable",
    "language": "fr",
    "headline": "Orphéa rachète Belvia",
    "body_xhtml": BODY,
    "body_text": "La forme sans paragraphes.",
    "copyrightholder": "Agence du Phare",
}
NINJS_3 = {
    "uri": NINJS["uri"],
    "version": "2",
    "versionCreated": NINJS["versioncreated"],
    "language": "fr",
    "copyrightHolder": "Agence du Phare",
    "headlines": [{"role": "sub", "value": "Un rachat"}, {"role": "main", "value": "Orphéa rachète Belvia"}],
    "bodies": [
        {"contentType": "text/plain", "value": "Sans paragraphes."},
        {"contentType": "text/html", "value": BODY},
    ],
}
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>Le Phare</title><updated>2025-04-01T00:00:00Z</updated>"
    "<entry><id>7</id><title type='html'>Orph&amp;eacute;a rach&amp;egrave;te Belvia</title>"
    "<link rel='enclosure' href='a.mp3'/><link href='https://phare.example/7'/>"
    "<published>2025-03-12T08:00:00Z</published><updated>2025-03-20T08:00:00Z</updated>"
    f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{BODY}</div></content></entry></feed>"
)

# What each format gives

SAME_ARTICLE = {
    "one item": (g2(), "newsml-g2"),
    "a message": (f"<newsMessage {NAR}><header><sent>2025-04-01</sent></header><itemSet>{g2()}</itemSet></newsMessage>", "newsml-g2"),
    "NITF in NewsML-G2": (g2(f"<inlineXML>{nitf()[nitf().index('<nitf') :]}</inlineXML>"), "newsml-g2"),
    "HTML as data": (g2(f"<inlineData contenttype='text/html'><![CDATA[{BODY}]]></inlineData>"), "newsml-g2"),
    "wire text as data": (
        g2("<inlineData contenttype='text/plain'>   Le groupe Orphéa paiera 3 millions\nd’euros à Belvia.\n"
           "   La société lyonnaise a confirmé\nl’accord mercredi.\n</inlineData>"), "newsml-g2"),
    "ninjs 1": (json.dumps(NINJS), "ninjs"),
    "ninjs 3": (json.dumps(NINJS_3), "ninjs"),
    "ninjs in a list": (json.dumps({"total": 1, "item": [NINJS]}), "ninjs"),
    "ninjs on a line": (f"{json.dumps(NINJS)}\n" * 2, "ninjs"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME_ARTICLE)
def test_every_agency_format_gives_the_same_article(put: Put, name: str) -> None:
    content, format = SAME_ARTICLE[name]
    read = next(iter(read_paths([put(content, "a.dat")])))
    assert isinstance(read, Article)
    assert (read.text, read.title, read.format) == (TEXT, "Orphéa rachète Belvia", format)
    assert (read.published, read.language, read.publisher) == (DAY, "fr", "Agence du Phare")
    assert read.published_origin in ("item, versionCreated", "item, versioncreated")
    assert (read.item, read.version) == ("urn:newsml:phare.example:20250312:orphea", "2")
    assert read.id == "urn:newsml:phare.example:20250312:orphea:2"


def test_nitf(put: Put) -> None:
    read = article(put(nitf()))
    assert (read.text, read.format, read.publisher, read.language) == (TEXT, "nitf", "Agence du Phare", "fr")
    assert (read.published, read.published_origin, read.item, read.id) == (
        DAY,
        "item, date.issue",
        "phare.7",
        "phare.7",
    )


def test_the_rounds_of_a_running_story_in_nitf_are_versions(put: Put) -> None:
    read = article(put(nitf(docdata="<du-key key='marees' generation='14'/>")))
    assert (read.item, read.version) == ("marees", "14")


def test_wire_wraps_tables_captions_and_notes_of_nitf_are_no_text(put: Put) -> None:
    body = (
        "<media><media-caption>Photo.</media-caption></media><hl2>Orphéa rachète Belvia</hl2>"
        "<p>Le groupe paie <br/>3&nbsp;M&euro; à <org>Belvia</org>.</p><table><tr><td>12,5</td></tr></table>"
        "<note><p>À la rédaction.</p></note><ul><li>Un</li><li>Deux</li></ul>"
    )
    assert article(put(nitf(body))).text == "Orphéa rachète Belvia\n\nLe groupe paie 3\u00a0M€ à Belvia.\n\nUn\n\nDeux"


def test_rss(put: Put) -> None:
    read = article(put(feed(ITEM, head="<pubDate>Sat, 01 Mar 2025 00:00:00 GMT</pubDate>")))
    assert (read.text, read.title, read.id, read.item) == (TEXT, "Orphéa rachète Belvia", "7", "7")
    assert (read.published, read.published_origin, read.publisher) == (DAY, "feed, pubDate", "Le Phare")
    assert (read.language, read.url, read.note) == ("fr", "https://phare.example/7", "only a summary of the article")


def test_atom(put: Put) -> None:
    read = article(put(ATOM))
    assert (read.text, read.published, read.published_origin) == (TEXT, DAY, "feed, published")
    assert (read.id, read.url, read.publisher, read.language) == ("7", "https://phare.example/7", "Le Phare", "fr")
    assert read.note is None


def test_the_whole_text_of_an_item_is_read_before_its_summary(put: Put) -> None:
    whole = f"<content:encoded xmlns:content='c'>{BODY.replace('<', '&lt;')}</content:encoded>"
    read = article(
        put(feed(f"<item><title>Orphéa rachète Belvia</title><description>Court.</description>{whole}</item>"))
    )
    assert (read.text, read.note, read.id) == (TEXT, None, "a.xml#1")


def test_a_summary_that_only_repeats_the_headline_is_read_once(put: Put) -> None:
    item = "<item><title>Orphéa rachète Belvia - Le Phare</title><description>&lt;a href='x'&gt;Orphéa rachète Belvia&lt;/a&gt;&amp;nbsp;Le Phare</description></item>"
    read = article(put(feed(item)))
    assert (read.text, read.note) == ("Orphéa rachète Belvia - Le Phare", "only the headline of the article")


def test_a_feed_kept_as_json_gives_its_summaries(put: Put) -> None:
    rows = [
        {"title": "Orphéa rachète Belvia", "description": f"<p>{PARAGRAPHS[0]}"},
        {"title": "Belvia", "résumé": "<a>Belvia</a>"},
    ]
    found = list(read_paths([put(json.dumps({"description": "Un flux", "articles": rows}), "a.json")]))
    assert [(item.text, item.note) for item in found if isinstance(item, Article)] == [
        (f"Orphéa rachète Belvia\n\n{PARAGRAPHS[0]}", "only a summary of the article"),
        ("Belvia", "only the headline of the article"),
    ]


def test_the_export_of_a_blog_keeps_its_lines_and_tells_what_was_never_published(put: Put) -> None:
    def post(status: str, kind: str = "post") -> str:
        return (
            f"<item><title>Orphéa</title><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>"
            "<content:encoded><![CDATA[<b>Lyon</b> - Le groupe paie.\n\nIl se tait.\nFin.]]></content:encoded></item>"
        )

    text = feed(post("publish"), post("draft"), post("inherit", "attachment"))
    path = put(text.replace("<rss", "<rss xmlns:wp='w' xmlns:content='c'", 1))
    assert outcome(path) == ["ok", "never published (draft)", "no article (attachment)"]
    read = next(iter(read_paths([path])))
    assert isinstance(read, Article) and read.text == "Orphéa\n\nLyon - Le groupe paie.\n\nIl se tait.\nFin."


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", None])
def test_encodings(put: Put, encoding: str | None) -> None:
    declaration = f"<?xml version='1.0' encoding='{encoding}'?>" if encoding else ""
    text = declaration + feed("<item><title>Orphéa</title><description>Il paie 25 M€ à Évry.</description></item>")
    used = {"iso-8859-1": "cp1252", None: "cp1252"}.get(encoding, encoding)
    assert article(put(text.encode(str(used)))).text == "Orphéa\n\nIl paie 25 M€ à Évry."


# Days


@pytest.mark.parametrize(
    ("content", "day", "origin"),
    [
        (g2(meta="<embargoed>2025-03-14T06:00:00Z</embargoed>"), date(2025, 3, 14), "item, embargoed"),
        (g2(meta="<embargoed>2025-03-11T06:00:00Z</embargoed>"), DAY, "item, versionCreated"),
        (g2().replace("versionCreated", "x"), date(2025, 3, 10), "item, firstCreated"),
        (nitf(docdata="<date.issue norm='20250312T0800Z'/><date.release norm='20250314T0800Z'/>"), date(2025, 3, 14), "item, date.release"),
        (nitf(docdata="<date.expire norm='20260101T0800Z'/>"), None, None),
        (json.dumps({**NINJS, "embargoed": "2025-03-14T06:00:00Z"}), date(2025, 3, 14), "item, embargoed"),
        (json.dumps({**NINJS, "versioncreated": "mardi dernier"}), date(2025, 3, 10), "item, firstcreated"),
        (feed("<item><title>O</title><description>Un.</description></item>", head="<lastBuildDate>Wed, 12 Mar 2025</lastBuildDate>"), None, None),
        (ATOM.replace("<published>2025-03-12T08:00:00Z</published>", ""), date(2025, 3, 20), "feed, updated"),
    ],
)  # fmt: skip
def test_the_day_is_the_first_on_which_this_version_could_be_read(
    put: Put, content: str, day: date | None, origin: str | None
) -> None:
    read = article(put(content))
    assert (read.published, read.published_origin) == (day, origin)


def test_an_embargo_is_told(put: Put) -> None:
    read = article(put(g2(meta="<embargoed>2025-03-14T06:00:00Z</embargoed>")))
    assert read.note == "embargoed until 2025-03-14T06:00:00Z"


def test_a_table_beside_the_file_says_it_better(put: Put, tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("file,published,publisher\na.xml,2025-03-15,La Digue\n")
    read = article(put(g2()))
    assert (read.published, read.published_origin, read.publisher) == (date(2025, 3, 15), "metadata", "La Digue")


# What is no article, and what is damaged

NO_ARTICLE = {
    "cancelled": (g2(status="canceled"), "cancelled by its agency"),
    "withheld": (json.dumps({**NINJS, "pubstatus": "withheld"}), "withheld by its agency"),
    "cancelled NITF": (nitf(status="canceled"), "cancelled by its agency"),
    "picture": (g2(kind="picture"), "a picture, no article"),
    "film": (json.dumps({**NINJS, "type": "video"}), "a film, no article"),
    "package": (
        g2().replace("newsItem", "packageItem"), "a package that lists other items, no article"),
    "elsewhere": (g2("<remoteContent href='a.txt'/>"), "no text"),
    "empty message": (f"<newsMessage {NAR}/>", "a message without items"),
    "empty feed": (feed(), "a feed without items"),
    "older": ("<NewsML Version='1.2'><NewsItem/></NewsML>", "markup that no reader of this version takes (NewsML 1; NewsML-G2 is read)"),
    "unknown": ("<r:RBNews xmlns:r='x'/>", "markup that no reader of this version takes (<RBNews>)"),
    "cut off": (nitf()[:-60], "not valid XML at line 1: "),
    "deep": ("<nitf>" + "<p>" * 100_000, "XML nested too deeply at line 1"),
    "deep scrap": (json.dumps({**NINJS, "body_xhtml": "<b>" * 2000 + "Un."}), "markup nested too deeply"),
    "wide scrap": (json.dumps({**NINJS, "body_xhtml": "<p " + "a " * 20_000 + ">Un."}), "an element with more than 10000 attributes"),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_ARTICLE)
def test_what_gives_no_article_is_told(put: Put, name: str) -> None:
    content, reason = NO_ARTICLE[name]
    [found] = outcome(put(content, "a.json" if content.startswith("{") else "a.xml"))
    assert found.startswith(reason)


def test_a_summary_is_read_where_there_is_no_more(put: Put) -> None:
    read = article(put(g2("").replace("</contentMeta>", "<description>Un rachat à 3 M€.</description></contentMeta>")))
    assert (read.text, read.note) == ("Orphéa rachète Belvia\n\nUn rachat à 3 M€.", "only a summary of the article")
    assert article(put(nitf(""))).note == "only a summary of the article"
    described = {key: value for key, value in NINJS.items() if not key.startswith("body")} | {"description_text": "Un."}
    assert article(put(json.dumps(described))).note == "only a summary of the article"


ENTITIES = "the XML declares entities of its own: attacks do, articles need none"
ATTACKS = {
    "laughs": "<!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{i} '{'&a;' * 10}'>" for i in range(9)) + "]>",
    "file": "<!DOCTYPE rss [ <!ENTITY a SYSTEM 'file:///etc/passwd'> ]>",
    "network": "<!DOCTYPE rss [<!ENTITY % d SYSTEM 'http://phare.example/d'> %d;]>",
    "hidden": "<!-- <rss> --><!DOCTYPE rss [ <!ELEMENT b ANY ><!--]>--><!ENTITY a 'ha'>]>",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_entities_are_refused(put: Put, name: str) -> None:
    item = "<item><title>Orphéa</title><description>&a; root</description></item>"
    assert outcome(put(ATTACKS[name] + feed(item))) == [ENTITIES]


def test_an_external_document_type_is_not_fetched(put: Put, tmp_path: Path) -> None:
    (tmp_path / "nitf-3-6.dtd").write_text("<!ENTITY a 'secret'>")
    assert "secret" not in article(put(nitf("<p>Le groupe paie &a; 3 M€.</p>"))).text


def test_careless_xml_is_read(put: Put) -> None:
    item = "<item><media:x/><title>R&D : 3 M&euro; &#11; &zut; &lt;5 %</title><description><![CDATA[A & B &amp; C]]></description></item>"
    read = article(put(feed(item)))
    assert read.text == "R&D : 3 M€ \ufffd &zut; <5 %\n\nA & B & C"


def test_of_a_damaged_feed_the_sound_items_are_read(put: Put) -> None:
    broken = ITEM.replace("</title>", "</titre>")
    assert outcome(put(feed(ITEM, broken, ITEM))) == [
        "ok",
        "the item that begins at line 1 is not valid XML at line 1: opening and ending tag mismatch: title line 1 and titre",
        "ok",
    ]
    cut = feed(ITEM, "\n", ITEM, "\n", ITEM)
    found = outcome(put(cut[: cut.rindex("Belvia")]))
    assert found == ["ok", "ok", "cut off: the item that begins at line 3 does not end"]
    found = outcome(put(cut[: -len("</channel></rss>")]))
    assert found[:3] == ["ok"] * 3 and "behind 3 sound items more may be missing" in found[3]


def test_of_a_damaged_message_the_sound_items_are_read(put: Put) -> None:
    text = f"<n:newsMessage xmlns:n='{NAR[7:-1]}'><n:itemSet>{g2()}{g2().replace('</headline>', '', 1)}{g2(version=3)}</n:itemSet>"
    found = list(read_paths([put(text)]))
    assert [isinstance(item, Article) for item in found] == [True, False, True]
    assert [item.version for item in found if isinstance(item, Article)] == ["2", "3"]


def many_namespaces(number: int, items: int, *, end: str = "</rss>") -> str:
    spaces = "".join(f" xmlns:a{n}='urn:{n}'" for n in range(number))
    return f"<rss{spaces}>" + "<item><title>Orphéa paie 3 M€.</title></item>" * items + end


def test_namespaces_as_standards_declare_them_are_read(put: Put) -> None:
    assert outcome(put(many_namespaces(40, 300))) == ["ok"] * 300
    damaged = outcome(put(many_namespaces(40, 300, end="<b>")))
    assert damaged[:300] == ["ok"] * 300 and "behind 300 sound items more may be missing" in damaged[300]


@pytest.mark.parametrize("end", ["</rss>", "<b>"])
def test_more_namespaces_than_any_article_needs_are_refused(put: Put, end: str) -> None:
    assert outcome(put(many_namespaces(201, 3, end=end))) == [
        "the XML declares more than 200 namespaces: attacks do, articles need few"
    ]


def test_of_a_damaged_file_no_more_is_parsed_than_its_size_allows(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = 0

    def counted(text: str) -> XmlElement:
        nonlocal parsed
        parsed += len(text)
        return parse_xml(text)

    monkeypatch.setattr(xml_items, "parse_xml", counted)
    small, large = (many_namespaces(190, items, end="<b>") for items in (200, 4_000))
    assert outcome(put(small))[:200] == ["ok"] * 200
    assert parsed < (xml_items.AGAIN + 2) * len(small) + xml_items.FREE
    [told] = outcome(put(large))
    assert (
        told
        == f"damaged, and its {len(many_namespaces(190, 0, end='')) - 5} characters of namespaces are too many for 4000 small items"
    )
    assert parsed < (xml_items.AGAIN + 3) * (len(small) + len(large)) + xml_items.FREE


def test_two_versions_of_an_item_have_ids_of_their_own(put: Put) -> None:
    text = f"<newsMessage>{g2(version=1)}{g2(version=2)}</newsMessage>"
    ids = [item.id for item in read_paths([put(text)])]
    assert ids == [f"urn:newsml:phare.example:20250312:orphea:{version}" for version in (1, 2)]


# Detection


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.txt", feed(ITEM), "feed"),
        ("rss.xml", nitf(), "nitf"),
        ("nitf.txt", f"\ufeff<!-- <rss> -->\n{g2()}", "newsml-g2"),
        ("page.xml", f"<?xml version='1.0'?><html><body><article>{BODY * 4}</article></body></html>", "html"),
        ("news.json", json.dumps({"uri": "a", "title": "Orphéa", "text": "Le groupe paie."}), "json"),
        ("a.xml", "Le groupe paie <3 M€>.", "text"),
    ],
)
def test_content_decides(put: Put, name: str, content: str, format: str) -> None:
    assert article(put(content, name)).format == format


# Text in markup


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Un</p>\n<p>Deux</p>", "Un\n\nDeux"),
        ("Un<br>deux<br/><br />trois", "Un\ndeux\n\ntrois"),
        ("Un <em>deux</em>, trois.", "Un deux, trois."),
        ("<p>Il paie 3&nbsp;M€ &amp; plus</p>", "Il paie 3\u00a0M€ & plus"),
        ("Prix < 3 M€ et > 2 M€", "Prix < 3 M€ et > 2 M€"),
        ("<div>Un<script>x()</script><style>p{}</style><figure><img><figcaption>Photo</figcaption></figure></div>Deux", "Un\n\nDeux"),
        ("<ul><li>Un<li>Deux</ul>", "Un\n\nDeux"),
        ("<table><tr><td>Ventes</td><td>3 M€</td></tr><tr><td>Perte</td></tr></table>", "Ventes\t3 M€\n\nPerte"),
        ("Un\nsuite\n\nDeux", "Un suite\n\nDeux"),
        ("<!-- rien --> ", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_html_becomes_paragraphs(source: str, text: str) -> None:
    if source == "Un\nsuite\n\nDeux":
        assert wire_text(source) == text
    else:
        assert html_text(source) == text


WORDS = st.lists(st.text("abc&<>éœ’\u00a0€1", min_size=1).filter(str.strip), min_size=1, max_size=6)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_the_paragraphs_of_escaped_html_come_back(paragraphs: list[list[str]]) -> None:
    def escape(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    texts = [" ".join(words) for words in paragraphs]
    assert html_text("".join(f"<p>{escape(text)}</p>\n" for text in texts)) == "\n\n".join(texts)


@pytest.mark.parametrize(
    "hostile",
    [
        "<br>",
        "<p>",
        "&",
        "<![CDATA[",
        "<!--",
        "<b><i>",
        "]]>",
        "<item>",
        "<?x ",
        "&#1;",
        "\n ",
        "<!DOCTYPE [",
        "<p a=b ",
    ],
)
def test_hostile_markup_ends_in_time(hostile: str) -> None:
    start = time.perf_counter()
    for repeat in (hostile * 40_000, feed(hostile * 40_000)):
        for read in (parse_xml, html_text):
            with contextlib.suppress(Unreadable):
                read(repeat)
    assert time.perf_counter() - start < 5


# Laws

SEEDS = [g2(), nitf(), feed(ITEM, ITEM), ATOM, json.dumps(NINJS), json.dumps([NINJS_3, NINJS])]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_bytes_give_articles_or_reasons(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(SEEDS)).encode())
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    content = content[: data.draw(st.integers(1, len(content)))]
    path = tmp_path_factory.mktemp("damaged") / "a.xml"
    path.write_bytes(content)
    found = list(read_paths([path]))
    assert found or not content.strip()
    for item in found:
        item.id.encode("utf-8")
        assert item.text.strip() if isinstance(item, Article) else item.reason
        assert isinstance(item, Article) or not isinstance(item, Unread) or item.outcome in ("failed", "skipped")
