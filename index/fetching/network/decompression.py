"""Decompress a response while it arrives, and stop at the size limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

_ANY_HEADER = zlib.MAX_WBITS | 32  # gzip or zlib, detected from the first bytes


class TooLarge(Exception):
    """The content is larger than the limit, compressed or decompressed."""


class BadCompression(Exception):
    """The content is not compressed as its headers say."""


def decompress(chunks: Iterable[bytes], encoding: str, *, limit: int) -> bytes:
    """Return the whole content. `encoding` is the Content-Encoding header. Raises TooLarge or BadCompression."""
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise BadCompression(f"the server compressed it with {encoding[:40]!r}, which onrecord did not request")
    if encoding not in ("", "identity"):
        return decompress_gzip(chunks, limit=limit, headless=encoding == "deflate")
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > limit:
            raise TooLarge
    return bytes(content)


def decompress_gzip(chunks: Iterable[bytes], *, limit: int, headless: bool = False) -> bytes:
    """Decompress gzip or zlib; with `headless`, also the raw deflate that some servers send instead of zlib."""
    decompressor = zlib.decompressobj(_ANY_HEADER)
    content, received = bytearray(), 0
    for number, chunk in enumerate(filter(None, chunks)):
        received += len(chunk)
        if received > limit:
            raise TooLarge
        if headless and number == 0 and chunk[:1] not in (b"\x78", b"\x1f"):
            decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content += decompressor.decompress(chunk, limit + 1 - len(content))
        except zlib.error as error:
            raise BadCompression("compressed bytes that cannot be decompressed") from error
        if len(content) > limit or decompressor.unconsumed_tail:
            raise TooLarge
        if decompressor.eof:
            break  # servers send a single gzip member; anything after it is dropped
    if received and not decompressor.eof:
        raise BadCompression("the compressed content is incomplete: try again")
    return bytes(content)
