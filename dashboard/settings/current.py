"""The settings as they are now: pages, routes, jobs and commands all read the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from dashboard.settings.all_settings import SETTING_NAMES, Settings
from dashboard.settings.loading import load, resolved

_NAMES: Final = frozenset(SETTING_NAMES)
Secrets = Callable[[], Mapping[str, Any] | None]
"""Returns the table `[codat]` of Streamlit's secrets."""


def no_secrets() -> None:
    """Return no table: for what doesn't read Streamlit's secrets."""


def current_settings(secrets: Secrets = no_secrets) -> Settings:
    """Return the settings now; they change with the environment and with the files that hold secrets.

    `secrets` is called only if one of them has changed. Raises `SettingsError`.
    """
    environ = {name: value for name, value in os.environ.items() if name in _NAMES}
    return _loaded(secrets, tuple(resolved(environ).items()))


@lru_cache(maxsize=2)
def _loaded(secrets: Secrets, environ: tuple[tuple[str, str], ...]) -> Settings:
    return load(dict(environ), secrets())
