"""The right speaker, where a sentence or an article offers several."""

from __future__ import annotations

import pytest

from index.statements import find_statements
from index.types import Article

MET = "It rained when Ann Fox, Bo Hill and Cy Ott met in Lowfield.\n\n"


def said(text: str, intro: str = MET) -> list[tuple[str | None, str]]:
    """Return the speaker and content of every statement."""
    article = Article(id="a", title="", text=intro + text, published=None)
    return [
        (one.speaker.name if one.speaker else None, " / ".join(piece.of(article.text) for piece in one.pieces))
        for one in find_statements(article)
    ]


@pytest.mark.parametrize("dash", ["—", "–", "-", "―", "‒"])
def test_any_dash_can_precede_a_signature(dash: str) -> None:
    assert said(f"“It holds and it will hold.” {dash} Ann Fox") == [("Ann Fox", "“It holds and it will hold.”")]


@pytest.mark.parametrize(
    "clause",
    [
        "Hill said when asked about the bridge",
        "Hill said, in response to a question about the old ferry",
        "said Hill, referring to what Fox calls the “rotten” bridge",
        "said Bo Hill, who told the council he would not vote",
    ],
)
def test_a_quotation_continues_after_the_other_clauses_of_its_sentence(clause: str) -> None:
    whole = said(f"“It holds,” {clause}. “It always has.”")
    assert ("Bo Hill", "“It holds,” / “It always has.”") in whole


def test_the_last_speaker_quoted_in_a_sentence_continues() -> None:
    assert said("“It holds,” Hill said, but Fox replied, “It leaks.” “It always has.”") == [
        ("Bo Hill", "“It holds,”"),
        ("Ann Fox", "“It leaks.” / “It always has.”"),
    ]


@pytest.mark.parametrize(
    "clause",
    [
        "Hill told a radio station in an interview on Monday when asked how it went",
        "Hill said as he opened the fair",
        "Hill said about the long wait for the ferry",
        "County treasurer Bo Hill said as he opened the fair",
    ],
)
@pytest.mark.parametrize("mark", ["?", "!", "…"])
def test_a_question_or_cry_belongs_to_the_clause_after_it(clause: str, mark: str) -> None:
    assert said(f"“Who would cross it{mark}” {clause}.") == [("Bo Hill", f"“Who would cross it{mark}”")]


def test_the_sentence_after_a_cry_keeps_its_content() -> None:
    assert said("“Never again!” Hill said the bridge was cracked.")[-1] == ("Bo Hill", "the bridge was cracked")


@pytest.mark.parametrize(
    "deed",
    [
        "On Monday Hill blamed the press for Ott's claim that the bridge was rotten",
        "Hill also decried Ott's repeated calls to close the bridge",
        "Hill, who chairs the council, met Ott over his promise to close the bridge",
        "When Ott pointed out that the sign read “Keep off,” Hill shrugged",
        "At a fair in Arlen, Ruritania, 62-year-old Bo Hill praised Ott",
        "At a fair in Arlen, Ohio, on Tuesday, Hill backed Ott",
        "Fox charged the driver and Hill dismissed his deputy, Cy Ott",
        "Ott has been mocked for the bridge, though at a fair last week Hill thanked him",
        "Fox was still on the bridge, when Hill stopped Ott",
        "Fox ran a long race in which Hill passed her",
        "A few minutes later Hill relented",
    ],
)
@pytest.mark.parametrize("verb", [", saying", " and said"])
def test_an_omitted_subject_is_that_of_the_main_clause(deed: str, verb: str) -> None:
    assert said(f"{deed}{verb} it was time to go.")[-1] == ("Bo Hill", "it was time to go")


@pytest.mark.parametrize(
    "deed",
    [
        "The row began two months after Hill entered the race",
        "Fox tweeted because Hill left the fair",
        "Fox cheered when Hill spotted the sign",
    ],
)
def test_a_participle_after_two_clauses_names_nobody(deed: str) -> None:
    assert said(f"{deed}, saying it was time to go.")[-1][0] is None


@pytest.mark.parametrize(
    ("intro", "text", "who"),
    [
        # the subject of the sentence before, not the last name in it
        ("", "Karl Hill came early. He greeted the mayor, Paul Ott. He said it rained.", "Karl Hill"),
        ("", "Karl Hill came early. He met Paul Ott, he said it rained.", "Karl Hill"),
        ("", "Karl Hill ran the fair. On Monday he thanked Paul Ott. “It rained,” he said.", "Karl Hill"),
        ("", "A day later, at a fair in Arlen, Karl Hill was blunt about Paul Ott. “It rains,” he said.", "Karl Hill"),
        ("", "Paul Ott left. When Karl Hill came, he thanked Ida Lund. “It rained,” he said.", "Karl Hill"),
        # a stranger
        ("", "Karl Hill left. A neighbour said it rained. “It poured,” he said.", None),
        ("Paul Ott came too.\n\n", "The row was about Karl Hill. “It rained,” he said.", "Karl Hill"),
        ("Paul Ott came too.\n\n", "A neighbour came with Karl Hill. “It rained,” he said.", None),
        # a topic
        ("", "Karl Hill was blunt. As for Paul Ott, he said it rained.", "Paul Ott"),
        # a person known only by an office
        ("", "Karl Hill was blunt. Fair manager Robby Mosk left a note. He said it rained.", "Robby Mosk"),
        # relatives of different genders
        ("Ann Fox is married to Karl Fox.\n\n", "Fox promised a bridge. “It will hold,” she said.", "Ann Fox"),
        ("Ann Fox is married to Karl Fox.\n\n", "Fox promised a bridge. “It will hold,” he said.", "Karl Fox"),
        # ambiguous
        ("Ann Fox and Ida Fox are sisters.\n\n", "Fox promised a bridge. “It will hold,” she said.", None),
        ("", "Karl Hill met Paul Ott. “It will hold,” he said. “It must.”", "Karl Hill"),
        ("Kelly Orne is in the race.\n\n", "For that Orne drew Karl Hill's ire: he called the plan “weak.”", None),
    ],
)
def test_a_pronoun_denotes_the_subject_of_the_sentences_before(intro: str, text: str, who: str | None) -> None:
    assert said(text, intro)[-1][0] == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Rival Ann Fox came late. Fox said it rained.", "Ann Fox"),
        ("Karl Hill came late. A Hill ally said it rained.", "A Hill ally"),
        ("Stan Orne runs the fair.\n\n“It rained,” said German Orne.", "German Orne"),
        ("By Sunday she had left a fair in Arlen, Ore., saying it rained.", None),
    ],
)
def test_a_name_has_the_right_extent(text: str, who: str | None) -> None:
    assert said(text, "")[-1][0] == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Sen. Karl Venn voted no. The senator said it rained.", "Karl Venn"),
        ("Gov. Karl Venn voted no. The governor said it rained.", "Karl Venn"),
        ("Rep. Ann Fox voted no. The congresswoman said it rained.", "Ann Fox"),
        ("Rep. Karl Venn voted no. The congresswoman said it rained.", None),
        ("Ohio Sen. Karl Venn met Utah Sen. Ida Lund. The Ohio senator said it rained.", "Karl Venn"),
        ("Sen. Karl Venn (R-Ohio) met Sen. Ida Lund (D-Vt.). The Vermont senator said it rained.", "Ida Lund"),
        ("Sen. Karl Venn of Ohio met Ida Lund. The Ohio senator said it rained.", "Karl Venn"),
        ("Sen. Karl Venn of Ohio met Ida Lund. The Utah senator said it rained.", None),
        ("Sen. Karl Venn met Sen. Ida Lund. The senator said it rained.", None),
        ("Karl Venn, the mayor of Arlen, voted no. The mayor said it rained.", "Karl Venn"),
        ("Karl Venn, the mayor of Arlen, met Mayor Ida Lund. The mayor said it rained.", None),
    ],
)
def test_an_office_denotes_its_holder(text: str, who: str | None) -> None:
    assert said(text, "")[-1][0] == who


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # who is only spoken with, in a relative clause
        ("Officials who spoke with The Arlen Post said the plan was dead.", (None, "the plan was dead")),
        ("Aides who talked to the Arlen Post said the plan was dead.", (None, "the plan was dead")),
        ("On Monday the Arlen Post said the plan was dead.", ("Arlen Post", "the plan was dead")),
        # a name that goes on with somebody's office
        ("Ida Lund, the editor of the town's gazette, Arlen Notes, said it rained.", ("Ida Lund", "it rained")),
        ("The town's ferry manager, Ida Lund, said it rained.", ("Ida Lund", "it rained")),
        # aides with a verb of their own
        ("The Arlen Club met, with aides sweeping the hall and vowing to stay.", (None, "to stay")),
        ("The Arlen Club met, sweeping the hall and vowing to stay.", ("Arlen Club", "to stay")),
        # another subject's clause after a comma
        ("As Fox talked about mending it, Hill gave his view that it leaks.", ("Ann Fox", "mending it")),
    ],
)
def test_the_closest_name_is_not_always_the_speaker(text: str, expected: tuple[str | None, str]) -> None:
    assert said(text)[0] == expected


def test_a_topic_after_a_quotation_is_not_content() -> None:
    assert said("“It holds,” Hill said on Monday, speaking of the dam at Brell.") == [("Bo Hill", "“It holds,”")]
    assert said("Hill spoke of the dam at Brell.") == [("Bo Hill", "the dam at Brell")]


@pytest.mark.parametrize(
    "text",
    [
        "Hill has answered the mayor's gift with a shrug.",
        "Hill replied to the letters.",
        "Hill answered the door.",
        "Venn tells so many lies that one could lose the thread.",
        "The flood shows how Hill responds to high water.",
        "The trouble that Hill had answering questions is old.",
    ],
)
def test_answering_without_words_is_no_statement(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Hill answered that it rained.", "that it rained"),
        ("Hill replied, “It rained.”", "“It rained.”"),
        ("Hill refused to answer questions about the ferry.", "questions about the ferry"),
        ("Hill did not reply to a request for comment.", "to a request for comment"),
        ("Hill told a crowd that it rained.", "that it rained"),
    ],
)
def test_answers_and_refusals_to_answer_are_statements(text: str, content: str) -> None:
    assert said(text) == [("Bo Hill", content)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        # a doubtful name in between: "he" may be its bearer
        ("Ann Fox was there. Bertil Moan of the union was doubtful. He warned that it would rain.", None),
        ("Cy Ott was there. Her new coach, Ingram Pohl, came too. He warned that it would rain.", "Ingram Pohl"),
        ("Bertil Moan said it was dry. He warned that it would rain.", "Bertil Moan"),
        ("Cy Ott was doubtful. He warned that it would rain.", "Cy Ott"),
    ],
)
def test_a_pronoun_after_a_doubtful_name_denotes_nobody_before_it(text: str, who: str | None) -> None:
    assert said(text, "")[-1][0] == who


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has a leak, Fox told the committee of the Arlen parliament.", [("Ann Fox", "It has a leak")]),
        ("Fox told the committee of the leak.", [("Ann Fox", "the leak")]),
        ("It leaks, Fox conceded on Monday, six months after the fair.", [("Ann Fox", "It leaks")]),
        ("It leaks, Fox conceded on Monday, and it will flood.", [("Ann Fox", "It leaks / and it will flood")]),
        ("Fox denied that.", []),
        (
            "Fox, who told a crowd that she and Hill “largely agreed” on it, has not yet shown the map.",
            [("Ann Fox", "that she and Hill “largely agreed” on it")],
        ),
        (
            "Fox, who said that the dam, built in 1931, leaks, was fined.",
            [("Ann Fox", "that the dam, built in 1931, leaks")],
        ),
        ("Fox declined to say on Tuesday whether it leaks.", [("Ann Fox", "whether it leaks")]),
        ("Comment by reader Truth77: Ann Fox said that it leaks.", []),
        ("Comments: Ann Fox said that it leaks.", []),
        ("Comment came from Ann Fox, who said that it leaks.", [("Ann Fox", "that it leaks")]),
    ],
)
def test_content_ends_with_its_clause(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


def test_a_comma_may_follow_a_party_in_brackets() -> None:
    assert said("Gov. Dee Lund (R-OH), said, “I will mend the bridge.”") == [("Dee Lund", "“I will mend the bridge.”")]


@pytest.mark.parametrize(
    "office",
    [
        "Dee Lund, executive director of the charity Clean Arlen, has",
        "Dee Lund (D-OH), a friend of Hill’s late brother has",
        "On Friday, Sen. Dee Lund (D-OH), a friend of Hill’s brother has",
    ],
)
def test_an_apposition_may_stand_between_a_name_and_its_verb(office: str) -> None:
    assert said(f"{office} told the town that the bridge was unsafe.") == [("Dee Lund", "that the bridge was unsafe")]


def test_a_source_between_commas_is_not_the_subject_around_it() -> None:
    assert all(name != "Dee Lund" for name, _ in said("Dee Lund, a friend told us, was late."))


def test_he_does_not_denote_an_unnamed_questioner() -> None:
    text = "Hill came to Arlen. A reporter asked Hill how he felt about the bridge. He replied: “It holds.”"
    assert said(text)[-1] == ("Bo Hill", "“It holds.”")


def test_responded_with_attributes_the_quotation_after_a_colon() -> None:
    text = "Fox had left. Hill responded with a word that could have come from Ott himself: “Never.”"
    assert said(text)[-1] == ("Bo Hill", "“Never.”")


def test_adding_at_the_head_of_a_sentence_continues_the_one_before() -> None:
    text = "Hill said of the bridge that it “wasn’t good.” Adding, “They never mend it.”"
    assert said(text)[-1] == ("Bo Hill", "“They never mend it.”")
    assert said("Hill met Fox. Adding, “They never mend it.”")[-1] == (None, "“They never mend it.”")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (
            "Hill, who calls the bridge a “nuisance,” said he did not believe in it.",
            [("Bo Hill", "the bridge a “nuisance,”"), ("Bo Hill", "he did not believe in it")],
        ),
        (
            "Fox and Ott will meet next week, Hill said, adding, “They need a talk.”",
            [("Bo Hill", "Fox and Ott will meet next week"), ("Bo Hill", "“They need a talk.”")],
        ),
        (
            "Hill noted that the load was high and asked whether it could be carried.",
            [("Bo Hill", "that the load was high"), ("Bo Hill", "whether it could be carried")],
        ),
        (
            "Bo Hill, the surgeon who briefly ran the harbour, used part of his speech to call it a ruin.",
            [("Bo Hill", "it a ruin")],
        ),
        ("Hill cautioned “let’s wait,” before predicting rain.", [("Bo Hill", "“let’s wait,”")]),
    ],
)
def test_every_clause_of_a_sentence_has_its_own_content(text: str, whole: list[tuple[str, str]]) -> None:
    found = said(text)
    assert [one for one in whole if one not in found] == []


@pytest.mark.parametrize("more", ["{},” which nobody doubts.", "{}” or of its trams.", "Now, {}.”"])
def test_a_quotation_continues_in_the_next_sentence_beside_a_remark(more: str) -> None:
    rest = "“It has always held the weight of the whole town"
    text = more.format(rest)
    assert said(f"“It holds,” said Bo Hill, a nurse. {text}") == [
        ("Bo Hill", f"“It holds,” / {text[text.index('“') : text.index('”') + 1]}")
    ]


@pytest.mark.parametrize("work", ["“The Long River” and its dam were shown.", "“Never again” was written there."])
def test_a_quoted_title_does_not_continue_a_quotation(work: str) -> None:
    assert said(f"“It holds,” said Bo Hill. {work}") == [("Bo Hill", "“It holds,”")]


def test_a_list_with_names_as_headings_is_no_interview() -> None:
    text = "\n\n".join(f"{name}: New roads. Mayor {name} wants a road." for name in ("Ann Fox", "Bo Hill", "Cy Ott"))
    assert said(text, intro="") == []


@pytest.mark.parametrize(
    "source",
    [
        "Dee Lund, a nurse, notes",
        "Dee Lund, a nurse, claims",
        "The nurse’s chief aide, Dee Lund, notes",
        "Dee Lund (D-Ore.) earlier in the day said",
        "Dee Lund however said",
        "Dee Lund, Ohio director for the Greens, said",
        "Here in Lowfield, Dee Lund kept saying",
        "In her speech, Dee Lund praised Hill as the most able man ever to run and said",
    ],
)
def test_a_name_is_the_subject_of_a_distant_verb(source: str) -> None:
    assert ("Dee Lund", "that the bridge was unsafe") in said(f"{source} that the bridge was unsafe.")


@pytest.mark.parametrize("times", ["", "not "])
def test_the_publisher_of_a_video_is_the_source_of_its_accusation(times: str) -> None:
    text = f"Sen. Bo Hill (Ore.) has {times}released a video that accuses Fox of being soft on floods."
    statement = find_statements(Article(id="a", title="", text=MET + text))[-1]
    assert statement.speaker is not None
    assert statement.speaker.name == "Bo Hill"
    assert statement.commitment == ("conditional" if times else "asserted")


@pytest.mark.parametrize("after", [" before adding:", ", before adding,", ", adding:"])
def test_before_adding_keeps_the_speaker(after: str) -> None:
    found = said(f"“It holds,” Hill said{after} “Though there is the river.”")
    assert {name for name, _ in found} == {"Bo Hill"}
    assert any("Though there is the river" in content for _, content in found)


def test_joint_sources_may_have_offices_before_their_names() -> None:
    text = "“It is shut,” council leader Bo Hill and House Speaker Cy Ott, both Greens, said in a statement."
    statement = find_statements(Article(id="a", title="", text=MET + text))[-1]
    assert [one.name for one in statement.speakers] == ["Bo Hill", "Cy Ott"]


def test_as_somebody_put_it_introduces_content() -> None:
    assert said("Or, as Bo Hill, a nurse, put it: “The floods are inside.”") == [
        ("Bo Hill", "“The floods are inside.”")
    ]


def test_a_paragraph_without_marks_after_writes_is_a_quotation() -> None:
    copied = "The film names neither the mayor nor the bridge, and nobody is asked. It will be remembered"
    assert said(f"Bo Hill writes:\n\n{copied}.\n\nHe writes that it is good.") == [
        ("Bo Hill", copied),
        ("Bo Hill", "that it is good"),
    ]


@pytest.mark.parametrize("next_one", ["Mayor Hill was born in Lowfield, where he still lives today.", "Too short."])
def test_a_paragraph_about_the_writer_is_no_quotation(next_one: str) -> None:
    assert said(f"Bo Hill writes:\n\n{next_one}") == []


RELATIVES = "Dee Lund runs the mill. Dee Lund built it. Her brother, Karl Lund, left long ago."
FILLER = " ".join(f"The mill has {count} wheels, and all of them are in use." for count in range(20, 40))


def test_a_lone_surname_denotes_the_main_relative() -> None:
    assert said(f"{RELATIVES}\n\n{FILLER}\n\n“It turns,” Lund said.", intro="") == [("Dee Lund", "“It turns,”")]


def test_a_lone_surname_shortly_after_a_relative_denotes_nobody() -> None:
    assert said(f"{RELATIVES}\n\n“It turns,” Lund said.", intro="") == [(None, "“It turns,”")]
    evenly = "Dee Lund runs the mill. Her brother, Karl Lund, left long ago."
    assert said(f"{evenly}\n\n{FILLER}\n\n“It turns,” Lund said.", intro="") == [(None, "“It turns,”")]


@pytest.mark.parametrize("verb", ["added", "concluded"])
def test_she_added_denotes_the_speaker_of_the_sentence_before(verb: str) -> None:
    text = f"Ann Fox said that Dee Lund had tried to close the bridge. She {verb} that it leaked."
    assert said(text)[-1] == ("Ann Fox", "that it leaked")


def test_she_added_does_not_denote_a_man() -> None:
    text = "Karl Venn said that the bridge was shut. She added that it leaked."
    assert said(text)[-1] != ("Karl Venn", "that it leaked")


def test_a_pronoun_does_not_denote_a_person_named_in_content() -> None:
    text = "Sajid Tarran said selling Karl Venn to the town had been hard.\n\n“They looked at me,” he said."
    assert said(text)[-1] == ("Sajid Tarran", "“They looked at me,”")
    before = "With Karl Venn beside him, Quill Tarran spoke of the town.\n\n“They looked at me,” he said."
    assert said(before)[-1] == (None, "“They looked at me,”")


def test_a_surname_used_alone_stays_with_its_first_bearer() -> None:
    settled = (
        "Dee Lund runs the mill. Lund built it. The mill is Lund and wheels. Her brother, Karl Lund, left long ago."
    )
    assert said(f"{settled}\n\n{FILLER}\n\n“It turns,” Lund said.", intro="") == [("Dee Lund", "“It turns,”")]


def test_a_pronoun_does_not_denote_a_person_named_after_it() -> None:
    text = "Sunniva Jahren, a voter, had no plan. She does not think Ann Fox can do it."
    assert said(f"{text}\n\nIt is “a false choice,” she said.")[-1][0] in {None, "Sunniva Jahren"}


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("As The Post's Bo Hill puts it, the town is late.", ("Bo Hill", "the town is late")),
        ("As Hill put it in a statement to Cy Ott in July, the town is late.", ("Bo Hill", "the town is late")),
        ("It is late. (“We waited long,” Hill said.)", ("Bo Hill", "“We waited long,”")),
        ("It is late. (Hill said the town had waited.) It rained.", ("Bo Hill", "the town had waited")),
        ("“Bad luck,” Hill said, that both had come.", ("Bo Hill", "“Bad luck,” / that both had come")),
        (
            "The point of it, says Bo Hill, historian at the library, is that it is old.",
            ("Bo Hill", "The point of it / is that it is old"),
        ),
        ("“Thank you,” Hill replied, before adding that it leaks.", ("Bo Hill", "that it leaks")),
        ("Bo Hill had this to say about Ott: “Never.”", ("Bo Hill", "“Never.”")),
        ("Hill also stated a day earlier, “It holds as it held.”", ("Bo Hill", "“It holds as it held.”")),
        ("Dee Lund (R), another early Hill supporter, said that Ott was late.", ("Dee Lund", "that Ott was late")),
    ],
)
def test_insertions_do_not_separate_a_speaker_from_content(text: str, last: tuple[str, str]) -> None:
    assert said(text)[-1] == last


def test_an_adjective_at_the_head_of_a_headline_is_no_first_name() -> None:
    text = "Understated Lund wins the vote in Arlen\n\nDee Lund was glad. “It is done,” Lund said."
    assert said(text, intro="") == [("Dee Lund", "“It is done,”")]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Fox called Hill’s charge “pathetic” and “dangerous.”", "Ann Fox"),
        ("Fox told CNN that Hill’s remarks “show it.”", "Ann Fox"),
        ("Fox mocked Hill’s line “We shall go.”", None),
        ("Fox told CNN that Hill’s words, “We shall go,” were brave.", None),
    ],
)
def test_an_opinion_on_another_persons_words_keeps_its_speaker(text: str, speaker: str | None) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Hill was heckled by a man who called him a liar, saying he took bribes.",
        "Hill was criticized by farmers who lost land, saying he had lied to them.",
        "Hill was endorsed by the nurse who saved the boy, calling him a hero.",
    ],
)
def test_a_participle_after_a_passive_does_not_take_its_subject(text: str) -> None:
    assert said(text)[-1][0] != "Bo Hill"
