"""Thread-safe lazy initialisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class lazy_property(Generic[T]):  # noqa: N801  used like `property`
    """A property computed once, on first access. An exception is not cached. The owner needs an `RLock` named
    `opening`."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> T:
        # Stored under its own name, the value hides this descriptor from then on.
        with owner.opening:
            if self._name not in owner.__dict__:
                owner.__dict__[self._name] = self._compute(owner)
        return owner.__dict__[self._name]  # type: ignore[no-any-return]
