"""Statements on a topic."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant import Assistant
from assistant.understanding.topic import Topic


def test_an_article_is_read_once_for_all_of_its_statements(golden: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {one.article.text for one in golden.statements()}
    read: Counter[str] = Counter()
    matches_in_order = Topic.matches_in_order

    def counted(self: Topic, text: str) -> bool:
        read[text] += text in texts
        return matches_in_order(self, text)

    monkeypatch.setattr(Topic, "matches_in_order", counted)
    assert golden.compare(about="security guarantees").contradictions
    assert max(read[text] for text in texts) == 1
