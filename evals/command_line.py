"""What the benchmarks' command lines have in common."""

from __future__ import annotations


def positive(text: str) -> int:
    """The number of an option that counts something. Raises ValueError for none, as argparse wants it."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
