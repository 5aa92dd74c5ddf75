"""The model composer: pack the evidence, ask the model, and verify its reply."""

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
from assistant.generation.model_checker import ModelCheck, ModelChecker
from assistant.generation.packing.escaping import label
from assistant.generation.packing.messages import PackedPrompt, Packer, PromptFrame, count_messages
from assistant.generation.question_rewriting import extract_question, format_history
from assistant.generation.reply_cache import CacheKey, ReplyCache
from assistant.types import (
    Checking,
    Composed,
    Draft,
    Query,
    RetrievedEvidence,
    RewriteAttempt,
    Spending,
    TextDelta,
    Turn,
)
from assistant.verification import Verified, verify_stream
from assistant.verification.entailment import EntailmentChecker
from index.ports import TokenCounter
from prompts import Prompt, Rendered

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PromptSettings:
    """The prompts of a composer, how it packs evidence, and the size of its input in tokens."""

    prompt: Prompt
    rewrite: Prompt
    """Rewrites a follow-up as a standalone question."""
    budget: int
    counter: TokenCounter
    pack: Packer


@dataclass(slots=True)
class VerifiedComposer:
    """A composer that shows only verified sentences. The model is opened on first use."""

    name: str
    _: KW_ONLY
    open_model: Callable[[], Model]
    settings: PromptSettings
    cost_budget: Budget
    checker: EntailmentChecker | ModelChecker
    reply_cache: ReplyCache | None = None
    address: str = ""
    clock: Callable[[], float] = time.perf_counter

    def compose(
        self, query: Query, found: RetrievedEvidence, history: Sequence[Turn], *, generation: int
    ) -> Iterator[TextDelta | Checking | Composed]:
        """Yield verified text, then one Composed. A prompt that exceeds the context window is halved once."""
        packed = self._pack(query, found, history, self.settings.budget)
        failure = ModelFailed(
            f"no evidence fits into {self.settings.budget} input tokens", hint="raise input_tokens in the settings"
        )
        composed = Composed(None, failure, cost_usd=0.0, prompt=self.settings.prompt.reference)
        if packed.evidence:
            composed = yield from self._ask(packed, query, found, generation)
        if isinstance(composed.failure, ContextTooLong):
            packed = self._pack(query, found, history, packed.tokens // 2)
            if packed.evidence:
                first = composed.spent
                composed = yield from self._ask(packed, query, found, generation)
                spent = first + composed.spent
                note = f"the prompt exceeds the model's context window; {packed.tokens:,} tokens of it were sent"
                composed = replace(composed, usage=spent.usage, cost_usd=spent.usd, packing_note=note)
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
    ) -> Generator[TextDelta | Checking, None, Composed]:
        call = self._call(packed.messages, self.settings.prompt, query, generation)
        checker = self.checker
        check = checker.start(query, generation=generation) if isinstance(checker, ModelChecker) else checker
        model_seconds: list[float] = []
        all_seconds: list[float] = []
        deltas = _timed(call, model_seconds.append, self.clock)
        numbering = CitationNumbers()
        events = verify_stream(
            deltas, packed.evidence, query=query, checker=check, known=found.around, numbering=numbering
        )
        # If nobody who was asked about is known to have spoken, the reply may only say who else did.
        held = query.asks == "statement" and query.about_speakers and not found.said
        verified = Verified()
        try:
            for event in _timed(events, all_seconds.append, self.clock):
                if isinstance(event, Verified):
                    verified = event
                elif isinstance(event, Checking):
                    yield event
                elif not held:
                    yield TextDelta(event, numbering.citations_of(event))
        finally:
            call.close()
        composed = _composed(verified, query, held=held)
        if composed.draft and held and not composed.abstained:
            yield TextDelta(verified.text, verified.citations)
        if composed.draft or composed.abstained:
            call.store_reply()
        spent = call.spent + (check.spent if isinstance(check, ModelCheck) else Spending())
        return replace(
            composed,
            failure=call.failure,
            usage=spent.usage,
            cost_usd=spent.usd,
            prompt=self.settings.prompt.reference,
            verify_seconds=sum(all_seconds) - sum(model_seconds),
            cached=call.cached,
            packed=packed.articles,
            checker=check.name,
            check_note=check.note if isinstance(check, ModelCheck) else None,
        )

    def _call(self, messages: Rendered, prompt: Prompt, query: Query, generation: int) -> MeteredCall:
        filters, prompt_id = filters_row(query), prompt.reference
        key = CacheKey(query.question, filters, generation, prompt_id, self.name, self.address, messages)
        tokens = count_messages(messages, self.settings.counter)
        return MeteredCall(key, tokens, self.open_model, self.cost_budget, self.reply_cache)

    def _pack(self, query: Query, found: RetrievedEvidence, history: Sequence[Turn], budget: int) -> PackedPrompt:
        settings = self.settings
        return settings.pack(found, PromptFrame(settings.prompt, query, budget, settings.counter, history))


def _composed(verified: Verified, query: Query, *, held: bool) -> Composed:
    """Return what a verified reply amounts to: an answer, or a statement that there is none.

    `held`: the question asks what somebody said who is not known to have said anything on the topic. A reply that does
    not show that person's words does not answer it, whatever else it tells.
    """
    speakers = {speaker.name for shown in verified.statements for speaker in shown.statement.speakers}
    abstained = verified.abstained or (held and bool(verified.sentences) and not speakers.intersection(query.speakers))
    draft = None
    if verified.citations:
        draft = Draft(
            "answered", verified.text, verified.statements, verified.citations, unanswered=verified.unanswered
        )
    return Composed(draft, dropped=verified.dropped, abstained=abstained)


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
