from __future__ import annotations

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.detection import decode
from index.reading.files import UnreadableError

WORDS = "Die Fährleute von Port Ellary streiken, sagte Ilse Mårrow – „niemand hat uns geantwortet“. " * 5


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_unicode_is_read_with_and_without_a_byte_order_mark(mark: bytes, encoding: str) -> None:
    assert decode(mark + WORDS.encode(encoding)) == WORDS


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("windows-1252", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("koi8-r", "koi8-r"),
        ("gb2312", "gb18030"),
        ("iso-2022-jp", "iso2022_jp"),
    ],
)
def test_a_page_is_decoded_as_it_declares(declared: str, encoding: str) -> None:
    words = {"koi8-r": "Паром не ходит", "gb18030": "渡轮停航", "iso2022_jp": "フェリーは欠航"}.get(
        encoding, "Fährleute – „nein“"
    )
    page = f'<html><meta charset="{declared}"><p>{words}</p></html>'
    assert decode(page.encode(encoding), html=True) == page


def test_a_wrong_declaration_does_not_override_utf_8() -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>{WORDS}</p>'
    assert decode(page.encode(), html=True) == page


def test_an_unknown_charset_is_ignored() -> None:
    assert decode(b'<meta charset="klingon"><p>words</p>', html=True).endswith("<p>words</p>")


def test_a_single_byte_encoding_is_detected() -> None:
    assert decode(WORDS.encode("cp1252")) == WORDS


def test_one_broken_byte_in_a_long_text_is_replaced() -> None:
    assert decode(WORDS.encode() * 5 + b"\xff" + WORDS.encode()) == WORDS * 5 + "\ufffd" + WORDS


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 8,
        b"\0\1\2\3" * 500,
        codecs.BOM_UTF16_LE + b"\x00\xd8\x00",
        "no mark".encode("utf-16-le") * 50,
    ],
)
def test_binary_content_is_rejected_with_the_next_step(content: bytes) -> None:
    with pytest.raises(UnreadableError, match="save it as UTF-8"):
        decode(content)


@given(st.text())
def test_every_utf_8_text_without_control_characters_is_decoded(text: str) -> None:
    printable = "".join(char for char in text if char >= " ").removeprefix("\ufeff")
    assert decode(printable.encode()) == printable


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_text_or_rejected(content: bytes, html: bool) -> None:
    with suppress(UnreadableError):
        assert isinstance(decode(content, html=html), str)
