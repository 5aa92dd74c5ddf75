"""Where paragraphs and sentences begin and end, in one pass over the text and without a model.

A sentence never crosses a paragraph. A blank line always parts paragraphs. A single newline parts them too, because
scraped pages put one line a paragraph, except in hard-wrapped text: where a line does not end a sentence and the next
goes on in lower case, or where all full lines of a block are about one column wide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from index.types import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_STOP = re.compile(r"[.!?…。！？｡]+[\"'”’»)\]」』]*")
_ENDS_A_SENTENCE = re.compile(r"[.!?…:。！？｡][\"'”’»)\]」』]*$")
_WIDE = "。！？｡"
_COLUMN = range(55, 101)

# A full stop after these is never the end of a sentence.
_ALWAYS_SHORT = frozenset(
    "mr mrs ms mx messrs dr prof rev fr hon sen sens rep reps gov govs gen lt col maj capt cpl sgt adm cmdr supt pres "
    "st mt ft vs viz e.g i.e cf".split()
)
# After these it is one only when the next word is of the kind that opens sentences.
_SOMETIMES_SHORT = frozenset(
    "u.s u.k u.n e.u d.c l.a n.y p.m a.m ph.d inc corp co ltd llc bros jr sr esq etc dept univ assn al et est".split()
)
# The same, but only with a capital: "Mass. Gov. Fox", and yet "they went to mass. Fox did not".
_STATES = frozenset(
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa "
    "tenn tex va vt wash wis wyo".split()
)
# Only before a number: "Aug. 4" and "Sat. 4 May" go on, "the goats sat. Fox said" does not.
_DAYS_AND_MONTHS = frozenset(
    "jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun".split()
)
# "No. 4" goes on, "they voted no." does not.
_BEFORE_A_NUMBER = frozenset({"no", "nos", "op", "vol", "pp"}) | _DAYS_AND_MONTHS
_OPENERS = frozenset(
    "the a an this that these those he she it they we i you his her its their our my in on at by for from with as "
    "but and or so yet if when while after before since although though because however meanwhile there here what "
    "who why how where no not one some many most both all now then still even also to under last earlier later "
    "during despite asked according".split()
)
_WORD_BEFORE = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*$")
_LOOKBACK = 24


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int


def split_paragraphs(text: str) -> tuple[Span, ...]:
    """The paragraphs of a text, without the white space around them."""
    out: list[Span] = []
    for block in _blocks(text):
        wrapped = _is_wrapped(text, block)
        start = block[0].start
        for line, following in zip(block, [*block[1:], None], strict=True):
            if following is None or not _goes_on(text, line, following, wrapped=wrapped):
                out.append(Span(start, line.end))
                start = following.start if following else start
    return tuple(out)


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Runs of lines without a blank line between them."""
    block: list[_Line] = []
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if block and (not stripped or _newlines(text, block[-1].end, match.start()) > 1):
            yield block
            block = []
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            block.append(_Line(start, start + len(stripped)))
    if block:
        yield block


def _newlines(text: str, start: int, end: int) -> int:
    gap = text[start:end].replace("\r\n", "\n")
    return sum(gap.count(mark) for mark in "\n\r\u2028\u2029")


def _is_wrapped(text: str, block: list[_Line]) -> bool:
    full = block[:-1]
    return (
        len(full) >= 2
        and all(line.end - line.start in _COLUMN for line in full)
        and any(text[line.start].islower() for line in block[1:])
    )


def _goes_on(text: str, line: _Line, following: _Line, *, wrapped: bool) -> bool:
    if wrapped:
        return True
    return text[following.start].islower() and not _ENDS_A_SENTENCE.search(
        text, max(line.start, line.end - 8), line.end
    )


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order: every character that is not white space is in exactly one of them."""
    return tuple(sentence for paragraph in split_paragraphs(text) for sentence in iter_sentences(text, paragraph))


def iter_sentences(text: str, paragraph: Span) -> Iterator[Span]:
    """The sentences of one paragraph, in order."""
    start = paragraph.start
    for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
        end = stop.end()
        if end >= paragraph.end or end <= start or not _ends(text, stop, paragraph.end):
            continue
        yield Span(start, end)
        start = _skip_white(text, end, paragraph.end)
    if start < paragraph.end:
        yield Span(start, paragraph.end)


def _ends(text: str, stop: re.Match[str], limit: int) -> bool:
    mark = stop.group()
    if mark[0] in _WIDE:
        return True
    after = stop.end()
    if not text[after].isspace():
        return False
    following = _skip_white(text, after, limit)
    word = _word_at(text, following, limit)
    if not word:
        return not mark.startswith(".") or text[following] not in ",;:)"
    if word[0].islower():
        return False
    return not (mark == "." and _is_short(text, stop.start(), word))


def _is_short(text: str, stop: int, following: str) -> bool:
    """Whether the full stop at `stop` belongs to an abbreviation or an initial."""
    match = _WORD_BEFORE.search(text, max(0, stop - _LOOKBACK), stop)
    if match is None:
        return False
    word = match.group().lower()
    if word in _ALWAYS_SHORT:
        return True
    if word in _BEFORE_A_NUMBER:
        return following[0].isdigit()
    initial = len(word) == 1 and word.isalpha() and match.group().isupper() and word != "i"
    tail = word.rsplit("-", 1)[-1]
    state = tail in _STATES and match.group()[0].isupper()
    if initial or state or tail in _SOMETIMES_SHORT or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        return following.lower() not in _OPENERS
    return False


def _word_at(text: str, position: int, limit: int) -> str:
    """The word that begins at a position, after opening marks; empty where punctuation stands."""
    while position < limit and text[position] in "\"'“‘«([「『„¿¡":
        position += 1
    end = position
    while end < limit and end - position < _LOOKBACK and text[end].isalnum():
        end += 1
    return text[position:end]


def _skip_white(text: str, position: int, limit: int) -> int:
    while position < limit and text[position].isspace():
        position += 1
    return position


_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def fold(text: str) -> str:
    """Lower case without diacritics and with straight apostrophes. Changes lengths: never for offsets."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    accents = {ord(one): None for one in set(decomposed) if unicodedata.combining(one)}  # a text has few letters
    return (decomposed.translate(accents) if accents else decomposed).casefold()


def split_words(text: str) -> list[str]:
    """The words of a text as written; "U.S." is one word, a hyphen parts two."""
    plain = _ACRONYM.sub(lambda match: match.group().replace(".", ""), text) if "." in text else text
    return _WORD.findall(plain)
