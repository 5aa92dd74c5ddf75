"""Which turns of an interview are somebody's statements, and which only ask for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from index.statements.candidates.drafts import Draft
from index.statements.coreference.people import People
from index.statements.text.names import fold
from index.statements.text.scene import Scene
from index.types import Article

_ASKING = frozenset({"q", "question", "interviewer", "moderator", "host", "reporter"})


def without_questions(
    drafts: Sequence[Draft], scenes: Sequence[Scene], people: People, article: Article
) -> list[Draft]:
    """The drafts without the turns of whoever asks: the outlet, its author, or a label that stands for nobody named."""
    turns = [draft for draft in drafts if draft.rule == "turn"]
    if not turns:
        return list(drafts)
    asked = Counter(_label(draft) for draft in turns if _is_question(draft, scenes))
    spoken = Counter(_label(draft) for draft in turns)
    ours = _ASKING | _words([article.publisher or "", *article.authors])
    return [draft for draft in drafts if draft.rule != "turn" or not _asks(draft, asked, spoken, ours, people)]


def _asks(draft: Draft, asked: Counter[str], spoken: Counter[str], ours: frozenset[str], people: People) -> bool:
    label = _label(draft)
    if set(label.split()) <= ours:
        return True
    mention = draft.subject.mention if draft.subject is not None else None
    if mention is None or people.who(mention) is None:
        return asked[label] > 0
    return 2 * asked[label] > spoken[label]


def _label(draft: Draft) -> str:
    mention = draft.subject.mention if draft.subject is not None else None
    return " ".join(fold(word) for word in mention.words) if mention is not None else ""


def _is_question(draft: Draft, scenes: Sequence[Scene]) -> bool:
    tokens = scenes[draft.paragraph].tokens
    return tokens[-1].text[-1:] == "?"


def _words(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for name in names for word in name.split() if len(word) > 1)
