"""Extraction of statements: who said what, and which words attribute it.

All rules work on tokens, without a parser. `text` tokenizes an article, `lexicon` lists its words, `syntax` finds
subjects, `content` the reported words, `candidates` drafts statements, `coreference` and `speakers` identify the
speakers, `circumstances` finds time, place and hearer, and `engine` combines them.

The package must never name a wrong speaker: if two people are possible, it names nobody. It does not know about
questions, storage or other articles.
"""

from __future__ import annotations

from functools import lru_cache

from index.statements.engine import extract_statements
from index.statements.speakers.exclusions import drop_disguised_speaker
from index.stories.corrections import is_in_correction
from index.types import Article, Statement

STATEMENT_RULES = "statements-9"


@lru_cache(maxsize=4)  # splitting an article into passages needs its statements again
def find_statements(article: Article) -> tuple[Statement, ...]:
    """Return the statements of an article in reading order, without those in correction notices.

    Never raises, and takes time linear in the length of the text.
    """
    found = extract_statements(article)
    clean = (
        drop_disguised_speaker(statement)
        for statement in found
        if not is_in_correction(article.text, statement.content)
    )
    return tuple(sorted(clean, key=lambda s: (s.content.start, s.content.end)))


__all__ = ["STATEMENT_RULES", "find_statements"]
