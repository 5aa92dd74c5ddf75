"""Which addresses may be reached: those of the public internet, and hosts that the person allowed by name.

What a name stands for is looked up by whoever connects, checked here, and connected to as it was checked: a name that
answers with another address the next time changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses a host's name stands for, as text. Raises OSError."""

_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_LONGEST = 4096
_UNPRIVILEGED = 1024
_WEB_PORTS = {"http": 80, "https": 443}
_WORLD = ipaddress.ip_network("2000::/3")
_TUNNELS = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")))
"""6to4, Teredo and NAT64: behind such an address is an IPv4 address, which can be any."""
_UNROUTED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24")))
"""Of the IETF and of 6to4's relays; older Pythons take most of the first for public (Oracle's metadata are there)."""
# The wire server of Azure's virtual machines has an address of the public range that no other network routes.
_METADATA = frozenset(
    map(ipaddress.ip_address, ("169.254.169.254", "168.63.129.16", "100.100.100.200", "fd00:ec2::254"))
)


class AddressRefused(Exception):
    """An address that may not be reached, and why, in words for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address of the web taken apart, its host in ASCII and its path percent-encoded."""

    url: str
    scheme: str
    host: str
    port: int


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Asks the machine's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class AddressGuard:
    """Decides on addresses. `public_endpoints` are endpoints that a test says to be of the public internet."""

    def __init__(
        self,
        *,
        allow_hosts: Collection[str] = (),
        resolve: Resolve = resolve_host,
        public_endpoints: Collection[tuple[str, int]] = (),
    ) -> None:
        self._allowed = frozenset(_plain(host) for host in allow_hosts)
        self._resolve = resolve
        self._stand_ins = frozenset(public_endpoints)

    def target(self, url: str) -> Target:
        """The address, if it is one of the web that may be asked for at all. Raises Refused."""
        if len(url) > _LONGEST:
            raise AddressRefused(f"an address of {len(url):,} characters")
        try:
            parts = urlsplit(url.strip())
            scheme, host = parts.scheme.lower(), _plain(parts.hostname or "")
            port = parts.port if parts.port is not None else _WEB_PORTS.get(scheme, 0)
        except (ValueError, UnicodeError) as error:
            raise AddressRefused(f"not an address: {url[:100]!r}") from error
        if scheme not in _WEB_PORTS or not host:
            raise AddressRefused(f"only http and https addresses are fetched, not {url[:100]!r}")
        if parts.username is not None or parts.password is not None:
            raise AddressRefused("an address that holds a name or a password: leave it out")
        if port not in _WEB_PORTS.values() and port < _UNPRIVILEGED and host not in self._allowed:
            raise AddressRefused(f"port {port} is not one of the web: allow the host with --allow-host {host}")
        netloc = f"[{host}]" if ":" in host else host
        if port != _WEB_PORTS[scheme]:
            netloc += f":{port}"
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        return Target(urlunsplit((scheme, netloc, path, query, "")), scheme, host, port)

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """What a host's name stands for now, every address of it checked. Raises Refused, or OSError without one."""
        found = tuple(self._resolve(host, port))
        if not found:
            raise OSError(f"{host!r} has no address")
        for address in found:
            if (address, port) in self._stand_ins:
                continue
            why = _why_not(address, allowed=_plain(host) in self._allowed)
            if why:
                raise AddressRefused(f"{host!r} is at {address}, {why}")
        return found


def _why_not(address: str, *, allowed: bool) -> str | None:
    """Why an address is not one to reach, in words; None where it is."""
    try:
        one: _IPAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "which is no address"
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped is not None:
        one = one.ipv4_mapped
    if one in _METADATA or one.is_link_local:
        return "where machines keep their credentials: it is never fetched"
    if allowed:
        return None
    if not _is_public(one):
        return "which is not public: where that is meant, allow the host with --allow-host"
    return None


def _is_public(one: _IPAddress) -> bool:
    if isinstance(one, ipaddress.IPv6Address) and (one not in _WORLD or any(one in net for net in _TUNNELS)):
        return False
    if any(one in net for net in _UNROUTED):
        return False
    return one.is_global and not (one.is_multicast or one.is_reserved or one.is_unspecified)


def _plain(host: str) -> str:
    """A host's name in lower case and ASCII, without the dot at its end. Raises UnicodeError."""
    host = host.strip().rstrip(".").lower()
    return host if host.isascii() else host.encode("idna").decode("ascii")
