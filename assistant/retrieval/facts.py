"""Selects the sentences that answer a question of fact, if any: retrieval finds passages for every question.

The article must contain the names, the sentence and its neighbours the rest, and the sentence the answer type.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.retrieval.answer_types import (
    OPTIONAL_STEMS,
    answer_type_stems,
    focus,
    has_answer_type,
    names_answer_type,
    words_given,
)
from assistant.retrieval.context import find_introduction, sentences_over
from assistant.retrieval.demonyms import countries_in
from assistant.retrieval.thesaurus.lookup import ABOVE, SAME, relatedness
from assistant.types import EventTime, Fact, Query
from assistant.understanding.date_expressions import YEAR
from assistant.understanding.stemming import fold, split_words, stem, stem_prefixes
from assistant.understanding.topic import Topic, is_topical, read_topic, topic_stems
from index.types import Article, ArticleStatement, Hit, Span, Statement

MAX_FACTS = 3
WORDS_PER_ABSENT = 4
"""One word in so many may be absent from the article. With fewer, a bridge would answer a question about a tunnel."""
MIN_RELATION = 0.5
"""The share of the relation that the sentence, its neighbours or the title must contain. Names may be anywhere in the
article, because the sentence that answers often says "it"."""
LONG_RELATION = 5
MIN_LONG_RELATION = 0.3
MIN_TOPIC_OF_LONG = 0.5
"""A relation of LONG_RELATION words needs a smaller share, if half of the topic with its names is there too."""
# These thresholds were set on RealTimeQA and the golden set (docs/finding.md); none of them is critical.
MIN_SHARE_OF_BEST = 0.5
MIN_SHARE_OF_TYPED_BEST = 0.7
"""Further sentences need this share of the best score; more if the best has a checked answer type."""
MIN_SCORE = 0.85
"""The minimum score of the best sentence for a question without a checked answer type."""
REDUNDANCY_PENALTY = 0.3
RANK_PENALTY = 0.04
"""Subtracted for each passage that ranks higher."""
TYPE_BONUS = 0.2
"""Added if the sentence has a name of the requested type, subtracted if it has none."""
NEW_NAME_BONUS = 0.2
"""Added for a name or figure that is not in the question."""

_CONTINUES = re.compile(r"(?:It|Its|They|Their|This|These)\b")


@dataclass(frozen=True, slots=True)
class _Question:
    """The stems of a question, by their role."""

    topic: Topic
    names: frozenset[str]
    """Stems that the article must contain."""
    relation: frozenset[str]
    """Stems that must be near the answer."""
    focus: frozenset[str]
    all: frozenset[str]
    like: re.Pattern[str]
    """Matches words with a prefix of a name or relation stem."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    fact: Fact
    new_stems: frozenset[str]
    """Stems that are not in the question."""


def find_facts(query: Query, hits: Sequence[Hit], statements: Mapping[str, Sequence[Statement]]) -> tuple[Fact, ...]:
    """Return the sentences of the passages that answer, best first, each with the statement that contains it."""
    facts = judge_facts(query, hits, statements)
    answers = query.asks != "fact" or (facts and facts[0].score >= MIN_SCORE)
    return _with_introduction(query, facts, statements) if answers and facts else ()


def judge_facts(query: Query, hits: Sequence[Hit], statements: Mapping[str, Sequence[Statement]]) -> tuple[Fact, ...]:
    """Return the sentences that may answer, best first, whatever their score."""
    question = _read(query)
    if not question.topic:
        return ()
    found = (one for hit in hits for one in _in_hit(query, question, hit, statements))
    unique = {(one.fact.article.id, one.fact.span): one for one in found}
    ranked = sorted(unique.values(), key=lambda one: -one.fact.score)
    return _diversify(ranked, min_share=MIN_SHARE_OF_BEST if query.asks == "fact" else MIN_SHARE_OF_TYPED_BEST)


def _with_introduction(
    query: Query, facts: Sequence[Fact], statements: Mapping[str, Sequence[Statement]]
) -> tuple[Fact, ...]:
    """Add the sentence that introduces the subject of the best one, if that only says "she" or a surname."""
    best = facts[0]
    span = find_introduction(best.span, best.article, known=words_given(query))
    if span is None or any(one.article.id == best.article.id and one.span == span for one in facts):
        return tuple(facts)
    within = _enclosing_statement(span, best.article, statements.get(best.article.id, ()), best.also_carried_by)
    return (best, replace(best, span=span, within=within), *facts[1:])


def _read(query: Query) -> _Question:
    topic = read_topic(re.sub(r"^how (?!many|much)\w+", "how", query.topic, flags=re.IGNORECASE), speech=True)
    names = {term.stem for term in topic.terms if term.weight > 1}
    common = {term.stem for term in topic.terms} - names
    prefixes = sorted(frozenset().union(*map(stem_prefixes, names | common)))
    optional = OPTIONAL_STEMS | (topic_stems(query.happened.words) if query.happened else frozenset())
    return _Question(
        topic,
        names=frozenset(names - optional),
        relation=frozenset(common - optional - answer_type_stems(query.topic)),
        focus=focus(query),
        all=topic_stems(query.question),
        like=re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, prefixes))})[\w'’]*"),
    )


def _in_hit(
    query: Query, question: _Question, hit: Hit, statements: Mapping[str, Sequence[Statement]]
) -> Iterator[_Candidate]:
    article = hit.article
    substitutes = _substitutes(query, question, article)
    if substitutes is None or (query.happened and not _may_report(article, query.happened)):
        return
    title = _with_substituted(topic_stems(article.title), substitutes)
    sentences = sentences_over(article.text, [hit.passage.span])
    own_stems = [topic_stems(sentence.of(article.text)) for sentence in sentences]
    stems = [_with_substituted(one, substitutes) for one in own_stems]
    for at, sentence in enumerate(sentences):
        words = sentence.of(article.text)
        around = title.union(*stems[max(0, at - 1) : at + 2])
        own, nearby = question.topic.coverage(stems[at]), question.topic.coverage(around)
        is_on_topic = own or (at and _CONTINUES.match(words) and question.topic.coverage(stems[at - 1]))
        if not is_on_topic or not question.focus <= own_stems[at] or words.rstrip().endswith("?"):
            continue
        if substitutes and not question.relation <= around:
            continue
        if _covers_relation(question.relation, around, nearby) and has_answer_type(query, words):
            score = own + nearby / 2 - RANK_PENALTY * hit.rank + NEW_NAME_BONUS * _adds_name(words, question.all)
            score += {True: TYPE_BONUS, False: -TYPE_BONUS, None: 0.0}[names_answer_type(query, words)]
            within = _enclosing_statement(sentence, article, statements.get(article.id, ()), hit.also_carried_by)
            fact = Fact(article, sentence, score, within, hit.also_carried_by)
            yield _Candidate(fact, frozenset(one for one in stems[at] - question.all if is_topical(one)))


def _may_report(article: Article, happened: EventTime) -> bool:
    """Return whether the article may tell of the years that the question names: it is of that time, or names one."""
    named, period, day = YEAR.findall(happened.words), happened.period, article.published_day
    first, last = period.since or date.min, period.until or date.max
    if not named or day is None or (first <= day and day.year <= last.year + 1):
        return True
    return any(first.year <= int(year) <= last.year for year in YEAR.findall(f"{article.title} {article.text}"))


def _substitutes(query: Query, question: _Question, article: Article) -> Mapping[str, frozenset[str]] | None:
    """Return the article's stems that stand for absent stems of the question; None if too many are absent."""
    present = _stems_like(article, question.like)
    text = f"{article.title} {article.text}"
    countries = _country_stems(question.names - present, query.question, text)
    if not question.names <= present | countries.keys() or not question.topic.contains_phrases(text):
        return None
    absent = question.relation - present
    max_absent = (len(question.relation) + min(1, len(question.names))) // WORDS_PER_ABSENT
    is_open = query.asks == "fact"
    related = _related_stems(absent, text, ABOVE if is_open else SAME) if len(absent) > max_absent else {}
    if len(absent - related.keys()) > max_absent:
        return None
    return countries if is_open else related | countries


def _country_stems(names: Collection[str], question: str, text: str) -> dict[str, frozenset[str]]:
    """Return the text's stems for countries that it names in another form: "Italian" for "Italy"."""
    wanted = {stem(word): countries_in(word) for word in split_words(question) if names and stem(word) in names}
    if not any(wanted.values()):  # nearly always; an article has many words
        return {}
    present = {word: countries_in(word) for word in split_words(text) if word[0].isupper()}
    found = {
        name: frozenset(stem(word) for word, countries in present.items() if countries & country)
        for name, country in wanted.items()
    }
    return {name: words for name, words in found.items() if words}


def _related_stems(absent: Collection[str], text: str, minimum: float) -> dict[str, frozenset[str]]:
    """Return the text's stems that are related to absent ones: "lorry" for "truck"."""
    stems = [one for one in topic_stems(text) if is_topical(one)]
    found = {word: frozenset(one for one in stems if relatedness(word, one) >= minimum) for word in absent}
    return {word: related for word, related in found.items() if related}


def _with_substituted(stems: frozenset[str], substitutes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Add the question's stems that have a substitute among the stems."""
    return stems.union(word for word, others in substitutes.items() if others & stems)


def _covers_relation(relation: Collection[str], around: Collection[str], nearby: float) -> bool:
    share = sum(one in around for one in relation) / len(relation) if relation else 1.0
    is_long = len(relation) >= LONG_RELATION
    return share >= MIN_RELATION or (is_long and share >= MIN_LONG_RELATION and nearby >= MIN_TOPIC_OF_LONG)


def _diversify(ranked: Sequence[_Candidate], *, min_share: float) -> tuple[Fact, ...]:
    """Return the best candidate, then those that add most: several papers report one event in similar sentences."""
    chosen: list[_Candidate] = []

    def marginal_score(one: _Candidate) -> float:
        return one.fact.score - REDUNDANCY_PENALTY * max((_overlap(one, other) for other in chosen), default=0.0)

    left = list(ranked)
    while left and len(chosen) < MAX_FACTS:
        following = max(left, key=marginal_score)
        if chosen and following.fact.score < min_share * chosen[0].fact.score:
            break
        left.remove(following)
        chosen.append(following)
    return tuple(one.fact for one in chosen)


def _overlap(one: _Candidate, other: _Candidate) -> float:
    shorter = min(len(one.new_stems), len(other.new_stems))
    return len(one.new_stems & other.new_stems) / shorter if shorter else 1.0


def _adds_name(words: str, given: Collection[str]) -> bool:
    """Return whether a sentence has a name or figure that is not in the question."""
    new = (word for word in split_words(words)[1:] if is_topical(word) and stem(word) not in given)
    return any(word[0].isupper() or word[0].isdigit() for word in new)


def _enclosing_statement(
    sentence: Span, article: Article, statements: Sequence[Statement], also_carried_by: tuple[str, ...]
) -> ArticleStatement | None:
    """Return the statement that covers more than half of the sentence, which is then its speaker's words."""
    half = (sentence.end - sentence.start) / 2
    for statement in statements:
        if sum(piece.overlap(sentence) for piece in statement.pieces) > half:
            return ArticleStatement(statement, article, also_carried_by)
    return None


def _stems_like(article: Article, like: re.Pattern[str]) -> frozenset[str]:
    """Return the stems of the matching words. Stemming all words of ten articles would take longer than the search."""
    return frozenset(map(stem, set(like.findall(fold(f"{article.title} {article.text}").replace(".", "")))))
