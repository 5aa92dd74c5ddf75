"""The pipeline from a question to an Answer, with a scripted model."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import pytest

from assistant.answers.extractive import compose_extractive
from assistant.errors import ModelFailed
from assistant.pipeline import AnswerContext, answer_question
from assistant.types import (
    Answer,
    Answered,
    Checking,
    Composed,
    Dropped,
    Query,
    RetrievedEvidence,
    RewriteAttempt,
    Searched,
    TextDelta,
    Turn,
    Usage,
)
from assistant.understanding.speakers import SpeakerMatcher
from index.errors import UsageError
from index.search.view import View
from index.storage.catalog.catalog import Snapshot
from index.storage.catalog.types import StatementContext
from index.types import ArticleStatement, Coverage, Hit, Scope, Speaker, Statement
from tests.assistant.sample import MARRANT, ODUYA
from tests.fakes.alone import Alone

COVERAGE = Coverage(1, None, None)


class _Snapshot:
    generation = 1

    def coverage(self, scope: Scope) -> Coverage:
        return COVERAGE

    def statements_within(self, places: object) -> list[Statement]:
        return [MARRANT.statement, ODUYA.statement]

    def speaker_names_in(self, article_ids: Collection[str]) -> dict[str, set[str]]:
        return {one.article.id: {one.statement.speaker.name} for one in (MARRANT, ODUYA) if one.statement.speaker}


class _View:
    """An index with two statements."""

    snapshot = cast(Snapshot, _Snapshot())
    stories = Alone()
    used_embedders = ("fake",)

    def search(self, words: str, **_: object) -> tuple[Hit, ...]:
        return ()

    def with_canonical_names(self, statements: Sequence[Statement]) -> list[Statement]:
        return list(statements)

    def statements(self, *, rows: Sequence[int] = (0, 1), **_: object) -> tuple[ArticleStatement, ...]:
        return tuple((MARRANT, ODUYA)[row] for row in rows)

    def settings(self, *, speakers: Sequence[str] = (), **_: object) -> list[StatementContext]:
        return [
            StatementContext(row, one.article.title, one.article.text, whole=True, day="")
            for row, one in enumerate((MARRANT, ODUYA))
            if one.statement.speaker and (not speakers or one.statement.speaker.name in speakers)
        ]

    def contexts_about(self, words: str, **_: object) -> list[StatementContext]:
        return self.settings()


@dataclass(frozen=True)
class ScriptedModel:
    """A model that returns its script, or fails."""

    text: str = ""
    failure: ModelFailed | None = None
    name: str = "scripted"
    abstained: bool = False
    check_note: str | None = None

    def compose(
        self, query: Query, found: RetrievedEvidence, history: Sequence[Turn], *, generation: int
    ) -> Iterator[TextDelta | Checking | Composed]:
        draft = None
        if self.text:
            yield Checking(1)
            extracted = compose_extractive(query, found, COVERAGE)
            yield TextDelta(extracted.text)
            draft = extracted
        yield Composed(
            draft,
            self.failure,
            (Dropped("x", "y"),),
            Usage(1, 10, 5),
            0.001,
            "answer@1#abc",
            abstained=self.abstained,
            check_note=self.check_note,
        )

    def rewrite_question(self, query: Query, history: Sequence[Turn], *, generation: int) -> RewriteAttempt:
        raise AssertionError("nothing hangs in the air")


def context(model: ScriptedModel | None = None, *, strict: bool = False) -> AnswerContext:
    return AnswerContext(
        cast(View, _View()),
        SpeakerMatcher.of([Speaker("Ilse Marrant"), Speaker("Tomas Oduya")]),
        model,
        strict_model=strict,
    )


def ask(question: str, at: AnswerContext, history: Sequence[Turn] = ()) -> Answer:
    *_, last = answer_question(question, at, history=history)
    assert isinstance(last, Answered)
    return last.answer


def test_a_stream_is_searched_then_text_then_the_answer_with_that_text() -> None:
    events = list(answer_question("What did Marrant say about the dam?", context()))

    assert isinstance(events[0], Searched)
    assert isinstance(events[-1], Answered)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == events[-1].answer.text


def test_without_a_model_there_are_no_calls_and_no_costs() -> None:
    receipt = ask("What did Marrant say about the dam?", context()).receipt

    assert (receipt.composer, receipt.usage, receipt.cost_usd, receipt.degraded) == ("extractive", Usage(), 0.0, None)


def test_a_models_answer_records_its_usage_and_dropped_text() -> None:
    receipt = ask("What did Marrant say about the dam?", context(ScriptedModel("words"))).receipt

    assert (receipt.composer, receipt.usage.calls, receipt.prompt) == ("scripted", 1, "answer@1#abc")
    assert receipt.dropped == (Dropped("x", "y"),)


def test_a_failing_model_gives_the_extractive_answer_and_the_reason() -> None:
    answer = ask("What did Marrant say about the dam?", context(ScriptedModel(failure=ModelFailed("no reply"))))

    assert answer.status == "answered"
    assert (answer.receipt.composer, answer.receipt.degraded) == ("extractive", "no reply")


def test_a_model_without_verified_text_gives_the_extractive_answer() -> None:
    answer = ask("What did Marrant say about the dam?", context(ScriptedModel()))

    assert answer.receipt.composer == "extractive"
    assert answer.receipt.degraded == "nothing that scripted wrote could be verified"


def test_a_failing_strict_model_is_an_error() -> None:
    with pytest.raises(ModelFailed, match="no reply"):
        ask("What did Marrant say about the dam?", context(ScriptedModel(failure=ModelFailed("no reply")), strict=True))


def test_a_model_is_not_called_without_evidence() -> None:
    answer = ask("Who won the marathon in Arlen?", context(ScriptedModel("words")))

    assert answer.status == "no_evidence"
    assert (answer.receipt.composer, answer.receipt.usage, answer.receipt.degraded) == ("extractive", Usage(), None)


def test_a_model_is_asked_if_the_person_spoke_about_something_else() -> None:
    answer = ask("What did Marrant say about the railway?", context(ScriptedModel(abstained=True)))

    assert answer.status == "no_evidence"
    assert (answer.receipt.composer, answer.receipt.usage.calls, answer.receipt.degraded) == ("scripted", 1, None)


def test_an_abstention_is_no_record_although_the_rules_found_statements() -> None:
    answer = ask("What did Marrant say about the dam?", context(ScriptedModel(abstained=True)))

    assert answer.status == "no_evidence"
    assert answer.text.startswith("No record")
    assert (answer.statements, answer.said_by) == ((), ())
    assert {shown.speaker for shown in answer.related} == {"Ilse Marrant"}


def test_a_check_by_another_checker_is_noted_and_fails_a_strict_model() -> None:
    model = ScriptedModel("words", check_note="scripted could not check the reply (busy); rules did")
    receipt = ask("What did Marrant say about the dam?", context(model)).receipt

    assert (receipt.composer, receipt.degraded) == ("scripted", None)
    assert receipt.check_note == "scripted could not check the reply (busy); rules did"
    with pytest.raises(ModelFailed, match="could not check"):
        ask("What did Marrant say about the dam?", context(model, strict=True))


def test_checking_is_an_event_before_the_text() -> None:
    events = list(answer_question("What did Marrant say about the dam?", context(ScriptedModel("words"))))

    assert [type(event) for event in events] == [Searched, Checking, TextDelta, Answered]


def test_other_speakers_statements_are_named() -> None:
    answer = ask("What did Marrant say about rusted gates?", context())

    assert answer.status == "no_evidence"
    assert answer.said_by == ("Tomas Oduya",)
    assert {shown.speaker for shown in answer.statements} == {"Tomas Oduya"}
    assert {shown.speaker for shown in answer.related} == {"Ilse Marrant"}


def test_the_next_question_inherits_the_conversation() -> None:
    first = ask("What did Marrant say about the gates?", context())
    second = ask("And Oduya?", context(), history=first.turns)

    assert {shown.speaker for shown in second.statements} == {"Tomas Oduya"}
    assert [turn.question for turn in second.turns] == ["What did Marrant say about the gates?", "And Oduya?"]


def test_an_empty_question_is_an_error() -> None:
    with pytest.raises(UsageError, match="empty"):
        ask("  ", context())
