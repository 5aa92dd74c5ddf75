"""What the index holds for a query, and the decision whether that is enough to answer.

A wrong "yes" is worse than a "no record": a sentence counts as a fact only when it speaks of everything checkable in
the question and holds the kind of thing that was asked for; statements are judged in `assistant.retrieval.statements`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.retrieval.context import by_article
from assistant.retrieval.facts import find_facts
from assistant.retrieval.statements import find_statements, on_topic
from assistant.types.filters import Filters
from assistant.types.types import Found, Query
from assistant.understanding.speakers import Registry
from assistant.understanding.topic import read_topic
from index.search.ranking import Near
from index.search.search import View
from index.stories.corrections import takes_back
from index.types import Attributed, Hit, Statement

HITS = 10


def find(query: Query, view: View) -> Found:
    """Search, then judge. Nothing found is a Found that is not `enough`."""
    found = Found(hits=_reported(search_passages(query, view, k=HITS)))
    if query.asks in ("statement", "who_said") or query.about_speakers:
        return find_statements(query, found, view)
    return replace(found, facts=find_facts(query, found.hits, said_in(found.hits, view)))


def said_in(hits: Sequence[Hit], view: View) -> dict[str, list[Statement]]:
    """What is said in some passages, by article."""
    return by_article(one for _, some in statements_in(hits, view) for one in some)


def with_all_around(found: Found, view: View) -> Found:
    """With every statement of the articles that the passages are from: not every answer needs them."""
    return found if found.around else replace(found, around=view.statements(article_ids=found.article_ids))


def _reported(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Without the notices of what was wrong: an answer must not repeat it."""
    return tuple(hit for hit in hits if not takes_back(hit.article.text, hit.passage.span))


def search_passages(query: Query, view: View, *, k: int) -> tuple[Hit, ...]:
    """The passages an answer would be composed from, best first."""
    words = " ".join((*query.speakers, *query.unknown_speakers, query.topic)).strip() or query.question
    near = _near(query, view)
    return view.search(words, phrases=query.phrases, speakers=query.speakers, scope=query.scope, near=near, k=k)


def statements_in(hits: Sequence[Hit], view: View) -> tuple[tuple[Hit, tuple[Statement, ...]], ...]:
    """Each hit with the statements that stand in its passage, in the order in which they stand there."""
    found = view.snapshot.statements_within([(hit.article.id, hit.passage.span) for hit in hits])
    said = by_article(view.under_known_names(found))
    return tuple(
        (hit, tuple(one for one in said.get(hit.article.id, ()) if one.content.overlap(hit.passage.span)))
        for hit in hits
    )


def _near(query: Query, view: View) -> Near | None:
    """The day whose news is preferred: that as of which is asked, and for what is new that of the newest article. None
    where a period that was asked for is a bound already; the first day alone, which a question of fact has, is none."""
    if query.scope.period.since is not None and not query.asks_for_a_fact:
        return None
    if query.as_of:
        return Near(query.as_of)
    last = view.snapshot.coverage(query.scope).last if query.wants_now else None
    return Near(last, named=False) if last else None


def list_statements(filters: Filters, *, about: str | None, view: View, registry: Registry) -> tuple[Attributed, ...]:
    """The index's statements by a speaker, on a topic, in a period: all of them where nothing narrows."""
    speakers = registry.resolve(filters.speaker).names if filters.speaker else None
    if speakers == ():
        return ()
    found = view.statements(speakers=speakers, scope=filters.scope)
    if not about:
        return found
    return tuple(on_topic(Query(about, asks="who_said", topic=about), read_topic(about), found, view))
