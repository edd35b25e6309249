"""Where a session was opened: on this computer or elsewhere. The connection decides, not the configuration.

On this computer means: the peer's address is loopback, the Host is a loopback name, and the handshake of the
websocket has no header but those that a browser sends. It is an allowlist, since no one can list every header
that proxies add.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HEADER: Final = "x-sync-desk-place"
"""The guard's own header on each handshake. It replaces one that came from outside."""
_SECRET: Final = secrets.token_hex(16)
_BROWSER_HEADERS: Final = frozenset({
    "host", "connection", "upgrade", "origin", "user-agent", "cookie", "pragma", "cache-control", "accept",
    "accept-encoding", "accept-language", "dnt",
})  # fmt: skip
_PAGE_HEADERS: Final = frozenset({
    "referer", "upgrade-insecure-requests", "priority", "content-type", "content-length", "range",
    "if-none-match", "if-modified-since",
})  # fmt: skip
"""What a browser also sends when it asks for an address, but not in the handshake of a websocket."""
_BROWSERS_ALONE: Final = "sec-"  # no page can set such names (Fetch standard: forbidden request headers)
_LONGEST: Final = 40


class OriginKind(StrEnum):
    """Where a session was opened, as far as known."""

    HERE = "here"
    PEER = "peer"  # the other end of the connection is another computer, or has no address
    HOST = "host"  # the address that was opened is not one of this computer alone
    HEADER = "header"  # a header that browsers do not send
    COMMAND = "command"  # no page: a command on the server, such as script/token
    UNKNOWN = "unknown"  # the guard did not see this session, or no request was made


@dataclass(frozen=True, slots=True)
class RequestOrigin:
    """Where a session was opened. `header`: the first header that a browser does not send, if any."""

    kind: OriginKind
    header: str = ""

    def __str__(self) -> str:
        """Return the origin for the record: "here", "header x-forwarded-for"."""
        return f"{self.kind} {self.header}".strip()


def origin_of(
    peer: str | None, headers: Iterable[tuple[str, str]], *, of_page: bool = False
) -> RequestOrigin:
    """Return the origin of a handshake, or with `of_page`, of a request for an address.

    `peer`: the address of the other end, None without one.
    """
    named = ((name.lower(), value) for name, value in headers)
    pairs = [pair for pair in named if not (of_page and pair[0] in _PAGE_HEADERS)]
    hosts = [value for name, value in pairs if name == "host"]
    strange = next((name for name, _ in pairs if not _is_of_a_browser(name)), None)
    if peer is None or not _is_loopback_address(peer):
        return RequestOrigin(OriginKind.PEER)
    if len(hosts) != 1 or not is_loopback(host_name(hosts[0])):
        return RequestOrigin(OriginKind.HOST)
    if strange is not None:
        return RequestOrigin(OriginKind.HEADER, re.sub(r"[^a-z0-9-]", "?", strange)[:_LONGEST])
    return RequestOrigin(OriginKind.HERE)


def sealed(origin: RequestOrigin) -> str:
    """Return an origin as the value of `HEADER`, with the secret of this process."""
    return f"{_SECRET} {origin}"


def unsealed(value: str | None) -> RequestOrigin:
    """Read the value of `HEADER`; an unknown origin unless it has the secret of this process."""
    secret, _, rest = (value or "").partition(" ")
    if not secrets.compare_digest(secret.encode(), _SECRET.encode()):
        return RequestOrigin(OriginKind.UNKNOWN)
    kind, _, header = rest.partition(" ")
    return RequestOrigin(OriginKind(kind), header)


def host_name(host_header: str) -> str:
    """Remove the port from a Host header: `[::1]:8501` gives `::1`, `localhost:8501` gives `localhost`."""
    text = host_header.strip()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def is_loopback(name: str) -> bool:
    """Return whether a name or an address means this machine. An empty one doesn't.

    `localhost` and what ends in `.localhost` never leave the machine (RFC 6761, section 6.3).
    """
    name = name.strip().lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost") or _is_loopback_address(name)


def _is_loopback_address(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool(address.is_loopback or (mapped is not None and mapped.is_loopback))


def _is_of_a_browser(name: str) -> bool:
    return name in _BROWSER_HEADERS or name.startswith(_BROWSERS_ALONE)
