"""A checker of meaning with scripted verdicts, and claims about an invented quay."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.verification.entailment import Claim, Judgement, Verdict

ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "quay-1",
        "claim": "As many as 40 boats use the quay.",
        "evidence": "As many as 40 boats use Ostrel quay, Mila Brandt said.",
        "label": "entailed",
        "kind": "hedges",
    },
    {
        "id": "quay-2",
        "claim": "Forty boats use the quay.",
        "evidence": "As many as 40 boats use Ostrel quay, Mila Brandt said.",
        "label": "not",
        "kind": "hedges",
        "strict": True,
    },
    {
        "id": "quay-3",
        "claim": "Mila Brandt wants the quay closed.",
        "evidence": "Mila Brandt said that the quay must stay open.",
        "label": "not",
    },
)


@dataclass
class ScriptedChecker:
    """Gives each claim its scripted verdict, otherwise `entailed`, and remembers how many claims each call had."""

    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    name: str = "scripted"
    calls: list[int] = field(default_factory=list)
    reads_whole_reply: bool = True

    def check(self, claims: Sequence[Claim]) -> list[Judgement]:
        self.calls.append(len(claims))
        return [Judgement(self.verdicts.get(claim.text, "entailed"), "as scripted") for claim in claims]


def write_rows(file: Path, rows: Sequence[Mapping[str, Any]] = ROWS) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file
