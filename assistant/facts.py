"""Sentences that answer a question of fact, or none.

Retrieval always finds something; this decides whether it is an answer. What the question names must be what the article
is about, what it asks of it must stand in the sentence, and so must the kind of thing that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.places import sentences_over
from assistant.types import Fact, Query
from assistant.understand.topic import Topic, read_topic
from assistant.understand.words import is_topical, stems_of
from assistant.words import fold, stem, words_of
from index.types import Article, Attributed, Hit, Span, Statement

MOST_FACTS = 3
ENOUGH = 0.5
"""Share of the question's common words that the sentence must hold. Names may stand anywhere in the article, because
the sentence that answers often says "it" or "the bridge"; the words of the relation may not."""
NEAR_THE_BEST = 0.85

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|tonight|noon|midnight|morning|evening"
_WHEN = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}|(?:19|20)\d\d|{_DAY}|\d{{1,2}}(?::\d\d)? ?[ap]\.?m"
    rf"|(?:last|next|this) (?:week|month|year)|{_MONTH} of)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?|half|third|quarter)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:in|at|near|on|from|to|outside|inside|beside|under|off) (?:the |a |an )?(\w[\w’'-]+)")


def find_facts(query: Query, hits: Sequence[Hit], statements: Mapping[str, Sequence[Statement]]) -> tuple[Fact, ...]:
    """The sentences of the passages found that answer, best first; each with the statement it stands in, if any."""
    topic = read_topic(re.sub(r"^how (?!many|much)\w+", "how", query.topic, flags=re.IGNORECASE), speech=True)
    if not topic:
        return ()
    facts = {(fact.article.id, fact.span): fact for hit in hits for fact in _in_hit(query, topic, hit, statements)}
    best = sorted(facts.values(), key=lambda fact: -fact.score)
    return tuple(fact for fact in best if fact.score >= NEAR_THE_BEST * best[0].score)[:MOST_FACTS]


def _in_hit(query: Query, topic: Topic, hit: Hit, statements: Mapping[str, Sequence[Statement]]) -> Iterator[Fact]:
    article = hit.article
    names = {term.stem for term in topic.terms if term.weight > 1}
    if not names <= _stems_among(article, names) or not topic.holds_phrases(f"{article.title} {article.text}"):
        return
    common = [term.stem for term in topic.terms if term.weight == 1]
    focus = _focus(query)
    for sentence in sentences_over(article.text, [hit.passage.span]):
        words = sentence.of(article.text)
        stems = set(stems_of(words))
        shared = sum(one in stems for one in common) / len(common) if common else 1.0
        named = len(names & stems) / len(names) if names else 1.0
        if (common or named >= ENOUGH) and shared >= ENOUGH and focus <= stems and _holds_what_is_asked(query, words):
            yield Fact(article, sentence, shared + named / 2, _within(sentence, hit, statements), hit.also_carried_by)


def _focus(query: Query) -> set[str]:
    """The word the sentence cannot do without: what is counted, or what somebody is or did."""
    match query.asks:
        case "number":
            counted = re.match(r"how many (\w+)", query.question.strip(), re.IGNORECASE)
            measured = [word for word in words_of(query.question)[2:] if is_topical(word)]
            if query.question.lower().startswith("how much") and measured:
                return {stem(measured[-1])}
            return {stem(counted[1])} if counted else set()
        case "who":
            first = next((word for word in words_of(query.question)[1:] if is_topical(word)), None)
            return {stem(first)} if first and first.islower() else set()
        case _:
            return set()


def _holds_what_is_asked(query: Query, sentence: str) -> bool:
    """A date for "when", a number for "how many", a place for "where", a name the question did not give for "who"."""
    asked = {fold(word) for word in words_of(query.question)}
    match query.asks:
        case "when":
            return bool(_WHEN.search(sentence))
        case "number":
            return bool(_NUMBER.search(sentence))
        case "where":
            return any(fold(place) not in asked for place in _PLACE.findall(sentence))
        case "who":
            return any(word[0].isupper() and fold(word) not in asked for word in words_of(sentence)[1:])
        case _:
            return True


def _within(sentence: Span, hit: Hit, statements: Mapping[str, Sequence[Statement]]) -> Attributed | None:
    """The statement most of a sentence consists of, if any: then it is somebody's words and not the article's."""
    half = (sentence.end - sentence.start) / 2
    for statement in statements.get(hit.article.id, ()):
        if sum(piece.overlap(sentence) for piece in statement.pieces) > half:
            return Attributed(statement, hit.article, hit.also_carried_by)
    return None


def _stems_among(article: Article, wanted: set[str]) -> set[str]:
    """Which of some stems stand in the article. Only words that begin like one of them are stemmed."""
    beginnings = {one[:3] for one in wanted}
    return {stem(word) for word in words_of(f"{article.title} {article.text}") if fold(word)[:3] in beginnings}
