"""The composition root: the only place that knows which real thing stands behind each port.

SDKs are imported where they are first needed, so that `onrecord --help` and a question to a small index do not wait
for chromadb, LangChain or tiktoken.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from assistant.config import NO_MODEL, Settings, load_settings
from assistant.filters import Filters
from assistant.types import Answer, Answered, Event, Query, Turn
from index.errors import UsageError
from index.types import Article, Attributed, Hit, IngestReport, Rejected, Statement

if TYPE_CHECKING:
    from assistant.compose.chain import Chain
    from assistant.qa import Desk, ModelComposer
    from index.ports import Embedder, Progress, VectorStore
    from index.search import Index, View


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A question understood, and the passages found for it, best first."""

    query: Query
    hits: tuple[Hit, ...]


class Assistant:
    """The one way in: what the terminal, Slack, evaluation and other programs call. Close it, or use it in a `with`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._desk_view: View | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index and of the connection to the model."""
        if "_index" in self.__dict__:
            self._index.close()
        if "_chain" in self.__dict__:
            self._chain.close()

    def ask(self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """The answer to a question. Raises OnrecordError; "no record" is an answer, not an error."""
        for event in self.stream(question, history=history, filters=filters):
            if isinstance(event, Answered):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    def stream(self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None) -> Iterator[Event]:
        """The same as events: Searched, verified text as it comes, then Answered. Nothing shown is taken back."""
        from assistant.qa import answer_question

        return answer_question(question, self._desk(), history=history, filters=filters)

    def search(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None, k: int = 10
    ) -> SearchResult:
        """What an answer would be composed from, ranked."""
        from assistant.find import search_passages
        from assistant.qa import read_question

        if not 1 <= k <= 100:
            raise UsageError(f"k is {k}", hint="choose between 1 and 100")
        desk = self._desk()
        query = read_question(question, desk, history=history, filters=filters)
        return SearchResult(query, search_passages(query, desk.view, k=k))

    def statements(self, *, about: str | None = None, filters: Filters | None = None) -> tuple[Attributed, ...]:
        """The index's statements, narrowed; in the order of articles and places."""
        from assistant.find import list_statements

        desk = self._desk()
        return list_statements(filters or Filters(), about=about, view=desk.view, registry=desk.registry)

    def article(self, article_id: str) -> Article:
        """The current version of an article. Raises UsageError for an id the index does not hold."""
        article = self._index.view().snapshot.article(article_id)
        if article is None:
            raise UsageError(
                f"no article {article_id!r} in this index", hint="ids stand in the citations of `onrecord ask --json`"
            )
        return article

    def ingest(
        self, inputs: Sequence[str | Path], *, stdin: BinaryIO | None = None, progress: Progress | None = None
    ) -> IngestReport:
        """Read articles into the index, creating it where there is none. What cannot be read is in the report."""
        from index.clean import CLEAN_RULES
        from index.ingest import ingest
        from index.passages import PASSAGE_RULES, split_passages
        from index.ports import Quiet
        from index.read import read_inputs
        from index.statements import STATEMENT_RULES, find_statements
        from index.tokens import open_counter

        reading = read_inputs([str(one) for one in inputs], stdin=stdin or sys.stdin.buffer)
        return ingest(
            self.settings.index,
            reading,
            embedder=self._embedder,
            counter=open_counter(),
            split=split_passages,
            find_statements=find_statements,
            rules={"clean": CLEAN_RULES, "passages": PASSAGE_RULES, "statements": STATEMENT_RULES},
            progress=progress or Quiet(),
            expected=lambda: reading.expected,
        )

    def rebuild(self, *, progress: Progress | None = None) -> int:
        """Make the search stores anew from the catalog, embedding nothing. Gives the new generation's number."""
        from index.ports import Quiet
        from index.publish import rebuild

        return rebuild(self.settings.index, progress=progress or Quiet())

    def _desk(self) -> Desk:
        """What questions are answered with, on the generation that is published now."""
        from assistant.qa import Desk
        from assistant.understand import Registry

        view = self._index.view()
        if view is not self._desk_view:
            self._registry = Registry(view.voices.all)
            self._desk_view = view
        return Desk(view, self._registry, self._model, strict_model=self.settings.strict_model)

    @cached_property
    def _index(self) -> Index:
        from index.search import Index

        return Index(self.settings.index, open_vectors=_open_vectors, embedder=lambda: self._embedder)

    @cached_property
    def _embedder(self) -> Embedder:
        from index.embed import open_embedder

        key = self.settings.openai_api_key
        return open_embedder(
            self.settings.embedder,
            model=self.settings.embedding_model,
            api_key=key.reveal() if key else None,
            base_url=self.settings.openai_base_url,
        )

    @cached_property
    def _model(self) -> ModelComposer | None:
        if self.settings.model == NO_MODEL:
            return None
        from assistant.consult import Consultant
        from index.tokens import counter_for_model
        from prompts import load_prompt

        return Consultant(
            self.settings.model,
            open_model=lambda: self._chain,
            prompt=load_prompt("answer"),
            budget=self.settings.input_tokens,
            counter=counter_for_model(self.settings.model),
        )

    @cached_property
    def _chain(self) -> Chain:
        from assistant.compose.chain import open_chain
        from index.tokens import counter_for_model

        key = self.settings.openai_api_key
        return open_chain(
            model=self.settings.model,
            api_key=key.reveal() if key else None,
            base_url=self.settings.openai_base_url,
            counter=counter_for_model(self.settings.model),
            timeout=self.settings.timeout,
        )


def open_assistant(**arguments: object) -> Assistant:
    """An Assistant with settings from the file, the environment and these arguments (`index=`, `model=`, …)."""
    return Assistant(load_settings(arguments))


def read_statements(
    inputs: Sequence[str], *, stdin: BinaryIO
) -> Iterator[tuple[Article, tuple[Statement, ...]] | Rejected]:
    """The statements of files, without an index: each article with what is said in it, or why it could not be read."""
    from index.read import read_inputs
    from index.statements import find_statements

    for read in read_inputs(inputs, stdin=stdin):
        yield read if isinstance(read, Rejected) else (read, find_statements(read))


def _open_vectors(folder: Path) -> VectorStore:
    from index.vectors import open_vectors

    return open_vectors(folder)
