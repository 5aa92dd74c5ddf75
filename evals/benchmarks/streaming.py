"""How much later verified text comes than the raw stream: `python -m evals.benchmarks.streaming`.

A local server streams a reply with quotations and markers about the sample articles, token by token. The same stream is
read raw through the real client, and through the whole chain behind the verifier. A sentence is shown when it is whole
and verified, never before: so most of what is held back is waiting for its last word and its marker, which a slower
model makes longer and no faster program shorter. What the program itself takes is told apart.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from statistics import mean, median

from assistant import open_assistant
from assistant.errors import ModelFailed
from assistant.generation.budget import Budget
from assistant.generation.chain import Chain, open_chain
from assistant.generation.composer import PromptSettings, VerifiedComposer
from assistant.generation.metered_call import Reply
from assistant.generation.prompt_packing import pack_prompt
from assistant.retrieval.evidence import find_evidence, with_article_statements
from assistant.types.types import Composed, Evidence, Query, RetrievedEvidence, TextDelta, Usage
from evals.benchmarks.token_server import streaming
from evals.command_line import positive
from evals.datasets.samples import ARTICLES
from index.embedding.token_counter import counter_for_model
from prompts import Rendered, load_prompt

QUESTION = "Who spoke about Article 5?"
MODEL = "gpt-4o"
BUDGET = 2000
_TOKEN = re.compile(r"\s*(?:\w{1,8}|[^\w\s])")


@dataclass(frozen=True, slots=True)
class Delays:
    """What one run measured, in milliseconds; the middle of several rounds."""

    tokens: int
    sentences: int
    pace_ms: float
    raw_first_ms: float
    """From the request to the first token, read raw."""
    raw_total_ms: float
    shown_first_ms: float
    """From the request to the first verified text."""
    shown_total_ms: float
    held_first_ms: float
    """From the first token to the first verified text, in one and the same stream."""
    held_first_tokens: int
    """How many tokens of the reply had come by then."""
    held_after_end_tokens: float
    """How many tokens after the last of a sentence it is shown, on the average."""
    computed_first_ms: float
    """Of what is held at first: what the program took, and not the stream."""
    computed_token_ms: float
    """What the program takes for a token, on the average over the reply."""
    computed_most_ms: float
    """And for the dearest token: the one that completes a sentence."""
    total_over_raw_ms: float
    packing_ms: float
    """Before the request: choosing and counting the evidence."""


@dataclass(slots=True)
class _Tap:
    """A reply on its way into the verifier: when its tokens came, and how long the verifier had each before it wanted
    the next."""

    reply: Reply
    came: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)

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
            self.asked.append(time.perf_counter())

    def close(self) -> None:
        self.reply.close()


@dataclass(slots=True)
class _Tapped:
    """A model whose replies are tapped."""

    chain: Chain
    taps: list[_Tap] = field(default_factory=list)
    asked_at: float = 0.0

    def compose(self, messages: Rendered, *, output_tokens: int | None = None) -> Reply:
        self.asked_at = time.perf_counter()
        self.taps.append(_Tap(self.chain.compose(messages, output_tokens=output_tokens)))
        return self.taps[-1]


@dataclass(frozen=True, slots=True)
class _Case:
    """A question with what was found for it, and a model's reply to it."""

    query: Query
    found: RetrievedEvidence
    messages: Rendered
    sentences: tuple[str, ...]

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(_TOKEN.findall(" ".join(self.sentences)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    options = _options(arguments)
    delays = measure(pace=options.pace / 1000, rounds=options.rounds)
    print(json.dumps(asdict(delays)) if options.json else render_delays(delays))
    return 0


def measure(*, pace: float, rounds: int) -> Delays:
    """Stream the reply raw and verified, in turn."""
    case = _case()
    with streaming(case.tokens, pace=pace) as address:
        chain = open_chain(model=MODEL, api_key=None, base_url=address, counter=counter_for_model(MODEL), timeout=60.0)
        _raw(chain, case)  # opens the connection, and imports what is imported when it is first needed
        raw = [_raw(chain, case) for _ in range(rounds)]
        _verified(chain, case)
        shown = [_verified(chain, case) for _ in range(rounds)]
        chain.close()
    return _delays(case, pace, raw, shown)


def render_delays(delays: Delays) -> str:
    """The table of one run."""
    rows = (
        ("", "raw", "verified", "added"),
        ("to the first text (ms)", delays.raw_first_ms, delays.shown_first_ms, delays.held_first_ms),
        ("to the end (ms)", delays.raw_total_ms, delays.shown_total_ms, delays.total_over_raw_ms),
    )
    lines = [
        f"{delays.tokens} tokens in {delays.sentences} sentences, {delays.pace_ms:g} ms a token",
        *("{:<44}{:>10}{:>10}{:>10}".format(*row) for row in rows),
        "",
        f"{'held back at first (tokens: a whole sentence)':<54}{delays.held_first_tokens:>10}",
        f"{'a sentence is shown after its last token by (tokens)':<54}{delays.held_after_end_tokens:>10}",
        f"{'the program, of what is held at first (ms)':<54}{delays.computed_first_ms:>10}",
        f"{'the program, a token (ms)':<54}{delays.computed_token_ms:>10}",
        f"{'the program, the dearest token (ms)':<54}{delays.computed_most_ms:>10}",
        f"{'before the request: packing the evidence (ms)':<54}{delays.packing_ms:>10}",
    ]
    return "\n".join(lines)


def _case() -> _Case:
    with tempfile.TemporaryDirectory() as folder, open_assistant(index=folder, model="none") as assistant:
        assistant.ingest([ARTICLES])
        query = assistant.search(QUESTION).query
        found = with_article_statements(find_evidence(query, assistant.view()), assistant.view())
    packed = pack_prompt(
        found.evidence, query=query, prompt=load_prompt("answer"), budget=BUDGET, counter=counter_for_model(MODEL)
    )
    return _Case(query, found, packed.messages, tuple(_reply(packed.evidence)))


def _reply(evidence: Evidence) -> Iterator[str]:
    """What a good model would write: statements by their numbers, a typed quotation, and prose with markers."""
    numbers = {str(one.speaker.name): n for n, (one, _) in enumerate(evidence.statements, 1) if one.speaker}
    yield f"Steve Witkoff said {{S{numbers['Steve Witkoff']}}}."
    yield f"Volodymyr Zelensky said {{S{numbers['Volodymyr Zelensky']}}}."
    for words, text in (
        (
            "would need some security guarantees",
            "Marco Rubio told NBC News that a peace deal would need some security guarantees",
        ),
        ("get reinvaded", 'Marco Rubio said of the Ukrainians "They don\'t want to get reinvaded"'),
        ("low expectations", "The Americans had come with low expectations"),
    ):
        number = next(n for n, hit in enumerate(evidence.hits, 1) if words in hit.passage.span.of(hit.article.text))
        yield f"{text} [{number}]."


@dataclass(frozen=True, slots=True)
class _Round:
    """One stream, in seconds from its request: when tokens came, when text was shown and how many tokens there were by
    then, and how long each token kept the program busy."""

    came: tuple[float, ...]
    shown: tuple[float, ...] = ()
    after: tuple[int, ...] = ()
    busy: tuple[float, ...] = ()
    total: float = 0.0
    packing: float = 0.0


def _raw(chain: Chain, case: _Case) -> _Round:
    began = time.perf_counter()
    came = [time.perf_counter() - began for _ in chain.compose(case.messages)]
    return _Round(tuple(came), total=time.perf_counter() - began)


def _verified(chain: Chain, case: _Case) -> _Round:
    model = _Tapped(chain)
    told = PromptSettings(load_prompt("answer"), load_prompt("rewrite"), BUDGET, counter_for_model(MODEL))
    composer = VerifiedComposer(MODEL, open_model=lambda: model, settings=told, cost_budget=Budget(price=None))
    shown, after = [], []
    composed = None
    began = time.perf_counter()
    for event in composer.compose(case.query, case.found, (), generation=1):
        if isinstance(event, TextDelta):
            shown.append(time.perf_counter())
            after.append(len(model.taps[0].came))
        else:
            composed = event
    ended = time.perf_counter()
    assert isinstance(composed, Composed)
    if composed.dropped or composed.draft is None or len(shown) != len(case.sentences):
        raise AssertionError(f"the sample reply is not shown whole: {composed.dropped}")
    tap = model.taps[0]
    busy = [asked - came for came, asked in zip(tap.came, tap.asked, strict=False)]
    return _Round(
        tuple(one - model.asked_at for one in tap.came),
        tuple(one - model.asked_at for one in shown),
        tuple(after),
        tuple(busy),
        ended - model.asked_at,
        model.asked_at - began,
    )


def _delays(case: _Case, pace: float, raw: Sequence[_Round], shown: Sequence[_Round]) -> Delays:
    def middle(seconds: Iterator[float]) -> float:
        return round(1000 * median(seconds), 2)

    ends, written = [], 0
    for number, sentence in enumerate(case.sentences):
        written += len(_TOKEN.findall((" " if number else "") + sentence))
        ends.append(written)
    late = [after - end for one in shown for after, end in zip(one.after[:-1], ends, strict=False)]
    return Delays(
        tokens=len(case.tokens),
        sentences=len(case.sentences),
        pace_ms=1000 * pace,
        raw_first_ms=middle(one.came[0] for one in raw),
        raw_total_ms=middle(one.total for one in raw),
        shown_first_ms=middle(one.shown[0] for one in shown),
        shown_total_ms=middle(one.total for one in shown),
        held_first_ms=middle(one.shown[0] - one.came[0] for one in shown),
        held_first_tokens=shown[0].after[0],
        held_after_end_tokens=round(mean(late), 1),
        computed_first_ms=middle(
            sum(one.busy[: one.after[0] - 1]) + one.shown[0] - one.came[one.after[0] - 1] for one in shown
        ),
        computed_token_ms=middle(mean(one.busy) for one in shown),
        computed_most_ms=middle(max(one.busy) for one in shown),
        packing_ms=middle(one.packing for one in shown),
        total_over_raw_ms=round(1000 * (median(one.total for one in shown) - median(one.total for one in raw)), 2),
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.streaming", description=__doc__.split("\n")[0])
    parser.add_argument("--pace", type=float, default=20.0, help="milliseconds a token (default: 20)")
    parser.add_argument("--rounds", type=positive, default=7, help="how often each is streamed (default: 7)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
