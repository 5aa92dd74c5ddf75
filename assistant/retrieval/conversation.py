"""What earlier answers of a conversation cited, as far as the next question may look at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.types.types import Citation, Evidence, Query, RetrievedEvidence, ShownStatement, Turn
from index.search.view import View
from index.types import Article, Hit, Passage, Statement

EARLIER_TURNS = 3


def earlier_evidence(history: Sequence[Turn], *, query: Query, found: RetrievedEvidence, view: View) -> Evidence:
    """The newest first, without what was found again, what the index has in another version by now, and what the query
    is not to look at: a question as of a day must not be answered by what was cited of a later one."""
    turns = history[-EARLIER_TURNS:][::-1]
    shown = [one for turn in turns for one in turn.statements]
    cited = [one for turn in turns for one in turn.citations]
    ids = {one.article.id for one in shown} | {one.article.id for one in cited}
    if not ids:
        return Evidence()
    now = view.snapshot.articles(view.snapshot.articles_within(ids, query.scope))
    statements = tuple(_statements([one for one in shown if _stands(one.article, now)], found))
    hits = tuple(_hits([one for one in cited if _stands(one.article, now)], statements, found))
    return Evidence(hits, statements)


def _stands(article: Article, now: dict[str, Article]) -> bool:
    return article.id in now and now[article.id].text == article.text


def _statements(shown: Sequence[ShownStatement], found: RetrievedEvidence) -> Iterator[tuple[Statement, Article]]:
    """Each once, whichever of its pieces were shown."""
    known = {(one.article.id, one.statement.id) for one in (*found.said, *found.others)}
    for one in shown:
        key = (one.article.id, one.statement.id)
        if key not in known:
            known.add(key)
            yield one.statement, one.article


def _hits(
    cited: Sequence[Citation], statements: Sequence[tuple[Statement, Article]], found: RetrievedEvidence
) -> Iterator[Hit]:
    """The cited places as passages of their own, but for those that show a statement."""
    places = [(hit.article.id, hit.passage.span) for hit in found.hits]
    places += [(one.article.id, piece) for one in (*found.said, *found.others) for piece in one.statement.pieces]
    places += [(article.id, piece) for statement, article in statements for piece in statement.pieces]
    for one in cited:
        if any(article_id == one.article.id and span.overlap(one.span) for article_id, span in places):
            continue
        places.append((one.article.id, one.span))
        passage = Passage(f"cited:{one.article.id}:{one.span.start}", one.article.id, 0, one.span, 0)
        yield Hit(len(places), 0.0, (), passage, one.article, one.also_carried_by)
