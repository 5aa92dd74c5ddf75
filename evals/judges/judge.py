"""A judge: a pinned model that rules on answers, with its replies stored and its agreement with people measured."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from pydantic import TypeAdapter

from assistant.config.settings import Settings
from assistant.generation.chain import open_chain
from evals.datasets.question_sets import Corpus
from evals.datasets.samples import StrictRow, read_json_lines
from evals.results.records import append_json_line
from evals.results.scoring import JudgeSummary, ScoredSample
from index.embedding.token_counter import counter_for_model
from prompts import Prompt, Rendered, load_prompt

Ruling = Literal["right", "wrong"]
LABELLED = Path(__file__).parent / "labelled.jsonl"
_MAX_REASON, _MAX_REPLY_TOKENS = 300, 200


@dataclass(frozen=True, slots=True)
class Verdict:
    ruling: Ruling
    why: str = ""

    @property
    def right(self) -> bool:
        return self.ruling == "right"


@dataclass(frozen=True, slots=True)
class LabelledAnswer(StrictRow):
    """An answer with the ruling of a careful reader. No judge sees `label` or `why`."""

    question: str
    expected: str
    evidence: str
    answer: str
    label: Ruling
    why: str


def load_labelled(file: Path = LABELLED) -> tuple[LabelledAnswer, ...]:
    """Return the labelled answers. Raises UsageError with every malformed line."""
    return tuple(read_json_lines(file, TypeAdapter(LabelledAnswer)))


def read_verdict(reply: str) -> Verdict | None:
    """Return the verdict of a reply that is one JSON object, otherwise None: prose is never interpreted."""
    text = reply.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or row.get("verdict") not in get_args(Ruling):
        return None
    return Verdict(row["verdict"], str(row.get("why") or "")[:_MAX_REASON])


def cohen_kappa(first: Sequence[Ruling], second: Sequence[Ruling]) -> float | None:
    """Return Cohen's kappa: 1 is full agreement, 0 is chance. None if chance alone would always agree."""
    if len(first) != len(second):
        raise ValueError(f"kappa needs equally many rulings, not {len(first)} and {len(second)}")
    if not first:
        return None
    total = len(first)
    agreed = sum(a == b for a, b in zip(first, second, strict=True)) / total
    counts = Counter(first), Counter(second)
    chance = sum(counts[0][ruling] * counts[1][ruling] for ruling in get_args(Ruling)) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


AskModel = Callable[[Rendered], str | None]  # returns its reply, or None if it failed


@dataclass(slots=True)
class Judge:
    """A model with a prompt. Its replies are stored in `file` and not asked for again."""

    model: str
    ask_model: AskModel
    file: Path
    prompt: Prompt = field(default_factory=lambda: load_prompt("judge"))
    _replies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else ():
            try:
                row = json.loads(line)
                self._replies[row["key"]] = row["reply"]
            except (ValueError, KeyError, TypeError):
                continue  # a line that a kill cut off is asked again

    def judge(self, scored: Iterable[ScoredSample], corpus: Corpus, labelled: Sequence[LabelledAnswer]) -> JudgeSummary:
        """Judge all answers, and all labelled ones to measure the agreement."""
        judged = [question for question in scored if question.record.answer is not None]
        verdicts = {question.sample.id: self._judge_sample(question, corpus) for question in judged}
        given = [verdict for verdict in verdicts.values() if verdict is not None]
        rulings = [(row.label, self._ask(row.question, row.expected, row.evidence, row.answer)) for row in labelled]
        agreement = [(label, verdict.ruling) for label, verdict in rulings if verdict is not None]
        return JudgeSummary(
            self.model,
            self.prompt.reference,
            right=sum(verdict.right for verdict in given),
            of=len(given),
            unjudged=len(verdicts) - len(given),
            kappa=cohen_kappa([label for label, _ in agreement], [ruling for _, ruling in agreement]),
            labelled=len(labelled),
            labelled_unjudged=len(labelled) - len(agreement),
            wrong_ids=tuple(name for name, verdict in verdicts.items() if verdict and not verdict.right),
        )

    def _judge_sample(self, scored: ScoredSample, corpus: Corpus) -> Verdict | None:
        sample, answer = scored.sample, scored.record.answer
        assert answer is not None
        evidence = [f"{span.article_id}: {corpus.texts.get(span.article_id, '')}" for span in sample.spans]
        evidence += [f"{citation['article_id']}: {citation['quote']}" for citation in answer["citations"]]
        expected = f"{sample.status.replace('_', ' ')}. {sample.why}"
        if sample.status == "answered" and sample.quotes:
            expected += f" To be shown: {'; '.join(sample.quotes)}"
        return self._ask(sample.question, expected, "\n".join(dict.fromkeys(evidence)), answer["text"])

    def _ask(self, question: str, expected: str, evidence: str, answer: str) -> Verdict | None:
        messages = self.prompt.render(question=question, expected=expected, evidence=evidence, answer=answer)
        inputs = [self.model, self.prompt.hash, messages.system, messages.user]
        key = hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
        if key not in self._replies:
            reply = self.ask_model(messages)
            if reply is None:
                return None  # not stored, so that a judge that failed is asked again
            self._replies[key] = reply
            append_json_line(self.file, {"key": key, "reply": reply})
        return read_verdict(self._replies[key])


@contextmanager
def open_judge(model: str, *, base_url: str | None, settings: Settings, file: Path) -> Iterator[Judge]:
    """Open a judge at `base_url`, or at the settings' address; the judge need not be the model that answers."""
    key = settings.openai_api_key
    chain = open_chain(
        model=model,
        api_key=key.reveal() if key else None,
        base_url=base_url or settings.openai_base_url,
        counter=counter_for_model(model),
        timeout=settings.timeout,
    )

    def ask(messages: Rendered) -> str | None:
        reply = chain.compose(messages, output_tokens=_MAX_REPLY_TOKENS)
        text = "".join(reply)
        return None if reply.failure is not None else text

    try:
        yield Judge(chain.model, ask, file)
    finally:
        chain.close()
