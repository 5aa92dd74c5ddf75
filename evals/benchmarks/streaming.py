"""Delay of verified text compared with the raw stream: `python -m evals.benchmarks.streaming`.

The rules check each sentence as it comes, so the delay is mostly the wait for its last word and marker. A model that
checks needs the whole reply and a second call, which this does not measure.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import mean, median
from typing import Any

from assistant import open_assistant
from assistant.errors import ModelFailed
from assistant.generation.budget import Budget
from assistant.generation.chain import Chain, open_chain
from assistant.generation.composer import PromptSettings, VerifiedComposer
from assistant.generation.metered_call import Reply
from assistant.generation.packing.articles import pack_articles
from assistant.generation.packing.messages import PromptFrame
from assistant.retrieval.evidence import evidence_for_model, find_evidence
from assistant.types import Composed, Evidence, Query, RetrievedEvidence, TextDelta, Usage
from assistant.verification.entailment.rules import RuleChecker
from evals.benchmarks.token_server import serve_tokens
from evals.command_line import make_parser, positive, run_command
from evals.datasets.samples import ARTICLES
from index.embedding.token_counter import counter_for_model
from prompts import Rendered, load_prompt

QUESTION = "Who spoke about Article 5?"
MODEL = "gpt-4o"
BUDGET = 4000
_TOKEN = re.compile(r"\s*(?:\w{1,8}|[^\w\s])")


Delays = dict[str, Any]
"""Medians of several rounds in milliseconds. `raw_` is the raw stream, `shown_` the verified one, from its request.

`held_` is the delay between a token and its verified text, `computed_` the program's own part of it.
"""


@dataclass(slots=True)
class _TimedReply:
    """A reply that records when each token `came`, and when the verifier had `finished` it."""

    reply: Reply
    came: list[float] = field(default_factory=list)
    finished: list[float] = field(default_factory=list)

    @property
    def failure(self) -> ModelFailed | None:
        return self.reply.failure

    @property
    def text(self) -> str:
        return self.reply.text

    @property
    def usage(self) -> Usage:
        return self.reply.usage

    def __iter__(self) -> Iterator[str]:
        for delta in self.reply:
            self.came.append(time.perf_counter())
            yield delta
            self.finished.append(time.perf_counter())

    def close(self) -> None:
        self.reply.close()


@dataclass(slots=True)
class _TimedModel:
    chain: Chain
    replies: list[_TimedReply] = field(default_factory=list)
    asked_at: float = 0.0

    def compose(self, messages: Rendered, *, output_tokens: int | None = None) -> _TimedReply:
        self.asked_at = time.perf_counter()
        self.replies.append(_TimedReply(self.chain.compose(messages, output_tokens=output_tokens)))
        return self.replies[-1]


@dataclass(frozen=True, slots=True)
class _Case:
    """A question with its evidence, and a model's reply in sentences."""

    query: Query
    found: RetrievedEvidence
    messages: Rendered
    sentences: tuple[str, ...]

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(_TOKEN.findall(" ".join(self.sentences)))


@dataclass(frozen=True, slots=True)
class _Round:
    """One stream, in seconds from its request. `after` are the tokens before each shown text."""

    came: tuple[float, ...]
    total: float
    shown: tuple[float, ...] = ()
    after: tuple[int, ...] = ()
    busy: tuple[float, ...] = ()
    packing: float = 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("benchmarks.streaming", __doc__)
    parser.add_argument("--pace", type=float, default=20.0, help="milliseconds per token (default: 20)")
    parser.add_argument("--rounds", type=positive, default=7, help="streams of each kind (default: 7)")
    return run_command(parser, arguments, _measure, render)


def _measure(pace: float, rounds: int) -> Delays:
    """Stream the reply raw, then verified. The first stream of each kind opens connections and loads modules."""
    pace /= 1000
    case = _make_case()
    with serve_tokens(case.tokens, pace=pace) as address:
        chain = open_chain(model=MODEL, api_key=None, base_url=address, counter=counter_for_model(MODEL), timeout=60.0)
        raw = [_stream_raw(chain, case) for _ in range(rounds + 1)][1:]
        shown = [_stream_verified(chain, case) for _ in range(rounds + 1)][1:]
        chain.close()
    return _summarize(case, pace, raw, shown)


def render(delays: Delays) -> str:
    table = (
        ("", "raw", "verified", "added"),
        ("to the first text (ms)", delays["raw_first_ms"], delays["shown_first_ms"], delays["held_first_ms"]),
        ("to the end (ms)", delays["raw_total_ms"], delays["shown_total_ms"], delays["total_over_raw_ms"]),
    )
    rows = (
        ("delay of the first text (tokens: a whole sentence)", delays["held_first_tokens"]),
        ("delay of a sentence after its last token (tokens)", delays["held_after_end_tokens"]),
        ("the program's part of the first delay (ms)", delays["computed_first_ms"]),
        ("the program, a token (ms)", delays["computed_token_ms"]),
        ("the program, the slowest token (ms)", delays["computed_most_ms"]),
        ("before the request: packing the evidence (ms)", delays["packing_ms"]),
    )
    return "\n".join(
        [
            "{tokens} tokens in {sentences} sentences, {pace_ms:g} ms a token".format(**delays),
            *("{:<44}{:>10}{:>10}{:>10}".format(*row) for row in table),
            "",
            *(f"{name:<54}{value:>10}" for name, value in rows),
        ]
    )


def _make_case() -> _Case:
    with tempfile.TemporaryDirectory() as folder, open_assistant(index=folder, model="none") as assistant:
        assistant.ingest([ARTICLES])
        query = assistant.search(QUESTION).query
        found = evidence_for_model(query, find_evidence(query, assistant.view()), assistant.view())
    packed = pack_articles(found, PromptFrame(load_prompt("answer"), query, BUDGET, counter_for_model(MODEL)))
    return _Case(query, found, packed.messages, tuple(_reply(packed.evidence)))


def _reply(evidence: Evidence) -> Iterator[str]:
    """Yield a good model's sentences: statements by number, a typed quotation, and prose with markers."""
    speakers = [statement.speaker for statement, _ in evidence.statements]
    numbers = {str(speaker.name): number for number, speaker in enumerate(speakers, 1) if speaker}
    yield f"Steve Witkoff said {{S{numbers['Steve Witkoff']}}}."
    yield f"Volodymyr Zelensky said {{S{numbers['Volodymyr Zelensky']}}}."
    guarantees = "would need some security guarantees"
    for words, text in (
        (guarantees, f"Marco Rubio told NBC News that a peace deal {guarantees}"),
        ("get reinvaded", 'Marco Rubio said of the Ukrainians "They don\'t want to get reinvaded"'),
        ("low expectations", "The Americans had come with low expectations"),
    ):
        number = next(n for n, hit in enumerate(evidence.hits, 1) if words in hit.passage.span.of(hit.article.text))
        yield f"{text} [{number}]."


def _stream_raw(chain: Chain, case: _Case) -> _Round:
    started = time.perf_counter()
    came = tuple(time.perf_counter() - started for _ in chain.compose(case.messages))
    return _Round(came, time.perf_counter() - started)


def _stream_verified(chain: Chain, case: _Case) -> _Round:
    model = _TimedModel(chain)
    prompts = load_prompt("answer"), load_prompt("rewrite")
    composer = VerifiedComposer(
        MODEL,
        open_model=lambda: model,
        settings=PromptSettings(*prompts, BUDGET, counter_for_model(MODEL), pack_articles),
        cost_budget=Budget(price=None),
        checker=RuleChecker(),
    )
    shown, after = [], []
    composed = None
    started = time.perf_counter()
    for event in composer.compose(case.query, case.found, (), generation=1):
        if isinstance(event, TextDelta):
            shown.append(time.perf_counter())
            after.append(len(model.replies[0].came))
        else:
            composed = event
    ended = time.perf_counter()
    assert isinstance(composed, Composed)
    if composed.dropped or composed.draft is None or len(shown) != len(case.sentences):
        raise AssertionError(f"the verifier dropped a part of the sample reply: {composed.dropped}")
    reply = model.replies[0]
    return _Round(
        tuple(at - model.asked_at for at in reply.came),
        ended - model.asked_at,
        tuple(at - model.asked_at for at in shown),
        tuple(after),
        tuple(finished - came for came, finished in zip(reply.came, reply.finished, strict=False)),
        model.asked_at - started,
    )


def _summarize(case: _Case, pace: float, raw: Sequence[_Round], shown: Sequence[_Round]) -> Delays:
    def middle(seconds: Iterable[float]) -> float:
        return round(1000 * median(seconds), 2)

    ends, written = [], 0
    for number, sentence in enumerate(case.sentences):
        written += len(_TOKEN.findall((" " if number else "") + sentence))
        ends.append(written)
    late = [after - end for stream in shown for after, end in zip(stream.after[:-1], ends, strict=False)]
    first = [(stream, stream.after[0]) for stream in shown]
    return {
        "tokens": len(case.tokens),
        "sentences": len(case.sentences),
        "pace_ms": 1000 * pace,
        "raw_first_ms": middle(stream.came[0] for stream in raw),
        "raw_total_ms": middle(stream.total for stream in raw),
        "shown_first_ms": middle(stream.shown[0] for stream in shown),
        "shown_total_ms": middle(stream.total for stream in shown),
        "held_first_ms": middle(stream.shown[0] - stream.came[0] for stream in shown),
        "held_first_tokens": shown[0].after[0],
        "held_after_end_tokens": round(mean(late), 1),
        "computed_first_ms": middle(sum(run.busy[: n - 1]) + run.shown[0] - run.came[n - 1] for run, n in first),
        "computed_token_ms": middle(mean(stream.busy) for stream in shown),
        "computed_most_ms": middle(max(stream.busy) for stream in shown),
        "total_over_raw_ms": round(
            1000 * (median(stream.total for stream in shown) - median(stream.total for stream in raw)), 2
        ),
        "packing_ms": middle(stream.packing for stream in shown),
    }


if __name__ == "__main__":
    sys.exit(main())
