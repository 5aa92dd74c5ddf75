"""The start-up time of the chat, with the real program started once."""

from __future__ import annotations

import pytest

from evals.benchmarks.chat_start import measure, render


@pytest.mark.slow
def test_a_chat_is_timed_to_its_prompt_and_its_answer_and_compared_with_a_prompt_alone() -> None:
    figures = measure(1)
    chat, floor = figures["onrecord chat"], figures["a prompt alone"]
    assert 0 < floor.prompt < chat.prompt < chat.answer
    assert "to an answer" in render(figures)
