"""Work has its turn: one of a conversation at a time, and no more waiting than there are places."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from assistant.interfaces.slack.worker_pool import Crew


class Gate:
    """Work that says that it has begun, and ends when it is let through."""

    def __init__(self) -> None:
        self.began, self.open = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.began.set()
        assert self.open.wait(10)


def test_all_that_is_handed_in_is_done() -> None:
    crew, done = Crew(workers=4, waiting=1_000), []
    for number in range(200):
        assert crew.hand(f"c{number}", lambda number=number: done.append(number))  # type: ignore[misc]
    assert crew.rest(10)
    assert sorted(done) == list(range(200))
    assert crew.close(1)


def test_a_conversation_is_done_in_its_order_one_at_a_time() -> None:
    crew, done, at_once, most = Crew(workers=4, waiting=1_000), [], [0], [0]
    lock = threading.Lock()

    def work(number: int) -> Callable[[], None]:
        def one() -> None:
            with lock:
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
            done.append(number)
            with lock:
                at_once[0] -= 1

        return one

    for number in range(100):
        crew.hand("same", work(number))
    assert crew.rest(10)
    assert done == list(range(100))
    assert most == [1]
    crew.close(1)


def test_a_conversation_that_waits_for_itself_keeps_nobody_else_waiting() -> None:
    crew, gate, done = Crew(workers=2, waiting=100), Gate(), threading.Event()
    for _ in range(5):
        crew.hand("slow", gate)
    crew.hand("quick", done.set)
    assert done.wait(5)
    gate.open.set()
    assert crew.rest(10)
    crew.close(1)


def test_who_comes_when_all_places_are_taken_is_told() -> None:
    crew, gate = Crew(workers=1, waiting=2), Gate()
    crew.hand("a", gate)
    assert gate.began.wait(5)
    assert crew.hand("b", lambda: None)
    assert crew.hand("c", lambda: None)
    assert not crew.hand("d", lambda: None)
    gate.open.set()
    assert crew.rest(10)
    assert crew.hand("d", lambda: None)
    crew.close(1)


def test_leaving_finishes_what_is_being_done_and_leaves_what_waits() -> None:
    crew, gate, after = Crew(workers=1, waiting=10), Gate(), list[str]()
    crew.hand("a", gate)
    crew.hand("b", lambda: after.append("b"))
    assert gate.began.wait(5)
    assert not crew.close(0.01)
    gate.open.set()
    assert crew.close(10)
    assert after == []
    assert not crew.hand("c", lambda: None)


def test_work_that_fails_is_logged_and_costs_the_crew_no_thread(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ZeroDivisionError("one of ours")

    crew, done = Crew(workers=1, waiting=10), threading.Event()
    crew.hand("same", broken)
    crew.hand("same", broken)
    crew.hand("other", done.set)
    assert done.wait(5)
    assert crew.rest(5)
    assert [one.levelname for one in caplog.records] == ["ERROR"] * 2
    crew.close(1)
