"""Fitting of the similarity thresholds for answering: `python -m evals.component_checks.fit_thresholds`.

The thresholds are as low as possible with at most `MAX_FALSE_SHARE` false answers. Fitting on each half for the other
shows their value on unseen questions.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from assistant import open_assistant
from assistant.pipeline import AnswerContext, parse_question
from assistant.retrieval.evidence import HITS, search_passages, statements_by_article
from assistant.retrieval.facts import MIN_SCORE, judge_facts
from assistant.retrieval.paraphrases import (
    MARGIN_TO_BEST,
    MAX_PARAPHRASES,
    MIN_SIMILARITY,
    THESAURUS_WEIGHT,
    Similarity,
    similarity_threshold,
)
from assistant.retrieval.statements import statements_by_speakers
from assistant.types import Fact, Filters, RetrievedEvidence
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.speakers import SpeakerMatcher
from evals.benchmarks.realtimeqa import read_folder, write_articles
from evals.command_line import make_parser, run_command
from evals.component_checks.paraphrases import load_paraphrases
from evals.datasets.samples import ARTICLES, MORE_ARTICLES, Sample
from evals.scorers.case import overlaps_half
from index.search.view import View
from index.types import ArticleStatement

MAX_FALSE_SHARE = 0.01
"""A third of the limit: thresholds do best on the questions they were fitted on, and false answers cost most."""
WEIGHTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
STEP = 0.01


@dataclass(frozen=True, slots=True)
class ThresholdCase:
    """One question: whether it has an answer, the score of the best candidate, and whether that is right."""

    answerable: bool
    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    precision: float
    recall: float
    false_share: float

    def __str__(self) -> str:
        return f"precision {self.precision:.2f}  recall {self.recall:.2f}  false {self.false_share:.3f}"


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question, the part of its threshold that depends on the number of statements, and judged candidates."""

    sample: Sample
    threshold_increase: float
    candidates: tuple[tuple[Similarity, bool], ...]

    def score_with(self, weight: float) -> ThresholdCase:
        """Return the case for this weight of thesaurus matches."""
        answerable = self.sample.status == "answered"
        scored = [(found.cosine + weight * found.kindred, right) for found, right in self.candidates]
        scored.sort(reverse=True)
        if not scored:
            return ThresholdCase(answerable, float("-inf"), right=False)
        best = scored[0][0]
        shown = [right for score, right in scored[:MAX_PARAPHRASES] if score >= best - MARGIN_TO_BEST]
        return ThresholdCase(answerable, best - self.threshold_increase, right=any(shown))


def evaluate_threshold(cases: Sequence[ThresholdCase], threshold: float) -> Evaluation:
    """Return precision and recall, and the share of all questions that wrongly get an answer."""
    answered = [case for case in cases if case.score >= threshold]
    right = sum(case.right for case in answered)
    false = sum(not case.answerable for case in answered)
    answerable = sum(case.answerable for case in cases)
    return Evaluation(right / max(1, len(answered)), right / max(1, answerable), false / max(1, len(cases)))


def fit_threshold(cases: Sequence[ThresholdCase]) -> float:
    """Return the lowest threshold, in whole steps, without too many false answers."""
    highest = max((case.score for case in cases), default=0.0)
    steps = range(ceil(highest / STEP) + 2)
    thresholds = (at * STEP for at in steps)
    return next(round(at, 2) for at in thresholds if evaluate_threshold(cases, at).false_share <= MAX_FALSE_SHARE)


def fit_weight_and_threshold(judged: Sequence[JudgedQuestion]) -> tuple[float, float]:
    """Return the thesaurus weight and threshold with the best recall, the smallest weight on a tie."""
    cases = {weight: [question.score_with(weight) for question in judged] for weight in WEIGHTS}
    thresholds = {weight: fit_threshold(cases[weight]) for weight in WEIGHTS}
    best = max(WEIGHTS, key=lambda weight: evaluate_threshold(cases[weight], thresholds[weight]).recall)
    return best, thresholds[best]


def judge_samples(samples: Iterable[Sample], view: View) -> list[JudgedQuestion]:
    """Judge the candidates that similarity alone finds for the questions about statements."""
    context, judged = _context(view), []
    for sample in samples:
        query = parse_question(sample.question, context)
        if not query.asks_for_a_fact:
            found = RetrievedEvidence(hits=search_passages(query, view, k=HITS))
            statements, similar = statements_by_speakers(query, found, view)
            candidates = tuple((similarity, _is_right(statement, sample)) for similarity, statement in similar)
            judged.append(JudgedQuestion(sample, similarity_threshold(statements) - MIN_SIMILARITY, candidates))
    return judged


def judge_shipped_samples() -> list[JudgedQuestion]:
    """Judge the paraphrased questions about statements over the sample articles."""
    with tempfile.TemporaryDirectory() as folder, open_assistant(index=folder, model="none") as assistant:
        assistant.ingest([ARTICLES, MORE_ARTICLES])
        return judge_samples(load_paraphrases(), assistant.view())


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("component_checks.fit_thresholds", __doc__, with_json=False)
    parser.add_argument("--realtimeqa", type=Path, metavar="FOLDER", help="also report the quizzes of this folder")
    parser.add_argument("--index", type=Path, metavar="DIR", help="keep the quizzes' index here for the next run")
    return run_command(parser, arguments, lambda **folders: [*_statements(), *_quizzes(**folders)], "\n".join)


def _statements() -> Iterator[str]:
    judged = judge_shipped_samples()
    weight, threshold = fit_weight_and_threshold(judged)
    yield "paraphrased statements"
    yield f"  THESAURUS_WEIGHT = {weight} (in use: {THESAURUS_WEIGHT}), MIN_SIMILARITY = {threshold} ({MIN_SIMILARITY})"
    yield f"  {'all':<24}{_line([question.score_with(weight) for question in judged], threshold)}"
    train, dev = ([question for question in judged if question.sample.split == split] for split in ("train", "dev"))
    for name, half, other in (("train, fitted on dev", train, dev), ("dev, fitted on train", dev, train)):
        weight, threshold = fit_weight_and_threshold(other)
        yield f"  {name:<24}{_line([question.score_with(weight) for question in half], threshold)}"


def _quizzes(realtimeqa: Path | None, index: Path | None) -> Iterator[str]:
    """Yield the table for the quizzes; every second question is train. A right answer contains the label's words."""
    if realtimeqa is None:
        return
    with (
        tempfile.TemporaryDirectory() as temporary,
        open_assistant(index=str(index or Path(temporary) / "index"), model="none") as assistant,
    ):
        assistant.ingest([write_articles(realtimeqa, Path(temporary))])
        view = assistant.view()
        context, cases = _context(view), []
        for question in read_folder(realtimeqa):
            query = parse_question(question.text, context, filters=Filters(as_of=question.day))
            if query.asks == "fact":
                hits = search_passages(query, view, k=HITS)
                facts = judge_facts(query, hits, statements_by_article(hits, view))
                cases.append(_quiz_case(facts, question.answers, answerable=bool(question.pages)))
    yield f"open questions of fact: MIN_SCORE = {MIN_SCORE} in use; by threshold, on train and dev"
    for threshold in (0.0, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2):
        yield f"  {threshold:<6}{_line(cases[::2], threshold)}   {_line(cases[1::2], threshold)}"


def _quiz_case(facts: Sequence[Fact], answers: Sequence[str], *, answerable: bool) -> ThresholdCase:
    shown = " ".join(fact.span.of(fact.article.text) for fact in facts).casefold()
    right = answerable and any(answer.casefold() in shown for answer in answers)
    return ThresholdCase(answerable, facts[0].score if facts else float("-inf"), right)


def _line(cases: Sequence[ThresholdCase], threshold: float) -> str:
    return f"{evaluate_threshold(cases, threshold)} of {len(cases)}"


def _is_right(statement: ArticleStatement, sample: Sample) -> bool:
    spans = [span.place for span in sample.spans if span.article_id == statement.article.id]
    pieces = [(piece.start, piece.end) for piece in statement.statement.pieces]
    return any(overlaps_half(place, piece) for place in spans for piece in pieces)


def _context(view: View) -> AnswerContext:
    return AnswerContext(view, SpeakerMatcher(view.voices), publishers=PublisherMatcher(view.snapshot.publishers()))


if __name__ == "__main__":
    sys.exit(main())
