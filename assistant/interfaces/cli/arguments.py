"""The command line of CONTRACT.md. Global options are taken before or after the verb."""

from __future__ import annotations

import argparse
from typing import Any

from assistant.config.version import __version__
from assistant.interfaces.cli.chat import add_arguments
from assistant.interfaces.cli.eval import add_eval
from assistant.interfaces.cli.slack import add_slack
from assistant.interfaces.cli.sources import add_allow_host, add_forget, add_watch
from assistant.interfaces.cli.summaries import add_summaries


class _Version(argparse.Action):
    """Reads the version only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print(f"onrecord {__version__}")
        parser.exit()


class _VersionOf(_Version):
    """The number of a version of an article; without one it means what it means everywhere else."""

    def __call__(self, parser: argparse.ArgumentParser, chosen: argparse.Namespace, number: Any, *_: Any) -> None:
        if number is None:
            super().__call__(parser)
        setattr(chosen, self.dest, number)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord",
        description="Answers questions over news articles with passages you can check.",
        epilog='Start with: onrecord ingest FOLDER, then: onrecord ask "What did … say about …?"',
    )
    _add_globals(parser, top=True)
    verbs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_ingest(verbs)
    add_watch(_verb(verbs, "watch", "keep the index up with feeds, sitemaps and pages"))
    _add_ask(verbs)
    _add_search(verbs)
    _add_statements(verbs)
    _add_explain(verbs)
    _add_timeline(verbs)
    _add_compare(verbs)
    _add_show(verbs)
    add_forget(_verb(verbs, "forget", "take an article out for good: all its versions, and all that was made of them"))
    _add_index(verbs)
    add_summaries(lambda name, meaning: _verb(verbs, name, meaning))
    _add_doctor(verbs)
    _add_chat(verbs)
    _add_slack(verbs)
    add_eval(_verb(verbs, "eval", "measure how right the answers are, and compare and gate what was measured"), _verb)
    return parser


def _add_globals(parser: argparse.ArgumentParser, *, top: bool, version: bool = True) -> None:
    """A verb's copy has no defaults, so that it does not undo what stood before the verb. Without `version` it has
    another meaning after the verb."""
    left_out = argparse.SUPPRESS
    group = parser.add_argument_group("everywhere")
    group.add_argument(
        "--index",
        metavar="DIR",
        default=None if top else left_out,
        help="the index (default: ONRECORD_INDEX, else your data folder)",
    )
    if version:
        group.add_argument("--version", action=_Version, nargs=0, default=left_out, help="print the version and leave")
    for flag, meaning in (
        ("--json", "print JSON, one object a line"),
        ("--quiet", "no progress and no notices"),
        ("--debug", "print the traceback of an error"),
    ):
        group.add_argument(flag, action="store_true", default=False if top else left_out, help=meaning)


def _verb(verbs: Any, name: str, meaning: str, *, version: bool = True) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=meaning, description=meaning[0].upper() + meaning[1:] + "."
    )
    _add_globals(parser, top=False, version=version)
    return parser


def _add_filters(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("narrow it to")
    group.add_argument("--speaker", metavar="NAME", help="statements of this person or organisation")
    group.add_argument("--since", metavar="DAY", help="articles published on this day or later (YYYY-MM-DD)")
    group.add_argument("--until", metavar="DAY", help="articles published on this day or earlier")
    group.add_argument("--as-of", dest="as_of", metavar="DAY", help="what could be known on this day")
    group.add_argument("--publisher", metavar="NAME", help="articles of this publisher")
    group.add_argument("--article", metavar="ID", help="this article only")


def _add_switches(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("do not narrow it by the question's own")
    for flag, what in (("speaker", "people"), ("time", "dates"), ("publisher", "publisher")):
        group.add_argument(f"--any-{flag}", dest=f"any_{flag}", action="store_true", default=None, help=what)


def _add_ingest(verbs: Any) -> None:
    parser = _verb(verbs, "ingest", "read articles into the index")
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a file (.txt .md .html .json .jsonl .xml .eml, also .gz; .pdf and .docx with the extra [documents]), "
        "a folder, - for JSON lines on standard input, or the address of an article, a feed or a sitemap",
    )
    add_allow_host(parser)


def _add_ask(verbs: Any) -> None:
    parser = _verb(verbs, "ask", "answer a question with cited passages, or say that there is no record")
    parser.add_argument("question", nargs="?", metavar="QUESTION")
    parser.add_argument(
        "--batch", metavar="FILE", help="questions as JSON lines (- for standard input); one answer a line, in order"
    )
    _add_model(parser)
    _add_filters(parser)
    _add_switches(parser)


def _add_chat(verbs: Any) -> None:
    parser = _verb(verbs, "chat", "ask and follow up in a conversation, with sources that can be opened")
    add_arguments(parser)
    _add_model(parser)
    _add_filters(parser)


def _add_slack(verbs: Any) -> None:
    parser = _verb(verbs, "slack", "answer in Slack; or print the app's manifest, or check what is missing")
    add_slack(parser)
    _add_model(parser)


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="a chat model, or none for extracted answers (default: ONRECORD_MODEL, else none)",
    )
    parser.add_argument(
        "--strict-model",
        dest="strict_model",
        action="store_true",
        default=None,
        help="fail with exit 4 instead of answering without the model",
    )
    parser.add_argument(
        "--max-cost",
        dest="max_cost",
        type=float,
        metavar="USD",
        help="spend no more than this on the model in this run; what it does not pay for is answered without the model",
    )
    parser.add_argument(
        "--cache",
        dest="cache_answers",
        action=argparse.BooleanOptionalAction,
        help="keep the model's replies, and use what was kept (default: no)",
    )


def _add_search(verbs: Any) -> None:
    parser = _verb(verbs, "search", "show the passages an answer would be composed from")
    parser.add_argument("question", nargs="?", metavar="QUESTION")
    parser.add_argument("--batch", metavar="FILE", help="questions as JSON lines (- for standard input)")
    parser.add_argument("--k", type=int, default=10, metavar="N", help="how many passages (default: 10)")
    _add_filters(parser)
    _add_switches(parser)


def _add_statements(verbs: Any) -> None:
    parser = _verb(verbs, "statements", "list who said what: of files, or of the index")
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="files to read without touching an index")
    parser.add_argument("--about", metavar="TOPIC", help="statements on this topic")
    _add_filters(parser)


def _add_explain(verbs: Any) -> None:
    parser = _verb(verbs, "explain", "mark who said what in an article, and tell which rule decided")
    parser.add_argument(
        "article",
        metavar="ARTICLE_ID|FILE",
        help="an article of the index; a file of that name, or - for standard input, is read without one",
    )


def _add_timeline(verbs: Any) -> None:
    parser = _verb(verbs, "timeline", "what was said on a topic, or happened at an event, in the order of its days")
    parser.add_argument("--about", metavar="TOPIC", help="statements on this topic")
    parser.add_argument("--event", metavar="WORDS", help="what was said and reported of this event")
    parser.add_argument("--html", metavar="FILE", help="draw it in a page of its own, which needs no network")
    _add_model(parser)
    _add_filters(parser)


def _add_compare(verbs: Any) -> None:
    parser = _verb(verbs, "compare", "who stands where on a topic, each in their own words")
    parser.add_argument("--about", metavar="TOPIC", required=True, help="statements on this topic")
    parser.add_argument("--speakers", metavar="A,B,C", help="these people and organisations (default: who spoke to it)")
    _add_model(parser)
    _add_filters(parser)


def _add_show(verbs: Any) -> None:
    parser = _verb(verbs, "show", "print one stored article", version=False)
    parser.add_argument("article_id", metavar="ARTICLE_ID")
    parser.add_argument(
        "--version",
        dest="of",
        action=_VersionOf,
        nargs="?",
        type=int,
        metavar="N",
        help="an older version, as it was published (without a number: print the program's version and leave)",
    )


def _add_index(verbs: Any) -> None:
    actions = _verb(verbs, "index", "look after the index").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    _verb(actions, "rebuild", "make the search stores anew from the catalog, embedding nothing")
    _verb(actions, "refine", "embed the passages again with a stronger model, while all else goes on")
    _verb(actions, "upgrade", "bring an index of an older version up to date from the articles it holds")
    _verb(actions, "check", "look for damage in all of the index; exit 3 where there is any")
    _verb(actions, "stats", "tell how much of what the index holds, from when, and on how much disk")
    backup = _verb(actions, "backup", "write the index as it is published to one file")
    backup.add_argument("file", metavar="FILE")
    backup.add_argument("--force", action="store_true", help="replace a file of that name")
    restore = _verb(actions, "restore", "make the index that a backup holds, embedding nothing")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--force", action="store_true", help="in the place of the index there is")
    prune = _verb(actions, "prune", "take out superseded versions and what killed commands left behind")
    prune.add_argument(
        "--older-than",
        dest="older_than",
        metavar="AGE",
        default="30d",
        help="what was superseded longer ago: 12h, 30d or 8w (default: 30d)",
    )
    prune.add_argument("--dry-run", dest="dry_run", action="store_true", help="tell what would go, and change nothing")


def _add_doctor(verbs: Any) -> None:
    _verb(verbs, "doctor", "tell what is installed, which index and models are in use, and what reaches the network")
