"""A LangChain retriever over the index. Its Documents keep the offsets that a citation needs."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from assistant.answers.article_rows import statement_row
from assistant.answers.json_rows import hit_row
from assistant.app.assistant import Assistant
from assistant.types import Filters


class EvidenceRetriever(BaseRetriever):
    """Returns the `k` best passages for a question, best first, as `Assistant.search` finds them.

    `page_content` is the text of the passage. `metadata` is a hit of `onrecord search --json`, plus `statements`: the
    statements in the passage with their offsets and speakers (None if unknown). Raises what `Assistant.search` raises.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int = Field(default=10, ge=1, le=100)
    filters: Filters | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager  # one search: there are no steps to report
        return [
            Document(
                id=hit.passage.id,
                page_content=hit.passage.span.of(hit.article.text),
                metadata=_without_text(hit_row(hit)) | {"statements": [statement_row(one) for one in said]},
            )
            for hit, said in self.assistant.evidence(query, filters=self.filters, k=self.k)
        ]


def _without_text(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "text"}
