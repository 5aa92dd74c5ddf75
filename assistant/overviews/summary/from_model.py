"""Summaries by a model: first each article, then all verified results together.

Long articles are split to fit the token budget. The joint summary is written from the passages that the verified
sentences cite, so it is verified against the articles. Replies are cached by the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from assistant.answers.phrases import one_line
from assistant.generation.composer import VerifiedComposer
from assistant.generation.packing.messages import PromptFrame
from assistant.overviews.model_calls import ModelCalls
from assistant.overviews.summary.build import SENTENCE_COUNTS
from assistant.overviews.types import Reading
from assistant.types import MARKER, Composed, Draft, Form, Length, Query, RetrievedEvidence
from index.ingest.passages import split_passages
from index.ports import TokenCounter
from index.stories.corrections import is_in_correction
from index.types import ArticleStatement, Hit, Passage

_SENTENCE_END = re.compile(r"(?:\[\d+\])+[.!?]?(?=\s|$)")
_NO_GENERATION = 0  # the prompt contains the articles' words, so replies do not depend on a generation of the index


class ModelSummariser:
    """Writes summaries with a composer whose prompt is a summary's."""

    def __init__(self, composer: VerifiedComposer) -> None:
        self.name = composer.name
        self._composer = composer
        self._settings = composer.settings

    def summarise(
        self,
        readings: Sequence[Reading],
        query: Query,
        *,
        length: Length,
        form: Form = "paragraph",
        max_sentences: int | None = None,
    ) -> Composed:
        """Return the verified sentences of the summary, at most `max_sentences`. Never raises if the model fails.

        Each article is summarised at the full length, so that its cached reply serves every `max_sentences`.
        """
        calls = ModelCalls()
        parts = [part for reading in readings for part in self._split(reading, query)]
        results = [self._ask(SENTENCE_COUNTS[length], part, calls) for part in parts]
        failure = next((result.failure for result in results if result.failure), None)
        drafts = [result.draft for result in results if result.draft]
        draft = drafts[0] if drafts else None
        if len(drafts) > 1:
            statements = tuple(item for reading in readings for item in reading.statements)
            evidence = RetrievedEvidence(hits=_cited(drafts), said=_shown(drafts), around=statements)
            combined = self._ask(max_sentences or SENTENCE_COUNTS[length], evidence, calls)
            failure = failure or combined.failure
            draft = combined.draft
        if draft and max_sentences:
            draft = _shorten(draft, max_sentences)
        if draft and form == "bullets":
            draft = replace(draft, text=format_bullets(draft.text))
        return replace(calls.total(draft, failure), prompt=self._settings.prompt.reference)

    def _ask(self, sentences: int, evidence: RetrievedEvidence, calls: ModelCalls) -> Composed:
        # The question has no title of an article: replies are cached by the passages alone.
        query = Query(f"Summarise this in at most {sentences} sentences.", "summary")
        *_, composed = self._composer.compose(query, evidence, (), generation=_NO_GENERATION)
        assert isinstance(composed, Composed)
        calls.add(composed)
        return composed

    def _split(self, reading: Reading, query: Query) -> Iterator[RetrievedEvidence]:
        """Yield the article in as few parts as fit the budget with all their passages and statements."""
        remaining = list(_passages(reading, self._settings.counter))
        while remaining:
            part = self._fit(reading, remaining, query)
            yield part
            remaining = remaining[len(part.hits) :]

    def _fit(self, reading: Reading, remaining: Sequence[Hit], query: Query) -> RetrievedEvidence:
        count = len(remaining)
        while True:
            hits = tuple(remaining[:count])
            statements = tuple(
                item
                for item in reading.statements
                if any(hit.passage.span.contains(item.statement.pieces[0]) for hit in hits)
            )
            part = RetrievedEvidence(hits=hits, said=statements, around=reading.statements)
            settings = self._settings
            packed = settings.pack(part, PromptFrame(settings.prompt, query, settings.budget, settings.counter))
            packed_counts = (len(packed.evidence.hits), len(packed.evidence.statements))
            if count == 1 or packed_counts == (count, len(statements)):
                return part
            count = max(1, min(count - 1, len(packed.evidence.hits)))


def _passages(reading: Reading, counter: TokenCounter) -> Iterator[Hit]:
    """Yield the article's passages without its corrections."""
    article = reading.article
    statements = [item.statement for item in reading.statements]
    passages = (
        passage
        for passage in split_passages(article, counter, find=lambda _: statements)
        if not is_in_correction(article.text, passage.span)
    )
    for rank, passage in enumerate(passages, start=1):
        yield Hit(rank, 1.0, (), passage, article, reading.also_carried_by)


def _cited(drafts: Iterable[Draft]) -> tuple[Hit, ...]:
    """Return the cited places as passages, one of each draft in turn, so that no article is cut off first."""
    turns = zip_longest(*(draft.citations for draft in drafts))
    citations = [citation for turn in turns for citation in turn if citation is not None]
    hits = []
    for rank, citation in enumerate(citations, start=1):
        article, span = citation.article, citation.span
        passage = Passage(f"{article.id}:{span.start}", article.id, rank, span, 0)
        hits.append(Hit(rank, 1.0, (), passage, article, citation.also_carried_by))
    return tuple(hits)


def _shown(drafts: Iterable[Draft]) -> tuple[ArticleStatement, ...]:
    found: dict[str, ArticleStatement] = {}
    for draft in drafts:
        for shown in draft.statements:
            found.setdefault(shown.statement.id, ArticleStatement(shown.statement, shown.article))
    return tuple(found.values())


def _shorten(draft: Draft, max_sentences: int) -> Draft:
    """Return the first sentences with their citations and statements."""
    ends = [match.end() for match in _SENTENCE_END.finditer(draft.text)]
    if len(ends) <= max_sentences:
        return draft
    text = draft.text[: ends[max_sentences - 1]]
    markers = {int(number) for number in MARKER.findall(text)}
    return replace(
        draft,
        text=text,
        citations=tuple(one for one in draft.citations if one.marker in markers),
        statements=tuple(one for one in draft.statements if one.marker in markers and _words(one.quote) in text),
    )


def _words(quote: str) -> str:
    """Return a quotation as a sentence shows it, without its outer marks and commas."""
    return one_line(quote).strip("“”\"', ")


def format_bullets(text: str) -> str:
    """Return one line for each sentence. A sentence ends with its markers."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    lines = [text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    return "\n".join(f"- {line}" for line in lines if line)
