"""Strategies for answers of every shape, and functions that read Slack's markup as people see it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from assistant.types import Answer, Citation, NearPassage, Query, Receipt, ShownStatement
from index.types import Article, Coverage, Span, Speaker, Statement

NASTY = (
    "<!channel> and <!here>",
    "@channel",
    "@here @everyone",
    "<@U123> said so",
    "<#C123|secret>",
    "https://evil.example/unfurl_me",
    "evil.example/x",
    "[click](https://evil.example)",
    "a & b < c > d",
    "*bold* _italic_ ~gone~ `code` ```block```",
    "# heading",
    "> quoted",
    "1. one\n- two",
    "| a | b |",
    "&lt;!channel&gt;",
    "\\*not\\*",
    "![picture](https://evil.example/p.png)",
    ":smile: :+1:",
    "mailto:a@b.example",
    "5'10\" tall",
    "\x1b[31mred\x1b[0m \u202eoverride",
    "日本語の文章です。",
    "🙂👩‍👩‍👧",
)
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
WORDS = st.one_of(st.sampled_from(NASTY), st.text(CHARACTERS, min_size=1, max_size=40))
QUOTED = st.builds(lambda words: f"“{' '.join(words)}”", st.lists(WORDS, min_size=1, max_size=12))
LONG = st.builds(lambda word, times: f"{word} " * times, WORDS, st.integers(1, 400))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = " ".join(draw(st.lists(st.one_of(WORDS, QUOTED, LONG), min_size=1, max_size=8)))
    return Article(
        id="a",
        title=draw(st.one_of(WORDS, LONG)) or "t",
        text=text if text.strip() else "text",
        url=draw(
            st.sampled_from(
                [None, "https://k.example/a", f"https://k.example/{'x' * 3_000}", "https://k.example/(a)|b<c>"]
            )
        ),
        publisher=draw(st.one_of(st.none(), WORDS)),
        published=date(2025, 3, 4),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Draw an answer with quotations of any length, any number of sources, and hostile text."""
    article = draw(articles())
    count = draw(st.integers(1, 30))
    ends = st.integers(1, len(article.text))
    spans = [Span(draw(st.integers(0, end - 1)), end) for end in draw(st.lists(ends, min_size=count, max_size=count))]
    citations = tuple(Citation(number, article, span) for number, span in enumerate(spans, start=1))
    sentences = [f"{draw(WORDS)} said: “{plain_quote(one.quote)}” [{one.marker}]" for one in citations]
    answer_text = "\n\n".join(sentences)
    related: tuple[ShownStatement, ...] = ()
    if draw(st.booleans()):
        span = citations[0].span
        statement = Statement("s", "a", (span,), "direct", Speaker("Ilse Marrant"), span)
        related = (ShownStatement(statement, article, span, 1),)
    receipt = Receipt("extractive", Coverage(1, None, None), Query("q", "statement", ("Ilse Marrant",)))
    nearest = tuple(NearPassage(article, one.span, 1.0) for one in citations[: draw(st.integers(0, 3))])
    unanswered = draw(st.one_of(st.none(), WORDS))
    answer = Answer("q", "answered", answer_text, receipt, (), citations, (), related)
    return replace(answer, nearest=nearest, unanswered=unanswered)


def plain_quote(text: str) -> str:
    """Return a quotation without markers, as the verifier ensures."""
    return re.sub(r"\[(\d+)\]", r"(\1)", text)


def shown(markdown: str) -> str:
    """Return Markdown as people see it: without escapes, links as their text."""
    text = re.sub(r"\[(\[\d+\])\]\([^()\s]*\)", r"\1", markdown)
    return html.unescape(re.sub(r"\\(.)", r"\1", text))


def unescaped(markdown: str) -> str:
    """Return the characters that Slack would interpret: those without a backslash."""
    return re.sub(r"\\.", "", re.sub(r"\[(\[\d+\])\]\([^()\s]*\)", "", markdown))


def mrkdwn_texts(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return every mrkdwn text in the blocks."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, Mapping):
            if value.get("type") == "mrkdwn":
                found.append(value["text"])
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    for block in blocks:
        walk(block)
    return found
