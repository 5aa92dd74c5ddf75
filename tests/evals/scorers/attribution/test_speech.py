"""Direct, indirect, or no speech."""

from __future__ import annotations

from evals.scorers.attribution.speech import form_of


def test_speech_is_told_by_quotation_marks_and_verbs_of_saying() -> None:
    assert form_of("“It holds,”", "said") == "direct"
    assert form_of("“It holds,”", "—") == "direct"
    assert form_of("the “safe” dam", "decided") == "other"
    assert form_of("that it holds", "has been telling") == "indirect"
    assert form_of("that it holds", "denies") == "indirect"
    assert form_of("that it holds", "believes") == "other"
    assert form_of("that it holds", "") == "other"
