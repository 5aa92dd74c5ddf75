"""What Slack refuses, by its documentation: pure. Gives Slack's own word for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

BLOCKS, ALL_TEXT, MARKDOWN = 50, 13_200, 12_000
_LONGEST = {"section": 3_000, "header": 150, "markdown": MARKDOWN, "button": 75}
_ELEMENTS = {"context": 10, "actions": 25, "context_actions": 5}
_KNOWN = {"section", "header", "markdown", "context", "actions", "context_actions", "rich_text", "divider", "input"}
_ONLY = {
    "context_actions": {"feedback_buttons", "icon_button"},
    "actions": {"button"},
    "context": {"mrkdwn", "plain_text"},
}


def fault_of(method: str, given: Mapping[str, Any]) -> str | None:
    """Why a call is refused for what it says; None where it is not."""
    blocks = given.get("blocks") or []
    if not isinstance(blocks, list):
        return "invalid_blocks_format"
    if method in ("chat.postMessage", "chat.postEphemeral", "chat.update") and not (blocks or given.get("text")):
        return "no_text"
    if len(str(given.get("markdown_text") or "")) > MARKDOWN:
        return "msg_too_long"
    if method == "chat.startStream" and not given.get("thread_ts"):
        return "invalid_arguments"
    in_channel = method == "chat.startStream" and str(given.get("channel")).startswith("C")
    if in_channel and not (given.get("recipient_user_id") and given.get("recipient_team_id")):
        return "missing_recipient_user_id"
    return fault_of_blocks(blocks)


def fault_of_blocks(blocks: list[Any]) -> str | None:
    if len(blocks) > BLOCKS:
        return "invalid_blocks"
    if sum(len(one) for block in blocks for one in texts(block)) > ALL_TEXT:
        return "msg_blocks_too_long"
    if sum(len(block["text"]) for block in blocks if block.get("type") == "markdown") > MARKDOWN:
        return "msg_too_long"
    seen = [block.get("block_id") for block in blocks if block.get("block_id")]
    if len(seen) != len(set(seen)):
        return "invalid_blocks"
    return next((fault for block in blocks if (fault := _fault_of_block(block))), None)


def _fault_of_block(block: Mapping[str, Any]) -> str | None:
    kind, elements = str(block.get("type")), block.get("elements", [])
    ids = [element["action_id"] for element in elements if "action_id" in element]
    wrong = (
        kind not in _KNOWN
        or any(not one for one in texts(block))
        or (kind in _LONGEST and len(next(texts(block), "")) > _LONGEST[kind])
        or (kind in _ELEMENTS and not 1 <= len(elements) <= _ELEMENTS[kind])
        or (kind in _ONLY and any(element.get("type") not in _ONLY[kind] for element in elements))
        or any(_is_wrong_button(element) for element in elements)
        or len(ids) != len(set(ids))
    )
    return "invalid_blocks" if wrong else None


def _is_wrong_button(element: Mapping[str, Any]) -> bool:
    if element.get("type") != "button":
        return False
    return len(element["text"]["text"]) > 75 or len(element.get("value", "")) > 2_000


def texts(block: object) -> Iterator[str]:
    """Every text in a block."""
    if isinstance(block, Mapping):
        for name, value in block.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(block, list):
        for one in block:
            yield from texts(one)
