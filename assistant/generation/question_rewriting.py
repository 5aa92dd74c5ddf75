"""A follow-up that a model is to say in full: what it is told of the conversation, and what it may not add to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.generation.prompt_packing import escape_evidence, label
from assistant.retrieval.evidence import EARLIER_TURNS
from assistant.types import Query, Turn
from assistant.understanding.stemming import fold

LONGEST = 400
"""Characters of a question in full."""
_MOST_CITED = 4
"""Places of one earlier answer."""
_NAMED = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_OPENS = frozenset(
    "what who whom whose when where which why how did does do is are was were has have had can could will would should "
    "in on at by since after before according to and the a an didn't isn't aren't wasn't weren't doesn't don't".split()
)


def format_history(history: Sequence[Turn]) -> str:
    """The earlier questions, each with what its answer cited: not with what was answered."""
    lines = ["<earlier_questions>"]
    for turn in history[-EARLIER_TURNS:]:
        lines.append(f"- {label(turn.question)}")
        lines += [f"  cited: {label(words)}" for words in _cited(turn)]
    return "\n".join([*lines, "</earlier_questions>"])


def find_rewrite_fault(text: str, question: str, history: Sequence[Turn]) -> str | None:
    """Why a model's wording of a question may not be searched for; None where it may.

    It may not be anything but one question, and may not hold a name or a number of which neither the conversation nor
    the question speaks.
    """
    if not re.search(r"\w", text):
        return "it is empty"
    if len(text) > LONGEST or len(text.splitlines()) > 1:
        return "it is not one question"
    known = set(_words(" ".join(_conversation(question, history))))
    for number, word in enumerate(_NAMED.finditer(text)):
        plain = _bare(word.group())
        opens = number == 0 and plain in _OPENS
        if _names(word.group()) and not opens and plain not in known:
            return f"neither the conversation nor the question speaks of {word.group()!r}"
    return None


def find_new_name(query: Query, question: str, history: Sequence[Turn]) -> str | None:
    """The first speaker that a question in full was understood to be about and nobody had spoken of."""
    known = set(_words(" ".join(_conversation(question, history))))
    asked = [one.words for one in query.understood if one.filter == "speaker"]
    for words in (*asked, *query.unknown_speakers):
        if not known.issuperset(_bare(word) for word in _NAMED.findall(words)):
            return words
    return None


def extract_question(text: str) -> str:
    """A model's reply without the marks that some put around it."""
    return escape_evidence(text).strip().strip("\"“”'‘’*_` ").strip()


def _conversation(question: str, history: Sequence[Turn]) -> Iterator[str]:
    yield question
    for turn in history:
        yield turn.question
        yield turn.answer or ""
        yield from _cited(turn)


def _cited(turn: Turn) -> Iterator[str]:
    for shown in turn.statements[:_MOST_CITED]:
        yield f"{shown.attributed_to or 'somebody'}: {shown.quote}"
    if not turn.statements:
        yield from (citation.quote for citation in turn.citations[:_MOST_CITED])


def _names(word: str) -> bool:
    return word[0].isupper() or any(character.isdigit() for character in word)


def _words(text: str) -> Iterator[str]:
    for word in _NAMED.findall(text):
        yield _bare(word)
        yield from map(fold, re.split(r"['’.-]", word))


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", fold(word))
