"""No visit may reach the machines around us.

Feeds and redirects name hosts that strangers chose. A name is resolved once, every address it has is checked, and the connection goes to
a checked address: between check and connection nobody can point the name elsewhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

import httpcore
import httpx

# One dead address of several (often IPv6) must not eat the time of the whole request.
_CONNECT_SECONDS = 5.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Threads of their own: the few that a loop has by default would all wait for one dead name server, and everybody else for them.
_LOOKUPS = ThreadPoolExecutor(64, thread_name_prefix="name")


class AddressRefusedError(Exception):
    """The host has an address that only our own surroundings can have meant."""


class NameUnknownError(Exception):
    """The host's name has no address."""


def is_public(address: str) -> bool:
    """Whether an IP address (v4 or v6, also one that carries a v4 address inside) belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses, and to the hosts in ``allow_private`` (``host`` or ``host:port``)."""

    def __init__(self, allow_private: Iterable[str]) -> None:
        self._allowed = frozenset(entry.lower() for entry in allow_private)
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first checked address of ``host`` that answers.

        Raises:
            AddressRefusedError: one of the host's addresses is not public and the host is not allowed.
            NameUnknownError: the name has no address.
            httpcore.ConnectError, httpcore.ConnectTimeout: none of the addresses answers.
        """
        addresses = await _addresses(host, port)
        if not self._is_allowed(host.lower(), port) and not all(is_public(address) for address in addresses):
            raise AddressRefusedError(host)
        patience = min(timeout or _CONNECT_SECONDS, _CONNECT_SECONDS)
        for address in addresses[:-1]:
            try:
                return await self._sockets.connect_tcp(address, port, patience, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._sockets.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    def _is_allowed(self, host: str, port: int) -> bool:
        return not self._allowed.isdisjoint((host, f"{host}:{port}", f"[{host}]:{port}"))

    async def sleep(self, seconds: float) -> None:
        """Sleep between httpcore's own connection attempts."""
        await asyncio.sleep(seconds)


class GuardedTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 over :class:`GuardedBackend`; certificates are checked against the name, not the address.

    Every host has a small pool of its own: httpcore goes through a whole pool, pair by pair, at every request. Connections in use have no
    upper limit: the pace sets it, and hosts that answer slowly must not hold the places of others.
    """

    def __init__(self, allow_private: Iterable[str]) -> None:
        self._backend = GuardedBackend(allow_private)
        self._hosts: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; the answer's body is not read yet.

        Raises:
            AddressRefusedError, NameUnknownError: as the backend does.
            httpx.TransportError: any other failure.
        """
        host = request.url.host
        if host not in self._hosts:
            self._hosts[host] = self._transport()
        return await self._hosts[host].handle_async_request(request)

    async def aclose(self) -> None:
        """Hang up every connection."""
        for transport in self._hosts.values():
            await transport.aclose()

    def _transport(self) -> httpx.AsyncHTTPTransport:
        transport = httpx.AsyncHTTPTransport(verify=_tls(), trust_env=False)
        # httpx offers no argument for the network backend; its transport is a thin shell around this pool.
        transport._pool = httpcore.AsyncConnectionPool(
            ssl_context=_tls(), max_connections=None, max_keepalive_connections=1, keepalive_expiry=10.0, network_backend=self._backend
        )
        return transport


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificate authorities takes a quarter of a second: once is enough."""
    return httpx.create_ssl_context(trust_env=False)


async def _addresses(host: str, port: int) -> list[str]:
    try:
        lookup = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(_LOOKUPS, lookup)
    except (OSError, UnicodeError) as error:
        raise NameUnknownError(host) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
