"""The golden set is valid, and an invalid set is refused with all its faults."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from evals.datasets.samples import INVENTED_NOTICE, current_texts, load_golden_articles, load_samples
from index.errors import UsageError

TEXT = 'Ida Brock opened the well. "It is deep," Brock said. "It is cold," said Aron Feld.\n\n' + INVENTED_NOTICE
ARTICLE: dict[str, Any] = {
    "id": "well",
    "url": "https://news.example/well",
    "title": "Brock calls the well 'shallow'",
    "text": TEXT,
    "publisher": "Sample News",
    "published": "2026-01-01",
    "kind": "news",
    "language": "en",
    "invented": True,
}
DEEP = {"article_id": "well", "start": 28, "end": 39, "quote": "It is deep,"}
SAMPLE: dict[str, Any] = {
    "id": "brock-deep",
    "question": "What did Brock say?",
    "status": "answered",
    "speaker": "Ida Brock",
    "spans": [DEEP],
    "tags": ["statement"],
    "why": "She says it.",
}
TWIN: dict[str, Any] = {
    "id": "feld-deep",
    "question": "What did Feld say about depth?",
    "status": "no_evidence",
    "speaker": "Aron Feld",
    "said_by": ["Ida Brock"],
    "twin_of": "brock-deep",
    "tags": ["speaker_swap"],
    "why": "Brock said it.",
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def refusal_of_questions(tmp_path: Path, *rows: dict[str, Any]) -> str:
    with pytest.raises(UsageError) as refused:
        load_samples(write(tmp_path / "questions.jsonl", *rows), articles=[ARTICLE])
    return str(refused.value)


def refusal_of_articles(tmp_path: Path, *rows: dict[str, Any]) -> str:
    with pytest.raises(UsageError) as refused:
        load_golden_articles(write(tmp_path / "articles.jsonl", *rows))
    return str(refused.value)


def without(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != key}


def test_the_golden_set_is_valid_and_large_enough() -> None:
    articles, samples = load_golden_articles(), load_samples()
    assert len(current_texts(articles)) >= 14
    assert len(samples) >= 60
    assert all(150 <= len(row["text"].split()) <= 450 for row in articles)
    assert sum("seed" in sample.tags for sample in samples) <= len(samples) / 4


def test_the_golden_set_asks_for_both_outcomes_and_has_twins() -> None:
    samples = load_samples()
    outcomes = Counter(sample.status for sample in samples)
    assert min(outcomes["answered"], outcomes["no_evidence"]) >= len(samples) / 4
    assert sum(sample.twin_of is not None for sample in samples) >= len(samples) / 4


def test_every_required_family_is_there() -> None:
    families = {tag for sample in load_samples() for tag in sample.tags}
    assert families >= {
        *("statement", "who_said", "fact", "speaker_swap", "unknown_speaker", "unknown_topic", "false_premise"),
        *("silent", "unanswerable", "denial", "declined", "unnamed", "second_hand", "multi_paragraph", "headline"),
        *(
            "superseded",
            "syndicated",
            "same_surname",
            "opinion",
            "spokesperson",
            "organisation",
            "interview",
            "pronoun",
        ),
    }


def test_no_two_golden_questions_are_the_same_question() -> None:
    asked = Counter((s.question, str(s.history), str(s.filters)) for s in load_samples())
    assert [question for question, times in asked.items() if times > 1] == []


def test_a_valid_set_loads(tmp_path: Path) -> None:
    one, two = load_samples(write(tmp_path / "questions.jsonl", SAMPLE, TWIN), articles=[ARTICLE])
    assert one.speakers == ("Ida Brock",)
    assert two.said_by == ("Ida Brock",)


def test_no_speaker_key_means_anyone_and_null_means_an_unnamed_speaker(tmp_path: Path) -> None:
    anyone, unnamed = without(SAMPLE, "speaker"), SAMPLE | {"id": "unnamed", "speaker": None}
    loaded = load_samples(write(tmp_path / "questions.jsonl", anyone, unnamed), articles=[ARTICLE])
    assert [sample.speakers for sample in loaded] == [(), (None,)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"qoutes": ["It is deep"]}, "line 1: qoutes: Unexpected keyword argument"),
        ({"status": "silent"}, "line 1: status: Input should be 'answered' or 'no_evidence'"),
        ({"filters": {"outlet": "Sample News"}}, "brock-deep: unknown filter 'outlet'"),
        ({"filters": {"since": "March"}}, "brock-deep: since must be a day as YYYY-MM-DD, not 'March'"),
        ({"filters": {"since": 2026}}, "line 1: filters.since"),
        ({"tags": "statement"}, "line 1: tags"),
        ({"spans": [DEEP | {"note": "x"}]}, "line 1: spans.0.note: Unexpected keyword argument"),
        ({"spans": [DEEP | {"start": 30}]}, "which is at [28, 39)"),
        ({"spans": [DEEP | {"quote": "It is shallow,"}]}, "which is at nowhere in the article"),
        ({"spans": [DEEP | {"article_id": "spring"}]}, "brock-deep: no article 'spring'"),
        ({"spans": []}, "brock-deep: an answered question needs a span"),
        ({"quotes": ["It is dry"]}, "brock-deep: 'It is dry' is in no article"),
        ({"never": ["It is dry"]}, "brock-deep: 'It is dry' is in no article"),
        ({"speaker": "Ida Brook"}, "brock-deep: 'Ida Brook' is named in no article"),
        ({"speaker": ["Ida Brock", "Jon Hale"]}, "brock-deep: 'Jon Hale' is named in no article"),
        ({"twin_of": "brock-wide"}, "brock-deep: twin_of 'brock-wide' is not another question"),
        ({"twin_of": "brock-deep"}, "brock-deep: twin_of 'brock-deep' is not another question"),
        ({"carried_by": ["Other News"]}, "brock-deep: no article by 'Other News'"),
        ({"said_by": ["Aron Feld"]}, "brock-deep: `said_by` is only for `no_evidence`"),
        ({"why": " "}, "brock-deep: needs a question, a tag and a reason"),
        ({"tags": []}, "brock-deep: needs a question, a tag and a reason"),
    ],
)
def test_a_fault_in_a_question_is_named(tmp_path: Path, change: dict[str, Any], fault: str) -> None:
    assert fault in refusal_of_questions(tmp_path, SAMPLE | change)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"said_by": ["Jon Hale"]}, "feld-deep: 'Jon Hale' is named in no article"),
        ({"mentions": ["deep"]}, "feld-deep: `mentions` and `carried_by` are only for `answered`"),
        ({"said_by": [], "spans": [DEEP]}, "feld-deep: on `no_evidence` a span quotes"),
    ],
)
def test_a_fault_in_a_question_without_an_answer_is_named(tmp_path: Path, change: dict[str, Any], fault: str) -> None:
    assert fault in refusal_of_questions(tmp_path, SAMPLE, TWIN | change)


def test_two_questions_with_one_id_are_refused(tmp_path: Path) -> None:
    assert "brock-deep: the id occurs 2 times" in refusal_of_questions(tmp_path, SAMPLE, SAMPLE)


def test_every_fault_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{json.dumps(SAMPLE)}\n{{"id": \n{json.dumps(SAMPLE | {"status": "x"})}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="has 2 faults") as refused:
        load_samples(path, articles=[ARTICLE])
    assert "line 2: : Invalid JSON" in str(refused.value)
    assert "line 3: status" in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([without(ARTICLE, "publisher")], "article 'well': missing key publisher"),
        ([ARTICLE | {"byline": "x"}], "article 'well': unknown key byline"),
        ([ARTICLE | {"text": "No line at the end."}], "article 'well': `invented` must be true exactly if"),
        ([ARTICLE | {"invented": False}], "article 'well': `invented` must be true exactly if"),
        ([ARTICLE, ARTICLE], "article 'well': duplicate id"),
        (
            [ARTICLE, ARTICLE | {"updated": "2026-01-02", "url": "https://news.example/x"}],
            "article 'well': duplicate id",
        ),
    ],
)
def test_a_fault_in_an_article_is_named(tmp_path: Path, rows: list[dict[str, Any]], fault: str) -> None:
    assert fault in refusal_of_articles(tmp_path, *rows)


def test_the_later_version_of_an_article_is_the_current_one(tmp_path: Path) -> None:
    later = ARTICLE | {"updated": "2026-01-02", "text": TEXT.replace("deep", "very deep")}
    articles = load_golden_articles(write(tmp_path / "articles.jsonl", ARTICLE, later))
    assert current_texts(articles) == {"well": later["text"]}
