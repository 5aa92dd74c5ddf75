"""Detect the encoding and the format of a file from its bytes, and from its name if those are ambiguous."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import PurePath
from typing import Literal

from charset_normalizer import from_bytes

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
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, because it starts with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,40})", re.IGNORECASE)
# Browsers read these labels as the larger encodings, and pages are written accordingly.
_BROWSER_ENCODINGS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_SAMPLE = 65_536
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b"))


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


def decode(content: bytes, *, html: bool = False) -> str:
    """Return the text of a file, without its byte order mark. Raises UnreadableError if no encoding fits."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                reason = f"not {encoding.upper()}, although it starts with that byte order mark: save it as UTF-8"
                raise UnreadableError(reason) from error
    declared = _declared_encoding(content) if html else None
    if _is_binary(content):
        raise UnreadableError("not text (it contains control characters): save it as UTF-8")
    # ISO-2022 is made of ASCII bytes, which are UTF-8 too.
    first_guess = declared if declared and declared.startswith("iso2022") else "utf-8"
    for name in (first_guess, declared or first_guess):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return _decode_with_replacements(content, declared or "utf-8") or _decode_detected(content)


def decode_head(head: bytes) -> str:
    """Return the beginning of a file as text, good enough to detect its format."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    return head.decode("utf-8", errors="replace")


def _declared_encoding(content: bytes) -> str | None:
    match = _CHARSET.search(content, 0, 4096)
    if not match:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    return _BROWSER_ENCODINGS.get(name, name)


def _is_binary(content: bytes) -> bool:
    """Return whether more than one byte in a thousand is a control character; scrapers leave a stray one."""
    sample = content[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROL)) > max(2, len(sample) // 1000)


def _decode_with_replacements(content: bytes, encoding: str) -> str | None:
    """Return the text with U+FFFD for broken bytes if nearly all of it is sound."""
    text = content.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    sound = sum(char > "\x7f" for char in text[:_SAMPLE]) - text[:_SAMPLE].count("\ufffd")
    return text if broken <= min(0.002 * len(text), sound / 4) else None


def _decode_detected(content: bytes) -> str:
    """Decode with the encoding that charset-normalizer detects in a sample, if it fits the whole content."""
    best = from_bytes(content[:_SAMPLE]).best()
    try:
        if best:
            return content.decode(best.encoding)
    except UnicodeDecodeError:
        pass
    raise UnreadableError("the encoding cannot be detected: save it as UTF-8")
