"""Text of strangers in Slack's two markups, shown to the letter: never a mention, never a link, never a format.

Slack reads Markdown in streamed text and Markdown blocks, and its own mrkdwn in context blocks and notifications.
A backslash before punctuation is CommonMark's way to say "this character, and nothing else"
(https://spec.commonmark.org/0.31.2/#backslash-escapes); `& < >` are Slack's control characters in both and are written
as entities (https://docs.slack.dev/messaging/formatting-message-text/#escaping).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from assistant.interfaces.rendering.safe_text import printable
from assistant.types import MARKER

_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+|~!:@.\-])")
_ITEM = re.compile(r"(?m)^(\\-)(?= )")
_FORMATS = re.compile(r"([*_~`])")
_NO_FORMAT = "\u200b"
"""mrkdwn has no escape for its own formats: a space of no width beside the character keeps it from being one."""
_IN_ADDRESS = (("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("|", "%7C"), (" ", "%20"), ("\\", "%5C"))
_OPENING = {"“": "”", "«": "»", "„": "“", '"': '"'}
_ATOM = re.compile(r"\s+|[^\s“«„\"]+|.", re.DOTALL)


def markdown(text: str) -> str:
    """Text as Markdown that shows exactly it; "- " at the beginning of a line makes a list."""
    escaped = _PUNCTUATION.sub(r"\\\1", _with_entities(printable(text)))
    return _ITEM.sub("-", escaped)


def mrkdwn(text: str) -> str:
    """Text on one line as mrkdwn that shows exactly it."""
    line = _with_entities(printable(" ".join(text.split())))
    return _FORMATS.sub(rf"{_NO_FORMAT}\1{_NO_FORMAT}", line)


def address(url: str) -> str:
    """An address that no markup ends early."""
    for char, code in _IN_ADDRESS:
        url = url.replace(char, code)
    return printable(url).replace("&", "&amp;")


def prose(text: str, links: Mapping[str, str]) -> Iterator[str]:
    """An answer's text as Markdown, in pieces none of which may be cut: words, the space between them, markers that
    open their page, and quotations as a whole. `links`: addresses by marker ("[1]")."""
    for atom in atoms(text):
        if MARKER.fullmatch(atom) and atom in links:
            yield f"[{atom}]({address(links[atom])})"
        else:
            yield markdown(atom)


def atoms(text: str) -> Iterator[str]:
    """The text cut where it may be cut. What is joined again is the text."""
    place = 0
    while place < len(text):
        closing = _OPENING.get(text[place])
        end = text.find(closing, place + 1) if closing else -1
        if end > 0:
            yield text[place : end + 1]
            place = end + 1
            continue
        match = _ATOM.match(text, place)
        assert match is not None
        yield from _with_markers(match[0])
        place = match.end()


def begun(text: str) -> int:
    """Where the last piece begins that may go on in what comes next: a word, a marker, a quotation that is not closed.
    The length of the text, where none does."""
    place, last = 0, 0
    for atom in atoms(text):
        last, place = place, place + len(atom)
        if atom in _OPENING and place < len(text):
            return last  # opened, and not closed in what is here
    return last if last < len(text) and not text[-1:].isspace() else len(text)


def paged(pieces: Iterator[str], size: Callable[[], int]) -> Iterator[str]:
    """Pieces joined to pages; none is longer than its size, but for a single piece that is, which is cut."""
    page, room = "", size()
    for piece in pieces:
        while len(piece) > room - len(page):
            if page.strip():
                yield page.strip()
                page, room = "", size()
            else:
                cut = _uncut(piece, room)
                yield piece[:cut]
                page, room, piece = "", size(), piece[cut:]  # noqa: PLW2901  the rest of it
        page += piece if page or piece.strip() else ""
    if page.strip():
        yield page.strip()


def _uncut(piece: str, room: int) -> int:
    """Where a piece that is too long is cut: at a space, and never behind a backslash or inside an entity."""
    space = piece.rfind(" ", 1, room)
    if space > 0:
        return space
    ampersand = piece.rfind("&", max(0, room - 5), room)
    cut = ampersand if ampersand > 0 and ";" not in piece[ampersand:room] else room
    while cut > 1 and (len(piece[:cut]) - len(piece[:cut].rstrip("\\"))) % 2:
        cut -= 1
    return cut


def _with_markers(word: str) -> Iterator[str]:
    place = 0
    for match in MARKER.finditer(word):
        if match.start() > place:
            yield word[place : match.start()]
        yield match[0]
        place = match.end()
    if place < len(word):
        yield word[place:]


def _with_entities(text: str) -> str:
    for char, entity in _ENTITIES:
        text = text.replace(char, entity)
    return text
