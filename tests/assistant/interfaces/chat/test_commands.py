"""Every command, without a terminal: what it shows, and what it does to the conversation."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from assistant.interfaces.chat.commands import COMMANDS
from assistant.types import Answer, Filters
from tests.assistant.conftest import DAM
from tests.assistant.interfaces.chat.conftest import Open, Talk
from tests.fakes.openai_server import FakeOpenAI, Reply

DAM_QUESTION = "What did Marrant say about the dam?"
FERRY_QUESTION = "What did Sool say about the ferry?"
LINK = "https://kestrel.example/dam#:~:text="


def test_an_answer_has_its_sources_under_it(talk: Talk) -> None:
    shown = talk.say(DAM_QUESTION)
    assert "Ilse Marrant said, on Mar 3, 2025: “The dam will hold through the winter,” [1]" in shown
    assert "Sources\n[1] Brell dam will hold, engineer says  Kestrel Post, Mar 4, 2025\n" in shown
    assert f"<{LINK}" in shown
    assert "Searched 2 articles, Mar 4, 2025 to Mar 9, 2025; extracted" in shown


def test_sources_are_numbered_once_for_the_whole_conversation(talk: Talk) -> None:
    talk.say(DAM_QUESTION)
    assert "[2] Ferry to stay in port" in talk.say(FERRY_QUESTION)
    again = talk.say(DAM_QUESTION)
    assert "[1]" in again
    assert "[3]" not in again
    assert "[1] Brell dam will hold, engineer says  (shown above)" in again


def test_a_follow_up_is_understood_from_what_came_before(talk: Talk) -> None:
    talk.say(FERRY_QUESTION)
    assert "Ilse Marrant" in talk.say("And Marrant?")


def test_source_shows_the_passage_in_its_article_with_the_verified_words_marked(talk: Talk) -> None:
    talk.say(DAM_QUESTION)
    shown = talk.say("/source 1")
    assert "[1] Brell dam will hold, engineer says\nKestrel Post, Mar 4, 2025\nhttps://kestrel.example/dam#" in shown
    assert "[1 “The dam will hold through the winter,” Ilse Marrant said on Monday.]" in shown
    assert "Tomas Oduya, the mayor of Brell, denied that the gates were rusted." in shown
    assert talk.say("/source") == shown


def test_a_number_that_nothing_has_is_said_with_those_there_are(talk: Talk) -> None:
    assert "no source 1\n  nothing was cited yet" in talk.say("/source 1")
    talk.say(DAM_QUESTION)
    assert "no source 7\n  they go from 1 to 1" in talk.say("/source 7")
    assert "no source 'two'" in talk.say("/source two")


def test_open_opens_the_page_at_the_words(talk: Talk) -> None:
    talk.say(DAM_QUESTION)
    assert "Opened" in talk.say("/open 1")
    assert talk.opened[0].startswith(LINK)


def test_a_source_without_an_address_cannot_be_opened(talk: Talk) -> None:
    talk.say(FERRY_QUESTION)
    assert "source 1 has no address that can be opened" in talk.say("/open 1")
    assert talk.opened == []


def test_why_shows_the_receipt(talk: Talk) -> None:
    assert "nothing was asked yet" in talk.say("/why")
    talk.say(f"{DAM_QUESTION[:-1]} in March 2025?")
    shown = talk.say("/why")
    for line in ("speaker Ilse Marrant", "published 2025-03-01 to 2025-03-31", "from “in March 2025”", "2 articles"):
        assert line in shown
    assert "none: no model was asked" in shown


def test_statements_are_listed_by_name_and_topic(talk: Talk) -> None:
    shown = talk.say("/statements Marrant about the dam")
    assert "Ilse Marrant  (direct" in shown
    assert "“The dam will hold through the winter,”" in shown
    assert "Oduya" not in shown
    assert "Tomas Oduya" in talk.say("/statements about gates")
    assert "No record of a statement of Nobody about gates." in talk.say("/statements Nobody about gates")
    assert "whose statements?" in talk.say("/statements")


def test_filters_narrow_the_questions_until_they_are_taken_away(talk: Talk) -> None:
    assert "Nothing is narrowed." in talk.say("/filter")
    assert "Narrowed to since:2025-03-08 publisher:Brell Courier." in talk.say(
        "/filter since:2025-03-08 publisher:Brell Courier"
    )
    assert "No record" in talk.say(DAM_QUESTION)
    assert "Narrowed to since:2025-03-08." in talk.say("/filter publisher:")
    assert "Narrowed to since:2025-03-08 any:time." in talk.say("/filter any:time")
    assert "Nothing is narrowed any more." in talk.say("/filter off")
    assert talk.chat.filters == Filters()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/filter since:yesterday", "since is not a day: 'yesterday'"),
        ("/filter speeker:Marrant", "did you mean speaker?"),
        ("/filter Marrant", "'Marrant' is no filter"),
        ("/filter any:tme", "did you mean any:time?"),
        ("/filter since:2025-03-09 until:2025-03-01", "the period ends on 2025-03-01"),
        ("/filter speaker:Marant", "Nobody called 'Marant' speaks in this index. Did you mean Ilse Marrant?"),
        ("/filter publisher:Kestrel", "Narrowed to publisher:Kestrel."),
    ],
)
def test_what_a_filter_cannot_be_is_said(talk: Talk, typed: str, said: str) -> None:
    assert said in talk.say(typed)


def test_a_model_is_chosen_and_left_in_mid_conversation(server: FakeOpenAI, open_talk: Open) -> None:
    server.enqueue("Ilse Marrant said {S1}.")
    talk = open_talk()
    assert "No model is asked" in talk.say("/model")
    assert "Answers are written by gpt-4o-mini" in talk.say("/model gpt-4o-mini")
    assert "gpt-4o-mini, 120 tokens, $" in talk.say(DAM_QUESTION)
    assert "100 in, 20 out, 1 call" in talk.say("/why")
    assert "It has taken 120 tokens" in talk.say("/model")
    assert "No model is asked" in talk.say("/model none")
    assert "extracted" in talk.say(FERRY_QUESTION)
    assert len(server.requests) == 1


def test_a_limit_on_the_cost_holds_when_the_model_is_changed(server: FakeOpenAI, open_talk: Open) -> None:
    server.enqueue(Reply(["Ilse Marrant said {S1}."], usage=(1_000_000, 0)))
    talk = open_talk(model="gpt-4o-mini", max_cost=0.1)
    talk.say(DAM_QUESTION)
    talk.say("/model gpt-4o")
    shown = talk.say(FERRY_QUESTION)
    assert "Answered without the model" in shown
    assert len(server.requests) == 1


def test_a_model_whose_limit_cannot_be_kept_is_refused_and_the_old_one_stays(open_talk: Open) -> None:
    talk = open_talk(max_cost=0.1)
    assert "the price of the model 'no-such-model' is unknown" in talk.say("/model no-such-model")
    assert talk.chat.settings.model == "none"


def test_a_model_that_fails_is_said_and_the_answer_is_extracted(server: FakeOpenAI, open_talk: Open) -> None:
    server.enqueue(Reply(status=401, error="bad key"))
    shown = open_talk(model="gpt-4o-mini").say(DAM_QUESTION)
    assert "Ilse Marrant said, on Mar 3, 2025: “The dam will hold through the winter,” [1]" in shown
    assert "Answered without the model: " in shown


def test_what_was_left_out_is_in_the_receipt(server: FakeOpenAI, open_talk: Open) -> None:
    server.enqueue("Ilse Marrant said {S1}. The dam was built in 1731 [1].")
    talk = open_talk(model="gpt-4o-mini")
    assert "Left out, because it could not be verified: 1 sentence; /why shows what." in talk.say(DAM_QUESTION)
    assert "left out     “The dam was built in 1731" in talk.say("/why")


def test_asked_again_the_new_answer_takes_the_place_of_the_old(server: FakeOpenAI, open_talk: Open) -> None:
    server.enqueue("Ilse Marrant said {S1}.", "On Monday Ilse Marrant said {S1}.")
    talk = open_talk(model="gpt-4o-mini")
    assert "nothing was asked yet" in talk.say("/regen")
    talk.say(DAM_QUESTION)
    shown = talk.say("/regen")
    assert f"Asking again: {DAM_QUESTION}" in shown
    assert "[1] Brell dam will hold, engineer says  (shown above)" in shown
    assert [one.replaced for one in talk.chat.exchanges] == [True, False]
    assert len(talk.chat.turns) == 1
    assert [one.replaced for one in talk.chat.journal.exchanges(talk.chat.session)] == [True, False]


def test_the_answer_or_a_source_is_copied_with_where_it_stands(talk: Talk) -> None:
    assert "nothing to copy yet" in talk.say("/copy")
    talk.say(DAM_QUESTION)
    talk.say("/copy")
    talk.say("/copy 1")
    whole, source = talk.copied
    assert whole.startswith(
        "Ilse Marrant said, on Mar 3, 2025: “The dam will hold through the winter,” [1]\n\n[1] Brell dam will hold"
    )
    assert source.startswith(
        "“The dam will hold through the winter,” Ilse Marrant said on Monday.\nBrell dam will hold"
    )
    assert all(LINK in text for text in talk.copied)


def test_a_conversation_is_saved_as_markdown_for_its_owner_only(talk: Talk, tmp_path: Path) -> None:
    file = tmp_path / "with space.md"
    assert "nothing to save yet" in talk.say(f"/save {file}")
    talk.say(DAM_QUESTION)
    talk.say(FERRY_QUESTION)
    assert "Saved 2 answers with their sources" in talk.say(f"/save “{file}”")
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"## {DAM_QUESTION}\n\nIlse Marrant said, on Mar 3, 2025: “The dam will hold")
    assert "- [1] [Brell dam will hold, engineer says](<https://kestrel.example/dam#:~:text=" in text
    assert "- [2] Ferry to stay in port, Brell Courier, Mar 9, 2025" in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "is there already" in talk.say(f"/save {file}")
    assert "Saved 2 answers" in talk.say(f"/save {file} --force")
    assert "cannot write" in talk.say(f"/save {tmp_path}/none/x.md")


def test_a_new_conversation_counts_from_1_and_remembers_nothing(talk: Talk) -> None:
    talk.say(DAM_QUESTION)
    before = talk.chat.session
    talk.say("/new")
    assert talk.chat.session != before
    assert talk.chat.turns == ()
    assert "[1]" in talk.say(FERRY_QUESTION)


def test_conversations_are_listed_found_and_gone_on_with(open_talk: Open, tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    first = open_talk(journal=journal)
    first.say("/filter since:2025-03-01")
    first.say(DAM_QUESTION)
    key = first.chat.session.removeprefix("chat:")
    second = open_talk(journal=journal)
    second.say(FERRY_QUESTION)

    assert DAM_QUESTION in second.say("/sessions")
    assert f"/resume {key}" in second.say("/search “through the winter”")
    assert "Nothing in past answers holds all of: volcano" in second.say("/search volcano")
    shown = second.say(f"/resume {key[:4]}")
    assert f"Going on with {key}: 1 question" in shown
    assert "Narrowed to since:2025-03-01 as before" in shown
    assert "“The dam will hold through the winter,” [1]" in shown
    assert "[1 “The dam will hold" in second.say("/source 1")
    assert "Tomas Oduya" in second.say("And Oduya?")
    assert len(second.chat.journal.exchanges(first.chat.session)) == 2


def test_a_conversation_that_there_is_not_is_not_gone_on_with(talk: Talk) -> None:
    assert "No conversation is kept yet." in talk.say("/sessions")
    assert "no other conversation is kept" in talk.say("/resume")
    talk.say(DAM_QUESTION)
    key = talk.chat.session.removeprefix("chat:")
    talk.say("/new")
    talk.say(DAM_QUESTION)
    assert "no conversation 'zzz'" in talk.say("/resume zzz")
    assert f"Going on with {key}" in talk.say("/resume")


def test_articles_are_read_in_mid_conversation(open_talk: Open, tmp_path: Path) -> None:
    (tmp_path / "dam.jsonl").write_text(json.dumps(DAM), encoding="utf-8")
    talk = open_talk(index=str(tmp_path / "index"))
    assert "no index" in talk.say(DAM_QUESTION)
    assert "1 new." in talk.say(f"/ingest {tmp_path / 'dam.jsonl'}")
    assert "“The dam will hold through the winter,” [1]" in talk.say(DAM_QUESTION)
    assert "nothing to read" in talk.say("/ingest")
    assert "give a file, a folder or an address" in talk.say("/ingest -")
    assert "rejected: " in talk.say(f"/ingest {tmp_path / 'none.txt'}")


def test_an_index_that_is_published_meanwhile_answers_and_old_sources_stay(open_talk: Open, tmp_path: Path) -> None:
    folder = str(tmp_path / "index")
    (tmp_path / "1.jsonl").write_text(json.dumps(DAM), encoding="utf-8")
    corrected = DAM | {"text": DAM["text"] + "\n\nCorrection: the dam was built in 1932.", "updated": "2025-03-06"}
    (tmp_path / "2.jsonl").write_text(json.dumps(corrected), encoding="utf-8")
    talk, other = open_talk(index=folder), open_talk(index=folder)
    talk.say(f"/ingest {tmp_path / '1.jsonl'}")
    talk.say(DAM_QUESTION)
    other.say(f"/ingest {tmp_path / '2.jsonl'}")
    shown = talk.say("/source 1")
    assert "The article has changed since: version 2 took this one's place. It says: (correction" in shown
    assert "[1 “The dam will hold" in shown
    assert "The index has moved on" in talk.say(DAM_QUESTION)
    assert "The index has moved on" not in talk.say(DAM_QUESTION)


def test_help_lists_every_command_and_tells_of_one(talk: Talk) -> None:
    shown = talk.say("/help")
    assert [command.name for command in COMMANDS if f"/{command.name}" not in shown] == []
    assert "Ctrl-X Ctrl-E" in shown
    assert talk.say("/help /filter").startswith("/filter [since:DAY")
    assert "did you mean /source?" in talk.say("/help sorce")


def test_quit_leaves(talk: Talk) -> None:
    talk.say("/quit")
    assert talk.chat.over


def test_a_command_that_gives_an_answer_is_shown_and_kept_as_one(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the verbs that give answers are added to the table: one row each."""
    from assistant.interfaces.chat.command import Command
    from assistant.interfaces.chat.conversation import Chat

    def last_word(chat: Chat, words: str) -> Answer:
        return chat.assistant.ask(f"What did Sool say about {words}?")

    added = Command("sool", "TOPIC", "what Sool says", last_word)
    monkeypatch.setattr("assistant.interfaces.chat.dispatch.COMMANDS", (*COMMANDS, added))
    talk.say(DAM_QUESTION)
    shown = talk.say("/sool the ferry")
    assert "[2] Ferry to stay in port" in shown
    (_, kept) = talk.chat.journal.exchanges(talk.chat.session)
    assert kept.asked.question == "/sool the ferry"
    assert kept.turn.question == FERRY_QUESTION
    assert "'/sool the ferry' is a command" in talk.say("/regen")


def test_a_journal_that_fails_is_said_once_and_the_conversation_goes_on(open_talk: Open, tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    talk = open_talk(journal=file)
    file.write_text("no journal any more: it was overwritten by something else, in mid-conversation")
    shown = talk.say(DAM_QUESTION)
    assert "is damaged, or is not a journal" in shown
    assert "From here on this conversation is not kept." in shown
    assert "is damaged" not in talk.say(FERRY_QUESTION)
    assert len(talk.chat.turns) == 2


def test_a_timeline_and_a_comparison_are_shown_and_kept_as_answers_are(talk: Talk) -> None:
    shown = talk.say("/timeline Ilse Marrant about the dam")
    assert "Mar 3, 2025 (said): Ilse Marrant said: “The dam will hold through the winter,” [1]" in shown
    assert "[1]" in talk.say("/compare the dam speakers:Ilse Marrant, Tomas Oduya")
    assert [one.asked.question.partition(" ")[0] for one in talk.chat.exchanges] == ["/timeline", "/compare"]
    assert "whose timeline?" in talk.say("/timeline")
    assert "compare on what?" in talk.say("/compare")


def test_what_somebody_thinks_of_an_answer_is_kept_beside_it(talk: Talk) -> None:
    assert "nothing was asked yet" in talk.say("/feedback wrong")
    talk.say(DAM_QUESTION)
    assert "unknown verdict 'wrogn'\n  did you mean wrong?" in talk.say("/feedback wrogn")
    assert "Kept: the last answer is wrong." in talk.say("/feedback Wrong it was on Tuesday")
    [judged] = talk.chat.journal.judged()
    assert judged.asked.question == DAM_QUESTION
    assert [(one.verdict, one.note) for one in judged.feedback] == [("wrong", "it was on Tuesday")]


def test_an_article_is_summed_up_by_the_number_of_a_source_and_a_period_by_its_days(talk: Talk) -> None:
    assert "summarise what?" in talk.say("/summarise")
    talk.say(DAM_QUESTION)
    for named in ("1", "", talk.chat.source(1).article.id):
        assert "“The dam will hold through the winter,”" in talk.say(f"/summarise {named}")
    assert "no source 99" in talk.say("/summarise 99")
    told = talk.say("/digest since:2025-03-01 until:2025-03-05")
    assert "Brell dam will hold" in told
    assert "Ferry to stay in port" not in told
