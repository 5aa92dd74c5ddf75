"""The golden set of `onrecord eval` is large enough in every family, and matches its articles."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.datasets.question_sets import (
    ATTRIBUTED_QUOTES,
    FURTHER_ARTICLES,
    HELD_QUESTIONS,
    load_attributed_quotes,
    load_shipped_set,
    select_samples,
)
from evals.datasets.samples import load_golden_articles, load_samples
from evals.scorers.case import is_named_in
from index.errors import UsageError

FAMILIES = """
    speaker_swap negation denial declined date_shift as_of unknown_speaker unknown_topic false_premise superseded
    syndicated second_hand unnamed same_surname headline multi_hop comparison follow_up typo injection
""".split()


def test_there_are_enough_questions_of_every_family_most_of_them_with_a_twin() -> None:
    golden = load_shipped_set("golden")
    tags = Counter(tag for sample in golden.samples for tag in sample.tags)
    assert len(golden.samples) >= 250
    assert {family for family in FAMILIES if tags[family] < 3} == set()
    twinned = {family for s in golden.samples if s.twin_of for family in s.tags}
    twinned |= {family for s in golden.samples if s.id in {t.twin_of for t in golden.samples} for family in s.tags}
    assert set(FAMILIES) <= twinned
    assert len({sample.id for sample in golden.samples}) == len(golden.samples)


def test_the_set_is_split_into_dev_and_held() -> None:
    splits = Counter(sample.split for sample in load_shipped_set("golden").samples)
    assert set(splits) == {"dev", "held"}
    assert splits["held"] >= 50
    held = load_shipped_set("golden").samples
    assert {s.id for s in held if s.split == "held"} == {
        json.loads(line)["id"] for line in HELD_QUESTIONS.read_text(encoding="utf-8").splitlines()
    }


def test_every_article_or_its_copy_has_annotated_quotes() -> None:
    corpus = load_shipped_set("golden").corpus
    for article_id in corpus.texts:
        copies = [one for one in corpus.texts if corpus.same_text(one, article_id)]
        assert any(corpus.quotes.get(one) for one in copies), article_id


def test_the_allowed_speakers_are_the_annotated_ones() -> None:
    """Questions and quotes were annotated separately: if they name different people, one is wrong."""
    golden = load_shipped_set("golden")
    for sample in golden.samples:
        for span in sample.spans if sample.status == "answered" else ():
            voices = golden.corpus.quotes.get(golden.corpus.annotated_copy(span.article_id) or "", ())
            over = [one for one in voices if one.start < span.end and span.start < one.end]
            named = {name for one in over for name in (*one.speakers, one.relayed_by) if name}
            wanted = {name for name in sample.speakers if name}
            if wanted and named:
                assert any(is_named_in(name, named) for name in wanted), (sample.id, wanted, named)


def test_further_articles_are_invented() -> None:
    assert all(row["invented"] for row in load_golden_articles(FURTHER_ARTICLES))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"article_id": "nowhere", "start": 0, "end": 1, "quote": "x"}, "no article 'nowhere'"),
        ({"article_id": "a", "start": 0, "end": 3, "quote": "The cat"}, "[0, 3) of 'a' is not 'The cat'"),
        ({"article_id": "a", "start": 0, "end": 3, "quote": "The", "speakers": ["Bo Tarn"]}, "'Bo Tarn' is not named"),
        ({"article_id": "a", "start": 0, "end": 3, "quote": "The", "who": "Bo"}, "Unexpected keyword"),
    ],
)
def test_a_quote_that_is_not_in_its_article_is_refused(tmp_path: Path, row: dict[str, object], message: str) -> None:
    file = tmp_path / "voices.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load_attributed_quotes(file, {"a": "The dog barked."})
    assert message in str(error.value)
    assert load_attributed_quotes(ATTRIBUTED_QUOTES, load_shipped_set("golden").corpus.texts)


@pytest.mark.parametrize(
    ("relevant", "message"),
    [
        ({"article_id": "nowhere", "grade": 2}, "no article 'nowhere', which is marked as relevant"),
        ({"article_id": "harbour-dredging", "grade": 1, "passage": "no such words"}, "occurs 0 times"),
        ({"article_id": "harbour-dredging", "grade": 3}, "relevant.0.grade"),
    ],
)
def test_a_relevant_passage_must_exist(tmp_path: Path, relevant: dict[str, object], message: str) -> None:
    row = {"id": "a", "question": "Who?", "status": "no_evidence", "tags": ["t"], "why": "So.", "relevant": [relevant]}
    file = tmp_path / "questions.jsonl"
    file.write_text("# a remark\n" + json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load_samples(file)
    assert message in str(error.value)


def test_a_limit_takes_questions_evenly_from_the_set() -> None:
    samples = load_shipped_set("golden").samples
    taken = select_samples(samples, limit=10)
    assert len(taken) == 10
    assert {one.split for one in taken} == {"dev", "held"}
    assert all("typo" in one.tags for one in select_samples(samples, tags=["typo"]))
