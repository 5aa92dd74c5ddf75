"""Classify a single line: furniture, a caption, a headline, a paragraph. Each check takes time linear in its length."""

from __future__ import annotations

import re

from index.reading.cleaning import patterns

_TRIM = " \t\u00a0•·|→←»«›‹▶►▼▲…*#_-–—:"
_FINAL = re.compile(r"[.!?…。！？｡][\"'”’»)\]」』]*$")
_STOP = re.compile(r"[.!?。！？][\"'”’»)\]」』]*(?:\s+(?=[\"'“‘«(\[]?[^\W\d_a-z])|$)|[。！？]")
_ACRONYM_END = re.compile(r"\b(?:[A-Z]\.){2,}[\"'”’)]*$")
_CUT_OFF = re.compile(r"(?:[\w,;–—-]|\.\.\.|…)$")
_NAME_LINE = re.compile(
    r"[^\W\d_a-z][\w.'’-]*"
    r"(?: (?:de|da|del|della|der|van|von|den|di|du|la|le|al|el|bin|ibn|y|[^\W\d_a-z][\w.'’-]*)){1,4}"
)
_TURN = re.compile(r"(?:[QA]|[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}):\s")


def normalize(line: str) -> str:
    """Return a line for comparison: lower case, single spaces, no arrows, bullets or dashes around it."""
    return " ".join(line.strip(_TRIM).split()).casefold().replace("’", "'")


def is_same_headline(line: str, title: str) -> bool:
    return bool(title) and len(line) <= len(title) + 40 and normalize(line) == normalize(title)


def is_furniture(line: str, *, at_the_edge: bool) -> bool:
    """Return whether a line is navigation, a share button, a counter, an invitation or an advertisement mark.

    `at_the_edge` means above or below the article, where more lines count as furniture.
    """
    if len(line) > 200:
        return False
    bare = normalize(line)
    if not bare:
        return at_the_edge
    has_quote = any(mark in line for mark in '"“”«»')
    if at_the_edge and not has_quote and patterns.CREDITS.fullmatch(line):
        return True
    if bare in patterns.ANYWHERE or patterns.COUNTERS.fullmatch(bare):
        return True
    if at_the_edge and (bare in patterns.EDGES or bare in patterns.RELATED or patterns.NOTICES.fullmatch(bare)):
        return True
    return bool(patterns.MARKDOWN_IMAGE.fullmatch(line)) or (not has_quote and _points_elsewhere(line, bare))


def is_edge_furniture(line: str) -> bool:
    """Return whether a line above or below the article is blank, furniture or a caption."""
    return not line or is_furniture(line, at_the_edge=True) or is_caption(line)


def _points_elsewhere(line: str, bare: str) -> bool:
    is_pointer = not ends_sentence(line) and patterns.POINTERS.fullmatch(bare)
    return bool(patterns.INVITATIONS.fullmatch(bare) or is_pointer)


def is_picture(line: str) -> bool:
    """Return whether a line is the placeholder of a picture ("Article image", "Avatar")."""
    return len(line) <= 40 and normalize(line) in patterns.PICTURES


def is_caption(line: str) -> bool:
    """Return whether a line is a caption with the name of its photographer or agency, or such a credit alone."""
    if len(line) > 500:
        return False
    if patterns.CREDIT_ALONE.fullmatch(line):
        return True
    end = max(0, len(line) - 200)
    credit = patterns.CREDIT_IN_BRACKETS.search(line, end) or patterns.CREDIT_AT_THE_END.search(line, end)
    if credit is None:
        credit = patterns.CREDIT_OF_A_PERSON.search(line, end)
        if credit is None or not ends_sentence(line[: credit.start()].rstrip()):
            return False
    if patterns.WIRE_SIGN_OFF.search(line, credit.start()):
        return False
    return count_sentences(line[: credit.start()].rstrip()) <= 3


def ends_sentence(line: str) -> bool:
    return bool(_FINAL.search(line[-12:]))


def count_sentences(line: str) -> int:
    """Return roughly how many sentences a line ends, to distinguish a paragraph from a headline."""
    return len(_STOP.findall(line))


def is_paragraph(line: str) -> bool:
    """Return whether a line is running text: long enough, and it ends like a sentence."""
    if not ends_sentence(line):
        return count_sentences(line) >= 2 and len(line) >= 120
    return len(line) >= 80 or (len(line) >= 30 and any(char >= "\u3000" for char in line))


def is_headline(line: str) -> bool:
    """Return whether a line can be a headline: no full stop at its end, and not an item of a list."""
    if not 2 <= len(line) <= 220 or line[0] in "-*•–—>|" or line.endswith((",", ";", ":")):
        return False
    if line.endswith((".", "。")) and not line.endswith("...") and not _ACRONYM_END.search(line):
        return False
    return count_sentences(line) <= 3


def is_speaker_turn(line: str) -> bool:
    """Return whether a line begins a turn in an interview or a transcript ("Q: …", "ROE: …")."""
    return bool(_TURN.match(line))


def is_cut_off(line: str) -> bool:
    """Return whether a line is too long for a wrapped line and stops in mid-sentence."""
    return len(line) >= 100 and bool(_CUT_OFF.search(line))


def is_name(line: str) -> bool:
    """Return whether a line is a person's name and nothing else."""
    return len(line) <= 60 and bool(_NAME_LINE.fullmatch(line)) and not patterns.JOB.search(line)


def is_job(line: str) -> bool:
    """Return whether a line is a job title and nothing else ("Senior Political Correspondent")."""
    return len(line) <= 80 and len(line.split()) <= 9 and bool(patterns.JOB.search(line)) and not ends_sentence(line)


def is_staff_job(line: str) -> bool:
    """Return whether a line is a newsroom job title and nothing else."""
    return is_job(line) and bool(patterns.STAFF.search(line))
