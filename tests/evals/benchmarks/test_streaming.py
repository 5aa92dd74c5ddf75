"""The streaming benchmark measures every delay; the tests do not judge the speed of the machine."""

from __future__ import annotations

import json

import pytest

from evals.benchmarks.streaming import main


def test_a_reply_is_streamed_raw_and_verified_and_the_delay_is_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--pace", "0", "--rounds", "1", "--json"]) == 0

    delays = json.loads(capsys.readouterr().out)
    assert delays["sentences"] == 5
    assert delays["tokens"] > 50
    assert 5 < delays["held_first_tokens"] < 20  # a sentence of few words, and hardly more
    assert 0 < delays["raw_first_ms"] <= delays["raw_total_ms"]
    assert 0 < delays["shown_first_ms"] <= delays["shown_total_ms"]
    assert 0 < delays["computed_token_ms"] <= delays["computed_most_ms"]


def test_the_text_output_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pace", "0", "--rounds", "1"]) == 0

    out = capsys.readouterr().out
    assert "tokens in 5 sentences, 0 ms a token" in out
    assert "to the first text (ms)" in out
    assert "the program, a token (ms)" in out
