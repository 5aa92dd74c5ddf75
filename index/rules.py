"""The versions of the rules by which articles are read.

Raise one when its room would find other texts, offsets or speakers in the same article: an index made with other
versions is refused for writing, because what is in it and what would be added do not fit together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RULES: Mapping[str, int] = MappingProxyType({"cleaner": 1, "passages": 1, "statements": 1})
