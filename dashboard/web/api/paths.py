"""The paths of our own routes that a service token opens, and the token in a request."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard.access.tokens import PREFIX
from dashboard.ui import links

HEALTH: Final = "/healthz"
AUTHORIZATION: Final = "authorization"
_SCHEME: Final = "bearer "


def health_paths() -> frozenset[str]:
    """Return where the health check is: at the root for whoever runs us, under the path for a proxy."""
    return frozenset({HEALTH, f"{links.base()}{HEALTH}"})


def export_path() -> str:
    """Return where History is as a file."""
    return f"{links.base()}/export/history.csv"


def sent_token(headers: Headers) -> str | None:
    """Return our service token in a request; None if it has none. Any other `Authorization` is a proxy's."""
    sent = headers.getlist(AUTHORIZATION)
    if len(sent) != 1 or not sent[0].lower().startswith(_SCHEME):
        return None
    token = sent[0][len(_SCHEME) :].strip()
    return token if token.startswith(PREFIX) else None


def is_for_script(scope: Scope) -> bool:
    """Return whether a request brings a token to a route that checks it: it needs no sign-in."""
    asked = scope["type"] == "http" and scope["path"] == export_path()
    return asked and sent_token(Headers(scope=scope)) is not None
