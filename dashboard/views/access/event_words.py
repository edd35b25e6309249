"""An event of sign-in or roles as plain text: what happened, how it is filtered."""

from __future__ import annotations

from typing import Final

from dashboard.access.events import REFUSED, AccessEvent, AccessEventType
from dashboard.foreign_text import seen
from dashboard.views import theme, words
from dashboard.views.access.namesakes import NOBODY, Namesakes
from dashboard.views.cause_words import capital

REASON: Final = "Every sign-in, refusal, role change, token and export. Entries can’t be changed."
NO_AUDIT: Final = "Events aren’t reaching the audit log"
NOT_LOADED: Final = "Couldn’t load sign-ins and roles."
NOTHING_YET: Final = ("No sign-ins yet.", "Sign-ins and changes of roles appear here.")
NOTHING_LEFT: Final = ("No event matches the filters.", "Remove a filter to see more.")
SYNCS: Final = "Syncs and links"
ACCESS: Final = "Sign-ins and roles"
_WHAT: Final[dict[str, str]] = {AccessEventType.ACT_REFUSED: "Refused"}


def kind(value: str) -> str:
    """Return the type of an event in words; one of a newer version as it is (foreign text)."""
    return _WHAT.get(value) or capital(value)


def mark(event: AccessEvent) -> str:
    """Return the status whose mark an event has; "" for none."""
    return theme.LATE if event.outcome == REFUSED else ""


def who(event: AccessEvent, people: Namesakes = NOBODY) -> str:
    """Return who did it, on one line; an unverified name is marked."""
    if not seen(event.person):
        return _unnamed(event)
    beside = people.beside(event.person, event.identity)
    return words.person(event.person, verified=event.verified, beside=beside)


def _unnamed(event: AccessEvent) -> str:
    subject = event.identity.rpartition(" ")[2]
    return words.person(subject, verified=event.verified)
