"""All the figures of this product's promises, in the order in which a report shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.scorers.answer_check import problems
from evals.scorers.case import Case, Part, Scorer
from evals.scorers.citations import citation_precision, citation_recall
from evals.scorers.duplicates import duplicate_inflation
from evals.scorers.misattribution import misattribution
from evals.scorers.quotations import correctness, verbatim
from evals.scorers.refusals import false_premise, refusal_f1, refusal_precision, refusal_recall
from evals.scorers.retrieval import MEASURES, UNITS, retrieval
from evals.scorers.statements import said_by_precision, said_by_recall, statement_precision, statement_recall

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Promise:
    """A figure that every run has: what it is called, who scores it, and which way is better."""

    name: str
    scorer: Scorer
    told: str
    better: Better = "higher"


def right(case: Case) -> Part:
    """Whether a careful reader would find nothing wrong with the answer: `evals.scorers.answer_check`."""
    return Part(not wrong_with(case), 1)


def wrong_with(case: Case) -> tuple[str, ...]:
    """What a careful reader would find wrong with the answer."""
    return problems(case.sample, case.answer, texts=case.corpus.texts)


PROMISES = (
    Promise("misattribution", misattribution, "shown beside a name whose words they are not", "lower"),
    Promise("verbatim", verbatim, "quotations that stand in their article to the character"),
    Promise("citation precision", citation_precision, "citations that bear their sentence out, or are needed for it"),
    Promise("citation recall", citation_recall, "sentences that the cited words bear out"),
    Promise("statement recall", statement_recall, "marked words of the asked person that are shown"),
    Promise("statement precision", statement_precision, "shown statements that are to the point"),
    Promise("refusal precision", refusal_precision, "refused questions that should have been"),
    Promise("refusal recall", refusal_recall, "questions without an answer that were refused"),
    Promise("refusal F1", refusal_f1, "both of these in one"),
    Promise("false premise", false_premise, "false premises that are not played along with"),
    Promise("said-by recall", said_by_recall, "those who did speak to it, where the asked person did not"),
    Promise("said-by precision", said_by_precision, "those who are named as having spoken to it, rightly"),
    Promise("correctness", correctness, "answers that show the words which every right answer shows"),
    Promise("right in everything", right, "answers with which a careful reader finds nothing wrong"),
    Promise("duplicate inflation", duplicate_inflation, "citations of a copy of what is cited already", "lower"),
)
SEARCHED = tuple(f"{measure} by {unit}" for unit in UNITS for measure in MEASURES)
NAMES = (*(promise.name for promise in PROMISES), *SEARCHED)


def parts_of(case: Case, promises: Sequence[Promise] = PROMISES) -> Mapping[str, Part]:
    """Each figure's part in this question; what it is not eligible for is left out."""
    found = {promise.name: part for promise in promises if (part := promise.scorer(case)) is not None}
    return {**found, **retrieval(case)}


def is_better(name: str, new: float, old: float) -> bool:
    """Whether the new value of a figure is better than the old one."""
    lower = any(promise.name == name and promise.better == "lower" for promise in PROMISES)
    return new < old if lower else new > old
