"""Follow the starts on record with the current API key, also while no one opens a page."""

from __future__ import annotations

from dashboard.services.account import account_of
from dashboard.settings import Settings
from dashboard.starting.registry import service_of


def follow_starts(settings: Settings) -> None:
    """Open the start service of the settings' account: from then on it follows what no live process follows.

    Run it every few seconds: after a key was replaced, starts continue with the new one, and a database or
    key that was missing may be there. With DEMO it starts the sandbox. Raises DemoError, BadInput, StoreError
    and UnknownKeyError.
    """
    if (account := account_of(settings)) is not None:
        service_of(settings, account)
