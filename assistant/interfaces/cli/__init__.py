"""The `onrecord` command: arguments in, a rendered result on standard output, everything else on standard error.

It parses, calls the assistant and renders; it must not decide anything about articles, evidence or answers.
"""

from assistant.interfaces.cli.main import main

__all__ = ["main"]
