"""What is fuzzed is what it says: every reader has seeds, and reads them or says why not."""

from __future__ import annotations

import pytest

from index.reading.files import UnreadableError
from tests.fuzz.readers import READERS, SEEDS

READ = [(name, seed) for name in READERS if name not in ("xml", "answer") for seed in SEEDS[name]]
REFUSED = [("xml", SEEDS["xml"][0]), *(("answer", seed) for seed in SEEDS["answer"][1:])]


def test_every_reader_has_something_to_begin_with() -> None:
    assert SEEDS.keys() == READERS.keys()
    assert all(SEEDS.values())


@pytest.mark.parametrize(("name", "seed"), READ, ids=[name for name, _ in READ])
def test_a_seed_is_read_to_its_end(name: str, seed: bytes) -> None:
    READERS[name](seed)


@pytest.mark.parametrize(("name", "seed"), REFUSED)
def test_a_seed_that_is_no_article_is_refused_and_nothing_else(name: str, seed: bytes) -> None:
    with pytest.raises(UnreadableError):
        READERS[name](seed)
