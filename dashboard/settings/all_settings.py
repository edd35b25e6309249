"""All settings in one immutable object."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Final

from dashboard.settings.general import GeneralSettings
from dashboard.settings.setting import about_of, variables_of
from dashboard.settings.sign_in import SignInSettings


@dataclass(frozen=True)
class Settings(SignInSettings, GeneralSettings):
    """The settings, one attribute each. Created by `load`."""

    @cached_property
    def lasting(self) -> Settings:
        """These settings without the secrets that files may replace while the dashboard runs."""
        blank: dict[str, Any] = {each.name: "" for each in fields(self) if about_of(each).is_replaceable}
        return replace(self, **blank)


SETTING_NAMES: Final = variables_of(fields(Settings))
"""The environment variables of all settings."""
