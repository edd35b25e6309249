"""Identify the person who sent a request to one of our routes."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard.access import session_header
from dashboard.access.person import Person, unsigned
from dashboard.services.sign_ins import person_with
from dashboard.ui import session
from dashboard.web.peer import origin_in


def person_of(scope: Scope) -> Person:
    """Return who sends this request; it reads the store, so call it in a thread. Raises StoreError.

    Where there is sign-in, the middleware has checked the cookie. Without a valid one they are signed out.
    """
    settings, headers = session.settings(), Headers(scope=scope)
    origin = origin_in(scope, session_header.HEADER)
    if not settings.sign_in:
        return unsigned(origin, "", settings)
    return person_with(settings, origin, session_header.unsealed_session(headers.get(session_header.HEADER)))
