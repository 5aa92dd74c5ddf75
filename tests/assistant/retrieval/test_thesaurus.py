"""Words with related meanings, and words that only look alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.retrieval.thesaurus.build import table_of
from assistant.retrieval.thesaurus.lookup import ABOVE, BESIDE, SAME, TABLE, most_related, relatedness
from assistant.understanding.stemming import stem


@pytest.mark.parametrize(
    ("one", "other", "nearness"),
    [
        ("mud", "mud", SAME),
        ("purchasing", "buy", SAME),
        ("grades", "marks", SAME),
        ("trucks", "lorries", ABOVE),
        ("parent", "mother", ABOVE),
        ("bathe", "swimming", ABOVE),
        ("mud", "silt", BESIDE),
        ("helicopter", "ferry", 0.0),
        ("table", "river", 0.0),
        ("zyzzyvor", "river", 0.0),
        ("zyzzyvor", "qwertzuiop", 0.0),
    ],
)
def test_two_words_have_the_expected_relatedness(one: str, other: str, nearness: float) -> None:
    assert relatedness(stem(one), stem(other)) == nearness == relatedness(stem(other), stem(one))


def test_the_most_related_word_counts() -> None:
    assert most_related(stem("parent"), [stem("river"), stem("mother")]) == ABOVE
    assert most_related(stem("parent"), [stem("parents")]) == SAME
    assert most_related(stem("parent"), []) == 0.0


def test_every_word_of_the_table_can_be_looked_up() -> None:
    lines = TABLE.read_text(encoding="ascii").splitlines()
    assert lines == sorted(lines)
    for line in (lines[0], lines[1], lines[len(lines) // 2], lines[-2], lines[-1]):
        word, own, _ = line.split(" ")
        sharing = next(
            (one for one in lines if one != line and own.split(",")[0] in one.split(" ")[1].split(",")), None
        )
        if sharing:
            assert relatedness(word, sharing.split(" ")[0]) == SAME


def test_the_table_is_built_from_wordnets_files_without_names(tmp_path: Path) -> None:
    licence = "  1 This software and database is being provided\n"
    nouns = (
        "00000001 06 n 01 vehicle 0 000 | a thing that carries\n"
        "00000002 06 n 02 truck 0 lorry 0 001 @ 00000001 n 0000 | a large one\n"
        "00000003 15 n 01 Brell 0 001 @i 00000001 n 0000 | a name\n"
    )
    index = (
        "brell n 1 1 @ 1 0 00000003  \nlorry n 1 1 @ 1 0 00000002  \n"
        "pick-up_truck n 1 1 @ 1 0 00000002  \ntruck n 1 1 @ 1 0 00000002  \nvehicle n 1 0 1 0 00000001  \n"
    )
    for part in ("noun", "verb", "adj", "adv"):
        (tmp_path / f"data.{part}").write_text(licence + (nouns if part == "noun" else ""), encoding="latin-1")
        (tmp_path / f"index.{part}").write_text(licence + (index if part == "noun" else ""), encoding="latin-1")
    table = {line.split(" ")[0]: line.split(" ")[1:] for line in table_of(tmp_path)}
    assert table.keys() == {stem("lorry"), stem("truck"), stem("vehicle")}
    assert table[stem("lorry")] == table[stem("truck")]
    assert table[stem("truck")][1] == table[stem("vehicle")][0]
