"""Near duplicates, and texts about the same events that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.stories.near_duplicates import SKETCH, are_one_story, contains_text, fingerprint, is_revision, sketch
from tests.fakes.newsroom import make_article
from tests.fakes.wire import LOCAL, PARAGRAPHS, TEXT

OTHER_REPORT = (
    "Lorries will be turned away from Port Alder's oldest bridge next month. The council took the vote late on Tuesday "
    "with two members against, our reporter writes from the town hall.\n\n"
    "“Nobody wants this, but nobody wants a bridge in the water either,” Petra Vallen told the meeting. “We will pay "
    "for every pavement that the detour breaks.”\n\n"
    "Shopkeepers heard it in silence; some had brought photographs of their kerbs, others a petition with names from "
    "three streets. A weight limit was not put to the vote."
)
FOLLOW_UP = "\n\n".join(
    (
        "PORT ALDER (Sample Wire) — Traders in Lower Quay asked a judge on Friday to stop the closing of the swing "
        "bridge, saying that the harbour council had kept a second report from them.",
        "Their lawyer, Ines Quorl, showed the court a letter in which the engineers propose a limit by weight, with a "
        "guard at either end and a camera on the pier.",
        "“They had another way and hid it in a drawer,” she said outside the court.",
        "A ruling is expected before the detour is signposted; until then the council may not spend on pavements.",
        *PARAGRAPHS[5:7],
    )
)
WEATHER = (
    "Marrow Vale can expect a mild day on {day} with {sun} hours of sunshine and a light westerly wind. Highs of "
    "{high} degrees are forecast in the valley and {hill} degrees on the hills, falling to {low} by night. There is "
    "a {rain} percent chance of showers along the coast, where the sea is choppy and boats should keep to the lee."
)


def alike(one: str, other: str) -> bool:
    """Whether two texts are near duplicates, by their sketches and by full comparison."""
    first, second = fingerprint(one), fingerprint(other)
    found = len({*sketch(first)} & {*sketch(second)}) >= 2
    assert are_one_story(first, second) is are_one_story(second, first)
    return found and are_one_story(first, second)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param("\n\n".join(PARAGRAPHS[:6]), id="trimmed"),
        pytest.param("\n\n".join(PARAGRAPHS[:3]), id="trimmed to a third"),
        pytest.param("\n\n".join((*PARAGRAPHS[:6], LOCAL)), id="trimmed, with a local paragraph"),
        pytest.param("\n\n".join((LOCAL, *PARAGRAPHS)), id="with a local paragraph before it"),
        pytest.param("\n\n".join((*PARAGRAPHS[:2], *PARAGRAPHS[5:], *PARAGRAPHS[2:5])), id="in another order"),
        pytest.param(TEXT.replace("PORT ALDER (Sample Wire) — ", "Port Alder, Tuesday: "), id="another dateline"),
        pytest.param(TEXT.replace("“", '"').replace("”", '"'), id="straight quotation marks"),
        pytest.param(TEXT.replace("Vallen", "Valen").replace("Brandin", "Brandyn"), id="names spelt otherwise"),
        pytest.param("Bridge closed\n\n" + TEXT + "\n\nSample Wire contributed to this report.", id="with furniture"),
    ],
)
def test_an_edited_wire_story_is_the_same_story(copy: str) -> None:
    assert alike(TEXT, copy)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(OTHER_REPORT, id="same event and quotations, another reporter"),
        pytest.param(FOLLOW_UP, id="a follow-up with the same background"),
        pytest.param(TEXT.replace("900 lorries", "400 lorries"), id="another number"),
        pytest.param(TEXT.replace("on Tuesday", "on Friday"), id="another day"),
        pytest.param("\n\n".join((*(make_article(n).text for n in range(6)), *PARAGRAPHS)), id="a round-up"),
    ],
)
def test_a_text_with_partial_overlap_is_another_story(other: str) -> None:
    assert not alike(TEXT, other)


def test_the_same_prose_around_other_quotations_is_another_story() -> None:
    said = "“We never saw the letter, and had we seen it we would have burnt it,” said Petra Vallen, who chairs it."
    mine = "\n\n".join((*PARAGRAPHS[:2], *PARAGRAPHS[3:], said))
    theirs = "\n\n".join((*PARAGRAPHS[:2], *PARAGRAPHS[3:], PARAGRAPHS[2]))
    assert not alike(mine, theirs)


def test_two_reports_from_one_template_are_two_stories() -> None:
    usual = {"day": "Monday", "sun": 5, "high": 14, "hill": 9, "low": 3, "rain": 20}
    first = WEATHER.format(**usual)
    assert alike(first, first.replace("choppy", "calm"))
    for change in ({"high": 15}, {"rain": 70}, {"day": "Thursday"}, {"day": "Tuesday", "sun": 2, "high": 11}):
        assert not alike(first, WEATHER.format(**usual | change))


def test_very_short_texts_are_never_near_duplicates() -> None:
    assert not alike("The ferry sails at noon from the new pier.", "The ferry sails at noon from the new pier!")


@given(st.permutations(range(len(PARAGRAPHS))), st.integers(5, 8), st.booleans())
def test_a_copy_is_found_with_paragraphs_dropped_or_reordered(order: list[int], kept: int, local: bool) -> None:
    chosen = [PARAGRAPHS[at] for at in order if at < kept]
    assert alike(TEXT, "\n\n".join([*chosen, LOCAL] if local else chosen))


@given(st.integers(0, 400), st.integers(0, 400))
def test_unrelated_articles_are_different_stories(one: int, other: int) -> None:
    assert alike(make_article(one).text, make_article(other).text) is (one == other)


@given(st.text())
def test_any_text_has_a_small_sketch_and_contains_itself(text: str) -> None:
    whole = fingerprint(text)
    assert len(sketch(whole)) <= SKETCH
    assert contains_text(whole, whole)


def test_a_contained_passage_has_the_same_figures() -> None:
    whole = fingerprint(TEXT)
    assert contains_text(whole, fingerprint(PARAGRAPHS[1]))
    assert contains_text(whole, fingerprint(PARAGRAPHS[1].replace("narrow ", "")))
    assert not contains_text(whole, fingerprint(PARAGRAPHS[1].replace("900", "700")))
    assert not contains_text(whole, fingerprint(LOCAL))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("takes effect", "takes no effect"), ("will send", "won’t send"), ("until a new", "unless never a new")],
)
def test_a_text_does_not_contain_the_negation_of_a_passage(mine: str, theirs: str) -> None:
    denied = PARAGRAPHS[1].replace(mine, theirs)
    assert contains_text(fingerprint(TEXT), fingerprint(PARAGRAPHS[1].replace("narrow ", "old ")))
    assert not contains_text(fingerprint(TEXT), fingerprint(denied))
    assert not contains_text(fingerprint(TEXT.replace(PARAGRAPHS[1], denied)), fingerprint(PARAGRAPHS[1]))


def test_words_are_found_regardless_of_punctuation() -> None:
    assert fingerprint(TEXT).says("nobody wants a bridge in the water either")
    assert not fingerprint(TEXT).says("nobody wants a bridge in the wat")


def test_a_revision_shares_words_with_the_original() -> None:
    assert is_revision(fingerprint("\n\n".join((LOCAL, *PARAGRAPHS[:3]))), fingerprint(TEXT))
    assert not is_revision(fingerprint(LOCAL), fingerprint(TEXT))
