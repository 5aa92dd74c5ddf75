"""Labelled claims of any origin, for `onrecord eval run --set verifier:FILE`: a claim, its evidence, and a label."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from index.errors import UsageError

Label = Literal["entailed", "not"]
_REQUIRED = ("id", "claim", "evidence", "label")
_MAX_REPORTED = 20
_HINT = "see “Score a checker on your own claims” in docs/evaluation.md"


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim with the text that must support it. `label` says whether a careful reader finds that it does."""

    id: str
    claim: str
    evidence: str
    label: Label
    kind: str | None = None
    """The group whose figures it also counts in."""
    strict: bool = False
    """Whether the label holds only if every word counts (a lost "about", for example)."""

    @property
    def supported(self) -> bool:
        return self.label == "entailed"


def load_labelled_claims(file: Path) -> tuple[LabelledClaim, ...]:
    """Return the rows of the file, without comment lines (#). Raises UsageError with every faulty line."""
    claims: list[LabelledClaim] = []
    faults: list[str] = []
    lines: dict[str, int] = {}
    for number, text in enumerate(_read(file).split("\n"), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        row = _parse(text)
        found = [row] if isinstance(row, str) else list(_faults(row))
        if isinstance(row, dict) and not found:
            claim = _claim(row)
            first = lines.setdefault(claim.id, number)
            if first == number:
                claims.append(claim)
            else:
                found = [f"the id {claim.id!r} is already on line {first}; give each row its own"]
        faults += [f"line {number}: {fault}" for fault in found]
    if faults:
        more = [f"and {len(faults) - _MAX_REPORTED} more"] if len(faults) > _MAX_REPORTED else []
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise UsageError("\n".join([f"{file} has {count}:", *faults[:_MAX_REPORTED], *more]), hint=_HINT)
    if not claims:
        raise UsageError(f"{str(file)!r} has no claims", hint=f"write one JSON object per line; {_HINT}")
    return tuple(claims)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"no file {str(file)!r}", hint="give a file of labelled claims: verifier:FILE.jsonl") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{str(file)!r} is not UTF-8 at byte {error.start}", hint="save it as UTF-8") from None
    except OSError as error:
        raise UsageError(f"cannot read {str(file)!r}: {error.strerror}", hint="give a file of JSON lines") from error


def _parse(text: str) -> dict[str, Any] | str:
    """Return the JSON object of the line, or what is wrong with the line."""
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        return f"not JSON at character {error.pos + 1} ({error.msg}); write one JSON object per line"
    except RecursionError:
        return "nested too deeply; write one flat JSON object per line"
    return row if isinstance(row, dict) else "not a JSON object; write {…} with the keys " + ", ".join(_REQUIRED)


def _faults(row: Mapping[str, Any]) -> Iterator[str]:
    for key in _REQUIRED:
        if key not in row:
            yield f"the key {key!r} is missing; every row needs {', '.join(_REQUIRED)}"
        elif not isinstance(row[key], str):
            yield f"{key!r} is {json.dumps(row[key])}; write text in double quotation marks"
        elif key in ("id", "claim") and not row[key].strip():
            yield f"{key!r} is empty; write a name" if key == "id" else f"{key!r} is empty; write a sentence"
    label = row.get("label")
    if isinstance(label, str) and label not in get_args(Label):
        yield f'the label is {label!r}; write "entailed" or "not"'
    if not isinstance(row.get("kind"), str | None):
        yield f"'kind' is {json.dumps(row['kind'])}; write text, or leave it out"
    if not isinstance(row.get("strict"), bool | None):
        yield f"'strict' is {json.dumps(row['strict'])}; write true or false, or leave it out"


def _claim(row: Mapping[str, Any]) -> LabelledClaim:
    kind, strict = row.get("kind") or None, bool(row.get("strict"))
    return LabelledClaim(row["id"], row["claim"], row["evidence"], row["label"], kind, strict)
