"""A cold question loads only what it needs."""

from __future__ import annotations

import subprocess
import sys


def test_a_question_loads_no_overviews_fetching_or_maintenance(index: str) -> None:
    code = (
        "import sys\nfrom assistant import open_assistant\n"
        f"with open_assistant(index={index!r}) as assistant:\n"
        "    print(assistant.ask('What did Marrant say about the dam?').status)\n"
        "unwanted = ('assistant.overviews', 'assistant.interfaces', 'index.fetching', 'index.maintenance')\n"
        "print(sorted(module for module in sys.modules if module.startswith(unwanted)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["answered", "[]"]
