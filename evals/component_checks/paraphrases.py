"""Questions in other words than their article's, and twins that none answers: `python -m evals.component_checks.paraphrases`.

What counts is that nothing false is shown: an answer where there is none, or one that misses the place that answers.
With `--among FOLDER` the sample articles lie among those of RealTimeQA, as a newsroom's lie among all others.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.answers.json_rows import answer_row
from assistant.retrieval.context import sentences_over
from assistant.understanding.topic_words import topic_stems
from evals.asking import open_evaluated
from evals.benchmarks.realtimeqa import write_articles
from evals.datasets.samples import (
    ARTICLES,
    GOLDEN,
    MORE_ARTICLES,
    ArticleRow,
    GoldSpan,
    Sample,
    current_texts,
    load_golden_articles,
    load_samples,
)
from evals.scorers.answer_check import problems
from index.errors import OnrecordError
from index.search.search import View
from index.types import Passage, Span

OTHER_WORDS = GOLDEN / "other_words.jsonl"
KINDS = ("said", "denied", "second_hand", "pronoun", "fact", "two_articles")
DEPTHS = (1, 4, 10)
HITS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was wrong with the answer to a sample, if anything, whether there was one, and where its passage was found.

    `others_words` is whether somebody is shown speaking who was not asked about. `found` and `by_words` are the place
    of the first passage that bears the answer out, in the search and by words alone. `naive` is whether the best
    sentence of the best passage bears it out.
    """

    sample: Sample
    answered: bool
    wrong: tuple[str, ...]
    others_words: bool = False
    found: int | None = None
    by_words: int | None = None
    naive: bool = False

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if kind in self.sample.tags)

    @property
    def is_false(self) -> bool:
        """Whether something is shown as the answer that is none: where there is none, another person's words, or a
        sentence that misses the fact. What else the person said who was asked about is no answer, but theirs."""
        misses = self.sample.status != "answered" or not self.sample.speakers or self.others_words
        return self.answered and bool(self.wrong) and misses


@dataclass(frozen=True, slots=True)
class Figures:
    """One kind's figures; the shares are of the questions that can be answered, or for false ones of all."""

    answerable: int
    others: int
    right: float
    false: float
    found: Mapping[int, float]
    by_words: Mapping[int, float]
    naive_right: float
    naive_false: float


def load_other_words() -> tuple[Sample, ...]:
    """The questions, checked against all sample articles."""
    return load_samples(OTHER_WORDS, articles=sample_articles())


def sample_articles() -> tuple[ArticleRow, ...]:
    return (*load_golden_articles(ARTICLES), *load_golden_articles(MORE_ARTICLES))


def ask_all(
    samples: Sequence[Sample],
    *,
    among: Path | None = None,
    index: Path | None = None,
    refined: bool = False,
    model: str = "none",
    max_cost: float | None = None,
) -> list[Outcome]:
    """Each asked of an index of the sample articles. An index that is there already is brought up to date, not made
    anew; `refined` embeds it again with the settings' refiner first."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = index or Path(temporary) / "index"
        with open_evaluated(index=str(folder), model=model, max_cost=max_cost) as assistant:
            given = [ARTICLES, MORE_ARTICLES]
            assistant.ingest([*given, write_articles(among, Path(temporary))] if among else given)
            if refined:
                assistant.refine()
            return [_ask(assistant, sample, current_texts(sample_articles())) for sample in samples]


def figures_of(outcomes: Sequence[Outcome]) -> Figures:
    """The figures over some outcomes."""
    asked = [one for one in outcomes if one.sample.status == "answered"]

    def among_first(places: Callable[[Outcome], int | None]) -> dict[int, float]:
        return {depth: _share((places(one) or HITS + 1) <= depth for one in asked) for depth in DEPTHS}

    return Figures(
        answerable=len(asked),
        others=len(outcomes) - len(asked),
        right=_share(not one.wrong for one in asked),
        false=_share(one.is_false for one in outcomes),
        found=among_first(lambda one: one.found),
        by_words=among_first(lambda one: one.by_words),
        naive_right=_share(one.naive for one in asked),
        naive_false=_share(not one.naive for one in outcomes),
    )


def render(outcomes: Sequence[Outcome]) -> str:
    """What was wrong, one line each, and the table by kind."""
    lines = [f"{'false' if one.is_false else 'missed':<8}{one.sample.question}" for one in outcomes if one.wrong]
    depths = "".join(f"{depth:>6}" for depth in DEPTHS)
    lines += [
        "",
        f"{'':<14}{'questions':>10}{'right':>7}{'false':>7}   {'passage among first':<24}{'by words alone':<22}naive",
        f"{'':<14}{'':>24}   {depths:<24}{depths:<22}right, false",
    ]
    for name, some in _grouped(outcomes):
        of = figures_of(some)
        found, floor = ("".join(f"{each:>6.2f}" for each in one.values()) for one in (of.found, of.by_words))
        count = f"{of.answerable} + {of.others}"
        lines.append(
            f"{name:<14}{count:>10}{of.right:>7.2f}{of.false:>7.3f}   {found:<24}{floor:<22}"
            f"{of.naive_right:.2f}, {of.naive_false:.2f}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives the exit code of CONTRACT.md."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.component_checks.paraphrases", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--among", type=Path, metavar="FOLDER", help="put the articles among those of RealTimeQA there")
    parser.add_argument("--index", type=Path, metavar="DIR", help="keep the index there, for the next run")
    parser.add_argument("--split", choices=("train", "dev"), help="only the half to fit on, or the half to report")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--refined", action="store_true", help="embed the passages again with the refiner first")
    parser.add_argument("--model", default="none", metavar="NAME", help="a chat model (default: none)")
    parser.add_argument("--max-cost", type=float, metavar="USD", help="spend no more on it in this run")
    options = parser.parse_args(arguments)
    samples = [one for one in load_other_words() if options.split in (None, one.split)]
    try:
        outcomes = ask_all(
            samples,
            among=options.among,
            index=options.index,
            refined=options.refined,
            model=options.model,
            max_cost=options.max_cost,
        )
    except OnrecordError as error:
        sys.stderr.write(f"other_words: {error}; {error.hint}\n")
        return error.exit_code
    told = {name: asdict(figures_of(some)) for name, some in _grouped(outcomes)}
    sys.stdout.write(f"{json.dumps(told) if options.json else render(outcomes)}\n")
    return 0


def _ask(assistant: Assistant, sample: Sample, texts: Mapping[str, str]) -> Outcome:
    row: Mapping[str, Any] = answer_row(assistant.ask(sample.question))
    answered, wrong = row["status"] == "answered", problems(sample, row, texts=texts)
    others_words = any(one["speaker"] not in sample.speakers for one in row["statements"]) and bool(sample.speakers)
    if sample.status != "answered":
        return Outcome(sample, answered, wrong)
    view = assistant.view()
    hits = assistant.search(sample.question, k=HITS).hits
    found = _place((hit.passage for hit in hits), sample.spans, texts)
    scored = view.lexical.search(sample.question, phrases=(), unit="passage", k=HITS)
    passages = view.snapshot.passages([one.id for one in scored])
    by_words = [passages[one.id] for one in scored]
    naive = bool(by_words) and _best_sentence_bears(view, by_words[0], sample, texts)
    return Outcome(sample, answered, wrong, others_words, found, _place(by_words, sample.spans, texts), naive)


def _place(passages: Iterable[Passage], spans: Sequence[GoldSpan], texts: Mapping[str, str]) -> int | None:
    """Which of the passages is the first that holds most of a place that answers, counted from 1."""
    for place, passage in enumerate(passages, start=1):
        if any(_holds(passage.article_id, passage.span, span, texts) for span in spans):
            return place
    return None


def _best_sentence_bears(view: View, passage: Passage, sample: Sample, texts: Mapping[str, str]) -> bool:
    """The sentence of a passage that shares most words with the question: the naive answer."""
    text = view.snapshot.articles({passage.article_id})[passage.article_id].text
    asked = topic_stems(sample.question)
    best = max(sentences_over(text, [passage.span]), key=lambda one: len(asked & topic_stems(one.of(text))))
    return any(_holds(passage.article_id, best, span, texts) for span in sample.spans)


def _holds(article_id: str, place: Span, span: GoldSpan, texts: Mapping[str, str]) -> bool:
    same = article_id == span.article_id or texts.get(article_id) == texts[span.article_id]  # a wire story is one
    return same and 2 * place.overlap(Span(span.start, span.end)) >= span.end - span.start


def _grouped(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    for kind in KINDS:
        if some := [one for one in outcomes if one.kind == kind]:
            yield kind, some
    for split in ("train", "dev"):
        if some := [one for one in outcomes if one.sample.split == split]:
            yield split, some
    yield "all", list(outcomes)


def _share(of: Iterable[bool]) -> float:
    told = list(of)
    return round(sum(told) / max(1, len(told)), 3)


if __name__ == "__main__":
    sys.exit(main())
