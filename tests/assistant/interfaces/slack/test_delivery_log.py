"""Events are noted once, also after a restart, and unfinished work is taken over once."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.interfaces.slack.delivery_log import ENTRY_SECONDS, THREAD_SECONDS, DeliveryLog, RecentUse
from index.errors import UsageError


class Clock:
    def __init__(self) -> None:
        self.now = 20_000 * 86_400.0 + 3_600

    def __call__(self) -> float:
        return self.now


_OPENED: list[DeliveryLog] = []


def opened(file: Path, clock: Callable[[], float] = time.time) -> DeliveryLog:
    """Open a delivery log that is closed after the test."""
    _OPENED.append(DeliveryLog(file, clock=clock))
    return _OPENED[-1]


@pytest.fixture(autouse=True)
def all_closed() -> Iterator[None]:
    yield
    while _OPENED:
        _OPENED.pop().close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "slack.sqlite"


def test_a_message_is_noted_once(file: Path) -> None:
    delivery_log = opened(file)
    assert delivery_log.note("T:C:1", {"a": 1})
    assert not delivery_log.note("T:C:1", {"a": 1})
    delivery_log.mark_done("T:C:1")
    assert not delivery_log.note("T:C:1", {"a": 1})
    delivery_log.close()
    assert not opened(file).note("T:C:1", {"a": 1}), "a restart forgets nothing"


def test_only_one_of_many_concurrent_notes_is_first(file: Path) -> None:
    logs = [opened(file) for _ in range(3)]
    with ThreadPoolExecutor(12) as pool:
        first = list(pool.map(lambda n: logs[n % 3].note("T:C:1", {}), range(60)))
    assert sum(first) == 1
    for delivery_log in logs:
        delivery_log.close()


def test_unfinished_work_is_taken_over_in_order_with_its_message(file: Path) -> None:
    ended = opened(file)
    for number in range(3):
        ended.note(f"T:C:{number}", {"number": number})
    ended.set_message("T:C:1", "9.1")
    ended.mark_done("T:C:0")
    ended.close()
    delivery_log = opened(file)
    assert [(one.key, one.work, one.message) for one in delivery_log.take_over()] == [
        ("T:C:1", {"number": 1}, "9.1"),
        ("T:C:2", {"number": 2}, None),
    ]


def test_the_work_of_a_running_process_is_not_taken_over(file: Path) -> None:
    other, delivery_log = opened(file), opened(file)
    other.note("T:C:1", {})
    assert delivery_log.take_over() == ()
    other.close()
    assert [one.key for one in delivery_log.take_over()] == ["T:C:1"]


def test_the_work_of_a_killed_process_is_taken_over(file: Path) -> None:
    killed = "import os, sys, pathlib; from assistant.interfaces.slack.delivery_log import DeliveryLog; "
    killed += "DeliveryLog(pathlib.Path(sys.argv[1])).note('T:C:1', {}); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", killed, str(file)], check=False)
    assert [one.key for one in opened(file).take_over()] == ["T:C:1"]


def test_questions_count_per_minute_and_costs_per_day(file: Path) -> None:
    clock = Clock()
    delivery_log = opened(file, clock)
    for user in ("U1", "U1", "U2"):
        delivery_log.add_question("T", user, session="s")
    delivery_log.add_question("other", "U1", session="s")
    delivery_log.add_cost("T", "U1", 0.25)
    delivery_log.add_cost("T", "U2", 0.5)
    assert delivery_log.recent_use("T", "U1") == RecentUse(
        questions=2, workspace_questions=3, usd=0.25, workspace_usd=0.75
    )
    clock.now += 61
    assert delivery_log.recent_use("T", "U1") == RecentUse(usd=0.25, workspace_usd=0.75)
    clock.now += 86_400
    assert delivery_log.recent_use("T", "U1") == RecentUse()


def test_a_minute_across_midnight_counts_in_full(file: Path) -> None:
    clock = Clock()
    clock.now = 20_001 * 86_400.0 - 10
    delivery_log = opened(file, clock)
    delivery_log.add_question("T", "U1", session="s")
    delivery_log.add_cost("T", "U1", 1.0)
    clock.now += 20
    assert delivery_log.recent_use("T", "U1") == RecentUse(questions=1, workspace_questions=1)


def test_people_who_asked_in_a_thread_are_remembered_for_a_while(file: Path) -> None:
    clock = Clock()
    delivery_log = opened(file, clock)
    delivery_log.add_question("T", "U1", session="s")
    assert delivery_log.has_asked("s", "U1")
    assert not delivery_log.has_asked("s", "U2")
    assert not delivery_log.has_asked("other", "U1")
    delivery_log.note("T:C:1")
    clock.now += ENTRY_SECONDS + 1
    delivery_log.delete_old()
    assert delivery_log.note("T:C:1"), "nobody delivers after so long"
    assert delivery_log.has_asked("s", "U1")
    clock.now += THREAD_SECONDS
    delivery_log.delete_old()
    assert not delivery_log.has_asked("s", "U1")


def test_answered_questions_are_deleted_and_the_file_is_private(file: Path) -> None:
    delivery_log = opened(file)
    delivery_log.note("T:C:1", {"text": "who leaked it?"})
    delivery_log.mark_done("T:C:1")
    delivery_log.close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"leaked" not in file.read_bytes()


def test_a_log_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot open the delivery log"):
        opened(tmp_path / "file" / "slack.sqlite")
