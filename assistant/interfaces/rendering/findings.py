"""Findings: the results of `onrecord doctor` and `onrecord slack check`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

INDEX_UNUSABLE = 3

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked, and what to do if something is wrong with it."""

    about: str
    state: State
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """3 if the index cannot be used, else 0."""
        unusable = any(one.state == "problem" and one.about in ("index", "vectors") for one in self.findings)
        return INDEX_UNUSABLE if unusable else 0

    def row(self) -> dict[str, Any]:
        return {"findings": [asdict(one) for one in self.findings]}
