"""Asks a pinned model what it thinks of answers, keeps what it said, and measures how far it agrees with people."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from evals.judges.labelled import Labelled
from evals.judges.verdict import Verdict, kappa, read_verdict
from evals.results.aggregation import Scored
from evals.scorers.case import Corpus
from prompts import Prompt, Rendered, load_prompt

_REPLY_TOKENS = 200


class Asked(Protocol):
    """A model that is ready to be asked: gives its reply, or None where it failed."""

    @property
    def model(self) -> str: ...

    def reply(self, messages: Rendered, *, output_tokens: int) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge made of a model's answers, never to be read without `kappa`, its agreement with people.

    `unjudged` are answers that it gave no verdict on: they are in neither `right` nor `of`.
    """

    judge: str
    prompt: str
    right: int
    of: int
    unjudged: int
    kappa: float | None
    labelled: int
    labelled_unjudged: int
    wrong_ids: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        return self.right / self.of if self.of else None

    @property
    def told(self) -> str:
        """The figure with everything that it rests on."""
        share = "–" if self.share is None else f"{self.share:.3f}"
        agreed = "not known" if self.kappa is None else f"{self.kappa:.2f}"
        return (
            f"{share} ({self.right} of {self.of}; {self.unjudged} without a verdict), judged by {self.judge} with "
            f"{self.prompt}; its agreement with people: kappa {agreed} on {self.labelled} labelled answers"
            + (f", {self.labelled_unjudged} without a verdict" if self.labelled_unjudged else "")
        )


@dataclass(slots=True)
class Judge:
    """A model with a prompt. What it said of an answer is kept in `file`, and not asked again."""

    asked: Asked
    file: Path
    prompt: Prompt = field(default_factory=lambda: load_prompt("judge"))
    _kept: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.file.exists():
            for line in self.file.read_text(encoding="utf-8").splitlines():
                try:
                    row = json.loads(line)
                    self._kept[row["key"]] = row["reply"]
                except (ValueError, KeyError, TypeError):
                    continue  # half a line of a killed run is asked again

    def judge(self, scored: Iterable[Scored], corpus: Corpus, labelled: Sequence[Labelled]) -> Judged:
        """All answers, and all labelled ones."""
        verdicts = {one.sample.id: self._of(one, corpus) for one in scored if one.record.answer is not None}
        given = [verdict for verdict in verdicts.values() if verdict is not None]
        agreement = [
            (one, verdict)
            for one in labelled
            if (verdict := self._ask(one.question, one.expected, one.evidence, one.answer)) is not None
        ]
        return Judged(
            self.asked.model,
            self.prompt.reference,
            right=sum(one.right for one in given),
            of=len(given),
            unjudged=len(verdicts) - len(given),
            kappa=kappa([one.label for one, _ in agreement], [verdict.ruling for _, verdict in agreement]),
            labelled=len(labelled),
            labelled_unjudged=len(labelled) - len(agreement),
            wrong_ids=tuple(name for name, verdict in verdicts.items() if verdict and not verdict.right),
        )

    def _of(self, scored: Scored, corpus: Corpus) -> Verdict | None:
        sample, answer = scored.sample, scored.record.answer
        assert answer is not None
        evidence = [f"{span.article_id}: {corpus.texts.get(span.article_id, '')}" for span in sample.spans]
        evidence += [f"{one['article_id']}: {one['quote']}" for one in answer["citations"]]
        expected = f"{sample.status.replace('_', ' ')}. {sample.why}"
        if sample.status == "answered" and sample.quotes:
            expected += f" To be shown: {'; '.join(sample.quotes)}"
        return self._ask(sample.question, expected, "\n".join(dict.fromkeys(evidence)), answer["text"])

    def _ask(self, question: str, expected: str, evidence: str, answer: str) -> Verdict | None:
        messages = self.prompt.render(question=question, expected=expected, evidence=evidence, answer=answer)
        key = self._key(messages)
        if key not in self._kept:
            reply = self.asked.reply(messages, output_tokens=_REPLY_TOKENS)
            if reply is None:
                return None  # a judge that failed may be asked again
            self._kept[key] = reply
            with self.file.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"key": key, "reply": reply}, ensure_ascii=False) + "\n")
                out.flush()
                os.fsync(out.fileno())
        return read_verdict(self._kept[key])

    def _key(self, messages: Rendered) -> str:
        """Another model, another prompt or another answer is another question to a judge."""
        asked = [self.asked.model, self.prompt.hash, messages.system, messages.user]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
