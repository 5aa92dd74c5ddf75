"""Indirect speech, frame by frame. All people, places and outlets are invented."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article, Statement


def statements(text: str) -> tuple[Statement, ...]:
    return find_statements(Article(id="a", title="", text=text, published=None))


def read(text: str) -> list[tuple[str | None, str, str]]:
    """Return the source in the words of the article, the content and the commitment of every statement."""
    return [
        (s.source.of(text) if s.source else None, " / ".join(p.of(text) for p in s.pieces), s.commitment)
        for s in statements(text)
    ]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Half of the town's voters said the mill should close.", "Half of the town's voters", "the mill should close"),
        ("People briefed on the plan say that it is dead.", "People briefed on the plan", "that it is dead"),
        (
            "The owner of the mill, who asked not to be named, said she regretted the noise.",
            "The owner of the mill",
            "she regretted the noise",
        ),
        ("The suit claims that the mill was too loud.", "The suit", "that the mill was too loud"),
    ],
)
def test_a_long_subject_is_the_source(text: str, source: str, content: str) -> None:
    assert (source, content, "asserted") in read(text)


def test_a_subject_begins_after_a_subordinating_word() -> None:
    text = "Nothing was the same after Mrs. Vane accused him of theft."
    assert read(text) == [("Mrs. Vane", "him of theft", "asserted")]


def test_who_denotes_the_name_before_it() -> None:
    text = "The mill was bought by Cy Holt, who criticized Ann Vane."
    [one] = statements(text)
    assert one.speaker is not None
    assert one.speaker.name == "Cy Holt"


def test_which_is_not_the_subject_of_a_clause_with_another_subject() -> None:
    text = "The plan, which officials said is dead, was his."
    assert {source for source, _, _ in read(text)} <= {"officials", None}


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Asked about the mill, Ann Vane left.", None, "the mill"),
        ("Asked whether the mill would close, Ann Vane left.", None, "whether the mill would close"),
        ("Ann Vane was asked by Cy Holt why the mill was loud.", "Cy Holt", "why the mill was loud"),
        ("Ann Vane was accused of theft.", None, "of theft"),
        ("Ann Vane is said to own the mill.", None, "to own the mill"),
    ],
)
def test_only_by_names_the_source_of_a_passive(text: str, source: str | None, content: str) -> None:
    assert read(text) == [(source, content, "asserted")]


def test_the_person_asked_is_the_speaker_of_the_answer() -> None:
    text = "Asked about the mill, Ann Vane said it would stay."
    assert read(text) == [(None, "the mill", "asserted"), ("Ann Vane", "it would stay", "asserted")]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ann Vane spoke openly on Monday about the mill.", "the mill"),
        ("Ann Vane complained of the noise.", "the noise"),
        ("Ann Vane joked about the mill.", "the mill"),
        ("Ann Vane asked Cy Holt about the mill.", "the mill"),
        ("Ann Vane asked Cy Holt whether the mill was loud.", "whether the mill was loud"),
        ("Ann Vane said about half of the mills were loud.", "about half of the mills were loud"),
        ("Ann Vane said, twice, that the mill was loud.", "that the mill was loud"),
        ("Ann Vane blasted Cy Holt and left the hall.", "Cy Holt"),
        ("Ann Vane praised Cy Holt during the debate.", "Cy Holt"),
        ("Ann Vane praised Cy Holt on Monday.", "Cy Holt"),
        ("Ann Vane praised Cy Holt in a letter.", "Cy Holt"),
    ],
)
def test_hearer_and_time_are_not_content(text: str, content: str) -> None:
    assert read(text) == [("Ann Vane", content, "asserted")]


@pytest.mark.parametrize(
    ("text", "content", "commitment"),
    [
        ("Ann Vane continues to insist that the mill is loud.", "that the mill is loud", "asserted"),
        ("Ann Vane was quick to say that the mill is loud.", "that the mill is loud", "asserted"),
        ("Ann Vane tried to explain why the mill is loud.", "why the mill is loud", "conditional"),
        ("Ann Vane is expected to argue that the mill is loud.", "that the mill is loud", "conditional"),
        ("Ann Vane refused to say whether the mill is loud.", "whether the mill is loud", "declined"),
        ("Ann Vane failed to mention that the mill is loud.", "that the mill is loud", "declined"),
    ],
)
def test_the_governing_verb_sets_the_commitment_of_an_infinitive(text: str, content: str, commitment: str) -> None:
    assert read(text) == [("Ann Vane", content, commitment)]


def test_a_gerund_shares_the_subject_of_its_sentence() -> None:
    assert read("Ann Vane began by saying the mill is loud.") == [("Ann Vane", "the mill is loud", "asserted")]
    opening = "Calling the mill a nuisance, Ann Vane left."
    assert read(opening) == [("Ann Vane", "the mill a nuisance", "asserted")]


def test_a_gerund_after_a_second_subject_does_not_take_the_first() -> None:
    text = "Ann Vane left, and Cy Holt surprised the town by saying the mill is loud."
    assert all(source != "Ann Vane" for source, _, _ in read(text))


def test_a_second_verb_after_a_description_keeps_its_subject() -> None:
    text = "Ann Vane keeps her plans to herself but says the mill is loud."
    assert read(text) == [("Ann Vane", "the mill is loud", "asserted")]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("The town laughed at Cy Holt's claim that the mill is quiet.", "Cy Holt's", "that the mill is quiet"),
        ("The town laughed at his promise to close the mill.", "his", "to close the mill"),
        ("Cy Holt made an emotional call for peace.", "Cy Holt", "peace"),
        ("The town laughed at complaints from farmers about the noise.", "farmers", "the noise"),
    ],
)
def test_a_noun_of_saying_reports_its_complement(text: str, source: str, content: str) -> None:
    assert read(text) == [(source, content, "asserted")]


def test_a_report_after_a_finished_one_is_not_nested() -> None:
    text = "Ann Vane called the mill loud in a letter, and Cy Holt has called for a vote."
    assert read(text) == [("Ann Vane", "the mill loud", "asserted"), ("Cy Holt", "a vote", "asserted")]


@pytest.mark.parametrize(
    "text",
    [
        "Cy Holt offered 5 million for the mill.",
        "Cy Holt continued his tour.",
        "In contrast, Cy Holt maintained a lead.",
        "Cy Holt added a room to the mill.",
        "Cy Holt claimed the prize.",
        "Cy Holt has 1,200 pledged delegates.",
        "Cy Holt spoke on condition of anonymity.",
        "On Monday, Cy Holt began his tour.",
        "Several states have mills.",
    ],
)
def test_reporting_verbs_in_other_senses_make_no_statements(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The mill will close, according to Ann Vane, head of the river board.", "The mill will close"),
        ("If Ann Vane says the mill is safe, people will work there.", "the mill is safe"),
        ("Critics say the mill is a waste, but Ann Vane disagrees.", "the mill is a waste"),
        ("Critics say the mill is a waste, but it will be built.", "the mill is a waste"),
        ("Ann Vane, who estimates that half the town works there, wants a wall.", "that half the town works there"),
        ("Ann Vane said two days ago that the mill is safe.", "that the mill is safe"),
        ("Ann Vane said this past Thursday the mill is safe.", "the mill is safe"),
        ("Ann Vane told reporters over the weekend the mill is safe.", "the mill is safe"),
        ("Ann Vane said this year will be hard.", "this year will be hard"),
    ],
)
def test_content_excludes_the_day_and_the_next_clause(text: str, content: str) -> None:
    assert [found for _, found, _ in read(text)] == [content]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("One in five say that the mill should close.", "One in five", "that the mill should close"),
        ("In Lowen, about half of the voters said they want it.", "about half of the voters", "they want it"),
        (
            "Farmers trying to save the mill say they have a plan.",
            "Farmers trying to save the mill",
            "they have a plan",
        ),
        ("The driver claims his net worth is in doubt.", "The driver", "his net worth is in doubt"),
        ("As reported by River News, the mill is to close.", "River News", "the mill is to close"),
        ("Ann Vane used her speech to call for a new mill.", "Ann Vane", "a new mill"),
        ("Ann Vane took to the radio to call the mill “a trap.”", "Ann Vane", "the mill “a trap.”"),
        ("Ann Vane called the mill “a disgrace” and “a trap.”", "Ann Vane", "the mill “a disgrace” and “a trap.”"),
        ("Her remark that “mills bore me” angered many.", "Her", "that “mills bore me”"),
        ("Ann Vane acknowledged, however, “It is loud.”", "Ann Vane", "“It is loud.”"),
        ("The mill, said Ann Vane, is “a long way off.”", "Ann Vane", "The mill / is “a long way off.”"),
        ("Cy Holt was asked, “Would you cross it?”", None, "“Would you cross it?”"),
        ("“The mill is safe” – Ann Vane", "Ann Vane", "“The mill is safe”"),
    ],
)
def test_less_common_frames_are_read(text: str, source: str | None, content: str) -> None:
    assert read(text) == [(source, content, "asserted")]


def test_a_relative_clause_is_attributed_to_its_own_subject() -> None:
    assert ("she", "as “a tax on work.”", "asserted") in read(
        "Ann Vane criticized the toll, which she described as “a tax on work.”"
    )


def test_not_ruling_out_is_not_asserting() -> None:
    assert read("Ann Vane would not rule out closing the mill.") == [("Ann Vane", "closing the mill", "declined")]


@pytest.mark.parametrize(
    "text",
    [
        "A group called “Mills Now” met on Monday.",
        "The Mill Party responded on Monday.",
        "The claim that was filed on Monday is lost.",
        "Ann Vane maintained an even pace into advanced age.",
    ],
)
def test_similar_wording_is_no_report(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("hearer", ["Karl Venn", "the town", "him", "her aides", "reporters in Arlen"])
@pytest.mark.parametrize("deed", ["not to cross the bridge", "never to cross the bridge", "to cross the bridge"])
def test_content_keeps_the_not_of_an_order(hearer: str, deed: str) -> None:
    text = f"Karl Venn came late. Ann Fox told {hearer} {deed}."
    found = find_statements(Article(id="a", title="", text=text))[-1]
    assert found.content.of(text) == deed


@pytest.mark.parametrize("start", ["The town was told", "Karl Venn was urged by Ann Fox", "They heard Fox’s promise"])
@pytest.mark.parametrize("deed", ["not to cross the bridge", "never to cross the bridge", "to cross the bridge"])
def test_content_keeps_the_not_of_passives_and_promises(start: str, deed: str) -> None:
    text = f"Karl Venn came late. Ann Fox left. {start} {deed}."
    assert statements(text)[-1].content.of(text) == deed
