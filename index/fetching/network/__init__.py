"""The one door to the network through which articles come: only to public addresses, and never more than was agreed.

Whoever fetches is given bytes with what the server said of them, or the reason why there are none. It must not know
what an article, a feed or an index is, nor when somebody may be asked again: that is for who calls.
"""

from __future__ import annotations

from index.fetching.network.address_guard import AddressGuard, AddressRefused
from index.fetching.network.fetcher import Fetched, Fetcher, FetchFailed, Limits

__all__ = ["AddressGuard", "AddressRefused", "FetchFailed", "Fetched", "Fetcher", "Limits"]
