"""The body of an article without headline and dateline, and whether the body supports the headline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.overviews.types import Reading
from assistant.understanding.stemming import fold, split_words, stem
from assistant.understanding.topic import is_topical, topic_stems
from index.tokenization import split_sentences
from index.types import Article, Span

MIN_TITLE_COVERAGE = 0.6
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
    """Return the sentences of the body, without a repeated headline and without the dateline."""
    spans = list(split_sentences(article.text))
    title = _folded(article.title)
    while len(spans) > 1 and title and _folded(spans[0].of(article.text)) in title:
        del spans[0]
    return [without_dateline(spans[0], article.text), *spans[1:]] if spans else []


def lead_of(article: Article) -> str:
    """Return the first sentence of the body."""
    spans = body_of(article)
    return spans[0].of(article.text) if spans else ""


def without_dateline(span: Span, text: str) -> Span:
    """Return the sentence without a dateline such as "HALMERE, Orvenia — "."""
    dateline = _DATELINE.match(span.of(text))
    return Span(span.start + dateline.end(), span.end) if dateline else span


def headline(reading: Reading) -> str | None:
    """Return the title if up to three neighbouring sentences of the body contain its words, figures and negations."""
    title, text = reading.article.title.strip(), reading.article.text
    spans = body_of(reading.article)
    wanted = topical_stems(title)
    if not wanted or title.endswith("?") or _quotes_more(reading.article, spans):
        return None
    sets = [topic_stems(span.of(text)) for span in spans]
    if not _checkable(title) <= frozenset().union(*sets):
        return None
    covered = [len(wanted & frozenset().union(*sets[max(0, at - 1) : at + 2])) for at in range(len(sets))]
    best = covered.index(max(covered))
    if covered[best] < MIN_TITLE_COVERAGE * len(wanted):
        return None
    return title if bool(_NEGATED.search(title)) == bool(_NEGATED.search(spans[best].of(text))) else None


def loose_headline(reading: Reading) -> str | None:
    """Return the title if it has no question, speech or negation, and no figure or name that the body lacks."""
    title = reading.article.title.strip()
    spans = body_of(reading.article)
    body_stems = topic_stems(" ".join(span.of(reading.article.text) for span in spans))
    if title.endswith("?") or _quotes_more(reading.article, spans) or _NEGATED.search(title) or _SAYS.search(title):
        return None
    # "Marrant: The dam will hold" attributes its words to a speaker of the article.
    speakers = [speaker.name.split() for one in reading.statements for speaker in one.statement.speakers]
    label, colon, _ = title.partition(":")
    if colon and {name[-1] for name in speakers if name} & set(split_words(label)):
        return None
    return title if _checkable(title) <= body_stems and body_stems & topical_stems(title) else None


def _quotes_more(article: Article, spans: Sequence[Span]) -> bool:
    """Return whether the title quotes words that the body lacks, or attributes its quotation."""
    title = article.title
    if not _MARK.search(title):
        return False
    if ":" in title or _SAYS.search(title):
        return True
    body = _folded(" ".join(span.of(article.text) for span in spans))
    quoted = [_folded(one or other) for one, other in _QUOTED.findall(title)]
    return not quoted or any(not words.strip() or words not in body for words in quoted)


def _checkable(title: str) -> frozenset[str]:
    """Return the stems of names and figures."""
    found = {stem(word) for word in split_words(title)[1:] if word[0].isupper() or any(c.isdigit() for c in word)}
    return frozenset(one for one in found if is_topical(one))


def _folded(text: str) -> str:
    return f" {' '.join(fold(word) for word in split_words(text))} "


def topical_stems(text: str) -> frozenset[str]:
    """Return the stems of the words that say something about a topic."""
    return frozenset(stem(word) for word in split_words(text) if is_topical(word))
