"""Retrieves the evidence for a query, and decides whether it is enough: a wrong answer is worse than "no record"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.retrieval.context import by_article
from assistant.retrieval.facts import find_facts
from assistant.retrieval.statements import filter_by_topic, find_statements
from assistant.types import Citation, Evidence, Filters, Query, RetrievedEvidence, ShownStatement, Turn
from assistant.understanding.speakers import SpeakerMatcher
from assistant.understanding.topic import read_topic
from index.search.ranking import DatePreference
from index.search.view import View
from index.stories.corrections import is_in_correction
from index.types import Article, ArticleStatement, Hit, Passage, Period, Statement

HITS = 10
MODEL_HITS = 25
"""Passages from which the evidence for a model is packed."""
EARLIER_TURNS = 3
LONGEST_REPORTED_DAYS = 31
"""The length of a period whose events are mostly reported at once. Of a whole year, later articles tell as much."""


def find_evidence(query: Query, view: View) -> RetrievedEvidence:
    """Search and judge. If nothing answers the query, the result is not `enough`."""
    found = RetrievedEvidence(hits=_usable(search_passages(query, view, k=HITS)))
    if query.asks in ("statement", "who_said") or query.about_speakers:
        return find_statements(query, found, view)
    return replace(found, facts=find_facts(query, found.hits, statements_by_article(found.hits, view)))


def evidence_for_model(query: Query, found: RetrievedEvidence, view: View) -> RetrievedEvidence:
    """Return the evidence with more passages, and with every statement of their articles."""
    found = replace(found, hits=_usable(search_passages(query, view, k=MODEL_HITS)))
    return with_article_statements(found, view)


def _usable(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the passages outside correction notices: a notice repeats the error, and an answer must not."""
    return tuple(one for one in hits if not is_in_correction(one.article.text, one.passage.span))


def search_passages(query: Query, view: View, *, k: int) -> tuple[Hit, ...]:
    """Return the `k` best passages for the query, best first."""
    near = _date_preference(query, view)
    return view.search(
        query.search_words, phrases=query.phrases, speakers=query.speakers, scope=query.scope, near=near, k=k
    )


def _date_preference(query: Query, view: View) -> DatePreference | None:
    """Prefer the as-of day, the days after an event, or the latest news; none of them within a requested period."""
    if query.scope.period.since is not None and not query.asks_for_a_fact:
        return None
    if query.as_of:
        return DatePreference(query.as_of)
    if query.happened and (day := _day_of_reports(query.happened.period)):
        return DatePreference(day, named=False)
    last = view.snapshot.coverage(query.scope).last if query.wants_now else None
    return DatePreference(last, named=False) if last else None


def _day_of_reports(period: Period) -> date | None:
    """Return the day by which most articles on an event of the period appeared; None for a long or open period."""
    if period.since is None or period.until is None or (period.until - period.since).days > LONGEST_REPORTED_DAYS:
        return None
    return period.until


def statements_by_hit(hits: Sequence[Hit], view: View) -> tuple[tuple[Hit, tuple[Statement, ...]], ...]:
    """Return each hit with the statements in its passage, in reading order."""
    found = view.snapshot.statements_within([(hit.article.id, hit.passage.span) for hit in hits])
    statements = by_article(view.with_canonical_names(found))
    return tuple(
        (hit, tuple(one for one in statements.get(hit.article.id, ()) if one.content.overlap(hit.passage.span)))
        for hit in hits
    )


def statements_by_article(hits: Sequence[Hit], view: View) -> dict[str, list[Statement]]:
    """Return the statements in the passages, by article id."""
    return by_article(one for _, statements in statements_by_hit(hits, view) for one in statements)


def with_article_statements(found: RetrievedEvidence, view: View) -> RetrievedEvidence:
    """Return the evidence with every statement of its articles, which only some answers need."""
    return found if found.around else replace(found, around=view.statements(article_ids=found.article_ids))


def list_statements(
    filters: Filters, *, about: str | None, view: View, registry: SpeakerMatcher
) -> tuple[ArticleStatement, ...]:
    """Return the index's statements by a speaker, on a topic, in a period; all statements without filters."""
    speakers = registry.resolve(filters.speaker).names if filters.speaker else None
    if speakers == ():
        return ()
    found = view.statements(speakers=speakers, scope=filters.scope)
    if not about:
        return found
    return tuple(filter_by_topic(Query(about, asks="who_said", topic=about), read_topic(about), found, view))


def earlier_evidence(history: Sequence[Turn], *, query: Query, found: RetrievedEvidence, view: View) -> Evidence:
    """Return the citations of earlier answers, newest first, that are new, unchanged and within the query's scope."""
    turns = history[-EARLIER_TURNS:][::-1]
    shown = [one for turn in turns for one in turn.statements]
    cited = [one for turn in turns for one in turn.citations]
    ids = {one.article.id for one in shown} | {one.article.id for one in cited}
    if not ids:
        return Evidence()
    # A question as of a day must not be answered from a later article.
    current = view.snapshot.articles(view.snapshot.articles_in_scope(ids, query.scope))
    statements = tuple(_earlier_statements([one for one in shown if _is_current(one.article, current)], found))
    hits = tuple(_earlier_hits([one for one in cited if _is_current(one.article, current)], statements, found))
    return Evidence(hits, statements)


def _is_current(article: Article, current: dict[str, Article]) -> bool:
    return article.id in current and current[article.id].text == article.text


def _earlier_statements(
    shown: Sequence[ShownStatement], found: RetrievedEvidence
) -> Iterator[tuple[Statement, Article]]:
    """Yield each statement once, even if several of its pieces were shown."""
    known = {(one.article.id, one.statement.id) for one in (*found.said, *found.others)}
    for one in shown:
        key = (one.article.id, one.statement.id)
        if key not in known:
            known.add(key)
            yield one.statement, one.article


def _earlier_hits(
    cited: Sequence[Citation], statements: Sequence[tuple[Statement, Article]], found: RetrievedEvidence
) -> Iterator[Hit]:
    """Yield the cited places as passages, except those that show a statement."""
    places = [(hit.article.id, hit.passage.span) for hit in found.hits]
    places += [(one.article.id, piece) for one in (*found.said, *found.others) for piece in one.statement.pieces]
    places += [(article.id, piece) for statement, article in statements for piece in statement.pieces]
    for one in cited:
        if any(article_id == one.article.id and span.overlap(one.span) for article_id, span in places):
            continue
        places.append((one.article.id, one.span))
        passage = Passage(f"cited:{one.article.id}:{one.span.start}", one.article.id, 0, one.span, 0)
        yield Hit(len(places), 0.0, (), passage, one.article, one.also_carried_by)
