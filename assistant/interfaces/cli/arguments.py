"""The command line: every command and its options. Global options work before and after the command."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any

from assistant.interfaces.cli.parser import ArticleVersion, Parser, PrintVersion
from assistant.types import FORMS, LENGTHS

_BATCH_HELP = (
    'read questions from a file (- for standard input), each line as {"question": "…"}, with "id", "history" and '
    '"filters" as optional keys'
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser for all commands. It imports neither the index nor any SDK, so `--help` is fast."""
    parser = Parser(
        prog="onrecord",
        description="Answer questions from news articles, and cite passages you can check.",
        epilog='Start with: onrecord ingest FOLDER, then: onrecord ask "What did … say about …?"',
    )
    _add_globals(parser, top=True)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_ask(_command(commands, "ask", "answer a question with cited passages, or report that there is no record"))
    _add_chat(_command(commands, "chat", "ask questions and follow-ups in a conversation"))
    _add_search(_command(commands, "search", "list the passages that an answer would use"))
    _add_statements(_command(commands, "statements", "list who said what, in the index or in files"))
    marked = "show an article with its statements marked, and the rules that found them"
    _add_explain(_command(commands, "explain", marked))
    _add_show(_command(commands, "show", "print a stored article", version=False))
    for name in ("summarise", "summarize"):
        _add_summarise(_command(commands, name, "summarise articles"))
    _add_digest(_command(commands, "digest", "summarise the news of a period, story by story"))
    _add_timeline(_command(commands, "timeline", "list statements on a topic or an event, day by day"))
    _add_compare(_command(commands, "compare", "compare the positions of speakers on a topic"))
    _add_ingest(_command(commands, "ingest", "add articles to the index"))
    _add_watch(_command(commands, "watch", "keep the index up to date with feeds, sitemaps and pages"))
    _add_forget(_command(commands, "forget", "delete articles for ever, with everything derived from them"))
    _add_index(_command(commands, "index", "maintain the index: check, back up, restore, prune, upgrade"))
    _add_slack(_command(commands, "slack", "run the Slack bot, or set it up"))
    evaluation = _command(commands, "eval", "measure answer quality, and compare runs")
    import_module("evals.cli.arguments").add_actions(evaluation, _command)
    _command(commands, "doctor", "show versions, the index, the models in use, and what is sent over the network")
    return parser


def _command(commands: Any, name: str, summary: str, *, version: bool = True) -> argparse.ArgumentParser:
    description = f"{summary[0].upper()}{summary[1:]}."
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=description)
    _add_globals(parser, top=False, version=version)
    return parser


def _add_globals(parser: argparse.ArgumentParser, *, top: bool, version: bool = True) -> None:
    """Add the global options. The copies after a command have no defaults, or they would reset what came before it."""
    suppress = argparse.SUPPRESS
    group = parser.add_argument_group("global options")
    index = "the index (default: ONRECORD_INDEX, else your data folder)"
    _add(group, "--index", "DIR", index, default=None if top else suppress)
    if version:
        shown = "print the version and exit"
        group.add_argument("--version", action=PrintVersion, nargs=0, default=suppress, help=shown)
    for flag, summary in (
        ("--json", "print JSON, one object per line"),
        ("--quiet", "hide progress and notices"),
        ("--debug", "print a traceback for errors"),
    ):
        _switch(group, flag, summary, default=False if top else suppress)


def _add(to: argparse._ActionsContainer, name: str, metavar: str, summary: str | None = None, **how: Any) -> None:
    to.add_argument(name, metavar=metavar, help=summary, **how)


def _switch(to: argparse._ActionsContainer, name: str, summary: str, **how: Any) -> None:
    to.add_argument(name, action="store_true", help=summary, **how)


def _add_filters(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("filters")
    _add(group, "--speaker", "NAME", "only statements by this person or organisation")
    _add(group, "--since", "DAY", "only articles published on or after this day (YYYY-MM-DD)")
    _add(group, "--until", "DAY", "only articles published on or before this day")
    _add(group, "--as-of", "DAY", "answer as if it were this day")
    _add(group, "--publisher", "NAME", "only articles by this publisher")
    _add(group, "--article", "ID", "only this article")


def _add_switches(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("ignore filters that the question itself implies")
    for name, what in (
        ("speaker", "people it names"),
        ("time", "dates it names"),
        ("publisher", "a publisher it names"),
    ):
        _switch(group, f"--any-{name}", what, default=None)


def _add_model(parser: argparse.ArgumentParser) -> None:
    _add(parser, "--model", "NAME", "a chat model, or none to quote the articles (default: ONRECORD_MODEL, else none)")
    _add(parser, "--verifier", "NAME", "what checks the model's sentences: model (default) or rules")
    _switch(parser, "--strict-model", "exit with 4 if the model fails, instead of answering without it", default=None)
    limit = "spend at most this many US dollars on the model, then answer without it"
    _add(parser, "--max-cost", "USD", limit, type=float)
    cache = "store the model's replies, and reuse stored ones (default: no)"
    parser.add_argument("--cache", dest="cache_answers", action=argparse.BooleanOptionalAction, help=cache)


def _add_ask(parser: argparse.ArgumentParser) -> None:
    _add(parser, "question", "QUESTION", nargs="?")
    _add(parser, "--batch", "FILE", f"{_BATCH_HELP}; print one answer per line")
    _add_model(parser)
    _add_filters(parser)
    _add_switches(parser)


def _add_search(parser: argparse.ArgumentParser) -> None:
    _add(parser, "question", "QUESTION", nargs="?")
    _add(parser, "--batch", "FILE", _BATCH_HELP)
    _add(parser, "--k", "N", "number of passages (default: 10)", type=int, default=10)
    _add_filters(parser)
    _add_switches(parser)


def _add_chat(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("conversation")
    last = "continue the last conversation"
    group.add_argument("-c", "--continue", dest="resume", action="store_const", const="", help=last)
    _add(group, "--resume", "ID", "continue this conversation (/sessions lists them)")
    _switch(group, "--ephemeral", "do not store the conversation")
    group.add_argument("--no-color", "--no-colour", action="store_true", help="plain text without links")
    _add_model(parser)
    _add_filters(parser)


def _add_statements(parser: argparse.ArgumentParser) -> None:
    _add(parser, "inputs", "INPUT", "files to read instead of the index", nargs="*")
    _add(parser, "--about", "TOPIC", "only statements on this topic")
    parser.epilog = "A statement is direct (quoted), indirect (paraphrased) or mixed (partly quoted)."
    _add_filters(parser)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    what = "an article in the index, or a file (- for standard input); a file needs no index"
    _add(parser, "article", "ARTICLE_ID|FILE", what)


def _add_show(parser: argparse.ArgumentParser) -> None:
    _add(parser, "article_id", "ARTICLE_ID")
    version = "show version N of the article (without N: print the version of onrecord and exit)"
    _add(parser, "--version", "N", version, dest="of", action=ArticleVersion, nargs="?", type=int)


def _add_summarise(parser: argparse.ArgumentParser) -> None:
    _add(parser, "articles", "ARTICLE|URL|FILE", nargs="+")
    parser.add_argument("--length", choices=LENGTHS, default="medium", help="default: medium")
    parser.add_argument("--as", dest="form", choices=FORMS, default="paragraph", help="default: paragraph")
    _add_model(parser)


def _add_digest(parser: argparse.ArgumentParser) -> None:
    _add(parser, "--since", "DAY", "first day: YYYY-MM-DD, yesterday, last Monday, last week (default: all articles)")
    _add(parser, "--until", "DAY", "last day")
    _add(parser, "--topic", "TOPIC", "only stories on this topic")
    _add(parser, "--publisher", "NAME", "only articles by this publisher")
    _add_model(parser)
    pages = parser.add_mutually_exclusive_group()
    _add(pages, "--markdown", "FILE", "write Markdown (- for standard output)")
    _add(pages, "--html", "FILE", "write an HTML page for e-mail (- for standard output)")


def _add_timeline(parser: argparse.ArgumentParser) -> None:
    _add(parser, "--about", "TOPIC", "statements on this topic")
    _add(parser, "--event", "WORDS", "statements on this event, and what the articles report about it")
    _add(parser, "--html", "FILE", "write an HTML page that works without a network")
    _add_model(parser)
    _add_filters(parser)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    _add(parser, "--about", "TOPIC", "the topic", required=True)
    _add(parser, "--speakers", "A,B,C", "people and organisations (default: all who spoke about it)")
    _add_model(parser)
    _add_filters(parser)


def _add_ingest(parser: argparse.ArgumentParser) -> None:
    what = (
        "a file (.txt .md .html .json .jsonl .xml .eml, also .gz; .pdf and .docx with the extra [documents]), "
        "a folder, - for JSON lines on standard input, or the URL of an article, a feed or a sitemap"
    )
    _add(parser, "inputs", "INPUT", what, nargs="+")
    _add_allow_host(parser)


def _add_allow_host(parser: argparse.ArgumentParser) -> None:
    what = "also fetch from this host on your private network; repeat the option for more hosts"
    _add(parser, "--allow-host", "HOST", what, dest="allow_hosts", action="append", default=[])


def _add_watch(parser: argparse.ArgumentParser) -> None:
    _add(parser, "sources", "SOURCES", "a TOML file with [[source]] tables, or an OPML file")
    _switch(parser, "--once", "visit every source once, then exit")
    _add_allow_host(parser)


def _add_forget(parser: argparse.ArgumentParser) -> None:
    _add(parser, "what", "ARTICLE_ID|URL|SPEAKER", "an article's id or URL, or a speaker's full name")
    _switch(parser, "--everything-of", "delete every article that quotes this speaker, in any version")


def _add_index(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _command(actions, "check", "look for damage; exit with 3 if there is any")
    _command(actions, "stats", "show counts, dates and disk usage")
    backup = _command(actions, "backup", "write the index to a file")
    _add(backup, "file", "FILE")
    _switch(backup, "--force", "overwrite the file")
    restore = _command(actions, "restore", "create the index given by --index from a backup file")
    _add(restore, "file", "FILE")
    _switch(restore, "--force", "replace the existing index")
    prune = _command(actions, "prune", "delete superseded versions, and files that interrupted commands left behind")
    age = "only versions superseded longer ago than this: 12h, 30d or 8w (default: 30d)"
    _add(prune, "--older-than", "AGE", age, default="30d")
    _switch(prune, "--dry-run", "show what would be deleted")
    _command(actions, "rebuild", "repair search: rebuild its data from what the index stores")
    _command(actions, "refine", "embed the passages again with a stronger model; searches keep working meanwhile")
    _command(actions, "upgrade", "upgrade an index that an older version of onrecord made, using the articles in it")


def _add_slack(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("bot")
    what = "run the bot (default), print the app manifest for Slack, or check tokens and scopes"
    group.add_argument("action", nargs="?", choices=("run", "manifest", "check"), default="run", help=what)
    _add(group, "--http", "PORT", "receive events on this port instead of Socket Mode", type=_port)
    _add(group, "--address", "URL", "manifest: the public https:// address of that port")
    _switch(group, "--mentions-only", "manifest: leave out the scopes for follow-ups in channel threads")
    _add_model(parser)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: choose a number between 1 and 65535")
    return int(text)
