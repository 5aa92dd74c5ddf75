"""Text from articles and models cannot control the terminal, and plain output has no styles."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pyte
import pytest
from rich.cells import cell_len

from assistant.interfaces.chat.screen import Screen
from assistant.interfaces.rendering.lines import Line, Part, text_line
from tests.assistant.interfaces.chat.conftest import Open
from tests.fakes.openai_server import FakeOpenAI

pytestmark = pytest.mark.usefixtures("checked_by_rules")

ZOO = (
    "\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\\x1bc\x9b31m\x9d0;t\x9c\x07\x08\r"
    "\x00\x1bP1$r0m\x1b\\\u202ereversed\u2066\u200f[bold red]marked[/] [link=https://evil.example]up[/link] \x7f"
)
ZOO_ARTICLE = {
    "id": "zoo" + "".join(letter for letter in ZOO if letter >= " "),
    "title": f"Zoo {ZOO} opens",
    "url": "https://kestrel.example/zoo",
    "publisher": f"Kestrel {ZOO} Post",
    "published": "2025-03-04",
    "text": f"“The zoo {ZOO} will open, see [7],” Ilse Marrant said on Monday.\n\nThe {ZOO} was built in 1931.",
}
OUR_OWN = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;id=\d+;https://kestrel\.example/zoo[^\x1b]*\x1b\\|\x1b\]8;;\x1b\\")
"""Our own escape codes: colours, and links to the article's page."""


def driven(shown: str) -> set[str]:
    """Return the control characters that are not ours."""
    left = OUR_OWN.sub("", shown)
    return {c for c in left if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u202e\u2066\u200f"}


@pytest.mark.parametrize("styled", [True, False])
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_command_lets_article_text_control_the_terminal(
    open_driver: Open, tmp_path: Path, columns: int, *, styled: bool
) -> None:
    (tmp_path / "zoo.jsonl").write_text(json.dumps(ZOO_ARTICLE), encoding="utf-8")
    driver = open_driver(index=str(tmp_path / "index"), columns=columns, styled=styled)
    driver.send(f"/ingest {tmp_path / 'zoo.jsonl'}")
    lines = [
        "What did Marrant say about the zoo?",
        f"And what{ZOO}?",
        "/source 1",
        "/why",
        "/statements Marrant",
        "/sessions",
    ]
    lines += [f"/{ZOO}", f"/filter speaker:{ZOO}", "/search zoo", f"/save {tmp_path / 'zoo.md'}", f"/resume {ZOO}"]
    shown = "".join(driver.send(line) for line in lines)
    assert "[bold red]marked[/]" in re.sub(r"\s+", " ", OUR_OWN.sub("", shown))
    assert driven(shown) == set()
    assert "evil.example" in shown
    assert "\x1b]8;;https://evil" not in shown
    assert "see (7)," in shown
    assert all(cell_len(line) <= columns for line in OUR_OWN.sub("", shown).split("\n") if "<https:" not in line)
    saved = (tmp_path / "zoo.md").read_text(encoding="utf-8")
    assert driven(saved) == set()
    assert "\\[bold red\\]" in saved


def test_model_output_cannot_control_the_terminal(server: FakeOpenAI, open_driver: Open) -> None:
    server.enqueue(f"{ZOO} Ilse Marrant said {{S1}}. {ZOO}")
    driver = open_driver(model="gpt-4o-mini", styled=True, columns=80)
    shown = driver.send("What did Marrant say about the dam?") + driver.send("/why")
    assert driven(re.sub(r"\x1b\]8;id=\d+;https://kestrel\.example/dam[^\x1b]*\x1b\\", "", shown)) == set()


def screen(*, columns: int = 80, styled: bool = False, terminal: bool = False) -> tuple[Screen, io.StringIO]:
    out = io.StringIO()
    return Screen(out, out, columns=lambda: columns, styled=styled, terminal=terminal), out


def test_plain_output_has_no_escape_codes_and_addresses_on_their_own_lines() -> None:
    one, out = screen()
    one.show([Line((Part("[1] ", "bold"), Part("Title", "bold red", "https://kestrel.example/dam")))])
    one.show_progress("asking …")
    one.append(text_line("text", "bold"))
    one.end_answer()
    assert out.getvalue() == "[1] Title\n    <https://kestrel.example/dam>\ntext\n"
    assert not one.copy("text")


def test_the_answer_replaces_the_progress_text() -> None:
    one, out = screen(terminal=True)
    one.show_progress("asking a model … ")
    one.append(text_line("The answer"))
    one.end_answer()
    shown = pyte.Screen(40, 3)
    pyte.Stream(shown).feed(out.getvalue().replace("\n", "\r\n"))
    assert [line.strip() for line in shown.display] == ["The answer", "", ""]


def test_text_is_copied_through_the_terminal() -> None:
    one, out = screen(terminal=True)
    assert one.copy("naïve\x1b[2J")
    assert re.fullmatch(r"\x1b\]52;c;[A-Za-z0-9+/=]+\x07", out.getvalue())


EAST = {
    "id": "east",
    "title": "布雷尔大坝将撑过冬天，工程师说 👩🏽‍🚒",
    "url": "https://kestrel.example/east",
    "publisher": "红隼邮报 ❤️",
    "published": "2025-03-04",
    "text": "“大坝能撑过整个冬天，没有任何问题，因为我们检查了每一个闸门 👍🏽👍🏽 ダムは冬を越える 댐은 견딘다,” "
    "Ilse Marrant said on Monday.",
}


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_terminal_never_wraps_our_lines(open_driver: Open, tmp_path: Path, columns: int) -> None:
    """Includes wide and joined characters, which terminals show differently."""
    (tmp_path / "east.jsonl").write_text(json.dumps(EAST), encoding="utf-8")
    driver = open_driver(index=str(tmp_path / "index"), columns=columns)
    driver.send(f"/ingest {tmp_path / 'east.jsonl'}")
    shown = "".join(driver.send(line) for line in ("What did Marrant say?", "/statements Marrant", "/why"))
    lines = [line for line in shown.split("\n") if "<https:" not in line]
    terminal = pyte.Screen(columns, len(lines) + 20)
    pyte.Stream(terminal).feed("\r\n".join(lines))
    assert terminal.cursor.y == len(lines) - 1
    assert "댐은 견딘다" in re.sub(r"\s+", " ", shown)
