"""Who a sentence speaks of, where it does not say so: the sentence that names them in full, or the one before."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.retrieval.context import sentences_over
from assistant.understanding.stemming import fold
from index.types import Article, Span

_POINTS_BACK = re.compile(r"[“\"']?(?:He|She|It|They|His|Her|Its|Their|This|These|That|Those|The [a-z])")
"""How a sentence begins that goes on with what the one before is about."""
_NAME = re.compile(r"(?<![\w’'-])[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+))*")
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENING = 8  # words
_SHORTEST = 3  # letters of a surname
_FARTHEST = 20_000  # characters of an article in which somebody is introduced


def find_introduction(sentence: Span, article: Article, *, known: Collection[str]) -> Span | None:
    """The sentence that tells who this one is about: the first with the full name of whom it calls by surname alone,
    or the one before, where it begins with "She" or "The company" and that one names somebody. None where it needs
    none; `known` names do not."""
    words = sentence.of(article.text)
    for name in _lone_names(words):
        if fold(name) in known:
            continue
        full = re.search(rf"(?<![\w’'-])[A-Z][\w’'-]+(?: [A-Z]\.)? {re.escape(name)}(?!\w)", article.text[:_FARTHEST])
        if full is not None and not sentence.overlap(Span(full.start(), full.end())):
            return next(iter(sentences_over(article.text, [Span(full.start(), full.end())])), None)
    return _before(sentence, article) if _points_back(words) else None


def _points_back(words: str) -> bool:
    """Whether a sentence begins with what the one before is about, and names nobody beside it: "The actor, Ann Fox"."""
    opening = " ".join(words.split()[1:_OPENING])
    return _POINTS_BACK.match(words) is not None and not re.search(r"[A-Z]", opening)


def _lone_names(words: str) -> list[str]:
    """Names of one word, where no sentence begins."""
    names = (_POSSESSIVE.sub("", found[0]) for found in _NAME.finditer(words) if found.start())
    first = _NAME.match(words)
    begins = [_POSSESSIVE.sub("", first[0])] if first else []
    return [name for name in [*begins, *names] if " " not in name and len(name) >= _SHORTEST]


def _before(sentence: Span, article: Article) -> Span | None:
    end = len(article.text[: sentence.start].rstrip())
    found = sentences_over(article.text, [Span(end - 1, end)]) if end else ()
    return found[-1] if found and _tells_who(found[-1].of(article.text)) else None


def _tells_who(words: str) -> bool:
    """Whether a sentence names somebody. A question does not tell, nor does an order that somebody has planted."""
    named = any(found.start() or " " in found[0] for found in _NAME.finditer(words))
    return named and not words.rstrip("”\"' ").endswith("?")
