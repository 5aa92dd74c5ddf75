"""A cached reply costs nothing; any difference in the call misses the cache."""

from __future__ import annotations

import json
import sqlite3
import stat
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from assistant import Assistant, open_assistant
from assistant.config.settings import reply_cache_file
from assistant.generation.reply_cache import CacheKey, FileReplyCache, MemoryReplyCache, ReplyCache
from assistant.interfaces.cli import main
from assistant.types import Filters, Turn, Usage, read_filters
from prompts import Rendered, load_prompt
from tests.assistant.conftest import DAM, FERRY
from tests.fakes.openai_server import FakeOpenAI, Reply, fake_openai

pytestmark = pytest.mark.usefixtures("checked_by_rules")

QUESTION = "What did Marrant say about the dam?"
GOOD = "Ilse Marrant said {S1}."
KEY = CacheKey(
    question="Who spoke?",
    filters={"speaker": "Ilse Marrant", "as_of": "2025-03-04"},
    generation=3,
    prompt="answer@1#00000000",
    model="gpt-test",
    address="",
    messages=Rendered("be brief", "who spoke?"),
)


@pytest.fixture(params=["memory", "file"])
def reply_cache(request: pytest.FixtureRequest, tmp_path: Path) -> ReplyCache:
    return MemoryReplyCache() if request.param == "memory" else FileReplyCache(tmp_path / "state" / "replies.sqlite")


def test_a_stored_reply_is_found(reply_cache: ReplyCache) -> None:
    assert reply_cache.get(KEY) is None
    reply_cache.put(KEY, "Ilse Marrant \ud800 “spoke”.")
    assert reply_cache.get(KEY) == "Ilse Marrant \ud800 “spoke”."
    reply_cache.put(KEY, "another")
    assert reply_cache.get(replace(KEY, filters={"as_of": "2025-03-04", "speaker": "Ilse Marrant"})) == "another"


@pytest.mark.parametrize(
    "other",
    [
        replace(KEY, question="Who spoke then?"),
        replace(KEY, filters={"speaker": "Ilse Marrant"}),
        replace(KEY, filters={"speaker": "Ilse Marrant", "as_of": "2025-03-05"}),
        replace(KEY, generation=4),
        replace(KEY, prompt="answer@2#00000000"),
        replace(KEY, model="gpt-test-2"),
        replace(KEY, address="http://127.0.0.1:1/v1"),
        replace(KEY, messages=Rendered("be brief", "who spoke? <earlier_questions>")),
        replace(KEY, messages=Rendered("be briefwho spoke?", "")),
    ],
)
def test_any_difference_in_the_key_misses(reply_cache: ReplyCache, other: CacheKey) -> None:
    reply_cache.put(KEY, "Ilse Marrant.")
    assert reply_cache.get(other) is None


def test_the_file_is_private_and_does_not_contain_the_question(tmp_path: Path) -> None:
    file = tmp_path / "state" / "replies.sqlite"
    FileReplyCache(file).put(KEY, "a reply")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert b"Who spoke?" not in file.read_bytes()
    assert FileReplyCache(file).get(KEY) == "a reply"


def test_the_least_recently_used_reply_is_deleted_first(tmp_path: Path) -> None:
    reply_cache = FileReplyCache(tmp_path / "replies.sqlite", max_replies=2, clock=count().__next__)
    one, two, three = (replace(KEY, generation=number) for number in range(3))
    reply_cache.put(one, "1")
    reply_cache.put(two, "2")
    assert reply_cache.get(one) == "1"
    reply_cache.put(three, "3")
    assert [reply_cache.get(key) for key in (one, two, three)] == ["1", None, "3"]


def test_a_file_that_is_not_a_database_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "replies.sqlite"
    file.write_bytes(b"no database at all" * 1000)
    reply_cache = FileReplyCache(file)
    assert reply_cache.get(KEY) is None
    reply_cache.put(KEY, "a reply")
    assert reply_cache.get(KEY) == "a reply"


def test_an_unusable_path_behaves_like_an_empty_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    reply_cache = FileReplyCache(tmp_path / "file" / "replies.sqlite")
    reply_cache.put(KEY, "a reply")
    assert reply_cache.get(KEY) is None


def test_a_locked_file_misses_and_is_not_removed(tmp_path: Path) -> None:
    file = tmp_path / "replies.sqlite"
    FileReplyCache(file).put(KEY, "a reply")
    other = sqlite3.connect(file)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert FileReplyCache(file).get(KEY) is None
    finally:
        other.close()
    assert FileReplyCache(file).get(KEY) == "a reply"


def opened(index: str, **settings: object) -> Assistant:
    return open_assistant(**{"index": index, "model": "gpt-4o-mini", "cache_answers": True, **settings})


def test_a_repeated_question_makes_no_call_and_gives_the_same_answer(server: FakeOpenAI, index: str) -> None:
    server.enqueue(GOOD)
    with opened(index) as assistant:
        first = assistant.ask(QUESTION)
    with opened(index) as assistant:
        second = assistant.ask(QUESTION)
        assert (assistant.spent.usage, assistant.spent.usd) == (Usage(), 0.0)
    assert len(server.requests) == 1
    assert (second.text, second.citations, second.statements) == (first.text, first.citations, first.statements)
    assert (second.receipt.composer, second.receipt.degraded) == ("gpt-4o-mini", None)
    assert (first.receipt.cached, second.receipt.cached) == (False, True)
    assert (second.receipt.usage, second.receipt.cost_usd) == (Usage(), 0.0)


def test_nothing_is_stored_unless_caching_is_enabled(server: FakeOpenAI, index: str) -> None:
    server.enqueue(GOOD, GOOD)
    with opened(index, cache_answers=None) as assistant:
        assert not assistant.ask(QUESTION).receipt.cached
        assert not assistant.ask(QUESTION).receipt.cached
    assert not reply_cache_file().exists()


@pytest.mark.parametrize(
    "bad",
    [
        Reply(("Ilse Marrant said {S1}. And", " th"), cut=True),
        Reply(("Ilse Marrant said {S1}. ",), finish="length"),
        Reply(status=401, error="bad key"),
        Reply(("Everybody trusts the dam.",)),
        Reply(),
    ],
    ids=["broken off", "cut at its length", "bad key", "nothing verified", "empty"],
)
def test_a_degraded_answer_is_never_stored(server: FakeOpenAI, index: str, bad: Reply) -> None:
    server.enqueue(bad, GOOD)
    with opened(index) as assistant:
        assert assistant.ask(QUESTION).receipt.degraded
        answer = assistant.ask(QUESTION)
    assert len(server.requests) == 2
    assert (answer.receipt.cached, answer.receipt.degraded) == (False, None)


def test_another_model_address_or_filter_misses(server: FakeOpenAI, index: str) -> None:
    server.enqueue(*[GOOD] * 6)
    with opened(index) as assistant:
        asked = [assistant.ask(QUESTION), assistant.ask(QUESTION, filters=read_filters({"as_of": "2025-03-20"}))]
        asked.append(assistant.ask(QUESTION, filters=Filters(publisher="Kestrel Post")))
        asked.append(assistant.ask(QUESTION, history=[Turn("What did Sool say about the ferry?")]))
    with opened(index, model="gpt-4o") as assistant:
        asked.append(assistant.ask(QUESTION))
    with fake_openai() as elsewhere, opened(index, openai_base_url=elsewhere.base_url) as assistant:
        elsewhere.enqueue(GOOD)
        asked.append(assistant.ask(QUESTION))
        assert len(elsewhere.requests) == 1
    assert [answer.receipt.cached for answer in asked] == [False] * 6
    assert len(server.requests) == 5


def test_a_new_index_generation_misses(server: FakeOpenAI, tmp_path: Path) -> None:
    server.enqueue(GOOD, GOOD)
    for number, row in enumerate((DAM, FERRY)):
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with opened(str(tmp_path / "index")) as assistant:
        assistant.ingest([tmp_path / "0.jsonl"])
        assert not assistant.ask(QUESTION).receipt.cached
        assert assistant.ask(QUESTION).receipt.cached
        assistant.ingest([tmp_path / "1.jsonl"])
        assert not assistant.ask(QUESTION).receipt.cached


def test_another_prompt_version_misses(server: FakeOpenAI, index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server.enqueue(GOOD, GOOD)
    with opened(index) as assistant:
        assistant.ask(QUESTION)
    real = load_prompt
    # Only the prompt's reference differs.
    monkeypatch.setattr("prompts.load_prompt", lambda name: replace(real(name), version="99"))
    with opened(index) as assistant:
        receipt = assistant.ask(QUESTION).receipt
    assert not receipt.cached
    assert (receipt.prompt or "").startswith("answer@99#")


def test_a_cached_reply_is_verified_again(server: FakeOpenAI, index: str) -> None:
    """A manipulated cache file cannot attribute words to anyone."""
    server.enqueue(GOOD)
    with opened(index) as assistant:
        assistant.ask(QUESTION)
    with sqlite3.connect(reply_cache_file()) as database:
        database.execute("UPDATE replies SET reply = 'Ilse Marrant said \"the dam will burst\" [1].'")
    database.close()
    with opened(index) as assistant:
        answer = assistant.ask(QUESTION)
    assert "burst" not in answer.text
    assert answer.receipt.degraded


def test_the_cache_option_stores_replies(server: FakeOpenAI, index: str, capsys: pytest.CaptureFixture[str]) -> None:
    server.enqueue(GOOD, GOOD)
    command = ["ask", QUESTION, "--index", index, "--model", "gpt-4o-mini"]

    assert [main([*command, flag]) for flag in ("--cache", "--cache", "--no-cache")] == [0, 0, 0]

    assert len(server.requests) == 2
    assert capsys.readouterr().out.count("cached reply") == 1
