"""Page furniture away: what a scrape carries besides the article, and what it tells before it goes.

Takes text and gives text; the lines that stay keep every character. It knows words and the shapes of lines, never one
particular page, and it must not know files, formats or the index. In doubt a line stays.
"""

from __future__ import annotations

from index.reading.cleaning.byline import parse_iso_date, read_names
from index.reading.cleaning.lines import is_name
from index.reading.cleaning.page import Page, clean_page, has_prose, normalize_newlines

CLEAN_RULES = "clean-2"
"""Recorded in the index: raise it when the same page would come out as another text."""

__all__ = [
    "CLEAN_RULES",
    "Page",
    "clean_page",
    "has_prose",
    "is_name",
    "normalize_newlines",
    "parse_iso_date",
    "read_names",
]
