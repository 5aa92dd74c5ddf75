"""The figures as a person reads them: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evals.benchmarks.storage.figures import FLOOR_OF

Result = Mapping[str, Any]

ROWS = {
    "search_p50_ms": "search, warm, p50 (ms)",
    "search_p95_ms": "search, warm, p95 (ms)",
    "ask_p50_ms": "ask, extractive, p50 (ms)",
    "ask_p95_ms": "ask, extractive, p95 (ms)",
    "readers_per_s": "8 readers in one process (searches/s)",
    "reader_errors": "8 readers, errors",
    "cold_s": "cold: process start to answer (s)",
    "reopen_ms": "first search after a publish (ms)",
    "ingest_articles_per_s": "ingest without statements (articles/s)",
    "ingest_with_statements_articles_per_s": "ingest with statements (articles/s)",
    "memory_warm_mb": "memory, warm (MB)",
    "memory_peak_mb": "memory, peak while ingesting (MB)",
    "disk_kb": "disk a passage, all included (KB)",
    "disk_two_generations_kb": "disk a passage, two generations (KB)",
}
FLOOR_ROWS = {
    "floor_search_p50_ms": "floor: search, p50 (ms)",
    "floor_search_p95_ms": "floor: search, p95 (ms)",
    "floor_cold_s": "floor: process start to hits (s)",
    "floor_passages_per_s": "floor: built (passages/s)",
    "floor_disk_kb": "floor: disk a passage, no text (KB)",
}
_NAME, _CELL = 40, 12


def render(result: Result) -> str:
    """The table of one run."""
    machine = result["machine"]
    return "\n".join(
        [
            f"onrecord {result['version']}, {result['date']}: {machine['cpu']}, {machine['cores']} cores, "
            f"{machine['memory_gb']} GB, Python {machine['python']}",
            "chromadb {chromadb}, tantivy {tantivy}, tokenizers {tokenizers}, numpy {numpy}".format(**machine),
            "",
            _line("passages", [f"{one['passages']:,}" for one in result["sizes"]], "growth"),
            _line("articles", [f"{one['articles']:,}" for one in result["sizes"]], ""),
            *_figures(result, ROWS),
            "",
            *_figures(result, FLOOR_ROWS),
            "",
            *_ratios(result),
            "",
            "growth: the exponent from the smallest to the largest size; 0 stays the same, 1 is linear",
        ]
    )


def render_compared(compared: Mapping[int, Mapping[str, float]]) -> str:
    """How a run stands to an older one."""
    lines = [_line("new / old, the machine divided out", [f"{size:,}" for size in compared], "")]
    for name, title in ROWS.items():
        cells = [one.get(name) for one in compared.values()]
        if any(cell is not None for cell in cells):
            lines.append(_line(title, ["" if cell is None else f"{cell:.2f}" for cell in cells], ""))
    return "\n".join(lines)


def _figures(result: Result, rows: Mapping[str, str]) -> Iterator[str]:
    for name, title in rows.items():
        slope = result["growth"].get(name)
        cells = [f"{one[name]:,}" if name in one else "" for one in result["sizes"]]
        yield _line(title, cells, "" if slope is None else f"{slope:+.2f}")


def _ratios(result: Result) -> Iterator[str]:
    for name, floor in FLOOR_OF.items():
        cells = [f"{one[name] / one[floor]:.2f}" for one in result["sizes"]]
        yield _line(f"{ROWS[name]}, over the floor", cells, "")


def _line(title: str, cells: list[str], growth: str) -> str:
    return f"{title:<{_NAME}}{''.join(f'{cell:>{_CELL}}' for cell in cells)}{growth:>{_CELL}}".rstrip()
