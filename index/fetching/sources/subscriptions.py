"""Which sources a person wants watched: a TOML file of their own, or the OPML that every feed reader exports."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.reading.files import MAX_BYTES, UnreadableError
from index.reading.formats.safe_xml import local_name, parse_xml

EVERY = 900.0
"""Seconds between two looks at a source, unless it is told otherwise."""
_SOONEST, _LATEST = 60.0, 7 * 86_400.0
_KEYS = {"url", "name", "every"}
_EXAMPLE = 'write one [[source]] with a url = "https://…" for each, or give an OPML file'
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Source:
    """A feed, a sitemap or a page that is looked at again and again. `every` is in seconds."""

    url: str
    name: str = ""
    every: float = EVERY

    @property
    def shown(self) -> str:
        return self.name or self.url


def read_sources(file: Path) -> tuple[Source, ...]:
    """The sources of a file, each once. Raises UsageError."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UsageError(f"{str(file)!r} is too large for a list of sources", hint=_EXAMPLE)
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot read the sources in {str(file)!r}: {error.strerror}", hint="check the path"
        ) from error
    found = (
        _from_opml(content, file)
        if content.lstrip().startswith((b"<", b"\xef\xbb\xbf<"))
        else _from_toml(content, file)
    )
    sources = tuple({one.url: one for one in found}.values())
    if not sources:
        raise UsageError(f"no sources in {str(file)!r}", hint=_EXAMPLE)
    return sources


def _from_toml(content: bytes, file: Path) -> list[Source]:
    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the sources in {str(file)!r}: {error}", hint=_EXAMPLE) from error
    rows = told.get("source", [])
    if unknown := sorted(set(told) - {"source"}):
        raise UsageError(f"unknown key {unknown[0]!r} in {str(file)!r}", hint=_EXAMPLE)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"'source' is no list of tables in {str(file)!r}", hint=_EXAMPLE)
    return [_source(row, number, file) for number, row in enumerate(rows, start=1)]


def _source(row: dict[str, Any], number: int, file: Path) -> Source:
    where = f"source {number} in {str(file)!r}"
    if unknown := sorted(set(row) - _KEYS):
        raise UsageError(f"unknown key {unknown[0]!r} of {where}", hint=f"known are {', '.join(sorted(_KEYS))}")
    url, name = row.get("url"), row.get("name", "")
    if not isinstance(url, str) or not url.lower().startswith(("http://", "https://")):
        raise UsageError(f"{where} has the url {url!r}", hint='write it like url = "https://paper.example/feed.xml"')
    if not isinstance(name, str):
        raise UsageError(f"{where} has the name {name!r}", hint="write it in quotation marks, or leave it out")
    return Source(url, " ".join(name.split()), _seconds(row.get("every"), where))


def _seconds(told: object, where: str) -> float:
    if told is None:
        return EVERY
    match = re.fullmatch(r"(\d{1,6})([smhd])", told) if isinstance(told, str) else None
    seconds = float(int(match[1]) * _UNITS[match[2]]) if match else 0.0
    if not _SOONEST <= seconds <= _LATEST:
        raise UsageError(f"{where} is to be looked at every {told!r}", hint='write every = "15m": from "1m" to "7d"')
    return seconds


def _from_opml(content: bytes, file: Path) -> list[Source]:
    try:
        tree = parse_xml(content)
    except UnreadableError as error:
        raise UsageError(f"cannot read the sources in {str(file)!r}: {error}", hint=_EXAMPLE) from error
    found = []
    for outline in tree.iter():
        if local_name(outline) == "outline":
            told = {str(key).lower(): str(value) for key, value in outline.attrib.items()}
            url = told.get("xmlurl", "").strip()
            if url.lower().startswith(("http://", "https://")):
                found.append(Source(url, " ".join((told.get("title") or told.get("text") or "").split())))
    return found
