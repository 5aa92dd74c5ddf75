"""Figures as a person reads them: pure, from the same mapping that `--json` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Figures = Mapping[str, Any]

_GROUPS = {"all": "all attributions", "direct": "direct speech", "indirect": "indirect speech"}


def render_polnear(figures: Figures) -> str:
    """The table of one run."""
    lines = [
        f"PolNeAR {figures['split']}: {figures['articles']} articles, {figures['statements']:,} statements "
        f"in {figures['seconds']:.1f} s; all figures in percent",
        "",
        *_spans(figures),
        *(_credited(figures["credited"]) if "credited" in figures else ()),
        *(_answers(figures["answers"]) if "answers" in figures else ()),
    ]
    return "\n".join(lines)


def _spans(figures: Figures) -> Iterator[str]:
    yield f"{'':18}{'content F1':^22}{'precision/recall':>18}    source, given content"
    outcomes = f"{'right':>6}{'elsewhere':>11}{'wrong':>7}{'none':>6}"
    yield f"{'':18}{'>=.3':>6}{'>=.8':>8}{'exact':>8}{'at >=.3':>18}    {outcomes}"
    for group, name in _GROUPS.items():
        content, source = figures["content"][group], figures["source"][group]
        loose = content[">=.3"]
        f1 = f"{loose['f1']:>6}{content['>=.8']['f1']:>8}{content['exact']['f1']:>8}"
        rates = f"{loose['precision']:>11} /{loose['recall']:>5}"
        right = (
            f"{source['correct']:>6}{source['same_name_elsewhere']:>11}{source['different']:>7}{source['abstained']:>6}"
        )
        yield f"{name:<18}{f1}{rates}    {right}"


def _credited(credited: Figures) -> Iterator[str]:
    counts = credited["counts"]
    wrong = counts.get("wrong_person", 0) + counts.get("wrong_other", 0)
    yield ""
    yield (
        f"wrong mouth       {credited['wrong_mouth']:>6}    {wrong} of {credited['known']} statements credited to a "
        "person by full name whose truth is known"
    )


def _answers(answers: Figures) -> Iterator[str]:
    counts, refusal, said_by = answers["counts"], answers["refusal"], answers["said_by"]
    pronoun = answers["recall_by_type"].get("answerable_pronoun")
    only = f'    where the only evidence is "he said": {pronoun}' if pronoun is not None else ""
    yield ""
    yield f"answers to {answers['questions']} questions, {counts['shown']} statements shown"
    yield f"recall            {answers['recall']:>6}{only}"
    yield f"misattributed     {answers['misattributed']:>6}    narration shown as speech: {answers['narration']}"
    yield f"refusal F1        {refusal['f1']:>6}    precision {refusal['precision']}, recall {refusal['recall']}"
    yield f"said_by recall    {said_by['recall']:>6}    precision {said_by['precision']}"
    yield f"precision         {answers['statement_precision']:>6}    of the statements shown on answerable questions"
    yield (
        f"verbatim          {answers['verbatim']:>6}    quotations that no statement backs: "
        f"{counts['quotations_unbacked']} of {counts['quotations']}"
    )
