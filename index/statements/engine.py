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
from index.statements.subjects import Scene, Subject, antecedent
from index.statements.words import Reading, read, tokens_of
from index.types import Article, Commitment, Span, Speaker, Statement, StatementKind

_REACH = 80  # tokens
_OPENS_CLAUSE = frozenset("as while when because that where although though whether if but whereas".split())


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
        self._closing: dict[int, list[Draft]] = {}  # the clauses of a paragraph's last sentence
        self._last_of: dict[int, Draft] = {}  # the statement with which a paragraph ends
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
            if self._asks_before(scene, clause):
                draft.pieces = []
            if not draft.pieces and _heads_sentence(scene, clause):
                waiting.setdefault(clause.sentence, draft)
        for draft in made.values():
            inside = draft.clause.inside if draft.clause is not None else None
            draft.outer = made.get(id(inside)) if inside is not None else None
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
        if before is not None:
            self._last_of[number] = before
        self._closing[number] = by_sentence.get(len(scene.paragraph.sentences) - 1, [])

    def _asks_before(self, scene: Scene, clause: Clause) -> bool:
        """`"Why?" Fox asked the mayor.`: what follows the verb is no more than the hearer."""
        sentence = clause.sentence
        if clause.cue.lemma != "ask" or not sentence or not _heads_sentence(scene, clause):
            return False
        last = scene.paragraph.sentences[sentence].start - 1
        return scene.is_quote(last) and scene.tokens[last].text == "?" and _is_all_quoted(scene, sentence - 1)

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
        if before is not None and before.paragraph == number and (self._is_direct(before) or not _is_forward(before)):
            before.pieces.append(piece)
            return before
        run = self._run(number, sentence)
        if run is not None:
            run.more.extend(Span(scene.tokens[n].start, scene.tokens[n].end) for n in quotes)
            self._last_of[number] = run
            return None
        draft = self._following(number, sentence, before, piece)
        self._drafts.append(draft)
        return draft

    def _run(self, number: int, sentence: int) -> Draft | None:
        """The statement that ends the paragraph before, where this paragraph can only go on with it."""
        before = self._last_of.get(number - 1)
        if before is None or not (self._is_direct(before) or not _is_forward(before)):
            return None
        scene = self._scenes[number]
        if sentence and number not in self._last_of:
            return None
        return before if all(_is_all_quoted(scene, n) for n in range(len(scene.paragraph.sentences))) else None

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
        ends_open = bool(scene.tokens) and scene.is_mark(len(scene.tokens) - 1, ":")
        closing = self._closing.get(number - 1, [])
        if ends_open and closing:
            return _as(draft, closing[-1], "colon")
        if ends_open:
            subject = _sentence_subject(scene, last)
            if subject is not None:
                return replace(draft, subject=subject, source_paragraph=number - 1, source_sentence=last, rule="colon")
            return draft
        here = self._scenes[number].paragraph.sentences
        said = [d for d in closing if d.pieces and d.outer is None]
        if len({id(d.subject) for d in said if d.lead is None}) == 1 and all(
            _is_all_quoted(self._scenes[number], n) for n in range(len(here))
        ):
            return _as(draft, said[0], "run-goes-on")
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


def _is_forward(draft: Draft) -> bool:
    return draft.clause is not None and draft.clause.forward


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
    draft.speaker = speakers.resolve(
        subject,
        draft.source_paragraph,
        draft.source_sentence,
        asks=draft.clause is not None and draft.clause.cue.lemma == "ask",
        inside=draft.outer is not None,
    )


def _trimmed(scene: Scene, subject: Subject) -> Span:
    if subject.relative is not None:
        token = scene.tokens[subject.relative]
        return Span(token.start, token.end)
    last = subject.last
    while last - 1 > subject.first and scene.is_mark(last - 1, ",—–-"):
        last -= 1
    return Span(scene.tokens[subject.first].start, scene.tokens[last - 1].end)


def _main_subject(scene: Scene, draft: Draft) -> Subject | None:
    """Who does the sentence's deed: the subject that "…, saying" and "… and said" leave out."""
    sentence = scene.paragraph.sentences[draft.source_sentence]
    stop = draft.cue.start if draft.cue is not None else sentence.stop
    start = _after_dateline(scene, sentence)
    for at in range(stop - 1, max(start, stop - _REACH) - 1, -1):
        low = scene.low(at)
        if low == "who":
            return antecedent(scene, at, start)
        if low in _OPENS_CLAUSE:
            return _subject_at(scene, at + 1, stop)
        if scene.is_mark(at, ";:") or scene.is_quote(at):
            return None
    if stop - start > _REACH:
        return None
    return _subject_at(scene, _after_introduction(scene, start, stop), stop)


def _after_dateline(scene: Scene, sentence: range) -> int:
    """"PARIS (Wire) — The mayor": where the sentence begins after the place."""
    first = scene.tokens[sentence.start]
    if first.kind == "word" and first.text.isupper() and len(first.text) > 3:
        for at in range(sentence.start + 1, min(sentence.stop, sentence.start + 14)):
            if scene.is_mark(at, "—–-"):
                return at + 1
    return sentence.start


def _after_introduction(scene: Scene, start: int, stop: int) -> int:
    """Where the main clause begins after "On Monday," or "Asked about it,"."""
    comma = next((n for n in range(start, min(stop, start + 30)) if scene.is_mark(n, ",")), None)
    if comma is None or scene.low(start) in lex.PRONOUNS:
        return start
    low = scene.low(start)
    opens = low in lex.PREPOSITIONS or low in lex.CLAUSE_OPENERS or low.endswith(("ing", "ed", "ly"))
    timed = comma - start <= 4 and scene.low(comma - 1) in lex.TIME_WORDS
    return comma + 1 if opens or timed or comma == start + 1 and scene.at[start] is None else start


def _subject_at(scene: Scene, first: int, stop: int) -> Subject | None:
    """The subject that begins at a token."""
    if first >= stop:
        return None
    if scene.low(first) in lex.PRONOUNS:
        return Subject(first, first + 1, "pronoun", bound=first - 1)
    at = first
    while at < stop and scene.at[at] is None and scene.low(at) in lex.DETERMINERS | lex.TITLES | {"of"}:
        at += 1
    named = scene.at[at] if at < stop else None
    if named is None and at > first + 1:
        return Subject(first, at, "phrase", bound=first - 1)
    if named is None:
        end = first
        while end < stop and scene.tokens[end].kind == "word" and scene.low(end) not in lex.PERSON_NOUNS | lex.ORGANISATION_NOUNS:
            end += 1
        plain = end < stop and end - first <= 3 and scene.tokens[end].kind == "word"
        return Subject(first, end + 1, "phrase", bound=first - 1) if plain else None
    following = named.last
    if following < stop and scene.low(following) in lex.ORGANISATION_NOUNS | lex.PERSON_NOUNS:
        return Subject(first, following + 1, "phrase", bound=first - 1)
    if named.possessive:
        return None
    if following + 1 < stop and scene.low(following) in {"and", "or"} and scene.at[following + 1] is not None:
        return Subject(first, following + 2, "open", bound=first - 1)
    return Subject(first, following, "phrase" if named.kind == "title" else named.kind, named, bound=first - 1)


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
    """The content: the pieces, and all of every quotation of which they hold a part."""
    spans = [span for span in (_piece(scene, piece) for piece in draft.pieces) if span is not None]
    quotations = {scene.tokens[n].quotation for piece in draft.pieces for n in piece if scene.is_quote(n)}
    spans.extend(draft.more)
    spans.extend(span for number in quotations for span in reading.quotations[number].spans)
    out: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not out or span.start >= out[-1].end:
            out.append(span)
    return tuple(out)


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
