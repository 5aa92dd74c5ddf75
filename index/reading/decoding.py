"""Decode bytes: by byte order mark, else as UTF-8, else as the page declares, else by detection."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from index.reading.files import UnreadableError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
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
_DECLARATION_BYTES = 4096
_SAMPLE = 65_536
_MAX_BROKEN = 0.002
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b"))


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
    match = _CHARSET.search(content, 0, _DECLARATION_BYTES)
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
    return text if broken <= min(_MAX_BROKEN * len(text), sound / 4) else None


def _decode_detected(content: bytes) -> str:
    """Decode with the encoding that charset-normalizer detects in a sample, if it fits the whole content."""
    best = from_bytes(content[:_SAMPLE]).best()
    try:
        if best:
            return content.decode(best.encoding)
    except UnicodeDecodeError:
        pass
    raise UnreadableError("the encoding cannot be detected: save it as UTF-8")
