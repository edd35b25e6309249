"""A person who looks or acts: their name, and where they opened the page."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.access.request_origin import RequestOrigin


@dataclass(frozen=True, slots=True)
class Person:
    """Someone at a page. `name`: what they call themselves; nothing has verified it ("" if not given)."""

    origin: RequestOrigin
    name: str = ""
