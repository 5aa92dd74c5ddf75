"""What is opened when it is first needed, and only once however many threads need it at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class lazy_property(Generic[T]):  # noqa: N801  used like `property`
    """A property that is worked out when it is first asked for; what it raises is not kept.

    Its owner has a lock, `opening`, that the thread which holds it can take again.
    """

    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> T:
        # Kept under its own name, so that from then on Python finds it without asking here.
        with owner.opening:
            if self._name not in owner.__dict__:
                owner.__dict__[self._name] = self._work_out(owner)
        return owner.__dict__[self._name]  # type: ignore[no-any-return]
