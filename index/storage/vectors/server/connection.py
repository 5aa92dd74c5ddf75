"""An HTTP connection to a Chroma server with a timeout for every answer. chromadb's own client has no timeout, cannot
be closed and takes a second to import (decision 11)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from index.errors import IndexDamaged, ServerFailed

ANSWER_SECONDS = 10.0
WRITE_SECONDS = 60.0
"""Limit for writing a batch of vectors to the server's disk."""
_COLLECTIONS = "/tenants/default_tenant/databases/default_database/collections"


class ChromaServer:
    """The API of `chroma run`. Raises ServerFailed if it does not answer, IndexDamaged if a collection is missing."""

    def __init__(self, url: str, *, seconds: float = ANSWER_SECONDS) -> None:
        self.shown = without_password(url)
        self._seconds = seconds
        self._client = httpx.Client(base_url=f"{url.rstrip('/')}/api/v2", timeout=seconds)

    def largest_batch(self) -> int:
        """Return how many vectors the server accepts at once. Raises ServerFailed if it is no Chroma server."""
        limits = self._request("GET", "/pre-flight-checks")
        if not isinstance(limits, dict) or "max_batch_size" not in limits:
            raise self._no_chroma()
        return int(limits["max_batch_size"])

    def collections(self) -> list[dict[str, Any]]:
        return list(self._request("GET", _COLLECTIONS))

    def create(self, name: str, metadata: dict[str, Any]) -> str:
        """Create an empty collection for unit vectors and return its id."""
        body = {"name": name, "metadata": metadata, "configuration": {"hnsw": {"space": "cosine"}}}
        return str(self._request("POST", _COLLECTIONS, body)["id"])

    def find(self, name: str) -> str:
        """Return the id of a collection."""
        return str(self._request("GET", f"{_COLLECTIONS}/{name}")["id"])

    def remove(self, name: str) -> None:
        self._request("DELETE", f"{_COLLECTIONS}/{name}")

    def count(self, collection: str) -> int:
        return int(self._request("GET", f"{_COLLECTIONS}/{collection}/count"))

    def write(self, collection: str, operation: str, rows: dict[str, Any]) -> None:
        """Run the operation `upsert` or `delete`."""
        path = f"{_COLLECTIONS}/{collection}/{operation}"
        self._request("POST", path, rows, seconds=max(self._seconds, WRITE_SECONDS))

    def query(self, collection: str, vector: list[float], *, k: int) -> tuple[list[str], list[float]]:
        """Return the ids of the `k` nearest vectors, and their distances."""
        body = {"query_embeddings": [vector], "n_results": k, "include": ["distances"]}
        found = self._request("POST", f"{_COLLECTIONS}/{collection}/query", body)
        return found["ids"][0], (found["distances"] or [[]])[0]

    def close(self) -> None:
        self._client.close()

    def _request(self, method: str, path: str, body: object = None, *, seconds: float | None = None) -> Any:
        limit = self._seconds if seconds is None else seconds
        try:
            response = self._client.request(method, path, json=body, timeout=limit)
        except httpx.TimeoutException as error:
            raise self._unreachable(f"did not answer within {limit:g} seconds") from error
        except httpx.HTTPError as error:
            raise self._unreachable(f"cannot be reached ({error})") from error
        if response.status_code in (401, 403):
            raise ServerFailed(
                f"the Chroma server at {self.shown} denied access (HTTP {response.status_code})",
                hint="put a valid name and password into ONRECORD_CHROMA_URL: https://NAME:PASSWORD@HOST",
            )
        try:
            answer = response.json()
        except ValueError as error:
            raise self._no_chroma() from error
        if response.is_error:
            raise self._refusal(answer)
        return answer

    def _refusal(self, answer: object) -> ServerFailed | IndexDamaged:
        if not isinstance(answer, dict) or "error" not in answer:
            return self._no_chroma()
        reason = f"{answer['error']}: {answer.get('message', '')}"
        if answer["error"] == "NotFoundError":
            return IndexDamaged(
                f"the Chroma server at {self.shown} does not have the vectors of this index ({reason})",
                hint="if that is the wrong server, correct ONRECORD_CHROMA_URL; if its data was deleted, run `onrecord "
                "index rebuild`, which restores search from the catalog without embedding anything",
            )
        return ServerFailed(
            f"the Chroma server at {self.shown} refused a request: {reason}",
            hint="check the server's log and the free space on its disk, then run the same command again",
        )

    def _unreachable(self, problem: str) -> ServerFailed:
        return ServerFailed(
            f"the Chroma server at {self.shown} {problem}",
            hint="start it again (`chroma run --path FOLDER --host HOST --port PORT`) and run the same command again, "
            "or unset ONRECORD_CHROMA_URL and run `onrecord index rebuild`; nothing published is lost",
        )

    def _no_chroma(self) -> ServerFailed:
        return ServerFailed(
            f"the server at {self.shown} is not a Chroma server",
            hint="set ONRECORD_CHROMA_URL to the address that `chroma run` prints",
        )


def without_password(url: str) -> str:
    """Return the URL without user name and password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
