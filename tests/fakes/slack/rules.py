"""The calls that Slack refuses, by its documentation. Pure functions that return Slack's error codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

BLOCKS, ALL_TEXT, MARKDOWN = 50, 13_200, 12_000
_MAX_TEXT = {"section": 3_000, "header": 150, "markdown": MARKDOWN, "button": 75}
_MAX_ELEMENTS = {"context": 10, "actions": 25, "context_actions": 5}
_BLOCK_TYPES = {
    "section",
    "header",
    "markdown",
    "context",
    "actions",
    "context_actions",
    "rich_text",
    "divider",
    "input",
}
_ELEMENT_TYPES = {
    "context_actions": {"feedback_buttons", "icon_button"},
    "actions": {"button"},
    "context": {"mrkdwn", "plain_text"},
}


def find_error(method: str, arguments: Mapping[str, Any]) -> str | None:
    """Return the error code for a call's arguments, or None."""
    blocks = arguments.get("blocks") or []
    if not isinstance(blocks, list):
        return "invalid_blocks_format"
    if method in ("chat.postMessage", "chat.postEphemeral", "chat.update") and not (blocks or arguments.get("text")):
        return "no_text"
    if len(str(arguments.get("markdown_text") or "")) > MARKDOWN:
        return "msg_too_long"
    if method == "chat.startStream" and not arguments.get("thread_ts"):
        return "invalid_arguments"
    in_channel = method == "chat.startStream" and str(arguments.get("channel")).startswith("C")
    if in_channel and not (arguments.get("recipient_user_id") and arguments.get("recipient_team_id")):
        return "missing_recipient_user_id"
    return find_block_error(blocks)


def find_block_error(blocks: list[Any]) -> str | None:
    if len(blocks) > BLOCKS:
        return "invalid_blocks"
    if sum(len(one) for block in blocks for one in texts(block)) > ALL_TEXT:
        return "msg_blocks_too_long"
    if sum(len(block["text"]) for block in blocks if block.get("type") == "markdown") > MARKDOWN:
        return "msg_too_long"
    seen = [block.get("block_id") for block in blocks if block.get("block_id")]
    if len(seen) != len(set(seen)):
        return "invalid_blocks"
    return next((fault for block in blocks if (fault := _find_error_in_block(block))), None)


def _find_error_in_block(block: Mapping[str, Any]) -> str | None:
    kind, elements = str(block.get("type")), block.get("elements", [])
    ids = [element["action_id"] for element in elements if "action_id" in element]
    wrong = (
        kind not in _BLOCK_TYPES
        or any(not one for one in texts(block))
        or (kind in _MAX_TEXT and len(next(texts(block), "")) > _MAX_TEXT[kind])
        or (kind in _MAX_ELEMENTS and not 1 <= len(elements) <= _MAX_ELEMENTS[kind])
        or (kind in _ELEMENT_TYPES and any(element.get("type") not in _ELEMENT_TYPES[kind] for element in elements))
        or any(_is_wrong_button(element) for element in elements)
        or len(ids) != len(set(ids))
    )
    return "invalid_blocks" if wrong else None


def _is_wrong_button(element: Mapping[str, Any]) -> bool:
    if element.get("type") != "button":
        return False
    return len(element["text"]["text"]) > 75 or len(element.get("value", "")) > 2_000


def texts(block: object) -> Iterator[str]:
    """Yield every text in a block."""
    if isinstance(block, Mapping):
        for name, value in block.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(block, list):
        for one in block:
            yield from texts(one)
