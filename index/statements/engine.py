"""Puts clauses and quotations together: every quotation gets its attribution, every attribution its speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.reading.identifiers import statement_id
from index.statements.candidates.drafts import Draft, Drafts
from index.statements.circumstances.circumstances import circumstances_of
from index.statements.coreference.descriptions import get_acquainted
from index.statements.coreference.people import People
from index.statements.speakers.exclusions import quotes_another, without_questions
from index.statements.speakers.joint import joint_sources
from index.statements.speakers.resolution import Speakers
from index.statements.syntax.omitted_subjects import main_subject
from index.statements.syntax.subjects import Subject
from index.statements.text.names import Mention, capitalised_words, find_mentions, mentions_in
from index.statements.text.scene import Scene
from index.statements.text.tokens import Reading, read, tokens_of
from index.types import Article, Span, Statement, StatementKind

_POINTING = frozenset({"that", "this", "it", "so", "as much", "them"})
_GOING_ON = frozenset({"add", "continue", "conclude"})
_BESIDE = 24  # tokens between "with aides praising …" and "and vowing"


def statements_of(article: Article) -> Iterator[Statement]:
    """The statements of an article, in the order in which they were found."""
    reading = read(article.text)
    capitalised = capitalised_words(reading.paragraphs)
    scenes = [Scene(paragraph, find_mentions(paragraph, capitalised)) for paragraph in reading.paragraphs]
    people = People(
        [m for scene in scenes if not scene.is_headline for m in scene.mentions], _quoted_mentions(reading, capitalised)
    )
    get_acquainted(scenes, people)
    speakers = Speakers(scenes, people, article.text)
    skip = 1 if _repeats_title(reading, article.title) else 0
    drafts = without_questions(Drafts(reading, scenes).all_from(skip), scenes, people, article)
    before: Draft | None = None
    for draft in drafts:
        _attribute(draft, scenes, speakers, before)
        before = draft if draft.outer is None else before
        if draft.relay is not None:
            _attribute(draft.relay, scenes, speakers)
    found = [_statement(draft, article, reading, scenes) for draft in drafts]
    yield from _once_each([statement for statement in found if statement is not None])


def _once_each(statements: Sequence[Statement]) -> Iterable[Statement]:
    """Of two readings of the same words, the one that has a cue and a speaker; else the first."""
    best: dict[str, Statement] = {}
    for one in statements:
        other = best.setdefault(one.id, one)
        if _certainty(one) > _certainty(other):
            best[one.id] = one
    return best.values()


def _certainty(statement: Statement) -> tuple[bool, bool, bool]:
    return statement.cue is not None, statement.speaker is not None, statement.source is not None


def _quoted_mentions(reading: Reading, capitalised: frozenset[str]) -> list[Mention]:
    out: list[Mention] = []
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


def _attribute(draft: Draft, scenes: Sequence[Scene], speakers: Speakers, before: Draft | None = None) -> None:
    """Gives a draft its source span and speaker, once. `before` is the statement to which "she added" adds."""
    leads = [draft]  # a chain may be as long as its text: a loop, and no recursion
    while (lead := leads[-1].lead) is not None and not lead.attributed:
        leads.append(lead)
    for one in reversed(leads[1:]):
        _attribute_one(one, scenes, speakers, None)
    _attribute_one(draft, scenes, speakers, before)


def _attribute_one(draft: Draft, scenes: Sequence[Scene], speakers: Speakers, before: Draft | None) -> None:
    if draft.attributed:
        return
    draft.attributed = True
    subject = draft.subject
    same = subject is not None and subject.kind == "same"
    if same:
        subject = _left_out(scenes[draft.source_paragraph], draft)
    lead = draft.lead
    if lead is not None and not (same and _comes_between(subject, lead)):
        doubtful = subject is not None and subject.kind == "open" and _is_doubtful(draft, lead)
        draft.source = lead.source
        if not doubtful:
            draft.speaker, draft.together_with = lead.speaker, lead.together_with
        if draft.source is not None or not same:
            return
    if subject is None:
        return
    scene = scenes[draft.source_paragraph]
    joint = joint_sources(scene, subject, scene.paragraph.sentences[draft.source_sentence])
    if joint:
        _credit_all(draft, joint, speakers)
        subject = replace(subject, first=min(subject.first, joint[0].first))
    draft.source = _trimmed(scene, subject)
    if joint:
        return
    draft.speaker = speakers.resolve(
        subject,
        draft.source_paragraph,
        draft.source_sentence,
        asks=draft.clause is not None and draft.clause.cue.lemma == "ask",
        inside=draft.outer is not None,
        adds_to=before.speaker if before is not None and _adds_to(draft, before) else None,
    )


def _is_doubtful(draft: Draft, lead: Draft) -> bool:
    """Whether a participle may go on with another clause than its lead; in "Fox said, adding" it does not."""
    beside = draft.cue is not None and lead.cue is not None and draft.cue.start - lead.cue.stop <= 1
    return draft.rule == "participle" and not beside


def _adds_to(draft: Draft, before: Draft) -> bool:
    """Whether a statement goes on with the one before it, in its paragraph or the next: "She added that"."""
    goes_on = draft.clause is not None and draft.clause.cue.lemma in _GOING_ON
    alone = not before.together_with and before.clause is not None
    return goes_on and alone and 0 <= draft.source_paragraph - before.source_paragraph <= 1


def _credit_all(draft: Draft, joint: Sequence[Subject], speakers: Speakers) -> None:
    """Names all who speak together, or nobody where one of them is not certain."""
    named = [speakers.resolve(one, draft.source_paragraph, draft.source_sentence) for one in joint]
    known = [one for one in named if one is not None]
    if len(set(known)) == len(joint):
        draft.speaker, draft.together_with = known[0], tuple(known[1:])


def _comes_between(subject: Subject | None, lead: Draft) -> bool:
    """Whether a clause has a subject of its own that stands after the verb of the clause before."""
    return subject is not None and lead.cue is not None and subject.first >= lead.cue.stop


def _left_out(scene: Scene, draft: Draft) -> Subject | None:
    sentence = scene.paragraph.sentences[draft.source_sentence]
    subject = main_subject(scene, sentence, draft.cue.start if draft.cue is not None else sentence.stop)
    if subject is not None and _is_of_another(scene, draft, subject.last):
        return replace(subject, kind="open", mention=None)
    plural = draft.clause is not None and draft.clause.cue.form == "base"
    if plural and subject is not None and subject.kind == "person":
        return replace(subject, kind="open", mention=None)  # "Fox, Hill and Ott met and say": Fox is one of them
    return subject


def _is_of_another(scene: Scene, draft: Draft, begin: int) -> bool:
    """`Fox left, with aides praising the deal and vowing to keep it`: whether a participle goes on with one before it
    that has a subject of its own."""
    if draft.cue is None or scene.low(draft.cue.start - 1) != "and":
        return False
    for at in range(draft.cue.start - 2, max(begin, draft.cue.start - _BESIDE), -1):
        if scene.is_mark(at, ",;"):
            return scene.low(at + 1) == "with"
    return False


def _trimmed(scene: Scene, subject: Subject) -> Span:
    if subject.relative is not None:
        token = scene.tokens[subject.relative]
        return Span(token.start, token.end)
    last = subject.last
    while last - 1 > subject.first and scene.is_mark(last - 1, ",—–-"):
        last -= 1
    return Span(scene.tokens[subject.first].start, scene.tokens[last - 1].end)


def _statement(draft: Draft, article: Article, reading: Reading, scenes: Sequence[Scene]) -> Statement | None:
    scene = scenes[draft.paragraph]
    spans = _spans(draft, scene, reading)
    if not spans or not any(c.isalnum() for span in spans for c in article.text[span.start : span.end]):
        return None
    if len(spans) == 1 and spans[0].of(article.text).lower() in _POINTING:
        return None  # "Fox denied that."
    kind = _kind(draft, scene)
    cue = None
    if draft.cue is not None:
        at = scenes[draft.source_paragraph].tokens
        cue = Span(at[draft.cue.start].start, at[draft.cue.stop - 1].end)
    by = draft.clause.cue if draft.clause is not None else None
    anothers = any(quotes_another(scene, piece, by) for piece in draft.pieces if kind == "mixed")
    speaker = draft.speaker if draft.source is not None and not anothers else None
    outer = draft.outer or draft.relay
    about = circumstances_of(draft, scenes, spans, article.published_day)
    relayed = outer.speaker.name if outer is not None and outer.speaker is not None else None
    return Statement(
        id=statement_id(article, spans),
        article_id=article.id,
        pieces=spans,
        kind=kind,
        speaker=speaker,
        source=draft.source,
        cue=cue,
        commitment=draft.commitment,
        said_on=about.day,
        said_during=about.during,
        when=about.when,
        hearer=about.hearer,
        venue=about.venue,
        together_with=draft.together_with if speaker is not None else (),
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
    if draft.rule in {"turn", "copied"}:
        return "direct"
    tokens = [scene.tokens[n].kind for piece in draft.pieces for n in piece]
    if "quote" not in tokens:
        return "indirect"
    return "mixed" if "word" in tokens else "direct"
