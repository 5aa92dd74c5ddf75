"""The messages of one call: a prompt with its question, the conversation and the evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.generation.packing.escaping import escape_evidence, label
from assistant.retrieval.evidence import EARLIER_TURNS
from assistant.types import Evidence, PackedArticle, Query, RetrievedEvidence, Turn
from index.ports import TokenCounter
from prompts import Prompt, Rendered

MESSAGE_OVERHEAD = 11
"""Tokens that a chat request adds to two messages: 4 for each, 3 for the start of the reply."""


@dataclass(frozen=True, slots=True)
class PackedPrompt:
    """The messages of one call, and the evidence that fitted into them."""

    evidence: Evidence
    messages: Rendered
    tokens: int
    articles: tuple[PackedArticle, ...] = ()
    """How much of each found article was packed, in the order of the prompt, and then those that were left out."""


@dataclass(frozen=True, slots=True)
class PromptFrame:
    """A prompt and everything that it is filled with, except the evidence."""

    prompt: Prompt
    query: Query
    budget: int
    """Tokens of all messages together."""
    counter: TokenCounter
    history: Sequence[Turn] = ()

    def fill(self, evidence: str) -> tuple[Rendered, int]:
        """Return the messages with the evidence, and their tokens."""
        question, earlier = escape_evidence(self.query.question), format_earlier_questions(self.history)
        messages = self.prompt.render(question=question, earlier=earlier, evidence=evidence)
        return messages, count_messages(messages, self.counter)


Packer = Callable[[RetrievedEvidence, PromptFrame], PackedPrompt]
"""Chooses the evidence for one call. If nothing fits, the packed evidence is empty."""


def count_messages(messages: Rendered, counter: TokenCounter) -> int:
    """Return the number of tokens that a provider charges for the messages."""
    return counter.count(messages.system) + counter.count(messages.user) + MESSAGE_OVERHEAD


def format_earlier_questions(history: Sequence[Turn], details: Callable[[Turn], Sequence[str]] = lambda _: ()) -> str:
    """Return the last questions with their detail lines; "" without history. Answers are not evidence."""
    lines = [line for turn in history[-EARLIER_TURNS:] for line in (f"- {label(turn.question)}", *details(turn))]
    return "\n".join(("<earlier_questions>", *lines, "</earlier_questions>")) if lines else ""
