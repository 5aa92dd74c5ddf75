"""Every question that something is wrong with: what was asked, what was due, what was shown, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.datasets.samples import Sample
from evals.report.markup import Content, Markup, join, tag
from evals.results.aggregation import Scored
from evals.scorers.case import Corpus, Row

_AROUND = 140
"""Characters of an article on either side of what is marked in it."""


def failures(scored: Sequence[Scored], corpus: Corpus) -> Markup:
    """One block a question, wrong mouths first."""
    wrong = sorted((one for one in scored if one.wrong), key=lambda one: not one.wrong[0].startswith("WRONG MOUTH"))
    if not wrong:
        return tag("p", "Nothing is wrong with any answer.", class_="quiet")
    return join(_failure(one, corpus, first=at == 0) for at, one in enumerate(wrong))


def _failure(scored: Scored, corpus: Corpus, *, first: bool) -> Markup:
    sample = scored.sample
    return tag(
        "details",
        tag(
            "summary",
            tag("code", sample.id),
            tag("b", sample.question),
            *(tag("span", one, class_="chip") for one in sample.tags),
        ),
        tag("ul", *(tag("li", fault) for fault in scored.wrong), class_="faults"),
        tag("div", tag("div", *_expected(sample, corpus)), tag("div", *_shown(scored, corpus)), class_="sides"),
        open="open" if first else None,
    )


def _expected(sample: Sample, corpus: Corpus) -> Iterator[Content]:
    yield tag("h4", "Expected")
    yield tag("p", tag("b", sample.status.replace("_", " ")), f" – {sample.why}")
    for label, value in _conditions(sample):
        yield tag("p", tag("span", f"{label}: ", class_="quiet"), value)
    for span in sample.spans:
        yield _passage(corpus, span.article_id, (span.start, span.end))


def _conditions(sample: Sample) -> Iterator[tuple[str, str]]:
    for turn in sample.history:
        yield "asked before", turn.question
    if sample.asked_filters:
        yield "narrowed to", ", ".join(f"{key} {value}" for key, value in sample.asked_filters.items())
    if sample.speakers:
        whose = "asked about" if sample.status == "no_evidence" else "may be shown"
        yield whose, ", ".join(name or "somebody without a name" for name in sample.speakers)
    if sample.said_by is not None:
        yield "who did speak to it", ", ".join(sample.said_by) or "nobody"
    if sample.never:
        yield "never shown as said", "; ".join(sample.never)


def _shown(scored: Scored, corpus: Corpus) -> Iterator[Content]:
    answer = scored.record.answer
    yield tag("h4", "Shown")
    if answer is None:
        yield tag("p", str((scored.record.error or {}).get("message")))
        return
    yield tag("p", tag("b", str(answer["status"]).replace("_", " ")), f" – by {answer['receipt']['composer']}")
    yield tag("p", answer["text"], class_="answer")
    for heading, statements in (("", answer["statements"]), ("Nearest that they did say", answer.get("related", ()))):
        if heading and statements:
            yield tag("p", heading, class_="quiet")
        yield from (_statement(one, corpus) for one in statements)
    if not answer["statements"] and not answer.get("related"):
        yield from (_passage(corpus, one["article_id"], (one["start"], one["end"])) for one in answer["citations"])
    for dropped in answer["receipt"]["dropped"]:
        yield tag("p", f"dropped ({dropped['why']}): {dropped['text']}", class_="quiet")


def _statement(shown: Row, corpus: Corpus) -> Markup:
    return _passage(corpus, shown["article_id"], (shown["start"], shown["end"]), as_said_by=str(shown["attributed_to"]))


def _passage(corpus: Corpus, article_id: str, place: tuple[int, int], *, as_said_by: str | None = None) -> Markup:
    """The words in their article, marked."""
    text = corpus.texts.get(article_id)
    if text is None:
        return tag("blockquote", f"{article_id}: not among the articles of the set")
    start, end = place
    before, after = _before(text, start), _after(text, end)
    source = article_id if as_said_by is None else f"shown as said by {as_said_by} – {article_id}"
    return tag("blockquote", before, tag("mark", text[start:end]), after, tag("cite", source))


def _before(text: str, end: int) -> str:
    """What stands before a place, from the beginning of a word on."""
    start = max(0, end - _AROUND)
    cut = text[start:end]
    return cut if start == 0 else "… " + cut.partition(" ")[2]


def _after(text: str, start: int) -> str:
    """What stands behind a place, to the end of a word."""
    cut = text[start : start + _AROUND]
    return cut if start + _AROUND >= len(text) else cut.rpartition(" ")[0] + " …"
