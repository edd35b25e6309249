"""How a setting, the list of roles and a sign-in name a person: by an email address or by an identity."""

from __future__ import annotations

import re
from typing import Final

from dashboard.settings.sign_in import PROXY

_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+")
_IDENTITY: Final = re.compile(rf"({PROXY}|https?://\S+) \S(.*\S)?")


def is_address(text: str) -> bool:
    """Return whether a text is an email address."""
    return _ADDRESS.fullmatch(text) is not None and text.isprintable()


def is_identity(text: str) -> bool:
    """Return whether a text is an issuer and a subject, which may have blanks: `proxy CN=Ada Byron`."""
    return _IDENTITY.fullmatch(text) is not None and text.isprintable()
