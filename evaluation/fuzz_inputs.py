"""What the fuzzing reads: a small sound file of every format, damage done to it, and texts for the extraction.

A source of chance enters, names and contents leave, the same ones for the same seed. Start with `cases`.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from evaluation.fuzz_exports import exports, pack
from pipeline.read.readers import READERS
from pipeline.records import LANGUAGES

TEXT = {
    "fr": "Orphéa rachète Belvia\n\nLYON, 12 mars 2025 (Phare) – Le groupe Orphéa versera « plus de 3,5 M€ » à Belvia d’ici fin 2025, "
    "selon Le Phare. Le chiffre d’affaires a crû de 12 % à 22 000 dollars l’an dernier.",
    "en": "Orphea buys Belvia\n\nLONDON, March 12, 2025 (Phare) - Orphea Ltd will pay about $3.5bn for Belvia by 2027, Jane Doe said. "
    "Sales rose from £12m to £20m in the first quarter.",
}
#: Pieces that readers and grammars care about.
TOKENS = (
    "\x00", "\ufeff", "\ud83d", "\u2028", "\u202f", "\u00ad", "<", ">", "&", ";", ",", '"', "'", "\\", "]]>", "<![CDATA[",
    "<!--", "-->", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&#x1F600;", "&nbsp;", "</p>", "<p>", "<br>", "<item>", "</item>",
    "xmlns='x'", "{", "}", "[", "]", "null", "NaN", "1e999", "\\ud800", "\\u0000", "\n", "\r", "\r\n", "\t", "---\n",
    "id;text", "sep=;", "\x1a", "PK\x03\x04", "\x1f\x8b", "../", "C:\\", "€", "$", "£", "M€", "milliards d’euros",
    "millions of dollars", "entre 2 et 3", "up to", "%", "12 mars 2025", "d’ici 2027", "by 2027", "last year",
    "99999999999999999999", "0,000001", "1½", "¼", "²", "(", ")", "«", "»", "…", "selon", "said",
)  # fmt: skip
#: What is extracted at once: full sentences take a millisecond for 5 characters.
MAX_CHARS = 5_000


def seeds() -> dict[str, bytes]:
    """A small sound file of every format, by name.

    >>> {"a.txt", "a.html", "g2.xml", "a.zip"} <= set(seeds())
    True
    """
    title, body = TEXT["fr"].split("\n\n")
    row = {
        "id": "7",
        "title": title,
        "text": body,
        "published": "2025-03-12",
        "publisher": "Le Phare",
        "url": "https://phare.example/7",
    }
    markup = f"<p>{body}</p><p>{body}</p>"
    g2 = (
        f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:a' version='2'><itemMeta><versionCreated>2025-03-12T08:00:00Z"
        f"</versionCreated></itemMeta><contentMeta><headline>{title}</headline></contentMeta><contentSet><inlineXML><html><body>{markup}"
        "</body></html></inlineXML></contentSet></newsItem>"
    )
    nitf = f"<nitf><head><docdata><date.issue norm='20250312T0800Z'/></docdata></head><body><body.content>{markup}</body.content></body></nitf>"
    item = f"<item><title>{title}</title><guid>7</guid><pubDate>Wed, 12 Mar 2025 08:00:00 GMT</pubDate><description><![CDATA[{markup}]]></description></item>"
    ninjs = {
        "uri": "urn:a",
        "version": "2",
        "versioncreated": "2025-03-12",
        "headlines": [{"value": title}],
        "bodies": [{"contenttype": "text/html", "value": markup}],
    }
    texts = {
        "a.txt": TEXT["fr"],
        "b.md": f"---\ntitle: {title}\ndate: 2025-03-12\n---\n\n{body}",
        "a.html": f"<!DOCTYPE html><html lang='fr'><head><title>{title}</title></head><body><article><h1>{title}</h1>{markup * 2}</article></body></html>",
        "a.json": json.dumps([row, row | {"id": "8"}], ensure_ascii=False),
        "a.jsonl": json.dumps(row) + "\n" + json.dumps(row) + "\n",
        "a.csv": "id;title;text;published\n" + f'7;{title};"{body}";2025-03-12\n8;{title};"{body}\n{body}";\n',
        "metadata.csv": "file,published\nabsent.txt,2025-03-12\n",
        "g2.xml": f"<newsMessage><itemSet>{g2}{g2}</itemSet></newsMessage>",
        "nitf.xml": nitf,
        "feed.xml": f"<rss version='2.0'><channel><title>Le Phare</title>{item}{item}</channel></rss>",
        "ninjs.json": json.dumps(ninjs),
    }
    found = {name: text.encode() for name, text in texts.items()}
    found |= exports()
    found |= {"u.txt": TEXT["en"].encode("utf-16"), "c.txt": TEXT["fr"].encode("cp1252", "replace")}
    found["a.parquet"] = _parquet(row)
    found["a.jsonl.gz"] = gzip.compress(found["a.jsonl"], mtime=0)
    found["a.zip"] = pack({**found, "inner.zip": pack({"a.txt": found["a.txt"]})})
    return found


def _parquet(row: Mapping[str, str]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(row)] * 3), sink)
    return sink.getvalue()


def mutate(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """The bytes with a few changes of the kinds that damage, carelessness and malice make.

    >>> mutate(b"Orphea", [b"Belvia"], random.Random(1)) == mutate(b"Orphea", [b"Belvia"], random.Random(1))
    True
    """
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at = chance.randrange(len(changed) + 1)
        to = min(len(changed), at + chance.choice((1, 2, 4, 16, 256)))
        match chance.randrange(8):
            case 0:  # a flipped bit
                if at < len(changed):
                    changed[at] ^= 1 << chance.randrange(8)
            case 1:
                del changed[at:to]
            case 2:
                changed[at:at] = chance.randbytes(to - at)
            case 3 | 4:
                changed[at:at] = chance.choice(TOKENS).encode("utf-8", "surrogatepass")
            case 5:  # a piece many times
                changed[at:at] = bytes(changed[at:to]) * chance.choice((2, 10, 500))
            case 6:  # a piece of another file
                other = chance.choice(others)
                start = chance.randrange(len(other))
                changed[at:to] = other[start : start + 200]
            case _:
                del changed[at:]
        if not changed:
            changed += b"x"
    return bytes(changed[:200_000])


def damage(data: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A file with a few changes; where it is packed, half of them are done to what is inside and it is packed anew."""
    if chance.random() < 0.5:
        return mutate(data, others, chance)
    if data.startswith(b"\x1f\x8b"):
        return gzip.compress(mutate(gzip.decompress(data), others, chance), mtime=0)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as made:
            members = {name: made.read(name) for name in made.namelist()}
        name = chance.choice(list(members))
        return pack(members | {name: damage(members[name] or b"x", others, chance)})
    return mutate(data, others, chance)


def cases(chance: random.Random) -> Iterator[tuple[str, bytes, str | None]]:
    """Names, contents and formats without end: most as they come, some under another name or as a format they are not."""
    sound = seeds()
    names, contents = list(sound), list(sound.values())
    formats = [reader.NAME for reader in READERS]
    while True:
        name = chance.choice(names)
        data = damage(sound[name], contents, chance)
        yield (
            name if chance.random() < 0.8 else chance.choice(names),
            data,
            chance.choice(formats) if chance.random() < 0.1 else None,
        )


def texts(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Languages and mutated texts for the extraction, without end."""
    while True:
        language = chance.choice(LANGUAGES)
        yield (
            language,
            mutate(TEXT[language].encode(), [text.encode() for text in TEXT.values()], chance).decode(
                "utf-8", "replace"
            )[:MAX_CHARS],
        )
