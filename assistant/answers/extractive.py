"""Composes answers without a model: each statement verbatim, under its speaker's name.

It is the default, the fallback if a model fails, and the reason why evaluation is free.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.citations import CitationNumbers
from assistant.answers.phrases import (
    describe_coverage,
    describe_search,
    format_day,
    join_names,
    one_line,
    pair_quotation_marks,
)
from assistant.types import NO_RECORD, Draft, Query, RetrievedEvidence, ShownStatement
from index.types import ArticleStatement, Coverage

_PAST = re.compile(
    r"(?:(?!informed|reminded|assured|advised)[a-z]+ed|wrote|spoke|swore)(?: (?:for|on|about|of|out|that))?"
)
"""A verb that can follow a name without an object: "accused" or "called for", but not "calling", "say" or "told"."""
_ONLY_SAYS = frozenset("added claimed explained noted argued insisted conceded admitted wrote believed".split())
"""Verbs that introduce a clause without "that"."""
_PARTICLES = ("", "out", "off", "down", "away", "for", "against", "of", "on", "about", "over")
_REFUSAL = re.compile(r"\b(?:declin|refus|would not|wouldn|could not|couldn|not|avoid|dodg)", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:that|whether|if|how|why|when|where|who|what) ", re.IGNORECASE)
"""The start of content that continues the sentence after its verb."""
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_NEGATION_DISTANCE = 40
"""Characters before the cue in which its negation may stand."""
_NEGATION = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|was|were|is|are|would|could|can|will|should)(?: not|n['’]t)"
    r"|never|cannot|won['’]t)(?: (?:yet|ever|even|\w+ly))?\s*$",
    re.IGNORECASE,
)


def compose_extractive(query: Query, found: RetrievedEvidence, coverage: Coverage) -> Draft:
    """Return the statements or sentences that answer, each cited; else "no record", with other speakers' statements."""
    if found.said:
        return _statements(found.said)
    if found.facts:
        return _facts(found)
    return _no_record(query, found, coverage)


def compose_abstention(
    query: Query, found: RetrievedEvidence, coverage: Coverage, *, about: Draft | None = None
) -> Draft:
    """Return "no record" for a question that a model, having read the evidence, says has no answer in it.

    Others who spoke on the topic are shown, as without a model. If there are none, the verified sentences in `about`
    follow, which tell what the articles do say about the matter.
    """
    if query.about_speakers:
        nearest = found.related or found.said
        found = replace(found, said=(), facts=(), related=nearest)
        if found.others or about is None:
            return _no_record(query, found, coverage)
    if about is None:
        return _no_record(query, replace(found, said=(), facts=(), others=(), related=()), coverage)
    text = f"{NO_RECORD} {describe_search(query)} {describe_coverage(coverage)}.\n\n{about.text}"
    said_by = (name for shown in about.statements for name in (speaker.name for speaker in shown.statement.speakers))
    others = tuple(name for name in dict.fromkeys(said_by) if query.about_speakers and name not in query.speakers)
    return Draft("no_evidence", text, about.statements, about.citations, others)


def _statements(said: Sequence[ArticleStatement]) -> Draft:
    numbering = CitationNumbers()
    shown = [numbering.show(one) for one in said]
    return Draft("answered", "\n\n".join(map(_cited, said, shown)), _unique(shown), numbering.citations)


def _facts(found: RetrievedEvidence) -> Draft:
    numbering = CitationNumbers()
    shown: list[tuple[ShownStatement, ...]] = []
    lines = []
    for fact in sorted(found.facts, key=lambda fact: (fact.article.id, fact.span)):
        if fact.within:
            shown.append(numbering.show(fact.within))
            lines.append(_cited(fact.within, shown[-1]))
        else:
            marker = numbering.cite(fact.article, fact.span, fact.also_carried_by)
            lines.append(f"{one_line(fact.span.of(fact.article.text))} [{marker}]")
    return Draft("answered", "\n\n".join(dict.fromkeys(lines)), _unique(shown), numbering.citations)


def _no_record(query: Query, found: RetrievedEvidence, coverage: Coverage) -> Draft:
    numbering = CitationNumbers()
    others = [numbering.show(one) for one in found.others]
    related = [numbering.show(one) for one in found.related]
    said_by = tuple(dict.fromkeys(speaker.name for one in found.others for speaker in one.statement.speakers))
    lines = [f"{NO_RECORD} {describe_search(query)} {describe_coverage(coverage)}."]
    if others:
        lines.append(f"Others spoke about {one_line(query.topic)}:" if query.topic else "Others spoke:")
        lines += map(_cited, found.others, others)
    return Draft("no_evidence", "\n\n".join(lines), _unique(others), numbering.citations, said_by, _unique(related))


def _cited(one: ArticleStatement, pieces: Sequence[ShownStatement]) -> str:
    return f"{introduce(one, pieces)} [{pieces[0].marker}]"


def _unique(shown: Sequence[tuple[ShownStatement, ...]]) -> tuple[ShownStatement, ...]:
    return tuple({(piece.article.id, piece.span): piece for pieces in shown for piece in pieces}.values())


def introduce(one: ArticleStatement, pieces: Sequence[ShownStatement]) -> str:
    """Return the speaker, the verb and the verbatim words: "Ana Ruiz said: …"."""
    statement = one.statement
    words = " … ".join(pair_quotation_marks(one_line(piece.quote)) for piece in pieces)
    when = f", on {format_day(statement.said_on)}" if statement.said_on else ""
    who = _who(one) + (f", as relayed by {one_line(statement.relayed_by)}," if statement.relayed_by else "")
    if statement.commitment == "declined" and statement.kind != "direct" and (refused := _refusal(one)):
        return f"{who} {refused}{when} {words}"
    if not _CLAUSE.match(words) and (verb := _verb_with_object(one)):
        return f"{who} {verb}{when} {words}"
    verb = _verb(one)
    if statement.kind == "direct":
        return f"{who} {verb}{when}: {words}"
    if words.startswith("to "):  # "declined to comment" has one verb and no reported words
        return f"{who} {verb}{when} {words}"
    colon = "," if _CLAUSE.match(words) and words[0].islower() else ":"
    return f"{who} {verb}{when}, in the article's words{colon} {words}"


def _who(one: ArticleStatement) -> str:
    statement = one.statement
    if statement.speaker is None:
        return "Somebody the article does not clearly name"
    name = one_line(statement.speaker.name)
    if statement.speaker.kind == "unnamed":
        return f"{_capitalised(name)} (not named)"
    if name[0].islower() and _THE.search(_text_to_source(one)):
        name = f"the {name}"  # "the education ministry", if the article has "the"
    return join_names([_capitalised(name), *(one_line(one.name) for one in statement.together_with)])


def _capitalised(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"


def _text_to_source(one: ArticleStatement) -> str:
    """Return the few characters before the source, with the source's own "the"."""
    source, text = one.statement.source, one.article.text
    if source is None:
        return ""
    mention = source.of(text)
    return f"{text[max(0, source.start - 5) : source.start]}{mention[:4] if mention[:4].lower() == 'the ' else ''}"


def _verb_with_object(one: ArticleStatement) -> str | None:
    """Return the article's verb if the content, unquoted, is its direct object: "denied" reports, "ruled out" it."""
    statement, text = one.statement, one.article.text
    if statement.cue is None or statement.kind != "indirect" or statement.pieces[0].start != statement.content.start:
        return None
    if statement.content.start < statement.cue.end:
        return None
    cue = one_line(statement.cue.of(text))
    between = one_line(text[statement.cue.end : statement.content.start])
    if between not in _PARTICLES or not _PAST.fullmatch(cue) or cue in _ONLY_SAYS:
        return None
    return one_line(f"{cue} {between}")


def _refusal(one: ArticleStatement) -> str | None:
    """Return the article's words for a refusal directly before the content: "did not mention", "could not"; or None."""
    statement, text = one.statement, one.article.text
    if statement.cue is None or text[statement.cue.end : statement.content.start].strip():
        return None
    cue = one_line(statement.cue.of(text))
    if _REFUSAL.search(cue):
        return cue
    before = _NEGATION.search(one_line(text[max(0, statement.cue.start - _NEGATION_DISTANCE) : statement.cue.start]))
    return f"{before.group().strip()} {cue}" if before else None


def _verb(one: ArticleStatement) -> str:
    """Return the article's verb, so that a denial does not read as an assertion, nor "asked whether" as "said"."""
    statement = one.statement
    cue = one_line(statement.cue.of(one.article.text)) if statement.cue else ""
    if statement.commitment == "declined" and not _REFUSAL.search(cue):
        return "did not say"  # "never said": the negation is outside the cue
    if statement.commitment in ("denied", "declined"):
        return cue if statement.rule != "noun" else "denied"
    return cue if statement.kind != "direct" and _PAST.fullmatch(cue) else "said"
