"""Puts clauses and quotations together: every quotation gets its attribution, every attribution its speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.identity import statement_id
from index.statements import lexicon as lex
from index.statements.clauses import Clause, find_clauses
from index.statements.dates import said_on
from index.statements.names import capitalised_words, find_mentions, mentions_in
from index.statements.people import People
from index.statements.speakers import Speakers
from index.statements.subjects import Scene, Subject
from index.statements.words import Reading, read, tokens_of
from index.types import Article, Commitment, Span, Speaker, Statement, StatementKind

_FRAGMENT_WORDS = 4


@dataclass(slots=True)
class Draft:
    """A statement in the making. The source may stand in another paragraph than the content."""

    paragraph: int
    sentence: int
    pieces: list[range]
    rule: str
    subject: Subject | None = None
    source_paragraph: int = 0
    source_sentence: int = 0
    cue: range | None = None
    commitment: Commitment = "asserted"
    clause: Clause | None = None
    outer: Draft | None = None
    lead: Draft | None = None
    """For a clause without its own subject ("…, adding that"): whose words go on."""
    speaker: Speaker | None = None
    source: Span | None = None
    more: list[Span] = field(default_factory=list)


def statements_of(article: Article) -> Iterator[Statement]:
    reading = read(article.text)
    capitalised = capitalised_words(reading.paragraphs)
    scenes = [Scene(paragraph, find_mentions(paragraph, capitalised)) for paragraph in reading.paragraphs]
    people = People([m for scene in scenes for m in scene.mentions], _quoted_mentions(reading, capitalised))
    speakers = Speakers(scenes, people, article.text)
    skip = 1 if _repeats_title(reading, article.title) else 0
    drafts = _Drafts(reading, scenes).all_from(skip)
    for draft in drafts:
        _attribute(draft, scenes, speakers)
    for draft in drafts:
        statement = _statement(draft, article, reading, scenes)
        if statement is not None:
            yield statement


def _quoted_mentions(reading: Reading, capitalised: frozenset[str]) -> list:  # type: ignore[type-arg]
    out = []
    for quotation in reading.quotations:
        for span in quotation.spans:
            tokens = list(tokens_of(reading.text, span))
            out.extend(mentions_in(tokens, {0, 1}, capitalised))
    return out


def _repeats_title(reading: Reading, title: str) -> bool:
    if not title or not reading.paragraphs or len(reading.paragraphs) == 1:
        return False
    first = reading.paragraphs[0].span.of(reading.text)
    return _letters(first) == _letters(title)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


class _Drafts:
    """Reads the paragraphs in order and collects what is said in them."""

    def __init__(self, reading: Reading, scenes: Sequence[Scene]) -> None:
        self._reading = reading
        self._scenes = scenes
        self._drafts: list[Draft] = []
        self._started: set[int] = set()  # quotations that have a draft already, for those that run over paragraphs

    def all_from(self, first: int) -> list[Draft]:
        for number in range(first, len(self._scenes)):
            self._paragraph(number)
        return self._drafts

    def _paragraph(self, number: int) -> None:
        scene = self._scenes[number]
        by_sentence: dict[int, list[Draft]] = {}
        waiting: dict[int, Draft] = {}
        made: dict[int, Draft] = {}
        for clause in find_clauses(scene):
            draft = self._from_clause(clause, number, made, by_sentence.get(clause.sentence, []))
            made[id(clause)] = draft
            by_sentence.setdefault(clause.sentence, []).append(draft)
            if not clause.pieces and _heads_sentence(scene, clause):
                waiting.setdefault(clause.sentence, draft)
        claimed = _claimed(scene, made.values())
        before: Draft | None = None
        for sentence in range(len(scene.paragraph.sentences)):
            own = [draft for draft in by_sentence.get(sentence, []) if draft.pieces]
            if _is_all_quoted(scene, sentence) and not claimed & set(scene.paragraph.sentences[sentence]):
                before = self._loose(number, sentence, before, waiting.get(sentence + 1))
                continue
            colon = self._colon(number, sentence, claimed)
            self._drafts.extend(own)
            self._start(scene, own)
            if colon is not None:
                self._drafts.append(colon)
                own = [*own, colon]
            before = own[-1] if own else (waiting.get(sentence) or before if sentence in waiting else None)

    def _from_clause(self, clause: Clause, number: int, made: dict[int, Draft], earlier: list[Draft]) -> Draft:
        draft = Draft(
            paragraph=number,
            sentence=clause.sentence,
            pieces=list(clause.pieces),
            rule=clause.rule,
            subject=clause.subject,
            source_paragraph=number,
            source_sentence=clause.sentence,
            cue=range(clause.cue_first, clause.cue_last),
            commitment=clause.commitment,
            clause=clause,
            outer=made.get(id(clause.inside)) if clause.inside is not None else None,
        )
        if clause.subject is not None and clause.subject.kind == "same":
            leads = [d for d in earlier if d.clause is not None and d.clause.inside is clause.inside]
            draft.lead = leads[-1] if leads else None
        return draft

    def _start(self, scene: Scene, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            for piece in draft.pieces:
                self._started.update(scene.tokens[n].quotation for n in piece if scene.is_quote(n))

    def _loose(self, number: int, sentence: int, before: Draft | None, waiting: Draft | None) -> Draft | None:
        """Finds whose words a sentence is that is nothing but quotation."""
        scene = self._scenes[number]
        tokens = scene.paragraph.sentences[sentence]
        quotes = [n for n in tokens if scene.is_quote(n)]
        if all(scene.tokens[n].quotation in self._started for n in quotes):
            return before  # the rest of a quotation that began in a paragraph before
        piece = range(quotes[0], quotes[-1] + 1)
        self._started.update(scene.tokens[n].quotation for n in quotes)
        if waiting is not None:
            waiting.pieces.append(piece)
            waiting.rule = "sentence-after"
            self._drafts.append(waiting)
            return waiting
        if before is not None and before.paragraph == number and self._is_direct(before):
            before.pieces.append(piece)
            return before
        draft = self._following(number, sentence, before, piece)
        self._drafts.append(draft)
        return draft

    def _is_direct(self, draft: Draft) -> bool:
        scene = self._scenes[draft.paragraph]
        return bool(draft.pieces) and all(
            scene.is_quote(n) for piece in draft.pieces for n in piece if scene.tokens[n].kind != "mark"
        )

    def _following(self, number: int, sentence: int, before: Draft | None, piece: range) -> Draft:
        draft = Draft(number, sentence, [piece], rule="unattributed", source_paragraph=number, source_sentence=sentence)
        if before is not None and before.paragraph == number:
            return _as(draft, before, "goes-on")
        if sentence > 0:
            subject = _sentence_subject(self._scenes[number], sentence - 1)
            if subject is not None:
                return replace(draft, subject=subject, source_sentence=sentence - 1, rule="sentence-before")
            return draft
        return self._from_paragraph_before(number, draft)

    def _from_paragraph_before(self, number: int, draft: Draft) -> Draft:
        if number == 0:
            return draft
        scene = self._scenes[number - 1]
        last = len(scene.paragraph.sentences) - 1
        said = [d for d in self._drafts[-4:] if d.paragraph == number - 1]
        ends_open = bool(scene.tokens) and scene.is_mark(len(scene.tokens) - 1, ":")
        if ends_open:
            subject = _sentence_subject(scene, last)
            if subject is not None:
                return replace(draft, subject=subject, source_paragraph=number - 1, source_sentence=last, rule="colon")
            return draft
        if said and said[-1].sentence == last and self._is_direct(said[-1]) and len({id(d.subject) for d in said}) == 1:
            return _as(draft, said[-1], "run-goes-on")
        return draft

    def _colon(self, number: int, sentence: int, claimed: set[int]) -> Draft | None:
        """`Fox was blunt: "No."`"""
        scene = self._scenes[number]
        for n in scene.paragraph.sentences[sentence]:
            if (
                scene.is_quote(n)
                and n not in claimed
                and scene.is_mark(n - 1, ":")
                and n - 1 in scene.paragraph.sentences[sentence]
            ):
                subject = _sentence_subject(scene, sentence)
                if subject is None or scene.tokens[n].quotation in self._started:
                    return None
                self._started.add(scene.tokens[n].quotation)
                return Draft(
                    number,
                    sentence,
                    [range(n, n + 1)],
                    "colon",
                    subject,
                    source_paragraph=number,
                    source_sentence=sentence,
                )
        return None


def _as(draft: Draft, model: Draft, rule: str) -> Draft:
    """The same attribution for another quotation."""
    return replace(
        draft,
        rule=rule,
        subject=model.subject,
        source_paragraph=model.source_paragraph,
        source_sentence=model.source_sentence,
        cue=model.cue if model.source_paragraph == draft.paragraph else None,
        lead=model if model.subject is not None and model.subject.kind == "same" else model,
    )


def _heads_sentence(scene: Scene, clause: Clause) -> bool:
    start = scene.paragraph.sentences[clause.sentence].start
    subject = clause.subject
    if subject is None or subject.kind == "same":
        return False
    return subject.bound < start or clause.cue_first == start


def _claimed(scene: Scene, drafts: object) -> set[int]:
    return {n for draft in drafts for piece in draft.pieces for n in piece if scene.is_quote(n)}  # type: ignore[attr-defined]


def _is_all_quoted(scene: Scene, sentence: int) -> bool:
    tokens = scene.paragraph.sentences[sentence]
    words = sum(scene.tokens[n].kind == "word" for n in tokens)
    quotes = sum(scene.tokens[n].kind == "quote" for n in tokens)
    return quotes > 0 and words == 0


def _sentence_subject(scene: Scene, sentence: int) -> Subject | None:
    """The one person a sentence is about: named or "he" at its head, and no second person in it."""
    tokens = scene.paragraph.sentences[sentence]
    first = tokens.start
    named = scene.at[first]
    people = {m.key[-1] for m in scene.at[first : tokens.stop] if m is not None and m.kind == "person" and m.key}
    if named is not None and named.kind == "person" and not named.possessive and len(people) == 1:
        return Subject(first, named.last, "person", named, bound=first - 1)
    if named is None and scene.low(first) in {"he", "she"} and not people:
        return Subject(first, first + 1, "pronoun", bound=first - 1)
    return None


def _attribute(draft: Draft, scenes: Sequence[Scene], speakers: Speakers) -> None:
    """Gives a draft its source span and speaker."""
    if draft.lead is not None:
        draft.source, draft.speaker = draft.lead.source, draft.lead.speaker
        if draft.source is not None or draft.subject is None or draft.subject.kind != "same":
            return
    subject = draft.subject
    if subject is not None and subject.kind == "same":
        subject = _main_subject(scenes[draft.source_paragraph], draft)
    if subject is None:
        return
    scene = scenes[draft.source_paragraph]
    draft.source = _trimmed(scene, subject)
    draft.speaker = speakers.resolve(subject, draft.source_paragraph, draft.source_sentence)


def _trimmed(scene: Scene, subject: Subject) -> Span:
    last = subject.last
    while last - 1 > subject.first and scene.is_mark(last - 1, ",—–-"):
        last -= 1
    return Span(scene.tokens[subject.first].start, scene.tokens[last - 1].end)


def _main_subject(scene: Scene, draft: Draft) -> Subject | None:
    """Who does the sentence's deed: the subject that "…, saying" and "… and said" leave out."""
    sentence = scene.paragraph.sentences[draft.source_sentence]
    stop = draft.cue.start if draft.cue is not None else sentence.stop
    first = sentence.start
    if scene.low(first) in lex.PREPOSITIONS | lex.CLAUSE_OPENERS:
        comma = next((n for n in range(first, min(stop, first + 30)) if scene.is_mark(n, ",")), None)
        if comma is None:
            return None
        first = comma + 1
    if any(
        scene.low(n) in {"as", "while", "but", "because", "when", "that", "where"}
        for n in range(first, min(stop, first + 80))
    ):
        return None
    if stop - first > 80 or first >= stop:
        return None
    if scene.low(first) in {"he", "she"}:
        return Subject(first, first + 1, "pronoun", bound=first - 1)
    at = first
    while at < stop and scene.at[at] is None and scene.low(at) in lex.DETERMINERS | lex.TITLES:
        at += 1
    named = scene.at[at] if at < stop else None
    if named is None or named.possessive or named.kind == "title":
        return None
    if scene.low(named.last) in {"and", "or"} and named.last < stop and scene.at[named.last + 1] is not None:
        return None
    if scene.tokens[named.last].kind == "word" and scene.low(named.last) in lex.ORGANISATION_NOUNS | lex.PERSON_NOUNS:
        return None
    return Subject(first, named.last, named.kind, named, bound=first - 1)


def _statement(draft: Draft, article: Article, reading: Reading, scenes: Sequence[Scene]) -> Statement | None:
    scene = scenes[draft.paragraph]
    spans = _spans(draft, scene, reading)
    if not spans or not any(c.isalnum() for span in spans for c in article.text[span.start : span.end]):
        return None
    kind = _kind(draft, scene)
    cue = None
    if draft.cue is not None:
        at = scenes[draft.source_paragraph].tokens
        cue = Span(at[draft.cue.start].start, at[draft.cue.stop - 1].end)
    speaker = draft.speaker if draft.source is not None else None
    relayed = draft.outer.speaker.name if draft.outer is not None and draft.outer.speaker is not None else None
    return Statement(
        id=statement_id(article, spans),
        article_id=article.id,
        pieces=spans,
        kind=kind,
        speaker=speaker,
        source=draft.source,
        cue=cue,
        commitment=draft.commitment,
        said_on=_day(draft, scenes[draft.source_paragraph], article.published_day),
        relayed_by=relayed if speaker is None or relayed != speaker.name else None,
        rule=draft.rule,
    )


def _spans(draft: Draft, scene: Scene, reading: Reading) -> tuple[Span, ...]:
    out: list[Span] = []
    for piece in sorted(draft.pieces, key=lambda p: p.start):
        span = _piece(scene, piece)
        if span is not None and (not out or span.start >= out[-1].end):
            out.append(span)
    for quotation in {scene.tokens[n].quotation for piece in draft.pieces for n in piece if scene.is_quote(n)}:
        for span in reading.quotations[quotation].spans:
            if all(span.end <= other.start or span.start >= other.end for other in out):
                out.append(span)
    return tuple(sorted(out))


def _piece(scene: Scene, piece: range) -> Span | None:
    first, last = piece.start, piece.stop - 1
    while first <= last and scene.is_mark(first, ",.;:—–-"):
        first += 1
    while last >= first and scene.is_mark(last, ",.;:—–-"):
        last -= 1
    return Span(scene.tokens[first].start, scene.tokens[last].end) if first <= last else None


def _kind(draft: Draft, scene: Scene) -> StatementKind:
    tokens = [scene.tokens[n].kind for piece in draft.pieces for n in piece]
    if "quote" not in tokens:
        return "indirect"
    return "mixed" if "word" in tokens else "direct"


def _day(draft: Draft, scene: Scene, published: date | None) -> date | None:
    if draft.cue is None:
        return None
    sentence = scene.paragraph.sentences[scene.paragraph.sentence_of[draft.cue.start]]
    stop = draft.cue.stop
    inside = {n for piece in draft.pieces for n in (piece.start,)}
    while stop < sentence.stop and stop not in inside and stop - draft.cue.stop < 16 and not scene.is_quote(stop):
        stop += 1
    after = said_on(scene.tokens[draft.cue.stop : stop], published)
    if (
        after is not None
        or draft.subject is None
        or scene.low(sentence.start) not in {"on", "in", "yesterday", "earlier"}
    ):
        return after
    return said_on(
        scene.tokens[sentence.start : min(sentence.start + 5, max(draft.cue.start, sentence.start))], published
    )
