"""The header in which the middleware hands the id of a sign-in session on to pages and routes.

Its value holds a secret of this process, so a header from outside is never believed.
"""

from __future__ import annotations

import secrets
from typing import Final

HEADER: Final = "x-sync-desk-session"
_SECRET: Final = secrets.token_hex(16)


def sealed_session(session_id: str) -> str:
    """Return a session's id as the value of `HEADER`."""
    return f"{_SECRET} {session_id}"


def unsealed_session(value: str | None) -> str:
    """Return the session's id in the value of `HEADER`; "" unless this process sealed it."""
    secret, _, session_id = (value or "").partition(" ")
    return session_id if secrets.compare_digest(secret.encode(), _SECRET.encode()) else ""
