"""Decide whether a sync may be started from here: READ_ONLY, and where the page was opened."""

from __future__ import annotations

from typing import Protocol

from dashboard.starting.request_origin import OriginKind, RequestOrigin

READ_ONLY = "This is a read-only view (READ_ONLY=1). Ask a colleague in support to start the sync."
_WHY = {
    OriginKind.PEER: "you opened it from another computer",
    OriginKind.HOST: "its address isn’t a local one such as localhost",
    OriginKind.HEADER: "the request came through a proxy or a browser add-on (header {header})",
    OriginKind.UNKNOWN: "we can’t tell where you opened it",
}


class StartSettings(Protocol):
    """The two settings that decide (`dashboard.settings.Settings` has them)."""

    @property
    def read_only(self) -> bool:
        """READ_ONLY=1."""

    @property
    def allow_starting(self) -> bool:
        """ALLOW_STARTING=1."""


class RunSettings(StartSettings, Protocol):
    """All settings that a start depends on."""

    @property
    def stuck_hours(self) -> float:
        """STUCK_HOURS: a sync that has been running for that long does not block a start."""


def may_start(settings: StartSettings, origin: RequestOrigin) -> str | None:
    """Return why no sync may be started from here, as a sentence for a person; None when it may."""
    if settings.read_only:
        return READ_ONLY
    if settings.allow_starting or origin.kind is OriginKind.HERE:
        return None
    return not_here(origin)


def not_here(origin: RequestOrigin) -> str:
    """Return why a session opened elsewhere may not start a sync, and what to do."""
    why = _WHY[origin.kind].format(header=origin.header)
    return (
        f"This dashboard has no sign-in, and {why}. Start the sync from a dashboard on your own computer, "
        "or ask whoever runs this one to set ALLOW_STARTING=1."
    )
