"""`onrecord statements` over the index: a table for a person at a wide terminal, lines for everything else."""

from __future__ import annotations

import re
from datetime import date

import pytest
from rich.cells import cell_len

from assistant.interfaces.cli import main
from assistant.interfaces.cli.articles import statement_table
from index.types import Article, ArticleStatement, Span, Statement
from tests.assistant.interfaces.cli.terminal import open_terminal
from tests.assistant.interfaces.cli.test_commands import run


def table(monkeypatch: pytest.MonkeyPatch, index: str, *arguments: str, columns: int = 100, colour: bool = True) -> str:
    terminal = open_terminal(monkeypatch, columns=columns, colour=colour)
    assert main(["statements", "--index", index, *arguments]) == 0
    return terminal.getvalue()


def plain(shown: str) -> str:
    """Without styles and hyperlinks."""
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", shown)


def test_who_what_when_and_where_stand_in_columns(monkeypatch: pytest.MonkeyPatch, index: str) -> None:
    shown = plain(table(monkeypatch, index, columns=140))

    head, *rows = [line for line in shown.splitlines() if line.strip()]
    assert head.split() == ["Speaker", "Statement", "When", "Where"]
    first = next(row for row in rows if "Ilse Marrant" in row)
    assert re.search(r"Ilse Marrant +“The dam will hold .* Mar 3, 2025 +Kestrel Post", first)
    assert re.search(r"said +dam \[0, 39\)", shown)
    assert "(indirect, denied)" in shown


@pytest.mark.parametrize("columns", [72, 100, 160])
def test_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch, index: str, columns: int) -> None:
    shown = plain(table(monkeypatch, index, columns=columns))

    assert max(cell_len(line) for line in shown.splitlines()) <= columns


def test_it_is_narrowed_by_speaker_topic_and_days(monkeypatch: pytest.MonkeyPatch, index: str) -> None:
    shown = plain(table(monkeypatch, index, "--about", "the ferry", "--since", "2025-03-05", "--until", "2025-03-31"))

    assert "Renata Sool" in shown
    assert "Marrant" not in shown


def test_a_narrow_terminal_and_an_empty_list_get_lines(
    monkeypatch: pytest.MonkeyPatch, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, piped, _ = run(capsys, "statements", "--index", index)
    narrow = plain(table(monkeypatch, index, columns=60, colour=False))
    nobody = table(monkeypatch, index, "--speaker", "nobody", colour=False)

    assert narrow == piped
    assert "Brell dam will hold, engineer says" in piped
    assert nobody == "No statements.\n"


def test_with_no_color_the_table_has_no_escapes(monkeypatch: pytest.MonkeyPatch, index: str) -> None:
    shown = table(monkeypatch, index, colour=False)

    assert "\x1b" not in shown
    assert "Ilse Marrant" in shown


def test_json_on_a_terminal_is_rows_all_the_same(
    monkeypatch: pytest.MonkeyPatch, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, piped, _ = run(capsys, "statements", "--json", "--index", index)

    assert table(monkeypatch, index, "--json") == piped


def test_a_statement_of_no_known_day_or_speaker_says_so() -> None:
    article = Article("a\x1b[2J", "T", "It holds, they said.", published=None)
    statement = Statement("s", article.id, (Span(0, 8),), "indirect")

    [row] = statement_table([ArticleStatement(statement, article, ("The Other",))])
    who, what, when, where = ("".join(part.text for part in cell.safe().parts) for cell in row)

    assert (who, what, when) == ("unknown speaker", "It holds  (indirect)", "no date")
    assert where == "unknown publisher, The Other\na [0, 8)"


def test_the_day_of_publication_stands_in_for_an_unknown_day_and_says_that_it_does() -> None:
    article = Article("a", "T", "It holds, they said.", published=date(2030, 5, 2))

    [row] = statement_table([ArticleStatement(Statement("s", "a", (Span(0, 8),), "indirect"), article)])

    assert "".join(part.text for part in row[2].parts) == "May 2, 2030\npublished"
