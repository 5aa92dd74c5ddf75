"""Questions that paraphrase their article, and unanswerable twins: `python -m evals.component_checks.paraphrases`.

A false answer is the worst outcome: to an unanswerable question, or without the supporting place.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant, open_assistant
from assistant.answers.json_rows import answer_row
from assistant.retrieval.context import sentences_over
from assistant.understanding.topic import topic_stems
from evals.benchmarks.realtimeqa import search_by_words, write_articles
from evals.command_line import make_parser, run_command, share
from evals.datasets.question_sets import PARAPHRASES, Corpus
from evals.datasets.samples import ARTICLES, MORE_ARTICLES, Sample, current_texts, load_golden_articles, load_samples
from evals.runs.asker import HITS
from evals.scorers.answer_check import find_problems
from evals.scorers.case import Case
from index.search.view import View
from index.types import Passage, Span

KINDS = ("said", "denied", "second_hand", "pronoun", "fact", "two_articles")
DEPTHS = (1, 4, 10)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The faults of an answer. `found` and `by_words` rank the first supporting passage, by the search and by BM25."""

    sample: Sample
    answered: bool
    wrong: tuple[str, ...]
    other_speaker: bool = False
    found: int | None = None
    by_words: int | None = None
    naive: bool = False

    @property
    def is_false(self) -> bool:
        """Whether the answer is false, and not only another statement of the person asked about."""
        misleads = self.sample.status != "answered" or not self.sample.speakers or self.other_speaker
        return self.answered and bool(self.wrong) and misleads


def load_paraphrases() -> tuple[Sample, ...]:
    return load_samples(PARAPHRASES, articles=load_golden_articles(ARTICLES, MORE_ARTICLES))


def ask_paraphrases(*, among: Path | None = None, index: Path | None = None, refined: bool = False) -> list[Outcome]:
    """Ask the questions over the sample articles. An existing index is updated; `refined` re-embeds it first."""
    corpus = Corpus(current_texts(load_golden_articles(ARTICLES, MORE_ARTICLES)))
    with tempfile.TemporaryDirectory() as temporary:
        folder = index or Path(temporary) / "index"
        with open_assistant(index=str(folder), model="none") as assistant:
            articles = [ARTICLES, MORE_ARTICLES]
            assistant.ingest([*articles, write_articles(among, Path(temporary))] if among else articles)
            if refined:
                assistant.refine()
            return [_ask(assistant, sample, corpus) for sample in load_paraphrases()]


def summarize(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return shares of the answerable questions, except `false` and `naive_false`, which are shares of all."""
    asked = [outcome for outcome in outcomes if outcome.sample.status == "answered"]

    def within(rank_of: Callable[[Outcome], int | None]) -> dict[int, float]:
        return {depth: share((rank_of(outcome) or HITS + 1) <= depth for outcome in asked) for depth in DEPTHS}

    return {
        "answerable": len(asked),
        "others": len(outcomes) - len(asked),
        "right": share(not outcome.wrong for outcome in asked),
        "false": share(outcome.is_false for outcome in outcomes),
        "found": within(lambda outcome: outcome.found),
        "by_words": within(lambda outcome: outcome.by_words),
        "naive_right": share(outcome.naive for outcome in asked),
        "naive_false": share(not outcome.naive for outcome in outcomes),
    }


def render(outcomes: Sequence[Outcome]) -> str:
    """Return one line for each wrong answer, and the table by kind."""
    wrong = [outcome for outcome in outcomes if outcome.wrong]
    lines = [f"{'false' if outcome.is_false else 'missed':<8}{outcome.sample.question}" for outcome in wrong]
    depths = "".join(f"{depth:>6}" for depth in DEPTHS)
    lines += [
        "",
        f"{'':<14}{'questions':>10}{'right':>7}{'false':>7}   {'passage within rank':<24}{'by BM25 alone':<22}naive",
        f"{'':<14}{'':>24}   {depths:<24}{depths:<22}right, false",
    ]
    for name, summary in _summaries(outcomes).items():
        found, floor = ("".join(f"{value:>6.2f}" for value in summary[key].values()) for key in ("found", "by_words"))
        counts = f"{name:<14}{'{answerable} + {others}'.format(**summary):>10}"
        shares = "{right:>7.2f}{false:>7.3f}".format(**summary)
        naive = "{naive_right:.2f}, {naive_false:.2f}".format(**summary)
        lines.append(f"{counts}{shares}   {found:<24}{floor:<22}{naive}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("component_checks.paraphrases", __doc__)
    parser.add_argument("--among", type=Path, metavar="FOLDER", help="add the articles of RealTimeQA in this folder")
    parser.add_argument("--index", type=Path, metavar="DIR", help="keep the index here for the next run")
    parser.add_argument("--refined", action="store_true", help="re-embed the passages with the refiner first")
    return run_command(parser, arguments, ask_paraphrases, render, _summaries)


def _ask(assistant: Assistant, sample: Sample, corpus: Corpus) -> Outcome:
    row = answer_row(assistant.ask(sample.question))
    answered, wrong = row["status"] == "answered", find_problems(Case(sample, row, corpus))
    speakers = [statement["speaker"] for statement in row["statements"]]
    other = bool(sample.speakers) and not set(speakers) <= set(sample.speakers)
    if sample.status != "answered":
        return Outcome(sample, answered, wrong)
    found = _rank((hit.passage for hit in assistant.search(sample.question, k=HITS).hits), sample, corpus)
    passages = search_by_words(assistant, sample.question)
    naive = bool(passages) and _best_sentence_supports(assistant.view(), passages[0], sample, corpus)
    return Outcome(sample, answered, wrong, other, found, _rank(passages, sample, corpus), naive)


def _rank(passages: Iterable[Passage], sample: Sample, corpus: Corpus) -> int | None:
    """Return the rank of the first passage that contains half of a supporting place, from 1."""
    ranks = enumerate(passages, start=1)
    return next((rank for rank, passage in ranks if _supports(passage.article_id, passage.span, sample, corpus)), None)


def _best_sentence_supports(view: View, passage: Passage, sample: Sample, corpus: Corpus) -> bool:
    """Judge the naive answer: the sentence of the passage that shares most words with the question."""
    text = view.snapshot.articles({passage.article_id})[passage.article_id].text
    asked = topic_stems(sample.question)
    best = max(sentences_over(text, [passage.span]), key=lambda outcome: len(asked & topic_stems(outcome.of(text))))
    return _supports(passage.article_id, best, sample, corpus)


def _supports(article_id: str, place: Span, sample: Sample, corpus: Corpus) -> bool:
    spans = [Span(*span.place) for span in sample.spans if corpus.same_text(span.article_id, article_id)]
    return any(2 * place.overlap(span) >= span.end - span.start for span in spans)


def _summaries(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    """Return the summary by kind, by split and of all."""
    names = (*KINDS, "train", "dev")
    groups = {name: [item for item in outcomes if name in (*item.sample.tags, item.sample.split)] for name in names}
    return {name: summarize(some) for name, some in groups.items() if some} | {"all": summarize(outcomes)}


if __name__ == "__main__":
    sys.exit(main())
