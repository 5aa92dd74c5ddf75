"""Speakers and contents of every form of attribution.

All people, places and outlets are invented unless a test says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from index.statements import STATEMENT_RULES, find_statements
from index.types import Article, Statement

MONDAY = date(2031, 3, 10)


def article(text: str, *, title: str = "", published: date | None = MONDAY) -> Article:
    return Article(id="a", title=title, text=text, published=published)


@dataclass(frozen=True)
class Said:
    speaker: str | None
    content: str
    statement: Statement


def said(text: str, *, title: str = "", published: date | None = MONDAY) -> list[Said]:
    out = []
    for statement in find_statements(article(text, title=title, published=published)):
        content = " / ".join(piece.of(text) for piece in statement.pieces)
        out.append(Said(statement.speaker.name if statement.speaker else None, content, statement))
    return out


def who(text: str) -> list[tuple[str | None, str]]:
    return [(one.speaker, one.content) for one in said(text)]


INTRO = "Mayor Ann Fox and Councilman Bo Hill met in Lowfield.\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"The bridge is safe," Ann Fox said.', [("Ann Fox", '"The bridge is safe,"')]),
        ('"The bridge is safe," said Ann Fox, 44, the mayor.', [("Ann Fox", '"The bridge is safe,"')]),
        ('Ann Fox said, "The bridge is safe."', [("Ann Fox", '"The bridge is safe."')]),
        ('Ann Fox told reporters on Monday: "The bridge is safe."', [("Ann Fox", '"The bridge is safe."')]),
        ('"Is it safe?" Ann Fox asked.', [("Ann Fox", '"Is it safe?"')]),
        ("“It is safe,” Ann Fox said. “Nobody fell.”", [("Ann Fox", "“It is safe,” / “Nobody fell.”")]),
        ('"It is," Ann Fox said, "quite safe."', [("Ann Fox", '"It is," / "quite safe."')]),
        ("''It is safe,'' Ann Fox said.", [("Ann Fox", "''It is safe,''")]),
        ("'It is safe,' Ann Fox said of the town's bridge.", [("Ann Fox", "'It is safe,'")]),
        ("«It is safe», Ann Fox said.", [("Ann Fox", "«It is safe»")]),
        ("“He said ‘no’ to me,” Ann Fox said.", [("Ann Fox", "“He said ‘no’ to me,”")]),
        ("“It is safe,“ Ann Fox said.", [("Ann Fox", "“It is safe,“")]),
        ('Ann Fox was blunt: "No."', [("Ann Fox", '"No."')]),
        ('Ann Fox answered. "Never again."', [("Ann Fox", '"Never again."')]),
        ('Ann Fox shook her head. "Never again."', [("Ann Fox", '"Never again."')]),
    ],
)
def test_a_quotation_is_matched_with_its_attribution(text: str, expected: list[tuple[str, str]]) -> None:
    assert who(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Fox said that the bridge is safe.", [("Ann Fox", "that the bridge is safe")]),
        ("Ann Fox said Thursday the bridge is safe.", [("Ann Fox", "the bridge is safe")]),
        ("Ann Fox told the Lowfield Post that it holds.", [("Ann Fox", "that it holds")]),
        ("Ann Fox, who saw it, told reporters that it holds.", [("Ann Fox", "that it holds")]),
        ("Ann Fox who saw the talk between Bo Hill and Cy Ott told LBC it holds.", [("Ann Fox", "it holds")]),
        ("The bridge holds, Ann Fox said.", [("Ann Fox", "The bridge holds")]),
        ("The bridge, Ann Fox said, will hold.", [("Ann Fox", "The bridge / will hold")]),
        ("The bridge holds, according to Ann Fox.", [("Ann Fox", "The bridge holds")]),
        ("According to Ann Fox, the bridge holds.", [("Ann Fox", "the bridge holds")]),
        ("The bridge holds, said Ann Fox, the mayor.", [("Ann Fox", "The bridge holds")]),
        ("Ann Fox, D-Lowfield, warned that it may fall.", [("Ann Fox", "that it may fall")]),
    ],
)
def test_indirect_speech_is_extracted_with_its_speaker(text: str, expected: list[tuple[str, str]]) -> None:
    assert who(text) == expected


def test_a_participle_and_a_second_verb_continue_with_the_same_speaker() -> None:
    assert who("Ann Fox said the bridge holds, adding that no one fell.") == [
        ("Ann Fox", "the bridge holds"),
        ("Ann Fox", "that no one fell"),
    ]
    assert who("Ann Fox said the bridge holds and added that no one fell.") == [
        ("Ann Fox", "the bridge holds"),
        ("Ann Fox", "that no one fell"),
    ]


def test_quoted_fragments_make_indirect_speech_mixed() -> None:
    text = 'Ann Fox said the two towns "largely agree" on tolls.'
    [one] = said(text)
    assert (one.content, one.statement.kind) == ('the two towns "largely agree" on tolls', "mixed")
    [direct] = said('"We agree," Ann Fox said.')
    assert direct.statement.kind == "direct"
    [indirect] = said("Ann Fox said they agree.")
    assert indirect.statement.kind == "indirect"


def test_a_fragment_that_ends_the_sentence_keeps_its_last_stop() -> None:
    [one] = said('Ann Fox said that the toll is "dead. And we heard it from Mr. Hill."')
    assert one.content == 'that the toll is "dead. And we heard it from Mr. Hill."'


def test_scare_quotes_and_titles_of_works_are_no_statements() -> None:
    assert who('Ann Fox was at the "three-on-three" meeting of the "bridge of the willing."') == []
    assert who('Ann Fox sang "The Long Road Home" at the fair.') == []


def test_surnames_and_titles_resolve_to_the_fullest_name() -> None:
    text = 'U.S. Secretary of Roads Ann B. Fox came. "Yes," Fox said. "No," Secretary Fox added.'
    assert [one.speaker for one in said(text)] == ["Ann B. Fox", "Ann B. Fox"]


def test_spellings_of_one_surname_are_one_person() -> None:
    text = 'President Oleh Varensky came. "Yes," Varenskyy said.'
    assert [one.speaker for one in said(text)] == ["Oleh Varensky"]


def test_a_description_is_resolved_if_only_one_person_fits() -> None:
    text = (
        "Ruritanian leader Oleh Varenski met French President Luc Petit. President Oda Berg of the Marsh came too.\n\n"
        "The French president said that it went well."
    )
    assert said(text)[-1].speaker == "Luc Petit"


def test_a_description_that_fits_two_people_names_nobody() -> None:
    text = "President Oda Berg met President Luc Petit.\n\nThe president said that it went well."
    [one] = said(text)
    assert one.speaker is None
    assert one.statement.source is not None


def test_a_pronoun_resolves_to_the_only_possible_person() -> None:
    text = "Councilman Robert Hill voted no.\n\n“It is too dear,” he said."
    assert who(text) == [("Robert Hill", "“It is too dear,”")]


def test_a_pronoun_skips_people_of_the_other_gender() -> None:
    text = "Robert Hill met Mary Fox. “It is too dear,” he said."
    assert who(text) == [("Robert Hill", "“It is too dear,”")]


def test_a_pronoun_that_fits_two_people_names_nobody() -> None:
    text = "The meeting of Robert Hill and Peter Ott was long.\n\n“It is too dear,” he said."
    [one] = said(text)
    assert one.speaker is None
    assert one.statement.source is not None


def test_the_person_who_asks_is_not_the_he_of_the_answer() -> None:
    text = "“Why?” asked Robert Hill.\n\n“Because,” he said."
    assert [one.speaker for one in said(text)] == ["Robert Hill", None]


def test_relatives_who_share_a_surname_are_not_confused() -> None:
    text = "Robert Hill and his wife, Mary Hill, came. “It is late,” Hill said."
    assert said(text)[-1].speaker is None
    titled = "Robert Hill and his wife, Mary Hill, came. “It is late,” Mrs. Hill said."
    assert said(titled)[-1].speaker == "Mary Hill"


def test_mr_never_refers_to_a_woman_of_that_surname() -> None:
    text = "Mary Hill came. “It is late,” Mr. Hill said."
    [one] = said(text)
    assert one.speaker != "Mary Hill"


def test_a_bare_surname_is_not_the_wifes_if_the_husband_has_no_first_name() -> None:
    text = "Mary Hill came. Mr. Hill came too. “It is late,” President Hill said."
    [one] = said(text)
    assert one.speaker is None


def test_an_interviewer_is_not_the_he_of_the_interview() -> None:
    text = "The Lowfield Council's Robert Hill came.\n\n“It is too dear,” he said."
    [one] = said(text)
    assert one.speaker is None


def test_a_spokesperson_is_the_speaker_and_not_their_employer() -> None:
    assert who("A spokesman for Ann Fox said the bridge holds.") == [("A spokesman for Ann Fox", "the bridge holds")]
    assert who("Fox campaign spokeswoman Ida Roe said the bridge holds.") == [("Ida Roe", "the bridge holds")]


def test_organisations_and_unnamed_people_keep_their_kind() -> None:
    [ministry] = said("The ministry said the bridge holds.")
    assert ministry.statement.speaker is not None
    assert (ministry.speaker, ministry.statement.speaker.kind) == ("ministry", "organisation")
    [official] = said(INTRO + "A senior official said the bridge holds.")
    assert official.statement.speaker is not None
    assert (official.speaker, official.statement.speaker.kind) == ("A senior official", "unnamed")


def test_joint_speech_with_an_unnamed_person_has_no_speaker() -> None:
    [one] = said("Ann Fox and her aide said the bridge holds.")
    assert one.speaker is None


def test_second_hand_speech_names_the_person_who_relays_it() -> None:
    inner = said("Bo Hill told the Lowfield Post that Ann Fox had said the bridge was lost.")[-1]
    assert (inner.speaker, inner.content) == ("Ann Fox", "the bridge was lost")
    assert inner.statement.relayed_by == "Bo Hill"


def test_a_statement_according_to_another_person_names_both() -> None:
    [one] = said('"It is lost," Ann Fox said at a dinner, according to Bo Hill.')
    assert (one.speaker, one.statement.relayed_by) == ("Ann Fox", "Bo Hill")


def test_a_pronoun_inside_reported_content_names_nobody() -> None:
    inner = said("Robert Hill came. Mary Fox said that he said the bridge was lost.")[-1]
    assert inner.content == "the bridge was lost"
    assert inner.speaker is None


def test_a_run_of_quotations_has_one_speaker() -> None:
    text = '"One," Ann Fox said.\n\n"Two, and I mean it."\n\nThe hall was empty.'
    assert who(text) == [("Ann Fox", '"One," / "Two, and I mean it."')]


def test_a_quotation_over_several_paragraphs_is_one_statement() -> None:
    text = "“It began in May.\n\n“It ended in June,” Ann Fox said. “I was there.”"
    assert who(text) == [("Ann Fox", "“It began in May. / “It ended in June,” / “I was there.”")]


def test_narration_between_two_speakers_ends_the_run() -> None:
    text = '"One," Ann Fox said.\n\nBo Hill disagreed with the plan.\n\n"Two, and I mean it."'
    assert [one.speaker for one in said(text)] == ["Ann Fox", None]


def test_a_signature_under_a_quotation_names_its_speaker() -> None:
    assert who('"It holds." — Ann Fox, nurse') == [("Ann Fox", '"It holds."')]
    assert who('"It holds."\n\n— Ann Fox, nurse') == [("Ann Fox", '"It holds."')]


def test_the_turns_of_an_interview_are_direct_speech() -> None:
    text = "Mayor Ann Fox came.\n\nHILL: Does it hold?\n\nFOX: It does. Bo Ott said so.\n\nHILL: Thank you."
    [one] = said(text)
    assert (one.speaker, one.content, one.statement.kind) == ("Ann Fox", "It does. Bo Ott said so", "direct")


def test_a_name_inside_a_quotation_is_never_the_speaker() -> None:
    text = '"Bo Hill said it would fall," Ann Fox said.'
    assert who(text) == [("Ann Fox", '"Bo Hill said it would fall,"')]


@pytest.mark.parametrize(
    ("text", "commitment"),
    [
        ("Ann Fox said the bridge holds.", "asserted"),
        ("Ann Fox denied that the bridge is weak.", "denied"),
        ("Ann Fox declined to say whether the bridge holds.", "declined"),
        ("Ann Fox did not say that the bridge holds.", "declined"),
        ("Ann Fox would say only that the bridge holds.", "conditional"),
    ],
)
def test_a_statement_records_the_commitment_of_its_speaker(text: str, commitment: str) -> None:
    [one] = said(text)
    assert one.statement.commitment == commitment
    assert one.speaker == "Ann Fox"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ann Fox said Feb. 13 that it holds.", date(2031, 2, 13)),
        ("Ann Fox said on Dec. 24 that it holds.", date(2030, 12, 24)),
        ("Ann Fox said on Feb. 13, 2029, that it holds.", date(2029, 2, 13)),
        ("Ann Fox said Thursday that it holds.", date(2031, 3, 6)),
        ("Ann Fox told reporters on Monday that it holds.", MONDAY),
        ("On Friday, Ann Fox said that it holds.", date(2031, 3, 7)),
        ("Ann Fox said that it fell on Friday.", None),
        ("Ann Fox said last week that it holds.", None),
    ],
)
def test_the_day_of_a_statement_is_resolved_against_the_publication_day(text: str, day: date | None) -> None:
    [one] = said(text)
    assert one.statement.said_on == day


def test_a_day_without_a_year_stays_open_if_the_article_has_no_date() -> None:
    assert said("Ann Fox said Feb. 13 that it holds.", published=None)[0].statement.said_on is None
    assert said("Ann Fox said Feb. 13, 2029 that it holds.", published=None)[0].statement.said_on == date(2029, 2, 13)


def test_a_headline_is_not_a_statement() -> None:
    text = 'Fox says "never" to toll\n\nAnn Fox said the toll may come.'
    assert [one.content for one in said(text, title='Fox says "never" to toll')] == ["the toll may come"]


def test_a_look_alike_in_another_script_has_no_speaker() -> None:
    text = "Mayor Ann Hope came. “It is late,” Ann Норе said."
    assert [one.speaker for one in said(text)] == [None]


def test_every_statement_records_its_rule() -> None:
    rules = {
        one.statement.rule
        for one in said('"A bridge," Ann Fox said. "It holds," said Bo Hill. It fell, according to Cy Ott.')
    }
    assert rules == {"subject-verb", "verb-subject", "according-to"}
    assert STATEMENT_RULES


def test_statements_come_in_reading_order_with_distinct_ids() -> None:
    text = 'Ann Fox said it holds. "No," Bo Hill said. Cy Ott said it fell.'
    found = find_statements(article(text))
    assert [s.content.start for s in found] == sorted(s.content.start for s in found)
    assert len({s.id for s in found}) == 3
