"""What is shown instead of a page to someone who is signed out, or has no role."""

from __future__ import annotations

from typing import Final

from dashboard.access.person import Person
from dashboard.views.access import role_words

UNREADABLE: Final = "We can’t check who you are"
SIGNED_OUT: Final = "You’re signed out"
SIGN_IN_AGAIN: Final = "Reload this page to sign in again."
NO_ROLE: Final = "You have no role here yet"


def no_role(who: Person) -> str:
    """Return who is signed in, and whom to ask; foreign text."""
    subject = who.identity.rpartition(" ")[2]
    return (
        f"You’re signed in as {role_words.name(who)}. Ask a lead of this dashboard for a role. "
        f"They may need your id: {subject}"
    )
