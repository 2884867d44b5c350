"""Bad input is told and stops nothing: any file gives articles or reasons, in bounded time and memory."""

from __future__ import annotations

import csv
import gzip
import inspect
import json
import os
import sys
import time
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read import csv_lines, csv_rows, decode, json_file, json_lines, read_file, read_paths
from pipeline.read.files import InputFile, find_files
from pipeline.read.json_split import split_list
from pipeline.records import Article, Unread

GOOD = {"text": "Le groupe Orphéa paie 3 millions d’euros."}
LINE = json.dumps(GOOD)
CUT_AT_LINE_3 = "not valid JSON at line 3, column 10: unterminated string starting here"
PARQUET_CUT = b"PAR1" + b"\x15\x04" * 40


def reasons(*inputs: Path | str) -> list[str]:
    return [item.reason for item in read_paths(inputs) if isinstance(item, Unread)]


def outcome(path: Path) -> list[str]:
    """Each article as "ok", everything else as its reason."""
    return ["ok" if isinstance(item, Article) else item.reason for item in read_paths([path])]


CASES: dict[str, tuple[bytes, list[str]]] = {
    "empty.txt": (b"", ["empty file"]),
    "blank.txt": (b" \r\n\t", ["empty file"]),
    "zeros.txt": (b"\x00" * 100, ["empty file"]),
    "empty.jsonl": (b"\n\n", ["empty file"]),
    "empty.csv": (b"", ["empty file"]),
    "mark.txt": (b"\xef\xbb\xbf", ["empty file"]),
    "image.txt": (b"\x89PNG\r\n\x1a\n\x00\x00", ["not text but a PNG image"]),
    "report.html": (b"%PDF-1.7 ...", ["not text but a PDF document"]),
    "noise.txt": (bytes(range(256)) * 9, ["not text but binary data"]),
    "map.xml": (b"<?xml version='1.0'?><urlset/>", ["markup that no reader of this version takes (a site map)"]),
    "feed.xml": (b"<?xml version='1.0'?><rss><item/></rss>", ["no text"]),
    "twice.txt.gz": (gzip.compress(gzip.compress(b"Un.")), ["not text but a gzip file inside a gzip file"]),
    "cut.jsonl.gz": (gzip.compress(os.urandom(5000).hex().encode())[:2000], ["the gzip file is truncated"]),
    "menu.html": (b"<html><body><nav><a>Home</a></nav></body></html>", ["no article found on the page"]),
    "a.json": (b'{"text": "Un', ["not valid JSON at line 1, column 10: unterminated string starting here"]),
    "b.json": (b'{"titre": "Un", "prix": 3}', ["no text among its keys: titre, prix"]),
    "c.json": (b"[]", ["an empty list of articles"]),
    "d.json": (b"3", ["no JSON object"]),
    "e.json": (f"[{LINE}, 3, {LINE}]".encode(), ["ok", "no JSON object", "ok"]),
    "cut.json": (f"[{LINE},\n{LINE},\n{LINE[:20]}".encode(), ["ok", "ok", CUT_AT_LINE_3]),
    "lines.jsonl": (
        f'{LINE}\n\n{LINE[:20]}\n[1]\n"x"\n{LINE}'.encode(),
        ["ok", CUT_AT_LINE_3, "no JSON object", "no JSON object", "ok"],
    ),
    "fields.jsonl": (
        b'{"id": "a", "text": ""}\n{"id": "b"}\n{"text": null}\n{"text": 3}\n',
        ["no text", "no text among its keys: id", "no text", "ok"],
    ),
    "deep.jsonl": (b'{"text": ' + b"[" * 100_000 + b"\n" + LINE.encode(), ["JSON nested too deeply at line 1", "ok"]),
    "deep.json": (
        b"[" + b'{"a":' * 100_000 + b"}" * 100_000 + b"," + LINE.encode() + b"]",
        ["JSON nested too deeply at line 1", "ok"],
    ),
    "number.jsonl": (b'{"id": ' + b"9" * 100_000 + b', "text": "Un."}', ["ok"]),
    "many.html": (b"<html><body>" + b"<p>Un.</p>" * 20_000, ["a page of more than 20000 elements"]),
    "wide.html": (
        b"<html><body><p " + b" ".join(b"a%d" % i for i in range(20_000)) + b">Un.",
        ["an element with more than 10000 attributes"],
    ),
    "deep.html": (
        b"<!DOCTYPE html><html><body>"
        + b"<div>" * 260
        + b"<p>Un paie 3 millions.</p>"
        + b"</div>" * 260
        + b"<p>Deux paie.</p>",
        ["markup nested too deeply"],
    ),
    "rowless.csv": (b"id;text\n\n", ["a table without rows"]),
    "columns.csv": (b"id;prix\n1;3\n", ["no column of texts among: id, prix"]),
    "rows.csv": (
        b'id,text\n1,Un.\n2,Deux, trois\n3\n4,"Qua" tre\n5,Six.\n',
        [
            "ok",
            "not valid CSV at line 3: 3 cells under 2 columns",
            "no text",
            "not valid CSV at line 5: ',' expected after '\"'",
            "ok",
        ],
    ),
    "open.csv": (b'id,text\n1,"Un.\n2,Deux.\n', ["not valid CSV at line 2: a quotation mark that is not closed", "ok"]),
    "cut.parquet": (PARQUET_CUT, ["the Parquet file is damaged"]),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_files_have_their_reason(tmp_path: Path, name: str) -> None:
    content, expected = CASES[name]
    path = tmp_path / name
    path.write_bytes(content)
    found = outcome(path)
    assert len(found) == len(expected)
    assert all(reason.startswith(start) for reason, start in zip(found, expected, strict=True)), found


def test_a_damaged_gzip_file(tmp_path: Path) -> None:
    data = bytearray(gzip.compress((LINE + "\n").encode() * 500))
    data[40:60] = b"\xff" * 20
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    assert outcome(tmp_path)[-1].startswith("the gzip file is damaged")


def test_a_bad_row_of_metadata_is_told_and_the_others_count(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Le groupe paie.")
    (tmp_path / "metadata.csv").write_text("file,publisher\nb.txt,Un,Deux,Trois\na.txt,Le Phare\n")
    article, row = read_paths([tmp_path])
    assert isinstance(article, Article) and article.publisher == "Le Phare"
    assert isinstance(row, Unread) and row.reason == "not valid CSV at line 2: 4 cells under 2 columns"


def test_bad_files_do_not_hide_their_neighbours(tmp_path: Path) -> None:
    for name, (content, _) in CASES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "zz.txt").write_text("Le groupe paie.", "utf-8")
    found = list(read_paths([tmp_path]))
    assert len(found) == sum(len(expected) for _, expected in CASES.values()) + 1
    assert found[-1].id == "zz.txt" and isinstance(found[-1], Article)
    for item in found:  # every row can be written, and tells from which file it comes
        (item.id + item.source_file + (item.text if isinstance(item, Article) else item.reason)).encode("utf-8")
        assert item.source_file in CASES or item.source_file == "zz.txt"


def test_halves_of_surrogate_pairs(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "\\udc00", "text": "3 M\\ud800 et \\ud83d\\ude00", "title": "\\ud800"}')
    [read] = read_paths([tmp_path])
    assert isinstance(read, Article) and (read.id, read.text) == ("\ufffd", "\ufffd\n\n3 M\ufffd et 😀")


def test_names_that_are_no_utf_8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_text("Un.")
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    assert [item.id for item in read_paths([tmp_path])] == ["caf\\xe9.txt"]


@pytest.mark.parametrize("name", ["=cmd.txt", "a#1.txt", " blank .txt", "deux\nlignes.txt", "é'\"&<.txt", "-rf"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Un.")
    assert [item.id for item in read_paths([tmp_path])] == [name]


# Tables

HEAD = "id;published;text\n"
QUOTES = {
    "to the end": ('1;2025-03-12;"Un.\n2;2025-03-12;Deux.\n3;2025-03-12;Trois.\n', ["quote", "2", "3"]),
    "to the next quotation mark": ('1;2025-03-12;"Un.\n2;2025-03-12;"Deux."\n3;;Trois.\n', ["damage", "2", "3"]),
    "to the end of a cell below": ('1;2025-03-12;"Un.\n2;2025-03-12;Deux"\n3;;Trois.\n', ["quote", "2", "3"]),
    "over lines of text": ('1;;"Un.\nSuite ; longue\nFin.\n2;;Deux.\n', ["quote", "2"]),
    "over lines that are closed": ('1;;"Un.\n2;;"Deux\n\nfin."\n3;;Trois.\n', ["damage", "2", "3"]),
    "twice": ('1;;"Un.\n2;;"Deux.\n3;;Trois.\n', ["damage", "quote", "3"]),
    "several lines that are meant": ('1;2025-03-12;"Un.\n\n12; rue du Port; Lyon\nFin."\n2;;Deux.\n', ["1", "2"]),
    "a quotation in the text": ('1;;"Il dit ""oui"".\nFin."\n2;;Deux.\n', ["1", "2"]),
    "in the header": ('"4;;Un.\n5;;Deux.\n', ["damage?", "5"]),
}
PROBLEMS = {"quote": "a quotation mark that is not closed", "damage": "expected after '\"'", "damage?": ""}


@pytest.mark.parametrize("name", QUOTES)
def test_a_quotation_mark_that_is_not_closed_swallows_no_article(tmp_path: Path, name: str) -> None:
    rows, expected = QUOTES[name]
    (tmp_path / "a.csv").write_text(HEAD + rows, "utf-8")
    found = list(read_paths([tmp_path]))
    assert len(found) == len(expected), found
    for item, what in zip(found, expected, strict=True):
        assert item.id == what if isinstance(item, Article) else PROBLEMS[what] in item.reason


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text('ab;,"\n 1', max_size=12), min_size=1, max_size=6), st.integers(0, 5), st.sampled_from(";,"))
def test_a_sound_table_is_read_as_any_library_would(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], quote: int, delimiter: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL if quote % 2 else csv.QUOTE_MINIMAL)
        writer.writerows([["id", "text"], *([i, f"Un {text}"] for i, text in enumerate(texts))])
    assert [item.text for item in read_paths([path]) if isinstance(item, Article)] == [f"Un {text}" for text in texts]


@pytest.mark.parametrize("line", ['1;;"a\n', '1;;"a""\n', '"\n', '1;"";"\n', '1;;"a\n2;;""\n', "\n", '"";"";"\n'])
def test_quotation_marks_take_linear_time(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.csv").write_text(HEAD + line * 20_000)
    start = time.perf_counter()
    list(read_paths([tmp_path]))
    assert time.perf_counter() - start < 8


@pytest.mark.parametrize(
    ("head", "line", "rows"),
    [
        ("id,text\n", 'x","z\n', 5_000),
        ("id,text\n", ',1,2025-03-12","x\n', 1),
        ("id,published,text\n", 'x","z\n', 1),
        ("id,published,text\n", '20250312,xx","\n', 5_000),
        ("id,published,text\n", 'x",1,"\n\n', 5_000),
        ("published,text,url\n", '2025-03-12","xx\n', 1),
    ],
)
def test_lines_that_each_keep_a_quotation_mark_open_are_all_told_and_read_a_few_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str, line: str, rows: int
) -> None:
    (tmp_path / "a.csv").write_text(head + line * 5_000)
    read, cells_of, handed = csv_lines.Lines.__next__, csv_rows._cells, 0

    def counted(lines: csv_lines.Lines) -> str:
        nonlocal handed
        text = read(lines)
        handed += len(text)
        return text

    def counted_cells(text: str, delimiter: str) -> list[str]:
        nonlocal handed
        handed += len(text)
        return cells_of(text, delimiter)

    monkeypatch.setattr(csv_lines.Lines, "__next__", counted)
    monkeypatch.setattr(csv_rows, "_cells", counted_cells)
    found = list(csv_rows.read_rows(tmp_path / "a.csv"))
    assert handed < (2 + csv_lines.AGAIN + csv_lines.FEW_LINES) * len(line) * 5_000
    told = [row.problem or "" for row in found if row.problem]
    assert len(told) == rows
    if rows > 1:
        step = line.count("\n")
        assert [row.line for row in found] == list(range(2, 2 + step * 5_000, step))
    else:
        assert told[0].endswith("(lines 2 to 5001)")


SWALLOWED = {
    "next row in the text": ('id,text\n1,"Un.\n2,Deux."\n3,Trois.\n', {"1": "line 3"}),
    "three columns": ('id;title;text\nle-1;T;"Un.\nSuite.\nle-2;T;Deux."\nle-3;T;Trois.\n', {"le-1": "line 4"}),
    "no day": ('id;published;text\n1;;"Un.\n2;;Deux"\n3;;Trois.\n', {"1": "line 3"}),
    "a line that is meant": ('id,text\nA1,"Un.\n12, rue du Port."\nA2,Deux.\n', {}),
    "a sentence": ('id;title;text\n1;T;"Un ; deux ; trois.\nDeux ; dit-il ; ou trois."\n2;T;"Deux.\nFin."\n', {}),
    "the same name": ('id,text\n1,"Un.\n1,Un."\n', {}),
}


@pytest.mark.parametrize("name", SWALLOWED)
def test_a_line_that_looks_like_a_row_within_a_sound_row_is_told(tmp_path: Path, name: str) -> None:
    content, doubtful = SWALLOWED[name]
    (tmp_path / "a.csv").write_text(content, "utf-8")
    notes = {item.id: item.note for item in read_paths([tmp_path]) if isinstance(item, Article) and item.note}
    assert notes == {id: f"{line} of the table is read as text of this row and looks like a row: is a quotation mark not closed?"
                     for id, line in doubtful.items()}  # fmt: skip


def test_a_row_of_metadata_that_is_swallowed_by_another_is_told(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Le groupe paie.")
    (tmp_path / "metadata.csv").write_text('file,publisher\na.txt,"Le Phare\nb.txt,La Vigie"\n')
    assert reasons(tmp_path) == [
        "line 3 of the table is read as text of this row and looks like a row: is a quotation mark not closed?"
    ]


def test_a_row_that_swallows_more_than_two_articles_is_given_up(tmp_path: Path, small_limit: int) -> None:
    (tmp_path / "a.csv").write_text('id,text\n1,"Un\n' + "".join(f"{n},Un.\n" for n in range(2, 40_000)))
    found = list(csv_rows.read_rows(tmp_path / "a.csv"))
    assert [row.line for row in found] == list(range(2, 40_001)) and not any(row.problem for row in found[1:])


@pytest.mark.parametrize("encoding", ["utf-8", "mac-roman", "utf-16"])
def test_tables_of_an_old_mac(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes('id;texte\r1;"L’été\rà Évry."\r2;Deux.\r'.encode(encoding))
    assert [item.text for item in read_paths([tmp_path]) if isinstance(item, Article)] == ["L’été\nà Évry.", "Deux."]


def test_a_string_of_parquet_that_is_no_utf_8_does_not_end_the_table(tmp_path: Path) -> None:
    texts = pa.array([b"Un.", "Il paie 3 M€ à Évry.".encode("cp1252"), b"Trois."]).view(pa.string())
    pq.write_table(pa.table({"text": texts}), tmp_path / "a.parquet")
    assert [item.text for item in read_paths([tmp_path]) if isinstance(item, Article)] == [
        "Un.",
        "Il paie 3 M€ à Évry.",
        "Trois.",
    ]


def test_rows_of_metadata_that_tell_of_no_file(tmp_path: Path) -> None:
    for name in ("sub/été.txt", "B.TXT", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Un.", "utf-8")
    (tmp_path / "metadata.csv").write_text(
        "file;publisher\nSUB\\E\u0301TE\u0301.txt;Un\nb.txt;Deux\nd.txt;Trois\n;Quatre\n../x.txt;Cinq\n./c.txt;Six\n",
        "utf-8",
    )
    found = list(read_paths([tmp_path]))
    publishers = {item.id: item.publisher for item in found if isinstance(item, Article)}
    assert publishers == {"sub/été.txt": "Un", "B.TXT": "Deux", "c.txt": "Six"}
    assert {item.id: item.reason for item in found if isinstance(item, Unread)} == {
        "metadata.csv#3": "no file d.txt in the folder of this table",
        "metadata.csv#4": "names no file",
        "metadata.csv#5": "no file ../x.txt in the folder of this table",
    }


def test_a_format_that_is_given_is_that_of_the_articles_and_not_of_the_table_beside_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Le groupe paie.")
    (tmp_path / "metadata.csv").write_text("file;publisher\na.txt;Le Phare\nb.txt;La Vigie\n")
    article, row = read_paths([tmp_path], format="text")
    assert isinstance(article, Article) and article.publisher == "Le Phare"
    assert isinstance(row, Unread) and row.reason == "no file b.txt in the folder of this table"


# Files that cannot be opened


def test_inputs_that_are_not_there(tmp_path: Path) -> None:
    assert reasons(tmp_path / "no.txt", tmp_path / "no*.txt") == [
        "no file matches this pattern",
        "no such file or folder",
    ]


def test_links(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "no.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "text.txt").write_text("Un.")
    (tmp_path / "twin.txt").symlink_to(tmp_path / "text.txt")
    found = {item.id: getattr(item, "reason", "ok") for item in read_paths([tmp_path])}
    assert found["a/up"] == "symbolic link to a folder above it"
    assert found["broken.txt"].startswith("the file is not there")
    assert found["self.txt"].startswith("cannot be read")
    assert found["text.txt"] == found["twin.txt"] == "ok"


def test_folders_that_link_to_each_other(tmp_path: Path) -> None:
    folders = [tmp_path / "in" / f"d{i}" for i in range(8)] + [tmp_path / "out" / f"e{i}" for i in range(8)]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text("Un.")
    for folder in folders:
        for other in folders:
            (folder / f"to-{other.name}").symlink_to(other)
    found = list(find_files([tmp_path / "in"]))
    files = [item.path.resolve() for item in found if isinstance(item, InputFile)]
    assert len(files) == len(set(files)) == 16  # each once, though there are 16! ways to them
    told = {item.reason for item in found if isinstance(item, Unread)}
    assert told == {
        "symbolic link to a folder above it",
        "symbolic link to a folder that is read in its own place",
        "symbolic link to a folder that another link leads to",
    }


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a.pdf", "A.PARQUET", "a.zip"])
def test_prose_under_the_name_of_another_format(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Le groupe paie.")
    assert reasons(tmp_path)[0].endswith("and is text; rename it to have it read")
    (tmp_path / name).write_text("id;text\n1;Un.\n")  # what programs call so and write in another format
    assert [isinstance(item, Article) for item in read_paths([tmp_path])] == [True]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert reasons(tmp_path) == ["not a regular file (a device, pipe or socket)"]


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Un.")
    path.chmod(0)
    if os.access(path, os.R_OK):  # a privileged user reads everything

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    assert reasons(path) == ["no permission to read it"]


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    file = InputFile(tmp_path / "a.txt", tmp_path, "a.txt")
    [item] = read_file(file)
    assert isinstance(item, Unread) and item.reason.startswith("the file is not there")


def test_folders_may_be_nested_deeper_than_calls(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"a" * 150)
    deep.mkdir(parents=True)
    (deep / "b.txt").write_text("Un.")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 120)
    try:
        found = list(find_files([tmp_path]))
    finally:
        sys.setrecursionlimit(limit)
    assert [len(item.id) for item in found] == [2 * 150 + len("b.txt")]


# Monsters


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> int:
    """One article may have a hundredth of the real limit, so that the test takes no time."""
    limit = 100_000
    for module in (json_file, json_lines, csv_rows, csv_lines):
        monkeypatch.setattr(module, "MAX_ARTICLE_BYTES", limit)
    monkeypatch.setattr(decode.decoded_lines, "__defaults__", (limit,))
    monkeypatch.setattr(split_list, "__defaults__", (limit,))
    return limit


def test_a_monstrous_line_costs_no_memory(tmp_path: Path, small_limit: int) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("w") as file:
        file.write(LINE + '\n{"text": "')
        for _ in range(500):
            file.write("3 M€ " * 20_000)
        file.write('"}\n' + LINE + "\n")
    tracemalloc.start()
    found = outcome(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [found[0], found[2]] == ["ok", "ok"] and found[1].startswith("line 2 is larger than")
    assert peak < 40 * small_limit  # of a line of 50 MB


def test_monsters_beside_sound_articles(tmp_path: Path, small_limit: int) -> None:
    monster = json.dumps({"text": "x" * (2 * small_limit)})
    (tmp_path / "a.json").write_text(f'{{"total": 3, "articles": [{LINE}, {monster}, {LINE}]}}')
    (tmp_path / "b.csv").write_text(f"id,text\n1,Un.\n2,{monster}\n3,Trois.\n")
    found = outcome(tmp_path)
    assert [reason == "ok" for reason in found] == [True, False, True, True, False, True]
    assert "the limit for one article" in found[1] and "the limit for one article" in found[4]


# Laws


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.txt", "a.html", "a.json", "a.jsonl", "a.csv", "a.parquet", "a.gz", "a"]),
)
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    for head in (b"", b"<html>", b'{"text": "', b"[", b"id,text\n", b"PAR1", b"\x1f\x8b", b"---\n"):
        (folder / name).write_bytes(head + data)
        for item in read_paths([folder]):
            item.id.encode("utf-8")
            assert isinstance(item, Article) or item.reason


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(str.strip), min_size=1, max_size=5),
    st.sampled_from(["a.jsonl", "a.json"]),
)
def test_texts_in_json_come_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str], name: str) -> None:
    path = tmp_path_factory.mktemp("json") / name
    rows = [json.dumps({"text": f"Un {text}"}, ensure_ascii=False) for text in texts]
    path.write_text("\n".join(rows) if name == "a.jsonl" else f"[{','.join(rows)}]", "utf-8", newline="")
    assert [item.text for item in read_paths([path]) if isinstance(item, Article)] == [f"Un {text}" for text in texts]


JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(JSON, max_size=5), st.integers(1, 7))
def test_a_list_is_cut_where_json_would(values: list[object], step: int) -> None:
    text = json.dumps({"n": {"articles": 3}, "articles": values, "z": [1]}, indent=1)
    chunks = (text[i : i + step] for i in range(0, len(text), step))
    assert [json.loads(piece.text) for piece in split_list(chunks)] == values


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\ufeff")))
def test_utf_8_is_read_as_written(text: str) -> None:
    assert decode.decode(text.encode())[0] == text
