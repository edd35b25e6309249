"""Who is at the other end of a request: the true peer, and the client's address as far as it can be known.

Any program can send X-Forwarded-For, so it is read only from a proxy that is in TRUSTED_PROXIES or sends
PROXY_SECRET. uvicorn itself may trust the header: it replaces the peer's address by what X-Forwarded-For
says, for every program on this machine unless FORWARDED_ALLOW_IPS is empty. It decides that before it imports
the dashboard, so the dashboard can't turn it off; it can only see it, and then refuses to trust any proxy.
"""

from __future__ import annotations

import gc
import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Protocol

from starlette.datastructures import Headers
from starlette.types import Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from dashboard.access.request_origin import RequestOrigin, origin_of

FORWARDED: Final = "x-forwarded-for"
SERVER_TRUSTS_HEADERS: Final = (
    "uvicorn trusts X-Forwarded-For, so the dashboard can’t tell who is connecting. Start it with "
    "FORWARDED_ALLOW_IPS= (set, and empty) in its environment and without --forwarded-allow-ips, or "
    "unset {names}."
)
_IPV6_NETWORK: Final = 64
"""The bits of an IPv6 address that one customer of a provider shares."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ProxySettings(Protocol):
    """The settings about a proxy in front (part of `dashboard.settings.Settings`)."""

    @property
    def sign_in(self) -> str:
        """SIGN_IN."""

    @property
    def trusted_proxies(self) -> tuple[str, ...]:
        """TRUSTED_PROXIES: addresses and networks."""

    @property
    def proxy_secret(self) -> str:
        """PROXY_SECRET, "" without one."""

    @property
    def proxy_secret_header(self) -> str:
        """PROXY_SECRET_HEADER: the header that holds the secret."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a request.

    `address`: of the connection, "" without one (a Unix socket). `client`: the client's address, as a trusted
    proxy reports it, else `address`. `may_name_person`: whether PROXY_PERSON_HEADER counts in this request.
    """

    address: str
    client: str
    may_name_person: bool = False

    @property
    def limited_by(self) -> str:
        """Return what a limit per address counts by: the address, or an IPv6 customer's whole network."""
        found = _address(self.client)
        if found is None or found.version == 4:  # noqa: PLR2004 -- IPv4
            return self.client
        return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))


def peer_of(scope: Scope, settings: ProxySettings) -> Peer:
    """Return the other end of a request.

    With PROXY_SECRET only a request that holds it may name a person; TRUSTED_PROXIES alone no longer does.
    """
    client, headers = scope.get("client"), Headers(scope=scope)
    address = str(client[0]) if client else ""
    if server_trusts_headers():
        return Peer(address, address)
    named = _is_within(address, settings.trusted_proxies)
    proven = _has_secret(headers, settings)
    believed = named or proven
    reported = _reported_client(headers.getlist(FORWARDED), settings.trusted_proxies) if believed else ""
    return Peer(address, reported or address, proven if settings.proxy_secret else named)


def origin_in(scope: Scope, *ignored: str) -> RequestOrigin:
    """Return where a request comes from. `ignored`: headers that say nothing of that."""
    client, headers = scope.get("client"), Headers(scope=scope).items()
    outside = (pair for pair in headers if pair[0] not in ignored)
    return origin_of(client[0] if client else None, outside, of_page=scope["type"] == "http")


def trust_problem(settings: ProxySettings) -> str | None:
    """Return why no proxy can be trusted, as a sentence for the operator; None if nothing is wrong."""
    asked = {
        "TRUSTED_PROXIES": bool(settings.trusted_proxies),
        "PROXY_SECRET": bool(settings.proxy_secret),
        "SIGN_IN=proxy": settings.sign_in == "proxy",
    }
    names = [name for name, wanted in asked.items() if wanted]
    if not names or not server_trusts_headers():
        return None
    return SERVER_TRUSTS_HEADERS.format(names=" and ".join(names))


@cache
def server_trusts_headers() -> bool:
    """Return whether uvicorn takes any peer's word for the client's address.

    Neither its command line nor its environment tells for sure, so look at what it built around the app. Ask
    first while the server starts: later the garbage collector no longer lists the objects of the start.
    """
    return any(_trusts_any(each) for each in gc.get_objects() if type(each) is ProxyHeadersMiddleware)


def _trusts_any(middleware: ProxyHeadersMiddleware) -> bool:
    trusted = middleware.trusted_hosts
    return bool(
        trusted.always_trust
        or trusted.trusted_hosts
        or trusted.trusted_networks
        or any(trusted.trusted_literals)  # an empty setting gives one empty name
    )


def _has_secret(headers: Headers, settings: ProxySettings) -> bool:
    """Return whether a request holds the proxy's secret, exactly once."""
    sent = headers.getlist(settings.proxy_secret_header)
    if not settings.proxy_secret or len(sent) != 1:
        return False
    return hmac.compare_digest(sent[0].encode(), settings.proxy_secret.encode())


def _reported_client(forwarded: Iterable[str], proxies: tuple[str, ...]) -> str:
    """Return the last address that isn't a proxy of ours; "" if there is none.

    Each proxy appends the address it saw, so what is further left comes from the client itself.
    """
    parts = [part.strip() for value in forwarded for part in value.split(",")]
    outside = next((part for part in reversed(parts) if not _is_within(part, proxies)), "")
    found = _address(outside)
    return str(found) if found else ""


def _is_within(text: str, networks: tuple[str, ...]) -> bool:
    address = _address(text)
    return address is not None and any(
        address.version == each.version and address in each for each in _networks(networks)
    )


@lru_cache(maxsize=8)
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """Read TRUSTED_PROXIES, which were checked when the settings were loaded."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def _address(text: str) -> Address | None:
    """Read an address; an IPv4 address inside an IPv6 one counts as the IPv4 address."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
