"""Import what needs the OpenID Connect libraries only where they are needed: without sign-in, never."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.settings import Settings

if TYPE_CHECKING:
    from dashboard.web.sign_in.provider import Provider


class Lazily:
    """ASGI app: an endpoint of `dashboard.web.sign_in.flow`, imported at its first request."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        app: ASGIApp = getattr(importlib.import_module("dashboard.web.sign_in.flow"), self._name)
        await app(scope, receive, send)


def provider_of(settings: Settings) -> Provider:
    """Return the provider that the settings name."""
    found: Provider = importlib.import_module("dashboard.web.sign_in.provider").provider_of(settings)
    return found
