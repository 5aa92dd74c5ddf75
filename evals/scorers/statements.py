"""Whether the words of the person who was asked about are shown, and nothing beside the point."""

from __future__ import annotations

from evals.scorers.case import Case, Part, Row, bears, is_among, share, span_of, speakers_of


def statement_recall(case: Case) -> Part | None:
    """Of the marked places that bear the answer out, those that are shown as said by somebody who may be shown."""
    if not _eligible(case):
        return None
    shown = [] if case.refused else [one for one in case.answer["statements"] if _may_be_shown(case, one)]
    return share(
        [any(_at(case, gold.article_id, (gold.start, gold.end), one) for one in shown) for gold in _gold(case)]
    )


def statement_precision(case: Case) -> Part | None:
    """Of the statements shown, those that stand at a marked place or in a passage marked as relevant."""
    if not _eligible(case) or case.refused:
        return None
    return share([_to_the_point(case, one) for one in case.answer["statements"]])


def said_by_recall(case: Case) -> Part | None:
    """Where there is no record of the person: of those who did speak to it, those who are named with their words."""
    expected = case.sample.said_by
    if not case.should_refuse or not expected:
        return None
    named = case.answer.get("said_by", ()) if case.refused else ()
    with_words = [name for one in case.answer["statements"] for name in speakers_of(one)]
    return share([is_among(name, named) and is_among(name, with_words) for name in expected])


def said_by_precision(case: Case) -> Part | None:
    """Of those who are named as having spoken to it, those who did."""
    if not case.should_refuse or not case.refused or case.sample.said_by is None:
        return None
    expected = case.sample.said_by
    return share([is_among(name, expected) for name in case.answer.get("said_by", ())])


def _eligible(case: Case) -> bool:
    return case.sample.status == "answered" and bool(case.sample.speakers) and bool(_gold(case))


def _gold(case: Case) -> list[_Gold]:
    """The marked places, one for the wire copies of a story."""
    found: list[_Gold] = []
    for span in case.sample.spans:
        one = _Gold(span.article_id, span.start, span.end)
        if not any(one.same_as(other, case) for other in found):
            found.append(one)
    return found


class _Gold:
    def __init__(self, article_id: str, start: int, end: int) -> None:
        self.article_id, self.start, self.end = article_id, start, end

    def same_as(self, other: _Gold, case: Case) -> bool:
        """Whether they are one place of one story."""
        same = case.corpus.same_text(self.article_id, other.article_id)
        return same and (self.start, self.end) == (other.start, other.end)


def _may_be_shown(case: Case, shown: Row) -> bool:
    shown_as = list(speakers_of(shown))
    if not shown_as:
        return None in case.sample.speakers
    return any(is_among(name, shown_as) for name in case.sample.speakers if name is not None)


def _at(case: Case, article_id: str, place: tuple[int, int], shown: Row) -> bool:
    return case.corpus.same_text(article_id, shown["article_id"]) and bears(place, span_of(shown))


def _to_the_point(case: Case, shown: Row) -> bool:
    if any(_at(case, gold.article_id, (gold.start, gold.end), shown) for gold in _gold(case)):
        return True
    for one in case.sample.relevant:
        text = case.corpus.texts[one.article_id]
        start = text.find(one.passage) if one.passage else 0
        place = (start, start + len(one.passage)) if one.passage else (0, len(text))
        if _at(case, one.article_id, place, shown):
            return True
    return False
