"""A right answer has no problems; each fault has its own message."""

from __future__ import annotations

from typing import Any

import pytest

from evals.datasets.question_sets import Corpus
from evals.datasets.samples import GoldSpan, Sample
from evals.scorers.answer_check import find_problems
from evals.scorers.case import Case

TEXT = 'Ida Brock opened the well. "It is deep," Brock said. "It is cold," said Aron Feld. A guard said it leaks.'
TEXTS = {"well": TEXT, "copy": TEXT, "spring": "Nothing springs from the spring."}


def gold(quote: str) -> GoldSpan:
    start = TEXT.index(quote)
    return GoldSpan("well", start, start + len(quote), quote)


def shown(speaker: str | None, quote: str, *, citation: int = 1) -> dict[str, Any]:
    start = TEXT.index(quote)
    place = {"article_id": "well", "start": start, "end": start + len(quote), "quote": quote}
    return place | {"speaker": speaker, "citation": citation}


def cited(quote: str, *, marker: int = 1, article: str = "well", publisher: str = "Sample News") -> dict[str, Any]:
    start = TEXTS[article].index(quote)
    place = {"article_id": article, "start": start, "end": start + len(quote), "quote": quote}
    return place | {"marker": marker, "publisher": publisher, "also_carried_by": []}


DEEP, COLD = "It is deep,", "It is cold,"
BROCK = Sample(
    "brock", "What did Brock say about depth?", "answered", ("statement",), "She says it.",
    speaker="Ida Brock", spans=(gold(DEEP),), quotes=("it is deep",), never=("cold",), mentions=("Brock",),
)  # fmt: skip
FELD = Sample(
    "feld", "What did Feld say about depth?", "no_evidence", ("speaker_swap",), "Brock said it.",
    speaker="Aron Feld", said_by=("Ida Brock",), spans=(gold(DEEP),),
)  # fmt: skip


def right() -> dict[str, Any]:
    return {
        "status": "answered",
        "text": "Ida Brock: “It is deep,” [1]",
        "statements": [shown("Ida Brock", DEEP)],
        "said_by": [],
        "related": [],
        "citations": [cited(DEEP)],
    }


def no_record() -> dict[str, Any]:
    return {
        "status": "no_evidence",
        "text": "No record of Aron Feld on depth. Ida Brock did speak: [1]",
        "statements": [shown("Ida Brock", DEEP)],
        "said_by": ["Ida Brock"],
        "related": [shown("Aron Feld", COLD, citation=2)],
        "citations": [cited(DEEP), cited(COLD, marker=2)],
    }


def check(sample: Sample, answer: dict[str, Any], **change: Any) -> tuple[str, ...]:
    return find_problems(Case(sample, answer | change, Corpus(TEXTS)))


def test_a_right_answer_has_no_problems() -> None:
    assert check(BROCK, right()) == ()


def test_a_right_refusal_has_no_problems() -> None:
    assert check(FELD, no_record()) == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "no_evidence"}, "status is 'no_evidence', not 'answered'"),
        ({"statements": [shown("Aron Feld", DEEP)]}, f"shows Aron Feld saying {DEEP!r}"),
        ({"statements": [shown(None, DEEP)]}, f"shows None saying {DEEP!r}"),
        ({"related": [shown("Aron Feld", COLD)]}, f"shows Aron Feld saying {COLD!r}"),
        ({"statements": []}, "shows no statement"),
        ({"statements": [shown("Ida Brock", COLD)]}, "shows 'cold' as said by Ida Brock"),
        ({"statements": [shown("Ida Brock", DEEP) | {"quote": "It is deeper"}]}, "not verbatim at"),
        ({"statements": [shown("Ida Brock", DEEP) | {"article_id": "pond"}]}, "no article 'pond'"),
        ({"statements": [shown("Ida Brock", DEEP, citation=2)]}, f"the statement {DEEP!r} has no citation"),
        ({"citations": [cited("Nothing springs", article="spring")]}, "is to another article"),
        ({"citations": [cited(DEEP) | {"start": 0}]}, "not verbatim at [0, "),
        ({"citations": [cited(DEEP) | {"quote": "", "start": 0, "end": 0}]}, "not verbatim at [0, 0)"),
        ({"citations": []}, "answered without a citation"),
        ({"citations": [cited(DEEP), cited(COLD)]}, "two citations share a marker"),
        ({"text": "Brock: “It is deep,” [1] [2]"}, "marker [2] has no citation"),
        ({"text": "She did. [1]"}, "does not show 'Brock'"),
    ],
)
def test_each_fault_of_an_answer_is_found(change: dict[str, Any], problem: str) -> None:
    assert any(problem in found for found in check(BROCK, right(), **change))


def test_an_answer_with_other_words_misses_the_quote_and_the_place() -> None:
    elsewhere = "Ida Brock opened the well."
    found = check(BROCK, right(), statements=[shown("Ida Brock", elsewhere)], citations=[cited(elsewhere)])
    assert found == ("does not show 'it is deep'", "shows none of the places that support the answer")


def test_a_word_at_the_edge_of_the_place_does_not_support_the_answer() -> None:
    sample = Sample("q", "?", "answered", ("fact",), "-", spans=(gold("It is cold,"),))
    assert check(sample, right(), statements=[], citations=[cited('said. "It')]) != ()
    assert check(sample, right(), statements=[], citations=[cited("is cold,")]) == ()
    assert check(sample, right(), statements=[], citations=[cited(TEXT)]) == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "answered"}, "status is 'answered', not 'no_evidence'"),
        ({"text": "Nobody knows. [1]"}, "starts with 'No record'"),
        ({"said_by": []}, "shows Ida Brock, who is not in said_by"),
        ({"said_by": [], "statements": []}, "does not say that Ida Brock spoke about it"),
        ({"said_by": ["Ida Brock", "A Guard"]}, "says that A Guard spoke about it"),
        ({"statements": []}, "names Ida Brock without a statement of theirs"),
        (
            {"statements": [shown("Ida Brock", DEEP), shown("Aron Feld", COLD)]},
            "shows Aron Feld on the topic although there is no record",
        ),
        ({"related": [shown("Ida Brock", DEEP)]}, "shows Ida Brock as related"),
    ],
)
def test_each_fault_of_a_refusal_is_found(change: dict[str, Any], problem: str) -> None:
    assert any(problem in found for found in check(FELD, no_record(), **change))


def test_nearest_passages_are_not_shown_as_an_answer() -> None:
    silent = no_record() | {"text": "No record.", "statements": [], "said_by": [], "related": [], "citations": []}
    refused = Case(FELD, silent | {"nearest": [cited(DEEP)]}, Corpus(TEXTS))
    assert find_problems(refused) == ("does not say that Ida Brock spoke about it",)
    assert (refused.places, refused.refused) == ([], True)


def test_a_nearest_passage_that_is_not_verbatim_is_a_fault() -> None:
    assert check(FELD, no_record(), nearest=[cited(DEEP)]) == ()
    (problem,) = check(FELD, no_record(), nearest=[cited(DEEP) | {"quote": "It is shallow,"}])
    assert problem.startswith("not verbatim at")


def test_an_empty_said_by_means_that_nobody_spoke_about_it() -> None:
    nobody = Sample("q", "?", "no_evidence", ("unknown_topic",), "-", speaker="Aron Feld", said_by=())
    assert check(nobody, no_record()) == ("says that Ida Brock spoke about it",)


def test_an_unnamed_speaker_must_stay_unnamed() -> None:
    leaks = "it leaks"
    sample = Sample("q", "?", "answered", ("unnamed",), "-", speaker=None, spans=(gold(leaks),))
    answer = right() | {"statements": [shown(None, leaks)], "citations": [cited(leaks)]}
    assert check(sample, answer) == ()
    assert check(sample, answer, statements=[shown("Ida Brock", leaks)]) == (f"shows Ida Brock saying {leaks!r}",)


def test_any_of_several_speakers_is_right() -> None:
    sample = Sample("q", "?", "answered", ("who_said",), "-", speaker=("Ida Brock", "Aron Feld"), spans=(gold(DEEP),))
    both = right() | {"statements": [shown("Ida Brock", DEEP), shown("Aron Feld", COLD)]}
    assert check(sample, both) == ()
    assert check(sample, both, statements=[shown("The Guard", DEEP)]) == (f"shows The Guard saying {DEEP!r}",)


def test_comparisons_ignore_case_typography_and_the_article() -> None:
    league = Sample("q", "?", "answered", ("organisation",), "-", speaker="Anglers' League", spans=(gold(DEEP),))
    assert check(league, right(), statements=[shown("The Anglers’ League", DEEP)]) == ()


SYNDICATED = Sample(
    "q", "?", "answered", ("syndicated",), "-", spans=(gold(DEEP),), carried_by=("Sample News", "Sample Post")
)


def test_either_copy_of_a_wire_story_supports_the_answer() -> None:
    copy = cited(DEEP, article="copy", publisher="Sample Post") | {"also_carried_by": ["Sample News"]}
    assert check(SYNDICATED, right(), statements=[], citations=[copy]) == ()


def test_a_wire_story_names_every_outlet() -> None:
    assert check(SYNDICATED, right()) == ("no citation names all of Sample News, Sample Post",)


def test_a_wire_story_is_not_cited_twice() -> None:
    first = cited(DEEP) | {"also_carried_by": ["Sample Post"]}
    second = cited(DEEP, marker=2, article="copy", publisher="Sample Post")
    assert check(SYNDICATED, right(), citations=[first, second]) == ("cites one story twice: 'well' and 'copy'",)
