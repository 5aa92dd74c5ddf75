"""The text of a PDF, read in a process of its own: `python -m index.reading.formats.pdf_text` takes it on standard input.

The process gives itself little memory and little time, and prints one JSON object.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from dataclasses import asdict, dataclass

BEYOND = 7
"""The exit code of a process that came to the end of what it may take."""
_MEMORY = 1_500_000_000
_CPU_SECONDS = 40
_MOST_PAGES = 500
_MOST_CHARACTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class PdfText:
    text: str = ""
    title: str = ""
    wrong: str = ""


def parse_reply(printed: bytes) -> PdfText:
    """What the process told; for what it did not, that it did not."""
    try:
        row = json.loads(printed)
        return PdfText(str(row["text"]), str(row["title"]), str(row["wrong"]))
    except (ValueError, KeyError, TypeError):
        return PdfText(wrong="its reader ended early")


def read_pdf(content: bytes) -> PdfText:
    """May take long, or all memory there is: call it where that harms nobody."""
    from pypdf import PdfReader  # noqa: PLC0415  of an extra

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfText(wrong="it needs a password")
        pages: list[str] = []
        for page in reader.pages[:_MOST_PAGES]:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > _MOST_CHARACTERS:
                return PdfText(wrong="it holds more text than any article")
        title = str((reader.metadata and reader.metadata.title) or "").strip()[:300]
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  what strangers' files do to the parser cannot be listed
        return PdfText(wrong=f"{type(error).__name__}: {error}")
    return PdfText("\n\n".join(pages).encode("utf-8", "replace").decode("utf-8"), title)


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 5))
    try:
        told = read_pdf(sys.stdin.buffer.read())
    except MemoryError:
        return BEYOND
    sys.stdout.write(json.dumps(asdict(told)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
