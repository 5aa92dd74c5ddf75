"""Every question with a faulty answer: the expected and the shown answer side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.datasets.question_sets import Corpus
from evals.datasets.samples import Sample
from evals.report.markup import Content, Markup, join, tag
from evals.results.scoring import MISATTRIBUTED, ScoredSample
from evals.scorers.case import Row

_CONTEXT = 140  # characters of the article on either side of the marked words


def render_failures(scored: Sequence[ScoredSample], corpus: Corpus) -> Markup:
    """Return one block per question, misattributions first."""
    wrong = [question for question in scored if question.faults]
    wrong.sort(key=lambda question: not question.faults[0].startswith(MISATTRIBUTED))
    if not wrong:
        return tag("p", "No answer has a fault.", class_="quiet")
    return join(_failure(question, corpus, first=at == 0) for at, question in enumerate(wrong))


def _failure(scored: ScoredSample, corpus: Corpus, *, first: bool) -> Markup:
    sample = scored.sample
    chips = (tag("span", tag_name, class_="chip") for tag_name in sample.tags)
    return tag(
        "details",
        tag("summary", tag("code", sample.id), tag("b", sample.question), *chips),
        tag("ul", *(tag("li", fault) for fault in scored.faults), class_="faults"),
        tag("div", tag("div", *_expected(sample, corpus)), tag("div", *_shown(scored, corpus)), class_="sides"),
        open="open" if first else None,
    )


def _expected(sample: Sample, corpus: Corpus) -> Iterator[Content]:
    yield tag("h4", "Expected")
    yield tag("p", tag("b", sample.status.replace("_", " ")), f" – {sample.why}")
    for label, value in _conditions(sample):
        yield tag("p", tag("span", f"{label}: ", class_="quiet"), value)
    for span in sample.spans:
        yield _passage(corpus, span.article_id, span.start, span.end)


def _conditions(sample: Sample) -> Iterator[tuple[str, str]]:
    for turn in sample.history:
        yield "asked before", turn.question
    if sample.all_filters:
        yield "filters", ", ".join(f"{key} {value}" for key, value in sample.all_filters.items())
    if sample.speakers:
        label = "asked about" if sample.status == "no_evidence" else "allowed speakers"
        yield label, ", ".join(name or "somebody without a name" for name in sample.speakers)
    if sample.said_by is not None:
        yield "who did speak about it", ", ".join(sample.said_by) or "nobody"
    if sample.never:
        yield "never shown as said", "; ".join(sample.never)


def _shown(scored: ScoredSample, corpus: Corpus) -> Iterator[Content]:
    answer = scored.record.answer
    yield tag("h4", "Shown")
    if answer is None:
        yield tag("p", str((scored.record.error or {}).get("message")))
        return
    related = answer.get("related", ())
    yield tag("p", tag("b", str(answer["status"]).replace("_", " ")), f" – by {answer['receipt']['composer']}")
    yield tag("p", answer["text"], class_="answer")
    yield from (_statement(statement, corpus) for statement in answer["statements"])
    if related:
        yield tag("p", "Their closest other statements", class_="quiet")
        yield from (_statement(statement, corpus) for statement in related)
    elif not answer["statements"]:
        yield from (
            _passage(corpus, cited["article_id"], cited["start"], cited["end"]) for cited in answer["citations"]
        )
    for dropped in answer["receipt"]["dropped"]:
        yield tag("p", f"dropped ({dropped['why']}): {dropped['text']}", class_="quiet")


def _statement(shown: Row, corpus: Corpus) -> Markup:
    speaker = f"shown as said by {shown['attributed_to']} – "
    return _passage(corpus, shown["article_id"], shown["start"], shown["end"], speaker=speaker)


def _passage(corpus: Corpus, article_id: str, start: int, end: int, *, speaker: str = "") -> Markup:
    """Return the words marked in their context, which is cut at whole words."""
    text = corpus.texts.get(article_id)
    if text is None:
        return tag("blockquote", f"{article_id}: not among the articles of the set")
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    if start > _CONTEXT:
        before = "… " + before.partition(" ")[2]
    if end + _CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    return tag("blockquote", before, tag("mark", text[start:end]), after, tag("cite", f"{speaker}{article_id}"))
