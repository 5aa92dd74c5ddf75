"""The verbs that follow sources and forget articles: their arguments, and what a person sees of them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.app.assistant import open_assistant
from assistant.interfaces.cli.output import print_json, print_lines
from assistant.interfaces.rendering.lines import Line, Part, text_line
from assistant.interfaces.rendering.progress import watch as watch_progress

if TYPE_CHECKING:
    from index.fetching.sources.watch import SourceStatus
    from index.maintenance.forget import ForgetReport


def add_allow_host(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--allow-host",
        dest="allow_hosts",
        metavar="HOST",
        action="append",
        default=[],
        help="also fetch from this host of your own network (again for another); others must have public addresses",
    )


def add_watch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", metavar="SOURCES", help="a TOML file of [[source]] tables, or an OPML file")
    parser.add_argument("--once", action="store_true", help="look at every source once, and leave")
    add_allow_host(parser)


def add_forget(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", metavar="ARTICLE_ID|URL|SPEAKER", help="an article's id or address, or a speaker's full name"
    )
    parser.add_argument(
        "--everything-of",
        dest="everything_of",
        action="store_true",
        help="take out every article that quotes this speaker, in any of its versions",
    )


def watch(options: argparse.Namespace) -> int:
    with open_assistant(index=options.index) as assistant:
        for status in assistant.watch(options.sources, once=options.once, allow_hosts=options.allow_hosts):
            if options.json:
                print_json(status_row(status))
            else:
                print_lines([render_status(status)])
    return 0


def forget(options: argparse.Namespace) -> int:
    with open_assistant(index=options.index) as assistant, watch_progress(quiet=options.quiet) as progress:
        report = assistant.forget(options.what, everything_of=options.everything_of, progress=progress)
    if options.json:
        print_json(asdict(report))
    else:
        print_lines(render_forgotten(report))
    return 0


def render_status(status: SourceStatus) -> Line:
    """One line a source."""
    style = "red" if status.failed else "yellow" if status.problems else ""
    return Line((Part(f"{status.source.shown}  ", "bold"), Part(status.told, style)))


def status_row(status: SourceStatus) -> dict[str, Any]:
    return {
        "source": status.source.url,
        "name": status.source.name or None,
        "listed": status.listed,
        "unchanged": status.unchanged,
        **{outcome: status.outcomes.get(outcome, 0) for outcome in ("new", "updated", "duplicate")},
        "left_out": [{"reason": reason, "pages": count} for reason, count in sorted(status.problems.items())],
        "failed": status.failed,
    }


def render_forgotten(report: ForgetReport) -> Sequence[Line]:
    counts = (
        (report.versions, "versions"),
        (report.copies, "copies"),
        (report.passages, "passages"),
        (report.statements, "statements"),
    )
    told = ", ".join(f"{count:,} {word if count > 1 else singular(word)}" for count, word in counts if count)
    one = f"article {report.articles[0]}" if len(report.articles) == 1 else f"{len(report.articles):,} articles"
    lines = [text_line(f"Forgotten: {one} ({told}). The index is at generation {report.generation}.")]
    if report.alike:
        lines.append(Line((Part("note  ", "yellow"), Part(_also(report.alike)))))
    if report.kept_by:
        running = f"generation {', '.join(report.kept_by)} is still read by another process"
        lines.append(Line((Part("note  ", "yellow"), Part(f"{running}: end it, then run onrecord index prune"))))
    lines.append(text_line("Backups that you made of this index still hold it.", "dim"))
    return lines


def singular(word: str) -> str:
    return "copy" if word == "copies" else word.removesuffix("s")


def _also(alike: Sequence[str]) -> str:
    return f"the same story stays in {', '.join(alike[:5])}{' and others' if len(alike) > 5 else ''}"
