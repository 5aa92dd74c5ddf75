"""Extract the text of a PDF in a separate process: `python -m index.reading.formats.pdf_text` reads it from stdin.

The process limits its own memory and CPU time, and prints one JSON object.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from dataclasses import asdict, dataclass

LIMIT_REACHED = 7  # exit code of a process that reached its memory limit
_MAX_MEMORY = 1_500_000_000
_MAX_CPU_SECONDS = 40


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text and title of a PDF, or in `problem` the reason why it has none."""

    text: str = ""
    title: str = ""
    problem: str = ""


def parse_reply(printed: bytes) -> PdfText:
    """Parse the JSON object that the process printed; if it is incomplete, return that as the problem."""
    try:
        row = json.loads(printed)
        return PdfText(str(row["text"]), str(row["title"]), str(row["problem"]))
    except (ValueError, KeyError, TypeError):
        return PdfText(problem="its reader stopped early")


def read_pdf(content: bytes) -> PdfText:
    """Return the text of a PDF. May use much time and memory: call it only in a process with limits."""
    from pypdf import PdfReader  # noqa: PLC0415  optional dependency

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfText(problem="it needs a password")
        pages: list[str] = []
        for page in reader.pages[:500]:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > 5_000_000:
                return PdfText(problem="it has more text than any article")
        title = str((reader.metadata and reader.metadata.title) or "").strip()[:300]
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  the parser raises arbitrary errors on malformed files
        return PdfText(problem=f"{type(error).__name__}: {error}")
    return PdfText("\n\n".join(pages).encode("utf-8", "replace").decode("utf-8"), title)


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_SECONDS, _MAX_CPU_SECONDS + 5))
    try:
        reply = read_pdf(sys.stdin.buffer.read())
    except MemoryError:
        return LIMIT_REACHED
    sys.stdout.write(json.dumps(asdict(reply)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
