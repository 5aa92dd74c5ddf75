"""Sentences that answer a question of fact, or none.

Retrieval always finds something; this decides whether it is an answer. What the question names must be what the article
is about, what it asks of it must stand in the sentence or beside it, and so must the kind of thing that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.retrieval.answer_types import (
    NEVER_NEEDED,
    answer_type_stems,
    focus,
    has_answer_type,
    names_answer_type,
    words_given,
)
from assistant.retrieval.antecedents import find_introduction
from assistant.retrieval.context import sentences_over
from assistant.retrieval.demonyms import countries_in
from assistant.retrieval.thesaurus.thesaurus import ABOVE, SAME, relatedness
from assistant.types.types import Fact, Query
from assistant.understanding.stemming import fold, stem, stem_prefixes, words_of
from assistant.understanding.topic import Topic, read_topic
from assistant.understanding.topic_words import is_topical, topic_stems
from index.types import Article, ArticleStatement, Hit, Span, Statement

MOST_FACTS = 3
PER_ABSENT = 4
"""One word of so many may be nowhere in the article. Fewer, and a question about a tunnel is answered with a bridge."""
ENOUGH = 0.5
"""Share of the relation that must stand in the sentence and those beside it, or in the title. Names may stand anywhere
in the article, because the sentence that answers often says "it" or "the bridge"."""
LONG = 5
ENOUGH_OF_LONG = 0.3
ENOUGH_WITH_NAMES = 0.5
"""Of a question with so many words of relation less is enough, where half of it stands there with its names: nobody
writes all of what a long question tells."""
NEAR_THE_BEST = 0.5
NEAR_THE_BEST_OF_A_KIND = 0.7
"""Further sentences must score so much of the best; more where it was checked that the best tells a date or a number.
These figures and those below were set on RealTimeQA and the golden set (docs/finding.md); none of them is critical."""
LEAST_SCORE = 0.85
"""A best sentence that scores less, and of which no kind can be checked, more often answers something else."""
ALIKE = 0.3
"""What a sentence loses that tells only what is shown already."""
PER_RANK = 0.04
"""What a sentence loses for each passage that was found before its own."""
OF_THE_KIND = 0.2
"""What a name of the kind that is asked for counts, and its absence."""
NEWS = 0.2
"""What a name or a figure counts that the question does not give."""

_GOES_ON = re.compile(r"(?:It|Its|They|Their|This|These)\b")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The stems of a question, by what they must do."""

    topic: Topic
    names: frozenset[str]
    """What the article must be about."""
    relation: frozenset[str]
    """What must be said of it."""
    focus: frozenset[str]
    all: frozenset[str]
    like: re.Pattern[str]
    """Words that begin like a name or a word of the relation."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    fact: Fact
    told: frozenset[str]
    """What it tells that the question does not."""


def find_facts(query: Query, hits: Sequence[Hit], statements: Mapping[str, Sequence[Statement]]) -> tuple[Fact, ...]:
    """The sentences of the passages found that answer, best first; each with the statement it stands in, if any."""
    facts = judge_facts(query, hits, statements)
    enough = query.asks != "fact" or (facts and facts[0].score >= LEAST_SCORE)
    return _introduced(query, facts, statements) if enough and facts else ()


def judge_facts(query: Query, hits: Sequence[Hit], statements: Mapping[str, Sequence[Statement]]) -> tuple[Fact, ...]:
    """The sentences that may answer, best first, however little they fit."""
    asked = _read(query)
    if not asked.topic:
        return ()
    found = (one for hit in hits for one in _in_hit(query, asked, hit, statements))
    unique = {(one.fact.article.id, one.fact.span): one for one in found}
    ranked = sorted(unique.values(), key=lambda one: -one.fact.score)
    return _varied(ranked, near=NEAR_THE_BEST if query.asks == "fact" else NEAR_THE_BEST_OF_A_KIND)


def _introduced(query: Query, facts: Sequence[Fact], statements: Mapping[str, Sequence[Statement]]) -> tuple[Fact, ...]:
    """With the sentence that tells who the best of them is about, where it does not say so itself."""
    best = facts[0]
    span = find_introduction(best.span, best.article, known=words_given(query))
    if span is None or any(one.article.id == best.article.id and one.span == span for one in facts):
        return tuple(facts)
    within = _within(span, best.article, statements.get(best.article.id, ()), best.also_carried_by)
    return (best, replace(best, span=span, within=within), *facts[1:])


def _read(query: Query) -> _Asked:
    topic = read_topic(re.sub(r"^how (?!many|much)\w+", "how", query.topic, flags=re.IGNORECASE), speech=True)
    names = {term.stem for term in topic.terms if term.weight > 1}
    common = {term.stem for term in topic.terms} - names
    beginnings = sorted(frozenset().union(*map(stem_prefixes, names | common)))
    return _Asked(
        topic,
        names=frozenset(names - NEVER_NEEDED),
        relation=frozenset(common - NEVER_NEEDED - answer_type_stems(query.topic)),
        focus=focus(query),
        all=topic_stems(query.question),
        like=re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, beginnings))})[\w'’]*"),
    )


def _in_hit(
    query: Query, asked: _Asked, hit: Hit, statements: Mapping[str, Sequence[Statement]]
) -> Iterator[_Candidate]:
    article = hit.article
    present = _stems_among(article, asked.like)
    whole = f"{article.title} {article.text}"
    lands = _lands_named(asked.names - present, query.question, whole)
    if not asked.names <= present | lands.keys() or not asked.topic.holds_phrases(whole):
        return
    absent, most = asked.relation - present, (len(asked.relation) + min(1, len(asked.names))) // PER_ABSENT
    is_open = query.asks == "fact"
    kindred = _kindred(absent, article, ABOVE if is_open else SAME) if len(absent) > most else {}
    if len(absent - kindred.keys()) > most:
        return
    kindred = lands if is_open else kindred | lands
    title = _with_kin(topic_stems(article.title), kindred)
    sentences = sentences_over(article.text, [hit.passage.span])
    own_stems = [topic_stems(sentence.of(article.text)) for sentence in sentences]
    stems = [_with_kin(one, kindred) for one in own_stems]
    for at, sentence in enumerate(sentences):
        words = sentence.of(article.text)
        around = title.union(*stems[max(0, at - 1) : at + 2])
        own, nearby = asked.topic.coverage(stems[at]), asked.topic.coverage(around)
        speaks_of_it = own or (at and _GOES_ON.match(words) and asked.topic.coverage(stems[at - 1]))
        if not speaks_of_it or not asked.focus <= own_stems[at] or words.rstrip().endswith("?"):
            continue
        if kindred and not asked.relation <= around:
            continue
        if _is_enough(asked.relation, around, nearby) and has_answer_type(query, words):
            score = own + nearby / 2 - PER_RANK * hit.rank + NEWS * _tells_a_name(words, asked.all)
            score += {True: OF_THE_KIND, False: -OF_THE_KIND, None: 0.0}[names_answer_type(query, words)]
            within = _within(sentence, article, statements.get(article.id, ()), hit.also_carried_by)
            fact = Fact(article, sentence, score, within, hit.also_carried_by)
            yield _Candidate(fact, frozenset(one for one in stems[at] - asked.all if is_topical(one)))


def _lands_named(names: Collection[str], question: str, text: str) -> dict[str, frozenset[str]]:
    """Of names that a text does not spell as a question does those of countries, and the text's words for them:
    "Italy" for "Italian"."""
    asked = {stem(word): countries_in(word) for word in words_of(question) if names and stem(word) in names}
    if not any(asked.values()):  # nearly always: the words of an article are many
        return {}
    told = {word: countries_in(word) for word in words_of(text) if word[0].isupper()}
    found = {name: frozenset(stem(word) for word, one in told.items() if one & land) for name, land in asked.items()}
    return {name: words for name, words in found.items() if words}


def _kindred(absent: Collection[str], article: Article, least: float) -> dict[str, frozenset[str]]:
    """For words that an article does not have those of its own that are near enough to them: "lorry" for "truck"."""
    stems = [one for one in topic_stems(f"{article.title} {article.text}") if is_topical(one)]
    found = {word: frozenset(one for one in stems if relatedness(word, one) >= least) for word in absent}
    return {word: kin for word, kin in found.items() if kin}


def _with_kin(stems: frozenset[str], kindred: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """With the words that are asked for where there are kindred ones."""
    return stems.union(word for word, kin in kindred.items() if kin & stems)


def _is_enough(relation: Collection[str], around: Collection[str], nearby: float) -> bool:
    share = sum(one in around for one in relation) / len(relation) if relation else 1.0
    is_long = len(relation) >= LONG
    return share >= ENOUGH or (is_long and share >= ENOUGH_OF_LONG and nearby >= ENOUGH_WITH_NAMES)


def _varied(ranked: Sequence[_Candidate], *, near: float) -> tuple[Fact, ...]:
    """The best, then what tells most that those before it do not: three papers' sentences of one event are alike."""
    chosen: list[_Candidate] = []

    def worth(one: _Candidate) -> float:
        return one.fact.score - ALIKE * max((_alike(one, other) for other in chosen), default=0.0)

    left = list(ranked)
    while left and len(chosen) < MOST_FACTS:
        following = max(left, key=worth)
        if chosen and following.fact.score < near * chosen[0].fact.score:
            break
        left.remove(following)
        chosen.append(following)
    return tuple(one.fact for one in chosen)


def _alike(one: _Candidate, other: _Candidate) -> float:
    shorter = min(len(one.told), len(other.told))
    return len(one.told & other.told) / shorter if shorter else 1.0


def _tells_a_name(words: str, asked: Collection[str]) -> bool:
    """Whether a sentence gives a name or a figure that the question does not."""
    return any(
        (word[0].isupper() or word[0].isdigit()) and is_topical(word) and stem(word) not in asked
        for word in words_of(words)[1:]
    )


def _within(
    sentence: Span, article: Article, statements: Sequence[Statement], also_carried_by: tuple[str, ...]
) -> ArticleStatement | None:
    """The statement most of a sentence consists of, if any: then it is somebody's words and not the article's."""
    half = (sentence.end - sentence.start) / 2
    for statement in statements:
        if sum(piece.overlap(sentence) for piece in statement.pieces) > half:
            return ArticleStatement(statement, article, also_carried_by)
    return None


def _stems_among(article: Article, like: re.Pattern[str]) -> frozenset[str]:
    """The stems of the article's words that begin like those asked for. Cutting and stemming all words of ten articles
    would take longer than the search."""
    words = set(like.findall(fold(f"{article.title} {article.text}").replace(".", "")))
    return frozenset(map(stem, words))
