"""A second Ctrl-C within two seconds quits."""

from __future__ import annotations

from assistant.interfaces.chat.keyboard import Interrupts


def test_only_a_second_press_within_two_seconds_counts() -> None:
    now = 0.0
    interrupts = Interrupts(lambda: now)
    assert not interrupts.press()
    now = 2.5
    assert not interrupts.press()
    now = 4.0
    assert interrupts.press()
    interrupts.reset()
    assert not interrupts.press()
