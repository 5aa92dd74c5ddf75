"""Turn a sentence whose markers, quotations and speakers are checked into the claim that a checker decides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verification.entailment import Claim
from assistant.verification.evidence import Excerpt, NumberedEvidence
from assistant.verification.speakers.attribution import AttributedSentence

MAX_BACKGROUND = 6_000
"""Characters of other words of the cited articles."""


def claim_of(parts: Sequence[object], sentence: AttributedSentence) -> Claim:
    """Return the sentence as it will be shown, without markers, with the paragraphs that it cites as evidence."""
    text = " ".join("".join(part if isinstance(part, str) else " " for part in parts).split())
    cited = sentence.cited
    days = [excerpt.article.published_day for excerpt in cited if excerpt.article.published_day]
    return Claim(
        text=re.sub(r"\s+([.,;:!?])", r"\1", text),
        evidence="\n".join(dict.fromkeys(excerpt.assertions for excerpt in cited)),
        background=_background(cited, sentence.evidence),
        published=days[0] if days else None,
    )


def _background(cited: Sequence[Excerpt], evidence: NumberedEvidence) -> str:
    """Return the headline, outlet and day of each cited article, its speakers, and its other numbered paragraphs."""
    lines: list[str] = []
    others: list[str] = []
    for article in {excerpt.article.id: excerpt.article for excerpt in cited}.values():
        day = article.published_day
        when = f", {day:%A %d %B %Y}" if day else ""
        lines.append(f"“{article.title}”, {article.publisher or 'outlet unknown'}{when}")
        speakers = dict.fromkeys(one.name for one in evidence.utterances if one.article.id == article.id)
        lines += [f"Speakers: {', '.join(speakers)}"] if speakers else []
        lines += [f"By {', '.join(article.authors)}"] if article.authors else []
        others += [excerpt.assertions for excerpt in evidence.excerpts if excerpt.article.id == article.id]
    return "\n".join([*lines, "\n".join(others)[:MAX_BACKGROUND]])
