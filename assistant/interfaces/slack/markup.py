"""Escapes text from articles, people and models for Slack's two markups: it never becomes a mention, link or format.
Slack reads Markdown in streamed text and Markdown blocks, and mrkdwn in context blocks and notifications. In Markdown a
backslash escapes punctuation (https://spec.commonmark.org/0.31.2/#backslash-escapes). In both, `& < >` are written as
entities (https://docs.slack.dev/messaging/formatting-message-text/#escaping)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.interfaces.rendering.safe_text import printable
from assistant.types import MARKER

_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+|~!:@.\-])")
_LIST_ITEM = re.compile(r"(?m)^(\\-)(?= )")
_FORMATS = re.compile(r"([*_~`])")
_ZERO_WIDTH = "\u200b"  # mrkdwn cannot escape its formats; a zero-width space on both sides turns them off
_URL_ESCAPES = (("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("|", "%7C"), (" ", "%20"), ("\\", "%5C"))
_CLOSING_QUOTES = {"“": "”", "«": "»", "„": "“", '"': '"'}
_MARKED = re.compile(r"(\[\d+\])")
_ATOM = re.compile(r"\s+|[^\s“«„\"]+|.", re.DOTALL)


def to_markdown(text: str) -> str:
    """Return Markdown that shows the text literally, but for "- " at the start of a line, which makes a list."""
    return _LIST_ITEM.sub("-", _PUNCTUATION.sub(r"\\\1", _escape_entities(printable(text))))


def to_mrkdwn(text: str) -> str:
    """Return mrkdwn that shows the text literally on one line."""
    return _FORMATS.sub(rf"{_ZERO_WIDTH}\1{_ZERO_WIDTH}", _escape_entities(printable(" ".join(text.split()))))


def escape_url(url: str) -> str:
    """Return an address that cannot end its link early."""
    for char, code in _URL_ESCAPES:
        url = url.replace(char, code)
    return printable(url).replace("&", "&amp;")


def answer_pieces(text: str, links: Mapping[str, str]) -> Iterator[str]:
    """Yield an answer as Markdown, in pieces that must not be cut. `links` has the addresses by marker ("[1]")."""
    for atom in split_atoms(text):
        if MARKER.fullmatch(atom) and atom in links:
            yield f"[{atom}]({escape_url(links[atom])})"
        else:
            yield to_markdown(atom)


def split_atoms(text: str) -> Iterator[str]:
    """Yield the words, spaces, markers and whole quotations of a text. Joined, they are the text."""
    place = 0
    while place < len(text):
        closing = _CLOSING_QUOTES.get(text[place])
        end = text.find(closing, place + 1) if closing else -1
        if end > 0:
            yield text[place : end + 1]
            place = end + 1
            continue
        match = _ATOM.match(text, place)
        assert match is not None
        yield from filter(None, _MARKED.split(match[0]))
        place = match.end()


def complete_length(text: str) -> int:
    """Return the length of the text before a last word, marker or open quotation that may still continue."""
    place, last = 0, 0
    for atom in split_atoms(text):
        last, place = place, place + len(atom)
        if atom in _CLOSING_QUOTES and place < len(text):
            return last  # a quotation that is not closed yet
    return last if last < len(text) and not text[-1:].isspace() else len(text)


def paginate(pieces: Iterable[str], size: int) -> Iterator[str]:
    """Join pieces into pages of at most `size` characters. Only a piece that is longer is cut."""
    page = ""
    for piece in pieces:
        rest = piece
        while len(rest) > size - len(page):
            if page.strip():
                yield page.strip()
                page = ""
            else:
                cut = _cut_position(rest, size)
                yield rest[:cut]
                page, rest = "", rest[cut:]
        page += rest if page or rest.strip() else ""
    if page.strip():
        yield page.strip()


def _cut_position(piece: str, size: int) -> int:
    """Return where to cut: at a space, and never after a backslash or inside an entity."""
    space = piece.rfind(" ", 1, size)
    if space > 0:
        return space
    ampersand = piece.rfind("&", max(0, size - 5), size)
    cut = ampersand if ampersand > 0 and ";" not in piece[ampersand:size] else size
    while cut > 1 and (len(piece[:cut]) - len(piece[:cut].rstrip("\\"))) % 2:
        cut -= 1
    return cut


def _escape_entities(text: str) -> str:
    for char, entity in _ENTITIES:
        text = text.replace(char, entity)
    return text
