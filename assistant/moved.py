"""Old module names, which keep working with a warning."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from typing import Any


def moved(old: str, *new: str, **renamed: str) -> Callable[[str], Any]:
    """Return the `__getattr__` of module `old`, which finds its names in the `new` modules and warns.

    `renamed` maps old names to new ones.
    """

    def find(name: str) -> Any:
        new_name = renamed.get(name, name)
        if not name.startswith("_"):
            for module in map(importlib.import_module, new):
                if hasattr(module, new_name):
                    place = f"{module.__name__}.{new_name}"
                    warnings.warn(f"{old}.{name} has moved; use {place}", FutureWarning, stacklevel=2)
                    return getattr(module, new_name)
        raise AttributeError(f"module {old!r} has no attribute {name!r}")

    return find
