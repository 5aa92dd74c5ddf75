"""Inputs of every kind, valid and invalid, through `read_inputs`. All articles are invented."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from index.reading import files
from index.reading.inputs import InputReader, read_inputs
from index.types import Article, Rejected

LEAD = (
    "Ferry crews at Port Ellary voted on Tuesday to stop work for two days, their union said, after talks broke down."
)
LAST = "The harbour board said it would meet again on Friday. A spokesman declined to say what it would offer."
TEXT = f"{LEAD}\n\n{LAST}"
PLAIN = f"Crews vote to strike\n\n{TEXT}\n"
ARTICLE = f"<article><p>{LEAD}</p><p>{LAST}</p></article>"
PAGE = f"<!doctype html><html><head><title>Crews</title></head><body>{ARTICLE}</body></html>"


def row(number: int = 1, **fields: object) -> str:
    return json.dumps({"id": f"a{number}", "title": f"Crews vote, part {number}", "text": TEXT, **fields})


def read(*inputs: str | Path, stdin: bytes = b"") -> list[Article | Rejected]:
    return list(read_inputs([str(one) for one in inputs], stdin=io.BytesIO(stdin)))


def ids(items: Iterable[Article | Rejected]) -> list[str]:
    return [one.id if isinstance(one, Article) else f"rejected at {one.line}" for one in items]


def rejected(*inputs: str | Path, stdin: bytes = b"") -> Rejected:
    [one] = read(*inputs, stdin=stdin)
    assert isinstance(one, Rejected), one
    assert "\n" not in one.reason
    return one


def write(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


# Formats.


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", PLAIN),
        ("a.md", f"# {PLAIN}"),
        ("a", PLAIN),
        ("a.TXT", PLAIN),
        ("a.html", PAGE),
        ("a.htm", PAGE),
        ("a.txt", PAGE),
        ("a", PAGE),
        ("a.html", PLAIN),
        ("a.json", row()),
        ("a.json", json.dumps(json.loads(row()), indent=2)),
        ("a.json", f"[{row()}]"),
        ("a.json", f'{{"articles": [{row()}]}}'),
        ("a.jsonl", row()),
        ("a.jsonl", f"\n\n{row()}\n\n"),
        ("a.jsonl", json.dumps(json.loads(row()), indent=2)),
        ("a.txt", row()),
        ("a", f"[\n{row()}\n]"),
    ],
)
def test_the_format_is_detected_by_content(tmp_path: Path, name: str, content: str) -> None:
    for file in (write(tmp_path, name, content), write(tmp_path, f"{name}.gz", gzip.compress(content.encode()))):
        [article] = read(file)
        assert isinstance(article, Article), article
        assert article.text == TEXT


def test_gzip_is_detected_by_content_and_not_by_name(tmp_path: Path) -> None:
    packed, plain = write(tmp_path, "a.txt", gzip.compress(PLAIN.encode())), write(tmp_path, "b.txt.gz", PLAIN)
    assert [one.title for one in read(packed, plain) if isinstance(one, Article)] == ["Crews vote to strike"] * 2


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.txt"])
def test_one_article_per_line_is_json_lines_whatever_the_name(tmp_path: Path, name: str) -> None:
    assert ids(read(write(tmp_path, name, f"{row(1)}\n{row(2)}\n"))) == ["a1", "a2"]


def test_json_lines_longer_than_the_head_are_still_lines(tmp_path: Path) -> None:
    long = TEXT * 1000
    assert ids(read(write(tmp_path, "a.json", f"{row(1, text=long)}\n{row(2, text=long)}\n"))) == ["a1", "a2"]


def test_text_in_brackets_is_not_json(tmp_path: Path) -> None:
    [article] = read(write(tmp_path, "a.txt", f"[Editors: this story is embargoed.]\n\n{TEXT}"))
    assert isinstance(article, Article)
    assert article.text.endswith(TEXT)


def test_standard_input_is_json_lines() -> None:
    assert ids(read("-", stdin=f"\ufeff{row(1)}\n{row(2)}".encode())) == ["a1", "a2"]


def test_text_html_and_json_of_one_story_have_one_id(tmp_path: Path) -> None:
    stories = [
        write(tmp_path, "a.txt", PLAIN),
        write(tmp_path, "b.html", PAGE),
        write(tmp_path, "c.json", row(1, id=None)),
    ]
    assert len(set(ids(read(*stories)))) == 1


def test_articles_are_yielded_while_reading(tmp_path: Path) -> None:
    def lines() -> Iterable[bytes]:
        yield row(1).encode() + b"\n"
        raise AssertionError("read too far")

    class Slow(io.BytesIO):
        source = iter(lines())

        def readline(self, size: int | None = -1, /) -> bytes:
            return next(self.source)

    assert ids([next(read_inputs(["-"], stdin=Slow()))]) == ["a1"]


# Folders.


def test_a_folder_is_walked_in_order_and_other_files_are_skipped(tmp_path: Path) -> None:
    for number, name in enumerate(["a/2.json", "a/b/1.json", "a/b/3.jsonl.gz", "c.json"]):
        write(tmp_path, name, gzip.compress(row(number).encode()) if name.endswith("gz") else row(number))
    for name in (".hidden.json", ".git/x.json", "notes.csv", "picture.png", "program", "a/b/.DS_Store"):
        write(tmp_path, name, "{")
    assert ids(read(tmp_path)) == ["a0", "a1", "a2", "a3"]


def test_each_real_folder_is_visited_once(tmp_path: Path) -> None:
    write(tmp_path, "a/1.json", row(1))
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "c").symlink_to(tmp_path / "c")
    assert ids(read(tmp_path)) == ["a1", "rejected at None"]


def test_a_broken_link_is_rejected_by_name(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert rejected(tmp_path) == Rejected(str(tmp_path / "gone.txt"), "no such file or folder: check the path")


@pytest.mark.parametrize("content", [{}, {"a.csv": "x"}, {".b.txt": PLAIN}])
def test_a_folder_without_articles_is_rejected(tmp_path: Path, content: dict[str, str]) -> None:
    for name, text in content.items():
        write(tmp_path, name, text)
    assert "no articles in this folder" in rejected(tmp_path).reason


def test_an_unreadable_folder_is_rejected_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "closed/1.json", row(1))
    write(tmp_path, "open/2.json", row(2))
    listdir = os.listdir

    def refuses(path: str) -> list[str]:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return listdir(path)

    monkeypatch.setattr(os, "listdir", refuses)
    one, other = read(tmp_path)
    assert one == Rejected(
        str(tmp_path / "closed"), "no permission to read it: change its permissions, or run as its owner"
    )
    assert ids([other]) == ["a2"]


def test_a_deep_folder_tree_is_walked(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(300):
        folder = folder / "d"
    write(folder, "a.json", row())
    assert ids(read(tmp_path)) == ["a1"]


# Rejected inputs.


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n\xc2\xa0", "empty"),
        ("a.txt", b"\xef\xbb\xbf", "empty"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.json", b" ", "empty"),
        ("a.html", b"", "empty"),
        ("a.txt.gz", gzip.compress(b"", mtime=0), "empty"),
        ("a.txt", b"Share\n\nRead more\n", "no article text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG image"),
        ("a.html", b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG image"),
        ("a.txt", b"PK\x03\x04\x14\0", "zip archive"),
        ("a.json", b"%PDF-1.7\n", "PDF"),
        ("a.txt", bytes(range(256)) * 20, "control characters"),
        ("a.txt", b"\xff\xfe\x00\xd8", "not UTF-16-LE"),
        ("a.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no article found"),
        ("a.pdf", b"words", "named .pdf but not in that format"),
        ("a.docx", b"words", "named .docx but not in that format"),
        ("a.eml", b"Subject: words", "mail without text"),
        ("a.xml", b"<rss version='2.0'><channel><title>x</title></channel></rss>", "a feed without entries"),
        ("a.txt", b"<?xml version='1.0'?><note>x</note>", "XML but not a feed"),
        ("a.csv", b"a,b", "file type '.csv' is not supported"),
        ("a.json", b'{"title": "Crews", "text": ', "not JSON"),
        ("a.json", b'{"title": "Crews"}', 'no "text"'),
        ("a.json", b'"words"', "not a JSON object but a string"),
        ("a.json", b"[]", "no articles"),
        ("a.json", b"[" * 70_000, "the nesting is too deep"),
        ("a.jsonl", f"{row(1)}\n{row(2)}".encode("utf-16"), "UTF-16"),
        ("a.txt.gz", gzip.compress(PLAIN.encode(), mtime=0)[:-12], "damaged gzip"),
        ("a.txt.gz", gzip.compress(PLAIN.encode(), mtime=0)[:30] + b"\0" * 50, "damaged gzip"),
        ("a.txt.gz", b"\x1f\x8bnot at all", "damaged gzip"),
    ],
)
def test_a_file_without_an_article_is_rejected_and_the_next_is_read(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    bad, good = write(tmp_path, name, content), write(tmp_path, "good.json", row())
    one, other = read(bad, good)
    assert isinstance(one, Rejected)
    assert (one.input, reason in one.reason) == (str(bad), True), one.reason
    assert ids([other]) == ["a1"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("nowhere/at/all.txt", "no such file or folder"),
        ("a" * 5000, "cannot be read (file name too long)"),
        ("a\0b", "not a path"),
        (
            "https://gazette.example/ferries",
            "a web address, but this command reads only files: run `onrecord ingest` on it",
        ),
        ("HTTP://gazette.example", "a web address"),
    ],
)
def test_a_missing_input_is_rejected_under_the_given_name(given: str, reason: str) -> None:
    one = rejected(given)
    assert (one.input, reason in one.reason) == (given, True), one.reason


def test_an_empty_standard_input_is_rejected() -> None:
    assert rejected("-") == Rejected("-", "empty: it contains no text")


def test_a_file_without_permission_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuses)
    assert "no permission" in rejected(write(tmp_path, "a.txt", PLAIN)).reason


def test_a_disk_that_fails_while_reading_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: files.OpenFile) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files.OpenFile, "read_all", fails)
    assert "input/output error" in rejected(write(tmp_path, "a.txt", PLAIN)).reason


def test_pipes_sockets_and_devices_never_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s.txt"))
        write(tmp_path, "a.json", row())
        for special in (tmp_path / "pipe.txt", tmp_path / "s.txt", "/dev/zero"):
            assert "a pipe, socket or device" in rejected(special).reason
        assert ids(read(tmp_path)) == ["a1"]


def test_a_file_that_became_a_pipe_after_listing_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(files.UnreadableError, match="a pipe"), files.open_file(tmp_path / "pipe.txt"):
        pass


# Sizes.


def test_a_file_of_50_mb_is_rejected_without_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "a.txt", PLAIN)
    os.truncate(file, 50_000_000)
    reads: list[int] = []
    guess = files.OpenFile.read_all

    def watched(opened: files.OpenFile) -> bytes:
        try:
            return guess(opened)
        finally:
            reads.append(opened.stream.tell())

    monkeypatch.setattr(files.OpenFile, "read_all", watched)
    assert "larger than 25 MB" in rejected(file).reason
    assert reads == [0]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.json.gz"])
def test_a_compressed_file_is_stopped_at_the_size_limit(tmp_path: Path, name: str) -> None:
    start = {"a.txt.gz": PLAIN, "a.html.gz": PAGE, "a.json.gz": "["}[name].encode()
    assert "larger than 25 MB" in rejected(write(tmp_path, name, gzip.compress(start + b"\n" * 60_000_000, 1))).reason


def test_json_lines_may_have_any_size_and_only_an_endless_line_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.reading.formats.json_articles.MAX_BYTES", 2_000)
    monkeypatch.setattr(files, "MAX_BYTES", 2_000)
    content = "\n".join([row(1), row(2, text="word " * 3_000), row(3)] + [row(n) for n in range(4, 40)])
    items = read(write(tmp_path, "a.jsonl", content))
    assert ids(items)[:4] == ["a1", "rejected at 2", "a3", "a4"]
    assert len(items) == 39


@pytest.mark.parametrize("filling", [b"\n", b"x"])
def test_compressed_lines_that_never_end_are_stopped(
    tmp_path: Path, filling: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.reading.formats.json_articles.MAX_BYTES", 100_000)
    monkeypatch.setattr(files, "_BOMB_BYTES", 1_000_000)
    file = write(tmp_path, "a.jsonl.gz", gzip.compress(row(1).encode() + b"\n" + filling * 20_000_000))
    one, *others = read(file)
    assert ids([one]) == ["a1"]
    assert isinstance(others[-1], Rejected)
    assert "decompresses without end" in others[-1].reason


# Rows.


def test_only_the_broken_line_of_a_file_is_rejected() -> None:
    lines = [row(1), '{"title": "Crews', "", row(2, text=None), row(3), "[1]", '"x', row(4)]
    items = read("-", stdin="\r\n".join(lines).encode() + b"\n\xff\xfe\n" + row(5).encode())
    assert ids(items) == [
        "a1",
        "rejected at 2",
        "rejected at 4",
        "a3",
        "rejected at 6",
        "rejected at 7",
        "a4",
        "rejected at 9",
        "a5",
    ]
    assert [one.reason[:10] for one in items if isinstance(one, Rejected)] == [
        "not JSON (",
        'no "text" ',
        "not a JSON",
        "not JSON (",
        "not UTF-8,",
    ]


def test_a_bad_article_in_a_list_is_rejected_with_its_position(tmp_path: Path) -> None:
    one, two, three = read(write(tmp_path, "a.json", f"[{row(1)}, {row(2, kind='rumour')}, {row(3)}]"))
    assert ids([one, three]) == ["a1", "a3"]
    assert isinstance(two, Rejected)
    assert two.reason.startswith('article 2 of 3: "kind" must be one of')


def test_truncated_compressed_lines_give_the_articles_before_the_end(tmp_path: Path) -> None:
    packed = gzip.compress("\n".join(row(n, text=f"{os.urandom(300).hex()}") for n in range(500)).encode())
    items = read(write(tmp_path, "a.jsonl.gz", packed[: len(packed) // 2]))
    assert 50 < len(items) < 500
    assert [isinstance(one, Rejected) for one in items] == [False] * (len(items) - 1) + [True]


def test_html_in_a_row_is_read_as_a_page() -> None:
    [article] = read("-", stdin=json.dumps({"title": "The row's", "html": PAGE}).encode())
    assert isinstance(article, Article)
    assert (article.title, article.text) == ("The row's", TEXT)


# Progress.


def test_the_expected_number_is_estimated_from_bytes_and_exact_at_the_end(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", "\n".join(row(n) for n in range(200)))
    write(tmp_path, "b.jsonl", "\n".join(row(n) for n in range(200, 400)))
    reading = read_inputs([str(tmp_path)], stdin=io.BytesIO())
    judged = [reading.expected for _ in reading]
    assert (len(judged), judged[-1], reading.expected) == (400, 400, 400)
    assert all(one is None or 330 <= one <= 480 for one in judged[5:]), judged


def test_standard_input_has_no_expected_number() -> None:
    reading: InputReader = read_inputs(["-"], stdin=io.BytesIO(row(1).encode()))
    assert [reading.expected for _ in reading] == [None]


def test_reading_json_does_not_import_the_html_parser() -> None:
    code = "import sys, io; from index.reading.inputs import read_inputs"
    code += "; list(read_inputs(['-'], stdin=io.BytesIO(b'{}'))); print(*{'trafilatura', 'lxml'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
