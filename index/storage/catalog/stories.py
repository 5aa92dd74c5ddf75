"""Who carries the same story in a catalog."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection

from index.storage.catalog.conditions import to_json_list, visible
from index.storage.catalog.rows import parse_date
from index.stories.story import Carrier, Story, story_of


def stories_of(article_ids: Collection[str], *, ask: Callable[..., list[sqlite3.Row]]) -> dict[str, Story]:
    """The story of each article with everybody who carries it; unknown ids are left out."""
    rows = ask(
        f"""WITH RECURSIVE members (asked, text_row) AS (
                SELECT a.id, a.text_row FROM articles a
                WHERE a.id IN (SELECT value FROM json_each(:ids)) AND {visible("a")}
                UNION
                SELECT m.asked, p.other_row FROM members m
                JOIN alike p ON p.text_row = m.text_row AND {visible("p")}
                JOIN articles other ON other.text_row = p.other_row AND {visible("other")}
            )
            SELECT m.asked, a.id, a.publisher, a.day, length(t.text) AS length, (
                SELECT json_group_array(DISTINCT c.publisher) FROM copies c
                WHERE c.article_id = a.id AND c.content_hash = a.content_hash AND {visible("c")}
                AND c.publisher IS NOT NULL
            ) AS copied_by
            FROM members m JOIN articles a ON a.text_row = m.text_row AND {visible("a")}
            JOIN texts t ON t.row = a.text_row""",
        ids=to_json_list(article_ids),
    )
    carriers: dict[str, list[Carrier]] = {}
    for row in rows:
        copied_by = tuple(sorted(json.loads(row["copied_by"])))
        carrier = Carrier(row["id"], row["publisher"], copied_by, parse_date(row["day"]), row["length"])
        carriers.setdefault(row["asked"], []).append(carrier)
    return {asked: story_of(found) for asked, found in carriers.items()}
