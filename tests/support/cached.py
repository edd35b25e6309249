"""What the process keeps of a company's reads, for tests that ask whether something was made again."""

from __future__ import annotations

from typing import Any

from dashboard.services.cache import CACHE
from dashboard.services.company_data import CompanyData


def made_last(data: CompanyData, name: str) -> Any:
    """Return what was made last under a name of the syncs that a session has read."""
    return list(CACHE._contents[data.content].by_name[name].values())[-1]


def forget_all() -> None:
    """Empty the cache, so that what is made last is made by this test: a hit leaves no trace in it."""
    CACHE._contents.clear()
