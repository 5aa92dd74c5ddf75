"""`onrecord slack`: run the bot, print its manifest, or check its setup."""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys

from assistant.config.settings import load_settings, slack_tokens
from assistant.interfaces.cli.options import settings_from
from assistant.interfaces.cli.output import print_report
from assistant.interfaces.rendering.findings import Findings
from assistant.interfaces.rendering.lines import render_doctor
from assistant.interfaces.slack.manifest import manifest
from index.errors import UsageError

_SETUP_INCOMPLETE = 2


def slack(options: argparse.Namespace) -> int:
    if options.action == "manifest":
        print(json.dumps(manifest(address=options.address, mentions_only=options.mentions_only), indent=2))
        return 0
    if importlib.util.find_spec("slack_bolt") is None:
        raise UsageError("the Slack bot is not installed", hint="run: pip install 'onrecord[slack]'")
    if options.max_cost is not None:
        hint = "set dollars_a_day under [slack], see docs/slack.md"
        raise UsageError("--max-cost does not apply to the Slack bot", hint=hint)
    return _check(options) if options.action == "check" else _run(options)


def _check(options: argparse.Namespace) -> int:
    from assistant.interfaces.slack.check import check  # noqa: PLC0415  slack_sdk is in the extra `slack`

    settings = load_settings(settings_from(options))
    findings = Findings(tuple(check(settings, slack_tokens(settings))))
    print_report(options, findings.row(), render_doctor(findings))
    return _SETUP_INCOMPLETE if any(one.state == "problem" for one in findings.findings) else 0


def _run(options: argparse.Namespace) -> int:
    from assistant.interfaces.slack.serve import serve  # noqa: PLC0415  slack_bolt is in the extra `slack`

    def log(line: str) -> None:
        if not options.quiet:
            print(f"onrecord: {line}", file=sys.stderr, flush=True)

    settings = load_settings(settings_from(options))
    return serve(settings, slack_tokens(settings), port=options.http, report=log)
