"""Follow the starts on record with the current API key, also while no one opens a page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from codat_client import BadInput
from dashboard.demo import DemoError
from dashboard.services.account import account_with, demo_account
from dashboard.services.stored_account import UnknownKeyError
from dashboard.settings import Settings, SettingsError
from dashboard.starting.registry import service_of
from dashboard.store.errors import StoreError

log = logging.getLogger(__name__)

LOOKS_AGAIN_S: Final = 10.0
"""How many seconds after a key was replaced its starts continue with the new one, at the latest."""
_SAID_ON_PAGES: Final = (SettingsError, DemoError, BadInput, StoreError, UnknownKeyError)


class KeyWatch:
    """Keep the start service of the settings' account open, with its current key.

    It also opens the service once a database or key that was missing at startup is there.
    """

    def __init__(self, settings: Callable[[], Settings], pause_s: float = LOOKS_AGAIN_S) -> None:
        self._settings, self._pause_s = settings, pause_s
        self._closed, self._problem = Event(), ""
        self._thread = Thread(target=self._run, name="keys", daemon=True)

    def open(self) -> None:
        """Open the service now, and follow the key from then on."""
        self._look()
        self._thread.start()

    def close(self) -> None:
        """Stop following the key."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._closed.wait(self._pause_s):
            self._look()

    def _look(self) -> None:
        """Open the service. A problem is logged once: pages say it too."""
        problem = ""
        try:
            _open_service(self._settings())
        except _SAID_ON_PAGES as error:
            problem = str(error)
        except Exception:
            log.exception("following the API key failed")
        if problem and problem != self._problem:
            log.error("%s", problem)
        self._problem = problem


def _open_service(settings: Settings) -> None:
    """Start the demo's sandbox or open the store, and follow the starts that are open on record."""
    if settings.demo:
        service_of(settings, demo_account(settings))
    elif settings.api_key:
        service_of(settings, account_with(settings, settings.api_key))
