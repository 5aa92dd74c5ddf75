"""Results as lines of styled parts. The words are the same on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.answers.article_rows import link
from assistant.answers.phrases import (
    NEAREST_HEADING,
    count,
    describe_dropped,
    describe_problem,
    describe_unanswered,
    format_day,
)
from assistant.interfaces.rendering.findings import Findings
from assistant.interfaces.rendering.phrases import (
    format_content,
    format_kind,
    format_loosened,
    format_manner,
    format_notice,
    format_source,
    format_speakers,
    format_version,
    one_line,
    related_heading,
)
from assistant.interfaces.rendering.safe_text import printable
from assistant.types import EXTRACTIVE, Answer, Citation, FilterName, NearPassage, Query, Receipt, Spending
from assistant.understanding.stemming import fold
from index.stories.corrections import cached_notices, corrected_version
from index.types import Article, ArticleStatement, Coverage, Hit, IngestReport, Record, Rejected

_FILTER_LABELS: Mapping[FilterName, str] = {
    "speaker": "speaker",
    "period": "published",
    "as_of": "as of",
    "publisher": "publisher",
}
_SWITCHES: Mapping[FilterName, str] = {
    "speaker": "--any-speaker",
    "period": "--any-time",
    "as_of": "--any-time",
    "publisher": "--any-publisher",
}


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    style: str = ""
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    parts: tuple[Part, ...] = ()

    def safe(self) -> Line:
        """Return the line without control characters, and without links that contain any."""
        return Line(tuple(replace(p, text=printable(p.text), link=_safe_link(p.link)) for p in self.parts))


def text_line(text: str, style: str = "") -> Line:
    return Line((Part(text, style),))


def render_sources(answer: Answer) -> list[Line]:
    """Return what follows the text of an answer: sources, nearest passages, filters, coverage and dropped sentences."""
    lines = [Line(), *render_unanswered(answer), *_related(answer)]
    if answer.citations:
        lines.append(text_line("Sources", "bold"))
    for citation in answer.citations:
        lines += _source(citation)
    if answer.nearest:
        lines += [*([Line()] if answer.citations else []), *render_nearest(answer)]
    receipt = answer.receipt
    lines += [Line(), *_rewritten(receipt), *_filters(receipt.query), *_loosened(receipt.query)]
    lines += [text_line(f"{_searched(answer)}; {_composer(receipt)} in {receipt.seconds.total:.2f} s.", "dim")]
    if problem := describe_problem(receipt):
        lines.append(text_line(problem, "yellow"))
    if receipt.dropped:
        lines.append(text_line(f"{describe_dropped(receipt.dropped)} (--json shows all)", "yellow"))
    return lines


def render_unanswered(answer: Answer) -> list[Line]:
    """Return the part of the question that the articles do not answer, if there is one."""
    return [text_line(describe_unanswered(answer.unanswered), "yellow"), Line()] if answer.unanswered else []


def render_nearest(answer: Answer) -> list[Line]:
    """Return the passages near a question that has no record, under a heading that promises no answer."""
    passages = [line for passage in answer.nearest for line in _near_passage(passage)]
    return [text_line(NEAREST_HEADING, "bold"), *passages] if passages else []


def _rewritten(receipt: Receipt) -> list[Line]:
    return [text_line(f"Searched for: {one_line(receipt.rewritten.question)}", "dim")] if receipt.rewritten else []


def _filters(query: Query) -> list[Line]:
    """Return the filters that the question implied and the options that switch them off. Omit names used as typed."""
    filters = [one for one in query.understood if one.filter != "speaker" or fold(one.value) != fold(one.words)]
    if not filters:
        return []
    labels = [
        f"{_FILTER_LABELS[one.filter]} = {one.value} "
        f"(from “{one_line(one.words)}”{' in an earlier question' if one.inherited else ''})"
        for one in filters
    ]
    switches = list(dict.fromkeys(_SWITCHES[one.filter] for one in filters))
    heading, pronoun = ("Filter", "it") if len(labels) == 1 else ("Filters", "them")
    return [text_line(f"{heading}: {'; '.join(labels)}. To ignore {pronoun}, add {' '.join(switches)}.", "dim")]


def _loosened(query: Query) -> list[Line]:
    return [text_line(note, "yellow")] if (note := format_loosened(query)) else []


def _related(answer: Answer) -> list[Line]:
    if not answer.related:
        return []
    statements = [
        Line((Part(f"  {shown.attributed_to}: ", "cyan"), Part(f"{one_line(shown.quote)} [{shown.marker}]")))
        for shown in answer.related
    ]
    return [text_line(related_heading(answer.receipt.query)), *statements, Line()]


def render_hits(hits: Sequence[Hit]) -> list[Line]:
    if not hits:
        return [text_line("Nothing found.")]
    lines: list[Line] = []
    for hit in hits:
        head = Part(f"{hit.rank:>2}. "), Part(hit.article.title, "bold", link(hit.article, hit.passage.span))
        lines.append(
            Line((*head, Part(f"  {format_source(hit.article, hit.also_carried_by)}  ({', '.join(hit.via)})", "dim")))
        )
        lines += [text_line(f"    {one_line(hit.passage.span.of(hit.article.text))}"), Line()]
    return lines


def render_statements(found: Sequence[ArticleStatement]) -> list[Line]:
    if not found:
        return [text_line("No statements.")]
    lines: list[Line] = []
    for _, group in groupby(found, key=lambda one: one.article.id):
        ones = list(group)
        article = ones[0].article
        lines.append(
            Line(
                (
                    Part(article.title, "bold"),
                    Part(f"  {format_source(article, ones[0].also_carried_by)}  {article.id}", "dim"),
                )
            )
        )
        lines += [_said(one) for one in ones]
        lines.append(Line())
    return lines


def render_article(record: Record) -> list[Line]:
    """Return one version of an article with its publishers, other versions and corrections."""
    article = record.article
    by = f"{', '.join(article.authors)}, " if article.authors else ""
    source = format_source(article, record.also_carried_by)
    notices = [(notice, corrected_version(notice, article, record.versions)) for notice in cached_notices(article)]
    return [
        text_line(article.title, "bold"),
        text_line(f"{by}{source}, {format_version(article)}", "dim"),
        *([text_line(article.url)] if article.url else []),
        *(text_line(f"other version: {format_version(one)}", "dim") for one in record.versions if one != article),
        *(text_line(format_notice(notice, article, corrects_version=version), "yellow") for notice, version in notices),
        Line(),
        *map(text_line, article.text.split("\n")),
    ]


def render_report(report: IngestReport, index: str) -> list[Line]:
    if not (report.new or report.updated or report.duplicates):
        head = "Nothing new" + (f": {report.unchanged:,} already in the index" if report.unchanged else "")
    else:
        counts = (
            (report.new, "new"),
            (report.updated, "updated"),
            (report.unchanged, "unchanged"),
            (report.duplicates, "duplicate"),
        )
        head = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    rejected = f", {len(report.rejected):,} rejected" if report.rejected else ""
    totals = f"{report.articles:,} articles, {report.passages:,} passages, {report.statements:,} statements"
    return [text_line(f"{head}{rejected}. {index} now holds {totals} ({report.seconds:.1f} s).")]


def render_rejected(rejected: Iterable[Rejected]) -> list[Line]:
    return [
        text_line(f"rejected: {one.input}{f', line {one.line}' if one.line is not None else ''}: {one.reason}")
        for one in rejected
    ]


def render_doctor(findings: Findings) -> list[Line]:
    styles = {"ok": "green", "note": "yellow", "problem": "bold red"}
    lines: list[Line] = []
    for one in findings.findings:
        lines.append(Line((Part(f"{one.state:<8}", styles[one.state]), Part(f"{one.about}: {one.what}"))))
        if one.hint:
            lines.append(text_line(f"         {one.hint}", "dim"))
    return lines


def _source(citation: Citation) -> list[Line]:
    head = Line((Part(f"[{citation.marker}] ", "bold"), *_title(citation)))
    return [head, text_line(f"    {one_line(citation.quote)}", "italic"), *_corrections(citation.article)]


def _near_passage(passage: NearPassage) -> list[Line]:
    quote = Line((Part("  - "), Part(one_line(passage.quote), "italic")))
    return [quote, Line((Part("    "), *_title(passage))), *_corrections(passage.article)]


def _title(source: Citation | NearPassage) -> tuple[Part, Part]:
    article = source.article
    about = f"{format_kind(article)}  {format_source(article, source.also_carried_by)}"
    return Part(one_line(article.title), "bold", link(article, source.span)), Part(about, "dim")


def _corrections(article: Article) -> list[Line]:
    corrected = (notice for notice in cached_notices(article) if notice.corrects)
    return [text_line(f"    {format_notice(notice, article)}", "yellow") for notice in corrected]


def _said(one: ArticleStatement) -> Line:
    statement = one.statement
    who = Part(f"  {format_speakers(statement)}", "bold cyan" if statement.speaker else "dim")
    how = Part(f"  ({format_manner(statement, with_day=True)})  ", "dim")
    return Line((who, how, Part(format_content(statement, one.article))))


def _composer(receipt: Receipt) -> str:
    spending = format_spending(receipt.spent)
    if receipt.composer == EXTRACTIVE:
        return (
            "answered without a model" if receipt.usage.calls == 0 else f"quoted from the articles (model: {spending})"
        )
    return f"answered by {receipt.composer} ({'cached reply' if receipt.cached else spending})"


def format_spending(spent: Spending) -> str:
    """Return tokens and dollars; "about" if the provider sent no token counts."""
    about = "about " if spent.usage.estimated else ""
    cost = "cost unknown" if spent.usd is None else f"{about}${spent.usd:.4f}"
    return f"{about}{spent.usage.input_tokens + spent.usage.output_tokens:,} tokens, {cost}"


def render_session(spent: Spending) -> list[Line]:
    """Return what a batch spent on the model, if it asked one."""
    if not spent.usage.calls:
        return []
    return [text_line(f"The model was called {count(spent.usage.calls, 'time')}: {format_spending(spent)}.")]


def _searched(answer: Answer) -> str:
    coverage = answer.receipt.coverage
    return f"Searched {count(coverage.articles, 'article')}{format_coverage_period(coverage)}{_outlets(answer)}"


def format_coverage_period(coverage: Coverage) -> str:
    """Return the first and last day after a comma, one day if they are equal, or "" without dates."""
    if not coverage.first or not coverage.last:
        return ""
    first, last = format_day(coverage.first), format_day(coverage.last)
    return f", {first}" if first == last else f", {first} to {last}"


def _outlets(answer: Answer) -> str:
    """Return the number of independent outlets cited. Ten papers with one wire story count once."""
    if len({citation.article.id for citation in answer.citations}) < 2:
        return ""
    return f"; cited from {count(answer.receipt.independent_outlets, 'independent outlet')}"


def _safe_link(link: str | None) -> str | None:
    plain = (
        link is not None and link.startswith(("http://", "https://")) and printable(link) == link and " " not in link
    )
    return link if plain else None
