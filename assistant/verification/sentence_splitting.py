"""A model's text as it comes, cut into sentences that are certainly whole, without anything but words in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.tokenization import split_sentences

LONGEST_SENTENCE = 2_000
_NUMBERS = r"\s*(S?\d+(?:\s*[,;]\s*S?\d+)*)\s*"
MARK = re.compile(rf"[\[【［]{_NUMBERS}[\]】］]|[{{｛]{_NUMBERS}[}}｝]", re.IGNORECASE)
"""`[1]` cites and `{S1}` puts a statement's words in; wide brackets and lists of numbers are understood."""
_CITING = re.compile(rf"(?:\s*[\[【［]{_NUMBERS}[\]】］])+(?:\s*[.,;])?", re.IGNORECASE)
_AFTER_INSERT = re.compile(r"[}｝]\s+(?=[^\W\d_a-z]|[{｛])")
_DOUBLE = re.compile('["“”„‟«»「」『』＂]')
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[@-OQ-WYZ\\]"
)
_OPEN_ESCAPE = re.compile(r"[\x1b\x90\x98\x9b\x9d-\x9f][^\x07\x9c]*\Z")
_LONGEST_ESCAPE = 500
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f]"
)
_LINE_START = re.compile(r"^\s*(?:(?:[-*•+>]|#{1,6}|\d{1,3}[.)])\s+)+")
_LINKED_MARK = re.compile(r"\[\[(S?\d+)\]\]\([^()\n]*\)")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,12});", re.IGNORECASE)
_BACKTICKS = re.compile(r"(?<!`)``(?=[^`\s])")
_AFTER_BACKTICKS = re.compile(r"(“[^“”\n]*?)''")
_EMPHASIS = re.compile(r"\*+|`+|~~+|\|+|(?<!\w)_+|_+(?!\w)")
# A word that is whole, and no marker that is not.
_FOLLOWED = re.compile(r"\s+(?![\[【［{｛]\s*(?:S?\d[\d\s,;S]*)?\Z)\S+\s", re.IGNORECASE)
_GLUED_MARK = re.compile(r"(?<=[.!?…\"”])(?=[\[【［{｛]\s*S?\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of prose with its markers; `paragraph` where a new one begins with it."""

    text: str
    paragraph: bool = False
    fault: str = ""
    """Why it cannot be a sentence of an answer, where that shows without reading it."""


def strip_controls(text: str) -> str:
    """The text without terminal sequences and characters nobody sees."""
    return _UNSEEN.sub("", _ESCAPE.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n")))


def plain(text: str) -> str:
    """One line of words: no Markdown, HTML, terminal sequences or control characters."""
    text = strip_controls(html.unescape(_LINE_START.sub("", text)))
    text = _LINK.sub(
        lambda link: f"[{link[1]}]" if re.fullmatch(r"S?\d+", link[1]) else link[1], _LINKED_MARK.sub(r"[\1]", text)
    )
    return " ".join(_EMPHASIS.sub("", _TAG.sub("", text)).split())


def _with_marks(text: str) -> str:
    """Quotation marks that are written as HTML or TeX, as marks: no sentence ends between them."""
    text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    return _AFTER_BACKTICKS.sub(r"\1”", _BACKTICKS.sub("“", text))


class SentenceBuffer:
    """Takes a text in pieces cut anywhere and gives back its whole sentences, each as soon as it is certain."""

    def __init__(self) -> None:
        self._raw = ""
        self._text = ""
        self._new_paragraph = False
        self._skipping = False

    def feed(self, delta: str) -> Iterator[Sentence]:
        self._raw += delta
        held = _OPEN_ESCAPE.search(self._raw, max(0, len(self._raw) - _LONGEST_ESCAPE))
        complete = held is None or _ESCAPE.match(self._raw, held.start())
        cut = len(self._raw) if held is None or complete else held.start()
        self._text += strip_controls(self._raw[:cut])
        self._raw = self._raw[cut:]
        self._text = _GLUED_MARK.sub(" ", _with_marks(self._text))
        while (end := self._text.find("\n")) >= 0:
            line, self._text = self._text[:end], self._text[end + 1 :]
            yield from self._whole_line(line, ended=True)
        yield from self._open_line()

    def finish(self) -> Iterator[Sentence]:
        """What is left: whole if it ends like a sentence, else at fault, because the reply broke off in it."""
        text, self._raw, self._text = _with_marks(self._text + strip_controls(self._raw)), "", ""
        yield from self._whole_line(text, ended=False)

    def _whole_line(self, line: str, *, ended: bool) -> Iterator[Sentence]:
        if not line.strip():
            self._new_paragraph = True
            return
        units = list(_units(line))
        for number, (start, end) in enumerate(units, start=1):
            last = number == len(units)
            yield from self._sentence(line[start:end], whole=not last or ended or _ends_well(line[start:end]))
        self._new_paragraph = True

    def _open_line(self) -> Iterator[Sentence]:
        """The sentences of a line that goes on: all but the last, and only before a word that is whole itself."""
        done = 0
        units = list(_units(self._text)) if _STOP.search(self._text) else []
        for start, end in units[:-1]:
            if not _FOLLOWED.match(self._text, end):
                break
            yield from self._sentence(self._text[start:end], whole=True)
            done = end
        self._text = self._text[done:]
        if len(self._text) > LONGEST_SENTENCE:
            if not self._skipping:
                yield Sentence(plain(self._text), self._take_paragraph(), "the sentence does not end")
            self._skipping = True
            self._text = self._text[-200:]

    def _sentence(self, text: str, *, whole: bool) -> Iterator[Sentence]:
        if self._skipping:
            self._skipping = False
            return
        words = plain(text)
        if not words:
            return
        fault = "" if whole else "the reply broke off in this sentence"
        if len(words) > LONGEST_SENTENCE:
            fault = "the sentence is too long to check"
        elif len(_DOUBLE.findall(words)) % 2:
            fault = "a quotation is not closed"
        yield Sentence(words, self._take_paragraph(), fault)

    def _take_paragraph(self) -> bool:
        taken, self._new_paragraph = self._new_paragraph, False
        return taken


def _units(line: str) -> Iterator[tuple[int, int]]:
    """Sentences with the markers that follow their full stop, and never ending inside a quotation."""
    begun: int | None = None
    position = 0
    for stop in _stops(line):
        if stop <= position:
            continue
        if begun is None:
            begun = position
        marks = _CITING.match(line, stop)
        end = position = marks.end() if marks else stop
        if len(_DOUBLE.findall(line[begun:end])) % 2 == 0:
            yield begun, end
            begun = None
    if begun is not None:
        yield begun, len(line)


def _stops(line: str) -> list[int]:
    """Where sentences end: as in any text, and after a statement that a new sentence follows."""
    inserts = [match.start() + 1 for match in _AFTER_INSERT.finditer(line)]
    return sorted([*(span.end for span in split_sentences(line)), *inserts])


def _ends_well(text: str) -> bool:
    """Whether a last sentence is complete: a full stop, or a marker after which nothing stands."""
    return bool(_FULL_STOP.search(text)) or any(not text[mark.end() :].strip(" *_") for mark in MARK.finditer(text))


_STOP = re.compile(r"[.!?…。！？｡}｝]")
_FULL_STOP = re.compile(r"[.!?…。！？｡][\"'”’»)\]」』*_]*\s*$")
