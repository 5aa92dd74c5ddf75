"""An index of all golden articles and events for the tests of overviews."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, open_assistant
from evals.component_checks.event_grouping import EVENTS
from evals.datasets.samples import ARTICLES


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant without a model."""
    with open_assistant(index=str(tmp_path_factory.mktemp("overviews") / "index")) as assistant:
        assistant.ingest([ARTICLES, EVENTS])
        yield assistant
