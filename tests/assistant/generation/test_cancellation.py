"""An answer is cancelled from another thread, together with its model call."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from threading import Event

import pytest

from assistant import open_assistant
from assistant.generation.cancellation import Cancellation, Cancelled, cancellable_by, current_cancellation
from assistant.types import Searched
from tests.fakes.openai_server import FakeOpenAI, Reply

pytestmark = pytest.mark.usefixtures("checked_by_rules")

QUESTION = "What did Ilse Marrant say about the dam?"


def test_a_cancellation_raises_at_the_next_check_and_is_permanent() -> None:
    cancellation = Cancellation()
    cancellation.check()
    cancellation.stop()
    cancellation.stop()
    assert cancellation.stopped
    with pytest.raises(Cancelled):
        cancellation.check()
    with pytest.raises(Cancelled):
        cancellation.wait(60)


def test_a_callback_is_called_once_and_at_once_if_already_cancelled() -> None:
    cancellation, called = Cancellation(), []
    cancellation.on_stop(lambda: called.append("first"))
    cancellation.stop()
    cancellation.stop()
    cancellation.on_stop(lambda: called.append("late"))
    assert called == ["first", "late"]


def test_a_cancellation_applies_only_to_its_thread_and_its_block() -> None:
    seen: list[Cancellation | None] = []
    with cancellable_by(Cancellation()) as cancellation:
        assert current_cancellation() is cancellation
        thread = threading.Thread(target=lambda: seen.append(current_cancellation()))
        thread.start()
        thread.join()
    assert seen == [None]
    assert current_cancellation() is None


def stop_during(answering: Callable[[Cancellation], None], when: Event) -> float:
    """Return the seconds from the cancellation to the end of the work."""
    cancellation, ended = Cancellation(), Event()
    failure: list[BaseException] = []

    def run() -> None:
        try:
            with pytest.raises(Cancelled):
                answering(cancellation)
        except BaseException as error:  # noqa: BLE001  raised again in the test's thread
            failure.append(error)
        ended.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert when.wait(10)
    began = time.monotonic()
    cancellation.stop()
    assert ended.wait(10)
    thread.join()
    if failure:
        raise failure[0]
    return time.monotonic() - began


def asking(index: str, cancellation: Cancellation, searched: Event) -> None:
    with open_assistant(index=index, model="fake") as assistant, cancellable_by(cancellation):
        for event in assistant.stream(QUESTION):
            if isinstance(event, Searched):
                searched.set()


def test_a_waiting_call_ends_at_once(index: str, server: FakeOpenAI) -> None:
    hold = Event()
    server.enqueue(Reply(["never"], hold=hold))
    asked = Event()
    server.on_request = asked.set
    took = stop_during(lambda cancellation: asking(index, cancellation, Event()), asked)
    hold.set()
    assert took < 5  # of the ten seconds that the model would have taken
    assert len(server.requests) == 1, "a cancelled call is not repeated"


def test_a_streaming_call_ends_at_once(index: str, server: FakeOpenAI) -> None:
    begun, hold = Event(), Event()

    def deltas() -> object:
        yield "“The dam "
        begun.set()
        hold.wait(10)
        while not server.disconnected.is_set():
            yield "will hold "

    server.enqueue(Reply(deltas()))  # type: ignore[arg-type]
    took = stop_during(lambda cancellation: asking(index, cancellation, Event()), begun)
    hold.set()
    assert took < 5  # of the ten seconds that the model would have taken
    assert server.disconnected.wait(10), "the model stops writing"


def test_a_wait_before_a_retry_ends_at_once(index: str, server: FakeOpenAI) -> None:
    server.enqueue(Reply(status=429, headers={"retry-after": "9"}))
    asked = Event()
    server.on_request = asked.set
    assert stop_during(lambda cancellation: asking(index, cancellation, Event()), asked) < 2
    assert len(server.requests) == 1


def test_a_cancellation_before_the_call_prevents_it(index: str, server: FakeOpenAI) -> None:
    cancellation = Cancellation()
    with open_assistant(index=index, model="fake") as assistant, cancellable_by(cancellation):
        events = assistant.stream(QUESTION)
        assert isinstance(next(events), Searched)
        cancellation.stop()
        with pytest.raises(Cancelled):
            list(events)
    assert server.requests == []


def test_an_answer_that_is_not_cancelled_is_unaffected(index: str, server: FakeOpenAI) -> None:
    server.enqueue("Ilse Marrant said: {S1}")
    with open_assistant(index=index, model="fake") as assistant, cancellable_by(Cancellation()):
        answer = assistant.ask(QUESTION)
    assert answer.receipt.composer == "fake"
    assert "will hold through the winter" in answer.text
