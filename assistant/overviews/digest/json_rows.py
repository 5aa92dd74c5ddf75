"""A digest as JSON: the Answer's row, and its stories."""

from __future__ import annotations

from typing import Any

from assistant.answers.json_rows import answer_row, shown_row
from assistant.overviews.types import Digest, DigestStory, Source


def digest_row(digest: Digest) -> dict[str, Any]:
    """The Answer's row plus `stories` and how many are `left_out`."""
    return answer_row(digest.answer) | {
        "stories": [_story_row(one) for one in digest.stories],
        "left_out": digest.left_out,
    }


def _story_row(story: DigestStory) -> dict[str, Any]:
    return {
        "title": story.title,
        "summary": story.summary,
        "first": story.first.isoformat() if story.first else None,
        "last": story.last.isoformat() if story.last else None,
        "independent_outlets": story.independent_outlets,
        "weight": story.weight,
        "headline_of": story.headline_of.id if story.headline_of else None,
        "voices": [shown_row(one.shown) | {"told": one.told} for one in story.voices],
        "sources": [_source_row(one) for one in story.sources],
    }


def _source_row(source: Source) -> dict[str, Any]:
    article = source.article
    return {
        "article_id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "also_carried_by": list(source.also_carried_by),
    }
