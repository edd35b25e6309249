"""Join the claims of the id token and of `userinfo`, which must be about the same person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.access.claims import SignInRefused, verified_person
from dashboard.access.session import VerifiedPerson
from dashboard.settings import Settings


def person_from(
    signed: Mapping[str, Any] | None, more: Mapping[str, Any], settings: Settings
) -> VerifiedPerson:
    """Return the person; what was signed wins. Raises SignInRefused."""
    if signed is not None and more and more.get("sub") != signed.get("sub"):
        raise SignInRefused("Your provider’s answers are about different people. Sign in again.")
    return verified_person({**more, **(signed or {})}, settings)
