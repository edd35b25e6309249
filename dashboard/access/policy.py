"""Decide who may do what. It depends on READ_ONLY and on where the page was opened; only `may` decides."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from dashboard.access.person import Person
from dashboard.access.request_origin import OriginKind, RequestOrigin

_READ_ONLY = "This is a read-only view (READ_ONLY=1). Ask a colleague in support to {act}."
_WHY = {
    OriginKind.PEER: "you opened it from another computer",
    OriginKind.HOST: "its address isn’t a local one such as localhost",
    OriginKind.HEADER: "the request came through a proxy or a browser add-on (header {header})",
    OriginKind.UNKNOWN: "we can’t tell where you opened it",
}


class Act(StrEnum):
    """An action that needs permission; the value completes "Ask a colleague to …"."""

    START = "start the sync"
    ASK_AGAIN = "ask Codat again"
    RELEASE = "allow another start"
    NOTE = "write the note"
    SHARE = "share the view"
    CHANGE_LINK = "change the link"


class AccessSettings(Protocol):
    """The two settings that decide (part of `dashboard.settings.Settings`)."""

    @property
    def read_only(self) -> bool:
        """READ_ONLY=1."""

    @property
    def allow_starting(self) -> bool:
        """ALLOW_STARTING=1."""


def may(person: Person, act: Act, settings: AccessSettings) -> str | None:
    """Return why this person may not do this, as a sentence for them; None if they may."""
    if settings.read_only:
        return _READ_ONLY.format(act=act)
    if settings.allow_starting or person.origin.kind is OriginKind.HERE:
        return None
    return _not_here(person.origin, act)


def _not_here(origin: RequestOrigin, act: Act) -> str:
    """Return why a page opened elsewhere doesn't allow the action, and what to do."""
    why = _WHY[origin.kind].format(header=origin.header)
    verb = act[:1].upper() + act[1:]
    return (
        f"This dashboard has no sign-in, and {why}. {verb} from a dashboard on your own computer, "
        "or ask whoever runs this one to set ALLOW_STARTING=1."
    )
