"""Rule-based paragraph and sentence splitting, and word folding, without a model.

A sentence never crosses a paragraph. A blank line always separates paragraphs, and so does a single newline, because
scraped pages put one paragraph on a line. Hard-wrapped text is the exception: a line continues if it does not end a
sentence and the next one starts in lower case, or if all full lines of a block are about one column wide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from index.types import Span

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_STOP = re.compile(r"[.!?…。！？｡]+[\"'”’»)\]」』]*")
_SENTENCE_END = re.compile(r"[.!?…:。！？｡][\"'”’»)\]」』]*$")

# A full stop after these words never ends a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms mx messrs dr prof rev fr hon sen sens rep reps gov govs gen lt col maj capt cpl sgt adm cmdr supt pres "
    "st mt ft vs viz e.g i.e cf".split()
)
# After these words it ends one only if the next word usually opens sentences.
_AMBIGUOUS_ABBREVIATIONS = frozenset(
    "u.s u.k u.n e.u d.c l.a n.y p.m a.m ph.d inc corp co ltd llc bros jr sr esq etc dept univ assn al et est".split()
)
# The same, but only with a capital: "Mass. Gov. Fox", and yet "they went to mass. Fox did not".
_STATES = frozenset(
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa "
    "tenn tex va vt wash wis wyo".split()
)
# Abbreviations only before a number: "Aug. 4" and "No. 4" continue, "the goats sat." and "they voted no." end.
_NUMBER_ABBREVIATIONS = frozenset(
    "no nos op vol pp jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat "
    "sun".split()
)
_SENTENCE_OPENERS = frozenset(
    "the a an this that these those he she it they we i you his her its their our my in on at by for from with as "
    "but and or so yet if when while after before since although though because however meanwhile there here what "
    "who why how where no not one some many most both all now then still even also to under last earlier later "
    "during despite asked according".split()
)
_WORD_BEFORE = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*$")
_NEXT_WORD = re.compile(r"(\s+)[\"'“‘«(\[「『„¿¡]*([^\W_]{0,24})")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def split_paragraphs(text: str) -> tuple[Span, ...]:
    """Return the paragraphs of a text, without the white space around them."""
    out: list[Span] = []
    for block in _find_blocks(text):
        wrapped = _is_wrapped(text, block)
        start = block[0].start
        for line, following in zip(block, [*block[1:], None], strict=True):
            if following is None or not (wrapped or _continues(text, line, following)):
                out.append(Span(start, line.end))
                start = following.start if following else start
    return tuple(out)


def _find_blocks(text: str) -> Iterator[list[Span]]:
    """Yield runs of lines without a blank line between them."""
    block: list[Span] = []
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if block and (not stripped or _count_newlines(text[block[-1].end : match.start()]) > 1):
            yield block
            block = []
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            block.append(Span(start, start + len(stripped)))
    if block:
        yield block


def _count_newlines(gap: str) -> int:
    return sum(gap.replace("\r\n", "\n").count(mark) for mark in "\n\r\u2028\u2029")


def _is_wrapped(text: str, block: list[Span]) -> bool:
    full = block[:-1]
    return (
        len(full) >= 2
        and all(55 <= line.end - line.start <= 100 for line in full)
        and any(text[line.start].islower() for line in block[1:])
    )


def _continues(text: str, line: Span, following: Span) -> bool:
    return text[following.start].islower() and not _SENTENCE_END.search(text, max(line.start, line.end - 8), line.end)


def split_sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text in order; each character except white space is in exactly one of them."""
    return tuple(sentence for paragraph in split_paragraphs(text) for sentence in iter_sentences(text, paragraph))


def iter_sentences(text: str, paragraph: Span) -> Iterator[Span]:
    """Yield the sentences of one paragraph in order."""
    start = paragraph.start
    for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
        end = stop.end()
        if end >= paragraph.end or end <= start or not _ends_sentence(text, stop, paragraph.end):
            continue
        yield Span(start, end)
        start = _skip_space(text, end, paragraph.end)
    if start < paragraph.end:
        yield Span(start, paragraph.end)


def _ends_sentence(text: str, stop: re.Match[str], limit: int) -> bool:
    mark = stop.group()
    if mark[0] in "。！？｡":
        return True
    following = _NEXT_WORD.match(text, stop.end(), limit)
    if following is None:
        return False
    word = following[2]
    if not word:
        return not mark.startswith(".") or text[following.end(1)] not in ",;:)"
    return not word[0].islower() and not (mark == "." and _is_abbreviation(text, stop.start(), word))


def _is_abbreviation(text: str, stop: int, following: str) -> bool:
    """Return whether the full stop at `stop` belongs to an abbreviation or an initial."""
    match = _WORD_BEFORE.search(text, max(0, stop - 24), stop)
    if match is None:
        return False
    word = match.group().lower()
    if word in _ABBREVIATIONS:
        return True
    if word in _NUMBER_ABBREVIATIONS:
        return following[0].isdigit()
    is_initial = len(word) == 1 and word.isalpha() and match.group().isupper() and word != "i"
    tail = word.rsplit("-", 1)[-1]
    is_state = tail in _STATES and match.group()[0].isupper()
    if is_initial or is_state or tail in _AMBIGUOUS_ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        return following.lower() not in _SENTENCE_OPENERS
    return False


def _skip_space(text: str, position: int, limit: int) -> int:
    while position < limit and text[position].isspace():
        position += 1
    return position


def fold(text: str) -> str:
    """Return the text in lower case, without diacritics and with straight apostrophes. Offsets may change."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    accents = {ord(letter): None for letter in set(decomposed) if unicodedata.combining(letter)}  # few distinct letters
    return (decomposed.translate(accents) if accents else decomposed).casefold()


def split_words(text: str) -> list[str]:
    """Return the words of a text as written; "U.S." is one word, and a hyphen separates two."""
    plain = _ACRONYM.sub(lambda match: match.group().replace(".", ""), text) if "." in text else text
    return _WORD.findall(plain)
