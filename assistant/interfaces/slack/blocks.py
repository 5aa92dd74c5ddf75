"""Builds the Slack blocks of an answer. Pure functions. Every block and message stays within Slack's limits. Limits:
https://docs.slack.dev/reference/block-kit/blocks. The limit of about 13,200 characters for all text of a message is
only documented in https://github.com/slackapi/bolt-js/issues/2509."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.answers.article_rows import link
from assistant.answers.phrases import NEAREST_HEADING, count, describe_dropped, describe_unanswered
from assistant.interfaces.rendering.phrases import (
    format_kind,
    format_loosened,
    format_notice,
    format_source,
    one_line,
    related_heading,
)
from assistant.interfaces.rendering.safe_text import printable
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.markup import answer_pieces, escape_url, paginate, to_mrkdwn
from assistant.retrieval.context import paragraphs_around
from assistant.types import EXTRACTIVE, Answer, Citation, NearPassage, Receipt
from index.stories.corrections import cached_notices
from index.types import Span

Block = dict[str, Any]

MAX_MESSAGE = 12_000  # characters in all blocks of a message
MAX_BLOCKS = 50
MAX_ANSWER = 8_000  # characters of an answer in one message, which leaves room for its footer
MAX_SOURCES = 10  # sources below one message; more go into further messages
IN_CONTEXT, GOOD, BAD = "in_context", "feedback_good", "feedback_bad"
FEEDBACK = "feedback"
_MAX_CONTEXT, _MAX_BUTTON, _MAX_NOTIFICATION, _MAX_TITLE, _MAX_REWRITTEN = 2_000, 75, 300, 150, 500
_MAX_QUOTE, _MAX_PASSAGE = 2_800, 4_000
_MAX_NEAR_QUOTE, _MAX_NEAR_TITLE = 200, 80  # three passages fit on the screen of a phone
_MAX_SOURCE_LINES, _MAX_ADDRESS = 3_000, 1_200
_GAP: Block = {"type": "text", "text": "\n\n"}


def answer_pages(text: str, links: Mapping[str, str]) -> list[list[Block]]:
    """Return the blocks of an answer's text, one list for each message."""
    return [[markdown_block(page)] for page in paginate(answer_pieces(text, links), MAX_ANSWER)]


def footer_pages(answer: Answer, exchange: int | None, *, notes: Sequence[str] = ()) -> list[list[Block]]:
    """Return the blocks below an answer, one list for each message: sources, nearest passages, notes, receipt and
    feedback buttons. There are no buttons without an `exchange`, the number of the answer in the journal."""
    pages = [_sources(citations, exchange) for citations in _group_by_message(answer.citations)]
    pages[-1] += [_context(line) for line in (*_nearest(answer), *map(to_mrkdwn, notes), *_receipt(answer.receipt))]
    if exchange is not None:
        pages[-1].append(_feedback_buttons(exchange))
    return pages


def text_below(answer: Answer) -> str:
    """Return the part of the question without an answer and the closest statements of the speakers, or ""."""
    text = f"\n\n{describe_unanswered(answer.unanswered)}" if answer.unanswered else ""
    if not answer.related:
        return text
    quotes = [f"- {shown.attributed_to}: {one_line(shown.quote)} [{shown.marker}]" for shown in answer.related]
    return text + "\n".join([f"\n\n{related_heading(answer.receipt.query)}", *quotes])


def links_by_marker(citations: Iterable[Citation]) -> dict[str, str]:
    """Return the addresses of the sources that have one."""
    return {f"[{cited.marker}]": address for cited in citations if (address := link(cited.article, cited.span))}


def notification(text: str) -> str:
    """Return the beginning of a text, for the notification on a phone."""
    return to_mrkdwn(_shorten(printable(one_line(text)), _MAX_NOTIFICATION))


def markdown_block(page: str) -> Block:
    return {"type": "markdown", "text": page}


def phrase_blocks(text: str) -> list[Block]:
    """Return one of the bot's own messages, in mrkdwn."""
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}]


def passage_blocks(citation: Citation, *, changed: bool) -> list[Block]:
    """Return the passage with the paragraphs around it, the cited words in bold."""
    article, span = citation.article, citation.span
    elements: list[Block] = []  # rich text shows characters literally
    for paragraph in paragraphs_around(article.text, span)[0]:
        if sum(len(element["text"]) for element in elements) > _MAX_PASSAGE:
            elements += [{"type": "text", "text": "…"}, _GAP]
            break
        elements += [*_mark_words(article.text, paragraph, span), _GAP]
    passage = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements[:-1] or [_GAP]}]}
    notes = [phrases.CHANGED] if changed else []
    notes += [format_notice(notice, article) for notice in cached_notices(article) if notice.corrects]
    return [_context(_source(citation)), passage, *(_context(to_mrkdwn(note)) for note in notes)]


def feedback_form(exchange: int, channel: str) -> Block:
    """Return the form that asks what is wrong with an answer."""
    options = [{"text": _plain(label), "value": verdict} for verdict, label in phrases.VERDICTS.items()]
    verdict = {"type": "radio_buttons", "options": options, "initial_option": options[0]}
    note = {"type": "plain_text_input", "multiline": True, "max_length": 1_000}
    return {
        "type": "modal",
        "callback_id": FEEDBACK,
        "private_metadata": f"{exchange}:{channel}",
        "title": _plain("What is wrong?"),
        "submit": _plain("Send"),
        "close": _plain("Cancel"),
        "blocks": [
            _input("verdict", "Problem", verdict),
            _input("note", "What would be right?", note) | {"optional": True},
        ],
    }


def _group_by_message(citations: Sequence[Citation]) -> list[list[Citation]]:
    groups: list[list[Citation]] = [[]]
    size = 0
    for citation in citations:
        added = len(_source(citation))
        if groups[-1] and (len(groups[-1]) == MAX_SOURCES or size + added > _MAX_SOURCE_LINES):
            groups.append([])
            size = 0
        groups[-1].append(citation)
        size += added
    return groups


def _sources(citations: Sequence[Citation], exchange: int | None) -> list[Block]:
    blocks = [_context(_source(citation)) for citation in citations]
    if exchange is not None and citations:
        blocks.append({"type": "actions", "elements": [_passage_button(cited, exchange) for cited in citations]})
    return blocks


def _source(citation: Citation) -> str:
    return f"[{citation.marker}] {_describe_source(citation, _MAX_TITLE)}"


def _nearest(answer: Answer) -> Iterator[str]:
    """Yield the heading and a line for each of the nearest passages, none without passages."""
    if answer.nearest:
        yield to_mrkdwn(NEAREST_HEADING)
    for passage in answer.nearest:
        quote = to_mrkdwn(_shorten(one_line(passage.quote), _MAX_NEAR_QUOTE))
        yield f"• {quote} – {_describe_source(passage, _MAX_NEAR_TITLE)}"


def _describe_source(shown: Citation | NearPassage, max_title: int) -> str:
    """Return the linked title with the outlet and the day."""
    article = shown.article
    title = to_mrkdwn(_shorten(one_line(article.title), max_title))
    addresses = [escape_url(address) for address in (link(article, shown.span), article.url) if address]
    address = next((address for address in addresses if len(address) <= _MAX_ADDRESS), None)
    linked = f"<{address}|{title}>" if address else title
    corrected = " · corrected" if any(notice.corrects for notice in cached_notices(article)) else ""
    source = to_mrkdwn(format_source(article, shown.also_carried_by))
    return f"{linked}{format_kind(article)} · {source}{corrected}"


def _receipt(receipt: Receipt) -> Iterator[str]:
    if receipt.rewritten:
        yield to_mrkdwn(f"Interpreted as: {_shorten(one_line(receipt.rewritten.question), _MAX_REWRITTEN)}")
    if note := format_loosened(receipt.query):
        yield to_mrkdwn(note)
    articles = receipt.coverage.articles
    is_extractive = receipt.composer == EXTRACTIVE
    how = "answered without a model" if is_extractive else f"answered by {receipt.composer}"
    failed = " The model could not be used." if receipt.degraded and is_extractive else ""
    failed += f" Checked by rules alone: {one_line(receipt.check_note)}." if receipt.check_note else ""
    left_out = f" {describe_dropped(receipt.dropped)}." if receipt.dropped else ""
    yield to_mrkdwn(f"Searched {count(articles, 'article')}; {how} in {receipt.seconds.total:.1f} s.{failed}{left_out}")


def _mark_words(text: str, paragraph: Span, span: Span) -> Iterator[Block]:
    """Yield a paragraph as rich text. Of a long one, the parts farthest from the cited words are left out."""
    start, end = max(paragraph.start, span.start), min(paragraph.end, span.end)
    if start >= end:
        yield {"type": "text", "text": _trim(paragraph.of(text), keep_end=paragraph.end <= span.start) or "…"}
        return
    for piece, style in (
        (_trim(text[paragraph.start : start], keep_end=True), {}),
        (text[start:end][:_MAX_QUOTE], {"style": {"bold": True}}),
        (_trim(text[end : paragraph.end], keep_end=False), {}),
    ):
        if shown := printable(piece):  # Slack refuses empty text
            yield {"type": "text", "text": shown} | style


def _trim(text: str, *, keep_end: bool) -> str:
    limit = _MAX_QUOTE // 2
    return printable(text if len(text) <= limit else f"…{text[-limit:]}" if keep_end else f"{text[:limit]}…")


def _context(line: str) -> Block:
    """Return a line of small print. A cut shortens the words after the links."""
    if len(line) > _MAX_CONTEXT:
        line = f"{line[: _MAX_CONTEXT - 1].rpartition(' ')[0]}…"
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": line, "verbatim": True}]}


def _passage_button(citation: Citation, exchange: int) -> Block:
    value = f"{exchange}:{citation.marker}"
    label = _plain(_shorten(f"[{citation.marker}] in context", _MAX_BUTTON))
    return {"type": "button", "action_id": f"{IN_CONTEXT}:{value}", "text": label, "value": value}


def _feedback_buttons(exchange: int) -> Block:
    buttons = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": {"text": _plain("Right"), "value": f"{GOOD}:{exchange}"},
        "negative_button": {"text": _plain("Not right"), "value": f"{BAD}:{exchange}"},
    }
    return {"type": "context_actions", "elements": [buttons]}


def _input(name: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": name, "label": _plain(label), "element": element | {"action_id": name}}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
