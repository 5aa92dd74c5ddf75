"""What the index holds for a query, and the decision whether that is enough to answer.

A wrong "yes" is worse than a "no record": a sentence counts as a fact only when it speaks of everything checkable in
the question and holds the kind of thing that was asked for; statements are judged in `assistant.retrieval.statements`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.retrieval.context import by_article
from assistant.retrieval.facts import find_facts
from assistant.retrieval.statements import filter_by_topic, find_statements
from assistant.types.filters import Filters
from assistant.types.types import Query, RetrievedEvidence
from assistant.understanding.speakers import SpeakerMatcher
from assistant.understanding.topic import read_topic
from index.search.ranking import DatePreference
from index.search.view import View
from index.stories.corrections import is_in_correction
from index.types import ArticleStatement, Hit, Statement

HITS = 10


def find_evidence(query: Query, view: View) -> RetrievedEvidence:
    """Search, then judge. Nothing found is a Found that is not `enough`."""
    found = RetrievedEvidence(hits=_reported(search_passages(query, view, k=HITS)))
    if query.asks in ("statement", "who_said") or query.about_speakers:
        return find_statements(query, found, view)
    return replace(found, facts=find_facts(query, found.hits, statements_by_article(found.hits, view)))


def statements_by_article(hits: Sequence[Hit], view: View) -> dict[str, list[Statement]]:
    """What is said in some passages, by article."""
    return by_article(one for _, some in statements_by_hit(hits, view) for one in some)


def with_article_statements(found: RetrievedEvidence, view: View) -> RetrievedEvidence:
    """With every statement of the articles that the passages are from: not every answer needs them."""
    return found if found.around else replace(found, around=view.statements(article_ids=found.article_ids))


def _reported(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Without the notices of what was wrong: an answer must not repeat it."""
    return tuple(hit for hit in hits if not is_in_correction(hit.article.text, hit.passage.span))


def search_passages(query: Query, view: View, *, k: int) -> tuple[Hit, ...]:
    """The passages an answer would be composed from, best first."""
    words = " ".join((*query.speakers, *query.unknown_speakers, query.topic)).strip() or query.question
    near = _near(query, view)
    return view.search(words, phrases=query.phrases, speakers=query.speakers, scope=query.scope, near=near, k=k)


def statements_by_hit(hits: Sequence[Hit], view: View) -> tuple[tuple[Hit, tuple[Statement, ...]], ...]:
    """Each hit with the statements that stand in its passage, in the order in which they stand there."""
    found = view.snapshot.statements_within([(hit.article.id, hit.passage.span) for hit in hits])
    said = by_article(view.under_known_names(found))
    return tuple(
        (hit, tuple(one for one in said.get(hit.article.id, ()) if one.content.overlap(hit.passage.span)))
        for hit in hits
    )


def _near(query: Query, view: View) -> DatePreference | None:
    """The day whose news is preferred: that as of which is asked, and for what is new that of the newest article. None
    where a period that was asked for is a bound already; the first day alone, which a question of fact has, is none."""
    if query.scope.period.since is not None and not query.asks_for_a_fact:
        return None
    if query.as_of:
        return DatePreference(query.as_of)
    last = view.snapshot.coverage(query.scope).last if query.wants_now else None
    return DatePreference(last, named=False) if last else None


def list_statements(
    filters: Filters, *, about: str | None, view: View, registry: SpeakerMatcher
) -> tuple[ArticleStatement, ...]:
    """The index's statements by a speaker, on a topic, in a period: all of them where nothing narrows."""
    speakers = registry.resolve(filters.speaker).names if filters.speaker else None
    if speakers == ():
        return ()
    found = view.statements(speakers=speakers, scope=filters.scope)
    if not about:
        return found
    return tuple(filter_by_topic(Query(about, asks="who_said", topic=about), read_topic(about), found, view))
