"""Encrypt refresh tokens for the store, with SESSION_KEY. Without it, none are stored."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken

from dashboard.settings import Settings
from dashboard.settings.checks import usable_session_key


def sealed_token(settings: Settings, token: str) -> bytes | None:
    """Return a refresh token as it is stored; None if there is no token or no key."""
    if not (token and settings.session_key):
        return None
    return _fernet(settings).encrypt(token.encode())


def opened_token(settings: Settings, stored: bytes) -> str | None:
    """Return a stored refresh token; None if the key has changed since."""
    if not settings.session_key:
        return None
    try:
        return _fernet(settings).decrypt(stored).decode()
    except InvalidToken:
        return None


def _fernet(settings: Settings) -> Fernet:
    return Fernet(usable_session_key(settings.session_key))
