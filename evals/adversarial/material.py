"""What the evidence of one golden question gives to write replies from: who said what where, and what nobody said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.generation.prompt_packing import PackedPrompt
from assistant.types import Query, RetrievedEvidence
from index.tokenization import split_sentences
from index.types import Article, Hit, Statement

_EDGES = "\"“”„'‘’ ,.;:\n"
# A pronoun whose sentence is not there, or a dateline: a careful reader would not have it stand alone.
_MEANS_ANOTHER = re.compile(r"\b(?:he|she|they|them|him|his|her|their|this|these|those|its?)\b|^(?-i:[A-Z]{3,})", re.I)
LONG_ENOUGH = 6
"""Words of a quotation that can be cut, joined and altered."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of one person in quotation marks, the number of the passage that holds them, and of their statement."""

    speaker: str
    words: str
    passage: int
    statement: Statement
    number: int | None

    @property
    def split(self) -> list[str]:
        return self.words.split()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in which nobody speaks, or that reports in other words what somebody said."""

    words: str
    passage: int
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """What one question found."""

    query: Query
    quotations: tuple[Quoted, ...]
    reports: tuple[Sentence, ...]
    facts: tuple[Sentence, ...]
    people: tuple[str, ...]
    """Everybody who says anything in the evidence."""
    silent: tuple[str, ...]
    """Names of two words in it that are nobody's who does."""
    passages: int
    statements: int
    texts: tuple[str, ...]
    """The articles that the evidence is from."""


def material_of(query: Query, found: RetrievedEvidence, packed: PackedPrompt) -> Material:
    """The material in what the model is sent. Who speaks is what the index holds, which is measured elsewhere."""
    evidence = packed.evidence
    numbers = {one.id: number for number, (one, _) in enumerate(evidence.statements, start=1)}
    unique = {(article.id, one.id): (one, article) for one, article in evidence.statements}
    unique |= {(one.article.id, one.statement.id): (one.statement, one.article) for one in found.around}
    quotations: list[Quoted] = []
    reports: list[Sentence] = []
    for statement, article in unique.values():
        if statement.speaker is None or statement.speaker.kind != "person" or statement.together_with:
            continue
        name = statement.speaker.name
        piece = statement.pieces[0]
        words = " ".join(piece.of(article.text).split())
        holding = _holding(evidence.hits, article, statement)
        if holding is None:
            continue
        if statement.kind == "direct" and len(words.split()) >= LONG_ENOUGH and not re.search(r"[\"“”]", words[1:-1]):
            quotations.append(Quoted(name, words.strip(_EDGES), holding, statement, numbers.get(statement.id)))
        elif statement.kind == "indirect" and statement.commitment == "asserted" and len(statement.pieces) == 1:
            reports.append(Sentence(words.strip(_EDGES), holding, name))
    facts = [one for number, hit in enumerate(evidence.hits, start=1) for one in _facts(number, hit, found)]
    people = sorted({one.speaker.name for one, _ in unique.values() if one.speaker and one.speaker.kind == "person"})
    articles = {article.id: article.text for article in (*(hit.article for hit in evidence.hits),)}
    return Material(
        query,
        tuple(quotations),
        tuple(reports),
        tuple(facts),
        tuple(people),
        tuple(_silent(articles.values(), people)),
        len(evidence.hits),
        len(evidence.statements),
        tuple(articles.values()),
    )


def _silent(texts: Iterable[str], people: Iterable[str]) -> Iterator[str]:
    speaking = {word for name in people for word in name.split()}
    found = dict.fromkeys(name for text in texts for name in re.findall(r"(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+\b", text))
    yield from (name for name in found if not speaking & set(name.split()))


def _holding(hits: tuple[Hit, ...], article: Article, statement: Statement) -> int | None:
    for number, hit in enumerate(hits, start=1):
        if hit.article.id == article.id and hit.passage.span.contains(statement.pieces[0]):
            return number
    return None


def _facts(number: int, hit: Hit, found: RetrievedEvidence) -> Iterator[Sentence]:
    """Sentences of a passage that no statement touches, plain enough to be repeated as they are."""
    spoken = [piece for one in found.around if one.article.id == hit.article.id for piece in one.statement.pieces]
    for span in split_sentences(hit.passage.span.of(hit.article.text)):
        start = hit.passage.span.start + span.start
        end = hit.passage.span.start + span.end
        words = hit.article.text[start:end].strip()
        if any(piece.start < end and start < piece.end for piece in spoken):
            continue
        if _MEANS_ANOTHER.search(words):
            continue
        if re.fullmatch(r"[A-Z][^\"“”‘()\[\]:;]{30,240}\.", words):
            yield Sentence(words, number)
