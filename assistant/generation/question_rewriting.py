"""Rewriting a follow-up as a standalone question: the model's input, and checks of its output.

A rewritten question may not add names or numbers that the conversation does not contain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.generation.packing.escaping import escape_evidence, label
from assistant.generation.packing.messages import format_earlier_questions
from assistant.types import Query, Turn
from assistant.understanding.stemming import fold

MAX_LENGTH = 400
"""Characters of a rewritten question."""
_MAX_CITED = 4
"""Citations of one earlier answer."""
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_OPENING_WORDS = frozenset(
    "what who whom whose when where which why how did does do is are was were has have had can could will would should "
    "in on at by since after before according to and the a an didn't isn't aren't wasn't weren't doesn't don't".split()
)


def format_history(history: Sequence[Turn]) -> str:
    """Return the earlier questions with the quotes that their answers cited. The answers themselves are left out."""
    return format_earlier_questions(history, lambda turn: [f"  cited: {label(words)}" for words in _quotes(turn)])


def find_rewrite_fault(text: str, question: str, history: Sequence[Turn]) -> str | None:
    """Return why a rewritten question may not be searched for, such as a new name or number; None if it may."""
    if not re.search(r"\w", text):
        return "it is empty"
    if len(text) > MAX_LENGTH or len(text.splitlines()) > 1:
        return "it is not one question"
    known = _known_words(question, history)
    for number, match in enumerate(_WORD.finditer(text)):
        word = match.group()
        is_name = word[0].isupper() or any(character.isdigit() for character in word)
        folded = _fold_name(word)
        if is_name and folded not in known and not (number == 0 and folded in _OPENING_WORDS):
            return f"{word!r} is neither in the conversation nor in the question"
    return None


def find_new_name(query: Query, question: str, history: Sequence[Turn]) -> str | None:
    """Return the first speaker of the rewritten query that the conversation does not mention; None if all are known."""
    known = _known_words(question, history)
    speakers = [implied.words for implied in query.understood if implied.filter == "speaker"]
    for words in (*speakers, *query.unknown_speakers):
        if not known.issuperset(_fold_name(word) for word in _WORD.findall(words)):
            return words
    return None


def extract_question(text: str) -> str:
    """Return a model's reply without the quotation marks and Markdown that some models put around it."""
    return escape_evidence(text).strip().strip("\"“”'‘’*_` ").strip()


def _known_words(question: str, history: Sequence[Turn]) -> set[str]:
    texts = [question]
    for turn in history:
        texts += [turn.question, turn.answer or "", *_quotes(turn)]
    known = set()
    for word in _WORD.findall(" ".join(texts)):
        known |= {_fold_name(word), *map(fold, re.split(r"['’.-]", word))}
    return known


def _quotes(turn: Turn) -> Iterator[str]:
    for shown in turn.statements[:_MAX_CITED]:
        yield f"{shown.attributed_to or 'somebody'}: {shown.quote}"
    if not turn.statements:
        yield from (citation.quote for citation in turn.citations[:_MAX_CITED])


def _fold_name(word: str) -> str:
    return re.sub(r"['’]s?$", "", fold(word))
