"""Direct speech whose attribution is long, distant, omitted or in another paragraph."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article, Statement

MET = "It rained when Ann Fox, Bo Hill and Cy Ott met in Lowfield.\n\n"


def statements(text: str) -> list[Statement]:
    return list(find_statements(Article(id="a", title="", text=text, published=None)))


def read(text: str) -> list[tuple[str | None, str | None, str]]:
    """Return the speaker, source and content of every statement."""
    return [
        (
            one.speaker.name if one.speaker else None,
            one.source.of(text) if one.source else None,
            " / ".join(piece.of(text) for piece in one.pieces),
        )
        for one in statements(text)
    ]


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("Rep. Ann Fox, Republican of Arlen,", "Ann Fox"),
        ("Ann Fox, 70,", "Ann Fox"),
        ("Ann Fox, 44, of Arlen,", "Ann Fox"),
        ("Ann Fox, who leads the fund,", "Ann Fox"),
        ("Ann Fox, a spokeswoman for the Lowfield Fund,", "Ann Fox"),
        ("Rep. Ann Fox (R-Arlen), chair of the Roads Committee,", "Ann Fox"),
        ("Ann Fox, during a stop in Arlen, Ohio,", "Ann Fox"),
        ("Ann Fox, wearing a yellow hat,", "Ann Fox"),
        ("columnist Ann Fox", "Ann Fox"),
        ("the Post's Ann Fox", "Ann Fox"),
        ("Ann Fox and Bo Hill", "Ann Fox"),
        ("people close to Mr. Hill", "people close to Mr. Hill"),
        ("several", "several"),
    ],
)
def test_a_long_noun_phrase_before_the_verb_is_its_subject(source: str, speaker: str | None) -> None:
    [(who, where, content)] = read(f'{MET}"It holds," {source} said.')
    assert (who, content) == (speaker, '"It holds,"')
    assert where is not None
    assert source.startswith(where.split(",")[0])


@pytest.mark.parametrize(
    "clause",
    ["Hill said by telephone", "Hill is quoted as saying", "as Hill put it", "Hill went on", "Hill would later say"],
)
def test_a_quotation_is_found_with_less_common_words_of_attribution(clause: str) -> None:
    assert [(who, content) for who, _, content in read(f'{MET}"It holds," {clause}.')] == [("Bo Hill", '"It holds,"')]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hill threw his weight behind Ott on Monday, saying it was time to go.", "it was time to go"),
        ("On Monday, after a long talk with Ott, Hill left, saying it was time to go.", "it was time to go"),
        ("Speaking in Lowfield, Ruritania, Hill went after Ott, saying it was time to go.", "it was time to go"),
        ("Hill hailed the bridge as “superb,” saying it was time to go.", "it was time to go"),
        ("But Hill rejected the notion that Ott could stay, saying it was time to go.", "it was time to go"),
        ("Hill used to support Ott, but now said it was time to go.", "it was time to go"),
        ("Lowfield (Wire) – Hill has met Ott, saying it was time to go.", "it was time to go"),
    ],
)
def test_a_participle_has_the_subject_of_its_sentence(text: str, said: str) -> None:
    assert [(who, content) for who, _, content in read(MET + text)] == [("Bo Hill", said)]


def test_a_participle_after_a_second_subject_has_no_speaker() -> None:
    [asked, saying] = read(MET + '"Who is it?" Fox asks as Hill walks by, saying he is here for the pipes.')
    assert asked[0] == "Ann Fox"
    assert saying[0] is None


def test_a_lawsuit_and_a_campaign_speak_through_participles_too() -> None:
    assert read(MET + "Hill's campaign also went on the offensive, saying the bridge was rotten.") == [
        ("Hill's campaign", "Hill's campaign", "the bridge was rotten")
    ]


@pytest.mark.parametrize("cue", ["Hill continued", "Hill says"])
def test_a_colon_attributes_the_next_paragraph(cue: str) -> None:
    text = f"{MET}“Is it safe?”\n\n{cue}:\n\n“It holds and it will hold.”"
    assert read(text)[-1] == ("Bo Hill", "Hill", "“It holds and it will hold.”")


def test_an_aside_after_the_attribution_is_not_content() -> None:
    assert read(MET + '"Follow us," Hill said, and the boys, intrigued, trailed behind.') == [
        ("Bo Hill", "Hill", '"Follow us,"')
    ]


def test_a_report_at_the_head_of_a_sentence_ends_before_the_main_clause() -> None:
    text = MET + 'When Fox criticized the bridge at a fair, Hill shot back, "It holds."'
    assert [(who, content) for who, _, content in read(text)] == [("Ann Fox", "the bridge at a fair")]


@pytest.mark.parametrize(
    "text",
    [
        "''Some say, 'Go back to your country,''' said Hill. ''I stay.''",
        "'''Quiz Night,''' Hill replied. ''It is fun.''",
    ],
)
def test_three_single_marks_are_one_inside_two(text: str) -> None:
    [(who, _, content)] = read(MET + text)
    assert who == "Bo Hill"
    assert content.count("/") == 1


def test_curly_marks_inside_straight_ones_end_no_quotation() -> None:
    text = MET + 'Hill stated:\n\n"This is no “Equal Roads” law any more. It is the end."'
    assert read(text)[-1] == ("Bo Hill", "Hill", '"This is no “Equal Roads” law any more. It is the end."')


def test_a_surname_labels_a_turn_after_one_with_the_full_name() -> None:
    text = "Ann Fox: It holds.\n\nBo Hill: It falls.\n\nFox: It does not.\n\nHill: It does."
    assert [who for who, _, _ in read(text)] == ["Ann Fox", "Bo Hill", "Ann Fox", "Bo Hill"]


def test_a_list_of_counts_is_no_interview() -> None:
    assert read(MET + "Fox: 12 votes\n\nHill: 14 votes\n\nOtt: 2 votes") == []


def test_a_party_in_brackets_stands_between_name_and_colon() -> None:
    assert read('Rep. Ann Fox (R-Arlen):"It holds and I know it."')[0][0] == "Ann Fox"


def test_a_headline_contains_no_names() -> None:
    text = "Mayor Bo Hill Burns Former Governor Ann Fox.\n\nAnn Fox met Bo Hill.\n\n“It holds,” Fox said."
    assert read(text)[-1][0] == "Ann Fox"


def test_a_group_named_after_somebody_is_not_that_person() -> None:
    text = MET + "The first row came at a fair, when Hill protesters stopped her speech, shouting “we lose!”"
    assert "Bo Hill" not in [who for who, _, _ in read(text)]


def test_a_quoted_name_for_a_thing_is_a_statement() -> None:
    assert read(MET + 'In what Fox called "a mess of a bridge," the town paid twice.') == [
        ("Ann Fox", "Fox", '"a mess of a bridge,"')
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Said Hill: “I never thought so.”", "Bo Hill"),
        ("Continued Hill: “I never thought so.”", "Bo Hill"),
        ("On Monday, Hill made the following comment:\n\n“I never thought so.”", "Bo Hill"),
        ("On July 6, 2015, Hill was blunt: “I never thought so.”", "Bo Hill"),
        ("At the diner, Hill shook hands with a waitress. “I never thought so.”", None),
    ],
)
def test_an_attribution_can_precede_its_quotation_in_many_ways(text: str, speaker: str | None) -> None:
    assert [who for who, _, _ in read(MET + text)] == [speaker]


def test_a_quotation_continues_if_the_reporter_ends_its_sentence() -> None:
    text = (
        "“It is patchwork,” said Al Cole, a smith. “I would not call it a bridge. It is basically a plank” for a year."
    )
    assert read(MET + text)[0][2] == "“It is patchwork,” / “I would not call it a bridge. It is basically a plank”"
    for other in ("“The Long and Winding Bridge of Arlen Town” of last year.", "“Plank” for a year."):
        assert read(MET + f"“It is patchwork,” said Al Cole, a smith. {other}")[0][2] == "“It is patchwork,”"


def test_a_paragraph_without_marks_after_a_colon_is_a_quotation() -> None:
    words = "She can’t win without the bridge, and everybody in this town knows it"
    assert read(MET + f"Hill added:\n\n{words}.\n\nThe mayor left.") == [("Bo Hill", "Hill", words)]
    for narrated in (
        "Hill can’t win without the bridge, and everybody knows it.",
        "The video has been viewed more than three million times since Monday.",
        "“We can’t win” is what the town thinks, the council of Brell said on Monday.",
        "The company didn’t respond to a request for comment on the bridge.",
    ):
        assert "copied" not in {one.rule for one in statements(MET + f"Hill added:\n\n{narrated}")}
    assert "copied" not in {one.rule for one in statements(MET + f"Hill did not add:\n\n{words}.")}
