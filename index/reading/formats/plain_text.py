"""Plain text and Markdown: the whole file is one scraped page."""

from __future__ import annotations

from index.reading.cleaning import Page, clean_page
from index.reading.files import UnreadableError


def read_text(content: str) -> Page:
    """The article of a text file. Raises UnreadableError where nothing is left of it."""
    page = clean_page(content)
    if not page.text.strip():
        raise UnreadableError("no article text: nothing is left without the headline and the page's furniture")
    return page
