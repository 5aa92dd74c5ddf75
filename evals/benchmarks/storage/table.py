"""The table of one run, with growth exponents, and the comparison of two runs. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Result = Mapping[str, Any]
Figures = Mapping[str, float]

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
FLOOR_OF = {name: f"floor_{name}" for name in ("search_p50_ms", "search_p95_ms", "cold_s", "disk_kb")}
_COMPARED = [name for name in ROWS if name != "reader_errors"]
_MACHINE_SPEED = {
    **dict.fromkeys(("search_p50_ms", "search_p95_ms", "ask_p50_ms", "ask_p95_ms"), "floor_search_p50_ms"),
    **dict.fromkeys(("cold_s", "reopen_ms"), "floor_cold_s"),
    **dict.fromkeys(("ingest_articles_per_s", "ingest_with_statements_articles_per_s"), "floor_passages_per_s"),
    "readers_per_s": "floor_search_p50_ms",
}
"""The floor that shows how fast the machine was for each figure."""
_NAME, _CELL = 40, 12


def growth_exponents(sizes: Sequence[Figures]) -> dict[str, float]:
    """Return the exponent by which each figure grows with the passages: 0 is constant, 1 is linear."""
    first, last = sizes[0], sizes[-1]
    if first["passages"] >= last["passages"]:
        return {}
    factor = math.log(last["passages"] / first["passages"])
    names = [name for name in (*_COMPARED, *FLOOR_ROWS) if first.get(name) and last.get(name)]
    return {name: round(math.log(last[name] / first[name]) / factor, 2) for name in names}


def compare_runs(new: Result, old: Result) -> dict[int, dict[str, float]]:
    """Return by size each figure of the new run over the old one, divided by the change of the machine's speed."""
    before = {size["wanted"]: size for size in old["sizes"]}
    pairs = [(size, before[size["wanted"]]) for size in new["sizes"] if size["wanted"] in before]
    return {
        size["wanted"]: {
            name: round(size[name] / earlier[name] / _machine_ratio(name, size, earlier), 3)
            for name in _COMPARED
            if size.get(name) and earlier.get(name)
        }
        for size, earlier in pairs
    }


def _machine_ratio(name: str, new: Figures, old: Figures) -> float:
    floor = _MACHINE_SPEED.get(name)
    if floor is None or not new.get(floor) or not old.get(floor):
        return 1.0
    ratio = new[floor] / old[floor]
    return 1 / ratio if name == "readers_per_s" else ratio


def render(result: Result) -> str:
    machine, sizes = result["machine"], result["sizes"]
    return "\n".join(
        [
            f"onrecord {result['version']}, {result['date']}: {machine['cpu']}, {machine['cores']} cores, "
            f"{machine['memory_gb']} GB, Python {machine['python']}",
            "chromadb {chromadb}, tantivy {tantivy}, tokenizers {tokenizers}, numpy {numpy}".format(**machine),
            "",
            _line("passages", [f"{size['passages']:,}" for size in sizes], "growth"),
            _line("articles", [f"{size['articles']:,}" for size in sizes]),
            *_figure_lines(result, ROWS),
            "",
            *_figure_lines(result, FLOOR_ROWS),
            "",
            *(
                _line(f"{ROWS[name]}, over the floor", [f"{size[name] / size[floor]:.2f}" for size in sizes])
                for name, floor in FLOOR_OF.items()
            ),
            "",
            "growth: the exponent from the smallest to the largest size; 0 is constant, 1 is linear",
        ]
    )


def render_comparison(ratios: Mapping[int, Mapping[str, float]]) -> str:
    """Return the table of a comparison with an older run."""
    lines = [_line("new / old, at equal machine speed", [f"{size:,}" for size in ratios])]
    for name, title in ROWS.items():
        cells = [size.get(name) for size in ratios.values()]
        if any(cell is not None for cell in cells):
            lines.append(_line(title, ["" if cell is None else f"{cell:.2f}" for cell in cells]))
    return "\n".join(lines)


def _figure_lines(result: Result, rows: Mapping[str, str]) -> Iterator[str]:
    for name, title in rows.items():
        exponent = result["growth"].get(name)
        cells = [f"{size[name]:,}" if name in size else "" for size in result["sizes"]]
        yield _line(title, cells, "" if exponent is None else f"{exponent:+.2f}")


def _line(title: str, cells: list[str], growth: str = "") -> str:
    return f"{title:<{_NAME}}{''.join(f'{cell:>{_CELL}}' for cell in cells)}{growth:>{_CELL}}".rstrip()
