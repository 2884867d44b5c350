"""`python -m evaluation.fuzz --minutes N [--seed S]`: damaged inputs of every format, for the readers and the extraction.

Small files of every format are built, mutated and read. What must hold: nothing raises, every file gives an article or a
reason, every id and text can be written, spans tell the truth, each in bounded time. What breaks is printed with the file
that shows it again. With a seed the same inputs come in the same order. Exit status: 0, or 1 when something broke.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import io
import json
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.read.files import InputFile
from pipeline.read.readers import READERS, read_file
from pipeline.records import LANGUAGES, Article, Unread

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
#: Seconds of processor that one input may take; the longest are of 200 kB.
LIMIT = 20.0
#: What is extracted at once: full sentences take a millisecond for 5 characters.
MAX_CHARS = 5_000
#: What a reason says when a reader broke rather than refused.
BROKEN = ("cannot be read (TypeError", "cannot be read (KeyError", "cannot be read (IndexError", "cannot be read (AttributeError",
          "cannot be read (AssertionError", "cannot be read (UnboundLocalError", "cannot be read (ValueError",
          "cannot be read (UnicodeEncodeError", "cannot be read (UnicodeDecodeError")  # fmt: skip


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
    found |= {"u.txt": TEXT["en"].encode("utf-16"), "c.txt": TEXT["fr"].encode("cp1252", "replace")}
    found["a.parquet"] = _parquet(row)
    found["a.jsonl.gz"] = gzip.compress(found["a.jsonl"], mtime=0)
    found["a.zip"] = _zip({**found, "inner.zip": _zip({"a.txt": found["a.txt"]})})
    return found


def _parquet(row: Mapping[str, str]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(row)] * 3), sink)
    return sink.getvalue()


def _zip(members: Mapping[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name), content)
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


def check_reading(path: Path, format: str | None) -> list[Article]:
    """The articles of a file; an AssertionError says which promise of the readers it breaks."""
    found = list(read_file(InputFile(path, path.parent, path.name), format=format))
    assert found or path.name == "metadata.csv" or _tells_of_files(path), "nothing is said of the file"
    for item in found:
        item.id.encode()
        item.source_file.encode()
        if isinstance(item, Unread):
            assert item.reason and not item.reason.startswith(BROKEN), f"broken: {item.reason}"
            item.reason.encode("utf-8", "surrogatepass")
            continue
        assert item.text.strip("\x00 \r\n\t"), "an article without text"
        item.text.encode()
        (item.title or "").encode()
    return [item for item in found if isinstance(item, Article)]


def _tells_of_files(path: Path) -> bool:
    """An archive of hidden files, or of tables whose rows are all there, gives nothing."""
    return path.read_bytes()[:2] == b"PK"


def check_extraction(article: Article, language: str) -> None:
    """Extract an article; an AssertionError says which promise it breaks."""
    from pipeline.extraction import extract_article
    from pipeline.write.rows import rows_of_extraction

    article = replace(article, language=language, text=article.text[:MAX_CHARS])
    extraction = extract_article(article, everything=True)
    for row in rows_of_extraction(extraction).claims:
        assert article.text[row["amount_start"] : row["amount_end"]] == row["amount_text"], "an offset that lies"


def cases(chance: random.Random) -> Iterator[tuple[str, bytes, str | None]]:
    """Names, contents and formats without end: most as they come, some under another name or as a format they are not."""
    sound = seeds()
    names, contents = list(sound), list(sound.values())
    formats = [reader.NAME for reader in READERS]
    while True:
        name = chance.choice(names)
        data = mutate(sound[name], contents, chance)
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


def failure_of(work: Callable[[], object]) -> str | None:
    """What a piece of work broke, None when all held."""
    start = time.process_time()
    try:
        work()
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}: {str(error)[:200]}"
    took = time.process_time() - start
    return f"{took:.0f} s for one input" if took > LIMIT else None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="evaluation.fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--keep", type=Path, default=Path("build/fuzz"), help="folder for the files that broke something"
    )
    options = parser.parse_args(arguments)
    for language in LANGUAGES:
        check_extraction(Article("a", TEXT[language]), language)  # loads the models, which takes its time
    chance = random.Random(options.seed)
    files, written = cases(chance), texts(chance)
    end, counts, broken = time.monotonic() + 60 * options.minutes, Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            name, data, format = next(files)
            path = Path(folder) / name
            path.write_bytes(data)
            articles: list[Article] = []
            found = failure_of(lambda: articles.extend(check_reading(path, format)))  # noqa: B023 - called at once
            counts[path.suffix] += 1
            if found:
                _tell(found, data, name, broken=broken, keep=options.keep, format=format or "")
            path.unlink()
            if chance.random() < 0.2:
                language, text = next(written)
                article = chance.choice(articles) if articles and chance.random() < 0.5 else Article("a", text)
                found = failure_of(lambda: check_extraction(article, language))  # noqa: B023 - called at once
                counts[f"extraction {language}"] += 1
                if found:
                    _tell(
                        found,
                        article.text.encode("utf-8", "replace"),
                        f"text.{language}",
                        broken=broken,
                        keep=options.keep,
                    )
    print(
        f"seed {options.seed}: {counts.total()} inputs, "
        + ", ".join(f"{kind} {n}" for kind, n in sorted(counts.items()))
    )
    print(f"{broken.total()} failures of {len(broken)} kinds" if broken else "nothing broke")
    return 1 if broken else 0


def _tell(what: str, data: bytes, name: str, *, broken: Counter[str], keep: Path, format: str = "") -> None:
    """Print a failure the first time it is seen, and keep what causes it."""
    broken[what] += 1
    if broken[what] > 1:
        return
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"{len(broken):03}-{name}"
    path.write_bytes(data)
    print(f"{what}\n    {path} {f'--format {format}' if format else ''}", flush=True)
    if len(data) < 300:
        print(f"    {base64.b64encode(data).decode()}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
