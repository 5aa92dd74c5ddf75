"""How many hand-written questions are understood exactly: `python -m evals.component_checks.understanding`.

A question is understood when all is right at once: what is asked, about whom, from when to when, which publisher, and
whether the newest is wanted. The topic is not looked at; tests of the answers are.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.types.types import Query, QuestionType, Turn
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from evals.datasets.samples import ARTICLES, GOLDEN
from index.errors import UsageError
from index.types import Speaker

UTTERANCES = GOLDEN / "understanding.jsonl"
INVENTED = ("Ann Fox", "Karl Venn", "Edda May", "William Tarn", "Robert Okell", "Rufus Grant", "Carl Hope")
"""Speakers that stand in no sample article: their names are common words or have short forms."""
SPEAKERS = (
    *("Emmanuel Macron", "Donald Trump", "Steve Witkoff", "Marco Rubio", "Volodymyr Zelensky", "Odile Trasker"),
    *("Benno Halvey", "Ruan Pellick", "Corwin Maddle", "Yrsa Colm", "Hask Thorley", "Joss Verrick", "Senga Holt"),
    *("Lucan Frade", "Emlyn Tarsk", "Wenna Struck", "Merrin Askey", "Gorran Peale", "Tilda Renwick", "Brannock Spans"),
    *("Isaura Lantry", "Anselm Bray", "Leontine Marrow", "Cobb Aldersey", "Brina Ketterow", "Jory Hallick"),
    *("Sunniva Prout", "Keld Marrable", "Hester Quillan", "Tobin Quillan", "Orla Bexwith", "Dagny Rusk"),
    *("Ysolde Carrick", "Bram Ockley", "Mara Dunlow", "Hew Brandry", "Emeric Stoll", "Thea Winslade", "Nerys Holbeck"),
)
"""Who speaks in the sample articles. They are named here so that this measures understanding alone."""


@dataclass(frozen=True, slots=True)
class Expected:
    asks: QuestionType
    speakers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    publisher: str | None = None
    wants_now: bool = False


@dataclass(frozen=True, slots=True)
class Utterance:
    """A question, its own day, the questions before it, and what a careful reader takes it for."""

    id: str
    question: str
    today: date
    expected: Expected
    history: tuple[Turn, ...] = ()
    trap: bool = False
    """A word in it looks like a filter and is none."""

    @property
    def part(self) -> str:
        """`first`: written before the code, `second`: beside it; `last` and `fresh`: unseen until run once."""
        return self.id.split("-")[0]


@dataclass(frozen=True, slots=True)
class Score:
    utterance: Utterance
    wrong: tuple[str, ...]
    seconds: float


def load_utterances(path: Path = UTTERANCES) -> tuple[Utterance, ...]:
    """The utterances of the golden set. Raises UsageError naming the line that cannot be read."""
    found: list[Utterance] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(_utterance(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"{path.name}, line {number}: {error}", hint="see evals/golden/README.md") from error
    return tuple(found)


def _utterance(row: Mapping[str, Any]) -> Utterance:
    expected = dict(row["expected"])
    for name in ("since", "until", "as_of"):
        if name in expected:
            expected[name] = date.fromisoformat(expected[name])
    expected["speakers"] = tuple(expected.get("speakers", ()))
    return Utterance(
        row["id"],
        row["question"],
        date.fromisoformat(row["today"]),
        Expected(**expected),
        tuple(map(Turn, row.get("history", ()))),
        row["trap"],
    )


def golden_publishers() -> PublisherMatcher:
    rows = map(json.loads, ARTICLES.read_text(encoding="utf-8").splitlines())
    return PublisherMatcher(sorted({row["publisher"] for row in rows}))


def differences(query: Query, expected: Expected) -> Iterator[str]:
    """Each thing that is understood otherwise than expected."""
    period = query.scope.period
    understood = Expected(
        query.asks, query.speakers, period.since, period.until, query.as_of, query.scope.publisher, query.wants_now
    )
    for name in Expected.__slots__:
        got, wanted = getattr(understood, name), getattr(expected, name)
        if name == "speakers" and set(got) == set(wanted):
            continue
        if got != wanted:
            yield f"{name} is {got!s}, not {wanted!s}"


def score(utterances: Iterable[Utterance]) -> tuple[Score, ...]:
    """Every utterance understood once, timed."""
    registry, publishers = SpeakerMatcher.of(map(Speaker, (*SPEAKERS, *INVENTED))), golden_publishers()
    scores = []
    for one in utterances:
        started = time.perf_counter()
        query = understand(one.question, registry=registry, publishers=publishers, history=one.history, today=one.today)
        scores.append(Score(one, tuple(differences(query, one.expected)), time.perf_counter() - started))
    return tuple(scores)


def render(scores: Sequence[Score]) -> str:
    """Shares understood exactly, by part and for the traps alone, what was wrong, and the time."""
    groups = [
        (f"{part}", [one for one in scores if one.utterance.part == part])
        for part in ("first", "second", "last", "fresh")
    ]
    groups += [("traps", [one for one in scores if one.utterance.trap]), ("all", list(scores))]
    lines = [
        f"{name:<8}{_right(ones):>4} of {len(ones):>3}  {_right(ones) / len(ones):.3f}" for name, ones in groups if ones
    ]
    milliseconds = sorted(1000 * one.seconds for one in scores)
    p95 = milliseconds[int(0.95 * (len(milliseconds) - 1))]
    lines.append(f"understand: p50 {statistics.median(milliseconds):.2f} ms, p95 {p95:.2f} ms")
    lines += [
        f"{one.utterance.id}: {one.utterance.question}\n    {'; '.join(one.wrong)}" for one in scores if one.wrong
    ]
    return "\n".join(lines)


def _right(scores: Iterable[Score]) -> int:
    return sum(not one.wrong for one in scores)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.component_checks.understanding", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=UTTERANCES, help="utterances as JSON lines")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(render(score(load_utterances(chosen.file))) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
