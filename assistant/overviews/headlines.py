"""What an article's text is without its headline and dateline, and whether that bears the headline out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.overviews.types import Reading
from assistant.understanding.stemming import fold, stem, words_of
from assistant.understanding.topic_words import is_topical, topic_stems
from index.tokenization import split_sentences
from index.types import Article, Span

ENOUGH_OF_A_TITLE = 0.6
_DASH = r"\s*[—–―-]{1,2}\s+"
_DATELINE = re.compile(
    rf"(?:[A-Z][A-Z.’' -]{{2,30}}(?:, [A-Z][\w. ]{{2,30}})?(?: \([\w ]{{2,20}}\))?{_DASH}"
    rf"|[A-Z][\w.’' -]{{2,30}}(?:, [A-Z][\w. ]{{2,30}})? \([A-Z][\w ]{{1,20}}\){_DASH})"
)
_QUOTED = re.compile(r"[“\"«]([^”\"»]*)[”\"»]|(?<!\w)[‘']([^’']+)[’'](?!\w)")
_MARK = re.compile(r"[“”\"„«»]|(?<!\w)[‘'].+[’'](?!\w)")
_SAYS = re.compile(
    r"\b(?:sa(?:ys|id)|tells?|told|warns?|warned|claims?|claimed|accus\w+|admits?|admitted|vows?)\b", re.I
)
_NEGATED = re.compile(r"\b(?:no|not|never|nor|without|den(?:y|ies|ied)|reject\w*|refus\w*)\b|n[’']t\b", re.I)


def body_of(article: Article) -> list[Span]:
    """The sentences of an article: not a headline that stands in its text again, and the first without its dateline."""
    spans = list(split_sentences(article.text))
    title = _folded(article.title)
    while len(spans) > 1 and title and _folded(spans[0].of(article.text)) in title:
        del spans[0]
    return [without_dateline(spans[0], article.text), *spans[1:]] if spans else []


def lead_of(article: Article) -> str:
    """An article's first sentence."""
    spans = body_of(article)
    return spans[0].of(article.text) if spans else ""


def without_dateline(span: Span, text: str) -> Span:
    """A sentence without "HALMERE, Orvenia — " before it."""
    dateline = _DATELINE.match(span.of(text))
    return Span(span.start + dateline.end(), span.end) if dateline else span


def headline(reading: Reading) -> str | None:
    """The article's title where its body bears it out: its words in two neighbouring sentences or three, its figures
    and its negations. None where it claims more than the body tells."""
    title, text = reading.article.title.strip(), reading.article.text
    spans = body_of(reading.article)
    wanted = _topical(title)
    if not wanted or title.endswith("?") or _quotes_more(reading.article, spans):
        return None
    sets = [topic_stems(span.of(text)) for span in spans]
    if not _checkable(title) <= frozenset().union(*sets):
        return None
    best = max(range(len(sets)), key=lambda at: len(wanted & _around(sets, at)))
    if len(wanted & _around(sets, best)) < ENOUGH_OF_A_TITLE * len(wanted):
        return None
    return title if bool(_NEGATED.search(title)) == bool(_NEGATED.search(spans[best].of(text))) else None


def loose_headline(reading: Reading) -> str | None:
    """The title where its words are not the body's, and it claims nothing that could be wrong: no quotation, no
    question, no figure and no name that the body does not have, no denial that it does not make. None otherwise."""
    title = reading.article.title.strip()
    spans = body_of(reading.article)
    told = topic_stems(" ".join(span.of(reading.article.text) for span in spans))
    if title.endswith("?") or _quotes_more(reading.article, spans) or _NEGATED.search(title) or _SAYS.search(title):
        return None
    if _is_speech(title, reading):
        return None
    return title if _checkable(title) <= told and told & _topical(title) else None


def _is_speech(title: str, reading: Reading) -> bool:
    """Whether it puts words in the mouth of somebody who speaks in the article: "Marrant: The dam will hold"."""
    who, colon, _ = title.partition(":")
    spoken = {
        speaker.name.split()[-1] for one in reading.statements for speaker in one.statement.speakers if speaker.name
    }
    return bool(colon) and bool(spoken & set(words_of(who)))


def _quotes_more(article: Article, spans: Sequence[Span]) -> bool:
    """Whether a title has words in quotation marks that the body does not have, or puts them in somebody's mouth."""
    title = article.title
    if not _MARK.search(title):
        return False
    if ":" in title or _SAYS.search(title):
        return True
    body = _folded(" ".join(span.of(article.text) for span in spans))
    quoted = [_folded(one or other) for one, other in _QUOTED.findall(title)]
    return not quoted or any(not words.strip() or words not in body for words in quoted)


def _checkable(title: str) -> frozenset[str]:
    """Its names and figures."""
    found = {stem(word) for word in words_of(title)[1:] if word[0].isupper() or any(c.isdigit() for c in word)}
    return frozenset(one for one in found if is_topical(one))


def _folded(text: str) -> str:
    return f" {' '.join(fold(word) for word in words_of(text))} "


def _around(sets: Sequence[frozenset[str]], at: int) -> frozenset[str]:
    return frozenset().union(*sets[max(0, at - 1) : at + 2])


def _topical(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words_of(text) if is_topical(word))
