"""What an article says of itself: corrections, clarifications, retractions, editors' notes and updates.

What a notice repeats as having been wrong is nobody's statement and no evidence. Only an article's own words count: who
is quoted on "an earlier version of this story" corrects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from index.reading.cleaning.byline import read_date
from index.tokenization import sentences_of, split_paragraphs
from index.types import Article, Notice, NoticeKind, Span

_ITSELF = r"(?:article|story|post|column|report|dispatch|piece|interview|page|obituary|review|item|blog|transcript)"
_HINT = re.compile(
    rf"this {_ITSELF} (?:has|was|is)|(?:version|edition)s? of (?:the|this|our) "
    r"|(?:^|[\r\n\u2028\u2029])[\s*•·—–\-\[(_]{0,8}(?:correction|clarification|retraction|editor|update)"
)
"""In lower case, and whatever a notice may begin with. Nine articles in ten say nothing of themselves: this tells it in
a tenth of the time."""
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?|\d{{4}}-\d\d-\d\d)"
_TOLD = rf"(?: appended)?(?:,? \(?(?:(?:on|at|posted|added) )?(?P<day>{_DATE})[^:\n“\"]{{0,25}}?\)?)?"
_LABEL = re.compile(
    r"[\s*•·—–\-\[(_]{0,8}(?P<label>corrections? (?:and|&) clarifications?|corrections?|clarifications?|retractions?"
    rf"|editor(?:[’']s|s[’']|s)? note|updated?)\b(?:{_TOLD}[*_]{{0,3}} ?:|[*_]{{0,3}} ?[—–] |[*_]{{0,3}}$)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    rf"\b(?:this {_ITSELF}|(?:the|a) (?:headline|(?:photo )?caption) (?:of|to|on|in) this {_ITSELF})"
    r" (?:has been|was|is) (?:\w+ )?"
    r"(?P<how>corrected|clarified|retracted|withdrawn|amended|updated|edited|revised|changed)\b(?! by\b)"
    rf"(?:,? (?:on|at) (?P<day>{_DATE}))?",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:earlier|previous|prior|original|initial) (?:versions?|editions?) of"
    rf" (?:(?:the (?:headline|caption) (?:of|to|on) )?(?:this|our) {_ITSELF}|the (?:article|story)\b(?! of))",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\bmis(?:stat|quot|spel|identif|attribut|character|report|took|nam)|incorrect|inaccura|erroneous|\bin error\b"
    r"|\berrors?\b|mistake|\bwrong|\bcorrect",
    re.IGNORECASE,
)
_CLARIFIES = re.compile(r"\bclarif", re.IGNORECASE)
_QUOTES = frozenset('“"‘«„')


@lru_cache(maxsize=64)  # one article is asked about for each of its citations
def find_notices(text: str, published: date | None = None) -> tuple[Notice, ...]:
    """The notices of a text in order. A day without a year is the first of its name since `published`."""
    if not _HINT.search(text.lower()):
        return ()
    return tuple(_notices(text, split_paragraphs(text), published))


def cached_notices(article: Article) -> tuple[Notice, ...]:
    """What an article says of its own text."""
    return find_notices(article.text, article.published_day)


def is_in_correction(text: str, span: Span) -> bool:
    """Whether a span of a text reaches into a notice that something was wrong."""
    return any(notice.corrects and notice.span.overlap(span) for notice in find_notices(text))


def corrected_version(notice: Notice, article: Article, versions: Sequence[Article]) -> int | None:
    """The version that a notice in an article corrects: the last before it without the notice, where it is held."""
    words = " ".join(notice.span.of(article.text).split())
    earlier = [one for one in versions if one.version < article.version]
    for one in sorted(earlier, key=lambda one: -one.version):
        if words not in " ".join(one.text.split()):
            return one.version
    return None


def _notices(text: str, paragraphs: Sequence[Span], published: date | None) -> Iterator[Notice]:
    after = 0
    for paragraph, following in zip(paragraphs, [*paragraphs[1:], None], strict=True):
        if paragraph.start < after:
            continue
        label = _LABEL.match(text, paragraph.start, paragraph.end)
        if label is not None:
            heading = label.end() >= paragraph.end
            if heading and following is None:
                continue
            end = following.end if heading and following is not None else paragraph.end
            yield _labelled(text, Span(paragraph.start, end), label, published)
            after = end
        elif (notice := _unlabelled(text, paragraph, published)) is not None:
            yield notice


def _labelled(text: str, span: Span, label: re.Match[str], published: date | None) -> Notice:
    name, words = label["label"].lower(), span.of(text)
    changed = _CHANGED.search(words)
    told = label["day"] or (changed["day"] if changed else None)
    if name.startswith(("editor", "update")):
        itself = bool(changed or _EARLIER.search(words))
        kind: NoticeKind = "update" if name.startswith("update") else "editors_note"
        return Notice(kind, span, itself and bool(_WRONG.search(words)), _day(told, published))
    kind = "correction" if name.startswith("corr") else "retraction" if name.startswith("retr") else "clarification"
    return Notice(kind, span, corrects=True, told_on=_day(told, published))


def _unlabelled(text: str, paragraph: Span, published: date | None) -> Notice | None:
    """A notice from the sentence on in which the article speaks of itself; the rest of its paragraph belongs to it."""
    for sentence in sentences_of(text, paragraph):
        words = sentence.of(text)
        found = _EARLIER.search(words) or _CHANGED.search(words)
        if found is None or not _QUOTES.isdisjoint(words[: found.start()]):
            continue
        span = Span(sentence.start, paragraph.end)
        told = span.of(text)
        changed = _CHANGED.search(told)
        day = _day(changed["day"] if changed else None, published)
        if changed and changed["how"].lower() in ("retracted", "withdrawn"):
            return Notice("retraction", span, corrects=True, told_on=day)
        if _WRONG.search(told):
            return Notice("correction", span, corrects=True, told_on=day)
        if _CLARIFIES.search(told):
            return Notice("clarification", span, corrects=True, told_on=day)
        return Notice("update", span, corrects=False, told_on=day)
    return None


def _day(told: str | None, published: date | None) -> date | None:
    if told is None:
        return None
    if (day := read_date(told)) is not None or published is None:
        return day
    years = (published.year, published.year + 1)
    days = [day for year in years if (day := read_date(f"{told.rstrip('.')} {year}")) is not None]
    return next((day for day in days if day >= published), None)
