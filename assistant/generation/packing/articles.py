"""Pack evidence by article: the articles most likely to hold the answer as a whole, the others around their passages.

The sentence that answers is often beside the passage that matched, so a passage alone is too little evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.generation.packing.markup import ArticleBlock, render_articles, render_header, render_paragraph
from assistant.generation.packing.messages import PackedPrompt, PromptFrame
from assistant.retrieval.context import by_article, statement_place
from assistant.types import Evidence, PackedArticle, RetrievedEvidence
from index.ports import TokenCounter
from index.stories.corrections import is_in_correction
from index.tokenization import iter_sentences, split_paragraphs
from index.types import Article, Hit, Passage, Span, Statement

STATEMENT_SHARE = 0.5
"""The paragraphs of found statements get this share of the room first: they may be spread over many articles."""
ARTICLE_SHARES = (0.45, 0.5, 0.5)
"""Each of the first articles is packed whole if it needs at most this share of the room that is left."""
WINDOW = 400
"""Characters before and after a passage, in an article that is not packed whole."""
MAX_PARAGRAPH = 900
"""Characters. A longer paragraph is split between sentences, so that a marker names a short place."""
HIT_OFFSET = 2
"""A passage weighs 1 / (rank + HIT_OFFSET) for its article, so that two good passages beat one at the top."""
NUMBER_TOKENS = 4
"""Tokens of a paragraph's number and of the end of its line."""


def pack_articles(found: RetrievedEvidence, frame: PromptFrame) -> PackedPrompt:
    """Return the messages for one call, at most `budget` tokens in all, with the likeliest article first."""
    _, empty = frame.fill("")
    choice = _Choice(_candidates(found), frame.budget - empty, frame.counter)
    choice.add_statements()
    choice.add_articles()
    choice.add_passages()
    packed = choice.render(frame)
    while packed.tokens > frame.budget and packed.evidence:
        choice.remove_last()
        packed = choice.render(frame)
    return packed


@dataclass(slots=True)
class _Candidate:
    """An article with the places that retrieval found in it, best first."""

    article: Article
    statements: tuple[Statement, ...]
    also_carried_by: tuple[str, ...] = ()
    weight: float = 0.0
    said: list[Span] = field(default_factory=list)
    places: list[Span] = field(default_factory=list)
    chosen: set[int] = field(default_factory=set)
    paragraphs: tuple[Span, ...] = ()
    _costs: dict[int, int] = field(default_factory=dict)

    def at(self, span: Span, *, around: int = 0) -> list[int]:
        """Return the numbers of the paragraphs over a span, with those that begin or end `around` characters away."""
        wide = Span(max(0, span.start - around), span.end + around)
        own = [number for number, one in enumerate(self.paragraphs) if one.overlap(span)]
        near = [number for number, one in enumerate(self.paragraphs) if wide.contains(one)]
        return sorted({*own, *near})

    def cost(self, numbers: Iterable[int], counter: TokenCounter) -> int:
        """Return the tokens of paragraphs that are not chosen yet, and of the header with the first one."""
        new = [number for number in numbers if number not in self.chosen]
        for number in new:
            if number not in self._costs:
                span = self.paragraphs[number]
                inside = [one for one in self.statements if any(span.contains(piece) for piece in one.pieces)]
                text = render_paragraph(span, self.article, inside, {one.id: 88 for one in inside})
                self._costs[number] = counter.count(text) + NUMBER_TOKENS
        header = counter.count(render_header(self.article)) + NUMBER_TOKENS if new and not self.chosen else 0
        return header + sum(self._costs[number] for number in new)


def _candidates(found: RetrievedEvidence) -> list[_Candidate]:
    """Return the found articles, likeliest first."""
    spoken = by_article(one.statement for one in (*found.around, *found.said, *found.others, *found.related))
    candidates: dict[str, _Candidate] = {}

    def add(article: Article, span: Span, weight: float, *, said: bool = False, carried: tuple[str, ...] = ()) -> None:
        one = candidates.get(article.id)
        if one is None:
            unique = {statement.id: statement for statement in spoken.get(article.id, ())}
            one = candidates[article.id] = _Candidate(article, tuple(unique.values()), carried)
        one.weight += weight
        (one.said if said else one.places).append(span)

    for number, item in enumerate((*found.said, *found.others)):
        add(item.article, statement_place(item.statement, item.article), 1 / (number + HIT_OFFSET), said=True)
    for number, fact in enumerate(found.facts):
        add(fact.article, fact.span, 1 / (number + HIT_OFFSET), carried=fact.also_carried_by)
    for hit in found.hits:
        add(hit.article, hit.passage.span, 1 / (hit.rank + HIT_OFFSET), carried=hit.also_carried_by)
    for number, item in enumerate(found.related):
        add(item.article, statement_place(item.statement, item.article), 0.5 / (number + HIT_OFFSET))
    for hit in found.earlier.hits:
        add(hit.article, hit.passage.span, 0.0, carried=hit.also_carried_by)
    for statement, article in found.earlier.statements:
        add(article, statement_place(statement, article), 0.0)
    for one in candidates.values():
        one.paragraphs = tuple(_paragraphs(one.article))
    return sorted(candidates.values(), key=lambda one: -one.weight)


def _paragraphs(article: Article) -> Iterator[Span]:
    """Yield the paragraphs that may be evidence: a correction repeats the error, and is left out."""
    for paragraph in split_paragraphs(article.text):
        if is_in_correction(article.text, paragraph):
            continue
        if paragraph.end - paragraph.start <= MAX_PARAGRAPH:
            yield paragraph
            continue
        start = end = paragraph.start
        for sentence in iter_sentences(article.text, paragraph):
            if end > start and sentence.end - start > MAX_PARAGRAPH:
                yield Span(start, end)
                start = sentence.start
            end = sentence.end
        if end > start:
            yield Span(start, end)


class _Choice:
    """Chooses paragraphs while there is room."""

    def __init__(self, candidates: Sequence[_Candidate], room: int, counter: TokenCounter) -> None:
        self.candidates = candidates
        self.room = room
        self.counter = counter
        self.order: list[tuple[_Candidate, int]] = []

    def add_statements(self) -> None:
        """Choose the paragraphs of the found statements, of each article in turn."""
        left = int(self.room * STATEMENT_SHARE)
        for depth in range(max((len(one.said) for one in self.candidates), default=0)):
            for one in self.candidates:
                if depth < len(one.said):
                    left -= self._add(one, one.at(one.said[depth]), limit=left)

    def add_articles(self) -> None:
        """Choose the likeliest articles as a whole, or the surroundings of their places."""
        for one, share in zip(self.candidates, ARTICLE_SHARES, strict=False):
            limit = int(self.room * share)
            if not self._add(one, range(len(one.paragraphs)), limit=limit):
                for span in (*one.said, *one.places):
                    limit -= self._add(one, one.at(span, around=WINDOW), limit=limit)

    def add_passages(self) -> None:
        """Choose the other places with their surroundings, or alone if there is little room."""
        for one in self.candidates:
            for span in one.places:
                self._add(one, one.at(span, around=WINDOW)) or self._add(one, one.at(span))

    def _add(self, one: _Candidate, numbers: Iterable[int], *, limit: int | None = None) -> int:
        """Choose all of the paragraphs or none, and return their tokens."""
        numbers = list(numbers)
        cost = one.cost(numbers, self.counter)
        if not cost or cost > (self.room if limit is None else min(limit, self.room)):
            return 0
        new = [number for number in numbers if number not in one.chosen]
        one.chosen.update(new)
        self.order += [(one, number) for number in new]
        self.room -= cost
        return cost

    def remove_last(self) -> None:
        one, number = self.order.pop()
        one.chosen.discard(number)

    def render(self, frame: PromptFrame) -> PackedPrompt:
        hits: list[Hit] = []
        statements: list[tuple[Statement, Article]] = []
        blocks: list[ArticleBlock] = []
        for one in self.candidates:
            block = _block(one, first_statement=len(statements) + 1)
            if block is None:
                continue
            blocks.append(block)
            statements += [(statement, one.article) for statement in block.spoken]
            for span in block.paragraphs:
                passage = Passage(f"{one.article.id}:{span.start}", one.article.id, len(hits), span, 0)
                hits.append(Hit(len(hits) + 1, one.weight, (), passage, one.article, one.also_carried_by))
        messages, tokens = frame.fill(render_articles(blocks))
        sizes = [PackedArticle(one.article, len(one.chosen), len(one.paragraphs)) for one in self.candidates]
        sizes.sort(key=lambda size: not size.packed)
        return PackedPrompt(Evidence(tuple(hits), tuple(statements)), messages, tokens, tuple(sizes))


def _block(one: _Candidate, *, first_statement: int) -> ArticleBlock | None:
    chosen = sorted(one.chosen)
    if not chosen:
        return None
    spans = tuple(one.paragraphs[number] for number in chosen)
    gaps = tuple(number > 0 and number - 1 not in one.chosen for number in chosen)
    spoken = [one for one in one.statements if any(span.contains(piece) for span in spans for piece in one.pieces)]
    spoken.sort(key=lambda statement: statement.pieces[0].start)
    numbers = {statement.id: number for number, statement in enumerate(spoken, first_statement)}
    return ArticleBlock(one.article, spans, gaps, numbers, tuple(spoken))
