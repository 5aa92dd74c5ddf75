"""Speakers of extracted statements and of answers, compared with annotated articles; and refusals and quotations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from evals.scorers.attribution.annotations import (
    Attribution,
    GoldArticle,
    GoldPlace,
    GoldQuestion,
    SpeakerTruth,
    TokenSet,
    contains_half,
)
from evals.scorers.attribution.spans import percent
from evals.scorers.names import is_full_name, name_parts, names_jointly, same_person
from index.types import Span, Statement

Row = Mapping[str, Any]  # an Answer of CONTRACT.md, or a statement of one
Articles = Mapping[str, GoldArticle]
Credit = Literal["right", "wrong_person", "wrong_other", "unknown", "nothing_said_there", "unlisted_name"]
Verdict = Literal["right", "wrong_person", "wrong_other", "unknown", "narration", "bad_span"]

_QUOTATION = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
_MIN_QUOTATION_WORDS = 4  # a shorter one may be a term that the question or the article is about
_OTHERS_SPOKE = ("swap", "false_premise", "mentioned_not_speaker")
_REPORTED_COUNTS = (
    *("shown", "right", "wrong_person", "wrong_other", "unknown", "narration", "bad_span", "off_speaker"),
    *("refused_but_shows_asked_person", "quotations", "quotations_unbacked"),
)


def count_answer(question: GoldQuestion, answer: Row | None, articles: Articles) -> Counter[str]:
    """Return the counts of one question. None instead of an answer counts as an empty answer."""
    shown: Sequence[Row] = answer["statements"] if answer else ()
    refused = answer is not None and answer["status"] == "no_evidence"
    counts = Counter({"questions": 1, "shown": len(shown), "refused": int(refused)})
    for statement in shown:
        article = articles.get(statement["article_id"])
        counts[_verdict(statement, article)] += 1
        quoted = article.text[statement["start"] : statement["end"]] if article else None
        counts["verbatim"] += quoted == statement["quote"]
        by_asked = same_person(statement["speaker"] or "", question.speaker)
        counts["refused_but_shows_asked_person"] += refused and by_asked
        counts["off_speaker"] += not refused and bool(statement["speaker"]) and not by_asked
    if question.refusable:
        counts.update(["refusable", *(["refused_rightly"] if refused else [])])
    counts.update(_quotation_keys(question, answer, shown))
    if question.answerable:
        counts.update(_recall_keys(question, () if refused else shown, articles))
    if question.type in _OTHERS_SPOKE and question.said_by:
        named = answer.get("said_by", ()) if answer else ()
        right = sum(any(same_person(name, other) for other in question.said_by) for name in named)
        counts.update(said_by_asked=1, said_by_found=int(right > 0), said_by_given=len(named), said_by_right=right)
    return counts


def summarize_answers(counts: Mapping[str, Counter[str]]) -> dict[str, Any]:
    """Return the shares in percent, from the counts by type of question; recall and refusals also by type."""
    total = sum(counts.values(), Counter[str]())
    wrong = total["wrong_person"] + total["wrong_other"]
    answerable = {kind: count for kind, count in counts.items() if count["answerable"]}
    return {
        "questions": total["questions"],
        "recall": percent(total["hit"], total["answerable"]),
        "recall_whole_content": percent(total["hit_whole"], total["answerable"]),
        "recall_by_type": {kind: percent(count["hit"], count["answerable"]) for kind, count in answerable.items()},
        "misattributed": percent(wrong, wrong + total["right"]),
        "narration": percent(total["narration"], total["shown"]),
        "statement_precision": percent(total["to_the_point"], total["shown_on_answerable"]),
        "refusal": {
            "precision": percent(total["refused_rightly"], total["refused"]),
            "recall": percent(total["refused_rightly"], total["refusable"]),
            "f1": percent(2 * total["refused_rightly"], total["refused"] + total["refusable"]),
        },
        "refused_by_type": {kind: percent(count["refused"], count["questions"]) for kind, count in counts.items()},
        "said_by": {
            "recall": percent(total["said_by_found"], total["said_by_asked"]),
            "precision": percent(total["said_by_right"], total["said_by_given"]),
        },
        "verbatim": percent(total["verbatim"], total["shown"]),
        "counts": {key: total[key] for key in _REPORTED_COUNTS},
    }


def _verdict(shown: Row, article: GoldArticle | None) -> Verdict:
    """Judge whether the shown words are an attribution, and whether the shown speaker is its source."""
    words = _words(shown, article)
    if article is None or not words:
        return "bad_span"
    found = article.find_attributions(words)
    if not found:
        return "narration"
    name = shown["speaker"] or ""
    if name and any(is_said_by(name, attribution, truth, article) for attribution, truth in found):
        return "right"
    for attribution, truth in found:
        if truth.is_unresolved or (not truth.is_person and _shares_surname(name, article.text_of(attribution.source))):
            return "unknown"
    return "wrong_person" if any(truth.is_person for _, truth in found) else "wrong_other"


def _words(shown: Row, article: GoldArticle | None) -> TokenSet:
    if article is None or not 0 <= shown["start"] < shown["end"]:
        return frozenset()
    return article.tokens.words([Span(shown["start"], shown["end"])])


def _shares_surname(name: str, source: str) -> bool:
    """ "the Venn campaign" is neither Ada Venn nor clearly somebody else if the source ends in her surname."""
    surname = name_parts(name)[-1:]
    return bool(surname) and surname == name_parts(source)[-1:]


def _quotation_keys(question: GoldQuestion, answer: Row | None, shown: Iterable[Row]) -> Iterator[str]:
    """Yield a key for each quotation in the answer's text, and one more if no shown statement contains it."""
    quotes = [" ".join(statement["quote"].split()) for statement in shown]
    for match in _QUOTATION.finditer(answer["text"] if answer else ""):
        words = " ".join((match[1] or match[2]).split()).strip(" ,.;:?!")
        if len(words.split()) >= _MIN_QUOTATION_WORDS:
            yield "quotations"
            if not any(words in quote for quote in (*quotes, question.question)):
                yield "quotations_unbacked"


def _recall_keys(question: GoldQuestion, shown: Iterable[Row], articles: Articles) -> Iterator[str]:
    """Yield keys for most of the asked person's words being shown, and for every relevant statement."""
    hits: set[str] = set()
    for statement in shown:
        article = articles.get(statement["article_id"])
        words = _words(statement, article)
        if article is None or not words:
            continue
        yield "shown_on_answerable"
        places = [place for place in (*question.answers, *question.allowed) if place.article_id == article.id]
        if any(contains_half(words, article.tokens.words(place.content)) for place in places):
            yield "to_the_point"
        if same_person(statement["speaker"] or "", question.speaker):
            hits.update(hit for place in question.answers for hit in _hit_keys(words, place, article))
    yield "answerable"
    yield from hits


def _hit_keys(words: TokenSet, place: GoldPlace, article: GoldArticle) -> Iterator[str]:
    content = article.tokens.words(place.content)
    if place.article_id != article.id or not contains_half(words, content):
        return
    if contains_half(content, words):
        yield from ("hit", "hit_whole")
    elif place.focus and contains_half(article.tokens.words([place.focus]), words):
        yield "hit"


def count_credits(article: GoldArticle, statements: Sequence[Statement]) -> Counter[Credit]:
    """Return the verdicts on the statements credited by full name; none if the article's speakers are unresolved."""
    if not article.truths:
        return Counter()
    named = [(said, said.speaker.name) for said in statements if said.speaker and said.speaker.kind != "unnamed"]
    return Counter(_judge_credit(article, statement, name) for statement, name in named if is_full_name(name))


def summarize_credits(counts: Counter[Credit]) -> dict[str, Any]:
    """Return the counts, and the misattributed share of the statements with a known speaker, in percent."""
    wrong = counts["wrong_person"] + counts["wrong_other"]
    known = wrong + counts["right"]
    return {"known": known, "wrong_mouth": percent(wrong, known), "counts": dict(counts)}


def is_said_by(name: str, attribution: Attribution, truth: SpeakerTruth, article: GoldArticle) -> bool:
    """Return whether the attribution's source is this person, or names them as one of several."""
    if truth.is_person:
        return same_person(truth.name, name)
    return names_jointly(article.text_of(attribution.source), name)


def _judge_credit(article: GoldArticle, statement: Statement, name: str) -> Credit:
    if not any(is_full_name(person) and same_person(name, person) for person in article.people):
        return "unlisted_name"
    found = article.find_attributions(article.tokens.words(statement.pieces))
    if not found:
        return "nothing_said_there"
    if any(is_said_by(name, attribution, truth, article) for attribution, truth in found):
        return "right"
    if any(truth.is_unresolved for _, truth in found):
        return "unknown"
    return "wrong_person" if any(truth.is_person for _, truth in found) else "wrong_other"
