"""A small soak test; `make soak` runs the large one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.storage.catalog.staging import StagingOutcome
from index.types import Article
from tests.fakes.soak import keeper, soak


def test_a_week_of_faulty_feeds_loses_and_duplicates_nothing(tmp_path: Path) -> None:
    verdict = soak(3, 3, tmp_path / "index", news=(1, 2))
    assert verdict.faults == ()
    assert verdict.stories > 4
    assert verdict.versions > verdict.stories
    assert verdict.faults_served["304"]
    assert len(verdict.faults_served) > 2


def test_the_soak_notices_an_article_that_was_lost(tmp_path: Path) -> None:
    keep = keeper(tmp_path / "index")

    def forgetful(articles: Sequence[Article]) -> Sequence[StagingOutcome]:
        keep([one for one in articles if one.title != "Story 2"])
        return ["new"] * len(articles)

    verdict = soak(2, 1, tmp_path / "index", keep=forgetful, news=(2,))
    assert any("story 2 of" in fault and "0 times" in fault for fault in verdict.faults)
