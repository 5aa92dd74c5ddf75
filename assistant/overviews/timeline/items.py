"""The items of a timeline: statements with their repetitions by several outlets, and events that articles report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answers.extractive import format_day
from assistant.overviews.headlines import without_dateline
from assistant.overviews.inputs import read_articles
from assistant.overviews.summary.self_contained import is_opening
from assistant.overviews.summary.sentence_selection import find_candidates
from assistant.overviews.topic_statements import statement_day
from assistant.overviews.types import Sentence
from assistant.retrieval.evidence import search_passages, statements_by_hit
from assistant.types.types import Query
from assistant.understanding.stemming import stem
from assistant.understanding.topic import Topic
from assistant.understanding.topic_words import is_topical, topic_stems
from index.search.search import View
from index.stories.corrections import is_in_correction
from index.stories.near_duplicates import words_in
from index.tokenization import split_sentences
from index.types import Article, ArticleStatement, Hit, Span, Statement

_QUOTED = re.compile(r"[“\"«]([^”\"»]*)[”\"»]?|''(.*?)''", re.DOTALL)
MIN_QUOTED_WORDS = 5  # a shorter quotation may have been said twice
MIN_STEMS = 4  # topical words that identify a statement in indirect speech
MAX_DAYS_APART = 3
MAX_PASSAGES = 60
_MEANING_WORDS = frozenset(
    "no not never nor nobody nothing none neither without only if unless until except may might could can should would"
    " will must cannot before after".split()
)
"""Words that change the meaning of a statement. "Would" and "will" count as the same word."""


def format_date(day: date | None) -> str:
    return format_day(day) if day else "No date"


@dataclass(frozen=True, slots=True)
class RepeatedStatement:
    """A statement in its fullest form, and all its occurrences, earliest first."""

    fullest: ArticleStatement
    occurrences: tuple[ArticleStatement, ...]

    @property
    def first(self) -> ArticleStatement:
        return self.occurrences[0]


@dataclass(frozen=True, slots=True)
class _Wording:
    item: ArticleStatement
    quotations: tuple[str, ...]
    """The long quotations, as folded words with a space on both sides."""
    words: str
    all_quotations: frozenset[str]
    stems: frozenset[str]
    meaning_words: tuple[str, ...]

    @property
    def text(self) -> str:
        return "|".join(self.quotations)

    @property
    def is_paraphrase(self) -> bool:
        """Whether it is indirect speech with enough words to be recognised."""
        return not self.quotations and self.item.statement.kind != "direct" and len(self.stems) >= MIN_STEMS


def group_repeats(items: Iterable[ArticleStatement]) -> list[RepeatedStatement]:
    """Return the statements with their repetitions, in no particular order."""
    by_speaker: dict[object, list[_Wording]] = defaultdict(list)
    for item in items:
        by_speaker[item.statement.speaker, item.statement.commitment].append(_read_wording(item))
    return [group for wordings in by_speaker.values() for group in _group(wordings)]


def _read_wording(item: ArticleStatement) -> _Wording:
    texts = [piece.of(item.article.text) for piece in item.statement.pieces]
    quoted = [double or single for text in texts for double, single in _QUOTED.findall(text)]
    if not quoted and item.statement.kind == "direct":
        quoted = texts  # a turn of an interview has no quotation marks
    quotations = [tuple(words_in(quotation)) for quotation in quoted]
    words = words_in(" ".join(texts))
    return _Wording(
        item,
        tuple(f" {' '.join(quotation)} " for quotation in quotations if len(quotation) >= MIN_QUOTED_WORDS),
        " ".join(words),
        frozenset(" ".join(quotation) for quotation in quotations if quotation),
        frozenset(stem(word) for word in words if is_topical(word) or any(c.isdigit() for c in word)),
        tuple(sorted("will" if word == "would" else word for word in words if word in _MEANING_WORDS)),
    )


def _group(wordings: Sequence[_Wording]) -> list[RepeatedStatement]:
    """Return the groups; each fullest form contains every long quotation of its group."""
    heads: list[_Wording] = []
    members: list[list[ArticleStatement]] = []
    by_key: dict[str, list[int]] = defaultdict(list)
    for wording in sorted(wordings, key=lambda one: (-len(one.text), -len(one.stems), _sort_key(one.item))):
        at = next((at for at in _find_heads(wording, by_key) if _is_repeat(wording, heads[at])), None)
        if at is None:
            at = len(heads)
            heads.append(wording)
            members.append([])
            for key in _keys(wording):
                by_key[key].append(at)
        members[at].append(wording.item)
    return [
        RepeatedStatement(head.item, tuple(sorted(items, key=_sort_key)))
        for head, items in zip(heads, members, strict=True)
    ]


def _keys(wording: _Wording) -> set[str]:
    """Return the keys by which a repetition finds it: five words in a row, all words, or a stem of a paraphrase."""
    keys = {f"={wording.words}"} if wording.words and not wording.quotations else set()
    if wording.is_paraphrase:
        keys.update(f"~{one}" for one in wording.stems)
    for quotation in wording.quotations:
        words = quotation.split()
        starts = range(len(words) - MIN_QUOTED_WORDS + 1)
        keys.update(" ".join(words[at : at + MIN_QUOTED_WORDS]) for at in starts)
    return keys


def _find_heads(wording: _Wording, by_key: dict[str, list[int]]) -> list[int]:
    if wording.is_paraphrase:
        return min((by_key.get(f"~{one}", []) for one in wording.stems), key=len)
    if not wording.quotations:
        return by_key.get(f"={wording.words}", [])
    return by_key.get(" ".join(wording.quotations[0].split()[:MIN_QUOTED_WORDS]), [])


def _is_repeat(wording: _Wording, head: _Wording) -> bool:
    stated_days = {one.item.statement.said_on for one in (wording, head)} - {None}
    if len(stated_days) > 1:
        return False
    if wording.is_paraphrase and wording.words != head.words:
        return _is_repeated_paraphrase(wording, head)
    return all(quotation in head.text for quotation in wording.quotations)


def _is_repeated_paraphrase(wording: _Wording, head: _Wording) -> bool:
    """Return whether two articles of nearly the same day paraphrase one statement with the same modal words."""
    day, head_day = statement_day(wording.item), statement_day(head.item)
    is_near = day is not None and head_day is not None and abs((day - head_day).days) <= MAX_DAYS_APART
    is_same = wording.all_quotations == head.all_quotations and wording.meaning_words == head.meaning_words
    is_elsewhere = wording.item.article.id != head.item.article.id
    return is_elsewhere and is_near and is_same and head.is_paraphrase and wording.stems <= head.stems


def _sort_key(item: ArticleStatement) -> tuple[date, date, str, int]:
    published = item.article.published_day or date.max
    return (statement_day(item) or date.max, published, item.article.id, item.statement.content.start)


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """A sentence of an article that is nobody's statement."""

    article: Article
    span: Span
    also_carried_by: tuple[str, ...] = ()


def find_events(query: Query, topic: Topic, view: View) -> list[ReportedEvent]:
    """Return the best sentence on the event of each article, preferably its first, which has the news."""
    best: dict[str, tuple[float, ReportedEvent]] = {}
    hits = [
        hit for hit in search_passages(query, view, k=MAX_PASSAGES) if hit.article.kind not in ("opinion", "analysis")
    ]
    for hit, statements in statements_by_hit(hits, view):
        for coverage, event in _own_sentences(hit, statements, topic):
            if hit.article.id not in best or coverage > best[hit.article.id][0]:
                best[hit.article.id] = (coverage, event)
    found = {article_id: event for article_id, (_, event) in best.items()}
    return list((found | _leads([hit.article.id for hit in hits], found, topic, view)).values())


def _leads(ids: Sequence[str], found: Collection[str], topic: Topic, view: View) -> dict[str, ReportedEvent]:
    """Return first sentences on the event. One word of the topic suffices if another sentence is on it."""
    leads: dict[str, ReportedEvent] = {}
    for reading in read_articles(list(dict.fromkeys(ids)), view):
        article = reading.article
        lead = next((one for one in find_candidates(reading) if one.leads and one.introduced is None), None)
        if lead is None or _is_mostly_statement(lead):
            continue
        words = lead.span.of(article.text)
        has_topic_word = article.id in found and topic.coverage(topic_stems(words)) > 0
        if has_topic_word or topic.is_filled_by(words, article.title):
            leads[article.id] = ReportedEvent(article, lead.span, reading.also_carried_by)
    return leads


def _is_mostly_statement(sentence: Sentence) -> bool:
    """Return whether one statement covers most of the sentence; the timeline shows it as that statement."""
    overlaps = (
        sum(piece.overlap(sentence.span) for piece in item.statement.pieces)
        for item in sentence.reading.statements
        if item.statement.speaker is not None
    )
    return max(overlaps, default=0) > (sentence.span.end - sentence.span.start) / 2


def _own_sentences(hit: Hit, statements: Sequence[Statement], topic: Topic) -> Iterator[tuple[float, ReportedEvent]]:
    """Yield the passage's sentences on the topic that are no statement, with their coverage of the topic."""
    text, start = hit.article.text, hit.passage.span.start
    for sentence in split_sentences(hit.passage.span.of(text)):
        span = without_dateline(Span(start + sentence.start, start + sentence.end), text)
        words = span.of(text)
        is_statement = any(piece.overlap(span) for statement in statements for piece in statement.pieces)
        if is_statement or is_in_correction(text, span) or not is_opening(words):
            continue
        if topic.is_filled_by(words, hit.article.title):
            yield topic.coverage(topic_stems(words)), ReportedEvent(hit.article, span, hit.also_carried_by)
