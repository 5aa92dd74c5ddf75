"""Classification of direct, indirect and no speech."""

from __future__ import annotations

from evals.scorers.attribution.spans import classify_form


def test_speech_is_classified_by_quotation_marks_and_speech_verbs() -> None:
    assert classify_form("“It holds,”", "said") == "direct"
    assert classify_form("“It holds,”", "—") == "direct"
    assert classify_form("the “safe” dam", "decided") == "other"
    assert classify_form("that it holds", "has been telling") == "indirect"
    assert classify_form("that it holds", "denies") == "indirect"
    assert classify_form("that it holds", "believes") == "other"
    assert classify_form("that it holds", "") == "other"
