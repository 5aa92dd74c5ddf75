"""Gives every quotation its attribution, paragraph by paragraph; whose name it is comes later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from index.statements.candidates.clauses import find_clauses
from index.statements.candidates.dialogue_turns import find_turns, is_comment, label_end
from index.statements.candidates.neighbouring_sentences import (
    ends_after,
    heads_sentence,
    is_all_quoted,
    is_remarked_on,
    reports_before,
)
from index.statements.content.boundaries import Clause, without_stop
from index.statements.syntax.omitted_subjects import sentence_subject
from index.statements.syntax.subjects import Subject, SubjectKind, subject_before
from index.statements.text.scene import Scene
from index.statements.text.tokens import Reading
from index.types import Commitment, Span, Speaker

_SIGNATURE = 16  # tokens under a quotation that name somebody and say no more
_SHORTEST_COPY = 8  # words
_WRITING = frozenset("write tweet post blog email".split())
_GOING_ON = frozenset({"add", "continue"})
_CONTRACTED = re.compile(r"n['’]t$|['’](?:s|re|ve|ll|d|m)$")
_SPOKEN = frozenset("i we you our my your let".split())
_ANSWERED = frozenset("responded replied answered retorted countered".split())


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
    relay: Draft | None = None
    lead: Draft | None = None
    """For a clause without its own subject ("…, adding that"): whose words go on."""
    speaker: Speaker | None = None
    together_with: tuple[Speaker, ...] = ()
    source: Span | None = None
    more: list[Span] = field(default_factory=list)
    attributed: bool = False


class Drafts:
    """Reads the paragraphs in order and collects what is said in them."""

    def __init__(self, reading: Reading, scenes: Sequence[Scene]) -> None:
        self._reading = reading
        self._scenes = scenes
        self._drafts: list[Draft] = []
        self._closing: dict[int, list[Draft]] = {}  # the clauses of a paragraph's last sentence
        self._last_of: dict[int, Draft] = {}  # the statement with which a paragraph ends
        self._started: set[int] = set()  # quotations that have a draft already, for those that run over paragraphs

    def all_from(self, first: int) -> list[Draft]:
        interview = find_turns(self._scenes, first)
        for number in range(first, len(self._scenes)):
            if is_comment(self._scenes[number]):
                continue
            if number in interview:
                self._turn(number)
            elif (copied := self._copied(number)) is not None:
                self._drafts.append(copied)
            else:
                self._paragraph(number)
        return self._drafts

    def _turn(self, number: int) -> None:
        """One turn of an interview: `FOX: It holds.`"""
        scene = self._scenes[number]
        named = scene.at[0]
        if named is None:
            return
        named.kind = "person"  # "FOX" alone looks like an organisation's initials
        subject = Subject(0, named.last, "person", named)
        piece = range(label_end(scene, named) + 1, len(scene.tokens))
        self._started.update(scene.tokens[n].quotation for n in piece if scene.is_quote(n))
        self._drafts.append(Draft(number, 0, [piece], "turn", subject, source_paragraph=number))

    def _copied(self, number: int) -> Draft | None:
        """A paragraph that is set without marks after "Fox writes:"; it does not speak of Fox by name."""
        scene = self._scenes[number]
        before = self._scenes[number - 1] if number else scene
        closing = self._closing.get(number - 1, [])
        if not closing or not before.tokens or not before.is_mark(len(before.tokens) - 1, ":"):
            return None
        model, words = closing[-1], sum(token.kind == "word" for token in scene.tokens)
        if model.clause is None or model.pieces or model.commitment != "asserted":
            return None
        if words < _SHORTEST_COPY or scene.is_quote(0) or scene.is_mark(0, "•*–—-"):
            return None
        if model.clause.cue.lemma not in _WRITING and not (model.clause.cue.lemma in _GOING_ON and _is_speech(scene)):
            return None  # what follows "Fox said:" may be the article again, where a video was lost
        named = model.subject.mention if model.subject is not None else None
        if named is not None and any(mention.key[-1:] == named.key[-1:] for mention in scene.mentions):
            return None
        self._started.update(token.quotation for token in scene.tokens if token.kind == "quote")
        return _as(Draft(number, 0, [range(len(scene.tokens))], "copied"), model, "copied")

    def _paragraph(self, number: int) -> None:
        scene = self._scenes[number]
        by_sentence, waiting = self._from_clauses(number)
        claimed = _claimed(scene, (draft for drafts in by_sentence.values() for draft in drafts))
        before: Draft | None = None
        for sentence in range(len(scene.paragraph.sentences)):
            own = [draft for draft in by_sentence.get(sentence, []) if draft.pieces]
            if is_all_quoted(scene, sentence) and not claimed & set(scene.paragraph.sentences[sentence]):
                before = self._loose(number, sentence, before, waiting.get(sentence + 1))
                continue
            own = self._with_colon(number, sentence, own, claimed)
            if own:
                before = self._goes_on_after(own)
            elif before is None or not self._is_more_of(before, number, sentence, claimed):
                before = waiting.get(sentence)
        if before is not None:
            self._last_of[number] = before
        self._closing[number] = by_sentence.get(len(scene.paragraph.sentences) - 1, [])

    def _with_colon(self, number: int, sentence: int, own: list[Draft], claimed: set[int]) -> list[Draft]:
        """Takes up the statements of a sentence, and gives them with what stands in it after a colon or a dash."""
        colon = self._colon(number, sentence, claimed) or self._signed_here(number, sentence, claimed)
        self._drafts.extend(draft for draft in own if draft.rule != "sentence-after")
        self._start(self._scenes[number], own)
        if colon is None:
            return own
        self._drafts.append(colon)
        return [*own, colon]

    def _from_clauses(self, number: int) -> tuple[dict[int, list[Draft]], dict[int, Draft]]:
        """What the clauses of a paragraph report, by sentence; and of each sentence the clause that may speak of a
        quotation beside it."""
        scene = self._scenes[number]
        by_sentence: dict[int, list[Draft]] = {}
        waiting: dict[int, Draft] = {}
        made: dict[int, Draft] = {}
        for clause in find_clauses(scene):
            first = clause.cue_first == scene.paragraph.sentences[clause.sentence].start  # "Adding: “Never.”"
            draft = self._from_clause(clause, number, by_sentence.get(clause.sentence - first, []))
            made[id(clause)] = draft
            by_sentence.setdefault(clause.sentence, []).append(draft)
            if reports_before(scene, clause):
                draft.pieces = []
            if not draft.pieces and heads_sentence(scene, clause):
                waiting.setdefault(clause.sentence, draft)
        for draft in made.values():
            if draft.clause is not None:
                draft.outer = made.get(id(draft.clause.inside))
                draft.relay = made.get(id(draft.clause.relay))
        return by_sentence, waiting

    def _from_clause(self, clause: Clause, number: int, earlier: list[Draft]) -> Draft:
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
            beside = (d for d in reversed(earlier) if d.clause is not None and _is_beside(d.clause, clause))
            draft.lead = next(beside, None)
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
            if not before.pieces:  # "Fox answered. …": the cue had nothing of its own to report
                before.rule = "sentence-before"
                self._drafts.append(before)
            before.pieces.append(piece)
            return before
        run = self._run(number, sentence)
        if run is not None:
            run.more.extend(Span(scene.tokens[n].start, scene.tokens[n].end) for n in quotes)
            self._last_of[number] = run
            return None
        draft = self._signed(number, sentence, piece) or self._following(number, sentence, before, piece)
        last = self._reading.quotations[scene.tokens[quotes[-1]].quotation]
        if draft.subject is None and draft.lead is None and last.end > scene.paragraph.span.end:
            self._started.difference_update(scene.tokens[n].quotation for n in quotes)
            return None  # it goes on in the next paragraph, which may say whose it is
        self._drafts.append(draft)
        return draft

    def _run(self, number: int, sentence: int) -> Draft | None:
        """The statement that ends the paragraph before, where this paragraph can only go on with it."""
        before = self._last_of.get(number - 1)
        if before is None or not before.pieces or not (self._is_direct(before) or not _is_forward(before)):
            return None
        scene = self._scenes[number]
        if sentence and number not in self._last_of:
            return None
        return before if all(is_all_quoted(scene, n) for n in range(len(scene.paragraph.sentences))) else None

    def _is_more_of(self, before: Draft, number: int, sentence: int, claimed: set[int]) -> bool:
        """Whether a sentence is the rest of a quotation, which is given to it, with a word of the reporter's before it
        or a remark behind: `“It holds,” Fox said. “It always has,” which nobody doubts.`"""
        scene = self._scenes[number]
        tokens = scene.paragraph.sentences[sentence]
        quote = next((n for n in tokens if scene.is_quote(n)), None)
        if quote is None or quote in claimed or scene.tokens[quote].quotation in self._started:
            return False
        if before.paragraph != number or not before.pieces or not self._is_direct(before):
            return False
        if not (ends_after(scene, quote, tokens) or is_remarked_on(scene, quote, tokens)):
            return False
        self._started.add(scene.tokens[quote].quotation)
        before.pieces.append(range(quote, quote + 1))
        return True

    def _goes_on_after(self, own: Sequence[Draft]) -> Draft:
        """The statement of a sentence with which a quotation after it goes on: the last that quotes somebody's speech.

        `"It holds," Fox said when asked about the bridge. "It does."`
        """
        spoken = [d for d in own if self._is_direct(d) and (d.clause is None or d.clause.cue.construction != "object")]
        return spoken[-1] if spoken else own[-1]

    def _is_direct(self, draft: Draft) -> bool:
        scene = self._scenes[draft.paragraph]
        return bool(draft.pieces) and all(
            scene.is_quote(n) for piece in draft.pieces for n in piece if scene.tokens[n].kind != "mark"
        )

    def _signed(self, number: int, sentence: int, piece: range) -> Draft | None:
        """`"It holds." — Ann Fox, nurse`, on the same line or the next."""
        last = sentence == len(self._scenes[number].paragraph.sentences) - 1
        place, under = (number + 1, 0) if last else (number, sentence + 1)
        if place >= len(self._scenes):
            return None
        scene = self._scenes[place]
        first = scene.paragraph.sentences[under].start
        named = scene.at[first + 1] if first + 1 < len(scene.tokens) else None
        if (
            not scene.is_mark(first, "—–-")
            or named is None
            or named.kind == "title"
            or len(scene.paragraph.sentences[under]) > _SIGNATURE
        ):
            return None
        kind: SubjectKind = "organisation" if named.kind == "organisation" else "person"
        subject = Subject(named.first, named.last, kind, named, bound=first)
        return Draft(number, sentence, [piece], "signed", subject, source_paragraph=place, source_sentence=under)

    def _signed_here(self, number: int, sentence: int, claimed: set[int]) -> Draft | None:
        """`“It holds” – Ann Fox`: a sentence that is a quotation, a dash and a name."""
        scene = self._scenes[number]
        tokens = scene.paragraph.sentences[sentence]
        dash = tokens.start + 1
        if len(tokens) < 3 or not scene.is_quote(tokens.start) or tokens.start in claimed:
            return None
        named = scene.at[dash + 1] if scene.is_mark(dash, "—–-") else None
        if named is None or named.kind != "person" or named.last < without_stop(scene, tokens):
            return None
        if scene.tokens[tokens.start].quotation in self._started:
            return None
        self._started.add(scene.tokens[tokens.start].quotation)
        subject = Subject(named.first, named.last, "person", named, bound=dash)
        piece = range(tokens.start, dash)
        return Draft(number, sentence, [piece], "signed", subject, source_paragraph=number, source_sentence=sentence)

    def _following(self, number: int, sentence: int, before: Draft | None, piece: range) -> Draft:
        draft = Draft(number, sentence, [piece], rule="unattributed", source_paragraph=number, source_sentence=sentence)
        if before is not None and before.paragraph == number:
            return _as(draft, before, "goes-on")
        if sentence > 0:
            subject = sentence_subject(self._scenes[number], sentence - 1)
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
            subject = sentence_subject(scene, last, introduced=True)
            if subject is not None:
                return replace(draft, subject=subject, source_paragraph=number - 1, source_sentence=last, rule="colon")
            return draft
        here = self._scenes[number].paragraph.sentences
        said = [d for d in closing if d.pieces and d.outer is None]
        if len({id(d.subject) for d in said if d.lead is None}) == 1 and all(
            is_all_quoted(self._scenes[number], n) for n in range(len(here))
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
                subject = sentence_subject(scene, sentence, introduced=True) or _answers(scene, sentence, n)
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


def _is_speech(scene: Scene) -> bool:
    """Whether a paragraph without marks sounds spoken, as a reporter's own does not, and reports nobody else."""
    spoken = any(token.low in _SPOKEN or _CONTRACTED.search(token.low) for token in scene.tokens)
    return spoken and not any(one.subject is not None and one.subject.kind != "same" for one in find_clauses(scene))


def _answers_at(scene: Scene, at: int) -> bool:
    """`responded with`, `had this to say`."""
    had = [scene.low(n) for n in range(at, at + 4)] == ["had", "this", "to", "say"]
    return had or (scene.low(at) in _ANSWERED and scene.low(at + 1) == "with")


def _answers(scene: Scene, sentence: int, stop: int) -> Subject | None:
    """Whose answer a quotation after a colon is: `When Hill asked, Fox responded with a word of Ott's: “No.”`"""
    start = scene.paragraph.sentences[sentence].start
    answers = [n for n in range(start + 1, stop) if _answers_at(scene, n)]
    return subject_before(scene, answers[0], start, progressive=False) if len(answers) == 1 else None


def _as(draft: Draft, model: Draft, rule: str) -> Draft:
    """The same attribution for another quotation."""
    return replace(
        draft,
        rule=rule,
        subject=model.subject,
        source_paragraph=model.source_paragraph,
        source_sentence=model.source_sentence,
        cue=model.cue if rule in {"colon", "copied"} or model.source_paragraph == draft.paragraph else None,
        lead=model,
    )


def _is_beside(one: Clause, other: Clause) -> bool:
    """Whether a clause can lend its subject to the next; a report in a noun is no deed: "blamed *her claim*"."""
    return one.inside is other.inside and one.rule != "noun"


def _is_forward(draft: Draft) -> bool:
    return draft.clause is not None and draft.clause.forward


def _claimed(scene: Scene, drafts: Iterable[Draft]) -> set[int]:
    return {n for draft in drafts for piece in draft.pieces for n in piece if scene.is_quote(n)}
