"""x"""

from assistant.timeline.types import Timeline


def draw_page(t: Timeline) -> str:
    return ""
