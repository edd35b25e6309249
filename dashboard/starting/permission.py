"""Whether a sync may be started from here at all: the view for stakeholders, and who can reach the server."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Protocol

READ_ONLY = (
    "This dashboard is a view for reading: it was started with READ_ONLY=1, which takes starting away. "
    "Ask a colleague in support to start the sync."
)
NOT_LOCAL = (
    "Others can reach this dashboard over the network and it has no sign-in, so starting is off. "
    "Start the sync from a dashboard on your own computer, or ask whoever runs this one to set "
    "ALLOW_STARTING=1."
)


class StartSettings(Protocol):
    """The settings that a start depends on (`dashboard.settings.Settings` has them)."""

    @property
    def read_only(self) -> bool:
        """READ_ONLY=1."""

    @property
    def allow_starting(self) -> bool:
        """ALLOW_STARTING=1."""

    @property
    def stuck_hours(self) -> float:
        """STUCK_HOURS: a sync that has been running for so long is in no start's way."""


@dataclass(frozen=True, slots=True)
class Place:
    """From where a start is asked: `server.address`, the request's Host, any forwarding header on it."""

    bound_address: str
    host_header: str
    forwarded: bool


def may_start(settings: StartSettings, bound_address: str, host_header: str, forwarded: bool) -> str | None:  # noqa: FBT001 (a fact of the request, always given by position in this one order)
    """Say why no sync may be started from here, as a sentence for a person; None when it may.

    An empty `bound_address` means that the server listens on every interface. `forwarded` is whether the
    request bears any header of a proxy (Forwarded, X-Forwarded-*, X-Real-IP): then it came from elsewhere.
    """
    if settings.read_only:
        return READ_ONLY
    if settings.allow_starting:
        return None
    local = is_loopback(bound_address) and is_loopback(host_name(host_header)) and not forwarded
    return None if local else NOT_LOCAL


def host_name(host_header: str) -> str:
    """Cut the port off a Host header: `[::1]:8501` gives `::1`, `localhost:8501` gives `localhost`."""
    text = host_header.strip()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def is_loopback(name: str) -> bool:
    """Tell whether a name or an address means this very machine. An empty one does not.

    `localhost` and what ends in `.localhost` never leave the machine (RFC 6761, section 6.3).
    """
    name = name.strip().lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool(address.is_loopback or (mapped is not None and mapped.is_loopback))
