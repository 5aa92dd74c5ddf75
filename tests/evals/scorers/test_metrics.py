"""An assistant with a known fault gets exactly the expected scores, and a broken scorer fails a test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from evals.results.scoring import compute_metrics, score_records
from evals.scorers import metrics as every
from evals.scorers.case import Case, Score, Scorer
from evals.scorers.metrics import METRICS, Metric
from evals.scorers.misattribution import find_misattributions
from evals.scorers.statements import statement_recall
from tests.fakes.faulty_asker import CORPUS, ROTTEN, SAMPLES, SOUND, Fault, FaultyAsker, Row, citation, hit, statement

Scores = dict[str, tuple[float, float]]
PERFECT: Scores = {
    "misattribution": (0, 6),  # three statements, and the quotation in each one's prose
    "verbatim": (6, 6),
    "citation precision": (3, 3),
    "citation recall": (3, 3),
    "statement recall": (2, 2),
    "statement precision": (2, 2),
    "refusal precision": (2, 2),
    "refusal recall": (2, 2),
    "refusal F1": (4, 4),
    "false premise": (1, 1),
    "said-by recall": (1, 1),
    "said-by precision": (1, 1),
    "correctness": (2, 2),
    "right in everything": (4, 4),
    "duplicate inflation": (0, 3),
    "R@1 by passage": (3, 3),
    "RR@10 by passage": (3, 3),
    "R@1 by article": (3, 3),
}


def wrong_name_in_a_row(answers: dict[str, Row]) -> None:
    answers["holt"]["statements"][0]["speaker"] = "Ada Venn"


def wrong_name_in_the_prose(answers: dict[str, Row]) -> None:
    answers["holt"]["text"] = f"Ada Venn said: {ROTTEN} [1]"


def narration_as_a_statement(answers: dict[str, Row]) -> None:
    answers["holt"]["statements"].append(statement("The pier is 212 metres long.", "Bo Holt", 1))


def a_quotation_altered(answers: dict[str, Row]) -> None:
    answers["venn"]["statements"][0]["quote"] = '"The pier will stand for forty years,"'


def an_invented_quotation_in_the_prose(answers: dict[str, Row]) -> None:
    answers["venn"]["text"] += " She added: “Nobody has to be afraid of it” [1]"


def a_marker_out_of_range(answers: dict[str, Row]) -> None:
    answers["venn"]["text"] = answers["venn"]["text"].replace("[1]", "[1] [9]")


def a_citation_of_something_else(answers: dict[str, Row]) -> None:
    answers["venn"]["citations"] = [citation("He will not dive there again.", 1)]


def a_sentence_without_a_citation(answers: dict[str, Row]) -> None:
    answers["holt"]["text"] += "\n\nThe harbour board will close it."


def a_number_changed(answers: dict[str, Row]) -> None:
    answers["venn"] |= {
        "text": "The pier is 221 metres long. [1]",
        "citations": [citation("The pier is 212 metres long.", 1)],
        "statements": [],
    }


def refuses_everything(answers: dict[str, Row]) -> None:
    for one in ("venn", "holt"):
        answers[one] |= {"status": "no_evidence", "text": "No record.", "statements": [], "citations": []}


def never_refuses(answers: dict[str, Row]) -> None:
    answers["premise"] |= {
        "status": "answered",
        "said_by": [],
        "text": f"Bo Holt said: {ROTTEN} [1]",
    }
    answers["unknown"] |= {
        "status": "answered",
        "text": f"Ada Venn said: {SOUND} [1]",
        "statements": [statement(SOUND, "Ada Venn", 1)],
        "citations": [citation(SOUND, 1)],
    }


def accepts_the_premise(answers: dict[str, Row]) -> None:
    """Say "no record" but show the person asked about."""
    answers["premise"]["statements"].append(statement(SOUND, "Ada Venn", 1))


def omits_the_others_who_spoke(answers: dict[str, Row]) -> None:
    answers["premise"] |= {"said_by": [], "text": "No record.", "statements": [], "citations": []}


def names_somebody_who_did_not_speak(answers: dict[str, Row]) -> None:
    answers["premise"]["said_by"] = ["Bo Holt", "Cy Marl"]


def an_irrelevant_statement(answers: dict[str, Row]) -> None:
    answers["holt"]["statements"].append(statement("He will not dive there again.", None, 1))


def cites_the_copy_too(answers: dict[str, Row]) -> None:
    answers["venn"]["citations"].append(citation(SOUND, 2, "pier-copy"))


def finds_it_second(answers: dict[str, Row]) -> None:
    answers["venn"]["hits"] = [hit("Tarnpool regatta", 1, "regatta"), hit(SOUND, 2)]


def finds_nothing(answers: dict[str, Row]) -> None:
    for one in answers.values():
        one["hits"] = []


FAULTS: Sequence[tuple[Fault, Scores]] = (
    (
        wrong_name_in_a_row,
        {"misattribution": (1, 6), "statement recall": (1, 2), "right in everything": (3, 4)},
    ),
    (wrong_name_in_the_prose, {"misattribution": (1, 6), "citation recall": (2, 3), "citation precision": (2, 3)}),
    (
        narration_as_a_statement,
        {"misattribution": (1, 7), "verbatim": (7, 7), "statement precision": (2, 3)},
    ),
    (a_quotation_altered, {"verbatim": (5, 6), "correctness": (2, 2), "right in everything": (3, 4)}),
    (
        an_invented_quotation_in_the_prose,
        {"verbatim": (6, 7), "citation recall": (3, 4), "citation precision": (3, 4)},
    ),
    (a_marker_out_of_range, {"citation precision": (3, 4), "right in everything": (3, 4)}),
    (
        a_citation_of_something_else,
        {"citation recall": (2, 3), "citation precision": (2, 3)},
    ),
    (a_sentence_without_a_citation, {"citation recall": (3, 4)}),
    (
        a_number_changed,
        {
            "citation recall": (2, 3),
            "citation precision": (2, 3),
            "misattribution": (0, 4),
            "verbatim": (5, 5),
            "statement recall": (1, 2),
            "statement precision": (1, 1),
            "correctness": (1, 2),
            "right in everything": (3, 4),
        },
    ),
    (
        refuses_everything,
        {
            "refusal precision": (2, 4),
            "refusal F1": (4, 6),
            "statement recall": (0, 2),
            "statement precision": (0, 0),
            "correctness": (0, 2),
            "right in everything": (2, 4),
            "misattribution": (0, 2),
            "verbatim": (2, 2),
            "citation precision": (1, 1),
            "citation recall": (1, 1),
            "duplicate inflation": (0, 1),
        },
    ),
    (
        never_refuses,
        {
            "refusal precision": (0, 0),
            "refusal recall": (0, 2),
            "refusal F1": (0, 2),
            "false premise": (0, 1),
            "said-by recall": (0, 1),
            "said-by precision": (0, 0),
            "right in everything": (2, 4),
            "misattribution": (0, 8),
            "verbatim": (8, 8),
            "citation precision": (4, 4),
            "citation recall": (4, 4),
            "duplicate inflation": (0, 4),
        },
    ),
    (
        accepts_the_premise,
        {"false premise": (0, 1), "misattribution": (0, 7), "verbatim": (7, 7), "right in everything": (3, 4)},
    ),
    (
        omits_the_others_who_spoke,
        {
            "said-by recall": (0, 1),
            "said-by precision": (0, 0),
            "right in everything": (3, 4),
            "misattribution": (0, 4),
            "verbatim": (4, 4),
            "citation precision": (2, 2),
            "citation recall": (2, 2),
            "duplicate inflation": (0, 2),
        },
    ),
    (names_somebody_who_did_not_speak, {"said-by precision": (1, 2), "right in everything": (3, 4)}),
    (
        an_irrelevant_statement,
        {"statement precision": (2, 3), "verbatim": (7, 7), "right in everything": (3, 4)},
    ),
    (cites_the_copy_too, {"duplicate inflation": (1, 4), "verbatim": (7, 7), "right in everything": (4, 4)}),
    (finds_it_second, {"R@1 by passage": (2, 3), "RR@10 by passage": (2.5, 3), "R@1 by article": (2, 3)}),
    (finds_nothing, {"R@1 by passage": (0, 3), "RR@10 by passage": (0, 3), "R@1 by article": (0, 3)}),
)


def scores(fault: Fault | None) -> Scores:
    asker = FaultyAsker(fault)
    found: Scores = dict.fromkeys(PERFECT, (0, 0))
    for sample in SAMPLES:
        record = asker.ask(sample)
        assert record.answer is not None
        for name, part in every.score_case(Case(sample, record.answer, CORPUS, record.hits)).items():
            if name in found:
                found[name] = (found[name][0] + part.got, found[name][1] + part.of)
    return found


def test_a_perfect_assistant_gets_perfect_scores() -> None:
    assert scores(None) == PERFECT


@pytest.mark.parametrize(("fault", "expected"), FAULTS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_fault_gets_exactly_its_scores(fault: Fault, expected: Scores) -> None:
    assert scores(fault) == PERFECT | expected


def test_nearest_passages_change_no_score() -> None:
    def shows_nearest_passages(answers: dict[str, Row]) -> None:
        for one in ("premise", "unknown"):
            answers[one]["nearest"] = [citation(SOUND, 1), citation(SOUND, 2, "pier-copy")]

    assert scores(shows_nearest_passages) == PERFECT


BROKEN: Sequence[Callable[[Scorer], Scorer]] = (
    lambda scorer: lambda case: Score(1, 1),
    lambda scorer: lambda case: Score(0, 1),
    lambda scorer: lambda case: None,
    lambda scorer: lambda case: None if (part := scorer(case)) is None else Score(part.of - part.got, part.of),
    lambda scorer: lambda case: None if (part := scorer(case)) is None else Score(part.of, part.of),
    lambda scorer: lambda case: None if (part := scorer(case)) is None or part.got < part.of else part,
)


@pytest.mark.parametrize("broken", range(len(BROKEN)))
@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_broken_scorer_fails_a_test(metric: Metric, broken: int) -> None:
    """Each scorer is replaced by one that always gives 1, 0 or nothing, inverts the score, or ignores faults."""
    scorer = BROKEN[broken](metric.scorer)
    held = [score(scorer, None) == PERFECT[metric.name]]
    held += [score(scorer, fault) == (PERFECT | expected)[metric.name] for fault, expected in FAULTS]
    assert not all(held)


def score(scorer: Scorer, fault: Fault | None) -> tuple[float, float]:
    """Return the score in one metric."""
    asker, got, of = FaultyAsker(fault), 0.0, 0.0
    for sample in SAMPLES:
        record = asker.ask(sample)
        assert record.answer is not None
        part = scorer(Case(sample, record.answer, CORPUS, record.hits))
        if part is not None:
            got, of = got + part.got, of + part.of
    return got, of


def test_every_metric_is_in_the_table() -> None:
    assert {metric.name for metric in METRICS} <= PERFECT.keys()


def test_a_misattribution_names_the_true_speaker() -> None:
    asker = FaultyAsker(wrong_name_in_a_row)
    record = asker.ask(SAMPLES[1])
    assert record.answer is not None
    [wrong] = find_misattributions(Case(SAMPLES[1], record.answer, CORPUS))
    assert str(wrong) == f"{ROTTEN!r} is shown under Ada Venn, but was said by Bo Holt"


def test_errors_and_ineligible_questions_are_counted_separately() -> None:
    asker = FaultyAsker(fails={"venn": "the model did not answer"})
    scored = score_records(SAMPLES, [asker.ask(sample) for sample in SAMPLES], CORPUS)
    [recall] = compute_metrics(scored, ["statement recall"])
    assert (recall.got, recall.of, recall.eligible, recall.not_eligible, recall.errored) == (1, 1, 1, 2, 1)
    assert scored[0].faults == ("errored: ModelFailed: the model did not answer",)


def test_each_supporting_place_counts_once_for_all_wire_copies() -> None:
    answer = FaultyAsker().ask(SAMPLES[0]).answer
    assert answer is not None
    copy = replace(SAMPLES[0].spans[0], article_id="pier-copy")
    sample = replace(SAMPLES[0], spans=(*SAMPLES[0].spans, copy, *SAMPLES[1].spans))
    assert statement_recall(Case(sample, answer, CORPUS)) == Score(1, 2)
