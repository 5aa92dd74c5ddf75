"""Figures of several sizes and of two runs held against one another: pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Figures = Mapping[str, float]

TIMES = ("search_p50_ms", "search_p95_ms", "ask_p50_ms", "ask_p95_ms", "cold_s", "reopen_ms")
RATES = ("readers_per_s", "ingest_articles_per_s", "ingest_with_statements_articles_per_s")
SIZES = ("memory_warm_mb", "memory_peak_mb", "disk_kb", "disk_two_generations_kb")
FLOORS = ("floor_search_p50_ms", "floor_search_p95_ms", "floor_cold_s", "floor_passages_per_s", "floor_disk_kb")
FLOOR_OF = {
    "search_p50_ms": "floor_search_p50_ms",
    "search_p95_ms": "floor_search_p95_ms",
    "cold_s": "floor_cold_s",
    "disk_kb": "floor_disk_kb",
}
"""Figures that the floor has, too."""
_MACHINE = {**dict.fromkeys(TIMES[:4], "floor_search_p50_ms"), "cold_s": "floor_cold_s", "reopen_ms": "floor_cold_s"}
_MACHINE |= {"readers_per_s": "floor_search_p50_ms", **dict.fromkeys(RATES[1:], "floor_passages_per_s")}


def slopes(sizes: Sequence[Figures]) -> dict[str, float]:
    """The exponent with which each figure grows with the passages, from the smallest size to the largest: 0 stays the
    same, 1 is linear. A rate that stays the same is work that grows linearly."""
    first, last = sizes[0], sizes[-1]
    if first["passages"] >= last["passages"]:
        return {}
    grown = math.log(last["passages"] / first["passages"])
    return {
        name: round(math.log(last[name] / first[name]) / grown, 2)
        for name in (*TIMES, *RATES, *SIZES, *FLOORS)
        if first.get(name) and last.get(name)
    }


def compared(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[int, dict[str, float]]:
    """By size, each figure of the new run over that of the old. Where the floor tells how fast the machine was, what
    that changed by is divided out."""
    before = {one["wanted"]: one for one in old["sizes"]}
    return {
        one["wanted"]: {
            name: round(one[name] / before[one["wanted"]][name] / _machine(name, one, before[one["wanted"]]), 3)
            for name in (*TIMES, *RATES, *SIZES)
            if one.get(name) and before[one["wanted"]].get(name)
        }
        for one in new["sizes"]
        if one["wanted"] in before
    }


def _machine(name: str, new: Figures, old: Figures) -> float:
    """By how much the machine alone changes the figure."""
    floor = _MACHINE.get(name)
    if floor is None or not new.get(floor) or not old.get(floor):
        return 1.0
    ratio = new[floor] / old[floor]
    return 1 / ratio if name == "readers_per_s" else ratio
