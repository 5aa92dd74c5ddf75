"""The forms in which people ask for more than an answer: a summary, a timeline, a comparison."""

from __future__ import annotations

import re

from assistant.types import QuestionType
from assistant.understanding.question_forms import Form

_NOUN = r"(?:positions?|stances?|views?|opinions?|comments?|remarks?|statements?|accounts?|reactions?|responses?|words)"
_SAID = r"(?:has |have |had )?(?:said|says?|told \w+|thinks?|claim(?:s|ed)?|argue[sd]?|stated)"
_PREPOSITION = r"(?:about|on|of|regarding|concerning|over)"
_ON = rf"{_PREPOSITION} (?P<topic>.+)"
_MAYBE_ON = rf"(?: {_ON})?"
_ASK = r"^(?:(?:please|can you|could you|would you) )*"
_GIVE = rf"{_ASK}(?:(?:give|show|tell|write|make|draw up|build|get|send) (?:me |us )?|i (?:want|need) )?(?:an? |the )?"
_WHO = r"(?P<speaker>.{2,60}?)"
_NAME = r"(?P<speaker>(?-i:[A-Z]\S+(?: [A-Z]\S+)*?))"
_TWO = r"(?P<speaker>.{2,70}?(?:,| and | with | to | vs\.? | versus ).{2,60}?)"
_COMPARE = rf"{_ASK}(?:compare|contrast|compare and contrast)"
_DIFFER = r"(?:really |still )?(?:differ|disagree|agree|compare|contradict each other)"
_TIMELINE = rf"{_GIVE}(?:time ?line|chronology) (?:of|for|on)"
_SUM_UP = rf"{_ASK}(?:summari[sz]e|sum up|recap)"
_SUMMARY = rf"{_GIVE}(?:short |brief |quick )?(?:summary|overview|recap|digest|rundown)"
_LATEST = r"^what(?:'s| is| was) (?:the latest|new|the news)(?: news)?"
_CHANGED = r"(?:changed?|evolved?|develop(?:ed)?|shift(?:ed)?|unfold(?:ed)?)(?: over time)?"
_KINDS: tuple[tuple[QuestionType, str], ...] = (
    ("comparison", rf"{_COMPARE} what {_TWO} {_SAID} {_ON}$"),
    ("comparison", rf"{_COMPARE} (?:the )?(?:{_NOUN} of )?{_TWO}(?:'s?)?(?: {_NOUN})? {_ON}$"),
    ("comparison", rf"^(?:how|where|on what) (?:do|does|did) {_TWO} {_DIFFER}{_MAYBE_ON}$"),
    ("comparison", rf"^(?:do|does|did) {_TWO} {_DIFFER} {_ON}$"),
    (
        "comparison",
        rf"^(?:what(?:'s| is| are| was| were)? )?(?:the )?differences? between {_TWO}(?:'s?)?(?: {_NOUN})? {_ON}$",
    ),
    ("comparison", rf"^(?P<speaker>\S+(?: \S+)?? (?:vs\.?|versus) \S+(?: \S+)??) {_ON}$"),
    ("timeline", rf"{_TIMELINE} what {_WHO} {_SAID}{_MAYBE_ON}$"),
    ("timeline", rf"{_TIMELINE} {_NAME}'s? {_NOUN} {_ON}$"),
    ("timeline", rf"{_TIMELINE} (?P<topic>.+)$"),
    ("timeline", rf"^how (?:has|have|did) {_WHO}'s? {_NOUN} {_ON.replace('.+', '.+?')} {_CHANGED}$"),
    ("timeline", rf"^how (?:has|have|did) (?P<topic>.+?) {_CHANGED}$"),
    ("summary", rf"{_SUM_UP} (?:for me )?(?:everything |all )?(?:that )?(?:what )?{_WHO} {_SAID}{_MAYBE_ON}$"),
    ("summary", rf"{_SUM_UP} {_NAME}'s? {_NOUN} {_ON}$"),
    ("summary", rf"{_SUM_UP} (?P<topic>.+)$"),
    ("summary", rf"{_SUMMARY} of what {_WHO} {_SAID}{_MAYBE_ON}$"),
    ("summary", rf"{_SUMMARY} (?:of|on) {_NAME}'s? {_NOUN} {_ON}$"),
    ("summary", rf"{_SUMMARY} (?:of|on) (?P<topic>.+)$"),
    ("summary", rf"{_ASK}(?:brief me|catch me up|bring me up to date|fill me in) on (?P<topic>.+)$"),
    ("summary", rf"{_LATEST} from {_WHO}{_MAYBE_ON}$"),
    ("summary", rf"{_LATEST} (?:{_PREPOSITION}|with|in) (?P<topic>.+)$"),
)
_COMPILED = tuple((asks, re.compile(pattern, re.IGNORECASE)) for asks, pattern in _KINDS)


def read_overview_request(question: str) -> Form | None:
    """The question as one for a summary, a timeline or a comparison; None where it is none of them."""
    plain = re.sub(r"\s+", " ", question).strip().rstrip("?!. ").replace("’", "'")
    for asks, pattern in _COMPILED:
        if match := pattern.match(plain):
            parts = match.groupdict()
            return Form(asks, parts.get("speaker"), parts.get("topic") or "")
    return None
