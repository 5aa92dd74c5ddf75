"""How sure is sure enough: `python -m evals.component_checks.fit_thresholds` fits the figures by which something is answered or not.

They are set on the questions in other words (evals/golden/other_words.jsonl): as low as they can be without more that
is false than `MOST_FALSE` of the questions. What such figures are worth on questions that they were not set on is told
by setting them on each half for the other. With `--realtimeqa FOLDER`
the least score of a sentence that answers an open question is reported on the news quizzes too, asked as of their days.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from assistant import open_assistant
from assistant.pipeline import AnswerContext, parse_question
from assistant.retrieval.evidence import HITS, search_passages, statements_by_article
from assistant.retrieval.facts import LEAST_SCORE, judge_facts
from assistant.retrieval.paraphrases import MARGIN_TO_BEST, MAX_PARAPHRASES, MIN_SIMILARITY, similarity_threshold
from assistant.retrieval.similarity import THESAURUS_WEIGHT, Similarity
from assistant.retrieval.statements import statements_by_speakers
from assistant.types.filters import Filters
from assistant.types.types import Fact, RetrievedEvidence
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.speakers import SpeakerMatcher
from evals.benchmarks.realtimeqa import read_folder, write_articles
from evals.component_checks.paraphrases import load_other_words
from evals.datasets.samples import ARTICLES, MORE_ARTICLES, Sample
from index.errors import OnrecordError
from index.search.search import View
from index.types import ArticleStatement, Span

MOST_FALSE = 0.01
"""A third of what may be: a figure is kindest to the questions it was set on, and a wrong answer costs most."""
WEIGHTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
STEP = 0.01


@dataclass(frozen=True, slots=True)
class Case:
    """One question: whether it can be answered, how sure its best answer is, and whether that is right."""

    answerable: bool
    sure: float
    right: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a figure gives on some questions."""

    precision: float
    recall: float
    false: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A question of what somebody said: how near their statements are, and whether each is a right one."""

    sample: Sample
    more_than_few: float
    """What the figure rises by because there are many statements."""
    near: tuple[tuple[Similarity, bool], ...]

    def case(self, weight: float) -> Case:
        """As a case, where kindred words weigh so much."""
        scored = sorted(((one.cosine + weight * one.kindred, right) for one, right in self.near), reverse=True)
        if not scored:
            return Case(self.sample.status == "answered", float("-inf"), right=False)
        best = scored[0][0]
        shown = [right for score, right in scored[:MAX_PARAPHRASES] if score >= best - MARGIN_TO_BEST]
        return Case(self.sample.status == "answered", best - self.more_than_few, right=any(shown))


def told_by(cases: Sequence[Case], least: float) -> Told:
    """Precision, recall and the share of the questions that are answered falsely, where so much is sure enough."""
    answered = [one for one in cases if one.sure >= least]
    right = sum(one.right for one in answered)
    false = sum(not one.answerable for one in answered)
    answerable = sum(one.answerable for one in cases)
    return Told(right / max(1, len(answered)), right / max(1, answerable), false / max(1, len(cases)))


def fit(cases: Sequence[Case]) -> float:
    """The least figure, in whole steps, that shows no more that is false than may be."""
    highest = max((one.sure for one in cases), default=0.0)
    steps = range(ceil(highest / STEP) + 2)
    return next(round(at * STEP, 2) for at in steps if told_by(cases, at * STEP).false <= MOST_FALSE)


def fit_both(judged: Sequence[Judged]) -> tuple[float, float]:
    """The weight of kindred words and the least nearness with which most is right; of equals the smallest weight."""
    fitted = {weight: fit([one.case(weight) for one in judged]) for weight in WEIGHTS}
    best = max(WEIGHTS, key=lambda weight: told_by([one.case(weight) for one in judged], fitted[weight]).recall)
    return best, fitted[best]


def judge_all(samples: Iterable[Sample], view: View) -> list[Judged]:
    """The questions of what somebody said, judged by meaning alone."""
    context, judged = _context(view), []
    for sample in samples:
        query = parse_question(sample.question, context)
        if not query.asks_for_a_fact:
            found = RetrievedEvidence(hits=search_passages(query, view, k=HITS))
            statements, near = statements_by_speakers(query, found, view)
            pairs = tuple((how, _is_right(one, sample)) for how, one in near)
            judged.append(Judged(sample, similarity_threshold(statements) - MIN_SIMILARITY, pairs))
    return judged


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and print; gives the exit code of CONTRACT.md."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.component_checks.fit_thresholds", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--realtimeqa", type=Path, metavar="FOLDER", help="report the quizzes of this folder as well")
    parser.add_argument("--index", type=Path, metavar="DIR", help="keep the quizzes' index there, for the next run")
    options = parser.parse_args(arguments)
    try:
        sys.stdout.write("\n".join([*_statements(), *(_quizzes(options) if options.realtimeqa else ())]) + "\n")
    except OnrecordError as error:
        sys.stderr.write(f"fit_sure: {error}; {error.hint}\n")
        return error.exit_code
    return 0


def judged_samples() -> list[Judged]:
    """All questions in other words of what somebody said, over an index of the sample articles."""
    with tempfile.TemporaryDirectory() as folder, open_assistant(index=folder, model="none") as assistant:
        assistant.ingest([ARTICLES, MORE_ARTICLES])
        return judge_all(load_other_words(), assistant.view())


def _statements() -> Iterator[str]:
    judged = judged_samples()
    weight, least = fit_both(judged)
    yield "statements in other words"
    yield f"  fitted: KINDRED = {weight}, LEAST_NEARNESS = {least}; in use: {THESAURUS_WEIGHT}, {MIN_SIMILARITY}"
    yield f"  {'all':<24}{_line([one.case(weight) for one in judged], least)}"
    train, dev = ([one for one in judged if one.sample.split == split] for split in ("train", "dev"))
    for name, mine, other in (("train, set on dev", train, dev), ("dev, set on train", dev, train)):
        weight, least = fit_both(other)
        yield f"  {name:<24}{_line([one.case(weight) for one in mine], least)}"


def _quizzes(options: argparse.Namespace) -> Iterator[str]:
    """Every second question is train. An answer counts as right where it has the label's words."""
    with tempfile.TemporaryDirectory() as temporary:
        index = options.index or Path(temporary) / "index"
        with open_assistant(index=str(index), model="none") as assistant:
            assistant.ingest([write_articles(options.realtimeqa, Path(temporary))])
            view = assistant.view()
            context, cases = _context(view), []
            for one in read_folder(options.realtimeqa):
                query = parse_question(one.text, context, filters=Filters(as_of=one.day))
                if query.asks == "fact":
                    hits = search_passages(query, view, k=HITS)
                    facts = judge_facts(query, hits, statements_by_article(hits, view))
                    cases.append(_quiz_case(facts, one.answers, answerable=bool(one.pages)))
    yield f"open questions of fact: LEAST_SCORE = {LEAST_SCORE} in use; the least that answers, on train and dev"
    for least in (0.0, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2):
        yield f"  {least:<6}{_line(cases[::2], least)}   {_line(cases[1::2], least)}"


def _quiz_case(facts: Sequence[Fact], answers: Sequence[str], *, answerable: bool) -> Case:
    shown = " ".join(fact.span.of(fact.article.text) for fact in facts).casefold()
    right = answerable and any(answer.casefold() in shown for answer in answers)
    return Case(answerable, facts[0].score if facts else float("-inf"), right)


def _line(cases: Sequence[Case], least: float) -> str:
    told = told_by(cases, least)
    return f"precision {told.precision:.2f}  recall {told.recall:.2f}  false {told.false:.3f} of {len(cases)}"


def _is_right(one: ArticleStatement, sample: Sample) -> bool:
    return any(
        one.article.id == span.article_id and 2 * piece.overlap(place) >= min(len(span.quote), piece.end - piece.start)
        for span in sample.spans
        for place in (Span(span.start, span.end),)
        for piece in one.statement.pieces
    )


def _context(view: View) -> AnswerContext:
    return AnswerContext(view, SpeakerMatcher(view.voices), publishers=PublisherMatcher(view.snapshot.publishers()))


if __name__ == "__main__":
    sys.exit(main())
