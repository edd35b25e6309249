"""All settings in one immutable object."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from dashboard.settings.general import GeneralSettings
from dashboard.settings.setting import variables_of
from dashboard.settings.sign_in import SignInSettings


@dataclass(frozen=True)
class Settings(SignInSettings, GeneralSettings):
    """The settings, one attribute each. Created by `load`."""


SETTING_NAMES: Final = variables_of(fields(Settings))
"""The environment variables of all settings."""
