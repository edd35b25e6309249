"""The Content-Security-Policy of everything that is shared: it loads nothing, and has one style."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'"
"""The part that is the same for all: nothing is loaded, no form is sent."""


def policy_of(style: str) -> str:
    """Return the policy of a page with this style; of a file too, which has no other."""
    digest = hashlib.sha256(style.encode()).digest()
    return f"{NOTHING}; style-src 'sha256-{base64.b64encode(digest).decode()}'"


def framed_by(policy: str, embed_origin: str = "") -> str:
    """Return a policy with who may frame the page: one origin; "" for no one."""
    ancestors = embed_origin or "'none'"
    return f"{policy}; frame-ancestors {ancestors}"
