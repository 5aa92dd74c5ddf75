"""Remove page furniture from a scraped text, and read the headline, authors and dates around the article.

The cleaning takes and returns text, and every line that stays keeps its characters. It knows words and line shapes, not
particular sites; it must not know files, formats or the index. A line that is in doubt stays.
"""

CLEAN_RULES = "clean-2"
"""Recorded in the index: raise it when a change gives the same page another text."""
