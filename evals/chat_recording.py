"""Records a conversation with the real `onrecord chat` in a terminal, for docs/chat.md and the picture in the README.

    python -m evals.chat_recording

The sample articles are read into an index that is thrown away; what is typed stands in SCRIPT. Times are the machine's
own, so they are left out of comparisons (`in_words`). It takes pexpect and pyte, which are there for development only.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from pathlib import Path

import pexpect
import pyte
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from assistant.app.assistant import open_assistant
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
PICTURED = 3
"""How many of them the picture shows."""
COLUMNS = 88
_ROWS = 200
_PATIENCE = 60.0
_BEGIN, _END = "<!-- recorded by make pictures -->\n```text\n", "```\n<!-- end of the recording -->"
_TIMES = re.compile(r"\d+\.\d\d s")
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_LEFT_OUT = ("ONRECORD_", "OPENAI_", "NO_COLOR")
_COLOURS: Mapping[str, str] = {"brown": "yellow", "default": ""}
"""Where pyte and Rich call a colour by different names."""

Row = list[pyte.screens.Char]


def record(script: Sequence[str]) -> list[Text]:
    """What stands on the screen after these lines were typed one by one, without the empty lines at its end."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        with open_assistant(index=index) as assistant:
            assistant.ingest([ARTICLES])
        own = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
        child = pexpect.spawn(
            sys.executable,
            ["-c", "from assistant.interfaces.cli import main; raise SystemExit(main())", "chat", "--index", index],
            env={**own, "HOME": folder, "TERM": "xterm-256color", "XDG_DATA_HOME": folder},
            cwd=str(ROOT),
            dimensions=(_ROWS, COLUMNS),
        )
        try:
            return _typed(child, script)
        finally:
            child.close(force=True)


def _typed(child: pexpect.spawn[bytes], script: Sequence[str]) -> list[Text]:
    screen = pyte.Screen(COLUMNS, _ROWS)
    stream = pyte.ByteStream(screen)
    for number, line in enumerate((*script, "")):
        _wait(child, screen, stream, prompts=number + 1)
        if line:
            child.send(f"{line}\r")
    rows = [[screen.buffer[y][x] for x in range(COLUMNS)] for y in range(_ROWS)]
    texts = [_text(row) for row in rows]
    last = max(y for y, text in enumerate(texts) if text.plain.strip(" >"))
    return texts[: last + 1]


def _wait(child: pexpect.spawn[bytes], screen: pyte.Screen, stream: pyte.ByteStream, *, prompts: int) -> None:
    """Until so many prompts stand on the screen, the last of them empty."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        shown = [line.rstrip() for line in screen.display if line.strip()]
        at_prompt = sum(bool(re.match(r"(?:\S+:\S+ )?>", line)) for line in shown) == prompts
        if at_prompt and shown[-1].endswith(">"):
            return
        if time.monotonic() > deadline:
            raise TimeoutError("\n".join(shown))
        try:
            sent = child.read_nonblocking(65_536, timeout=0.1)
        except pexpect.TIMEOUT:
            continue
        stream.feed(sent)
        if b"\x1b[6n" in sent:  # where the cursor is, prompt_toolkit asks
            child.send(f"\x1b[{screen.cursor.y + 1};{screen.cursor.x + 1}R")


def _text(row: Row) -> Text:
    text = Text()
    for char in row:
        colour = _COLOURS.get(char.fg, char.fg)
        colour = f"#{colour}" if re.fullmatch(r"[0-9a-f]{6}", colour) else colour
        style = " ".join(part for part in (colour, "bold" * char.bold, "italic" * char.italics) if part)
        text.append(char.data, style or None)
    text.rstrip()
    return text


def as_svg(rows: Iterable[Text]) -> str:
    """The rows as a picture that fetches nothing."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="truecolor")
        for row in rows:
            console.print(row, soft_wrap=True)
        svg = console.export_svg(title="onrecord chat", theme=MONOKAI, unique_id="chat")
    return _FONTS.sub("", svg)


def words_of_svg(svg: str) -> str:
    """What a picture says, without line breaks."""
    found = re.findall(r"<text [^>]*>(.*?)</text>", svg, re.DOTALL)
    return in_words(" ".join(unescape(one).replace("\xa0", " ") for one in found))


def in_words(text: str) -> str:
    """What is said, however it is broken and however long it took."""
    return " ".join(_TIMES.sub("", text).split())


def recorded(document: str) -> str:
    """The session in docs/chat.md."""
    return document.partition(_BEGIN)[2].partition(_END)[0]


def main() -> int:
    rows = record(SCRIPT)
    told = "\n".join(row.plain for row in rows) + "\n"
    document = DOCUMENT.read_text(encoding="utf-8")
    if _BEGIN not in document or _END not in document:
        print(f"{DOCUMENT} has no place for the recording", file=sys.stderr)
        return 1
    before, after = document.partition(_BEGIN)[0], document.partition(_END)[2]
    DOCUMENT.write_text(f"{before}{_BEGIN}{told}{_END}{after}", encoding="utf-8")
    begins = [y for y, row in enumerate(rows) if re.match(r"(?:\S+:\S+ )?> ", row.plain)]
    PICTURE.write_text(as_svg(rows[: begins[PICTURED]]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
