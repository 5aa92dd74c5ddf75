"""Builds a summary: by a model if its text can be verified, else from the articles' own sentences."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import introduce
from assistant.answers.phrases import count, one_line, pair_quotation_marks
from assistant.errors import ModelFailed
from assistant.overviews.model_calls import add_model_usage
from assistant.overviews.summary.sentence_selection import find_candidates, split_parts
from assistant.overviews.types import Reading, Role, Sentence
from assistant.types import (
    EXTRACTIVE,
    FORMS,
    LENGTHS,
    NO_RECORD,
    Answer,
    Composed,
    Draft,
    Form,
    Length,
    Query,
    Receipt,
    ShownStatement,
    StageSeconds,
)
from index.errors import UsageError
from index.stories.story import count_independent_outlets
from index.types import Coverage, Span

MAX_ARTICLES = 200
SENTENCE_COUNTS: Mapping[Length, int] = {"short": 3, "medium": 6, "long": 12}
_HEADINGS: Mapping[Role, str] = {"happened": "What happened", "said": "Who said what", "unknown": "What is not known"}
_SHARES: Mapping[Role, float] = {"happened": 0.5, "said": 0.35, "unknown": 0.15}
SIMILARITY_PENALTY = 1.2  # for a sentence with the same words as a chosen one
MAX_SIMILARITY = 0.7
REPEATED_SPEAKER_PENALTY = 0.5  # for each chosen sentence with words of the same speaker
LONG_ARTICLE = 9_000  # characters, about 1,500 words; a longer article is summarised in parts
LONG_ARTICLE_PARTS = 3
_ENDS_CLOSED = re.compile(r"[.!?…,;:][\"”’')\]]*$")


class Summariser(Protocol):
    """A model that writes summaries, with every sentence verified."""

    @property
    def name(self) -> str: ...

    def summarise(
        self,
        readings: Sequence[Reading],
        query: Query,
        *,
        length: Length,
        form: Form = "paragraph",
        max_sentences: int | None = None,
    ) -> Composed:
        """Return the verified sentences, at most `max_sentences`. Never raises if the model fails."""
        ...


def require_summarisable(articles: Sequence[str], *, length: str, form: str) -> None:
    """Raise UsageError for an unknown length or form, no articles, or too many articles."""
    if length not in LENGTHS:
        raise UsageError(f"unknown summary length {length!r}", hint=f"choose one of {', '.join(LENGTHS)}")
    if form not in FORMS:
        raise UsageError(f"unknown summary form {form!r}", hint=f"choose one of {', '.join(FORMS)}")
    if not articles:
        raise UsageError("no article to summarise", hint="give an article's id, its URL, or a file")
    if len(articles) > MAX_ARTICLES:
        raise UsageError(
            f"{len(articles):,} articles are too many for one summary, which takes at most {MAX_ARTICLES}",
            hint="name fewer, or run `onrecord digest` with --since, --topic or --publisher",
        )


def answer_summary(
    readings: Sequence[Reading],
    *,
    length: Length,
    form: Form,
    model: Summariser | None,
    strict_model: bool,
    clock: Callable[[], float] = time.perf_counter,
) -> Answer:
    """Return the summary as an answer. Raises ModelFailed only if the model is strict."""
    started = clock()
    question = f"Summarise {'; '.join(one.article.title or one.article.id for one in readings)}"
    query = Query(question, "summary")
    composed = model.summarise(readings, query, length=length, form=form) if model else Composed(None)
    degraded = composed.degradation(model.name) if model else None
    if degraded and strict_model:
        raise composed.failure or ModelFailed(degraded, hint="ask again, or choose another model")
    draft = composed.draft or summarise_extractive(readings, length=length, form=form)
    if draft is None:
        articles = count(len(readings), "article")
        text = f"{NO_RECORD} of a sentence in {articles} that makes sense without the text around it."
        draft = Draft("no_evidence", text)
    ended, verified = clock(), composed.verify_seconds
    days = [day for one in readings if (day := one.article.published_day)]
    receipt = Receipt(
        composer=EXTRACTIVE,
        coverage=Coverage(len(readings), min(days, default=None), max(days, default=None)),
        query=query,
        independent_outlets=count_independent_outlets([one.story for one in readings if one.story]),
        seconds=StageSeconds(compose=ended - started - verified, verify=verified, total=ended - started),
    )
    composer = model.name if model and composed.draft else EXTRACTIVE
    receipt = add_model_usage(receipt, composed, composer=composer, degraded=degraded)
    return Answer(question, draft.status, draft.text, receipt, draft.statements, draft.citations)


def summarise_extractive(readings: Sequence[Reading], *, length: Length, form: Form) -> Draft | None:
    """Return events, statements and unknowns from the articles; None if no sentence can be shown by itself."""
    candidates = [find_candidates(reading) for reading in readings]
    limit = max(SENTENCE_COUNTS[length], min(len(readings), 2 * SENTENCE_COUNTS[length]))
    sentences = [sentence for found in candidates for sentence in found]
    chosen = _choose(sentences, required=_required(candidates), limit=limit)
    return _write(chosen, form=form) if chosen else None


def _choose(candidates: Sequence[Sentence], *, required: Sequence[Sentence], limit: int) -> list[Sentence]:
    """Return the best sentences without repetition. No role exceeds its share unless the others lack sentences."""
    chosen: list[Sentence] = []
    for sentence in sorted(required, key=lambda sentence: -sentence.score):
        if len(chosen) < limit and not is_repetition(sentence, chosen):
            chosen.append(sentence)
    for roles in (*((role,) for role in _HEADINGS), tuple(_HEADINGS)):
        share = limit if len(roles) > 1 else max(1, round(limit * _SHARES[roles[0]]))
        remaining = [sentence for sentence in candidates if sentence.role in roles and sentence not in chosen]
        while remaining and len(chosen) < limit and sum(sentence.role in roles for sentence in chosen) < share:
            best = max(remaining, key=lambda sentence: penalise_repetition(sentence.score, sentence, chosen))
            remaining.remove(best)
            if not is_repetition(best, chosen):
                chosen.append(best)
    return chosen


def penalise_repetition(score: float, sentence: Sentence, chosen: Sequence[Sentence]) -> float:
    """Return the score, reduced for words and speakers that chosen sentences have already."""
    speakers = _speakers(sentence)
    repeated_speakers = sum(bool(speakers & _speakers(other)) for other in chosen)
    return score - SIMILARITY_PENALTY * _similarity(sentence, chosen) - REPEATED_SPEAKER_PENALTY * repeated_speakers


def is_repetition(sentence: Sentence, chosen: Iterable[Sentence]) -> bool:
    return _similarity(sentence, chosen) > MAX_SIMILARITY


def _similarity(sentence: Sentence, chosen: Iterable[Sentence]) -> float:
    """Return the greatest share of stems that the sentence has in common with a chosen one."""
    stems = sentence.stems
    return max((len(stems & other.stems) / max(1, min(len(stems), len(other.stems))) for other in chosen), default=0.0)


def _speakers(sentence: Sentence) -> frozenset[str]:
    return frozenset(speaker.name for item in sentence.shown for speaker in item.statement.speakers)


def _write(chosen: Sequence[Sentence], *, form: Form) -> Draft:
    """Return the cited sentences by role; those of one article stay together."""
    numbering = CitationNumbers()
    shown: list[ShownStatement] = []
    blocks: list[str] = []
    for heading, sentences in _by_role(chosen, leads_first=form == "paragraph"):
        lines = [format_sentence(sentence, numbering, shown) for sentence in sorted(sentences, key=_sort_key)]
        if lines and form == "bullets":
            blocks.append("\n".join((heading, *(f"- {line}" for line in lines))))
        elif lines:
            blocks.append(" ".join(lines))
    unique = {(one.article.id, one.span): one for one in shown}
    return Draft("answered", "\n\n".join(blocks), tuple(unique.values()), numbering.citations)


def _sort_key(sentence: Sentence) -> tuple[str, str, Span]:
    article = sentence.reading.article
    return (str(article.published_day or ""), article.id, sentence.span)


def _by_role(chosen: Sequence[Sentence], *, leads_first: bool) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield the sentences under their headings. With `leads_first`, all first sentences of articles come first."""
    leads = [sentence for sentence in chosen if sentence.leads] if leads_first else []
    for role, heading in _HEADINGS.items():
        sentences = [sentence for sentence in chosen if sentence.role == role and sentence not in leads]
        yield heading, [*leads, *sentences] if role == "happened" else sentences


def format_sentence(sentence: Sentence, numbering: CitationNumbers, shown: list[ShownStatement]) -> str:
    """Return the sentence with its marker, and append its statements to `shown`."""
    if sentence.introduced is not None:
        pieces = numbering.show(sentence.introduced)
        shown += pieces
        line = introduce(sentence.introduced, pieces)
        return f"{line}{'' if _ENDS_CLOSED.search(line) else '.'} [{pieces[0].marker}]"
    article = sentence.reading.article
    marker = numbering.cite(article, sentence.span, sentence.reading.also_carried_by)
    shown += [
        ShownStatement(item.statement, article, piece, marker)
        for item in sentence.shown
        for piece in item.statement.pieces
    ]
    opinion = "In an opinion piece: " if article.kind == "opinion" else ""
    return f"{opinion}{pair_quotation_marks(one_line(sentence.span.of(article.text)))} [{marker}]"


def _required(candidates: Sequence[Sequence[Sentence]]) -> list[Sentence]:
    """Return the best sentence of each article, and of each part of a long article."""
    best: list[Sentence] = []
    for sentences in candidates:
        is_long = bool(sentences) and len(sentences[0].reading.article.text) > LONG_ARTICLE
        parts = split_parts(sentences, parts=LONG_ARTICLE_PARTS) if is_long else [sentences]
        best += [max(part, key=lambda sentence: sentence.score) for part in parts if part]
    return best
