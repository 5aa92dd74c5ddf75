"""Turn a sentence whose markers, quotations and speakers are checked into the claim that a checker decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.verification.entailment import Claim
from assistant.verification.evidence import NumberedEvidence
from assistant.verification.speakers.attribution import AttributedSentence
from index.types import Article

MAX_BACKGROUND = 6_000
"""Characters of other words of the cited articles."""


def claim_of(parts: Sequence[object], sentence: AttributedSentence) -> Claim:
    """Return the sentence as it will be shown, without markers, with the paragraphs that it cites as evidence."""
    text = " ".join("".join(part if isinstance(part, str) else " " for part in parts).split())
    cited = {" ".join(excerpt.assertions.split()): excerpt.article for excerpt in sentence.cited}
    days = [article.published_day for article in cited.values() if article.published_day]
    return Claim(
        text=re.sub(r"\s+([.,;:!?])", r"\1", text),
        evidence="\n".join(cited),
        headings=tuple(heading(article) for article in cited.values()),
        background=_background(cited.values(), sentence.evidence),
        published=days[0] if days else None,
    )


def heading(article: Article) -> str:
    """Return the headline, outlet and day of an article: what "Monday" and "here" refer to."""
    day = article.published_day
    when = f", {day:%A} {day.day} {day:%B %Y}" if day else ""
    return f"“{article.title}”, {article.publisher or 'outlet unknown'}{when}"


def _background(articles: Iterable[Article], evidence: NumberedEvidence) -> str:
    """Return the heading of each cited article, its speakers and authors, and its other numbered paragraphs."""
    lines: list[str] = []
    others: list[str] = []
    for article in {article.id: article for article in articles}.values():
        lines.append(heading(article))
        speakers = dict.fromkeys(one.name for one in evidence.utterances if one.article.id == article.id)
        lines += [f"Speakers: {', '.join(speakers)}"] if speakers else []
        lines += [f"By {', '.join(article.authors)}"] if article.authors else []
        others += [excerpt.assertions for excerpt in evidence.excerpts if excerpt.article.id == article.id]
    return "\n".join([*lines, "\n".join(others)[:MAX_BACKGROUND]])
