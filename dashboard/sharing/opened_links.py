"""Keep what live links show up to date for a while after people opened them, in any process."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from dashboard.services.account import account_of
from dashboard.settings import Settings
from dashboard.sharing.shared_views import shared_views

OPENED_WITHIN: Final = timedelta(minutes=15)
"""Someone who opened a link so recently may still have it open, or open it again."""


def live_links(settings: Settings) -> None:
    """Read what is due of the companies whose live links people opened recently.

    Whoever serves a link reads what is due as well, with the same leases: two at once ask Codat once.
    Raises as `shared_views` does.
    """
    if account_of(settings) is not None:
        shared_views(settings).keep_fresh(OPENED_WITHIN)
