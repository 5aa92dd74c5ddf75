"""What can go wrong in `index`, as the person at the terminal is told it.

OnrecordError                what happened, and in `hint` what to do next; `exit_code` is CONTRACT's
├── UsageError               exit 2: arguments or settings
├── IndexUnavailable         exit 3
│   ├── IndexMissing         no index in that folder
│   ├── IndexLocked          another process is writing
│   ├── IndexMismatch        made with another embedding model, schema or rules
│   ├── IndexDamaged         a store cannot be read, or is not what the catalog says
│   ├── StorageFailed        the disk is full, or the folder cannot be written; what is published is unharmed
│   └── ServerFailed         the Chroma server does not answer, or not as it should; what is published is unharmed
└── EmbeddingFailed          exit 4: the embedding provider did not answer
"""

from __future__ import annotations

from typing import ClassVar


class OnrecordError(Exception):
    """An error a person can act on. The message says what happened and where, the hint what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(OnrecordError):
    exit_code = 2


class IndexUnavailable(OnrecordError):
    exit_code = 3


class IndexMissing(IndexUnavailable):
    pass


class IndexLocked(IndexUnavailable):
    pass


class IndexMismatch(IndexUnavailable):
    pass


class IndexDamaged(IndexUnavailable):
    pass


class StorageFailed(IndexUnavailable):
    pass


class ServerFailed(IndexUnavailable):
    pass


class EmbeddingFailed(OnrecordError):
    exit_code = 4
