"""The seams of `index`: what the pipeline and the search need of the world, and the fakes stand in for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:  # numpy takes 0.1 s to import, and `onrecord --help` needs none of it
    import numpy as np
    from numpy.typing import NDArray

Vectors: TypeAlias = "NDArray[np.float32]"
"""One row a text, unit length."""

Unit = Literal["passage", "statement"]
VectorsLocation = Literal["folder", "server"]
"""Where an index keeps its vectors: in the folders of its generations, or on a Chroma server."""


class Embedder(Protocol):
    """Turns texts into vectors. `name` and `dimensions` are recorded in the index, which refuses any other."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order. Raises EmbeddingFailed."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """The vector of what is looked for, in one row: some models want to be told. Raises EmbeddingFailed."""
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

    @property
    def shared(self) -> bool:
        """Whether generations go on in one store: then nothing is dropped from it, and a reader finds passages in it
        that its generation does not know."""
        ...

    def replace(self, *, ids: Sequence[str], vectors: Vectors, drop: Collection[str]) -> None: ...

    def nearest(self, vector: Vectors, *, k: int) -> tuple[Scored, ...]:
        """Best first; `score` is the cosine similarity."""
        ...

    def count(self) -> int: ...

    def settle(self, passages: int) -> None:
        """Ends the making of a generation of so many passages. Raises IndexDamaged where some are not there."""
        ...

    def close(self) -> None: ...


class VectorStores(Protocol):
    """The vector stores of an index, one for a generation, each reached through its generation's folder for them."""

    @property
    def place(self) -> VectorsLocation: ...

    def ready(self) -> None:
        """Raises ServerFailed where nothing could be written: asked before long work is begun."""
        ...

    def create(self, folder: Path) -> VectorStore:
        """A new, empty store. `folder` need not exist."""
        ...

    def open(self, folder: Path) -> VectorStore:
        """Raises IndexDamaged where there is no store, or none that can be read, and ServerFailed."""
        ...

    def copy(self, source: Path, target: Path) -> None:
        """Begins the store of the next generation with what the one before holds, which readers use meanwhile."""
        ...

    def freeze(self, folder: Path) -> None:
        """From now on opening the store changes none of its files. Close it first."""
        ...

    def sweep(self, folders: Iterable[Path]) -> None:
        """Removes what no generation needs any more; `folders` are those of the generations that there are."""
        ...


class Progress(Protocol):
    """Hears how far long work is. `total` is None while unknown."""

    def advance(self, stage: str, *, done: int, total: int | None) -> None: ...


class NoProgress:
    """A Progress nobody watches."""

    def advance(self, stage: str, *, done: int, total: int | None) -> None:
        del stage, done, total
