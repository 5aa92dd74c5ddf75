"""Combination of all rules: drafts become statements with their speakers and circumstances."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.reading.identifiers import statement_id
from index.statements.candidates.drafts import Draft, DraftCollector
from index.statements.circumstances.circumstances import find_circumstances
from index.statements.coreference.descriptions import learn_descriptions
from index.statements.coreference.people import People
from index.statements.speakers.exclusions import drop_interview_questions, is_nested_quotation
from index.statements.speakers.joint import joint_sources
from index.statements.speakers.resolution import SpeakerResolver
from index.statements.syntax.omitted_subjects import main_subject
from index.statements.syntax.subjects import Subject
from index.statements.text.names import Mention, capitalised_words, find_mentions, mentions_in
from index.statements.text.scene import Scene
from index.statements.text.tokens import TokenizedArticle, read, tokens_of
from index.types import Article, Span, Statement, StatementKind

_POINTERS = frozenset({"that", "this", "it", "so", "as much", "them"})
_CONTINUING = frozenset({"add", "continue", "conclude"})
_MAX_ASIDE = 24  # tokens between "with aides praising …" and "and vowing"


def extract_statements(article: Article) -> Iterator[Statement]:
    """Yield the statements of an article in the order of their discovery."""
    reading = read(article.text)
    capitalised = capitalised_words(reading.paragraphs)
    scenes = [Scene(paragraph, find_mentions(paragraph, capitalised)) for paragraph in reading.paragraphs]
    mentions = [mention for scene in scenes if not scene.is_headline for mention in scene.mentions]
    people = People(mentions, _quoted_mentions(reading, capitalised))
    learn_descriptions(scenes, people)
    speakers = SpeakerResolver(scenes, people, article.text)
    first = 1 if _repeats_title(reading, article.title) else 0
    drafts = drop_interview_questions(DraftCollector(reading, scenes).collect(first), scenes, people, article)
    previous: Draft | None = None
    for draft in drafts:
        _attribute(draft, scenes, speakers, previous)
        previous = draft if draft.outer is None else previous
        if draft.relay is not None:
            _attribute(draft.relay, scenes, speakers)
    found = [_build_statement(draft, article, reading, scenes) for draft in drafts]
    yield from _deduplicate(statement for statement in found if statement is not None)


def _deduplicate(statements: Iterable[Statement]) -> Iterable[Statement]:
    """Keep the most complete statement for each content, the first if several are equally complete."""
    best: dict[str, Statement] = {}
    for statement in statements:
        if _completeness(statement) > _completeness(best.setdefault(statement.id, statement)):
            best[statement.id] = statement
    return best.values()


def _completeness(statement: Statement) -> tuple[bool, bool, bool]:
    return statement.cue is not None, statement.speaker is not None, statement.source is not None


def _quoted_mentions(reading: TokenizedArticle, capitalised: frozenset[str]) -> list[Mention]:
    spans = (span for quotation in reading.quotations for span in quotation.spans)
    return [m for span in spans for m in mentions_in(list(tokens_of(reading.text, span)), {0, 1}, capitalised)]


def _repeats_title(reading: TokenizedArticle, title: str) -> bool:
    if not title or len(reading.paragraphs) < 2:
        return False
    first = reading.paragraphs[0].span.of(reading.text)
    return re.sub(r"\W+", "", first).lower() == re.sub(r"\W+", "", title).lower()


def _attribute(draft: Draft, scenes: Sequence[Scene], speakers: SpeakerResolver, previous: Draft | None = None) -> None:
    """Set the source and the speaker of a draft once. `previous` is the statement that "she added" may continue."""
    leads = [draft]  # a chain may be as long as the article, so recursion could overflow
    while (lead := leads[-1].lead) is not None and not lead.attributed:
        leads.append(lead)
    for earlier in reversed(leads[1:]):
        _attribute_alone(earlier, scenes, speakers, None)
    _attribute_alone(draft, scenes, speakers, previous)


def _attribute_alone(draft: Draft, scenes: Sequence[Scene], speakers: SpeakerResolver, previous: Draft | None) -> None:
    if draft.attributed:
        return
    draft.attributed = True
    scene = scenes[draft.source_paragraph]
    subject, lead = draft.subject, draft.lead
    omitted = subject is not None and subject.kind == "same"
    if omitted:
        subject = _omitted_subject(scene, draft)
    if lead is not None and not (omitted and _follows_lead(subject, lead)):
        uncertain = subject is not None and subject.kind == "open" and _is_uncertain(draft, lead)
        draft.source = lead.source
        if not uncertain:
            draft.speaker, draft.together_with = lead.speaker, lead.together_with
        if draft.source is not None or not omitted:
            return
    if subject is None:
        return
    joint = joint_sources(scene, subject, scene.paragraph.sentences[draft.source_sentence])
    if joint:
        _attribute_jointly(draft, joint, speakers)
        draft.source = _source_span(scene, replace(subject, first=min(subject.first, joint[0].first)))
        return
    draft.source = _source_span(scene, subject)
    draft.speaker = speakers.resolve(
        subject,
        draft.source_paragraph,
        draft.source_sentence,
        asks=draft.clause is not None and draft.clause.cue.lemma == "ask",
        inside=draft.outer is not None,
        adds_to=previous.speaker if previous is not None and _continues(draft, previous) else None,
    )


def _is_uncertain(draft: Draft, lead: Draft) -> bool:
    """Return whether a participle may continue another clause than its lead, unlike "Fox said, adding"."""
    adjacent = draft.cue is not None and lead.cue is not None and draft.cue.start - lead.cue.stop <= 1
    return draft.rule == "participle" and not adjacent


def _continues(draft: Draft, previous: Draft) -> bool:
    """Return whether "She added that" continues a statement in its paragraph or the one before."""
    continuing = draft.clause is not None and draft.clause.cue.lemma in _CONTINUING
    alone = not previous.together_with and previous.clause is not None
    return continuing and alone and 0 <= draft.source_paragraph - previous.source_paragraph <= 1


def _attribute_jointly(draft: Draft, joint: Sequence[Subject], speakers: SpeakerResolver) -> None:
    """Set all joint speakers, or none if one of them is uncertain."""
    resolved = [speakers.resolve(source, draft.source_paragraph, draft.source_sentence) for source in joint]
    known = [speaker for speaker in resolved if speaker is not None]
    if len(set(known)) == len(joint):
        draft.speaker, draft.together_with = known[0], tuple(known[1:])


def _follows_lead(subject: Subject | None, lead: Draft) -> bool:
    """Return whether the clause has its own subject after the cue of its lead."""
    return subject is not None and lead.cue is not None and subject.first >= lead.cue.stop


def _omitted_subject(scene: Scene, draft: Draft) -> Subject | None:
    sentence = scene.paragraph.sentences[draft.source_sentence]
    subject = main_subject(scene, sentence, draft.cue.start if draft.cue is not None else sentence.stop)
    # "Fox, Hill and Ott met and say": Fox is not the only speaker
    plural = draft.clause is not None and draft.clause.cue.form == "base"
    if subject is None or not (_continues_aside(scene, draft, subject.last) or (plural and subject.kind == "person")):
        return subject
    return replace(subject, kind="open", mention=None)


def _continues_aside(scene: Scene, draft: Draft, begin: int) -> bool:
    """Return whether a participle belongs to another person: "Fox left, with aides praising it and *vowing*"."""
    if draft.cue is None or scene.low(draft.cue.start - 1) != "and":
        return False
    comma = scene.find_mark(",;", draft.cue.start - 2, max(begin, draft.cue.start - _MAX_ASIDE), -1)
    return comma is not None and scene.low(comma + 1) == "with"


def _source_span(scene: Scene, subject: Subject) -> Span:
    if subject.relative is not None:
        return _span(scene, subject.relative, subject.relative + 1)
    last = subject.last
    while last - 1 > subject.first and scene.is_mark(last - 1, ",—–-"):
        last -= 1
    return _span(scene, subject.first, last)


def _span(scene: Scene, first: int, stop: int) -> Span:
    return Span(scene.tokens[first].start, scene.tokens[stop - 1].end)


def _build_statement(
    draft: Draft, article: Article, reading: TokenizedArticle, scenes: Sequence[Scene]
) -> Statement | None:
    scene = scenes[draft.paragraph]
    pieces = _content_spans(draft, scene, reading)
    if not any(c.isalnum() for piece in pieces for c in article.text[piece.start : piece.end]):
        return None
    if len(pieces) == 1 and pieces[0].of(article.text).lower() in _POINTERS:
        return None  # "Fox denied that."
    kind = _content_kind(draft, scene)
    cue = _span(scenes[draft.source_paragraph], draft.cue.start, draft.cue.stop) if draft.cue is not None else None
    nested = kind == "mixed" and any(
        is_nested_quotation(scene, piece, draft.clause.cue if draft.clause is not None else None)
        for piece in draft.pieces
    )
    speaker = draft.speaker if draft.source is not None and not nested else None
    outer = draft.outer or draft.relay
    relayed = outer.speaker.name if outer is not None and outer.speaker is not None else None
    circumstances = find_circumstances(draft, scenes, pieces, article.published_day)
    return Statement(
        id=statement_id(article, pieces),
        article_id=article.id,
        pieces=pieces,
        kind=kind,
        speaker=speaker,
        source=draft.source,
        cue=cue,
        commitment=draft.commitment,
        said_on=circumstances.day,
        said_during=circumstances.during,
        when=circumstances.when,
        hearer=circumstances.hearer,
        venue=circumstances.venue,
        together_with=draft.together_with if speaker is not None else (),
        relayed_by=relayed if speaker is None or relayed != speaker.name else None,
        rule=draft.rule,
    )


def _content_spans(draft: Draft, scene: Scene, reading: TokenizedArticle) -> tuple[Span, ...]:
    """Return the spans of the pieces, and the whole of every quotation that they contain a part of."""
    spans = [span for piece in draft.pieces if (span := _strip_marks(scene, piece)) is not None]
    quotations = {scene.tokens[n].quotation for piece in draft.pieces for n in piece if scene.is_quote(n)}
    spans.extend(draft.later_spans)
    spans.extend(span for number in quotations for span in reading.quotations[number].spans)
    out: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not out or span.start >= out[-1].end:
            out.append(span)
    return tuple(out)


def _strip_marks(scene: Scene, piece: range) -> Span | None:
    first, stop = piece.start, piece.stop
    while first < stop and scene.is_mark(first, ",.;:—–-"):
        first += 1
    while stop > first and scene.is_mark(stop - 1, ",.;:—–-"):
        stop -= 1
    return _span(scene, first, stop) if first < stop else None


def _content_kind(draft: Draft, scene: Scene) -> StatementKind:
    kinds = {scene.tokens[n].kind for piece in draft.pieces for n in piece}
    if draft.rule in {"turn", "copied"}:
        return "direct"
    if "quote" not in kinds:
        return "indirect"
    return "mixed" if "word" in kinds else "direct"
