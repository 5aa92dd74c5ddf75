"""Attribute each quotation and reported clause to a subject, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.statements.candidates import layout
from index.statements.candidates.clauses import find_clauses
from index.statements.content.boundaries import Clause
from index.statements.syntax.omitted_subjects import sentence_subject
from index.statements.syntax.subjects import Subject
from index.statements.text.names import Mention
from index.statements.text.scene import Scene
from index.statements.text.tokens import TokenizedArticle
from index.types import Commitment, Span, Speaker

_MIN_COPY = 8  # words
_WRITING = frozenset("write tweet post blog email".split())
_CONTINUING = frozenset({"add", "continue"})


@dataclass(slots=True)
class Draft:
    """A statement before its speaker is resolved. The source may stand in another paragraph than the content."""

    paragraph: int
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
    """The draft whose subject a clause without a subject shares ("…, adding that")."""
    speaker: Speaker | None = None
    together_with: tuple[Speaker, ...] = ()
    source: Span | None = None
    later_spans: list[Span] = field(default_factory=list)
    """Content in later paragraphs."""
    attributed: bool = False


class DraftCollector:
    """Reads the paragraphs of an article in order and collects the statements in them."""

    def __init__(self, reading: TokenizedArticle, scenes: Sequence[Scene]) -> None:
        self._reading = reading
        self._scenes = scenes
        self._drafts: list[Draft] = []
        self._closing: dict[int, list[Draft]] = {}  # the clauses in the last sentence of a paragraph
        self._last: dict[int, Draft] = {}  # the statement at the end of a paragraph
        self._started: set[int] = set()  # quotations that have a draft; they may run over paragraphs

    def collect(self, first: int) -> list[Draft]:
        """Return the drafts of all paragraphs from a given one on."""
        turns = layout.find_turns(self._scenes, first)
        for number in range(first, len(self._scenes)):
            if layout.is_comment(self._scenes[number]):
                continue
            if number in turns:
                self._read_turn(number, turns[number])
            elif (copied := self._copied_paragraph(number)) is not None:
                self._drafts.append(copied)
            else:
                self._read_paragraph(number)
        return self._drafts

    def _read_turn(self, number: int, label: Mention) -> None:
        """Read one turn of an interview: `FOX: It holds.`"""
        scene = self._scenes[number]
        label.kind = "person"  # "FOX" alone looks like an organisation's initials
        piece = range(layout.label_end(scene, label) + 1, len(scene.tokens))
        self._start(scene, piece)
        self._drafts.append(Draft(number, [piece], "turn", Subject(0, label.last, "person", label), number))

    def _copied_paragraph(self, number: int) -> Draft | None:
        """Return the draft of a paragraph without quotation marks after "Fox writes:" that does not name Fox."""
        scene, closing = self._scenes[number], self._closing.get(number - 1, [])
        if not closing or not _ends_with_colon(self._scenes[number - 1]):
            return None
        model, words = closing[-1], sum(token.kind == "word" for token in scene.tokens)
        if model.clause is None or model.pieces or model.commitment != "asserted":
            return None
        if words < _MIN_COPY or scene.is_quote(0) or scene.is_mark(0, "•*–—-"):
            return None
        lemma = model.clause.cue.lemma
        if lemma not in _WRITING and not (lemma in _CONTINUING and layout.is_spoken(scene)):
            return None  # the article may go on after "Fox said:", where a video was lost
        named = model.subject.mention if model.subject is not None else None
        if named is not None and any(mention.key[-1:] == named.key[-1:] for mention in scene.mentions):
            return None
        everything = range(len(scene.tokens))
        self._start(scene, everything)
        return _continue(model, number, everything, "copied")

    def _read_paragraph(self, number: int) -> None:
        scene = self._scenes[number]
        sentences = scene.paragraph.sentences
        by_sentence, waiting = self._from_clauses(number)
        pieces = [piece for drafts in by_sentence.values() for draft in drafts for piece in draft.pieces]
        claimed = {n for piece in pieces for n in piece if scene.is_quote(n)}
        before: Draft | None = None
        for sentence, tokens in enumerate(sentences):
            if layout.is_all_quoted(scene, sentence) and not claimed & set(tokens):
                before = self._read_quotation(number, sentence, before, waiting.get(sentence + 1))
                continue
            own = [draft for draft in by_sentence.get(sentence, []) if draft.pieces]
            own += self._from_layout(number, sentence, claimed)
            self._drafts.extend(draft for draft in own if draft.rule != "sentence-after")
            for draft in own:
                for piece in draft.pieces:
                    self._start(scene, piece)
            if own:
                # `"It holds," Fox said when asked about the bridge. "It does."`
                direct = [d for d in own if self._is_direct(d)]
                speech = [d for d in direct if d.clause is None or d.clause.cue.construction != "object"]
                before = speech[-1] if speech else own[-1]
            elif before is None or not self._continues(before, number, sentence, claimed):
                before = waiting.get(sentence)
        if before is not None:
            self._last[number] = before
        self._closing[number] = by_sentence.get(len(sentences) - 1, [])

    def _from_clauses(self, number: int) -> tuple[dict[int, list[Draft]], dict[int, Draft]]:
        """Return the drafts of the clauses of a paragraph by sentence, and those that may report a quotation beside
        their sentence."""
        scene = self._scenes[number]
        by_sentence: dict[int, list[Draft]] = {}
        waiting: dict[int, Draft] = {}
        made: dict[int, Draft] = {}
        for clause in find_clauses(scene):
            first = clause.cue_first == scene.paragraph.sentences[clause.sentence].start  # "Adding: “Never.”"
            draft = _from_clause(clause, number, by_sentence.get(clause.sentence - first, []))
            made[id(clause)] = draft
            by_sentence.setdefault(clause.sentence, []).append(draft)
            if layout.reports_before(scene, clause):
                draft.pieces = []
            if not draft.pieces and layout.heads_sentence(scene, clause):
                waiting.setdefault(clause.sentence, draft)
        for draft in made.values():
            if draft.clause is not None:
                draft.outer = made.get(id(draft.clause.inside))
                draft.relay = made.get(id(draft.clause.relay))
        return by_sentence, waiting

    def _from_layout(self, number: int, sentence: int, claimed: set[int]) -> list[Draft]:
        """Return the draft of a quotation after a colon or before a signature in its sentence."""
        scene = self._scenes[number]
        tokens = scene.paragraph.sentences[sentence]
        quotes = [n for n in tokens if scene.is_quote(n) and n not in claimed]
        after_colon = next((n for n in quotes if n > tokens.start and scene.is_mark(n - 1, ":")), None)
        if after_colon is not None:  # `Fox was blunt: "No."`
            subject = sentence_subject(scene, sentence, introduced=True)
            subject = subject or layout.answering_subject(scene, sentence, after_colon)
            quote, rule = after_colon, "colon"
        else:
            subject = layout.inline_signature(scene, tokens) if tokens.start in quotes else None
            quote, rule = tokens.start, "signed"
        if subject is None or scene.tokens[quote].quotation in self._started:
            return []
        return [Draft(number, [range(quote, quote + 1)], rule, subject, number, sentence)]

    def _start(self, scene: Scene, tokens: Iterable[int]) -> None:
        self._started.update(scene.tokens[n].quotation for n in tokens if scene.is_quote(n))

    def _read_quotation(self, number: int, sentence: int, before: Draft | None, waiting: Draft | None) -> Draft | None:
        """Attribute a sentence that is only quotation; return the draft that the next sentence may continue."""
        scene = self._scenes[number]
        quotes = [n for n in scene.paragraph.sentences[sentence] if scene.is_quote(n)]
        if all(scene.tokens[n].quotation in self._started for n in quotes):
            return before  # the rest of a quotation that began in an earlier paragraph
        piece = range(quotes[0], quotes[-1] + 1)
        self._start(scene, quotes)
        if waiting is not None:
            waiting.pieces.append(piece)
            waiting.rule = "sentence-after"
            self._drafts.append(waiting)
            return waiting
        if before is not None and before.paragraph == number and self._may_continue(before):
            if not before.pieces:  # "Fox answered. …": the cue reported nothing yet
                before.rule = "sentence-before"
                self._drafts.append(before)
            before.pieces.append(piece)
            return before
        earlier = self._continued_paragraph(number, sentence)
        if earlier is not None:
            earlier.later_spans.extend(Span(scene.tokens[n].start, scene.tokens[n].end) for n in quotes)
            self._last[number] = earlier
            return None
        draft = self._signed(number, sentence, piece) or self._from_context(number, sentence, before, piece)
        last = self._reading.quotations[scene.tokens[quotes[-1]].quotation]
        if draft.subject is None and draft.lead is None and last.end > scene.paragraph.span.end:
            self._started.difference_update(scene.tokens[n].quotation for n in quotes)
            return None  # it goes on in the next paragraph, which may attribute it
        self._drafts.append(draft)
        return draft

    def _continued_paragraph(self, number: int, sentence: int) -> Draft | None:
        """Return the statement at the end of the paragraph before, if this paragraph can only continue it."""
        before = self._last.get(number - 1)
        if before is None or not before.pieces or not self._may_continue(before):
            return None
        if sentence and number not in self._last:
            return None
        return before if layout.is_all_quoted(self._scenes[number]) else None

    def _continues(self, before: Draft, number: int, sentence: int, claimed: set[int]) -> bool:
        """Whether a sentence is the rest of a quotation with a word before it or a remark after it; if so, add it.

        `“It holds,” Fox said. “It always has,” which nobody doubts.`
        """
        scene = self._scenes[number]
        tokens = scene.paragraph.sentences[sentence]
        quote = next((n for n in tokens if scene.is_quote(n)), None)
        if quote is None or quote in claimed or scene.tokens[quote].quotation in self._started:
            return False
        if before.paragraph != number or not before.pieces or not self._is_direct(before):
            return False
        if not (layout.ends_after(scene, quote, tokens) or layout.is_remarked_on(scene, quote, tokens)):
            return False
        self._start(scene, [quote])
        before.pieces.append(range(quote, quote + 1))
        return True

    def _is_direct(self, draft: Draft) -> bool:
        scene = self._scenes[draft.paragraph]
        return bool(draft.pieces) and all(
            scene.is_quote(n) for piece in draft.pieces for n in piece if scene.tokens[n].kind != "mark"
        )

    def _may_continue(self, draft: Draft) -> bool:
        """Whether a quotation after a statement can be more of it."""
        return self._is_direct(draft) or draft.clause is None or not draft.clause.forward

    def _signed(self, number: int, sentence: int, piece: range) -> Draft | None:
        """Return the draft of a quotation with a signature after it, in the same paragraph or the next."""
        last = sentence == len(self._scenes[number].paragraph.sentences) - 1
        paragraph, below = (number + 1, 0) if last else (number, sentence + 1)
        subject = layout.signature(self._scenes[paragraph], below) if paragraph < len(self._scenes) else None
        return Draft(number, [piece], "signed", subject, paragraph, below) if subject is not None else None

    def _from_context(self, number: int, sentence: int, before: Draft | None, piece: range) -> Draft:
        """Attribute a quotation by the sentence or paragraph before it, if these name a subject."""
        if before is not None and before.paragraph == number:
            return _continue(before, number, piece, "goes-on")
        unattributed = Draft(number, [piece], "unattributed", None, number, sentence)
        if not sentence and not number:
            return unattributed
        paragraph = number if sentence else number - 1
        scene = self._scenes[paragraph]
        last = (sentence or len(scene.paragraph.sentences)) - 1
        if sentence:
            subject, rule = sentence_subject(scene, last), "sentence-before"
        else:
            closing = self._closing.get(paragraph, [])
            if not _ends_with_colon(scene):
                speech = [d for d in closing if d.pieces and d.outer is None]
                alone = len({id(d.subject) for d in speech if d.lead is None}) == 1
                continues = alone and layout.is_all_quoted(self._scenes[number])
                return _continue(speech[0], number, piece, "run-goes-on") if continues else unattributed
            if closing:
                return _continue(closing[-1], number, piece, "colon")
            subject, rule = sentence_subject(scene, last, introduced=True), "colon"
        return Draft(number, [piece], rule, subject, paragraph, last) if subject is not None else unattributed


def _from_clause(clause: Clause, number: int, earlier: list[Draft]) -> Draft:
    draft = Draft(number, list(clause.pieces), clause.rule, clause.subject, number, clause.sentence)
    draft.cue, draft.commitment, draft.clause = range(clause.cue_first, clause.cue_stop), clause.commitment, clause
    if clause.subject is not None and clause.subject.kind == "same":
        beside = (d for d in reversed(earlier) if d.clause is not None and _may_lend_subject(d.clause, clause))
        draft.lead = next(beside, None)
    return draft


def _may_lend_subject(one: Clause, other: Clause) -> bool:
    """Whether a clause can lend its subject to the next. A report in a noun cannot: "blamed *her claim*"."""
    return one.inside is other.inside and one.rule != "noun"


def _continue(model: Draft, number: int, piece: range, rule: str) -> Draft:
    """Return a draft for another quotation with the same attribution."""
    draft = Draft(number, [piece], rule, model.subject, model.source_paragraph, model.source_sentence, lead=model)
    if rule in {"colon", "copied"} or model.source_paragraph == number:
        draft.cue = model.cue
    return draft


def _ends_with_colon(scene: Scene) -> bool:
    return scene.is_mark(len(scene.tokens) - 1, ":")
