"""Asks a model and lets through what the evidence bears out: pack, ask, verify, sentence by sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.answers.citations import CitationNumbers
from assistant.answers.json_rows import filters_row
from assistant.errors import ContextTooLong, ModelFailed
from assistant.generation.budget import Budget
from assistant.generation.metered_call import MeteredCall, Model
from assistant.generation.prompt_packing import PackedPrompt, count_messages, label, pack_prompt
from assistant.generation.question_rewriting import extract_question, format_history
from assistant.generation.reply_cache import CacheKey, ReplyCache
from assistant.types import Composed, Draft, Query, RetrievedEvidence, RewriteAttempt, Spending, TextDelta, Turn
from assistant.verification import Verified, verify_stream
from index.ports import TokenCounter
from prompts import Prompt, Rendered

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PromptSettings:
    """What a model is told with, and how much of it."""

    prompt: Prompt
    rewrite: Prompt
    """For a follow-up that cannot be understood by itself."""
    budget: int
    counter: TokenCounter


@dataclass(slots=True)
class _Checked:
    """One reply after it was verified, and the seconds that verifying took."""

    verified: Verified = field(default_factory=Verified)
    failure: ModelFailed | None = None
    spent: Spending = field(default_factory=Spending)
    was_kept: bool = False
    seconds: float = 0.0


class VerifiedComposer:
    """A model whose every sentence is checked before anybody sees it. It is opened when there is something to ask."""

    def __init__(
        self,
        name: str,
        *,
        open_model: Callable[[], Model],
        settings: PromptSettings,
        cost_budget: Budget,
        kept: ReplyCache | None = None,
        address: str = "",
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.name = name
        self._open_model = open_model
        self._settings = settings
        self._cost_budget = cost_budget
        self._kept = kept
        self._address = address
        self._clock = clock

    def compose(
        self, query: Query, found: RetrievedEvidence, history: Sequence[Turn], *, generation: int
    ) -> Iterator[TextDelta | Composed]:
        """Verified text as it comes, then one Composed, always the last. A model that takes in less than it was sent is
        asked once more with half of it."""
        packed = self._packed(query, found, history, self._settings.budget)
        checked = _Checked(failure=self._nothing_fits())
        if packed.evidence:
            checked = yield from self._ask(packed, query, found, generation)
        spent = checked.spent
        if isinstance(checked.failure, ContextTooLong):
            packed = self._packed(query, found, history, packed.tokens // 2)
            if packed.evidence:
                checked = yield from self._ask(packed, query, found, generation)
                spent += checked.spent
        yield Composed(
            _draft(checked.verified),
            checked.failure,
            dropped=checked.verified.dropped,
            usage=spent.usage,
            cost_usd=spent.usd,
            prompt=self._settings.prompt.reference,
            verify_seconds=checked.seconds,
            cached=checked.was_kept,
        )

    def in_full(self, query: Query, history: Sequence[Turn], *, generation: int) -> RewriteAttempt:
        """A follow-up as a question of its own. What comes back is not checked."""
        prompt = self._settings.rewrite
        messages = prompt.render(question=label(query.question), earlier=format_history(history))
        call = self._call(messages, prompt, query, generation)
        try:
            text = extract_question("".join(call))
        finally:
            call.close()
        if text:
            call.keep()
        return RewriteAttempt(None if call.failure else text, prompt.reference, call.failure, call.spent)

    def _ask(
        self, packed: PackedPrompt, query: Query, found: RetrievedEvidence, generation: int
    ) -> Generator[TextDelta, None, _Checked]:
        call = self._call(packed.messages, self._settings.prompt, query, generation)
        waited: list[float] = []
        passed: list[float] = []
        deltas = _clocked(call, waited.append, self._clock)
        numbering = CitationNumbers()
        events = verify_stream(deltas, packed.evidence, query=query, known=found.around, numbering=numbering)
        verified = Verified()
        try:
            for part in _clocked(events, passed.append, self._clock):
                if isinstance(part, Verified):
                    verified = part
                else:
                    yield TextDelta(part, numbering.referred_to_in(part))
        finally:
            call.close()
        if verified.citations:
            call.keep()
        return _Checked(verified, call.failure, call.spent, call.was_kept, sum(passed) - sum(waited))

    def _call(self, messages: Rendered, prompt: Prompt, query: Query, generation: int) -> MeteredCall:
        asked = CacheKey(
            question=query.question,
            filters=filters_row(query),
            generation=generation,
            prompt=prompt.reference,
            model=self.name,
            address=self._address,
            messages=messages,
        )
        tokens = count_messages(messages, self._settings.counter)
        return MeteredCall(
            asked, tokens=tokens, open_model=self._open_model, cost_budget=self._cost_budget, kept=self._kept
        )

    def _packed(self, query: Query, found: RetrievedEvidence, history: Sequence[Turn], budget: int) -> PackedPrompt:
        return pack_prompt(
            found.evidence,
            query=query,
            prompt=self._settings.prompt,
            budget=budget,
            counter=self._settings.counter,
            history=history,
            earlier=found.earlier,
        )

    def _nothing_fits(self) -> ModelFailed:
        hint = "raise input_tokens in the settings"
        return ModelFailed(f"no evidence fits in {self._settings.budget} input tokens", hint=hint)


def _clocked(items: Iterable[T], add: Callable[[float], None], clock: Callable[[], float]) -> Iterator[T]:
    """The items, with the seconds that each made one wait."""
    iterator = iter(items)
    while True:
        began = clock()
        try:
            item = next(iterator)
        except StopIteration:
            return
        finally:
            add(clock() - began)
        yield item


def _draft(verified: Verified) -> Draft | None:
    if not verified.citations:
        return None
    return Draft("answered", verified.text, verified.statements, verified.citations)
