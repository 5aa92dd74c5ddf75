"""What a file is, told by its content and, where that leaves it open, by its name."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import Literal

from index.reading.decoding import decode_head
from index.reading.files import UnreadableError

Format = Literal["text", "html", "json", "lines", "xml", "mail", "pdf", "word"]

_BY_NAME: dict[str, Format] = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "lines",
    ".xml": "xml",
    ".eml": "mail",
    ".pdf": "pdf",
    ".docx": "word",
}
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_MAGIC = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7z archive",
}
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|article|section|main|div|p|h1|meta|title)\b", re.IGNORECASE | re.DOTALL)  # fmt: skip  # noqa: E501
_XML = re.compile(r"\s*(?:<\?xml|<rss|<feed|<urlset)\b", re.IGNORECASE)
_TAG = re.compile(r"<(?:!doctype|[a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
_OPENS_OVER_LINES = {"{", "[", "[{"}


def has_known_suffix(name: str) -> bool:
    """Whether a name in a folder promises an article in a format that is read."""
    return _suffix(name) in _BY_NAME


def detect_format(head: bytes, name: str) -> Format:
    """The format of a file that begins with `head`. Raises UnreadableError for what holds no readable article."""
    suffix = _suffix(name)
    if head.startswith((_PDF, _ZIP)):
        return _document(head, suffix)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            raise UnreadableError(f"not text but {kind}: save the article as text or HTML")
    if suffix in (".pdf", ".docx"):
        raise UnreadableError(f"named {suffix} and none: give the file as it was made, or its text as .txt")
    text = decode_head(head)
    by_content = _by_content(text, json_promised=_BY_NAME.get(suffix) in ("json", "lines"))
    if by_content:
        return by_content
    if suffix and suffix not in _BY_NAME:
        raise UnreadableError(
            f"{suffix!r} is not a type that is read: give .txt, .md, .html, .json, .jsonl, .xml, .eml, .pdf or .docx"
        )
    by_name = _BY_NAME.get(suffix, "text")
    return "text" if by_name == "html" and not _TAG.search(text) else by_name


def _document(head: bytes, suffix: str) -> Format:
    if head.startswith(_PDF):
        return "pdf"
    if suffix == ".docx" or b"word/" in head:
        return "word"
    raise UnreadableError("not text but a zip archive: unpack it, and give what is in it")


def _suffix(name: str) -> str:
    path = PurePath(name.lower())
    return PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def _by_content(text: str, *, json_promised: bool) -> Format | None:
    if _HTML.match(text):
        return "html"
    if _XML.match(text):
        return "xml"
    start = text.lstrip()
    if start.startswith(("{", "[")) and (json_promised or '"title"' in start):
        return _kind_of_json(start)
    return None


def _kind_of_json(text: str) -> Format | None:
    """JSON lines when the first line is an object of its own and more follows it."""
    first, _, rest = text.partition("\n")
    if first.strip() in _OPENS_OVER_LINES:
        return "json"
    if not rest.strip():
        return None if len(text) > 1000 else "json"
    try:
        return "lines" if isinstance(json.loads(first), dict) else "json"
    except (ValueError, RecursionError):
        return None
