"""Newsletters, PDFs with text, and Word files: each through a library that knows the format."""

from __future__ import annotations

import email
import email.message
import email.policy
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from typing import Literal

from index.reading.cleaning import Page, clean_page, has_prose
from index.reading.files import MAX_BYTES, UnreadableError
from index.reading.formats.pdf_text import BEYOND, PdfText, parse_reply

DocumentKind = Literal["mail", "pdf", "word"]
_EXTRA = "pip install 'onrecord[documents]'"
_PDF_SECONDS = 60.0
_DEEPEST_MAIL = 20
_NO_TEXT = "no text in it: a scan is a picture, and has to be read by an OCR program first"


def read_document(content: bytes, kind: DocumentKind) -> Iterator[Page]:
    """The article of a document. Raises UnreadableError where there is none, or where its library is not installed."""
    yield {"mail": _read_mail, "pdf": _read_pdf, "word": _read_word}[kind](content)


def _read_mail(content: bytes) -> Page:
    """A newsletter: its HTML where it has any, else its text; the subject is the headline, the sender the publisher."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        body = _body(message)
        subject, sender, day = (str(message.get(name, ""))[:500] for name in ("subject", "from", "date"))
    except UnreadableError:
        raise
    except Exception as error:  # what strangers' mail does to the parser cannot be listed
        raise UnreadableError(f"mail that cannot be parsed ({type(error).__name__})") from error
    if body is None:
        raise UnreadableError("mail without text")
    text, is_html = body
    title = " ".join(subject.split())
    if is_html:
        from index.reading.html.extract import read_html  # noqa: PLC0415  trafilatura takes 0.3 s to import

        page = read_html(text)
    else:
        page = clean_page(text, title=title)
        if not has_prose(page.text):
            raise UnreadableError("mail without an article: nothing is left without its greetings and buttons")
    name = email.utils.parseaddr(sender)[0].strip() or None
    return replace(page, title=title or page.title, publisher=name, published=_sent_on(day) or page.published)


def _body(message: email.message.EmailMessage, depth: int = 0) -> tuple[str, bool] | None:
    """The text of the part that shows most, and whether it is HTML. Attached files are none of it."""
    if depth > _DEEPEST_MAIL:
        raise UnreadableError("mail nested deeper than any that was written")
    part = message.get_body(preferencelist=("html", "plain"))
    if part is None:
        return None
    text = part.get_content()
    return (text, part.get_content_subtype() == "html") if isinstance(text, str) and text.strip() else None


def _sent_on(told: str) -> date | None:
    try:
        moment = parsedate_to_datetime(told)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.date()


def _read_pdf(content: bytes) -> Page:
    """In a process of its own, with limits: a PDF is a program for whoever reads it, and may never end."""
    _require("pypdf", "PDF")
    command = [sys.executable, "-m", "index.reading.formats.pdf_text"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_PDF_SECONDS, check=False)  # noqa: S603  our own program
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(f"a PDF that was not read within {_PDF_SECONDS:g} seconds") from error
    if done.returncode == BEYOND or done.returncode < 0:
        raise UnreadableError("a PDF that takes more memory or time to read than any article")
    told = parse_reply(done.stdout)
    if told.wrong:
        raise UnreadableError(f"a PDF that cannot be read ({told.wrong[:100]})")
    if not told.text.strip():
        raise UnreadableError(_NO_TEXT)
    return _of_text(_joined_lines(told.text), told)


def _of_text(text: str, told: PdfText) -> Page:
    page = clean_page(text, title=told.title)
    if not has_prose(page.text):
        raise UnreadableError(_NO_TEXT)
    return replace(page, title=page.title or page.text.split("\n", 1)[0][:200])


def _joined_lines(text: str) -> str:
    """A PDF has lines and no paragraphs: a line that does not end a sentence goes on in the next, a word that is
    parted by a hyphen too."""
    text = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)
    return re.sub(r"(?<![.!?:”\"’)\n])\n(?=[^\n])", " ", text)


def _read_word(content: bytes) -> Page:
    _require("docx", "Word")
    _check_archive(content)
    from docx import Document  # noqa: PLC0415  0.1 s, and of an extra

    try:
        document = Document(io.BytesIO(content))
        paragraphs = [paragraph.text.strip() for paragraph in document.paragraphs]
        told = document.core_properties
        title, author = (str(one or "").strip()[:300] for one in (told.title, told.author))
    except Exception as error:  # what strangers' files do to two parsers cannot be listed
        raise UnreadableError(f"a Word file that cannot be read ({type(error).__name__})") from error
    text = "\n\n".join(one for one in paragraphs if one)
    if not text:
        raise UnreadableError("a Word file without text")
    del author  # whoever's program saved it last
    return _of_text(text, PdfText(text, title if title.lower() not in ("", "word document") else ""))


def _check_archive(content: bytes) -> None:
    """Raises UnreadableError for a zip that unpacks into more than an article is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held = archive.infolist()
    except Exception as error:  # zipfile raises what it likes on archives made to harm
        raise UnreadableError("a damaged Word file: save it again") from error
    texts = sum(one.file_size for one in held if one.filename.endswith((".xml", ".rels")))
    if texts > MAX_BYTES or sum(one.file_size for one in held) > 10 * MAX_BYTES or len(held) > 5_000:
        raise UnreadableError("a Word file that unpacks into more than an article is")
    for one in held:
        if one.filename.endswith((".xml", ".rels")):
            _check_entities(content, one)


def _check_entities(content: bytes, one: zipfile.ZipInfo) -> None:
    """A Word file declares no document type; one that does wants to have its entities expanded."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(one) as part:
            head = part.read(8192)
    except Exception as error:
        raise UnreadableError("a damaged Word file: save it again") from error
    if b"<!DOCTYPE" in head.replace(b"\0", b"").upper():
        raise UnreadableError("a Word file that declares entities, which none does")


def _require(module: str, what: str) -> None:
    """Raises UnreadableError where the extra is not installed."""
    if find_spec(module) is None:
        raise UnreadableError(f"{what} files need the extra [documents]: run: {_EXTRA}")
