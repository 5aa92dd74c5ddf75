"""Newsletters, PDFs and Word files, all invented and built in these tests."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reading.content import read_content
from index.reading.files import UnreadableError
from index.reading.formats import documents
from index.reading.formats.pdf_text import read_pdf
from index.reading.inputs import read_inputs
from index.types import Article, Rejected

LEAD = (
    "Ferry crews at Port Ellary voted on Tuesday to stop work for two days, their union said, after talks broke down."
)
LAST = "The harbour board said it would meet again on Friday. A spokesman declined to say what it would offer."


def read(file: Path) -> Article | Rejected:
    [one] = list(read_inputs([str(file)], stdin=io.BytesIO()))
    return one


def pdf_of(*lines: str) -> bytes:
    """Return a minimal PDF with one page of text in Helvetica."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td {shown}ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(body),
    )


def test_a_newsletter_is_an_article_published_by_its_sender(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Crews vote to strike", "The Ellary Gazette <news@gazette.example>"
    mail["Date"] = "Tue, 04 Mar 2025 09:30:00 +0200"
    mail.set_content(f"{LEAD}\n\n{LAST}\n")
    mail.add_alternative(f"<html><body><p>{LEAD}</p><p>{LAST}</p></body></html>", subtype="html")
    mail.add_attachment(b"not the article", maintype="application", subtype="octet-stream", filename="a.bin")
    file = tmp_path / "letter.eml"
    file.write_bytes(mail.as_bytes())
    article = read(file)
    assert isinstance(article, Article)
    assert (article.title, article.publisher) == ("Crews vote to strike", "The Ellary Gazette")
    assert str(article.published) == "2025-03-04 09:30:00+02:00"
    assert article.text == f"{LEAD}\n\n{LAST}"


def test_a_word_file_gives_its_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Crews vote to strike", 0)
    document.add_paragraph(LEAD)
    document.add_paragraph(LAST)
    document.save(str(tmp_path / "a.docx"))
    article = read(tmp_path / "a.docx")
    assert isinstance(article, Article)
    assert (LEAD in article.text, LAST in article.text) == (True, True)


def test_the_lines_of_a_pdf_are_joined_into_sentences(tmp_path: Path) -> None:
    first, rest = LEAD[:60], LEAD[60:]
    (tmp_path / "a.pdf").write_bytes(pdf_of(first.rstrip(), rest.lstrip(), LAST))
    article = read(tmp_path / "a.pdf")
    assert isinstance(article, Article)
    assert LEAD in article.text


@pytest.mark.parametrize(
    ("name", "module"), [("a.pdf", "pypdf"), ("a.docx", "docx")], ids=["pdf without pypdf", "word without python-docx"]
)
def test_a_missing_library_is_reported_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    monkeypatch.setattr(documents, "find_spec", lambda wanted: None if wanted == module else object())
    content = pdf_of(LEAD) if name == "a.pdf" else b"PK\x03\x04word/"
    (tmp_path / name).write_bytes(content)
    one = read(tmp_path / name)
    assert isinstance(one, Rejected)
    assert "pip install 'onrecord[documents]'" in one.reason


def word_bomb(kind: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        if kind == "size":
            archive.writestr("word/document.xml", b" " * 30_000_000)
        elif kind == "entities":
            archive.writestr("word/document.xml", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>')
        else:
            for number in range(6_000):
                archive.writestr(f"word/{number}.bin", b"")
    return content.getvalue()


@pytest.mark.parametrize("kind", ["size", "entities", "multitude"])
def test_a_malicious_word_file_is_not_opened(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.docx").write_bytes(word_bomb(kind))
    one = read(tmp_path / "a.docx")
    assert isinstance(one, Rejected)
    assert "too large when decompressed" in one.reason or "declares entities" in one.reason


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing", b"%PDF-", pdf_of("")], ids=["cut", "empty", "a scan"])
def test_a_pdf_without_text_is_rejected_with_a_reason(content: bytes) -> None:
    reply = read_pdf(content)
    assert reply.problem or not reply.text.strip()


def test_a_pdf_that_exceeds_the_time_limit_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_PDF_SECONDS", 0.001)
    (tmp_path / "a.pdf").write_bytes(pdf_of(LEAD))
    one = read(tmp_path / "a.pdf")
    assert isinstance(one, Rejected)
    assert "was not read within" in one.reason


def docx_of(text: str) -> bytes:
    document, content = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(content)
    return content.getvalue()


PDF, WORD = pdf_of(LEAD, LAST), docx_of(LEAD)


@settings(max_examples=40)
@given(st.data())
def test_a_document_with_any_bytes_changed_ends_with_a_text_or_a_reason(data: st.DataObject) -> None:
    for whole in (PDF, WORD):
        broken = bytearray(whole)
        for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=12)):
            broken[place] = data.draw(st.integers(0, 255))
        cut = bytes(broken[: data.draw(st.integers(10, len(whole)))])
        if whole is PDF:
            assert read_pdf(cut) is not None
        else:
            with suppress(UnreadableError):
                list(read_content(cut, "word", "a.docx"))
