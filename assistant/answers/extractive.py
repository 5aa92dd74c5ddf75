"""The composer that needs no model: what was said, in the words it was said in, under the name of who said it.

It is the default without a key, what a failed model degrades to, and what makes an evaluation free.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import date

from assistant.answers.citations import CitationNumbers, join_names, people_asked_about
from assistant.types import MARKER, NO_RECORD, Draft, Query, RetrievedEvidence, ShownStatement
from index.types import ArticleStatement, Coverage

_PAST = re.compile(
    r"(?:(?!informed|reminded|assured|advised)[a-z]+ed|wrote|spoke|swore)(?: (?:for|on|about|of|out|that))?"
)
"""One verb that can stand after a name alone: "accused", "called for", but not "calling", "say", or "told" whom."""
_REFUSAL = re.compile(r"\b(?:declin|refus|would not|wouldn|could not|couldn|not|avoid|dodg)", re.IGNORECASE)
_DOUBLE = re.compile(r"[“”\"]")
_CLAUSE = re.compile(r"(?:that|whether|if|how|why|when|where|who|what) ", re.IGNORECASE)
"""Content that goes on after the verb as one sentence."""


def compose_extractive(query: Query, found: RetrievedEvidence, coverage: Coverage) -> Draft:
    """The statements or sentences that answer, each cited; or that there is no record, and who did speak."""
    if found.said:
        return _statements(found.said)
    if found.facts:
        return _facts(found)
    return _no_record(query, found, coverage)


def _statements(said: Sequence[ArticleStatement]) -> Draft:
    numbering = CitationNumbers()
    shown = [numbering.show(one) for one in said]
    lines = [f"{introduce(one, pieces)} [{pieces[0].marker}]" for one, pieces in zip(said, shown, strict=True)]
    return Draft("answered", "\n\n".join(lines), _flat(shown), numbering.citations)


def _facts(found: RetrievedEvidence) -> Draft:
    numbering = CitationNumbers()
    shown: list[tuple[ShownStatement, ...]] = []
    lines = []
    for fact in sorted(found.facts, key=lambda fact: (fact.article.id, fact.span)):
        if fact.within:
            pieces = numbering.show(fact.within)
            shown.append(pieces)
            lines.append(f"{introduce(fact.within, pieces)} [{pieces[0].marker}]")
        else:
            marker = numbering.cite(fact.article, fact.span, fact.also_carried_by)
            lines.append(f"{one_line(fact.span.of(fact.article.text))} [{marker}]")
    return Draft("answered", "\n\n".join(dict.fromkeys(lines)), _flat(shown), numbering.citations)


def _no_record(query: Query, found: RetrievedEvidence, coverage: Coverage) -> Draft:
    numbering = CitationNumbers()
    others = [numbering.show(one) for one in found.others]
    related = [numbering.show(one) for one in found.related]
    said_by = tuple(dict.fromkeys(speaker.name for one in found.others for speaker in one.statement.speakers))
    lines = [f"{NO_RECORD} {of_what(query)} {in_what(coverage)}."]
    if others:
        lines.append(f"Others did speak of {one_line(query.topic)}:" if query.topic else "Others did speak:")
        lines += [
            f"{introduce(one, pieces)} [{pieces[0].marker}]" for one, pieces in zip(found.others, others, strict=True)
        ]
    return Draft("no_evidence", "\n\n".join(lines), _flat(others), numbering.citations, said_by, _flat(related))


def introduce(one: ArticleStatement, pieces: Sequence[ShownStatement]) -> str:
    """Who, with which force, and the verbatim words: "Ana Ruiz said: …", "A senior official (not named) said: …"."""
    statement = one.statement
    words = " … ".join(closed(one_line(piece.quote)) for piece in pieces)
    who = _who(one)
    when = f", on {format_day(statement.said_on)}" if statement.said_on else ""
    relay = f", as relayed by {one_line(statement.relayed_by)}," if statement.relayed_by else ""
    verb = _verb(one)
    if statement.commitment == "declined" and statement.kind != "direct" and (refused := _refused(one)):
        return f"{who}{relay} {refused}{when} {words}"
    if not _CLAUSE.match(words) and (did := _did_to_a_thing(one)):
        return f"{who}{relay} {did}{when} {words}"
    if statement.kind == "direct":
        return f"{who}{relay} {verb}{when}: {words}"
    if words.startswith("to "):  # "declined to comment": one verb, and nobody's words
        return f"{who}{relay} {verb}{when} {words}"
    colon = "," if _CLAUSE.match(words) and words[0].islower() else ":"
    return f"{who}{relay} {verb}{when}, in the article's words{colon} {words}"


def of_what(query: Query) -> str:
    """What was looked for, in words: "of Marco Rubio on Article 5", "that answers this"."""
    topic = f" on {one_line(query.topic)}" if query.topic else ""
    if query.speakers or query.unknown_speakers:
        what = {"denied": "a denial by ", "declined": "a refusal by "}.get(query.commitment or "", "")
        return f"of {what}{_names(query)}{topic}"
    if query.asks == "who_said":
        return f"of a statement{topic}"
    return "that answers this"


def in_what(coverage: Coverage) -> str:
    """What was searched: how many articles, from when to when."""
    articles = "1 article" if coverage.articles == 1 else f"{coverage.articles:,} articles"
    if coverage.first is None or coverage.last is None:
        return f"in {articles}" + (" without a date" if coverage.articles else "")
    if coverage.first == coverage.last:
        return f"in {articles} of {format_day(coverage.first)}"
    return f"in {articles} from {format_day(coverage.first)} to {format_day(coverage.last)}"


def one_line(text: str) -> str:
    """The words on one line, their own "[7]" as "(7)": only our markers may look like markers."""
    return MARKER.sub(r"(\1)", re.sub(r"\s+", " ", text).strip())


def closed(words: str) -> str:
    """The words with every quotation mark paired: one left open would take what follows into somebody's mouth."""
    marks = "".join(_DOUBLE.findall(words))
    if re.fullmatch(r'(?:“”|"")*', marks):
        return words
    opens = itertools.cycle("“”")
    if marks.startswith("”"):
        words = f"“{words}"
    paired = _DOUBLE.sub(lambda _: next(opens), words)
    return paired if next(opens) == "“" else f"{paired}”"


def _who(one: ArticleStatement) -> str:
    statement = one.statement
    if statement.speaker is None:
        return "Somebody the article does not clearly name"
    name = one_line(statement.speaker.name)
    if statement.speaker.kind == "unnamed":
        return f"{name[0].upper()}{name[1:]} (not named)"
    if name[0].islower() and _THE.search(_up_to_the_source(one)):
        name = f"the {name}"  # "the education ministry", where the article has it so
    names = [f"{name[0].upper()}{name[1:]}", *(one_line(one.name) for one in statement.together_with)]
    return join_names(names)


_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)


def _up_to_the_source(one: ArticleStatement) -> str:
    """The words before who speaks, and the article of a mention that has it."""
    source, text = one.statement.source, one.article.text
    if source is None:
        return ""
    mention = source.of(text)
    return f"{text[max(0, source.start - 5) : source.start]}{mention[:4] if mention[:4].lower() == 'the ' else ''}"


def _did_to_a_thing(one: ArticleStatement) -> str | None:
    """The article's own words for what was done with a thing, up to the thing, where that follows at once: "denied"
    reports, "ruled out" any increase, "asked for" a guarantee, "asked" people to stay. None where something else stands
    between, where nothing more was done than to say it, or where what follows is somebody's quoted words."""
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


_PARTICLES = ("", "out", "off", "down", "away", "for", "against", "of", "on", "about", "over")
_ONLY_SAYS = (
    "added",
    "claimed",
    "explained",
    "noted",
    "argued",
    "insisted",
    "conceded",
    "admitted",
    "wrote",
    "believed",
)
"""Verbs after which a sentence follows without "that"."""


def _refused(one: ArticleStatement) -> str | None:
    """The article's own words for not saying, up to what was not said, where that follows at once: "did not mention",
    "could not". None where something stands between them, or the negation stands elsewhere."""
    statement, text = one.statement, one.article.text
    if statement.cue is None or text[statement.cue.end : statement.content.start].strip():
        return None
    cue = one_line(statement.cue.of(text))
    if _REFUSAL.search(cue):
        return cue
    before = _NEGATION.search(one_line(text[max(0, statement.cue.start - _NEAR_A_CUE) : statement.cue.start]))
    return f"{before.group().strip()} {cue}" if before else None


_NEAR_A_CUE = 40
_NEGATION = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|was|were|is|are|would|could|can|will|should)(?: not|n['’]t)"
    r"|never|cannot|won['’]t)(?: (?:yet|ever|even|\w+ly))?\s*$",
    re.IGNORECASE,
)


def _verb(one: ArticleStatement) -> str:
    """The article's own cue: a denial must not read as an assertion, nor "asked whether" as "said"."""
    statement = one.statement
    cue = one_line(statement.cue.of(one.article.text)) if statement.cue else ""
    if statement.commitment == "declined" and not _REFUSAL.search(cue):
        return "did not say"  # "never said", "neither … nor … said": the negation stands outside the cue
    if statement.commitment in ("denied", "declined"):
        return cue if statement.rule != "noun" else "denied"
    return cue if statement.kind != "direct" and _PAST.fullmatch(cue) else "said"


def _names(query: Query) -> str:
    return one_line(" or ".join(people_asked_about(query)))


def format_day(day: date) -> str:
    """A day as answers tell it: "Aug 17, 2025"."""
    return f"{day:%b} {day.day}, {day.year}"


def _flat(shown: Sequence[tuple[ShownStatement, ...]]) -> tuple[ShownStatement, ...]:
    unique = {(piece.article.id, piece.span): piece for pieces in shown for piece in pieces}
    return tuple(unique.values())
