"""`onrecord slack`: its arguments, and the way to the room that only it needs, which is loaded when it is run."""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from typing import Any

from assistant.config.settings import load_settings, slack_tokens
from assistant.interfaces.cli.output import print_json, print_lines
from assistant.interfaces.doctor import Findings
from assistant.interfaces.rendering.lines import render_doctor
from index.errors import UsageError

_MISSING = 2


def add_slack(parser: argparse.ArgumentParser) -> None:
    """The options of `slack` alone; those of the model are as for `ask`."""
    group = parser.add_argument_group("the bot")
    group.add_argument(
        "action",
        nargs="?",
        choices=("run", "manifest", "check"),
        default="run",
        help="answer (default); print the app's manifest for Slack; or tell which token or scope is missing",
    )
    group.add_argument("--http", type=_port, metavar="PORT", help="take events on this port, not by Socket Mode")
    group.add_argument("--address", metavar="URL", help="manifest: where Slack reaches the port, https://…")
    group.add_argument(
        "--mentions-only", action="store_true", help="manifest: without the scopes for follow-ups in channels' threads"
    )


def slack(options: argparse.Namespace) -> int:
    if options.action == "manifest":
        from assistant.interfaces.slack.manifest import manifest

        print(json.dumps(manifest(address=options.address, mentions_only=options.mentions_only), indent=2))
        return 0
    if importlib.util.find_spec("slack_bolt") is None:
        raise UsageError("the bot is not installed", hint="pip install 'onrecord[slack]'")
    if options.max_cost is not None:
        raise UsageError("--max-cost is for one command", hint="set dollars_a_day under [slack]: docs/slack.md")
    given: dict[str, Any] = {"index": options.index, "model": options.model}
    given |= {"strict_model": options.strict_model, "cache_answers": options.cache_answers}
    settings = load_settings(given)
    tokens = slack_tokens(settings)
    if options.action == "check":
        from assistant.interfaces.slack.check import check

        findings = Findings(tuple(check(settings, tokens)))
        if options.json:
            print_json(findings.row())
        else:
            print_lines(render_doctor(findings))
        return _MISSING if any(one.state == "problem" for one in findings.findings) else 0
    from assistant.interfaces.slack.serve import serve

    def told(line: str) -> None:
        if not options.quiet:
            print(f"onrecord: {line}", file=sys.stderr, flush=True)

    return serve(settings, tokens, port=options.http, told=told)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: choose one between 1 and 65535")
    return int(text)
