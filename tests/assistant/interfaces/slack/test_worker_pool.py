"""Work has its turn: one of a conversation at a time, and no more waiting than there are places."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from assistant.interfaces.slack.worker_pool import WorkerPool


class Gate:
    """Work that says that it has begun, and ends when it is let through."""

    def __init__(self) -> None:
        self.began, self.open = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.began.set()
        assert self.open.wait(10)


def test_all_that_is_handed_in_is_done() -> None:
    workers, done = WorkerPool(workers=4, max_waiting=1_000), []
    for number in range(200):
        assert workers.submit(f"c{number}", lambda number=number: done.append(number))  # type: ignore[misc]
    assert workers.wait_idle(10)
    assert sorted(done) == list(range(200))
    assert workers.close(1)


def test_a_conversation_is_done_in_its_order_one_at_a_time() -> None:
    workers, done, at_once, most = WorkerPool(workers=4, max_waiting=1_000), [], [0], [0]
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
        workers.submit("same", work(number))
    assert workers.wait_idle(10)
    assert done == list(range(100))
    assert most == [1]
    workers.close(1)


def test_a_conversation_that_waits_for_itself_keeps_nobody_else_waiting() -> None:
    workers, gate, done = WorkerPool(workers=2, max_waiting=100), Gate(), threading.Event()
    for _ in range(5):
        workers.submit("slow", gate)
    workers.submit("quick", done.set)
    assert done.wait(5)
    gate.open.set()
    assert workers.wait_idle(10)
    workers.close(1)


def test_who_comes_when_all_places_are_taken_is_told() -> None:
    workers, gate = WorkerPool(workers=1, max_waiting=2), Gate()
    workers.submit("a", gate)
    assert gate.began.wait(5)
    assert workers.submit("b", lambda: None)
    assert workers.submit("c", lambda: None)
    assert not workers.submit("d", lambda: None)
    gate.open.set()
    assert workers.wait_idle(10)
    assert workers.submit("d", lambda: None)
    workers.close(1)


def test_leaving_finishes_what_is_being_done_and_leaves_what_waits() -> None:
    workers, gate, after = WorkerPool(workers=1, max_waiting=10), Gate(), list[str]()
    workers.submit("a", gate)
    workers.submit("b", lambda: after.append("b"))
    assert gate.began.wait(5)
    assert not workers.close(0.01)
    gate.open.set()
    assert workers.close(10)
    assert after == []
    assert not workers.submit("c", lambda: None)


def test_work_that_fails_is_logged_and_costs_the_crew_no_thread(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ZeroDivisionError("one of ours")

    workers, done = WorkerPool(workers=1, max_waiting=10), threading.Event()
    workers.submit("same", broken)
    workers.submit("same", broken)
    workers.submit("other", done.set)
    assert done.wait(5)
    assert workers.wait_idle(5)
    assert [one.levelname for one in caplog.records] == ["ERROR"] * 2
    workers.close(1)
