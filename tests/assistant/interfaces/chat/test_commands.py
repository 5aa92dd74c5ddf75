"""Every command, without a terminal."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from assistant.interfaces.chat.commands.table import COMMANDS
from assistant.types import Answer, Filters
from tests.assistant.conftest import DAM
from tests.assistant.interfaces.chat.conftest import ChatDriver, Open
from tests.fakes.openai_server import FakeOpenAI, Reply

pytestmark = pytest.mark.usefixtures("checked_by_rules")

DAM_QUESTION = "What did Marrant say about the dam?"
FERRY_QUESTION = "What did Sool say about the ferry?"
LINK = "https://kestrel.example/dam#:~:text="


def test_an_answer_has_its_sources_under_it(driver: ChatDriver) -> None:
    shown = driver.send(DAM_QUESTION)
    assert "Ilse Marrant said, on Mar 3, 2025: “The dam will hold through the winter,” [1]" in shown
    assert "Sources\n[1] Brell dam will hold, engineer says  Kestrel Post, Mar 4, 2025\n" in shown
    assert f"<{LINK}" in shown
    assert "Searched 2 articles, Mar 4, 2025 to Mar 9, 2025; answered without a model" in shown


def test_sources_are_numbered_once_for_the_whole_conversation(driver: ChatDriver) -> None:
    driver.send(DAM_QUESTION)
    assert "[2] Ferry to stay in port" in driver.send(FERRY_QUESTION)
    again = driver.send(DAM_QUESTION)
    assert "[1]" in again
    assert "[3]" not in again
    assert "[1] Brell dam will hold, engineer says  (shown above)" in again


def test_related_statements_have_the_numbers_of_the_conversation(driver: ChatDriver) -> None:
    driver.send(FERRY_QUESTION)
    shown = driver.send("What did Ilse Marrant say about the ferry?")
    assert "- Ilse Marrant: “The dam will hold through the winter,” [2]" in shown


def test_no_record_shows_the_nearest_passages_everywhere(open_driver: Open, tmp_path: Path) -> None:
    journal, file = tmp_path / "journal.sqlite", tmp_path / "saved.md"
    driver = open_driver(journal=journal)
    heading, words = "Nearest passages, which may not answer the question:", "The dam at Brell was built in 1931."
    shown = driver.send("Who painted the dam at Brell?")

    assert f"\n\n{heading}\n  - {words}\n    Brell dam will hold, engineer says  Kestrel Post" in shown
    assert f"<{LINK}The%20dam" in shown
    assert "nearest      1 passage" in driver.send("/why")
    driver.send("/copy")
    assert f"\n\n{heading}\n- {words}\n  Brell dam will hold, engineer says, Kestrel Post" in driver.copied[0]
    driver.send(f"/save {file}")
    assert f"{heading}\n\n- {words}  \n  [Brell dam will hold, engineer says](<{LINK}" in file.read_text(
        encoding="utf-8"
    )
    assert f"{heading}\n  - {words}" in open_driver(journal=journal).send("/resume")


def test_a_follow_up_is_understood_from_what_came_before(driver: ChatDriver) -> None:
    driver.send(FERRY_QUESTION)
    assert "Ilse Marrant" in driver.send("And Marrant?")


def test_source_marks_the_verified_words_in_the_article(driver: ChatDriver) -> None:
    driver.send(DAM_QUESTION)
    shown = driver.send("/source 1")
    assert "[1] Brell dam will hold, engineer says\nKestrel Post, Mar 4, 2025\nhttps://kestrel.example/dam#" in shown
    assert "[1 “The dam will hold through the winter,” Ilse Marrant said on Monday.]" in shown
    assert "Tomas Oduya, the mayor of Brell, denied that the gates were rusted." in shown
    assert driver.send("/source") == shown


def test_an_unknown_source_number_lists_the_known_ones(driver: ChatDriver) -> None:
    assert "no source 1\n  no sources yet; ask a question first" in driver.send("/source 1")
    driver.send(DAM_QUESTION)
    assert "no source 7\n  sources are numbered 1 to 1" in driver.send("/source 7")
    assert "'two' is not a source number" in driver.send("/source two")


def test_open_opens_the_page_at_the_cited_words(driver: ChatDriver) -> None:
    driver.send(DAM_QUESTION)
    assert "Opened" in driver.send("/open 1")
    assert driver.opened[0].startswith(LINK)


def test_a_source_without_an_address_cannot_be_opened(driver: ChatDriver) -> None:
    driver.send(FERRY_QUESTION)
    assert "source 1 has no web address to open" in driver.send("/open 1")
    assert driver.opened == []


def test_why_shows_the_receipt(driver: ChatDriver) -> None:
    assert "no question asked yet" in driver.send("/why")
    driver.send(f"{DAM_QUESTION[:-1]} in March 2025?")
    shown = driver.send("/why")
    for line in ("speaker Ilse Marrant", "period 2025-03-01 to 2025-03-31", "from “in March 2025”", "2 articles"):
        assert line in shown
    assert "none (no model used)" in shown


def test_statements_are_listed_by_name_and_topic(driver: ChatDriver) -> None:
    shown = driver.send("/statements Marrant about the dam")
    assert "Ilse Marrant  (direct" in shown
    assert "“The dam will hold through the winter,”" in shown
    assert "Oduya" not in shown
    assert "Tomas Oduya" in driver.send("/statements about gates")
    assert "No record of a statement by Nobody about gates." in driver.send("/statements Nobody about gates")
    assert "no speaker or topic given" in driver.send("/statements")


def test_filters_apply_until_they_are_removed(driver: ChatDriver) -> None:
    assert "No filters set." in driver.send("/filter")
    assert "Filters: since:2025-03-08 publisher:Brell Courier\n" in driver.send(
        "/filter since:2025-03-08 publisher:Brell Courier"
    )
    assert "No record" in driver.send(DAM_QUESTION)
    assert "Filters: since:2025-03-08\n" in driver.send("/filter publisher:")
    assert "Filters: since:2025-03-08 any:time\n" in driver.send("/filter any:time")
    assert "Filters cleared." in driver.send("/filter off")
    assert driver.chat.filters == Filters()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/filter since:yesterday", "since must be a day as YYYY-MM-DD, not 'yesterday'"),
        ("/filter speeker:Marrant", "did you mean speaker?"),
        ("/filter Marrant", "'Marrant' is not a filter"),
        ("/filter any:tme", "did you mean any:time?"),
        ("/filter since:2025-03-09 until:2025-03-01", "the period ends on 2025-03-01"),
        ("/filter speaker:Marant", "No speaker named 'Marant' in this index. Did you mean Ilse Marrant?"),
        ("/filter publisher:Kestrel", "Filters: publisher:Kestrel\n"),
    ],
)
def test_an_invalid_filter_is_explained(driver: ChatDriver, typed: str, expected: str) -> None:
    assert expected in driver.send(typed)


def test_the_model_can_change_during_a_conversation(server: FakeOpenAI, open_driver: Open) -> None:
    server.enqueue("Ilse Marrant said {S1}.")
    driver = open_driver()
    assert "No model: answers quote the articles" in driver.send("/model")
    assert "Answers are written by gpt-4o-mini" in driver.send("/model gpt-4o-mini")
    assert "gpt-4o-mini, 120 tokens, $" in driver.send(DAM_QUESTION)
    assert "100 in, 20 out, 1 call" in driver.send("/why")
    assert "Used so far: 120 tokens" in driver.send("/model")
    assert "No model: answers quote the articles" in driver.send("/model none")
    assert "answered without a model" in driver.send(FERRY_QUESTION)
    assert len(server.requests) == 1


def test_the_cost_limit_holds_when_the_model_changes(server: FakeOpenAI, open_driver: Open) -> None:
    server.enqueue(Reply(["Ilse Marrant said {S1}."], usage=(1_000_000, 0)))
    driver = open_driver(model="gpt-4o-mini", max_cost=0.1)
    driver.send(DAM_QUESTION)
    driver.send("/model gpt-4o")
    shown = driver.send(FERRY_QUESTION)
    assert "Answered without the model" in shown
    assert len(server.requests) == 1


def test_a_model_without_a_price_is_refused_and_the_old_one_stays(open_driver: Open) -> None:
    driver = open_driver(max_cost=0.1)
    assert "the price of the model 'no-such-model' is unknown" in driver.send("/model no-such-model")
    assert driver.chat.settings.model == "none"


def test_a_model_failure_is_reported_and_the_answer_extracted(server: FakeOpenAI, open_driver: Open) -> None:
    server.enqueue(Reply(status=401, error="bad key"))
    shown = open_driver(model="gpt-4o-mini").send(DAM_QUESTION)
    assert "Ilse Marrant said, on Mar 3, 2025: “The dam will hold through the winter,” [1]" in shown
    assert "Answered without the model: " in shown


def test_dropped_sentences_are_in_the_receipt(server: FakeOpenAI, open_driver: Open) -> None:
    server.enqueue("Ilse Marrant said {S1}. The dam was built in 1731 [3].")
    driver = open_driver(model="gpt-4o-mini")
    shown = driver.send(DAM_QUESTION)
    assert (
        "Left out 1 sentence: “The dam was built in 1731 (3).” – “1731” is not in the evidence (/why shows all)"
        in shown
    )
    assert "left out     “The dam was built in 1731" in driver.send("/why")


def test_a_checked_answer_shows_what_was_checked_sent_and_not_answered(server: FakeOpenAI, open_driver: Open) -> None:
    server.enqueue("Brell's dam dates from 1931 [3].\nUNANSWERED: who drew the plans", "A: yes")
    driver = open_driver(model="gpt-4o-mini", verifier="model")
    shown = driver.send("When was the dam at Brell built, and who drew the plans?")
    assert "Brell's dam dates from 1931 [1]." in shown
    assert "Not answered by the articles: who drew the plans" in shown
    why = driver.send("/why")
    assert "checked by   gpt-4o-mini" in why
    assert "not answered who drew the plans" in why
    assert "sent 3 of 3  Brell dam will hold, engineer says" in why
    assert "tokens       200 in, 40 out, 2 calls" in why


def test_a_check_by_rules_instead_of_the_model_is_shown(server: FakeOpenAI, open_driver: Open) -> None:
    server.enqueue("Ilse Marrant said {S1}.", Reply(status=401, error="bad key"))
    driver = open_driver(model="gpt-4o-mini", verifier="model")
    assert "Checked by rules alone: gpt-4o-mini could not check the reply" in driver.send(DAM_QUESTION)
    assert "check        gpt-4o-mini could not check the reply" in driver.send("/why")


def test_regenerating_replaces_the_last_answer(server: FakeOpenAI, open_driver: Open) -> None:
    server.enqueue("Ilse Marrant said {S1}.", "On Monday Ilse Marrant said {S1}.")
    driver = open_driver(model="gpt-4o-mini")
    assert "no question asked yet" in driver.send("/regen")
    driver.send(DAM_QUESTION)
    shown = driver.send("/regen")
    assert f"Asking again: {DAM_QUESTION}" in shown
    assert "[1] Brell dam will hold, engineer says  (shown above)" in shown
    assert [one.replaced for one in driver.chat.exchanges] == [True, False]
    assert len(driver.chat.turns) == 1
    assert [one.replaced for one in driver.chat.journal.exchanges(driver.chat.session)] == [True, False]


def test_copy_includes_the_sources_and_addresses(driver: ChatDriver) -> None:
    assert "no question asked yet" in driver.send("/copy")
    driver.send(DAM_QUESTION)
    driver.send("/copy")
    driver.send("/copy 1")
    whole, source = driver.copied
    assert whole.startswith(
        "Ilse Marrant said, on Mar 3, 2025: “The dam will hold through the winter,” [1]\n\n[1] Brell dam will hold"
    )
    assert source.startswith(
        "“The dam will hold through the winter,” Ilse Marrant said on Monday.\nBrell dam will hold"
    )
    assert all(LINK in text for text in driver.copied)


def test_a_conversation_is_saved_as_private_markdown(driver: ChatDriver, tmp_path: Path) -> None:
    file = tmp_path / "with space.md"
    assert "nothing to save yet" in driver.send(f"/save {file}")
    driver.send(DAM_QUESTION)
    driver.send(FERRY_QUESTION)
    assert "Saved 2 answers with sources" in driver.send(f"/save “{file}”")
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"## {DAM_QUESTION}\n\nIlse Marrant said, on Mar 3, 2025: “The dam will hold")
    assert "- [1] [Brell dam will hold, engineer says](<https://kestrel.example/dam#:~:text=" in text
    assert "- [2] Ferry to stay in port, Brell Courier, Mar 9, 2025" in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "already exists" in driver.send(f"/save {file}")
    assert "Saved 2 answers" in driver.send(f"/save {file} --force")
    assert "cannot write" in driver.send(f"/save {tmp_path}/none/x.md")


def test_a_new_conversation_starts_without_history_or_sources(driver: ChatDriver) -> None:
    driver.send(DAM_QUESTION)
    before = driver.chat.session
    driver.send("/new")
    assert driver.chat.session != before
    assert driver.chat.turns == ()
    assert "[1]" in driver.send(FERRY_QUESTION)


def test_conversations_are_listed_searched_and_resumed(open_driver: Open, tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    first = open_driver(journal=journal)
    first.send("/filter since:2025-03-01")
    first.send(DAM_QUESTION)
    key = first.chat.session.removeprefix("chat:")
    second = open_driver(journal=journal)
    second.send(FERRY_QUESTION)

    assert DAM_QUESTION in second.send("/sessions")
    assert f"/resume {key}" in second.send("/search “through the winter”")
    assert "No past answer contains all of: volcano" in second.send("/search volcano")
    shown = second.send(f"/resume {key[:4]}")
    assert f"Resumed {key}: 1 question" in shown
    assert "Filters: since:2025-03-01 (/filter off clears them)" in shown
    assert "“The dam will hold through the winter,” [1]" in shown
    assert "[1 “The dam will hold" in second.send("/source 1")
    assert "Tomas Oduya" in second.send("And Oduya?")
    assert len(second.chat.journal.exchanges(first.chat.session)) == 2


def test_an_unknown_conversation_is_not_resumed(driver: ChatDriver) -> None:
    assert "No saved conversations yet." in driver.send("/sessions")
    assert "no other saved conversation" in driver.send("/resume")
    driver.send(DAM_QUESTION)
    key = driver.chat.session.removeprefix("chat:")
    driver.send("/new")
    driver.send(DAM_QUESTION)
    assert "no conversation starts with 'zzz'" in driver.send("/resume zzz")
    assert f"Resumed {key}" in driver.send("/resume")


def test_articles_can_be_ingested_during_a_conversation(open_driver: Open, tmp_path: Path) -> None:
    (tmp_path / "dam.jsonl").write_text(json.dumps(DAM), encoding="utf-8")
    driver = open_driver(index=str(tmp_path / "index"))
    assert "no index" in driver.send(DAM_QUESTION)
    assert "1 new." in driver.send(f"/ingest {tmp_path / 'dam.jsonl'}")
    assert "“The dam will hold through the winter,” [1]" in driver.send(DAM_QUESTION)
    assert "no file, folder or URL given" in driver.send("/ingest")
    assert "give a file, a folder or a URL" in driver.send("/ingest -")
    assert "rejected: " in driver.send(f"/ingest {tmp_path / 'none.txt'}")


def test_an_updated_index_is_used_and_old_sources_stay(open_driver: Open, tmp_path: Path) -> None:
    folder = str(tmp_path / "index")
    (tmp_path / "1.jsonl").write_text(json.dumps(DAM), encoding="utf-8")
    corrected = DAM | {"text": DAM["text"] + "\n\nCorrection: the dam was built in 1932.", "updated": "2025-03-06"}
    (tmp_path / "2.jsonl").write_text(json.dumps(corrected), encoding="utf-8")
    driver, other = open_driver(index=folder), open_driver(index=folder)
    driver.send(f"/ingest {tmp_path / '1.jsonl'}")
    driver.send(DAM_QUESTION)
    other.send(f"/ingest {tmp_path / '2.jsonl'}")
    shown = driver.send("/source 1")
    assert "The article has changed since: version 2 replaced this one. It says: (correction" in shown
    assert "[1 “The dam will hold" in shown
    assert "The index was updated" in driver.send(DAM_QUESTION)
    assert "The index was updated" not in driver.send(DAM_QUESTION)


def test_help_lists_all_commands_or_explains_one(driver: ChatDriver) -> None:
    shown = driver.send("/help")
    assert [command.name for command in COMMANDS if f"/{command.name}" not in shown] == []
    assert "Ctrl-X Ctrl-E" in shown
    assert driver.send("/help /filter").startswith("/filter [since:DAY")
    assert "did you mean /source?" in driver.send("/help sorce")


def test_quit_ends_the_conversation(driver: ChatDriver) -> None:
    driver.send("/quit")
    assert driver.chat.ended


def test_a_command_that_gives_an_answer_is_shown_and_kept_as_one(
    driver: ChatDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.interfaces.chat.commands.table import Command
    from assistant.interfaces.chat.conversation import Chat

    def last_word(chat: Chat, words: str) -> Answer:
        return chat.assistant.ask(f"What did Sool say about {words}?")

    added = Command("sool", "TOPIC", "what Sool says", last_word)
    monkeypatch.setattr("assistant.interfaces.chat.commands.table.COMMANDS", (*COMMANDS, added))
    driver.send(DAM_QUESTION)
    shown = driver.send("/sool the ferry")
    assert "[2] Ferry to stay in port" in shown
    (_, kept) = driver.chat.journal.exchanges(driver.chat.session)
    assert kept.asked.question == "/sool the ferry"
    assert kept.turn.question == FERRY_QUESTION
    assert "'/sool the ferry' was a command" in driver.send("/regen")


def test_a_journal_failure_is_reported_once_and_the_conversation_continues(open_driver: Open, tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    driver = open_driver(journal=file)
    file.write_text("no journal any more: it was overwritten by something else, in mid-conversation")
    shown = driver.send(DAM_QUESTION)
    assert "is damaged, or is not a journal" in shown
    assert "This conversation can no longer be saved automatically." in shown
    assert "is damaged" not in driver.send(FERRY_QUESTION)
    assert len(driver.chat.turns) == 2


def test_timelines_and_comparisons_are_recorded_as_answers(driver: ChatDriver) -> None:
    shown = driver.send("/timeline Ilse Marrant about the dam")
    assert "Mar 3, 2025 (said): Ilse Marrant said: “The dam will hold through the winter,” [1]" in shown
    assert "[1]" in driver.send("/compare the dam speakers:Ilse Marrant, Tomas Oduya")
    assert [one.asked.question.partition(" ")[0] for one in driver.chat.exchanges] == ["/timeline", "/compare"]
    assert "no speaker, topic or event given" in driver.send("/timeline")
    assert "no topic given" in driver.send("/compare")


def test_feedback_is_stored_with_the_answer(driver: ChatDriver) -> None:
    assert "no question asked yet" in driver.send("/feedback wrong")
    driver.send(DAM_QUESTION)
    assert "unknown verdict 'wrogn'\n  did you mean wrong?" in driver.send("/feedback wrogn")
    assert "Feedback saved: wrong." in driver.send("/feedback Wrong it was on Tuesday")
    [judged] = driver.chat.journal.judged()
    assert judged.asked.question == DAM_QUESTION
    assert [(one.verdict, one.note) for one in judged.feedback] == [("wrong", "it was on Tuesday")]


def test_articles_are_summarised_by_source_number_and_periods_by_days(driver: ChatDriver) -> None:
    assert "no article to summarise" in driver.send("/summarise")
    driver.send(DAM_QUESTION)
    for named in ("1", "", driver.chat.source(1).article.id):
        assert "“The dam will hold through the winter,”" in driver.send(f"/summarise {named}")
    assert "no source 99" in driver.send("/summarise 99")
    output = driver.send("/digest since:2025-03-01 until:2025-03-05")
    assert "Brell dam will hold" in output
    assert "Ferry to stay in port" not in output


def test_a_loosened_filter_is_named_below_the_answer_and_in_the_receipt(driver: ChatDriver) -> None:
    line = "Nothing published from 2019-06-01 to 2019-06-30 in the index; all dates were searched."

    assert line in driver.send("What did Marrant say about the dam in June 2019?")
    assert f"loosened     {line}" in driver.send("/why")
