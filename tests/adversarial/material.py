"""Material for scripted replies from the evidence of one question: quotations, reports, facts and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.generation.packing.messages import PackedPrompt
from assistant.types import Query, RetrievedEvidence
from index.tokenization import split_sentences
from index.types import Article, Hit, Statement

_EDGES = "\"“”„'‘’ ,.;:\n"
# A pronoun without its sentence, or a dateline: a careful reader would not let the sentence stand alone.
_DEPENDENT = re.compile(r"\b(?:he|she|they|them|him|his|her|their|this|these|those|its?)\b|^(?-i:[A-Z]{3,})", re.I)
_FULL_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+\b")
MIN_WORDS = 6  # a shorter quotation cannot be cut, joined and altered


@dataclass(frozen=True, slots=True)
class Quoted:
    """One person's words in quotation marks, with the numbers of their passage and of their statement."""

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
    """A sentence without speech, or one that reports a speaker's words indirectly."""

    words: str
    passage: int
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """The evidence of one question. `people` speak in it; `silent` are two-word names that do not."""

    query: Query
    quotations: tuple[Quoted, ...]
    reports: tuple[Sentence, ...]
    facts: tuple[Sentence, ...]
    people: tuple[str, ...]
    silent: tuple[str, ...]
    passages: int
    statements: int
    texts: tuple[str, ...]

    def contains(self, words: str) -> bool:
        return any(words in " ".join(text.split()) for text in self.texts)


def collect_material(query: Query, found: RetrievedEvidence, packed: PackedPrompt) -> Material:
    """Return the material in the packed prompt. Speakers are those of the index, which are measured elsewhere."""
    evidence = packed.evidence
    numbers = {statement.id: number for number, (statement, _) in enumerate(evidence.statements, start=1)}
    unique = {(article.id, statement.id): (statement, article) for statement, article in evidence.statements}
    unique |= {(about.article.id, about.statement.id): (about.statement, about.article) for about in found.around}
    quotations: list[Quoted] = []
    reports: list[Sentence] = []
    for statement, article in unique.values():
        passage = _find_passage(evidence.hits, article, statement)
        speaker = statement.speaker
        if speaker is None or speaker.kind != "person" or statement.together_with or passage is None:
            continue
        name, words = speaker.name, " ".join(statement.pieces[0].of(article.text).split())
        if statement.kind == "direct" and len(words.split()) >= MIN_WORDS and not re.search(r"[\"“”]", words[1:-1]):
            quotations.append(Quoted(name, words.strip(_EDGES), passage, statement, numbers.get(statement.id)))
        elif statement.kind == "indirect" and statement.commitment == "asserted" and len(statement.pieces) == 1:
            reports.append(Sentence(words.strip(_EDGES), passage, name))
    speakers = [statement.speaker for statement, _ in unique.values() if statement.speaker]
    people = sorted({speaker.name for speaker in speakers if speaker.kind == "person"})
    texts = tuple({hit.article.id: hit.article.text for hit in evidence.hits}.values())
    return Material(
        query,
        tuple(quotations),
        tuple(reports),
        tuple(fact for number, hit in enumerate(evidence.hits, start=1) for fact in _facts(number, hit, found)),
        tuple(people),
        tuple(_silent_names(texts, people)),
        len(evidence.hits),
        len(evidence.statements),
        texts,
    )


def _silent_names(texts: Iterable[str], people: Iterable[str]) -> Iterator[str]:
    speaking = {word for name in people for word in name.split()}
    names = dict.fromkeys(name for text in texts for name in _FULL_NAME.findall(text))
    yield from (name for name in names if not speaking & set(name.split()))


def _find_passage(hits: Sequence[Hit], article: Article, statement: Statement) -> int | None:
    fits = (hit.article.id == article.id and hit.passage.span.contains(statement.pieces[0]) for hit in hits)
    return next((number for number, fit in enumerate(fits, start=1) if fit), None)


def _facts(number: int, hit: Hit, found: RetrievedEvidence) -> Iterator[Sentence]:
    """Yield the sentences of a passage without statements that are simple enough to be repeated."""
    around = [about.statement for about in found.around if about.article.id == hit.article.id]
    spoken = [piece for statement in around for piece in statement.pieces]
    offset = hit.passage.span.start
    for span in split_sentences(hit.passage.span.of(hit.article.text)):
        start, end = offset + span.start, offset + span.end
        words = hit.article.text[start:end].strip()
        is_spoken = any(piece.start < end and start < piece.end for piece in spoken)
        is_simple = not is_spoken and not _DEPENDENT.search(words)
        if is_simple and re.fullmatch(r"[A-Z][^\"“”‘()\[\]:;]{30,240}\.", words):
            yield Sentence(words, number)
