"""Labelled sentences of replies about the sample articles, each with the evidence that a checker is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

from pydantic import TypeAdapter

from assistant.verification.claims import heading
from assistant.verification.entailment import Claim
from evals.datasets.claims import Label, LabelledClaim
from evals.datasets.question_sets import GOLDEN_ARTICLES
from evals.datasets.samples import GOLDEN, ArticleRow, StrictRow, load_golden_articles, raise_faults, read_json_lines
from index.errors import UsageError
from index.statements import find_statements
from index.types import Article, Span

REPLY_CLAIMS = GOLDEN / "claims.jsonl"
Kind = Literal["close", "free", "merged", "numbers", "hedges", "conditions", "negation", "who", "when", "relation"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Split = Literal["dev", "held"]
SPLITS: tuple[Split, ...] = get_args(Split)


@dataclass(frozen=True, slots=True)
class ClaimRow(StrictRow):
    """One line of the file. `cites` are places of the article: whole sentences or paragraphs."""

    id: str
    article_id: str
    kind: Kind
    label: Label
    claim: str
    cites: tuple[tuple[int, int], ...]
    why: str
    split: Split


@dataclass(frozen=True, slots=True)
class ReplyClaim:
    """A labelled sentence, and what a checker is given of its article."""

    row: ClaimRow
    claim: Claim

    @property
    def labelled(self) -> LabelledClaim:
        return LabelledClaim(self.row.id, self.claim.text, self.claim.evidence, self.row.label, self.row.kind)


def load_reply_claims(
    file: Path = REPLY_CLAIMS, articles: Sequence[ArticleRow] | None = None
) -> tuple[ReplyClaim, ...]:
    """Return the claims with their evidence. Raises UsageError with every fault of the file."""
    if not file.is_file():
        raise UsageError(f"no file {str(file)!r}", hint="give a file of labelled claims about the sample articles")
    by_id = {row["id"]: row for row in (load_golden_articles(*GOLDEN_ARTICLES) if articles is None else articles)}
    rows = read_json_lines(file, TypeAdapter(ClaimRow))
    raise_faults([file], list(_faults(rows, by_id)))
    read = cache(lambda article_id: _article(by_id[article_id]))
    return tuple(ReplyClaim(row, _claim(row, *read(row.article_id))) for row in rows)


def _faults(rows: Sequence[ClaimRow], articles: Mapping[str, ArticleRow]) -> Iterator[str]:
    ids = Counter(row.id for row in rows)
    yield from (f"{name}: the id occurs {times} times" for name, times in ids.items() if times > 1)
    claims = Counter((row.article_id, row.cites, row.claim) for row in rows)
    for row in rows:
        if claims[row.article_id, row.cites, row.claim] > 1:
            yield f"{row.id}: another row has the same claim and the same places"
        if not row.claim.strip() or not row.why.strip():
            yield f"{row.id}: needs a claim, and a reason in `why`"
        if row.article_id not in articles:
            yield f"{row.id}: no article {row.article_id!r}"
        else:
            yield from (f"{row.id}: {fault}" for fault in _place_faults(row.cites, articles[row.article_id]["text"]))


def _place_faults(cites: Sequence[tuple[int, int]], text: str) -> Iterator[str]:
    if not cites:
        yield "needs a place of the article in `cites`"
    for start, end in cites:
        if not 0 <= start < end <= len(text):
            yield f"[{start}, {end}) is not in the article, which has {len(text)} characters"
        elif text[start:end] != text[start:end].strip():
            yield f"[{start}, {end}) begins or ends with a space: {text[start:end]!r}"
        elif text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
            yield f"[{start}, {end}) cuts a word: {text[start:end]!r}"
    ordered = sorted(cites)
    if any(second[0] < first[1] for first, second in pairwise(ordered)):
        yield "two places overlap"


def _article(row: ArticleRow) -> tuple[Article, tuple[tuple[str, Span], ...]]:
    """Return the article, and the places of its statements with their speakers."""
    published = date.fromisoformat(row["published"][:10])
    article = Article(row["id"], row["title"], row["text"], publisher=row["publisher"], published=published)
    found = [(one.speaker.name, piece) for one in find_statements(article) if one.speaker for piece in one.pieces]
    return article, tuple(found)


def _claim(row: ClaimRow, article: Article, spoken: Iterable[tuple[str, Span]]) -> Claim:
    """Return what the product would ask: the cited places, and as background the headline, speakers and article."""
    places = [Span(start, end) for start, end in row.cites]
    speakers = dict.fromkeys(name for name, piece in spoken if any(piece.overlap(place) for place in places))
    lines = [" ".join(place.of(article.text).split()) for place in places]
    background = "\n".join([heading(article), *speakers, article.text])
    headings = (heading(article),) * len(lines)
    return Claim(row.claim, "\n".join(lines), background, article.published_day, headings)
