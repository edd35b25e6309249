"""What the top bar of each page shows of sign-in, as HTML."""

from __future__ import annotations

from typing import Final

from dashboard.access.person import Person
from dashboard.foreign_text import attribute, html
from dashboard.views import components
from dashboard.views.access import role_words

ANYONE_STARTS: Final = "There is no sign-in. Anyone who can open this page can start syncs."


def signed_in(who: Person, sessions: str, sign_out: str) -> str:
    """Return who is signed in, as a link to their sessions, and the button to sign out.

    `sessions`, `sign_out`: addresses. On a phone the words before the name are left out.
    """
    words = f'<span class="d-bar-words">Signed in as </span>{html(role_words.person(who))}'
    return (
        f'<div class="d d-small d-signed-in"><a class="d-words" href="{attribute(sessions)}">{words}</a>'
        f'<form method="post" action="{attribute(sign_out)}">'
        '<button type="submit" class="d-copy">Sign out</button></form></div>'
    )


def warning() -> str:
    """Return the line on every page of a dashboard without sign-in where anyone can start syncs."""
    return components.notice("late", ANYONE_STARTS)
