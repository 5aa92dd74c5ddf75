"""Read newsletters (.eml), PDFs with text, and Word files, each with a library for its format."""

from __future__ import annotations

import email
import email.policy
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from email.utils import parseaddr, parsedate_to_datetime
from importlib.util import find_spec
from typing import Literal

from index.reading.cleaning.page import Page, clean_page, has_prose
from index.reading.files import MAX_BYTES, UnreadableError
from index.reading.formats.pdf_text import LIMIT_REACHED, parse_reply

DocumentKind = Literal["mail", "pdf", "word"]
_PDF_SECONDS = 60.0


def read_document(content: bytes, kind: DocumentKind) -> Page:
    """Return the article of a document. Raises UnreadableError if it has none, or if its library is not installed."""
    return {"mail": _read_mail, "pdf": _read_pdf, "word": _read_word}[kind](content)


def _read_mail(content: bytes) -> Page:
    """Return a newsletter's HTML, or else its text; the subject is the headline and the sender the publisher."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        part = message.get_body(preferencelist=("html", "plain"))
        text = part.get_content() if part else None
        is_html = part is not None and part.get_content_subtype() == "html"
        subject, sender, sent = (str(message.get(name, ""))[:500] for name in ("subject", "from", "date"))
    except Exception as error:  # the parser raises arbitrary errors on malformed mail
        raise UnreadableError(f"the mail cannot be parsed ({type(error).__name__})") from error
    if not isinstance(text, str) or not text.strip():
        raise UnreadableError("mail without text")
    title = " ".join(subject.split())
    if is_html:
        from index.reading.html.extract import read_html  # noqa: PLC0415  trafilatura takes 0.3 s to import

        page = read_html(text)
    else:
        page = clean_page(text, title=title)
        if not has_prose(page.text):
            raise UnreadableError("mail without an article: it has only greetings and buttons")
    name = parseaddr(sender)[0].strip() or None
    return replace(page, title=title or page.title, publisher=name, published=_parse_sent(sent) or page.published)


def _parse_sent(text: str) -> date | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.date()


def _read_pdf(content: bytes) -> Page:
    """Read a PDF in a process with limits, because a malformed one can make its parser run forever."""
    _require("pypdf", "PDF")
    command = [sys.executable, "-m", "index.reading.formats.pdf_text"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_PDF_SECONDS, check=False)  # noqa: S603  our own program
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(f"the PDF was not read within {_PDF_SECONDS:g} seconds") from error
    if done.returncode == LIMIT_REACHED or done.returncode < 0:
        raise UnreadableError("the PDF takes too much memory or time to read")
    reply = parse_reply(done.stdout)
    if reply.problem:
        raise UnreadableError(f"the PDF cannot be read ({reply.problem[:100]})")
    # A PDF has lines but no paragraphs: join words split by a hyphen, and lines that do not end a sentence.
    text = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", reply.text)
    return _clean_document(re.sub(r"(?<![.!?:”\"’)\n])\n(?=[^\n])", " ", text), reply.title)


def _clean_document(text: str, title: str) -> Page:
    page = clean_page(text, title=title)
    if not has_prose(page.text):
        raise UnreadableError("no text in it: a scan is an image, so run OCR on it first")
    return replace(page, title=page.title or page.text.split("\n", 1)[0][:200])


def _read_word(content: bytes) -> Page:
    """Return the paragraphs of a Word file. Its author field only names who saved it last, so it is not used."""
    _require("docx", "Word")
    _check_archive(content)
    from docx import Document  # noqa: PLC0415  optional dependency, 0.1 s to import

    try:
        document = Document(io.BytesIO(content))
        paragraphs = [paragraph.text.strip() for paragraph in document.paragraphs]
        title = str(document.core_properties.title or "").strip()[:300]
    except Exception as error:  # the parsers raise arbitrary errors on malformed files
        raise UnreadableError(f"the Word file cannot be read ({type(error).__name__})") from error
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    if not text:
        raise UnreadableError("a Word file without text")
    return _clean_document(text, title if title.lower() != "word document" else "")


def _check_archive(content: bytes) -> None:
    """Raise UnreadableError for a zip that expands too much, or that contains entity declarations."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            texts = [member for member in members if member.filename.endswith((".xml", ".rels"))]
            size = sum(member.file_size for member in members)
            if sum(one.file_size for one in texts) > MAX_BYTES or size > 10 * MAX_BYTES or len(members) > 5_000:
                raise UnreadableError("the Word file is too large when decompressed")
            for member in texts:
                with archive.open(member) as part:
                    head = part.read(8192)
                if b"<!DOCTYPE" in head.replace(b"\0", b"").upper():
                    raise UnreadableError("the Word file declares entities, which Word never does")
    except UnreadableError:
        raise
    except Exception as error:  # zipfile raises arbitrary errors on malformed archives
        raise UnreadableError("a damaged Word file: save it again") from error


def _require(module: str, format_name: str) -> None:
    if find_spec(module) is None:
        raise UnreadableError(
            f"support for {format_name} files is not installed; run: pip install 'onrecord[documents]'"
        )
