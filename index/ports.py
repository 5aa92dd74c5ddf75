"""Interfaces of `index` to its embedders, token counters and stores. Tests use fakes of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:  # numpy takes 0.1 s to import, and `onrecord --help` does not need it
    import numpy as np
    from numpy.typing import NDArray

Vectors: TypeAlias = "NDArray[np.float32]"
"""One unit vector a row, one row a text."""

Unit = Literal["passage", "statement"]
VectorsLocation = Literal["folder", "server"]
"""The location of the vectors: the folders of the generations, or a Chroma server."""


class Embedder(Protocol):
    """Turns texts into vectors. The index records `name` and `dimensions` and rejects other embedders."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order. Raises EmbeddingFailed."""

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a query in one row; some models embed queries differently. Raises EmbeddingFailed."""


class TokenCounter(Protocol):
    def count(self, text: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Scored:
    id: str
    score: float


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """A passage or statement in the lexical store. A match in `title` weighs less than one in `body`."""

    id: str
    unit: Unit
    body: str
    title: str


class LexicalStore(Protocol):
    """BM25 and phrase search over passages and statements."""

    def replace(self, *, add: Iterable[LexicalEntry], drop: Collection[str]) -> None: ...

    def search(self, words: str, *, phrases: Sequence[str], unit: Unit, k: int) -> tuple[Scored, ...]:
        """Return the best `k` entries with any of the stemmed `words` and every one of `phrases` verbatim."""

    def count(self) -> int: ...

    def close(self) -> None: ...


class VectorStore(Protocol):
    """Nearest passages by cosine similarity."""

    @property
    def shared(self) -> bool:
        """Whether generations share one store. Nothing is dropped from a shared store, so readers also find passages
        of other generations."""

    def replace(self, *, ids: Sequence[str], vectors: Vectors, drop: Collection[str]) -> None: ...

    def nearest(self, vector: Vectors, *, k: int) -> tuple[Scored, ...]:
        """Return the `k` nearest passages, best first, scored by cosine similarity."""

    def count(self) -> int: ...

    def verify_count(self, passages: int) -> None:
        """Complete the store of a generation of so many passages. Raises IndexDamaged if some are missing."""

    def close(self) -> None: ...


class VectorStores(Protocol):
    """The vector stores of an index: one for each generation, opened through a folder of that generation."""

    @property
    def location(self) -> VectorsLocation: ...

    def ready(self) -> None:
        """Raise ServerFailed if the stores cannot be written. Called before long work."""

    def create(self, folder: Path) -> VectorStore:
        """Create an empty store. The folder need not exist."""

    def open(self, folder: Path) -> VectorStore:
        """Open a store. Raises IndexDamaged if it is missing or unreadable, and ServerFailed."""

    def copy(self, source: Path, target: Path) -> None:
        """Start the store of the next generation as a copy of the one before, which readers are using."""

    def freeze(self, folder: Path) -> None:
        """Make sure that opening the store changes none of its files. Close the store first."""

    def remove_unused(self, folders: Iterable[Path]) -> None:
        """Remove the data that none of the folders of the existing generations needs."""


class Progress(Protocol):
    """Receives the progress of long work. `total` is None while unknown."""

    def advance(self, stage: str, *, done: int, total: int | None) -> None: ...


class NoProgress:
    """A Progress that does nothing."""

    def advance(self, stage: str, *, done: int, total: int | None) -> None:
        del stage, done, total
