"""Share of hand-written questions that are understood exactly: `python -m evals.component_checks.understanding`."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.types import Query, QuestionType, Turn
from assistant.understanding.publishers import PublisherMatcher
from assistant.understanding.query import understand
from assistant.understanding.speakers import SpeakerMatcher
from evals.command_line import make_parser, run_command
from evals.datasets.samples import ARTICLES, GOLDEN
from index.errors import UsageError
from index.types import Speaker

UTTERANCES = GOLDEN / "understanding.jsonl"
INVENTED = ("Ann Fox", "Karl Venn", "Edda May", "William Tarn", "Robert Okell", "Rufus Grant", "Carl Hope")
"""Speakers that occur in no sample article: their names are common words or have short forms."""
SPEAKERS = (
    *("Emmanuel Macron", "Donald Trump", "Steve Witkoff", "Marco Rubio", "Volodymyr Zelensky", "Odile Trasker"),
    *("Benno Halvey", "Ruan Pellick", "Corwin Maddle", "Yrsa Colm", "Hask Thorley", "Joss Verrick", "Senga Holt"),
    *("Lucan Frade", "Emlyn Tarsk", "Wenna Struck", "Merrin Askey", "Gorran Peale", "Tilda Renwick", "Brannock Spans"),
    *("Isaura Lantry", "Anselm Bray", "Leontine Marrow", "Cobb Aldersey", "Brina Ketterow", "Jory Hallick"),
    *("Sunniva Prout", "Keld Marrable", "Hester Quillan", "Tobin Quillan", "Orla Bexwith", "Dagny Rusk"),
    *("Ysolde Carrick", "Bram Ockley", "Mara Dunlow", "Hew Brandry", "Emeric Stoll", "Thea Winslade", "Nerys Holbeck"),
)
"""The speakers of the sample articles, listed so that no extraction is measured here."""
PARTS = ("first", "second", "last", "fresh")
"""`first` was written before the code, `second` with it; `last` and `fresh` were unseen until their first run."""


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
    """A question on its day, and the expected query. In a `trap`, a word only looks like a filter."""

    id: str
    question: str
    today: date
    expected: Expected
    history: tuple[Turn, ...] = ()
    trap: bool = False

    @property
    def part(self) -> str:
        return self.id.split("-")[0]


@dataclass(frozen=True, slots=True)
class UtteranceScore:
    utterance: Utterance
    wrong: tuple[str, ...]
    seconds: float


def load_utterances(path: Path = UTTERANCES) -> tuple[Utterance, ...]:
    """Return the utterances. Raises UsageError with the line that cannot be read."""
    found: list[Utterance] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(_utterance(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"{path.name}, line {number}: {error}", hint="see evals/golden/README.md") from error
    return tuple(found)


def _utterance(row: Mapping[str, Any]) -> Utterance:
    expected = dict(row["expected"])
    days = {name: date.fromisoformat(expected[name]) for name in ("since", "until", "as_of") if name in expected}
    expected |= days | {"speakers": tuple(expected.get("speakers", ()))}
    history = tuple(map(Turn, row.get("history", ())))
    today = date.fromisoformat(row["today"])
    return Utterance(row["id"], row["question"], today, Expected(**expected), history, row["trap"])


def find_differences(query: Query, expected: Expected) -> Iterator[str]:
    """Yield each part of the query that differs from the expected one."""
    scope = query.scope
    period = scope.period
    found = Expected(
        query.asks, query.speakers, period.since, period.until, query.as_of, scope.publisher, query.wants_now
    )
    for name in Expected.__slots__:
        got, wanted = getattr(found, name), getattr(expected, name)
        if got != wanted and not (name == "speakers" and set(got) == set(wanted)):
            yield f"{name} is {got!s}, not {wanted!s}"


def score_utterances(utterances: Iterable[Utterance]) -> tuple[UtteranceScore, ...]:
    """Parse each utterance once, timed."""
    registry = SpeakerMatcher.of(map(Speaker, (*SPEAKERS, *INVENTED)))
    rows = map(json.loads, ARTICLES.read_text(encoding="utf-8").splitlines())
    publishers = PublisherMatcher(sorted({row["publisher"] for row in rows}))
    scores = []
    for utterance in utterances:
        started = time.perf_counter()
        query = understand(
            utterance.question,
            registry=registry,
            publishers=publishers,
            history=utterance.history,
            today=utterance.today,
        )
        wrong = tuple(find_differences(query, utterance.expected))
        scores.append(UtteranceScore(utterance, wrong, time.perf_counter() - started))
    return tuple(scores)


def render(scores: Sequence[UtteranceScore]) -> str:
    """Return the exact share by part and of the traps, the time, and every error."""
    groups = {part: [score for score in scores if score.utterance.part == part] for part in PARTS}
    groups |= {"traps": [score for score in scores if score.utterance.trap], "all": list(scores)}
    lines = []
    for name, some in groups.items():
        right = sum(not score.wrong for score in some)
        lines += [f"{name:<8}{right:>4} of {len(some):>3}  {right / len(some):.3f}"] if some else []
    milliseconds = sorted(1000 * score.seconds for score in scores)
    p95 = milliseconds[int(0.95 * (len(milliseconds) - 1))]
    lines.append(f"understand: p50 {statistics.median(milliseconds):.2f} ms, p95 {p95:.2f} ms")
    wrong = [score for score in scores if score.wrong]
    lines += [f"{score.utterance.id}: {score.utterance.question}\n    {'; '.join(score.wrong)}" for score in wrong]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("component_checks.understanding", __doc__, with_json=False)
    parser.add_argument("file", nargs="?", type=Path, default=UTTERANCES, help="utterances as JSON lines")
    return run_command(parser, arguments, lambda file: score_utterances(load_utterances(file)), render)


if __name__ == "__main__":
    sys.exit(main())
