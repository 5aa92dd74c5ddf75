"""Decide which addresses may be fetched: public ones, and hosts that the user allows by name. A host name is resolved
and checked once, and the connection goes to the checked addresses. A name that resolves to another address the next
time (DNS rebinding) changes nothing."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

Resolve = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host. Raises OSError."""

_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_WEB_PORTS = {"http": 80, "https": 443}
_PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
# 6to4, Teredo and NAT64 addresses contain an IPv4 address, which can be any.
_TUNNELS = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")))
# Reserved by the IETF and for 6to4 relays. Older Pythons take most of the first for public; Oracle's metadata is there.
_UNROUTED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24")))
# Azure's wire server has an address in the public range that no other network routes.
_METADATA = tuple(map(ipaddress.ip_address, ("169.254.169.254", "168.63.129.16", "100.100.100.200", "fd00:ec2::254")))


class AddressRefused(Exception):
    """An address that may not be fetched. The message gives the user the reason."""


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed web address: its host is ASCII, and its path is percent-encoded."""

    url: str
    scheme: str
    host: str
    port: int


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Return the host's IP addresses from the system's resolver."""
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class AddressGuard:
    """Checks addresses. Tests use `public_endpoints`, the (address, port) pairs to treat as public."""

    def __init__(
        self,
        *,
        allow_hosts: Collection[str] = (),
        resolve: Resolve = resolve_host,
        public_endpoints: Collection[tuple[str, int]] = (),
    ) -> None:
        self._allowed = frozenset(map(_normalize_host, allow_hosts))
        self._resolve = resolve
        self._public_endpoints = frozenset(public_endpoints)

    def parse(self, url: str) -> Target:
        """Return the address if it is a web address that may be fetched. Raises AddressRefused."""
        if len(url) > 4096:
            raise AddressRefused(f"the address is too long ({len(url):,} characters)")
        try:
            parts = urlsplit(url.strip())
            scheme, host = parts.scheme.lower(), _normalize_host(parts.hostname or "")
            port = parts.port if parts.port is not None else _WEB_PORTS.get(scheme, 0)
        except (ValueError, UnicodeError) as error:
            raise AddressRefused(f"not an address: {url[:100]!r}") from error
        if scheme not in _WEB_PORTS or not host:
            raise AddressRefused(f"only http and https addresses are fetched, not {url[:100]!r}")
        if parts.username is not None or parts.password is not None:
            raise AddressRefused("an address with a user name or a password: leave them out")
        if port not in _WEB_PORTS.values() and port < 1024 and host not in self._allowed:
            raise AddressRefused(f"port {port} is not a web port: allow the host with --allow-host {host}")
        netloc = f"[{host}]" if ":" in host else host
        if port != _WEB_PORTS[scheme]:
            netloc += f":{port}"
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        return Target(urlunsplit((scheme, netloc, path, query, "")), scheme, host, port)

    def resolve(self, host: str, port: int) -> tuple[str, ...]:
        """Return the host's IP addresses, all of them checked. Raises AddressRefused, or OSError if it has none."""
        found = tuple(self._resolve(host, port))
        if not found:
            raise OSError(f"{host!r} has no address")
        for address in found:
            if (address, port) not in self._public_endpoints:
                reason = _refusal_reason(address, is_allowed=_normalize_host(host) in self._allowed)
                if reason:
                    raise AddressRefused(f"{host!r} is at {address}, {reason}")
        return found


def _refusal_reason(text: str, *, is_allowed: bool) -> str | None:
    try:
        address: _IPAddress = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return "which is not an IP address"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address in _METADATA or address.is_link_local:
        return "which may serve machine credentials, so it is never fetched"
    if is_allowed or _is_public(address):
        return None
    return "which is not public: to fetch from it anyway, allow the host with --allow-host"


def _is_public(address: _IPAddress) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address not in _PUBLIC_IPV6:
        return False
    if any(address in network for network in (*_TUNNELS, *_UNROUTED)):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _normalize_host(host: str) -> str:
    """Return a host name in lower case and ASCII, without the dot at its end. Raises UnicodeError."""
    host = host.strip().rstrip(".").lower()
    return host if host.isascii() else host.encode("idna").decode("ascii")
