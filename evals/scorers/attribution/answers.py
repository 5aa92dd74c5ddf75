"""Answers against what was marked: are the asked person's words shown, and nothing that they did not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from evals.scorers.attribution.annotations import GoldArticle, GoldPlace, GoldQuestion
from evals.scorers.attribution.credits import is_by
from evals.scorers.attribution.spans import percent
from evals.scorers.attribution.tokens import TokenSet, mostly
from evals.scorers.names import name_parts, same_person
from index.types import Span

Row = Mapping[str, Any]
"""An Answer of CONTRACT.md, or a statement of one."""
Articles = Mapping[str, GoldArticle]
Verdict = Literal["right", "wrong_person", "wrong_other", "unknown", "narration", "bad_span"]

_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
_SHORTEST_QUOTATION = 4
"""Words. What is shorter may be a word that the question or the article is about."""
_OTHERS_SPOKE = ("swap", "false_premise", "mentioned_not_speaker")


def count_answer(question: GoldQuestion, answer: Row | None, articles: Articles) -> Counter[str]:
    """One question's share of the figures. No answer at all, None, is an empty answer."""
    shown: Sequence[Row] = answer["statements"] if answer else ()
    refused = answer is not None and answer["status"] == "no_evidence"
    counts = Counter({"questions": 1, "shown": len(shown), "refused": int(refused)})
    for statement in shown:
        counts[_verdict(statement, articles)] += 1
        counts["verbatim"] += _is_verbatim(statement, articles)
        by_asked = same_person(statement["speaker"] or "", question.speaker)
        counts["refused_but_shows_asked_person"] += refused and by_asked
        counts["off_speaker"] += not refused and bool(statement["speaker"]) and not by_asked
    counts.update(_refusal(question, refused=refused))
    counts.update(_quotations(question, answer, shown))
    if question.answerable:
        counts.update(_recall(question, () if refused else shown, articles))
    if question.type in _OTHERS_SPOKE and question.said_by:
        counts.update(_said_by(question, answer.get("said_by", ()) if answer else ()))
    return counts


def answer_figures(counts: Mapping[str, Counter[str]]) -> dict[str, Any]:
    """The shares over all questions, from the counts by type of question, and the two that differ most by type."""
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
        "counts": {key: total[key] for key in _COUNTED},
    }


_COUNTED = (
    *("shown", "right", "wrong_person", "wrong_other", "unknown", "narration", "bad_span", "off_speaker"),
    *("refused_but_shows_asked_person", "quotations", "quotations_unbacked"),
)


def _verdict(shown: Row, articles: Articles) -> Verdict:
    """Whether the shown words are in an attribution, and if so in one to the speaker they are shown under."""
    article = articles.get(shown["article_id"])
    words = _words(shown, article)
    if article is None or not words:
        return "bad_span"
    inside = [one for one in article.attributions if mostly(words, article.tokens.words(one.content))]
    if not inside:
        return "narration"
    name = shown["speaker"] or ""
    truths = [(one, article.truth_of(one)) for one in inside]
    if any(is_by(name, one, truth, article) for one, truth in truths if name):
        return "right"
    if any(
        truth.open or (not truth.person and _shares_surname(name, article.words_of(one.source)))
        for one, truth in truths
    ):
        return "unknown"
    return "wrong_person" if any(truth.person for _, truth in truths) else "wrong_other"


def _words(shown: Row, article: GoldArticle | None) -> TokenSet:
    if article is None or not 0 <= shown["start"] < shown["end"]:
        return frozenset()
    return article.tokens.words([Span(shown["start"], shown["end"])])


def _shares_surname(name: str, source: str) -> bool:
    """ "the Venn campaign" is neither Ada Venn nor clearly somebody else where it ends in her name."""
    surname = name_parts(name)[-1:]
    return bool(surname) and surname == name_parts(source)[-1:]


def _is_verbatim(shown: Row, articles: Articles) -> bool:
    article = articles.get(shown["article_id"])
    return article is not None and article.text[shown["start"] : shown["end"]] == shown["quote"]


def _refusal(question: GoldQuestion, *, refused: bool) -> Iterator[str]:
    if question.refusable:
        yield "refusable"
        if refused:
            yield "refused_rightly"


def _quotations(question: GoldQuestion, answer: Row | None, shown: Iterable[Row]) -> Iterator[str]:
    """Quotations in the answer's prose, and those that no shown statement has."""
    quotes = [" ".join(statement["quote"].split()) for statement in shown]
    for match in _QUOTED.finditer(answer["text"] if answer else ""):
        words = " ".join((match[1] or match[2]).split()).strip(" ,.;:?!")
        if len(words.split()) >= _SHORTEST_QUOTATION:
            yield "quotations"
            if not any(words in quote for quote in (*quotes, question.question)):
                yield "quotations_unbacked"


def _recall(question: GoldQuestion, shown: Iterable[Row], articles: Articles) -> Iterator[str]:
    """Whether the asked person's words are shown, most of them; and how many of the shown ones are to the point."""
    hits: set[str] = set()
    for statement in shown:
        article = articles.get(statement["article_id"])
        words = _words(statement, article)
        if article is None or not words:
            continue
        yield "shown_on_answerable"
        places = [place for place in (*question.answers, *question.allowed) if place.article_id == article.id]
        if any(mostly(words, article.tokens.words(place.content)) for place in places):
            yield "to_the_point"
        if same_person(statement["speaker"] or "", question.speaker):
            hits.update(hit for place in question.answers for hit in _hits(words, place, article))
    yield "answerable"
    yield from hits


def _hits(words: TokenSet, place: GoldPlace, article: GoldArticle) -> Iterator[str]:
    content = article.tokens.words(place.content)
    if place.article_id != article.id or not mostly(words, content):
        return
    if mostly(content, words):
        yield from ("hit", "hit_whole")
    elif place.focus and mostly(article.tokens.words([place.focus]), words):
        yield "hit"


def _said_by(question: GoldQuestion, given: Sequence[str]) -> Counter[str]:
    right = sum(any(same_person(name, other) for other in question.said_by) for name in given)
    return Counter(said_by_asked=1, said_by_found=int(right > 0), said_by_given=len(given), said_by_right=right)
