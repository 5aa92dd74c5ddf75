"""An invented wire story, and what newspapers make of one."""

from __future__ import annotations

from datetime import date

from index.types import Article

PARAGRAPHS = (
    "PORT ALDER (Sample Wire) — The harbour council of Port Alder voted on Tuesday to close the old swing bridge to "
    "lorries after inspectors found cracks in two of its bearings.",
    "The decision, which takes effect on 4 May, will send some 900 lorries a day through the narrow streets of Lower "
    "Quay until a new crossing is built.",
    "“Nobody wants this, but nobody wants a bridge in the water either,” said Petra Vallen, who chairs the council. "
    "“We will pay for every pavement that the detour breaks.”",
    "Traders in Lower Quay, where deliveries already block the road on market days, had asked for a limit by weight "
    "instead of a ban and may go to court.",
    "Oskar Brandin, a fishmonger there, called the vote a surrender to engineers who had never carried a crate of "
    "herring, and promised to park his van across the detour.",
    "The swing bridge was opened in 1928 and last rebuilt in 1977, when its engine house was moved to the eastern "
    "bank and the timber deck replaced by steel.",
    "An inspection ordered after a barge struck the pier in February showed that the bearings had worn three times "
    "as fast as the maker had foreseen.",
    "The regional government has set aside money for a fixed crossing upstream, but the design has been disputed for "
    "eleven years because it would cut the rowing course in half.",
)
TEXT = "\n\n".join(PARAGRAPHS)
LOCAL = "For readers in Marrow Vale the detour means longer waits at the ferry landing, where the county runs one boat."


def wire_story(
    article_id: str = "wire",
    *paragraphs: str,
    publisher: str = "Sample Wire",
    published: date | None = date(2026, 4, 7),
    title: str = "Port Alder closes swing bridge to lorries",
) -> Article:
    """The story as somebody carries it; without paragraphs the whole of it."""
    text = "\n\n".join(paragraphs or PARAGRAPHS)
    return Article(
        id=article_id,
        title=title,
        text=text,
        url=f"https://{article_id}.example/bridge",
        publisher=publisher,
        published=published,
    )
