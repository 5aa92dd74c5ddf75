"""The worker pool runs one piece of work per conversation at a time, and limits its queue."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from assistant.interfaces.slack.worker_pool import WorkerPool


class Gate:
    """Work that reports its start and ends when `open` is set."""

    def __init__(self) -> None:
        self.began, self.open = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.began.set()
        assert self.open.wait(10)


def test_all_submitted_work_is_done() -> None:
    workers, done = WorkerPool(workers=4, max_waiting=1_000), []
    for number in range(200):
        assert workers.submit(f"c{number}", lambda number=number: done.append(number))  # type: ignore[misc]
    assert workers.wait_idle(10)
    assert sorted(done) == list(range(200))
    assert workers.close(1)


def test_the_work_of_a_conversation_runs_in_order_one_at_a_time() -> None:
    workers, done, at_once, max_at_once = WorkerPool(workers=4, max_waiting=1_000), [], [0], [0]
    lock = threading.Lock()

    def work(number: int) -> Callable[[], None]:
        def one() -> None:
            with lock:
                at_once[0] += 1
                max_at_once[0] = max(max_at_once[0], at_once[0])
            done.append(number)
            with lock:
                at_once[0] -= 1

        return one

    for number in range(100):
        workers.submit("same", work(number))
    assert workers.wait_idle(10)
    assert done == list(range(100))
    assert max_at_once == [1]
    workers.close(1)


def test_a_slow_conversation_does_not_block_others() -> None:
    workers, gate, done = WorkerPool(workers=2, max_waiting=100), Gate(), threading.Event()
    for _ in range(5):
        workers.submit("slow", gate)
    workers.submit("quick", done.set)
    assert done.wait(5)
    gate.open.set()
    assert workers.wait_idle(10)
    workers.close(1)


def test_a_full_queue_refuses_work() -> None:
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


def test_closing_finishes_running_work_and_drops_the_rest() -> None:
    workers, gate, after = WorkerPool(workers=1, max_waiting=10), Gate(), list[str]()
    workers.submit("a", gate)
    workers.submit("b", lambda: after.append("b"))
    assert gate.began.wait(5)
    assert not workers.close(0.01)
    gate.open.set()
    assert workers.close(10)
    assert after == []
    assert not workers.submit("c", lambda: None)


def test_work_that_raises_is_logged_and_its_thread_goes_on(caplog: pytest.LogCaptureFixture) -> None:
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
