"""Articles that name their generation, so that an answer that mixes two generations is detected."""

from __future__ import annotations

import re

from index.search.view import View
from index.types import Article

STORIES = 12
QUESTION = "edition harbour ferry"
_NUMBER = re.compile(r"[Ee]dition (\d+)")


def edition(number: int) -> list[Article]:
    """Return the stories of a generation: every title, passage and quotation contains its number."""
    return [
        Article(
            id=f"story-{story}",
            title=f"Story {story}, edition {number}",
            text=f"This is edition {number} of story {story} of the harbour.\n\n"
            f"“Nobody saw edition {number} of the ferry,” said Ada Quill on Monday.",
            publisher=f"Courier, edition {number}",
        )
        for story in range(STORIES)
    ]


def faults(view: View) -> list[str]:
    """Return what a search in a view of such an index wrongly contains or misses."""
    hits = view.search(QUESTION, k=100)
    said = view.statements(speakers=["Ada Quill"])
    told = [part for hit in hits for part in (hit.article.title, hit.article.text, hit.article.publisher or "")]
    told += [hit.passage.span.of(hit.article.text) for hit in hits]
    told += [part for one in said for part in (one.article.title, one.statement.content.of(one.article.text))]
    numbers = {int(found) for part in told for found in _NUMBER.findall(part)}
    ways = {way: sum(way in hit.via for hit in hits) for way in ("lexical", "dense")}
    found = []
    if numbers != {view.snapshot.generation}:
        found.append(f"generation {view.snapshot.generation} answers with editions {sorted(numbers)}")
    if ways != {"lexical": 2 * STORIES, "dense": 2 * STORIES} or len(said) != STORIES:
        found.append(f"of {2 * STORIES} passages {ways} are found, of {STORIES} statements {len(said)}")
    return found
