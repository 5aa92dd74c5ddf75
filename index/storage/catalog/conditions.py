"""What is asked of a row before a reader sees it: its generation, and the scope of the question."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from index.types import Scope

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Condition:
    sql: str
    values: Mapping[str, Value] = field(default_factory=dict)


def visible(table: str, generation: str = ":generation") -> str:
    """The rows of `table` that a reader of a generation sees."""
    return f"({table}.born <= {generation} AND ({table}.died IS NULL OR {table}.died > {generation}))"


def to_json_list(values: Collection[str] | Collection[int]) -> str:
    """Any number of values as one bound parameter, for json_each."""
    return json.dumps(list(values))


def scoped_table(table: str, alias: str, scope: Scope) -> str:
    """What to select from: the articles are joined only where the scope asks something of them."""
    if scope.everything:
        return f"{table} {alias}"
    return f"{table} {alias} JOIN articles a ON a.text_row = {alias}.text_row AND {visible('a')}"


def scope_condition(scope: Scope) -> Condition:
    """What the scope asks of an article `a`. A comparison with a day that is not known is never true.

    A publisher is answered for with the copies it carried, too: the text is the same.
    """
    parts: dict[str, tuple[str, Value]] = {}
    if scope.period.since:
        parts["since"] = ("a.day >= :since", scope.period.since.isoformat())
    if scope.period.until:
        parts["until"] = ("a.day <= :until", scope.period.until.isoformat())
    if scope.article_id is not None:
        parts["article"] = ("a.id = :article", scope.article_id)
    if scope.publisher is not None:
        carried = (
            f"EXISTS (SELECT 1 FROM copies c WHERE c.article_id = a.id AND {visible('c')} "
            "AND c.content_hash = a.content_hash AND c.publisher = :publisher COLLATE NOCASE)"
        )
        parts["publisher"] = (f"(a.publisher = :publisher COLLATE NOCASE OR {carried})", scope.publisher)
    sql = " AND ".join(part for part, _ in parts.values()) or "TRUE"
    return Condition(sql, {name: value for name, (_, value) in parts.items()})


def speaker_counts_sql(seen: str) -> str:
    """Selects everybody with statements `s` that are `seen`: name, kind and how many; who also speaks together with
    others comes once more for those."""
    # The first half never leaves its index: 8 times as fast at 300,000 statements.
    return f"""SELECT s.speaker, s.speaker_kind, count(*) FROM statements s
        WHERE s.speaker IS NOT NULL AND {seen} GROUP BY s.speaker, s.speaker_kind
        UNION ALL
        SELECT json_extract(one.value, '$[0]'), json_extract(one.value, '$[1]'), count(*)
        FROM statements s, json_each(s.together_with) one
        WHERE s.together_with IS NOT NULL AND {seen} GROUP BY 1, 2"""
