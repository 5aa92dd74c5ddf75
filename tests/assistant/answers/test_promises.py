"""Properties of every answer: verbatim quotations under the right speaker's name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.json_rows import answer_row
from assistant.pipeline import answer_question
from assistant.retrieval.evidence import list_statements
from assistant.types import MARKER, Answer, Answered, Filters
from index.statements import find_statements
from index.types import Article, Statement
from tests.assistant.one_article import desk_over
from tests.index.statements.test_hostile_text import TEXTS

TOPICS = st.sampled_from(["the bridge", "Ann Fox", "Article 5", "the bridge holding on Thursday", "“the bridge”"])
SPOKEN = st.sampled_from(
    [
        "“The bridge holds,” Ann Fox said. “It always has.”",
        'Ann Fox told Bo Hill that "the bridge" would hold.',
        "«The bridge», said Bo Hill, «is “safe” ‘enough’».",
        "“The bridge holds.\n\n“It is old,” Ann Fox said.",
        "Bo Hill denied that the bridge was closed. He said: “Never",
        "According to the ministry, the bridge reopens on Thursday.",
        "“The bridge [7] holds,” Ann Fox said. The bridge was built on Thursday [2].",
        "“桥很安全，” Ann Fox said. 🙂 A senior official said the bridge\u00a0was \u00adsafe.",
        "Bo Hill declined to say\r\nwhether the bridge holds.",
    ]
)
ARTICLES = (
    st.lists(st.one_of(SPOKEN, TEXTS), min_size=1, max_size=6)
    .map("\n\n".join)
    .filter(str.strip)
    .map(lambda text: Article(id="one", title="The bridge", text=text))
)


def ask(question: str, article: Article) -> Answer:
    *_, last = answer_question(question, desk_over(article))
    assert isinstance(last, Answered)
    return last.answer


@given(ARTICLES, TOPICS)
def test_every_quote_is_the_articles_own_text_and_every_marker_leads_somewhere(article: Article, topic: str) -> None:
    for question in (f"What did Ann Fox say about {topic}?", f"Who said {topic}?", f"When did {topic} reopen?"):
        row = answer_row(ask(question, article))

        for part in (*row["statements"], *row["related"], *row["citations"], *row["nearest"]):
            assert article.text[part["start"] : part["end"]] == part["quote"]
        markers = {citation["marker"] for citation in row["citations"]}
        assert {int(marker) for marker in MARKER.findall(row["text"])} <= markers
        json.dumps(row)


@given(ARTICLES, TOPICS)
def test_no_statement_is_shown_under_another_name(article: Article, topic: str) -> None:
    speakers = {one.speaker.name for one in _found(article) if one.speaker and one.speaker.kind != "unnamed"}
    for name in sorted(speakers):
        answer = ask(f"What did {name} say about {topic}?", article)

        for shown in (*answer.statements, *answer.related):
            own = [one for one in _found(article) if shown.span in one.pieces]
            assert any(one.speaker == shown.statement.speaker for one in own)
        if answer.status == "no_evidence":
            assert name not in {shown.speaker for shown in answer.statements}


def _found(article: Article) -> tuple[Statement, ...]:
    return find_statements(article)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Fox did not say that the bridge would close.",
        "Ann Fox never said that the bridge would close.",
        "If Ann Fox says that the bridge will close, trade will suffer.",
        'Neither Bo Hill nor Ann Fox said "the bridge will close".',
    ],
)
def test_a_refusal_is_never_an_answer_to_what_was_said(sentence: str) -> None:
    article = Article(id="one", title="News", text=f"Ann Fox and Bo Hill met in Brell.\n\n{sentence}")

    assert "Ann Fox said" not in ask("Did Ann Fox say that the bridge would close?", article).text
    assert ask("Who said that the bridge would close?", article).status == "no_evidence"


def test_a_list_of_statements_on_a_topic_leaves_out_no_refusal_and_no_unknown_speaker() -> None:
    text = "Ann Fox declined to say whether the bridge was safe.\n\n“The bridge is safe,” Ann Fox said."
    article = Article(id="one", title="News", text=text)
    context = desk_over(article)

    listed = list_statements(Filters(), about="the bridge", view=context.view, registry=context.registry)

    assert {one.statement for one in listed} == set(find_statements(article))
