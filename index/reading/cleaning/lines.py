"""What a single line is: furniture, a caption, a headline, a paragraph. Each question costs the same on any line."""

from __future__ import annotations

import re

from index.reading.cleaning import patterns as words

_TRIM = " \t\u00a0•·|→←»«›‹▶►▼▲…*#_-–—:"
_LONGEST_FURNITURE = 200
_LONGEST_CAPTION = 500
_LONGEST_HEADLINE = 220
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
    """The line as furniture is compared: lower case, single spaces, no arrows, bullets or dashes around it."""
    return " ".join(line.strip(_TRIM).split()).casefold().replace("’", "'")


def same_headline(line: str, title: str) -> bool:
    return bool(title) and len(line) <= len(title) + 40 and normalize(line) == normalize(title)


def is_furniture(line: str, *, at_the_edge: bool) -> bool:
    """Navigation, share buttons, counters, invitations, advertisement marks: nothing an article says."""
    if len(line) > _LONGEST_FURNITURE:
        return False
    bare = normalize(line)
    if not bare:
        return at_the_edge
    if at_the_edge and not _quotes(line) and words.CREDITS.fullmatch(line):
        return True
    if bare in words.ANYWHERE or words.COUNTERS.fullmatch(bare):
        return True
    if at_the_edge and (bare in words.AT_THE_EDGES or bare in words.RELATED or words.NOTICES.fullmatch(bare)):
        return True
    return bool(words.MARKDOWN_IMAGE.fullmatch(line)) or (not _quotes(line) and _points_elsewhere(line, bare))


def _points_elsewhere(line: str, bare: str) -> bool:
    return bool(words.INVITATIONS.fullmatch(bare)) or (not ends_sentence(line) and bool(words.POINTERS.fullmatch(bare)))


def is_picture(line: str) -> bool:
    """A placeholder of a picture ("Article image", "Avatar")."""
    return len(line) <= 40 and normalize(line) in words.PICTURES


def is_caption(line: str) -> bool:
    """A caption that names its photographer or agency, or such a credit alone."""
    if len(line) > _LONGEST_CAPTION:
        return False
    if words.CREDIT_ALONE.fullmatch(line):
        return True
    end = max(0, len(line) - 200)
    credit = words.CREDIT_IN_BRACKETS.search(line, end) or words.CREDIT_AT_THE_END.search(line, end)
    if (
        credit is None
        and (credit := words.CREDIT_OF_A_PERSON.search(line, end))
        and not ends_sentence(line[: credit.start()].rstrip())
    ):
        return False
    if credit is None or words.WIRE_SIGN_OFF.search(line, credit.start()):
        return False
    return sentences(line[: credit.start()].rstrip()) <= 3


def _quotes(line: str) -> bool:
    return any(mark in line for mark in '"“”«»')


def ends_sentence(line: str) -> bool:
    return bool(_FINAL.search(line[-12:]))


def sentences(line: str) -> int:
    """How many sentences a line ends, roughly: enough to tell a paragraph from a headline."""
    return len(_STOP.findall(line))


def is_paragraph(line: str) -> bool:
    """Running text: long enough, and it ends as a sentence does."""
    if not ends_sentence(line):
        return sentences(line) >= 2 and len(line) >= 120
    return len(line) >= 80 or (len(line) >= 30 and any(char >= "\u3000" for char in line))


def is_headline(line: str) -> bool:
    """Could head a story: one line without a full stop, no turn of an interview, no item of a list."""
    if not 2 <= len(line) <= _LONGEST_HEADLINE or line[0] in "-*•–—>|" or line.endswith((",", ";", ":")):
        return False
    if line.endswith((".", "。")) and not line.endswith("...") and not _ACRONYM_END.search(line):
        return False
    return sentences(line) <= 3


def is_speaker_turn(line: str) -> bool:
    """A line of an interview or a transcript ("Q: …", "ROE: …")."""
    return bool(_TURN.match(line))


def is_cut_off(line: str) -> bool:
    """Too long for a wrapped line, and stopped in mid-sentence."""
    return len(line) >= 100 and bool(_CUT_OFF.search(line))


def is_name(line: str) -> bool:
    """A person's name and nothing else."""
    return len(line) <= 60 and bool(_NAME_LINE.fullmatch(line)) and not words.JOB.search(line)


def is_job(line: str) -> bool:
    """A job title and nothing else ("Senior Political Correspondent")."""
    return len(line) <= 80 and len(line.split()) <= 9 and bool(words.JOB.search(line)) and not ends_sentence(line)


def is_staff_job(line: str) -> bool:
    """A job in a newsroom and nothing else."""
    return is_job(line) and bool(words.STAFF.search(line))
