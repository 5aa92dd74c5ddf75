"""An answer as Slack's blocks: pure. Every block keeps to its limit, and a message to its fifty and its characters.

The limits are Slack's (https://docs.slack.dev/reference/block-kit/blocks); that all text of a message together may have
about 13,200 characters is written nowhere but in https://github.com/slackapi/bolt-js/issues/2509.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.answers.article_rows import link
from assistant.interfaces.rendering.phrases import one_line, told_kind, told_nearest, told_notice, told_source
from assistant.interfaces.rendering.safe_text import printable
from assistant.interfaces.slack import phrases
from assistant.interfaces.slack.markup import address, mrkdwn, paged, prose
from assistant.retrieval.context import paragraphs_around
from assistant.types import EXTRACTIVE, Answer, Citation, Receipt
from index.stories.corrections import cached_notices
from index.types import Span

Block = dict[str, Any]

MESSAGE = 12_000
"""Characters of all blocks of a message."""
BLOCKS = 50
PROSE = 8_000
"""Characters of a message's text, so that what stands under it has room."""
SOURCES = 10
"""Under one message. What an answer cites beyond that stands in a message of its own."""
IN_CONTEXT, GOOD, BAD = "in_context", "feedback_good", "feedback_bad"
FEEDBACK = "feedback"
_CONTEXT_ELEMENT, _BUTTON, _NOTIFICATION, _PASSAGE = 2_000, 75, 300, 2_800
_TITLE = 150
_UNDER, _LONGEST_SOURCE = 3_000, 1_200
_LONGEST_PASSAGE = 4_000
_GAP: Block = {"type": "text", "text": "\n\n"}


def body(text: str, links: Mapping[str, str]) -> list[str]:
    """An answer's text as Markdown, a page for each message that it takes."""
    return list(paged(prose(text, links), lambda: PROSE))


def markdown_block(page: str) -> Block:
    return {"type": "markdown", "text": page}


def under(answer: Answer, exchange: int | None, *, notes: Sequence[str] = ()) -> list[list[Block]]:
    """What stands under an answer, a list for each message that it takes: sources with a button each, notes, the
    receipt in a line, and the reader's verdict. Without an exchange in the journal no button has anything to open."""
    pages = [_sources(one, exchange) for one in _by_message(answer.citations)]
    told = [*map(mrkdwn, notes), *_receipt(answer.receipt)]
    pages[-1] += [_context([line]) for line in told]
    if exchange is not None:
        pages[-1].append(_feedback(exchange))
    return pages


def related(answer: Answer) -> str:
    """What the asked speakers said that lies nearest, as text under the answer's own; empty where there is none."""
    if not answer.related:
        return ""
    said = [f"- {one.attributed_to}: {one_line(one.quote)} [{one.marker}]" for one in answer.related]
    return "\n".join([f"\n\n{told_nearest(answer.receipt.query)}", *said])


def links_of(citations: Iterable[Citation]) -> dict[str, str]:
    """Addresses by marker, for those sources that have one."""
    return {f"[{one.marker}]": at for one in citations if (at := link(one.article, one.span))}


def notification(text: str) -> str:
    """The beginning of a text, for the line that a phone shows."""
    line = printable(one_line(text))
    return mrkdwn(line if len(line) <= _NOTIFICATION else f"{line[: _NOTIFICATION - 1]}…")


def said(text: str) -> list[Block]:
    """A few words of our own, in mrkdwn."""
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}]


def in_context(citation: Citation, *, changed: bool) -> list[Block]:
    """The passage between the paragraphs around it, its words in bold. Rich text shows exactly what it is given."""
    article, span = citation.article, citation.span
    elements: list[Block] = []
    for paragraph in paragraphs_around(article.text, span)[0]:
        if characters(elements) > _LONGEST_PASSAGE:
            elements += [{"type": "text", "text": "…"}, _GAP]
            break
        elements += [*_marked(article.text, paragraph, span), _GAP]
    passage = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements[:-1] or [_GAP]}]}
    notes = [mrkdwn(phrases.CHANGED)] if changed else []
    notes += [mrkdwn(told_notice(one, article)) for one in cached_notices(article) if one.corrects]
    return [_context([_source(citation)]), passage, *(_context([note]) for note in notes)]


def why_view(exchange: int, channel: str) -> Block:
    """A form that asks what is wrong with an answer."""
    options = [{"text": _plain(told), "value": verdict} for verdict, told in phrases.SAID.items()]
    return {
        "type": "modal",
        "callback_id": FEEDBACK,
        "private_metadata": f"{exchange}:{channel}",
        "title": _plain("What is wrong?"),
        "submit": _plain("Keep it"),
        "close": _plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": "verdict",
                "label": _plain("The answer"),
                "element": {
                    "type": "radio_buttons",
                    "action_id": "verdict",
                    "options": options,
                    "initial_option": options[0],
                },
            },
            {
                "type": "input",
                "block_id": "note",
                "optional": True,
                "label": _plain("What would be right?"),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "note",
                    "multiline": True,
                    "max_length": 1_000,
                },
            },
        ],
    }


def characters(blocks: Iterable[Block]) -> int:
    """Of all the text that a reader sees in the blocks."""
    return sum(len(text) for block in blocks for text in _texts(block))


def _by_message(citations: Sequence[Citation]) -> list[list[Citation]]:
    """The sources, as many together as one message has room for."""
    lists: list[list[Citation]] = [[]]
    taken = 0
    for citation in citations:
        size = len(_source(citation))
        if lists[-1] and (len(lists[-1]) == SOURCES or taken + size > _UNDER):
            lists.append([])
            taken = 0
        lists[-1].append(citation)
        taken += size
    return lists


def _sources(citations: Sequence[Citation], exchange: int | None) -> list[Block]:
    blocks = [_context([_source(one)]) for one in citations]
    buttons = [_button(f"[{one.marker}] in context", f"{exchange}:{one.marker}") for one in citations]
    if exchange is not None and buttons:
        blocks.append({"type": "actions", "elements": buttons})
    return blocks


def _source(citation: Citation) -> str:
    """The number, the title that opens the publisher's page at the words, who published it, and when."""
    article = citation.article
    title = mrkdwn(_short(one_line(article.title), _TITLE))
    addresses = [address(at) for at in (link(article, citation.span), article.url) if at]
    at = next((one for one in addresses if len(one) <= _LONGEST_SOURCE), None)
    named = f"<{at}|{title}>" if at else title
    corrected = " · corrected" if any(notice.corrects for notice in cached_notices(article)) else ""
    source = mrkdwn(told_source(article, citation.also_carried_by))
    return f"[{citation.marker}] {named}{told_kind(article)} · {source}{corrected}"


def _receipt(receipt: Receipt) -> Iterator[str]:
    if receipt.rewritten:
        yield mrkdwn(f"Understood as: {_short(one_line(receipt.rewritten.question), 500)}")
    coverage = receipt.coverage
    by = "the articles' own words" if receipt.composer == EXTRACTIVE else receipt.composer
    dropped = len(receipt.dropped)
    left_out = f" {dropped} sentence{'' if dropped == 1 else 's'} left out as not verified." if dropped else ""
    without = " The model had no part in it." if receipt.degraded and receipt.composer == EXTRACTIVE else ""
    yield mrkdwn(
        f"{coverage.articles:,} article{'' if coverage.articles == 1 else 's'} searched; answered by {by} in "
        f"{receipt.seconds.total:.1f} s.{without}{left_out}"
    )


def _marked(text: str, paragraph: Span, span: Span) -> Iterator[Block]:
    """A paragraph in rich text. Of one that is too long, what is farthest from the words is left out."""
    start, end = max(paragraph.start, span.start), min(paragraph.end, span.end)
    if start >= end:
        yield {"type": "text", "text": _cut_to(paragraph.of(text), keep_end=paragraph.end <= span.start) or "…"}
        return
    for piece, bold in (
        (_cut_to(text[paragraph.start : start], keep_end=True), False),
        (text[start:end][:_PASSAGE], True),
        (_cut_to(text[end : paragraph.end], keep_end=False), False),
    ):
        if shown := printable(piece):  # Slack takes no text without a character
            yield {"type": "text", "text": shown} | ({"style": {"bold": True}} if bold else {})


def _cut_to(text: str, *, keep_end: bool) -> str:
    most = _PASSAGE // 2
    if len(text) <= most:
        return printable(text)
    return printable(f"…{text[-most:]}" if keep_end else f"{text[:most]}…")


def _context(lines: Sequence[str]) -> Block:
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": _whole(line), "verbatim": True} for line in lines],
    }


def _whole(line: str) -> str:
    """The line within its limit. What is cut stands behind every link."""
    return line if len(line) <= _CONTEXT_ELEMENT else f"{line[: _CONTEXT_ELEMENT - 1].rpartition(' ')[0]}…"


def _feedback(exchange: int) -> Block:
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": FEEDBACK,
                "positive_button": {"text": _plain("Right"), "value": f"{GOOD}:{exchange}"},
                "negative_button": {"text": _plain("Not right"), "value": f"{BAD}:{exchange}"},
            }
        ],
    }


def _button(label: str, value: str) -> Block:
    return {
        "type": "button",
        "action_id": f"{IN_CONTEXT}:{value}",
        "text": _plain(_short(label, _BUTTON)),
        "value": value,
    }


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _texts(block: object) -> Iterator[str]:
    if isinstance(block, Mapping):
        for name, value in block.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(block, list):
        for one in block:
            yield from _texts(one)
