"""`onrecord explain`: an article with who said what marked in it, and why it was decided so."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.interfaces.cli import main
from assistant.interfaces.cli.explain import COLOURS, NEUTRAL, colours_of, render_explained
from assistant.interfaces.rendering.lines import Line
from index.statements import find_statements
from index.types import Article, Period, Span, Speaker, Statement
from tests.assistant.conftest import DAM
from tests.assistant.interfaces.cli.terminal import open_terminal
from tests.assistant.interfaces.cli.test_commands import run

SECOND_HAND = Article(
    id="bridge",
    title="Bridge to stay shut",
    text="Ada Venn told the Brell Courier that the engineer, Piet Rossing, had told her the bridge would not open.\n\n"
    "“Nobody asked us,” Venn said.\n\nAn official said the date stood.",
)


def words(lines: list[Line]) -> list[str]:
    return ["".join(part.text for part in line.parts) for line in lines]


def explained(text: str, **given: str) -> list[str]:
    article = Article(id="a", title="T", text=text, **given)  # type: ignore[arg-type]
    return words(render_explained(article, find_statements(article)))


def styles(lines: list[Line], text: str) -> set[str]:
    return {part.style for line in lines for part in line.parts if part.text == text}


def test_content_source_and_cue_are_told_apart_by_their_signs() -> None:
    lines = explained("“The dam will hold,” Ilse Marrant said.")

    assert "[1 “The dam will hold,”] {1 Ilse Marrant} <1 said>." in lines


def test_under_the_paragraph_stand_the_speaker_and_the_rule_that_decided() -> None:
    lines = words(render_explained(SECOND_HAND, find_statements(SECOND_HAND)))

    where = next(number for number, line in enumerate(lines) if line.startswith("{1 Ada Venn}"))
    assert lines[where + 1].startswith("    [1] Ada Venn  indirect, asserted, to: the Brell Courier; rule: ")
    assert lines[where + 2].startswith("    [2] Piet Rossing  indirect, asserted, relayed by Ada Venn; rule: ")
    assert lines[where + 3] == ""


def test_the_reason_tells_to_whom_where_and_when_and_from_which_words() -> None:
    text = "Last week Ada told the council at a hearing that it holds."
    period = Period(date(2030, 4, 22), date(2030, 4, 28))
    statement = Statement(
        *("s", "a", (Span(44, 57),), "indirect"),
        when=Span(0, 9),
        hearer=Span(19, 30),
        venue=Span(34, 43),
        said_during=period,
    )

    lines = words(render_explained(Article("a", "T", text), [statement]))

    told = "to: the council, venue: a hearing, when: Last week, said from Apr 22, 2030 until Apr 28, 2030"
    assert f"    [1] unknown speaker  indirect, asserted, {told}; rule: none" in lines


def test_where_marks_lie_in_one_another_the_outer_one_says_its_number_when_it_closes() -> None:
    text = "Ada said that Piet had said it broke."
    outer = Statement("o", "a", (Span(9, 36),), "indirect")
    inner = Statement("i", "a", (Span(28, 36),), "indirect")

    lines = words(render_explained(Article("a", "T", text), [outer, inner]))

    assert "Ada said [1 that Piet had said [2 it broke] 1]." in lines


def test_a_statement_that_goes_on_in_the_next_paragraph_is_marked_there_again() -> None:
    text = "One two.\n\nThree four."
    across = Statement("s", "a", (Span(4, 15),), "direct")

    lines = words(render_explained(Article("a", "T", text), [across]))

    assert lines[-5:] == [
        "One [1 two.]",
        "    [1] unknown speaker  direct, asserted; rule: none",
        "",
        "[1 Three] four.",
        "",
    ]


def test_without_its_signs_the_article_is_the_article() -> None:
    lines = words(render_explained(SECOND_HAND, find_statements(SECOND_HAND)))

    body = "\n\n".join(line for line in lines[5:] if line and not line.startswith("    "))
    assert re.sub(r"[\[{<]\d+ |( \d+)?[\]}>]", "", body) == SECOND_HAND.text


def test_a_speaker_has_one_colour_and_whoever_is_not_named_has_none() -> None:
    lines = render_explained(SECOND_HAND, find_statements(SECOND_HAND))
    colours = colours_of(["Ada Venn", "Piet Rossing"])

    assert styles(lines, "“Nobody asked us,”") == {colours["Ada Venn"]}
    assert styles(lines, "Venn") == {f"{colours['Ada Venn']} underline"}
    assert styles(lines, "told") == {f"{colours['Ada Venn']} bold", f"{colours['Piet Rossing']} bold"}
    assert styles(lines, "the date stood") == {NEUTRAL}


def test_an_unnamed_speaker_is_shown_in_the_articles_words_and_never_as_a_name() -> None:
    assert any("(not named)" in line for line in explained("“It stays shut,” a senior official said."))


def test_an_article_without_statements_says_so() -> None:
    assert "No statements." in explained("The dam at Brell was built in 1931.")


@given(st.lists(st.text(min_size=1), unique=True, max_size=len(COLOURS)), st.text(min_size=1))
def test_a_name_keeps_its_colour_and_two_names_never_share_one_while_there_are_enough(
    names: list[str], name: str
) -> None:
    assert len(set(colours_of(names).values())) == len(names)
    assert colours_of([name]) == {name: colours_of([name, *names])[name]}


@given(st.data())
def test_whatever_the_statements_overlap_no_word_of_the_article_is_lost(data: st.DataObject) -> None:
    text = "Ada Venn said that it holds.\n\nPiet Rossing did not. Nobody else spoke of it."
    spans = st.tuples(st.integers(0, 70), st.integers(1, 40)).map(lambda at: Span(at[0], min(len(text), sum(at))))
    made = [
        Statement(str(n), "a", (content,), "direct", speaker=Speaker("Ada Venn"), source=source, cue=cue)
        for n, (content, source, cue) in enumerate(data.draw(st.lists(st.tuples(spans, spans, spans), max_size=6)))
    ]

    lines = words(render_explained(Article("a", "T", text), made))

    shown = "".join(line for line in lines if not line.startswith("    "))
    assert re.sub(r"[\W\d]", "", shown).endswith(re.sub(r"\W", "", text))


def test_an_article_of_the_index_is_explained_by_its_id(capsys: pytest.CaptureFixture[str], index: str) -> None:
    code, out, err = run(capsys, "explain", "dam", "--index", index)

    assert (code, err) == (0, "")
    assert "{1 Ilse Marrant} <1 said>" in out
    assert "[2] Tomas Oduya  indirect, denied; rule: " in out
    assert "\x1b" not in out


def test_a_file_is_explained_without_an_index(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "dam.json"
    file.write_text(json.dumps(DAM), encoding="utf-8")

    code, out, err = run(capsys, "explain", str(file), "--index", str(tmp_path / "none"))

    assert (code, err) == (0, "")
    assert "{1 Ilse Marrant} <1 said>" in out
    assert not (tmp_path / "none").exists()


def test_its_json_has_the_words_of_every_span_beside_its_place(capsys: pytest.CaptureFixture[str], index: str) -> None:
    _, out, _ = run(capsys, "explain", "dam", "--json", "--index", index)

    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["commitment"] for row in rows] == ["asserted", "denied"]
    for row in rows:
        spans = row["content"]["spans"]
        assert row["words"]["content"] == [DAM["text"][start:end] for start, end in spans]
        assert row["words"]["source"] == DAM["text"][row["source"]["start"] : row["source"]["end"]]
        assert row["words"]["cue"] == DAM["text"][row["cue"]["start"] : row["cue"]["end"]]
        assert row["rule"]
        assert row["relayed_by"] is None


@pytest.mark.parametrize("name", ["nothing", "x" * 5000])
def test_an_unknown_article_is_wrong_use(capsys: pytest.CaptureFixture[str], index: str, name: str) -> None:
    code, out, err = run(capsys, "explain", name, "--index", index)

    assert (code, out) == (2, "")
    assert f"no article {name!r}" in err


def test_a_file_that_cannot_be_read_is_named_with_exit_code_5(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()

    code, out, err = run(capsys, "explain", str(tmp_path / "empty.txt"))

    assert (code, out) == (5, "")
    assert "rejected: " in err


def test_on_a_terminal_the_marks_have_colours_and_nothing_the_article_says_drives_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "hostile.json"
    hostile = "“The \x1b[2Jdam\x1b]0;owned\x07 will hold,” Ilse \x9b31mMarrant said.\u202e[bold]"
    file.write_text(json.dumps({"id": "h", "title": "T\x1b[2J", "text": hostile}), encoding="utf-8")
    terminal = open_terminal(monkeypatch)

    assert main(["explain", str(file)]) == 0

    shown = terminal.getvalue()
    colours = set(re.findall(r"\x1b\[[0-9;]*m", shown))
    assert colours
    left = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert not set(left) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "owned" not in left
    assert "[bold]" in left


def test_with_no_color_a_terminal_gets_the_same_words_plain(
    monkeypatch: pytest.MonkeyPatch, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, piped, _ = run(capsys, "explain", "dam", "--index", index)
    terminal = open_terminal(monkeypatch, colour=False)

    main(["explain", "dam", "--index", index])

    assert terminal.getvalue() == piped


def test_words_of_two_are_marked_under_both_names() -> None:
    assert "    [1] Ada Venn and Piet Rossing  indirect, asserted; rule: subject-verb" in explained(
        "Ada Venn and Piet Rossing said that the bridge would not open."
    )
