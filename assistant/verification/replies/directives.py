"""Lines of a reply that say what the articles do not answer, instead of answering."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.understanding.content_words import STOPWORDS, content_stems, stems_of
from assistant.verification.replies.sentence_splitting import MARKER_SYNTAX

NO_ANSWER = "NO ANSWER"
UNANSWERED = "UNANSWERED:"
A_PART = "a part of the question"
"""Stands for a part that the model did not name in the question's own words."""

_NO_ANSWER = re.compile(rf"^\W*{NO_ANSWER}\b(?!-)[\s.:;,–—-]*")
_UNANSWERED = re.compile(rf"^\W*{UNANSWERED[:-1]}\s*:\s*(?P<part>.*)$")
_SOURCES = (
    r"(?:the |these |those |any of the |provided |given |cited |supplied |available )*"
    r"(?:articles?|evidence|passages?|paragraphs?|texts?|sources?|reports?|documents?|coverage|information|context)"
)
_TELLS = (
    r"(?:say|state|mention|specify|give|report|name|include|contain|indicate|identify|provide|answer|address|tell|"
    r"reveal|detail|explain|describe|disclose|record|hold|show|make clear|clarify|quote|cover|discuss|support|note)s?"
)
_DECLINES = re.compile(
    rf"^(?:however, |but |unfortunately, |while [^,]*, )?(?:"
    rf"{_SOURCES} (?:here )?(?:do(?:es)? not|don['’]t|doesn['’]t|did not|cannot|can['’]t|never) (?:\w+ )?{_TELLS}\b"
    rf"|{_SOURCES} (?:contains?|has|have|holds?|gives?|provides?|offers?) no\b"
    r"|there (?:is|was) (?:no|not enough|insufficient) (?:information|evidence|mention|record|indication|answer)\b"
    r"|no (?:information|evidence|mention|record|answer|details?) (?:is|are|was|were|about|on|of|in|for)\b"
    rf"|nothing in {_SOURCES}\b|none of {_SOURCES}\b"
    r"|(?:i|we) (?:cannot|can['’]t|could not|am unable to|are unable to) (?:answer|determine|find|say|tell|confirm)\b)"
    r"(?P<part>.*)",
    re.IGNORECASE,
)
_ANSWERS_TOO = re.compile(r"[,;–—] ?(?:but|only|although|though|just|however|except)\b", re.IGNORECASE)
"""A cited sentence that goes on like this also says something, which is checked like any other."""
_FUNCTION_STEMS = stems_of(" ".join(STOPWORDS))
_QUESTION_WORD = re.compile(
    r"\b(?:what|who|whom|whose|when|where|which|why|how|whether|if)\b.*", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Directive:
    """The model says that the articles answer nothing (`part` is None), or not this part. `rest` is a sentence."""

    part: str | None
    rest: str = ""


def read_directive(sentence: str) -> Directive | None:
    """Return what a sentence says about missing evidence; None if it is an answer.

    Besides the two lines that the prompt asks for, a sentence such as "The articles do not say when" counts.
    """
    if match := _NO_ANSWER.match(sentence):
        return Directive(None, sentence[match.end() :])
    if match := _UNANSWERED.match(sentence):
        return Directive(match["part"])
    match = _DECLINES.match(MARKER_SYNTAX.sub("", sentence).strip())
    if match and not (MARKER_SYNTAX.search(sentence) and _ANSWERS_TOO.search(sentence)):
        asked = _QUESTION_WORD.search(match["part"])
        return Directive(asked.group() if asked else match["part"])
    return None


def name_part(part: str, question: str) -> str:
    """Return the part of a question that is not answered, or A_PART if it has words that the question does not have.

    The words are the model's, so nothing but the question's own words may be shown.
    """
    words = " ".join(MARKER_SYNTAX.sub("", part).split()).strip(" .?!;:,\"“”'")
    known = stems_of(question) | _FUNCTION_STEMS
    return words if content_stems(words) and stems_of(words) <= known else A_PART
