"""What the process caches of a company's reads, for tests of whether something was computed again."""

from __future__ import annotations

from typing import Any

from dashboard.services.cache import CACHE
from dashboard.services.company_data import CompanyData


def made_last(data: CompanyData, name: str) -> Any:
    """Return the last result cached under a name for the syncs that a session has read."""
    return list(CACHE._contents[data.content].by_name[name].values())[-1]


def forget_all() -> None:
    """Empty the cache, so that its newest entry is from this test: a hit leaves no trace."""
    CACHE._contents.clear()
