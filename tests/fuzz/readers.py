"""Every reader, fed by atheris with whatever reaches new lines of it: `make fuzz` (FUZZ="page --seconds 600").

A reader may give articles or say why it gives none (UnreadableError); anything else, ten seconds for one input, or two
gigabytes, is a fault, and the input that caused it is kept in `.fuzz/`.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import docx

from index.fetching.network import Fetched
from index.fetching.sources.url_reader import read_articles
from index.reading.content import read_content, read_pages
from index.reading.detection import Format, detect_format
from index.reading.files import UnreadableError
from index.reading.formats.feed import parse_xml, read_feed, read_sitemap
from index.reading.formats.pdf_text import read_pdf
from tests.index.reading.test_documents import LAST, LEAD, pdf_of

PROSE = f"<p>{LEAD}</p><p>{LAST}</p>".encode()
"""Long enough to be an article: what is too short for one is refused before most of a reader has run."""
FOLDER = Path(".fuzz")
_SECONDS, _LONGEST_RUN, _MEGABYTES, _LONGEST = 60, 10, 2_048, 4_096
SEEDS: Mapping[str, Sequence[bytes]] = {
    "feed": (
        b"<rss version='2.0'><channel><title>T</title><item><title>a</title><link>/a</link></item></channel></rss>",
    ),
    "sitemap": (b"<urlset><url><loc>https://x.example/a</loc><lastmod>2025-03-04</lastmod></url></urlset>",),
    "xml": (b"<!DOCTYPE r [<!ENTITY x 'y'>]><r>&x;</r>",),
    "page": (
        b'<html><head><title>T</title><script type=\'application/ld+json\'>{"@type":"NewsArticle"}</script></head>'
        b"<body><article>" + PROSE + b"<p hidden>x</p></article></body></html>",
    ),
    "json": (b'{"title": "T", "text": "The ferry came in.", "published": "2025-03-04T09:00:00+02:00"}',),
    "mail": (b"From: a@x.example\r\nSubject: T\r\nContent-Type: text/html\r\n\r\n" + PROSE,),
    "text": ("The ferry came in.\n\n“Late again,” said Renata Sool.".encode(),),
    "pdf": (pdf_of(LEAD, LAST),),
    "word": (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + b"".join(b"<w:p><w:r><w:t>" + one.encode() + b"</w:t></w:r></w:p>" for one in (LEAD, LAST))
        + b"</w:body></w:document>",
    ),
    "answer": (
        b"<rss><channel><item><link>/a</link></item></channel></rss>",
        b"%PDF-1.4",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
    ),
}


def _as(kind: Format) -> Callable[[bytes], Any]:
    return lambda content: list(read_content(content, kind, "file"))


def _answer(content: bytes) -> None:
    detect_format(content, "a")
    read_articles(Fetched("https://x.example/a", 200, content, ""))


def _word(content: bytes) -> None:
    """The text of a Word file that is sound but for that: no mutation of a whole archive gets past its checksums."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in _parts_of_a_word_file().items():
            archive.writestr(name, content if name == "word/document.xml" else part)
    list(read_content(packed.getvalue(), "word", "file"))


@cache
def _parts_of_a_word_file() -> Mapping[str, bytes]:
    made = io.BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


READERS: Mapping[str, Callable[[bytes], Any]] = {
    "feed": lambda content: read_feed(content, url="https://x.example/"),
    "sitemap": lambda content: read_sitemap(content, url="https://x.example/"),
    "xml": parse_xml,
    "page": lambda content: read_pages(content.decode("utf-8", "replace"), address="https://x.example/a"),
    "json": _as("json"),
    "mail": _as("mail"),
    "text": _as("text"),
    "pdf": read_pdf,  # what is called in a process of its own, with limits; here for its coverage, and without them
    "word": _word,
    "answer": _answer,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz the readers that are named, each in a process of its own; all without a name. 1 where one has a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.readers", description=__doc__.split("\n")[0])
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"of {', '.join(READERS)} (default: all)")
    parser.add_argument("--seconds", type=int, default=_SECONDS, help=f"for each (default: {_SECONDS})")
    parser.add_argument("--here", action="store_true", help="in this process: it ends with the run")
    options = parser.parse_args(arguments)
    names = options.readers or list(READERS)
    if not set(names) <= READERS.keys():
        parser.error(f"readers are {', '.join(READERS)}")
    if options.here:
        _fuzz(names[0], options.seconds)
    faulty = [name for name in names if _run(name, options.seconds)]
    print(f"fuzzed for {options.seconds} s each: {', '.join(names)}; faults in: {', '.join(faulty) or 'none'}")
    return int(bool(faulty))


def _run(name: str, seconds: int) -> int:
    print(f"{name} …", flush=True)
    command = [sys.executable, "-m", "tests.fuzz.readers", name, "--seconds", str(seconds), "--here"]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    lines = done.stderr.strip().splitlines()
    print("\n".join(lines[-40:] if done.returncode else lines[-2:]), flush=True)
    return done.returncode


def _fuzz(name: str, seconds: int) -> None:
    """Runs until it has found a fault or the time is over, and ends the process with libFuzzer's status."""
    import atheris  # only where it installs: Linux, and not every Python

    reader = READERS[name]
    corpus = FOLDER / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)

    def feed(content: bytes) -> None:
        try:
            reader(content)
        except UnreadableError:
            return

    atheris.instrument_all()
    limits = [f"-max_total_time={seconds}", f"-timeout={_LONGEST_RUN}", f"-rss_limit_mb={_MEGABYTES}"]
    atheris.Setup(["readers", *limits, f"-max_len={_LONGEST}", f"-artifact_prefix={FOLDER}/{name}-", str(corpus)], feed)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
