"""`onrecord summarise` and `onrecord digest`: their arguments, and what they print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answers.json_rows import answer_row
from assistant.interfaces.cli.digest_pages import digest_html, digest_markdown, voice_parts, weighed
from assistant.interfaces.cli.output import print_json, print_lines
from assistant.interfaces.rendering.lines import Line, Part, render_sources, text_line
from assistant.interfaces.rendering.phrases import told_source
from assistant.overviews.json_rows import digest_row
from assistant.overviews.types import FORMS, LENGTHS, Digest
from index.errors import UsageError

if TYPE_CHECKING:
    from assistant.app.assistant import Assistant

Verb = Callable[..., argparse.ArgumentParser]


def add_summaries(verb: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """The arguments of both verbs; `verb` makes a verb's parser."""
    for name in ("summarise", "summarize"):
        parser = verb(name, "sum up articles: what happened, who said what, what is not known")
        parser.add_argument("articles", nargs="+", metavar="ARTICLE|URL|FILE")
        parser.add_argument("--length", choices=LENGTHS, default="medium", help="how long (default: medium)")
        parser.add_argument("--as", dest="form", choices=FORMS, default="paragraph", help="(default: paragraph)")
        _add_model(parser)
    parser = verb("digest", "tell the stories of a period once each, the weightiest first")
    parser.add_argument("--since", metavar="DAY", help="published on this day or later: YYYY-MM-DD, yesterday, Monday")
    parser.add_argument("--until", metavar="DAY", help="published on this day or earlier")
    parser.add_argument("--topic", metavar="TOPIC", help="stories that speak of this")
    parser.add_argument("--publisher", metavar="NAME", help="articles of this publisher")
    _add_model(parser)
    pages = parser.add_mutually_exclusive_group()
    pages.add_argument("--markdown", metavar="FILE", help="write it as Markdown (- for standard output)")
    pages.add_argument("--html", metavar="FILE", help="write it as a page that can be mailed (- for standard output)")


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", help="a chat model, or none (default: ONRECORD_MODEL, else none)")
    parser.add_argument("--strict-model", dest="strict_model", action="store_true", default=None)
    parser.add_argument("--max-cost", dest="max_cost", type=float, metavar="USD")
    parser.add_argument("--cache", dest="cache_answers", action=argparse.BooleanOptionalAction)


def summarise(assistant: Assistant, options: argparse.Namespace) -> int:
    assistant.check_limits()
    answer = assistant.summarise(*options.articles, length=options.length, form=options.form)
    if options.json:
        print_json(answer_row(answer))
    else:
        print_lines([*map(text_line, answer.text.split("\n")), *render_sources(answer)])
    return 0


def digest(assistant: Assistant, options: argparse.Namespace) -> int:
    assistant.check_limits()
    made = assistant.digest(
        since=assistant.day(options.since, "since") if options.since else None,
        until=assistant.day(options.until, "until") if options.until else None,
        topic=options.topic,
        publisher=options.publisher,
    )
    if options.json:
        print_json(digest_row(made))
    elif options.markdown or options.html:
        text = digest_markdown(made) if options.markdown else digest_html(made)
        _write(text, options.markdown or options.html)
        if made.answer.receipt.degraded and not options.quiet:
            print_lines([text_line(f"onrecord: {made.answer.receipt.degraded}")], to=sys.stderr)
    else:
        print_lines(_render(made))
    return 0


def _write(text: str, file: str) -> None:
    if file == "-":
        print(text, end="")
        return
    try:
        Path(file).write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(
            f"cannot write {file!r}: {error.strerror}", hint="name a file in a folder that is there"
        ) from error


def _render(made: Digest) -> list[Line]:
    if not made.stories:
        return [text_line(made.answer.text)]
    lines: list[Line] = []
    for number, story in enumerate(made.stories, start=1):
        lines += [Line((Part(f"{number}. {story.title}", "bold"), Part(f"  ({weighed(story)})", "dim")))]
        lines += [text_line(f"   {story.summary}")]
        lines += [Line((Part(f"   {name}", "cyan"), Part(told))) for name, told in map(voice_parts, story.voices)]
        lines += [
            text_line(f"   – {one.article.title} ({told_source(one.article, one.also_carried_by)})", "dim")
            for one in story.sources
        ]
        lines.append(Line())
    if made.left_out:
        lines.append(text_line(left_out(made), "yellow"))
    return [*lines, *render_sources(made.answer)]


def left_out(made: Digest) -> str:
    return (
        f"{made.left_out:,} more stories of less weight are not told; narrow it with --since, --topic or --publisher."
    )
