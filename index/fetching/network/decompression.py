"""Bytes unpacked while they come: what is more than the limit is never made."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

_ANY_HEADER = zlib.MAX_WBITS | 32
"""gzip or zlib, told by the first bytes."""


class TooLarge(Exception):
    """More than was agreed, in the bytes that came or in what they unpack to."""


class BadCompression(Exception):
    """Bytes that are not what they are said to be packed by."""


def unpack(chunks: Iterable[bytes], packing: str, *, limit: int) -> bytes:
    """All of it, unpacked. `packing` is the value of Content-Encoding. Raises TooLarge or BadPacking."""
    packing = packing.strip().lower()
    if packing in ("", "identity"):
        return _plain(chunks, limit)
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise BadCompression(f"packed by {packing[:40]!r}, which was not asked for")
    return unpack_gzip(chunks, limit=limit, headless=packing == "deflate")


def unpack_gzip(chunks: Iterable[bytes], *, limit: int, headless: bool = False) -> bytes:
    """gzip or zlib unpacked; with `headless` also the bare deflate that some servers send in its place."""
    unpacker = zlib.decompressobj(_ANY_HEADER)
    whole, came = bytearray(), 0
    for number, chunk in enumerate(one for one in chunks if one):
        came += len(chunk)
        if came > limit:
            raise TooLarge
        if headless and number == 0 and chunk[:1] not in (b"\x78", b"\x1f"):
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        _unpack_into(whole, unpacker, chunk, limit)
        if unpacker.eof:
            break  # a second member is no part of what servers send; what follows the first is dropped
    if came and not unpacker.eof:
        raise BadCompression("packed bytes that stop before their end")
    return bytes(whole)


def _unpack_into(whole: bytearray, unpacker: zlib._Decompress, chunk: bytes, limit: int) -> None:
    try:
        whole += unpacker.decompress(chunk, limit + 1 - len(whole))
    except zlib.error as error:
        raise BadCompression("packed bytes that cannot be unpacked") from error
    if len(whole) > limit or unpacker.unconsumed_tail:
        raise TooLarge


def _plain(chunks: Iterable[bytes], limit: int) -> bytes:
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > limit:
            raise TooLarge
    return bytes(whole)
