"""One proposition of a statement, in the parts by which it is compared with others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.verification.numbers import Day, Number

Stance = Literal["yes", "no", "may", "silent"]
"""Whether the speaker says that it is so, that it is not, that it may be, or declines to say."""
Difference = Literal["polarity", "force", "number", "day"]
"""What may lie between two claims on one proposition."""
Mood = Literal["past", "present", "reported", "future", "ought", "wish", "can"]
"""When it is so, or with what force. `reported` is the past of indirect speech, which may mean the present."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause: what it says (`stems`, in order, who it is about first), and everything that could make it another."""

    words: str
    stems: tuple[str, ...]
    stance: Stance
    mood: Mood
    names: frozenset[str] = frozenset()
    """Those of the stems that are written like names, and `@` with the speaker's for "I", "we" and their own "he"."""
    numbers: tuple[Number, ...] = ()
    days: tuple[Day, ...] = ()
    times: frozenset[str] = frozenset()
    """Weekdays, months, years and seasons outside whole dates."""
    is_state: bool = False
    """It says how something is, and not what somebody does: it may be so one day and not the next."""
    limits: frozenset[str] = frozenset()
    """Words that make more or less of it than it would be without them: "all", "only", "partly", "at least"."""
