"""A summary by a model: each article by itself, then what of them could be verified once more together.

Map: the parts of an article that fit the budget are summed up one by one, the last as well as the first. Reduce: of
what the model wrote only the places that its verified sentences cite go on, in the articles' own words, so that the
second reply is held against the articles and not against the first. Replies are kept by the hash of what was sent,
which is that of the article's text: an article that did not change is not paid for twice.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.answers.phrases import one_line
from assistant.generation.budget import Budget
from assistant.generation.composer import PromptSettings, VerifiedComposer
from assistant.generation.metered_call import Model
from assistant.generation.prompt_packing import pack_prompt
from assistant.generation.reply_cache import ReplyCache
from assistant.overviews.summary.extractive import SENTENCES
from assistant.overviews.types import Form, Length, Reading
from assistant.types import MARKER, Citation, Composed, Draft, Dropped, Query, RetrievedEvidence, Spending
from index.ingest.passages import split_passages
from index.ports import TokenCounter
from index.stories.corrections import is_in_correction
from index.types import ArticleStatement, Hit, Passage
from prompts import Prompt

_END = re.compile(r"(?:\[\d+\])+[.!?]?(?=\s|$)")
_NO_GENERATION = 0
"""What was sent holds the articles' words: which generation they were read from makes no difference."""


@dataclass(slots=True)
class _Spending:
    """What all calls of one summary came to."""

    spent: Spending = field(default_factory=Spending)
    dropped: list[Dropped] = field(default_factory=list)
    seconds: float = 0.0
    calls: int = 0
    kept: int = 0

    def add(self, composed: Composed) -> None:
        self.spent += composed.spent
        self.dropped += composed.dropped
        self.seconds += composed.verify_seconds
        self.calls += 1
        self.kept += composed.cached


class ModelSummariser:
    """Asks a model for summaries. It is opened when there is something to ask."""

    def __init__(  # noqa: PLR0913  what a model is told with, what it may cost, and where its replies are kept
        self,
        name: str,
        *,
        open_model: Callable[[], Model],
        prompt: Prompt,
        budget: int,
        counter: TokenCounter,
        cost_budget: Budget,
        kept: ReplyCache | None = None,
        address: str = "",
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.name = name
        self._prompt = prompt
        self._budget = budget
        self._counter = counter
        self._composer = VerifiedComposer(
            name,
            open_model=open_model,
            settings=PromptSettings(prompt, prompt, budget, counter),
            cost_budget=cost_budget,
            reply_cache=kept,
            address=address,
            clock=clock,
        )

    def summarise(
        self,
        readings: Sequence[Reading],
        query: Query,
        *,
        length: Length,
        form: Form = "paragraph",
        most: int | None = None,
    ) -> Composed:
        """What could be verified of the model's summary; each article is asked for at its length, so that its reply is
        kept for whoever asks again, all of them together for no more than `most` sentences. Never raises for a model's
        failure."""
        spending = _Spending()
        parts = [found for reading in readings for found in self._parts(reading, query)]
        composed = [self._ask(_asked(length), found, spending) for found in parts]
        failure = next((one.failure for one in composed if one.failure), None)
        drafts = [one.draft for one in composed if one.draft]
        draft = drafts[0] if len(drafts) == 1 else None
        if len(drafts) > 1:
            around = tuple(one for reading in readings for one in reading.statements)
            reduced = self._ask(
                _asked_for(most or SENTENCES[length]),
                RetrievedEvidence(hits=_cited(drafts), said=_shown(drafts), around=around),
                spending,
            )
            failure = failure or reduced.failure
            draft = reduced.draft
        return Composed(
            _as(form, _first(draft, most)) if draft else None,
            failure,
            dropped=tuple(spending.dropped),
            usage=spending.spent.usage,
            cost_usd=spending.spent.usd,
            prompt=self._prompt.reference,
            verify_seconds=spending.seconds,
            cached=spending.kept == spending.calls > 0,
        )

    def _ask(self, query: Query, found: RetrievedEvidence, spending: _Spending) -> Composed:
        *_, composed = self._composer.compose(query, found, (), generation=_NO_GENERATION)
        assert isinstance(composed, Composed)
        spending.add(composed)
        return composed

    def _parts(self, reading: Reading, query: Query) -> Iterator[RetrievedEvidence]:
        """The article in as few parts as fit the budget with all their passages and statements."""
        left = list(_passages(reading, self._counter))
        while left:
            fitting = self._fitting(reading, left, query)
            yield fitting
            left = left[len(fitting.hits) :]

    def _fitting(self, reading: Reading, left: Sequence[Hit], query: Query) -> RetrievedEvidence:
        many = len(left)
        while True:
            hits = tuple(left[:many])
            said = tuple(one for one in reading.statements if _stands_in(one, hits))
            found = RetrievedEvidence(hits=hits, said=said, around=reading.statements)
            packed = pack_prompt(
                found.evidence, query=query, prompt=self._prompt, budget=self._budget, counter=self._counter
            )
            if many == 1 or (len(packed.evidence.hits), len(packed.evidence.statements)) == (many, len(said)):
                return found
            many = max(1, min(many - 1, len(packed.evidence.hits)))


def _asked(length: Length) -> Query:
    """The same words for every article, so that a reply is found again by its article alone."""
    return _asked_for(SENTENCES[length])


def _asked_for(sentences: int) -> Query:
    return Query(f"Sum this up in {sentences} sentences at the most.", "summary")


def _passages(reading: Reading, counter: TokenCounter) -> Iterator[Hit]:
    article = reading.article
    statements = [one.statement for one in reading.statements]
    passages = [
        one
        for one in split_passages(article, counter, find=lambda _: statements)
        if not is_in_correction(article.text, one.span)
    ]
    for rank, passage in enumerate(passages, start=1):
        yield Hit(rank, 1.0, (), passage, article, reading.also_carried_by)


def _stands_in(one: ArticleStatement, hits: Iterable[Hit]) -> bool:
    return any(hit.passage.span.contains(one.statement.pieces[0]) for hit in hits)


def _cited(drafts: Iterable[Draft]) -> tuple[Hit, ...]:
    """The places that verified sentences cite, one from each draft in turn, so that no article is cut off first."""
    places = _in_turn([list(draft.citations) for draft in drafts])
    return tuple(_hit(rank, one) for rank, one in enumerate(places, start=1))


def _hit(rank: int, citation: Citation) -> Hit:
    article = citation.article
    passage = Passage(f"{article.id}:{citation.span.start}", article.id, rank, citation.span, 0)
    return Hit(rank, 1.0, (), passage, article, citation.also_carried_by)


def _in_turn(rows: Sequence[Sequence[Citation]]) -> list[Citation]:
    longest = max(map(len, rows), default=0)
    return [row[at] for at in range(longest) for row in rows if at < len(row)]


def _shown(drafts: Iterable[Draft]) -> tuple[ArticleStatement, ...]:
    found: dict[str, ArticleStatement] = {}
    for draft in drafts:
        for one in draft.statements:
            found.setdefault(one.statement.id, ArticleStatement(one.statement, one.article))
    return tuple(found.values())


def _first(draft: Draft, most: int | None) -> Draft:
    """Its first sentences, with what they cite and show and no more."""
    ends = [match.end() for match in _END.finditer(draft.text)]
    if most is None or len(ends) <= most:
        return draft
    text = draft.text[: ends[most - 1]]
    markers = {int(number) for number in MARKER.findall(text)}
    return replace(
        draft,
        text=text,
        citations=tuple(one for one in draft.citations if one.marker in markers),
        statements=tuple(one for one in draft.statements if one.marker in markers and one_line(one.quote) in text),
    )


def _as(form: Form, draft: Draft) -> Draft:
    """Its sentences as a list: each ends with its last marker."""
    return draft if form == "paragraph" else replace(draft, text=as_bullets(draft.text))


def as_bullets(text: str) -> str:
    """A sentence a line. It ends where its markers do."""
    lines: list[str] = []
    start = 0
    for match in _END.finditer(text):
        lines.append(text[start : match.end()].strip())
        start = match.end()
    rest = text[start:].strip()
    return "\n".join(f"- {line}" for line in (*lines, rest) if line)
