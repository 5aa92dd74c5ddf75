"""Sends scripted replies through the whole assistant and judges what came out, by rules of its own."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant import Assistant
from assistant.generation.prompt_packing import pack_prompt
from assistant.types.filters import read_filters
from assistant.types.types import Answer, Searched, Turn
from evals.adversarial.families import Scripted, replies
from evals.adversarial.material import Material, material_of
from evals.datasets.samples import Sample
from evals.scorers.unsupported import holds_controls, loose_markers, quoted_nowhere
from index.embedding.token_counter import counter_for_model
from prompts import load_prompt

Enqueue = Callable[[str, str], None]
"""Makes the model's next reply this text, ending like that."""
COSTLY = {"endless reply": 3, "ten thousand markers": 3}
"""Families of which a few are as good as many: their replies are long, and the same but for a name."""


@dataclass(frozen=True, slots=True)
class Case:
    """One reply to one question. `beside` is a true sentence before it, which must be shown whatever becomes of it."""

    sample: Sample
    scripted: Scripted
    beside: str = ""

    @property
    def reply(self) -> str:
        return f"{self.beside} {self.scripted.text}" if self.beside else self.scripted.text


@dataclass(frozen=True, slots=True)
class Judged:
    """`wrong` is everything but the verdict that was due; `false` what a reader was shown and should not have been."""

    case: Case
    wrong: tuple[str, ...]
    false: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    judged: tuple[Judged, ...]

    @property
    def accuracy(self) -> float:
        right = sum(not one.wrong and not one.false for one in self.judged)
        return right / max(1, len(self.judged))

    @property
    def false(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.false)

    @property
    def families(self) -> Mapping[str, tuple[int, int]]:
        """Of each family how many got the verdict that was due, and of how many."""
        every = Counter(one.case.scripted.family for one in self.judged)
        right = Counter(one.case.scripted.family for one in self.judged if not one.wrong and not one.false)
        return {family: (right[family], count) for family, count in every.items()}


def cases(assistant: Assistant, samples: Iterable[Sample], *, a_family: int) -> list[Case]:
    """At most so many replies of each family, spread over the questions that a model is asked."""
    by_family: dict[str, list[Case]] = {}
    seen: set[str] = set()
    for sample in samples:
        material = _material(assistant, sample)
        if material is None:
            continue
        for number, scripted in enumerate(replies(material)):
            if scripted.text not in seen:
                seen.add(scripted.text)
                beside = "" if scripted.shown or number % 2 else _beside(material, scripted)
                by_family.setdefault(scripted.family, []).append(Case(sample, scripted, beside))
    chosen = random.Random(6)  # noqa: S311 - the same replies in every run
    return [
        case
        for family, every in by_family.items()
        for case in chosen.sample(every, min(COSTLY.get(family, a_family), a_family, len(every)))
    ]


def run(assistant: Assistant, asked: Sequence[Case], *, enqueue: Enqueue, texts: Iterable[str]) -> Report:
    """Each reply, sent by the model that the assistant asks. `texts` are all articles."""
    held = [" ".join(text.split()) for text in texts]
    return Report(tuple(_judge(case, _answer(assistant, case, enqueue), held) for case in asked))


def _answer(assistant: Assistant, case: Case, enqueue: Enqueue) -> Answer:
    enqueue(case.reply, case.scripted.ending)
    return assistant.ask(case.sample.question, history=_history(case.sample), filters=read_filters(case.sample.filters))


def _material(assistant: Assistant, sample: Sample) -> Material | None:
    """None where no model is asked."""
    events = assistant.stream(sample.question, history=_history(sample), filters=read_filters(sample.filters))
    searched = next(iter(events))
    assert isinstance(searched, Searched)
    if not searched.found.enough:
        return None
    found = _with_all(assistant, searched)
    packed = pack_prompt(
        found.found.evidence,
        query=searched.query,
        prompt=load_prompt("answer"),
        budget=assistant.settings.input_tokens,
        counter=counter_for_model(assistant.settings.model),
        history=_history(sample),
    )
    return material_of(searched.query, found.found, packed)


def _with_all(assistant: Assistant, searched: Searched) -> Searched:
    from assistant.retrieval.evidence import with_article_statements  # noqa: PLC0415

    return Searched(searched.query, with_article_statements(searched.found, assistant.view()))


def _history(sample: Sample) -> tuple[Turn, ...]:
    return tuple(Turn(turn.question, turn.answer) for turn in sample.history)


def _beside(material: Material, scripted: Scripted) -> str:
    """A true sentence of the same evidence that says nothing of what the lie says."""
    for fact in material.facts:
        if fact.words[:20] not in scripted.text and not re.match(r"(?:He|She|It|They|This|That|His|Her)\b", fact.words):
            return f"{fact.words[:-1]} [{fact.passage}]."
    return ""


def _judge(case: Case, answer: Answer, texts: Sequence[str]) -> Judged:
    problems = _of_a_truth if case.scripted.shown else _of_a_lie
    return Judged(case, tuple(problems(case, answer)), tuple(_false(case, answer, texts)), answer.text)


def _of_a_truth(case: Case, answer: Answer) -> Iterator[str]:
    for dropped in answer.receipt.dropped:
        yield f"dropped: {dropped.why}"
    if case.scripted.shows and _plain(case.scripted.shows) not in _plain(answer.text):
        yield "is not shown in the article's words"


def _of_a_lie(case: Case, answer: Answer) -> Iterator[str]:
    whys = [dropped.why for dropped in answer.receipt.dropped]
    due = case.scripted.verdict
    if not whys:
        yield "nothing was dropped"
    elif due and not any(why.startswith(f"{verdict}:") for why in whys for verdict in due):
        yield f"not called {' or '.join(due)}: {whys[-1]}"
    by_model = answer.receipt.composer != "extractive"
    if case.beside and not by_model:
        yield f"the true sentence beside it is lost: {whys}"
    if by_model and not case.beside:
        yield "something of it is shown"
    if not by_model and not answer.receipt.degraded:
        yield "the receipt does not say that the model failed"


def _false(case: Case, answer: Answer, texts: Sequence[str]) -> Iterator[str]:
    """What a reader was shown that no article bears out."""
    hides = case.scripted.hides
    if hides and _plain(hides) in _plain(answer.text):
        yield f"shows {hides!r}"
    for piece in quoted_nowhere(answer.text, texts):
        yield f"quotes {piece!r}, which stands in no article"
    if loose := loose_markers(answer):
        yield f"markers without a citation: {sorted(loose)}"
    if holds_controls(answer.text):
        yield "holds control characters"


def _plain(text: str) -> str:
    """For comparing: one kind of quotation mark, dash and space, small letters."""
    marks = text.translate(str.maketrans("‘’“”\xa0–—", "''\"\" --")).casefold()
    return " ".join(re.sub(r"\s*-\s*", "-", marks).split())
