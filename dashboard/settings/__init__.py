"""Every setting of the dashboard: name, meaning, default and validation.

A setting comes from the environment, or from Streamlit's secrets: the table `[codat]`, in lower case
without the prefix (`CODAT_API_KEY` is `api_key`). The environment wins. Some come from the environment only:
what reads them doesn't read secrets, or they decide who gets in. The table in docs/operating.md is checked
against this package by a test.
"""

from dashboard.settings.all_settings import SETTING_NAMES, Settings
from dashboard.settings.current import current_settings
from dashboard.settings.general import CODAT, MOST_SHARE_DAYS
from dashboard.settings.loading import load
from dashboard.settings.setting import SettingsError

__all__ = [
    "CODAT",
    "MOST_SHARE_DAYS",
    "SETTING_NAMES",
    "Settings",
    "SettingsError",
    "current_settings",
    "load",
]
