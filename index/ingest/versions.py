"""The versions of the rules that decide what an index holds."""

from __future__ import annotations

from index.ingest.passages import PASSAGE_RULES
from index.reading.cleaning import CLEAN_RULES
from index.statements import STATEMENT_RULES
from index.stories.near_duplicates import WORDING_RULES


def current_rules() -> dict[str, str]:
    """Those of this version, by what they decide on."""
    return {
        "clean": CLEAN_RULES,
        "passages": PASSAGE_RULES,
        "statements": STATEMENT_RULES,
        "wording": WORDING_RULES,
    }
