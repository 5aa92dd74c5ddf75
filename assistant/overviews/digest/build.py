"""The stories of a period once each: events among its articles, the weightiest first, told in two sentences each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answers.citations import CitationNumbers
from assistant.answers.phrases import format_day, in_what, join_names, one_line
from assistant.overviews.digest.event_grouping import group_events, read_traits, shared_sentences
from assistant.overviews.digest.narration import DigestNarrator
from assistant.overviews.digest.story import tell_story
from assistant.overviews.reading import read_articles
from assistant.overviews.summary.build import Summariser
from assistant.overviews.types import Digest, DigestStory, Source
from assistant.types import EXTRACTIVE, NO_RECORD, Answer, Filters, Query, Receipt, StageSeconds
from assistant.understanding.topic import Topic, read_topic, topic_stems
from index.embedding.choice import bundled_embedder
from index.errors import UsageError
from index.search.view import View
from index.types import Article, Coverage, Scope

MOST_ARTICLES = 2_000
"""Comparing each with each takes time with their square: so many take four times as long as 1,000."""
MOST_STORIES = 20
MOST_NAMED = 12
"""Publishers that are named to somebody who asked for another."""
HALF_LIFE = 2.0
"""Days after which a story weighs half, counted from the newest article of the digest."""
ON_TOPIC = 0.6
READ_OF_AN_EVENT = 6
"""How many articles of an event are read for its sentences; the rest are sources."""


@dataclass(frozen=True, slots=True)
class _Event:
    """Articles about one event, the first of each wire story first, and what they weigh together."""

    articles: tuple[Article, ...]
    outlets: int = 0
    weight: float = 0.0


def make_digest(
    view: View,
    *,
    filters: Filters,
    topic: str | None = None,
    model: Summariser | None = None,
    strict_model: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> Digest:
    """The digest of what the filters leave, told by the model where there is one and what it wrote can be verified.
    Raises UsageError where that is too much to compare or the topic is none, ModelFailed where a strict model fails."""
    started = clock()
    if topic is not None and topic.strip() and not read_topic(topic, speech=True):
        raise UsageError(f"this says nothing to look for: {topic!r}", hint="name the topic by its nouns")
    question = _question(filters, topic)
    scope = filters.scope
    coverage = view.snapshot.coverage(scope)
    if coverage.articles > MOST_ARTICLES:
        raise UsageError(
            f"{coverage.articles:,} articles are too many for one digest, which takes {MOST_ARTICLES:,}",
            hint=f"narrow it with --since{_newest(coverage)} and --until, or with --publisher",
        )
    ids = view.snapshot.article_ids(scope)
    ordered = _by_weight(_on_topic(_events(ids, view), topic), view)
    searched = clock()
    numbering, telling = CitationNumbers(), DigestNarrator(model)
    stories = [_told(one, numbering, view, telling) for one in ordered[:MOST_STORIES]]
    telling.require(strict_model=strict_model)
    query = Query(question, "summary", topic=topic or "", scope=scope)
    ended = clock()
    receipt = Receipt(
        model.name if model and telling.told else EXTRACTIVE,
        coverage,
        query,
        degraded=telling.degraded,
        dropped=tuple(telling.dropped),
        independent_outlets=view.stories.independent_outlets({one.article.id for one in numbering.citations}),
        usage=telling.spent.usage,
        cost_usd=telling.spent.usd,
        prompt=telling.prompt,
        cached=telling.cached,
        seconds=StageSeconds(
            search=searched - started,
            compose=ended - searched - telling.seconds,
            verify=telling.seconds,
            total=ended - started,
        ),
    )
    if not stories:
        return Digest(Answer(question, "no_evidence", _no_story(filters, topic, coverage, view), receipt))
    shown = {(one.article.id, one.span): one for story in stories for one in story.shown}
    text = "\n\n".join(f"{story.title}\n{story.summary}" for story in stories)
    answer = Answer(question, "answered", text, receipt, tuple(shown.values()), numbering.citations)
    return Digest(answer, tuple(stories), len(ordered) - len(stories))


def _no_story(filters: Filters, topic: str | None, searched: Coverage, view: View) -> str:
    """That there is nothing, and why: no article of those days or of that publisher, or none on the topic."""
    about = f" on {one_line(topic)}" if topic else ""
    if searched.articles:
        return f"{NO_RECORD} of a story{about} {in_what(searched)}."
    held = view.snapshot.coverage(Scope())
    if not held.articles:
        return f"{NO_RECORD} of a story{about}: the index holds no article yet."
    days = _days(filters)
    of = f" of {one_line(filters.publisher)}" if filters.publisher else ""
    text = f"{NO_RECORD} of a story{about}{of}{days} {in_what(held)}."
    return text + (_publishers(view) if filters.publisher else "")


def _days(filters: Filters) -> str:
    since, until = filters.since, filters.until
    if since and since == until:
        return f" of {format_day(since)}"
    return (f" since {format_day(since)}" if since else "") + (f" until {format_day(until)}" if until else "")


def _publishers(view: View) -> str:
    names = view.snapshot.publishers()
    some = join_names([one_line(name) for name in names[:MOST_NAMED]])
    more = f", and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f" They are of {some}{more}." if names else ""


def _events(ids: Sequence[str], view: View) -> list[_Event]:
    """Copies of one story are joined by their words first; then each story is compared with each other one."""
    articles = view.snapshot.articles(ids)
    stories = view.stories.of(ids)
    copies: dict[str, list[Article]] = {}
    for one in sorted(articles.values(), key=lambda one: (str(one.published or ""), one.id)):
        copies.setdefault(stories[one.id].id, []).append(one)
    firsts = [some[0] for some in copies.values()]
    furniture = shared_sentences(firsts)
    groups = group_events([read_traits(one, without=furniture) for one in firsts], bundled_embedder().embed)
    return [_Event(tuple(one for first in group for one in copies[stories[first].id])) for group in groups]


def _on_topic(events: Iterable[_Event], topic: str | None) -> list[_Event]:
    """The events of which one article has the topic's words: those beside it may tell the same in others."""
    if not topic or not topic.strip():
        return list(events)
    asked = read_topic(topic, speech=True)
    return [event for event in events if any(_speaks_of(asked, one) for one in event.articles)]


def _speaks_of(asked: Topic, article: Article) -> bool:
    text = f"{article.title}\n{article.text}"
    return asked.holds_phrases(text) and asked.coverage(topic_stems(text)) >= ON_TOPIC


def _by_weight(events: Iterable[_Event], view: View) -> list[_Event]:
    """Outlets that report for themselves, halved with age; of equal ones the one with most articles."""
    events = list(events)
    newest = max((day for event in events for one in event.articles if (day := one.published_day)), default=None)
    weighed = []
    for event in events:
        outlets = view.stories.independent_outlets({one.id for one in event.articles})
        weighed.append(_Event(event.articles, outlets, outlets * 0.5 ** (_age(event, newest) / HALF_LIFE)))
    return sorted(weighed, key=lambda one: (-one.weight, -len(one.articles), one.articles[0].id))


def _age(event: _Event, newest: date | None) -> int:
    last = max((day for one in event.articles if (day := one.published_day)), default=None)
    return (newest - last).days if newest and last else 0


def _told(event: _Event, numbering: CitationNumbers, view: View, telling: DigestNarrator) -> DigestStory:
    stories = view.stories.of([one.id for one in event.articles])
    firsts = {stories[one.id].id: one for one in reversed(event.articles)}
    ids = [one.id for one in event.articles if one in firsts.values()][:READ_OF_AN_EVENT]
    told = tell_story(read_articles(ids, view), numbering, telling)
    return DigestStory(
        title=told.title,
        headline_of=told.headline_of,
        summary=told.summary,
        sources=tuple(Source(one, view.stories.carried_by(one.id)) for one in event.articles),
        voices=told.voices,
        shown=told.shown,
        independent_outlets=event.outlets,
        weight=round(event.weight, 3),
    )


def _newest(coverage: Coverage) -> str:
    return f" (the newest article is of {coverage.last.isoformat()})" if coverage.last else ""


def _question(filters: Filters, topic: str | None) -> str:
    """What is asked for, in words."""
    parts = (("on", topic), ("of", filters.publisher), ("since", filters.since), ("until", filters.until))
    return " ".join(["Digest", *(f"{word} {value}" for word, value in parts if value)])
