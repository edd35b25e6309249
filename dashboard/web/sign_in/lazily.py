"""Import modules that need the OpenID Connect libraries on first use, and never without sign-in."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.settings import Settings

if TYPE_CHECKING:
    from dashboard.web.sign_in.provider import Provider


class ProviderUnreachable(Exception):  # noqa: N818 -- the sentence says what to do
    """The provider doesn't answer, or not as a provider does."""

    def __init__(self) -> None:
        super().__init__("Your sign-in provider isn’t responding. Try again in a few minutes.")


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


def opened_token(settings: Settings, stored: bytes) -> str | None:
    """Return a stored refresh token, as `refresh_tokens` does."""
    found: str | None = _refresh_tokens().opened_token(settings, stored)
    return found


def sealed_token(settings: Settings, token: str) -> bytes | None:
    """Return a refresh token as it is stored, as `refresh_tokens` does."""
    found: bytes | None = _refresh_tokens().sealed_token(settings, token)
    return found


def _refresh_tokens() -> ModuleType:
    return importlib.import_module("dashboard.web.sign_in.refresh_tokens")
