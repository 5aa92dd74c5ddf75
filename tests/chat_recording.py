"""Records a session of `onrecord chat` for docs/chat.md and its picture: `python -m tests.chat_recording`."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pexpect
import pyte
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from assistant import open_assistant
from evals.datasets.samples import ARTICLES

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "chat.md"
PICTURE = ROOT / "docs" / "chat.svg"
SCRIPT = (
    "What did Rubio say about Article 5?",
    "/source 2",
    "And Witkoff?",
    "/filter until:2025-08-16",
    "What did Witkoff say about Article 5?",
    "/filter off",
    "/sorce 1",
)
PICTURED_LINES = 3  # of the script
COLUMNS = 88
_ROWS = 200
_TIMEOUT = 60.0
BEGIN, END = "<!-- recorded by make pictures -->\n```text\n", "```\n<!-- end of the recording -->"
_PROMPT = r"(?:\S+:\S+ )?>"
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_HIDDEN_VARIABLES = ("ONRECORD_", "OPENAI_", "NO_COLOR")
_COLOURS: Mapping[str, str] = {"brown": "yellow", "default": ""}
"""pyte's colour names that differ from Rich's."""


def record(script: Sequence[str]) -> list[Text]:
    """Return the rows of the screen after the lines were typed, without the empty rows at the end."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        with open_assistant(index=index) as assistant:
            assistant.ingest([ARTICLES])
        variables = {name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN_VARIABLES)}
        child = pexpect.spawn(
            sys.executable,
            ["-c", "from assistant.interfaces.cli import main; raise SystemExit(main())", "chat", "--index", index],
            env={**variables, "HOME": folder, "TERM": "xterm-256color", "XDG_DATA_HOME": folder},
            cwd=str(ROOT),
            dimensions=(_ROWS, COLUMNS),
        )
        try:
            return _type_lines(child, script)
        finally:
            child.close(force=True)


def _type_lines(child: pexpect.spawn[bytes], script: Sequence[str]) -> list[Text]:
    screen = pyte.Screen(COLUMNS, _ROWS)
    stream = pyte.ByteStream(screen)
    for number, line in enumerate((*script, "")):
        _wait_for_prompt(child, screen, stream, prompts=number + 1)
        if line:
            child.send(f"{line}\r")
    texts = [_text([screen.buffer[y][x] for x in range(COLUMNS)]) for y in range(_ROWS)]
    last = max(y for y, text in enumerate(texts) if text.plain.strip(" >"))
    return texts[: last + 1]


def _wait_for_prompt(
    child: pexpect.spawn[bytes], screen: pyte.Screen, stream: pyte.ByteStream, *, prompts: int
) -> None:
    """Wait until the screen shows this many prompts, the last of them empty."""
    deadline = time.monotonic() + _TIMEOUT
    while True:
        shown = [line.rstrip() for line in screen.display if line.strip()]
        count = sum(bool(re.match(_PROMPT, line)) for line in shown)
        if count == prompts and shown[-1].endswith(">"):
            return
        if time.monotonic() > deadline:
            raise TimeoutError("\n".join(shown))
        try:
            sent = child.read_nonblocking(65_536, timeout=0.1)
        except pexpect.TIMEOUT:
            continue
        stream.feed(sent)
        if b"\x1b[6n" in sent:  # prompt_toolkit queries the cursor
            child.send(f"\x1b[{screen.cursor.y + 1};{screen.cursor.x + 1}R")


def _text(row: Sequence[pyte.screens.Char]) -> Text:
    text = Text()
    for char in row:
        colour = _COLOURS.get(char.fg, char.fg)
        colour = f"#{colour}" if re.fullmatch(r"[0-9a-f]{6}", colour) else colour
        style = " ".join(part for part in (colour, "bold" * char.bold, "italic" * char.italics) if part)
        text.append(char.data, style or None)
    text.rstrip()
    return text


def render_svg(rows: Iterable[Text]) -> str:
    """Return the rows as a picture that loads nothing."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="truecolor")
        for row in rows:
            console.print(row, soft_wrap=True)
        svg = console.export_svg(title="onrecord chat", theme=MONOKAI, unique_id="chat")
    return _FONTS.sub("", svg)


def main() -> int:
    rows = record(SCRIPT)
    session = "\n".join(row.plain for row in rows) + "\n"
    document = DOCUMENT.read_text(encoding="utf-8")
    if BEGIN not in document or END not in document:
        print(f"{DOCUMENT} has no place for the recording", file=sys.stderr)
        return 1
    before, after = document.partition(BEGIN)[0], document.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}{session}{END}{after}", encoding="utf-8")
    prompts = [y for y, row in enumerate(rows) if re.match(rf"{_PROMPT} ", row.plain)]
    PICTURE.write_text(render_svg(rows[: prompts[PICTURED_LINES]]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
