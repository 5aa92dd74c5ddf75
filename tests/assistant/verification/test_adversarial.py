"""A lying model over the real client: nothing false is shown, and true sentences still are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.generation.chain import Chain, open_chain
from assistant.generation.packing.messages import PromptFrame
from assistant.generation.packing.passages import pack_passages
from assistant.types import RetrievedEvidence
from assistant.verification import Verified, verify_stream
from index.embedding.token_counter import counter_for_model
from index.types import ArticleStatement
from prompts import load_prompt
from tests.assistant.verification.newsroom import EVIDENCE, QUERY, RULES
from tests.assistant.verification.test_verifier import check_invariants
from tests.fakes.openai_server import FakeOpenAI, Reply, fake_openai, pieces

TRUE = "Dana Brookes called the rise “unfair to islanders” [3]."
SHOWN = "Dana Brookes called the rise “unfair to islanders” [1]."


@pytest.fixture(scope="module")
def server() -> Iterator[FakeOpenAI]:
    with fake_openai() as fake:
        yield fake


@pytest.fixture(scope="module")
def chain(server: FakeOpenAI) -> Iterator[Chain]:
    counter = counter_for_model("gpt-5")
    opened = open_chain(model="fake", api_key="k", base_url=server.base_url, counter=counter, timeout=5, retries=0)
    yield opened
    opened.close()


def ask(server: FakeOpenAI, chain: Chain, reply: Reply) -> tuple[str, Verified, str]:
    """Return the streamed text, the verified reply and the model's failure."""
    found = RetrievedEvidence(hits=EVIDENCE.hits, said=tuple(ArticleStatement(*pair) for pair in EVIDENCE.statements))
    packed = pack_passages(found, PromptFrame(load_prompt("answer"), QUERY, 4000, counter_for_model("gpt-5")))
    assert packed.evidence == EVIDENCE
    server.enqueue(reply)
    raw = chain.compose(packed.messages)
    *texts, last = verify_stream(raw, packed.evidence, query=QUERY, checker=RULES)
    raw.close()
    assert isinstance(last, Verified)
    return "".join(str(text) for text in texts), last, str(raw.failure or "")


@pytest.mark.parametrize(
    "false_sentence",
    [
        "Ilse Brandt said “We have already sold the harbour” [1].",  # invented
        "Ilse Brandt said “We will not sell the harbour, unless the price is right” [1].",  # true start, invented end
        "Ilse Brandt said “We will not sell the harbour; it is a hole in the budget” [1][2].",  # spliced from two
        "Ilse Brandt said “We will not sell the harbour … a hole in the budget” [1][2].",  # spliced and marked
        "Ilse Brandt said “We will sell the harbour” [1].",  # flipped
        "Ilse Brandt said the harbour would be sold [1].",
        "Tomas Oduya said he had spoken to buyers [2].",
        "Ilse Brandt said it feeds 4,000 families [1].",  # changed number
        "The council of Arlen met on Aug. 7 about the harbour [1].",  # changed date
        "Tomas Oduya said it feeds 400 families [1][2].",  # swapped speaker
        "Tomas Oduya: {S1}",
        "Ilse Brandt: {S2}",
        "Petra Lindqvist said “the ferry may stop” [2].",
        "Ilse Brandt said the harbour will not be sold [8].",  # out of range
        "Ilse Brandt answered {S77}.",
        "\x1b[8mIlse Brandt said “We will \x1b[28msell the harbour” [1].",  # terminal tricks
        "Ilse Brandt said “We will [not](http://x) sell the **town**” [1].",  # Markdown tricks
        "Ilse Brandt said &ldquo;We sold it&rdquo; [1].",
        "Ilse Brandt said ``We sold it'' [1].",
        "Ilse Brandt said «We sold the harbour» [1].",
        "Ilse Brandt said 'We sold the harbour' [1].",
        "She said {S1}.",
    ],
)
def test_a_false_sentence_is_dropped_and_a_true_one_stays(
    server: FakeOpenAI, chain: Chain, false_sentence: str
) -> None:
    streamed, verified, failure = ask(server, chain, Reply(pieces(f"{false_sentence} And so on.\n\n{TRUE}")))
    assert failure == ""
    assert streamed == verified.text == SHOWN
    assert verified.dropped
    check_invariants(verified)


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (Reply(pieces(f"{TRUE} Ilse Brandt said it feeds 400 families [1"), finish="length"), "length limit"),
        (Reply(pieces(f"{TRUE} Ilse Brandt will"), cut=True), "cannot be reached"),
        (Reply(pieces(f"{TRUE} Ilse"), raw=("data: {broken",)), "malformed chat completion"),
    ],
)
def test_text_verified_before_a_failure_stays(server: FakeOpenAI, chain: Chain, reply: Reply, failure: str) -> None:
    streamed, verified, failed = ask(server, chain, reply)
    assert streamed == verified.text == SHOWN
    assert failure in failed


def test_an_endless_reply_is_cut_off_and_its_connection_closed(server: FakeOpenAI, chain: Chain) -> None:
    def forever() -> Iterator[str]:
        while True:
            yield f"{TRUE} "

    server.disconnected.clear()
    streamed, verified, _ = ask(server, chain, Reply(forever()))
    assert server.disconnected.wait(timeout=10)
    assert streamed.startswith(SHOWN)
    assert "longer than" in verified.dropped[-1].why


def test_ten_thousand_markers_do_not_support_a_sentence(server: FakeOpenAI, chain: Chain) -> None:
    streamed, verified, _ = ask(server, chain, Reply(["Brandt resigned ", "[1]" * 10_000, ". ", TRUE]))
    assert "resigned" not in streamed
    check_invariants(verified)
