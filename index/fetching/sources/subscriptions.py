"""Read the list of watched sources: a TOML file, or the OPML that feed readers export."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.reading.files import MAX_BYTES, UnreadableError
from index.reading.formats.feed import local_name, parse_xml

DEFAULT_INTERVAL = 900.0
_KEYS = {"url", "name", "every"}
_EXAMPLE = 'write one [[source]] with a url = "https://…" for each, or give an OPML file'
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Source:
    """A feed, a sitemap or a page to poll `every` so many seconds."""

    url: str
    name: str = ""
    every: float = DEFAULT_INTERVAL

    @property
    def shown(self) -> str:
        return self.name or self.url


def read_sources(file: Path) -> tuple[Source, ...]:
    """Return the sources in a file, without duplicates. Raises UsageError."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UsageError(f"{str(file)!r} is too large for a list of sources", hint=_EXAMPLE)
        content = file.read_bytes()
    except OSError as error:
        reason = f"cannot read the sources in {str(file)!r}: {error.strerror}"
        raise UsageError(reason, hint="check the path") from error
    is_opml = content.lstrip().startswith((b"<", b"\xef\xbb\xbf<"))
    found = _parse_opml(content, file) if is_opml else _parse_toml(content, file)
    sources = tuple({source.url: source for source in found}.values())
    if not sources:
        raise UsageError(f"no sources in {str(file)!r}", hint=_EXAMPLE)
    return sources


def _parse_toml(content: bytes, file: Path) -> list[Source]:
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the sources in {str(file)!r}: {error}", hint=_EXAMPLE) from error
    rows = document.get("source", [])
    if unknown := sorted(set(document) - {"source"}):
        raise UsageError(f"unknown key {unknown[0]!r} in {str(file)!r}", hint=_EXAMPLE)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"'source' is not a list of tables in {str(file)!r}", hint=_EXAMPLE)
    return [_parse_row(row, f"source {number} in {str(file)!r}") for number, row in enumerate(rows, start=1)]


def _parse_row(row: dict[str, Any], where: str) -> Source:
    if unknown := sorted(set(row) - _KEYS):
        raise UsageError(f"unknown key {unknown[0]!r} of {where}", hint=f"use only {', '.join(sorted(_KEYS))}")
    url, name = row.get("url"), row.get("name", "")
    if not isinstance(url, str) or not url.lower().startswith(("http://", "https://")):
        raise UsageError(
            f"{where} has an invalid url: {url!r}", hint='write it like url = "https://paper.example/feed.xml"'
        )
    if not isinstance(name, str):
        raise UsageError(f"{where} has an invalid name: {name!r}", hint="write it in quotation marks, or leave it out")
    return Source(url, " ".join(name.split()), _parse_interval(row.get("every"), where))


def _parse_interval(value: object, where: str) -> float:
    if value is None:
        return DEFAULT_INTERVAL
    match = re.fullmatch(r"(\d{1,6})([smhd])", value) if isinstance(value, str) else None
    seconds = float(int(match[1]) * _UNITS[match[2]]) if match else 0.0
    if not 60.0 <= seconds <= 7 * 86_400.0:
        raise UsageError(
            f"{where} has an invalid interval: every = {value!r}", hint='write every = "15m": from "1m" to "7d"'
        )
    return seconds


def _parse_opml(content: bytes, file: Path) -> list[Source]:
    try:
        tree = parse_xml(content)
    except UnreadableError as error:
        raise UsageError(f"cannot read the sources in {str(file)!r}: {error}", hint=_EXAMPLE) from error
    sources = []
    for element in tree.iter():
        if local_name(element) == "outline":
            values = {str(key).lower(): str(value) for key, value in element.attrib.items()}
            url = values.get("xmlurl", "").strip()
            if url.lower().startswith(("http://", "https://")):
                sources.append(Source(url, " ".join((values.get("title") or values.get("text") or "").split())))
    return sources
