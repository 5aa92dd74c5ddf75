"""Reads an article for its statements: who, with which words of attribution, said what.

Rules on tokens, in the order of the modules: `marks` finds quotations, `words` the tokens around them, `names`,
`people`, `spoken_of` and `speakers` who is meant, `acquaintance`, `offices` and `organisations` what the article tells
of them, `cues` the words that report, `phrases`, `subjects`, `distant` and `omitted` by whom, `reporting` (with
`verbs`, `passives`, `understood` and `nominal`) one clause, `contents` and `clauses` what is reported, `turns` and
`drafts` which quotation goes with which, `joint` who speaks together, `quoted_others` whose quotation it really is,
`circumstances` when, where and to whom; `engine` puts them together. A wrong name is the one error this package must
not make: where two could be meant it names nobody. It knows nothing of questions, of storage, or of other articles.
"""

from __future__ import annotations

from functools import lru_cache

from index.statements.engine import statements_of
from index.statements.speakers.exclusions import without_disguise
from index.stories.corrections import is_in_correction
from index.types import Article, Statement

STATEMENT_RULES = "statements-9"


@lru_cache(maxsize=4)  # the passages of an article are cut around the statements that were just found in it
def find_statements(article: Article) -> tuple[Statement, ...]:
    """The statements of an article in reading order, none of them out of a notice that something was wrong.

    Never raises, and needs time linear in the text's length.
    """
    found = (without_disguise(one) for one in statements_of(article) if not is_in_correction(article.text, one.content))
    return tuple(sorted(found, key=lambda s: (s.content.start, s.content.end)))


__all__ = ["STATEMENT_RULES", "find_statements"]
