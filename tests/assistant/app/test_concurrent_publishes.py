"""Threads share one Assistant while articles are published, and each answer comes from one generation."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.answers.json_rows import answer_row
from tests.fakes.editions import STORIES, edition


class Asker(threading.Thread):
    """Ask continuously, and collect the faults of the answers."""

    def __init__(self, assistant: Assistant, published: list[int]) -> None:
        super().__init__(daemon=True)
        self._assistant, self._published = assistant, published
        self.stop = threading.Event()
        self.wrong: list[str] = []
        self.last = self.asked = 0

    def run(self) -> None:
        while True:
            finish, newest = self.stop.is_set(), self._published[-1]
            try:
                self._judge(newest)
            except Exception as error:  # noqa: BLE001  whatever it is, the test must hear of it
                self.wrong.append(repr(error))
            self.asked += 1
            if finish:
                return

    def _judge(self, newest: int) -> None:
        row = json.dumps(answer_row(self._assistant.ask("What did Ada Quill say about the ferry?")), ensure_ascii=False)
        editions = {int(found) for found in re.findall(r"edition (\d+)", row)}
        if len(editions) != 1 or min(editions) < newest or json.loads(row)["status"] != "answered":
            self.wrong.append(f"{sorted(editions)} when {newest} was published: {row}")
        self.last = max(editions, default=0)


def publish(folder: Path, number: int) -> None:
    file = folder / "articles.jsonl"
    rows = [{"id": a.id, "title": a.title, "text": a.text, "publisher": a.publisher} for a in edition(number)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with open_assistant(index=str(folder / "index")) as writer:
        report = writer.ingest([file])
    assert report.new + report.updated == STORIES


@pytest.mark.parametrize("publishes", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_threads_of_one_assistant_never_mix_generations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, publishes: int
) -> None:
    monkeypatch.setattr("index.search.dense.EXACT_BELOW", 0)
    publish(tmp_path, 1)
    published = [1]
    with open_assistant(index=str(tmp_path / "index")) as assistant:
        askers = [Asker(assistant, published) for _ in range(4)]
        for asker in askers:
            asker.start()
        try:
            for number in range(2, 2 + publishes):
                publish(tmp_path, number)
                published.append(number)
        finally:  # or they would ask on for ever, beside every test that follows
            for asker in askers:
                asker.stop.set()
            for asker in askers:
                asker.join(60)
    assert [asker.wrong for asker in askers] == [[]] * 4
    assert [asker.last for asker in askers] == [1 + publishes] * 4
