"""What a site's robots.txt lets a program fetch (RFC 9309): the longest rule that matches decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

NAME = "onrecord"
_MOST_BYTES = 500_000
_MOST_RULES = 5_000
_LONGEST_DELAY = 300.0


@dataclass(frozen=True, slots=True)
class Rule:
    path: str
    allowed: bool

    def matches(self, path: str) -> bool:
        """Whether a path begins as the rule says; `*` is anything, `$` the end."""
        whole = self.path.endswith("$")
        first, *rest = self.path.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        at = len(first)
        for number, part in enumerate(rest, start=1):
            if whole and number == len(rest):
                return path.endswith(part) and len(path) - len(part) >= at
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return not whole or at == len(path)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for us, and the seconds between two requests that the site asks for."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether an address of the site may be fetched; where two rules are as long, the one that allows it wins."""
        parts = urlsplit(url)
        path = _plain(parts.path or "/") + (f"?{_plain(parts.query)}" if parts.query else "")
        matching = [rule for rule in self.rules if rule.matches(path)]
        return not matching or max(matching, key=lambda rule: (len(rule.path), rule.allowed)).allowed


ALL = Robots()
NOTHING = Robots((Rule("/", allowed=False),))
"""Of a site whose robots.txt cannot be had: its server failed, not the file."""


def read_robots(content: bytes) -> Robots:
    """The group for us, else the one for everybody; several groups of one name are one."""
    groups: dict[str, list[Rule]] = {}
    delays: dict[str, float] = {}
    names: list[str] = []
    in_rules = False
    for line in content[:_MOST_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            names = [*([] if in_rules else names), value.lower()]
            in_rules = False
            groups.setdefault(names[-1], [])
        elif key in ("allow", "disallow"):
            in_rules = True
            _add(groups, names, value, allowed=key == "allow")
        elif key == "crawl-delay" and re.fullmatch(r"\d{1,5}(?:\.\d{1,3})?", value):
            in_rules = True
            delays.update(dict.fromkeys(names, min(float(value), _LONGEST_DELAY)))
    name = next((one for one in (NAME, "*") if one in groups), None)
    return Robots(tuple(groups[name]), delays.get(name, 0.0)) if name else ALL


def _add(groups: dict[str, list[Rule]], names: list[str], path: str, *, allowed: bool) -> None:
    if path.startswith(("/", "*")):
        rule = Rule(_plain(path), allowed)
        for name in names:
            if len(groups[name]) < _MOST_RULES:
                groups[name].append(rule)


def _plain(path: str) -> str:
    """One spelling of percent-encoding."""
    return quote(unquote(path, errors="replace"), safe="/*$?&=:@!'()+,;~-._")
