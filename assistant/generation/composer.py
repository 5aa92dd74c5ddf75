"""The model composer: pack the evidence, ask the model, and verify its reply sentence by sentence."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import TypeVar

from assistant.answers.citations import CitationNumbers
from assistant.answers.json_rows import filters_row
from assistant.errors import ContextTooLong, ModelFailed
from assistant.generation.budget import Budget
from assistant.generation.metered_call import MeteredCall, Model
from assistant.generation.prompt_packing import PackedPrompt, count_messages, label, pack_prompt
from assistant.generation.question_rewriting import extract_question, format_history
from assistant.generation.reply_cache import CacheKey, ReplyCache
from assistant.types import Composed, Draft, Query, RetrievedEvidence, RewriteAttempt, TextDelta, Turn
from assistant.verification import Verified, verify_stream
from index.ports import TokenCounter
from prompts import Prompt, Rendered

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PromptSettings:
    """The prompts of a composer and the size of its input in tokens."""

    prompt: Prompt
    rewrite: Prompt
    """Rewrites a follow-up as a standalone question."""
    budget: int
    counter: TokenCounter


@dataclass(slots=True)
class VerifiedComposer:
    """A composer that shows only verified sentences. The model is opened on first use."""

    name: str
    _: KW_ONLY
    open_model: Callable[[], Model]
    settings: PromptSettings
    cost_budget: Budget
    reply_cache: ReplyCache | None = None
    address: str = ""
    clock: Callable[[], float] = time.perf_counter

    def compose(
        self, query: Query, found: RetrievedEvidence, history: Sequence[Turn], *, generation: int
    ) -> Iterator[TextDelta | Composed]:
        """Yield verified text as it arrives, then exactly one Composed.

        If the prompt exceeds the model's context window, the model is asked once more with half the prompt.
        """
        packed = self._pack(query, found, history, self.settings.budget)
        composed = self._nothing_fits()
        if packed.evidence:
            composed = yield from self._ask(packed, query, found, generation)
        if isinstance(composed.failure, ContextTooLong):
            packed = self._pack(query, found, history, packed.tokens // 2)
            if packed.evidence:
                first = composed.spent
                composed = yield from self._ask(packed, query, found, generation)
                spent = first + composed.spent
                composed = replace(composed, usage=spent.usage, cost_usd=spent.usd)
        yield composed

    def rewrite_question(self, query: Query, history: Sequence[Turn], *, generation: int) -> RewriteAttempt:
        """Ask the model to rewrite a follow-up as a standalone question. The result is not verified."""
        prompt = self.settings.rewrite
        messages = prompt.render(question=label(query.question), earlier=format_history(history))
        call = self._call(messages, prompt, query, generation)
        try:
            text = extract_question("".join(call))
        finally:
            call.close()
        if text:
            call.store_reply()
        return RewriteAttempt(None if call.failure else text, prompt.reference, call.failure, call.spent)

    def _ask(
        self, packed: PackedPrompt, query: Query, found: RetrievedEvidence, generation: int
    ) -> Generator[TextDelta, None, Composed]:
        call = self._call(packed.messages, self.settings.prompt, query, generation)
        model_seconds: list[float] = []
        all_seconds: list[float] = []
        deltas = _timed(call, model_seconds.append, self.clock)
        numbering = CitationNumbers()
        events = verify_stream(deltas, packed.evidence, query=query, known=found.around, numbering=numbering)
        verified = Verified()
        try:
            for event in _timed(events, all_seconds.append, self.clock):
                if isinstance(event, Verified):
                    verified = event
                else:
                    yield TextDelta(event, numbering.citations_of(event))
        finally:
            call.close()
        draft = None
        if verified.citations:
            call.store_reply()
            draft = Draft("answered", verified.text, verified.statements, verified.citations)
        return Composed(
            draft,
            call.failure,
            dropped=verified.dropped,
            usage=call.spent.usage,
            cost_usd=call.spent.usd,
            prompt=self.settings.prompt.reference,
            verify_seconds=sum(all_seconds) - sum(model_seconds),
            cached=call.cached,
        )

    def _call(self, messages: Rendered, prompt: Prompt, query: Query, generation: int) -> MeteredCall:
        key = CacheKey(
            question=query.question,
            filters=filters_row(query),
            generation=generation,
            prompt=prompt.reference,
            model=self.name,
            address=self.address,
            messages=messages,
        )
        tokens = count_messages(messages, self.settings.counter)
        return MeteredCall(key, tokens, self.open_model, self.cost_budget, self.reply_cache)

    def _pack(self, query: Query, found: RetrievedEvidence, history: Sequence[Turn], budget: int) -> PackedPrompt:
        return pack_prompt(
            found.evidence,
            query=query,
            prompt=self.settings.prompt,
            budget=budget,
            counter=self.settings.counter,
            history=history,
            earlier=found.earlier,
        )

    def _nothing_fits(self) -> Composed:
        failure = ModelFailed(
            f"not even one passage fits into {self.settings.budget} input tokens",
            hint="raise input_tokens in the settings",
        )
        return Composed(None, failure, cost_usd=0.0, prompt=self.settings.prompt.reference)


def _timed(items: Iterable[T], add: Callable[[float], None], clock: Callable[[], float]) -> Iterator[T]:
    """Yield the items and report the seconds spent waiting for each."""
    iterator = iter(items)
    while True:
        started = clock()
        try:
            item = next(iterator)
        except StopIteration:
            return
        finally:
            add(clock() - started)
        yield item
