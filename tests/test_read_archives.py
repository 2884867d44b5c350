"""Zip archives are folders: their members are read as files, and nothing in them reaches outside or fills the machine."""

from __future__ import annotations

import gzip
import io
import stat
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read import archive, read_paths
from pipeline.records import Article, Unread

TEXT = "Le groupe Orphéa paiera 3 millions d’euros à Belvia."
Members = Mapping[str | zipfile.ZipInfo, str | bytes]
Put = Callable[..., Path]


def zipped(
    members: Members | list[tuple[str | zipfile.ZipInfo, str | bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as made:
        for name, content in members.items() if isinstance(members, Mapping) else members:
            made.writestr(name, content)
    return sink.getvalue()


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(content: Members | bytes, name: str = "a.zip") -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else zipped(content))
        return path

    return write


def outcome(path: Path) -> dict[str, str]:
    """The id of each article with "ok", of all else with the reason."""
    return {item.id: "ok" if isinstance(item, Article) else item.reason for item in read_paths([path])}


def test_members_are_read_as_the_files_of_a_folder(put: Put, tmp_path: Path) -> None:
    members: Members = {
        "presse/b.jsonl": '{"id": "7", "text": "Un."}\n{"text": "Deux."}\n',
        "presse/a.txt": TEXT,
        "c.csv": "id,text\n1,Un.\n",
        "presse/": "",
        "__MACOSX/._a.txt": "x",
        "presse/.DS_Store": "x",
        "image.png": b"\x89PNG\r\n",
    }
    path = put(members)
    (tmp_path / "folder").mkdir()
    with zipfile.ZipFile(path) as made:
        made.extractall(tmp_path / "folder")
    found = {item.id.removeprefix("a.zip/"): item for item in read_paths([path])}
    unpacked = {item.id: item for item in read_paths([tmp_path / "folder"])}
    assert list(found) == list(unpacked) == ["1", "image.png", "presse/a.txt", "7", "presse/b.jsonl#2"]
    for name, item in unpacked.items():
        assert found[name].source_file == f"a.zip/{item.source_file}" and type(found[name]) is type(item)
    assert {path.name for path in (tmp_path / "in").iterdir()} == {"a.zip"}


def test_nothing_is_left_behind(put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    inner = zipped({"a.txt": TEXT, "metadata.csv": "file,publisher\na.txt,Le Phare\n"})
    path = put({"a.txt": TEXT, "b.zip": inner, "c.txt": TEXT})
    items = read_paths([path])
    next(items)
    assert len(list((tmp_path / "temporary").rglob("*.txt"))) == 1  # one member at a time
    items.close()  # type: ignore[attr-defined]
    assert [*(tmp_path / "temporary").iterdir()] == []
    assert len(outcome(path)) == 3 and [*(tmp_path / "temporary").iterdir()] == []


def test_archives_in_archives(put: Put) -> None:
    content: str | bytes = TEXT
    for depth in range(5):
        content = zipped({f"{depth}.zip" if depth else "a.txt": content})
    assert outcome(put({"x.zip": content, "b.txt": TEXT})) == {
        "a.zip/b.txt": "ok",
        "a.zip/x.zip/4.zip/3.zip": "an archive inside 3 others",
    }
    assert outcome(put({"x.zip": zipped({"y.zip": zipped({"a.txt": TEXT})})})) == {"a.zip/x.zip/y.zip/a.txt": "ok"}


def test_metadata_in_and_beside_an_archive(put: Put, tmp_path: Path) -> None:
    put(
        {
            "metadata.csv": "file;publisher\nPRESSE/A.txt;Le Phare\npresse/absent.txt;La Digue\n",
            "presse/a.txt": TEXT,
            "presse/b.txt": TEXT,
            "presse/c.txt": TEXT,
        }
    )
    (tmp_path / "in" / "metadata.csv").write_text(
        "file,publisher\na.zip/presse/b.txt,La Jetée\na.zip,Le Môle\n", "utf-8"
    )
    found = {item.id: item for item in read_paths([tmp_path / "in"])}
    publishers = [getattr(found[f"a.zip/presse/{name}.txt"], "publisher", None) for name in "abc"]
    assert publishers == ["Le Phare", "La Jetée", "Le Môle"]
    absent = found["a.zip/metadata.csv#2"]
    assert isinstance(absent, Unread) and absent.reason == "no file presse/absent.txt in this archive"
    assert len(found) == 4


def special(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


REFUSED: dict[str, tuple[str | zipfile.ZipInfo, str]] = {
    "up": ("../../etc/a.txt", "refused: its name leads out of the archive"),
    "inside": ("presse/../../a.txt", "refused: its name leads out of the archive"),
    "windows": ("presse\\..\\..\\a.txt", "refused: its name leads out of the archive"),
    "root": ("/etc/a.txt", "refused: its name begins at the root of a disk"),
    "drive": ("C:\\a.txt", "refused: its name begins at the root of a disk"),
    "link": (special("a.txt", stat.S_IFLNK | 0o777), "refused: a symbolic link"),
    "pipe": (special("a.txt", stat.S_IFIFO | 0o644), "refused: not a regular file (a device, pipe or socket)"),
    "long": ("x" * 300 + ".txt", "cannot be read (File name too long)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_members_that_are_refused_do_not_hide_the_others(put: Put, tmp_path: Path, name: str) -> None:
    member, reason = REFUSED[name]
    found = outcome(put({member: "/etc/passwd", "b.txt": TEXT}))
    assert sorted(found.values()) == sorted([reason, "ok"]) and found["a.zip/b.txt"] == "ok"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "in" / "a.zip"]


def test_encrypted_members_are_told(put: Put) -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert outcome(put(bytes(data))) == {"a.zip/a.txt": "encrypted: unpack it with its password", "a.zip/b.txt": "ok"}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_that_unpack_in_one_piece_are_refused_unread(
    put: Put, monkeypatch: pytest.MonkeyPatch, method: int
) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as made:
        for name in ("a.txt", "metadata.csv", "b.txt"):
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED if name == "b.txt" else method
            made.writestr(info, TEXT)
    path = put(sink.getvalue())
    opened: list[str] = []
    as_before = zipfile.ZipFile.open

    def watched(self: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
        opened.append(info.filename)
        return as_before(self, info)

    monkeypatch.setattr(zipfile.ZipFile, "open", watched)
    reason = "refused: packed with another method than deflate: pack it anew"
    assert outcome(path) == {"a.zip/a.txt": reason, "a.zip/metadata.csv": reason, "a.zip/b.txt": "ok"}
    assert opened == ["b.txt"]


def test_names_of_old_programs(put: Put) -> None:
    for written, name in [
        ("été.txt".encode(), "été.txt"),
        ("été.txt".encode("cp850"), "été.txt"),
        (b"presse\\a.txt", "presse/a.txt"),
    ]:
        data = zipped({"x" * len(written): TEXT}).replace(b"x" * len(written), written)
        assert outcome(put(data)) == {f"a.zip/{name}": "ok"}


def test_damage_is_told(put: Put) -> None:
    whole = zipped({"a.txt": TEXT * 50, "b.txt": TEXT}, zipfile.ZIP_STORED)
    assert outcome(put(whole[:-40])) == {
        "a.zip": "the zip archive is damaged or cut off: it has no list of its members"
    }
    assert outcome(put(whole.replace(b"millions", b"milliONS", 1)))["a.zip/a.txt"].startswith(
        "this member of the archive is damaged (Bad CRC-32"
    )
    assert outcome(put(whole.replace(b"millions", b"milliONS", 1)))["a.zip/b.txt"] == "ok"
    assert outcome(put(zipped({}))) == {"a.zip": "an empty zip archive"}
    assert outcome(put(b"PK\x03\x04" + b"x" * 99)) == {
        "a.zip": "the zip archive is damaged or cut off: it has no list of its members"
    }


def test_documents_are_no_archives(put: Put) -> None:
    office = {"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<Types/>"}
    assert outcome(put(office, "a.xlsx")) == {"a.xlsx": "not text but an Office document or an e-book"}
    book = [("mimetype", "application/epub+zip"), ("a.html", "<html/>")]
    assert outcome(put(zipped(book, zipfile.ZIP_STORED), "b.epub")) == {
        "b.epub": "not text but an Office document or an e-book"
    }
    assert outcome(put(gzip.compress(zipped({"a.txt": TEXT})), "c.gz")) == {"c.gz": "a zip archive inside a gzip file"}
    assert outcome(put({"a.xlsx": zipped(office)})) == {"a.zip/a.xlsx": "not text but an Office document or an e-book"}


def test_a_format_that_is_given_is_that_of_the_members(put: Put) -> None:
    [read] = read_paths([put({"a.dat": '{"text": "Un."}'})], format="text")
    assert isinstance(read, Article) and read.text == '{"text": "Un."}'


# Bombs


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of a thousandth, so that the tests take no time."""
    monkeypatch.setattr(archive, "ALWAYS_ALLOWED", 50_000)
    monkeypatch.setattr(archive, "MAX_MEMBERS", 20)
    monkeypatch.setattr(archive, "MAX_LIST_BYTES", 20 * 170)


BOMB = "not unpacked: the archive holds far more than its size can, as bombs do"


@pytest.mark.usefixtures("small")
def test_bombs_are_stopped(put: Put) -> None:
    zeros = b"0" * 3_000_000
    assert outcome(put({"a.txt": TEXT, "b.txt": zeros, "c.txt": TEXT})) == {
        "a.zip/a.txt": "ok",
        "a.zip/b.txt": BOMB,
        "a.zip/c.txt": BOMB,
    }
    nested = outcome(put({"a.zip": zipped({f"{i}.zip": zipped({"a.txt": zeros}) for i in range(9)})}))
    assert set(nested.values()) == {BOMB} and len(nested) == 9


@pytest.mark.usefixtures("small")
def test_too_many_members(put: Put) -> None:
    many = zipped({f"{i}.txt": "" for i in range(21)})
    assert outcome(put(many)) == {"a.zip": "a zip archive of more than 20 members"}
    assert outcome(put({f"{i}.zip": zipped({f"{j}.txt": TEXT for j in range(9)}) for i in range(3)}))[
        "a.zip/2.zip"
    ] == ("a zip archive of more than 20 members")
    assert outcome(put(zipped({f"{'x' * 200}{i}.txt": "" for i in range(19)}))) == {
        "a.zip": "a zip archive of more than 20 members"
    }


def test_a_bomb_takes_no_time(put: Put) -> None:
    start = time.perf_counter()
    found = outcome(put({f"{i}.txt": b"0" * 40_000_000 for i in range(3)}))
    assert BOMB in found.values() and time.perf_counter() - start < 10


# Laws


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_archives_give_articles_or_reasons(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(
        zipped(
            {
                "a.txt": TEXT,
                "presse/b.zip": zipped({"c.json": '{"text": "Un."}'}),
                "metadata.csv": "file,title\na.txt,Un\n",
            }
        )
    )
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    content = content[: data.draw(st.integers(1, len(content)))]
    path = tmp_path_factory.mktemp("damaged") / "a.zip"
    path.write_bytes(content)
    found = list(read_paths([path]))
    assert found
    for item in found:
        item.id.encode("utf-8")
        assert item.source_file.startswith("a.zip") and (isinstance(item, Article) or item.reason)
