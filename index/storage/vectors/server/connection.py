"""One HTTP connection to a Chroma server, on which every answer is waited for with a limit.

chromadb's own client has none: it waits for ever on a server that has stopped answering, cannot be closed, and takes a
second to import (decision 11).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from index.errors import IndexDamaged, ServerFailed

ANSWER_SECONDS = 10.0
"""Seconds for an answer."""
WRITE_SECONDS = 60.0
"""Seconds for a batch of vectors to be on the server's disk."""
_COLLECTIONS = "/tenants/default_tenant/databases/default_database/collections"


class ChromaServer:
    """What `chroma run` answers to. Raises ServerFailed where it does not, IndexDamaged where a collection is gone."""

    def __init__(self, url: str, *, seconds: float = ANSWER_SECONDS) -> None:
        self.shown = without_password(url)
        self._seconds = seconds
        self._client = httpx.Client(base_url=f"{url.rstrip('/')}/api/v2", timeout=seconds)

    def largest_batch(self) -> int:
        """How many vectors it takes at once. Whatever is no Chroma server cannot say."""
        limits = self._ask("GET", "/pre-flight-checks")
        if not isinstance(limits, dict) or "max_batch_size" not in limits:
            raise self._no_chroma()
        return int(limits["max_batch_size"])

    def collections(self) -> list[dict[str, Any]]:
        return list(self._ask("GET", _COLLECTIONS))

    def create(self, name: str, metadata: dict[str, Any]) -> str:
        """A new, empty collection for unit vectors. Gives its id."""
        wanted = {"name": name, "metadata": metadata, "configuration": {"hnsw": {"space": "cosine"}}}
        return str(self._ask("POST", _COLLECTIONS, wanted)["id"])

    def find(self, name: str) -> str:
        """The id of a collection."""
        return str(self._ask("GET", f"{_COLLECTIONS}/{name}")["id"])

    def remove(self, name: str) -> None:
        self._ask("DELETE", f"{_COLLECTIONS}/{name}")

    def count(self, collection: str) -> int:
        return int(self._ask("GET", f"{_COLLECTIONS}/{collection}/count"))

    def write(self, collection: str, what: str, rows: dict[str, Any]) -> None:
        """`what` is `upsert` or `delete`."""
        self._ask("POST", f"{_COLLECTIONS}/{collection}/{what}", rows, seconds=max(self._seconds, WRITE_SECONDS))

    def query(self, collection: str, vector: list[float], *, k: int) -> tuple[list[str], list[float]]:
        """The ids of the nearest, and their distances."""
        wanted = {"query_embeddings": [vector], "n_results": k, "include": ["distances"]}
        found = self._ask("POST", f"{_COLLECTIONS}/{collection}/query", wanted)
        return found["ids"][0], (found["distances"] or [[]])[0]

    def close(self) -> None:
        self._client.close()

    def _ask(self, method: str, path: str, body: object = None, *, seconds: float | None = None) -> Any:
        limit = self._seconds if seconds is None else seconds
        try:
            response = self._client.request(method, path, json=body, timeout=limit)
        except httpx.TimeoutException as error:
            raise self._silent(f"has not answered within {limit:g} seconds") from error
        except httpx.HTTPError as error:
            raise self._silent(f"cannot be reached ({error})") from error
        if response.status_code in (401, 403):
            raise ServerFailed(
                f"the Chroma server at {self.shown} refuses us (HTTP {response.status_code})",
                hint="put a name and password that it knows into ONRECORD_CHROMA_URL: https://NAME:PASSWORD@HOST",
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
        what = f"{answer['error']}: {answer.get('message', '')}"
        if answer["error"] == "NotFoundError":
            return IndexDamaged(
                f"the Chroma server at {self.shown} does not hold this index's vectors ({what})",
                hint="correct ONRECORD_CHROMA_URL if that is another server; if it was wiped, run `onrecord index "
                "rebuild`: it restores search from the catalog without embedding anything",
            )
        return ServerFailed(
            f"the Chroma server at {self.shown} cannot do what it is asked: {what}",
            hint="look at the server's own messages and at the room on its disk, then run the same command again",
        )

    def _silent(self, what: str) -> ServerFailed:
        return ServerFailed(
            f"the Chroma server at {self.shown} {what}",
            hint="start it again (`chroma run --path FOLDER --host HOST --port PORT`) and run the same command again, "
            "or unset ONRECORD_CHROMA_URL and run `onrecord index rebuild`; nothing published is lost",
        )

    def _no_chroma(self) -> ServerFailed:
        return ServerFailed(
            f"what answers at {self.shown} is not a Chroma server",
            hint="set ONRECORD_CHROMA_URL to the address that `chroma run` prints",
        )


def without_password(url: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
