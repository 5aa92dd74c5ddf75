"""Detect a file's format from its content, or from its name if the content is ambiguous."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import Literal

from index.reading.decoding import decode_head
from index.reading.files import UnreadableError

Format = Literal["text", "html", "json", "lines", "xml", "mail", "pdf", "word"]

_FORMATS_BY_SUFFIX: dict[str, Format] = {
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
SUFFIXES = ".txt, .md, .html, .json, .jsonl, .xml, .eml, .pdf or .docx"
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_UNSUPPORTED = {
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


def has_known_suffix(name: str) -> bool:
    """Return whether a file in a folder has the suffix of a supported format."""
    return _suffix(name) in _FORMATS_BY_SUFFIX


def detect_format(head: bytes, name: str) -> Format:
    """Return the format of a file that begins with `head`. Raises UnreadableError for an unsupported format."""
    suffix = _suffix(name)
    if head.startswith((_PDF, _ZIP)):
        return _detect_document(head, suffix)
    for magic, kind in _UNSUPPORTED.items():
        if head.startswith(magic):
            raise UnreadableError(f"not text but {kind}: save the article as text or HTML")
    if suffix in (".pdf", ".docx"):
        raise UnreadableError(f"named {suffix} but not in that format: give the original file, or its text as .txt")
    text = decode_head(head)
    by_name = _FORMATS_BY_SUFFIX.get(suffix, "text")
    if by_content := _detect_by_content(text, is_json=by_name in ("json", "lines")):
        return by_content
    if suffix and suffix not in _FORMATS_BY_SUFFIX:
        raise UnreadableError(f"file type {suffix!r} is not supported: give {SUFFIXES}")
    return "text" if by_name == "html" and not _TAG.search(text) else by_name


def _detect_document(head: bytes, suffix: str) -> Format:
    if head.startswith(_PDF):
        return "pdf"
    if suffix == ".docx" or b"word/" in head:
        return "word"
    raise UnreadableError("not text but a zip archive: unpack it and give the files inside")


def _suffix(name: str) -> str:
    path = PurePath(name.lower())
    return PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def _detect_by_content(text: str, *, is_json: bool) -> Format | None:
    if _HTML.match(text):
        return "html"
    if _XML.match(text):
        return "xml"
    start = text.lstrip()
    if start.startswith(("{", "[")) and (is_json or '"title"' in start):
        return _detect_json(start)
    return None


def _detect_json(text: str) -> Format | None:
    """Return "lines" if the first line is a complete object and more follows; None if that cannot be decided."""
    first, _, rest = text.partition("\n")
    if first.strip() in ("{", "[", "[{"):
        return "json"
    if not rest.strip():
        return None if len(text) > 1000 else "json"
    try:
        return "lines" if isinstance(json.loads(first), dict) else "json"
    except (ValueError, RecursionError):
        return None
