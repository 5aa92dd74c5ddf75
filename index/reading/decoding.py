"""Bytes into text: a byte order mark, else UTF-8, else what the page declares, else what the bytes look like."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from index.reading.files import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,40})", re.IGNORECASE)
# As browsers read the labels: pages that declare the smaller set are written in the larger one.
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_DECLARATION_WITHIN = 4096
_SAMPLE = 65_536
_MOST_BROKEN = 0.002
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b"))

HOW_TO_CONVERT = "save it as UTF-8"


def decode(content: bytes, *, html: bool = False) -> str:
    """The text of a file, without its byte order mark. Raises UnreadableError where no encoding fits."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding)
    declared = _declared(content) if html else None
    if _is_binary(content):
        raise UnreadableError(f"not text (it holds control characters): {HOW_TO_CONVERT}")
    # ISO-2022 is made of ASCII bytes, which are UTF-8 too.
    first_guess = declared if declared and declared.startswith("iso2022") else "utf-8"
    for name in (first_guess, declared or first_guess):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return _mended(content, declared or "utf-8") or _guessed(content)


def decode_head(head: bytes) -> str:
    """The beginning of a file, good enough to tell its format."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    return head.decode("utf-8", errors="replace")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not the {encoding.upper()} its first bytes say it is: {HOW_TO_CONVERT}") from error


def _declared(content: bytes) -> str | None:
    match = _DECLARED.search(content, 0, _DECLARATION_WITHIN)
    if not match:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    return _AS_BROWSERS_DO.get(name, name)


def _is_binary(content: bytes) -> bool:
    """More than one control character in a thousand bytes; a stray one is a scraper's."""
    sample = content[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROL)) > max(2, len(sample) // 1000)


def _mended(content: bytes, encoding: str) -> str | None:
    """The text with U+FFFD for the odd broken byte, where nearly all of it is sound."""
    text = content.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    sound = sum(char > "\x7f" for char in text[:_SAMPLE]) - text[:_SAMPLE].count("\ufffd")
    return text if broken <= min(_MOST_BROKEN * len(text), sound / 4) else None


def _guessed(content: bytes) -> str:
    """What charset-normalizer finds from a sample, if all of the content agrees."""
    best = from_bytes(content[:_SAMPLE]).best()
    try:
        text = content.decode(best.encoding) if best else None
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise UnreadableError(f"the encoding cannot be told: {HOW_TO_CONVERT}")
    return text
