"""What is shown instead of a page to someone who is signed out, or has no role."""

from __future__ import annotations

from typing import Final

from dashboard.access.person import Person
from dashboard.views.access import role_words

UNREADABLE: Final = "Can’t check your sign-in"
RELOAD: Final = "Reload the page in a minute."
SIGNED_OUT: Final = "You’re signed out"
SIGN_IN_AGAIN: Final = "Reload this page to sign in again."
NO_ROLE: Final = "You have no role here yet"


def no_role(who: Person) -> str:
    """Return who is signed in, and whom to ask; foreign text."""
    return f"You’re signed in as {role_words.name(who)}. {ask_for_a_role(who.identity)}"


def ask_for_a_role(identity: str) -> str:
    """Return whom to ask for a role, and the id that People accepts; foreign text."""
    return f"Ask a lead of this dashboard for a role. Give them this id: {identity}"
