"""Split a streamed reply into complete sentences, and clean them of markup and control characters."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.tokenization import split_sentences

MAX_SENTENCE_LENGTH = 2_000
_NUMBERS = r"\s*(S?\d+(?:\s*[,;]\s*S?\d+)*)\s*"
MARKER_SYNTAX = re.compile(rf"[\[【［]{_NUMBERS}[\]】］]|[{{｛]{_NUMBERS}[}}｝]", re.IGNORECASE)
"""`[1]` cites a passage and `{S1}` inserts a statement. Wide brackets and lists of numbers are accepted."""
_TRAILING_CITATIONS = re.compile(rf"(?:\s*[\[【［]{_NUMBERS}[\]】］])+(?:\s*[.,;])?", re.IGNORECASE)
_AFTER_INSERT = re.compile(r"[}｝]\s+(?=[^\W\d_a-z]|[{｛])")
_DOUBLE_QUOTE = re.compile('["“”„‟«»「」『』＂]')
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[@-OQ-WYZ\\]"
)
_OPEN_ESCAPE = re.compile(r"[\x1b\x90\x98\x9b\x9d-\x9f][^\x07\x9c]*\Z")
_MAX_ESCAPE_LENGTH = 500
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f]"
)
_LINE_START = re.compile(r"^\s*(?:(?:[-*•+>]|#{1,6}|\d{1,3}[.)])\s+)+")
_LINKED_MARKER = re.compile(r"\[\[(S?\d+)\]\]\([^()\n]*\)")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,12});", re.IGNORECASE)
_BACKTICKS = re.compile(r"(?<!`)``(?=[^`\s])")
_AFTER_BACKTICKS = re.compile(r"(“[^“”\n]*?)''")
_EMPHASIS = re.compile(r"\*+|`+|~~+|\|+|(?<!\w)_+|_+(?!\w)")
# A complete word that is not the start of a marker.
_NEXT_WORD = re.compile(r"\s+(?![\[【［{｛]\s*(?:S?\d[\d\s,;S]*)?\Z)\S+\s", re.IGNORECASE)
_GLUED_MARKER = re.compile(r"(?<=[.!?…\"”])(?=[\[【［{｛]\s*S?\d)", re.IGNORECASE)
_STOP = re.compile(r"[.!?…。！？｡}｝]")
_FULL_STOP = re.compile(r"[.!?…。！？｡][\"'”’»)\]」』*_]*\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A cleaned sentence with its markers. `paragraph`: it starts a new paragraph."""

    text: str
    paragraph: bool = False
    fault: str = ""
    """A reason to drop the sentence that is visible without the evidence."""


def strip_controls(text: str) -> str:
    """Return the text without terminal sequences and invisible characters."""
    return _INVISIBLE.sub("", _ESCAPE.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n")))


def plain_text(text: str) -> str:
    """Return the text on one line, without Markdown, HTML, terminal sequences and control characters."""
    text = strip_controls(html.unescape(_LINE_START.sub("", text)))
    text = _LINK.sub(
        lambda link: f"[{link[1]}]" if re.fullmatch(r"S?\d+", link[1]) else link[1], _LINKED_MARKER.sub(r"[\1]", text)
    )
    return " ".join(_EMPHASIS.sub("", _TAG.sub("", text)).split())


def _decode_quotation_marks(text: str) -> str:
    """Replace quotation marks in HTML or TeX notation, so that no sentence is split between them."""
    text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    return _AFTER_BACKTICKS.sub(r"\1”", _BACKTICKS.sub("“", text))


class SentenceBuffer:
    """Takes a text in arbitrary pieces and returns each sentence as soon as it is complete."""

    def __init__(self) -> None:
        self._raw = ""
        self._text = ""
        self._new_paragraph = False
        self._skipping = False

    def feed(self, delta: str) -> Iterator[Sentence]:
        """Add a piece of text and yield the sentences that it completes."""
        self._raw += delta
        escape = _OPEN_ESCAPE.search(self._raw, max(0, len(self._raw) - _MAX_ESCAPE_LENGTH))
        is_complete = escape is None or _ESCAPE.match(self._raw, escape.start())
        cut = len(self._raw) if escape is None or is_complete else escape.start()
        self._text += strip_controls(self._raw[:cut])
        self._raw = self._raw[cut:]
        self._text = _GLUED_MARKER.sub(" ", _decode_quotation_marks(self._text))
        while (end := self._text.find("\n")) >= 0:
            line, self._text = self._text[:end], self._text[end + 1 :]
            yield from self._split_line(line, has_ended=True)
        yield from self._split_open_line()

    def finish(self) -> Iterator[Sentence]:
        """Yield the rest of the text. A last sentence without an end has a fault."""
        text, self._raw, self._text = _decode_quotation_marks(self._text + strip_controls(self._raw)), "", ""
        yield from self._split_line(text, has_ended=False)

    def _split_line(self, line: str, *, has_ended: bool) -> Iterator[Sentence]:
        sentences = [line[start:end] for start, end in _split_sentences(line)] if line.strip() else []
        for number, sentence in enumerate(sentences, start=1):
            is_complete = number < len(sentences) or has_ended or _has_end(sentence)
            yield from self._build_sentence(sentence, is_complete=is_complete)
        self._new_paragraph = True

    def _split_open_line(self) -> Iterator[Sentence]:
        """Yield the sentences of a line that goes on, except the last, and only if a complete word follows."""
        done = 0
        sentences = list(_split_sentences(self._text)) if _STOP.search(self._text) else []
        for start, end in sentences[:-1]:
            if not _NEXT_WORD.match(self._text, end):
                break
            yield from self._build_sentence(self._text[start:end], is_complete=True)
            done = end
        self._text = self._text[done:]
        if len(self._text) > MAX_SENTENCE_LENGTH:
            if not self._skipping:
                yield Sentence(plain_text(self._text), self._take_paragraph(), "the sentence has no end")
            self._skipping = True
            self._text = self._text[-200:]

    def _build_sentence(self, text: str, *, is_complete: bool) -> Iterator[Sentence]:
        if self._skipping:
            self._skipping = False
            return
        words = plain_text(text)
        if not words:
            return
        fault = "" if is_complete else "the reply ended in the middle of this sentence"
        if len(words) > MAX_SENTENCE_LENGTH:
            fault = "the sentence is too long to check"
        elif len(_DOUBLE_QUOTE.findall(words)) % 2:
            fault = "a quotation is not closed"
        yield Sentence(words, self._take_paragraph(), fault)

    def _take_paragraph(self) -> bool:
        taken, self._new_paragraph = self._new_paragraph, False
        return taken


def _split_sentences(line: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences with their trailing citations. A sentence never ends inside a quotation."""
    # A sentence may also end after an inserted statement.
    inserts = (match.start() + 1 for match in _AFTER_INSERT.finditer(line))
    start: int | None = None
    position = 0
    for stop in sorted([*(span.end for span in split_sentences(line)), *inserts]):
        if stop <= position:
            continue
        if start is None:
            start = position
        citations = _TRAILING_CITATIONS.match(line, stop)
        position = citations.end() if citations else stop
        if len(_DOUBLE_QUOTE.findall(line[start:position])) % 2 == 0:
            yield start, position
            start = None
    if start is not None:
        yield start, len(line)


def _has_end(text: str) -> bool:
    """Return whether the last sentence is complete: it ends with a full stop or a marker."""
    ends_with_marker = any(not text[marker.end() :].strip(" *_") for marker in MARKER_SYNTAX.finditer(text))
    return bool(_FULL_STOP.search(text)) or ends_with_marker
