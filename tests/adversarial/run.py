"""Runs scripted replies through the whole assistant and judges the answers independently of the verifier."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant import Assistant
from assistant.generation.packing.articles import pack_articles
from assistant.generation.packing.messages import PromptFrame
from assistant.retrieval.evidence import evidence_for_model
from assistant.types import Answer, Searched, read_filters
from evals.datasets.samples import Sample
from evals.scorers.unsupported import find_unsupported_quotations, has_control_characters, markers_without_citation
from index.embedding.token_counter import counter_for_model
from prompts import load_prompt
from tests.adversarial.families import Scripted, make_replies
from tests.adversarial.material import Material, collect_material

Enqueue = Callable[[str, str], None]  # sets the text and the ending of the model's next reply
FAMILY_LIMITS = {"endless reply": 3, "ten thousand markers": 3}  # long replies that differ only in a name


@dataclass(frozen=True, slots=True)
class Case:
    """One reply to one question. `beside` is a true sentence before it, which must be shown in any case."""

    sample: Sample
    scripted: Scripted
    beside: str = ""

    @property
    def reply(self) -> str:
        return f"{self.beside} {self.scripted.text}" if self.beside else self.scripted.text


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged reply: `wrong` are deviations from the due verdict, `false` is false content that a reader was shown."""

    case: Case
    wrong: tuple[str, ...]
    false: tuple[str, ...]
    text: str

    @property
    def right(self) -> bool:
        return not self.wrong and not self.false


@dataclass(frozen=True, slots=True)
class Report:
    judged: tuple[Judged, ...]

    @property
    def accuracy(self) -> float:
        return sum(reply.right for reply in self.judged) / max(1, len(self.judged))

    @property
    def false(self) -> tuple[Judged, ...]:
        return tuple(reply for reply in self.judged if reply.false)

    @property
    def families(self) -> Mapping[str, tuple[int, int]]:
        """The number of right replies and of all, by family."""
        total = Counter(reply.case.scripted.family for reply in self.judged)
        right = Counter(reply.case.scripted.family for reply in self.judged if reply.right)
        return {family: (right[family], count) for family, count in total.items()}


def make_cases(assistant: Assistant, samples: Iterable[Sample], *, a_family: int) -> list[Case]:
    """Return at most `a_family` replies of each family, drawn from all questions that reach the model."""
    by_family: dict[str, list[Case]] = {}
    seen: set[str] = set()
    for sample in samples:
        material = _material(assistant, sample)
        for number, scripted in enumerate(make_replies(material) if material else ()):
            if scripted.text not in seen:
                seen.add(scripted.text)
                beside = "" if scripted.shown or number % 2 or material is None else _beside(material, scripted)
                by_family.setdefault(scripted.family, []).append(Case(sample, scripted, beside))
    generator = random.Random(6)
    limits = {family: min(FAMILY_LIMITS.get(family, a_family), a_family) for family in by_family}
    drawn = (generator.sample(found, min(limits[family], len(found))) for family, found in by_family.items())
    return [case for cases in drawn for case in cases]


def run_cases(assistant: Assistant, cases: Sequence[Case], enqueue: Enqueue, texts: Iterable[str]) -> Report:
    """Send each reply through the assistant and judge the answer. `texts` are all articles."""
    texts = [" ".join(text.split()) for text in texts]
    judged = []
    for case in cases:
        enqueue(case.reply, case.scripted.ending)
        sample = case.sample
        answer = assistant.ask(sample.question, history=sample.turns, filters=read_filters(sample.filters))
        wrong = _judge_truth(case, answer) if case.scripted.shown else _judge_lie(case, answer)
        judged.append(Judged(case, tuple(wrong), tuple(_false_content(case, answer, texts)), answer.text))
    return Report(tuple(judged))


def _material(assistant: Assistant, sample: Sample) -> Material | None:
    """Return the material of the question, or None if the model is not asked."""
    events = assistant.stream(sample.question, history=sample.turns, filters=read_filters(sample.filters))
    searched = next(iter(events))
    assert isinstance(searched, Searched)
    if not searched.found.enough:  # a reply must be able to answer
        return None
    found = evidence_for_model(searched.query, searched.found, assistant.view())
    prompt, counter = load_prompt("answer"), counter_for_model(assistant.settings.model)
    frame = PromptFrame(prompt, searched.query, assistant.settings.input_tokens, counter, sample.turns)
    packed = pack_articles(found, frame)
    return collect_material(searched.query, found, packed)


def _beside(material: Material, scripted: Scripted) -> str:
    """Return a true sentence of the same evidence that shares nothing with the lie."""
    for fact in material.facts:
        if fact.words[:20] not in scripted.text and not re.match(r"(?:He|She|It|They|This|That|His|Her)\b", fact.words):
            return f"{fact.words[:-1]} [{fact.passage}]."
    return ""


def _judge_truth(case: Case, answer: Answer) -> Iterator[str]:
    for dropped in answer.receipt.dropped:
        yield f"dropped: {dropped.why}"
    if case.scripted.shows and _plain(case.scripted.shows) not in _plain(answer.text):
        yield "is not shown in the article's words"


def _judge_lie(case: Case, answer: Answer) -> Iterator[str]:
    reasons = [dropped.why for dropped in answer.receipt.dropped]
    due = case.scripted.verdict
    if not reasons:
        yield "nothing was dropped"
    elif due and not any(reason.startswith(f"{verdict}:") for reason in reasons for verdict in due):
        yield f"not called {' or '.join(due)}: {reasons[-1]}"
    by_model = answer.receipt.composer != "extractive"
    if case.beside and not by_model:
        yield f"the true sentence beside it is lost: {reasons}"
    if by_model and not case.beside:
        yield "part of it is shown"
    if not by_model and not answer.receipt.degraded:
        yield "the receipt does not mention that the model failed"


def _false_content(case: Case, answer: Answer, texts: Sequence[str]) -> Iterator[str]:
    hides = case.scripted.hides
    if hides and _plain(hides) in _plain(answer.text):
        yield f"shows {hides!r}"
    for piece in find_unsupported_quotations(answer.text, texts):
        yield f"quotes {piece!r}, which is in no article"
    if markers := markers_without_citation(answer):
        yield f"markers without a citation: {sorted(markers)}"
    if has_control_characters(answer.text):
        yield "contains control characters"


def _plain(text: str) -> str:
    """Return the text in lower case with one kind of quotation mark, dash and space, for comparisons."""
    marks = text.translate(str.maketrans("‘’“”\xa0–—", "''\"\" --")).casefold()
    return " ".join(re.sub(r"\s*-\s*", "-", marks).split())
