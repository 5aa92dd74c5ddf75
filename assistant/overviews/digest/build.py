"""Builds a digest: the events of a period as stories, most important first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from assistant.answers.phrases import describe_coverage, format_day, join_names, one_line
from assistant.errors import ModelFailed
from assistant.overviews.digest.event_grouping import find_shared_sentences, group_events, read_traits
from assistant.overviews.digest.story import DigestNarrator, Event, write_story
from assistant.overviews.inputs import read_articles
from assistant.overviews.model_calls import add_model_usage
from assistant.overviews.summary.build import Summariser
from assistant.overviews.types import Digest, DigestStory, Source
from assistant.types import EXTRACTIVE, NO_RECORD, Answer, Filters, Query, Receipt, StageSeconds
from assistant.understanding.topic import read_topic, topic_stems
from index.embedding.choice import bundled_embedder
from index.errors import UsageError
from index.search.view import View
from index.types import Article, Coverage, Scope

MAX_ARTICLES = 2_000  # comparing all pairs takes time with the square of their number
MAX_STORIES = 20
MAX_PUBLISHERS = 12  # named if the requested publisher is unknown
HALF_LIFE = 2.0  # days, counted back from the newest article of the digest
MIN_TOPIC_COVERAGE = 0.6
MAX_SUMMARISED = 6  # articles of an event; the others are only listed as sources


def make_digest(
    view: View,
    *,
    filters: Filters,
    topic: str | None = None,
    model: Summariser | None = None,
    strict_model: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> Digest:
    """Return the digest. Raises UsageError for too many articles or an unusable topic, and ModelFailed."""
    started = clock()
    if topic and topic.strip() and not read_topic(topic, speech=True):
        raise UsageError(f"no words to search for in {topic!r}", hint="use nouns, for example: security guarantees")
    scope = filters.scope
    coverage = view.snapshot.coverage(scope)
    if coverage.articles > MAX_ARTICLES:
        newest = f" (the newest article is from {coverage.last.isoformat()})" if coverage.last else ""
        raise UsageError(
            f"{coverage.articles:,} articles are too many for one digest, which takes at most {MAX_ARTICLES:,}",
            hint=f"narrow it with --since{newest} and --until, or with --publisher",
        )
    events = _sort_by_weight(_filter_by_topic(_find_events(view.snapshot.article_ids(scope), view), topic), view)
    searched = clock()
    narrator = DigestNarrator(model)
    stories = [_build_story(event, view, narrator) for event in events[:MAX_STORIES]]
    if strict_model and narrator.degraded:
        raise ModelFailed(narrator.degraded, hint="ask again, or choose another model")
    ended, calls, citations = clock(), narrator.calls.total(), narrator.numbering.citations
    verified = calls.verify_seconds
    parts = (("on", topic), ("of", filters.publisher), ("since", filters.since), ("until", filters.until))
    question = " ".join(["Digest", *(f"{word} {value}" for word, value in parts if value)])
    receipt = Receipt(
        EXTRACTIVE,
        coverage,
        Query(question, "summary", topic=topic or "", scope=scope),
        independent_outlets=view.stories.count_independent_outlets({one.article.id for one in citations}),
        seconds=StageSeconds(
            search=searched - started, compose=ended - searched - verified, verify=verified, total=ended - started
        ),
    )
    composer = model.name if model and narrator.narrated else EXTRACTIVE
    receipt = add_model_usage(receipt, calls, composer=composer, degraded=narrator.degraded)
    if not stories:
        return Digest(Answer(question, "no_evidence", _no_record_text(filters, topic, coverage, view), receipt))
    shown = {(one.article.id, one.span): one for story in stories for one in story.shown}
    text = "\n\n".join(f"{story.title}\n{story.summary}" for story in stories)
    answer = Answer(question, "answered", text, receipt, tuple(shown.values()), citations)
    return Digest(answer, tuple(stories), len(events) - len(stories))


def _no_record_text(filters: Filters, topic: str | None, searched: Coverage, view: View) -> str:
    """Return that there is no story, and whether the period, the publisher or the topic excludes all articles."""
    about = f" on {one_line(topic)}" if topic else ""
    if searched.articles:
        return f"{NO_RECORD} of a story{about} {describe_coverage(searched)}."
    indexed = view.snapshot.coverage(Scope())
    if not indexed.articles:
        return f"{NO_RECORD} of a story{about}: the index holds no article yet."
    publisher = f" of {one_line(filters.publisher)}" if filters.publisher else ""
    text = f"{NO_RECORD} of a story{about}{publisher}{_format_period(filters)} {describe_coverage(indexed)}."
    names = view.snapshot.publishers() if publisher else []
    first = join_names([one_line(name) for name in names[:MAX_PUBLISHERS]])
    more = f", and {len(names) - MAX_PUBLISHERS:,} more" if len(names) > MAX_PUBLISHERS else ""
    return f"{text} The index has articles from {first}{more}." if names else text


def _format_period(filters: Filters) -> str:
    since, until = filters.since, filters.until
    if since and since == until:
        return f" of {format_day(since)}"
    return (f" since {format_day(since)}" if since else "") + (f" until {format_day(until)}" if until else "")


def _find_events(ids: Sequence[str], view: View) -> list[Event]:
    """Return the events. Copies of one story are joined first, then one copy of each story is compared."""
    articles = view.snapshot.articles(ids)
    stories = view.stories.of(ids)
    copies: dict[str, list[Article]] = {}
    for article in sorted(articles.values(), key=lambda article: (str(article.published or ""), article.id)):
        copies.setdefault(stories[article.id].id, []).append(article)
    firsts = [group[0] for group in copies.values()]
    shared = find_shared_sentences(firsts)
    groups = group_events([read_traits(article, without=shared) for article in firsts], bundled_embedder().embed)
    return [Event(tuple(article for first in group for article in copies[stories[first].id])) for group in groups]


def _filter_by_topic(events: Iterable[Event], topic: str | None) -> list[Event]:
    """Return the events with an article that contains the topic. Its other articles may use other words."""
    if not topic or not topic.strip():
        return list(events)
    wanted = read_topic(topic, speech=True)
    found = []
    for event in events:
        texts = [f"{article.title}\n{article.text}" for article in event.articles]
        if any(
            wanted.contains_phrases(one) and wanted.coverage(topic_stems(one)) >= MIN_TOPIC_COVERAGE for one in texts
        ):
            found.append(event)
    return found


def _sort_by_weight(events: Sequence[Event], view: View) -> list[Event]:
    """Return the events by their independent outlets, discounted by age, then by their number of articles."""
    newest = max((day for event in events if (day := event.last)), default=None)
    weighted = []
    for event in events:
        outlets = view.stories.count_independent_outlets({article.id for article in event.articles})
        age = (newest - event.last).days if newest and event.last else 0
        weighted.append(Event(event.articles, outlets, outlets * 0.5 ** (age / HALF_LIFE)))
    return sorted(weighted, key=lambda event: (-event.weight, -len(event.articles), event.articles[0].id))


def _build_story(event: Event, view: View, narrator: DigestNarrator) -> DigestStory:
    stories = view.stories.of([article.id for article in event.articles])
    firsts = {stories[article.id].id: article for article in reversed(event.articles)}
    ids = [article.id for article in event.articles if article in firsts.values()][:MAX_SUMMARISED]
    sources = tuple(Source(article, view.stories.carried_by(article.id)) for article in event.articles)
    return write_story(event, read_articles(ids, view), sources, narrator)
