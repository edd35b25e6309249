"""The person at a page: their name, and where they opened it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.access.request_origin import RequestOrigin


@dataclass(frozen=True, slots=True)
class Person:
    """Someone at a page. `name`: the name they gave, unverified ("" if not given)."""

    origin: RequestOrigin
    name: str = ""

    @property
    def verified(self) -> bool:
        """Whether a sign-in has verified the name: there is none yet."""
        return False

    def on_record(self) -> dict[str, str | bool]:
        """Return the database columns for who did something, and from where."""
        return {"person": self.name, "verified": self.verified, "origin": str(self.origin)}
