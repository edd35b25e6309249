"""What the top bar of each page shows of sign-in, as HTML."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from dashboard.access.person import Person
from dashboard.foreign_text import attribute, html
from dashboard.views import components, times
from dashboard.views.access import role_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

UNCONFIRMED: Final = (
    "Your sign-in provider isn’t responding. It last confirmed your role {when}; that’s valid for an hour."
)
ANYONE_STARTS: Final = (
    "This dashboard has no sign-in: anyone who can open it can start syncs. "
    "Ask whoever runs it to switch sign-in on."
)


def signed_in(who: Person, sessions: str, sign_out_address: str) -> str:
    """Return who is signed in, as a link to their sessions, and the button to sign out.

    `sessions`, `sign_out_address`: addresses. On a phone the words before the name are left out.
    """
    words = f'<span class="d-bar-words">Signed in as </span>{html(role_words.person(who))}'
    return (
        f'<div class="d d-small d-signed-in"><a class="d-words" href="{attribute(sessions)}">{words}</a>'
        f"{_form(sign_out_address, 'd-copy')}</div>"
    )


def sign_out(address: str) -> str:
    """Return the button to sign out by itself, aligned with the text of an answer."""
    return components.buttons([_form(address, "d-button")])


def unconfirmed(since: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return the line for people who stay signed in while the provider can't be reached."""
    return components.notice("late", UNCONFIRMED.format(when=times.on(since, zone, now)))


def warning() -> str:
    """Return the line on every page of a dashboard without sign-in where anyone can start syncs."""
    return components.notice("late", ANYONE_STARTS)


def _form(address: str, css: str) -> str:
    return (
        f'<form method="post" action="{attribute(address)}">'
        f'<button type="submit" class="{css}">Sign out</button></form>'
    )
