"""Why a sentence cannot be shown."""

from __future__ import annotations

from typing import Literal

from assistant.types import Verdict

Fault = Literal["altered", "spliced", "misattributed", "fabricated"]
"""What was done to the words of a quotation, or of a statement that is put in."""


class UnsupportedError(Exception):
    """The evidence does not bear the sentence out; the message says in what. Never leaves `verify`.

    `verdict` is of the words that the sentence quotes, where they are at fault; the message begins with it.
    """

    def __init__(self, why: str, verdict: Fault | Verdict | None = None) -> None:
        super().__init__(f"{verdict}: {why}" if verdict else why)
        self.verdict = verdict
