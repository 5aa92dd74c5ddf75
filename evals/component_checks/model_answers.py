"""Measure what a model is sent and what is shown of its replies: `python -m evals.component_checks.model_answers`.

Replies that were written without knowledge of the checkers are replayed as a model's. A second model always says that
there is no answer.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from assistant import open_assistant
from assistant.errors import ModelFailed
from assistant.generation.budget import Budget
from assistant.generation.composer import PromptSettings, VerifiedComposer
from assistant.generation.packing.articles import pack_articles
from assistant.generation.packing.messages import PackedPrompt, PromptFrame
from assistant.pipeline import AnswerContext, answer_question
from assistant.types import Answer, Answered, RetrievedEvidence, Usage, read_filters
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.speakers import SpeakerMatcher
from assistant.verification.entailment import Claim, EntailmentChecker, Judgement
from assistant.verification.entailment.rules import RuleChecker
from assistant.verification.replies.directives import NO_ANSWER
from evals.command_line import make_parser, run_command, share
from evals.datasets.question_sets import GOLDEN_ARTICLES
from evals.datasets.replies import ReplyRow, load_replies
from evals.datasets.samples import Sample
from index.embedding.token_counter import open_counter
from index.search.view import View
from prompts import Rendered, load_prompt

INPUT_TOKENS = 4_000
Figures = dict[str, Any]


class BelievingChecker:
    """Believes every claim, so that only the rules and the checks of markers, quotations and speakers decide."""

    name = "none"
    reads_whole_reply = False

    def check(self, claims: Sequence[Claim]) -> list[Judgement]:
        return [Judgement("entailed") for _ in claims]


@dataclass(slots=True)
class ReplayedModel:
    """A model that answers with a written reply, or that there is no answer. It cites the paragraphs of its prompt."""

    reply: ReplyRow | None
    packed: PackedPrompt | None = None
    text: str = ""
    usage: Usage = field(default_factory=Usage)
    failure: ModelFailed | None = None

    def pack(self, found: RetrievedEvidence, frame: PromptFrame) -> PackedPrompt:
        """Pack the evidence, and remember it."""
        self.packed = pack_articles(found, frame)
        return self.packed

    def compose(self, messages: Rendered, *, output_tokens: int | None = None) -> ReplayedModel:  # noqa: ARG002
        self.text = " ".join(self._sentences()) if self.reply else NO_ANSWER
        return self

    def __iter__(self) -> Iterator[str]:
        yield self.text

    def close(self) -> None:
        """Nothing is open."""

    def holds(self, article_id: str, start: int, end: int) -> list[int]:
        """Return the numbers of the paragraphs in the prompt that overlap a place."""
        hits = self.packed.evidence.hits if self.packed else ()
        return [
            number
            for number, hit in enumerate(hits, 1)
            if hit.article.id == article_id and hit.passage.span.start < end and start < hit.passage.span.end
        ]

    def _sentences(self) -> Iterator[str]:
        for sentence in self.reply.reply if self.reply else ():
            numbers = [n for place in sentence.cites for n in self.holds(place.article_id, place.start, place.end)]
            markers = "".join(f"[{number}]" for number in dict.fromkeys(numbers))
            words = sentence.text.rstrip()
            stop = words[-1] if words[-1] in ".!?" else ""
            yield f"{words.removesuffix(stop)} {markers}{stop}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, asked of a replayed model."""

    sample: Sample
    row: ReplyRow
    asked: bool
    has_evidence: bool
    tokens: int
    answer: Answer

    @property
    def shown_whole(self) -> bool:
        """Whether the model's answer was shown without losing a sentence."""
        receipt = self.answer.receipt
        return receipt.composer != "extractive" and not receipt.dropped and self.answer.status == "answered"


def ask_all(checker: EntailmentChecker, *, abstain: bool = False) -> list[Outcome]:
    """Ask every question that has a written reply."""
    with tempfile.TemporaryDirectory() as folder, open_assistant(index=folder, model="none") as assistant:
        assistant.ingest([str(file) for file in GOLDEN_ARTICLES])
        view = assistant.view()
        return [_ask(sample, row, view, checker, abstain=abstain) for sample, row in load_replies()]


def _ask(sample: Sample, row: ReplyRow, view: View, checker: EntailmentChecker, *, abstain: bool) -> Outcome:
    model = ReplayedModel(None if abstain else row)
    settings = PromptSettings(load_prompt("answer"), load_prompt("rewrite"), INPUT_TOKENS, open_counter(), model.pack)
    composer = VerifiedComposer(
        "replayed", open_model=lambda: model, settings=settings, cost_budget=Budget(price=None), checker=checker
    )
    context = AnswerContext(
        view, SpeakerMatcher(view.voices), composer, publishers=PublisherMatcher(view.snapshot.publishers())
    )
    filters = read_filters(sample.filters)
    *_, last = answer_question(sample.question, context, history=sample.turns, filters=filters)
    assert isinstance(last, Answered)
    has_evidence = any(model.holds(span.article_id, *span.place) for span in sample.spans)
    packed = model.packed
    return Outcome(sample, row, bool(model.text), has_evidence, packed.tokens if packed else 0, last.answer)


def measure() -> Figures:
    """Return the shares of all figures."""
    checkers: tuple[EntailmentChecker, ...] = (BelievingChecker(), RuleChecker())
    by_checker = {checker.name: ask_all(checker) for checker in checkers}
    outcomes = by_checker["rules"]
    silent = ask_all(RuleChecker(), abstain=True)
    return {
        "questions": len(outcomes),
        "evidence_in_prompt": share(one.has_evidence for one in outcomes),
        "asked": share(one.asked for one in outcomes),
        "input_tokens": {"median": median(one.tokens for one in outcomes), "max": max(one.tokens for one in outcomes)},
        "shown_whole": {name: _by_split(some) for name, some in by_checker.items()},
        "abstention_kept": share(
            one.answer.status == "no_evidence" and one.answer.receipt.composer != "extractive" for one in silent
        ),
        "abstention_with_nearest": share(bool(one.answer.nearest or one.answer.said_by) for one in silent),
    }


def _by_split(outcomes: Sequence[Outcome]) -> dict[str, float]:
    splits = sorted({one.row.split for one in outcomes})
    return {split: share(one.shown_whole for one in outcomes if one.row.split == split) for split in splits}


def render(figures: Figures) -> str:
    """Return the figures as lines."""
    tokens, shown = figures["input_tokens"], figures["shown_whole"]
    lines = [
        f"{figures['questions']} golden questions, each with a reply in other words than the article's",
        f"a place that answers is in the prompt     {figures['evidence_in_prompt']:.3f}",
        f"the model is asked                        {figures['asked']:.3f}",
        f"input tokens, median and most             {tokens['median']:,.0f}, {tokens['max']:,}",
        f"“no answer” stays, with nearest passages  {figures['abstention_kept']:.3f}, "
        f"{figures['abstention_with_nearest']:.3f}",
    ]
    for checker, splits in shown.items():
        shares = ", ".join(f"{split} {value:.3f}" for split, value in splits.items())
        lines.append(f"replies shown whole, checker {checker:<12} {shares}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    return run_command(make_parser("component_checks.model_answers", __doc__), arguments, measure, render)


if __name__ == "__main__":
    sys.exit(main())
