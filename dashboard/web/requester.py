"""The person behind a request to a route of ours."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard.access import session_header
from dashboard.access.person import Person, unsigned
from dashboard.access.request_origin import origin_of
from dashboard.services.sign_ins import person_with
from dashboard.ui import session


def person_of(scope: Scope) -> Person:
    """Return who sends this request; it reads the store, so call it in a thread. Raises StoreError.

    Where there is sign-in, the middleware has checked the cookie. Without a valid one they are signed out.
    """
    settings, headers, client = session.settings(), Headers(scope=scope), scope.get("client")
    origin = origin_of(client[0] if client else None, _from_outside(headers))
    if not settings.sign_in:
        return unsigned(origin, "", settings)
    return person_with(settings, origin, session_header.unsealed_session(headers.get(session_header.HEADER)))


def _from_outside(headers: Headers) -> list[tuple[str, str]]:
    """Return the headers without our own, which say nothing of where the request came from."""
    return [(name, value) for name, value in headers.items() if name != session_header.HEADER]
