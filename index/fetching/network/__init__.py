"""Safe HTTP requests: only to public addresses, and within limits for size, time and redirects. A fetch returns bytes
with the server's headers, or raises with a reason. This package must not know articles, feeds or the index, and it does
not decide when to ask a server again."""

from __future__ import annotations

from index.fetching.network.address_guard import AddressGuard, AddressRefused
from index.fetching.network.fetcher import Fetched, Fetcher, FetchFailed, Limits

__all__ = ["AddressGuard", "AddressRefused", "FetchFailed", "Fetched", "Fetcher", "Limits"]
