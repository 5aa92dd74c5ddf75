"""Runs one command. Turns errors into a message with a hint and an exit code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from platformdirs import user_log_path

from assistant.interfaces.cli.arguments import build_parser
from assistant.interfaces.cli.command_table import run_command
from assistant.interfaces.rendering.safe_text import printable
from index.errors import OnrecordError

UNEXPECTED = 1
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `onrecord` with these arguments and return the exit code."""
    _speak_utf8()
    signal.signal(signal.SIGTERM, _interrupt)
    options = build_parser().parse_args(arguments)
    try:
        code = run_command(options)
        sys.stdout.flush()
    except OnrecordError as error:
        return _explain(error, options)
    except KeyboardInterrupt:
        _say("interrupted; nothing was left half-written")
        return INTERRUPTED
    except BrokenPipeError:
        # `onrecord … | head` closes our output early. That is no error, and Python must not flush into it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  a bug must end in a message and a log
        return _report_bug(error, options)
    return code


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Treat `kill`, a shutdown and `timeout` like Ctrl-C."""
    raise KeyboardInterrupt


def _speak_utf8() -> None:
    """Write UTF-8, even where a bare container has ASCII streams."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _explain(error: OnrecordError, options: argparse.Namespace) -> int:
    if options.debug:
        traceback.print_exception(error)
    _say(str(error))
    if error.hint:
        print(f"  {printable(error.hint)}", file=sys.stderr)
    return error.exit_code


def _report_bug(error: Exception, options: argparse.Namespace) -> int:
    log = None
    with suppress(OSError):
        log = None if options.debug else _write_log(error)
    if log is None:
        traceback.print_exception(error)
    else:
        _say(f"unexpected error: {type(error).__name__}: {error}")
        print(f"  this is a bug in onrecord; please report it with the details in {log}", file=sys.stderr)
    return UNEXPECTED


def _write_log(error: Exception) -> Path:
    folder = user_log_path("onrecord", appauthor=False, ensure_exists=True)
    log = folder / f"error-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.log"
    log.touch(mode=0o600)  # a traceback may contain a question, which is private
    log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return log


def _say(message: str) -> None:
    print(f"onrecord: {printable(message)}", file=sys.stderr)
