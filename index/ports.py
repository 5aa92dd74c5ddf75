"""The seams of `index`: what the pipeline and the search need of the world, and the fakes stand in for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:  # numpy takes 0.1 s to import, and `onrecord --help` needs none of it
    import numpy as np
    from numpy.typing import NDArray

Vectors: TypeAlias = "NDArray[np.float32]"
"""One row a text, unit length."""

Unit = Literal["passage", "statement"]


class Embedder(Protocol):
    """Turns texts into vectors. `name` and `dimensions` are recorded in the index, which refuses any other."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order. Raises EmbeddingFailed."""
        ...


class TokenCounter(Protocol):
    def count(self, text: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Scored:
    id: str
    score: float


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """What the lexical store keeps of a passage or statement. `title` is searched beside `body`, with less weight."""

    id: str
    unit: Unit
    body: str
    title: str


class LexicalStore(Protocol):
    """BM25 and phrases over passages and statements."""

    def replace(self, *, add: Iterable[LexicalEntry], drop: Collection[str]) -> None: ...

    def search(self, words: str, *, phrases: Sequence[str], unit: Unit, k: int) -> tuple[Scored, ...]:
        """Best first. `words` are matched stemmed, any of them; every one of `phrases` must stand word for word."""
        ...

    def count(self) -> int: ...

    def close(self) -> None: ...


class VectorStore(Protocol):
    """Nearest passages by cosine similarity."""

    def replace(self, *, ids: Sequence[str], vectors: Vectors, drop: Collection[str]) -> None: ...

    def nearest(self, vector: Vectors, *, k: int) -> tuple[Scored, ...]:
        """Best first; `score` is the cosine similarity."""
        ...

    def count(self) -> int: ...

    def close(self) -> None: ...


class Progress(Protocol):
    """Hears how far long work is. `total` is None while unknown."""

    def advance(self, stage: str, *, done: int, total: int | None) -> None: ...


class Quiet:
    """A Progress nobody watches."""

    def advance(self, stage: str, *, done: int, total: int | None) -> None:
        del stage, done, total
