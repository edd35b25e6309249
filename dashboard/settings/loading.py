"""Read all settings from the environment and Streamlit's secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from dashboard.settings.all_settings import Settings
from dashboard.settings.checks import check, usable_session_key
from dashboard.settings.secret_files import SECRET_FILES
from dashboard.settings.setting import Declaration, about_of
from dashboard.settings.values import value_of
from dashboard.settings.web_addresses import embedder

_SECRETS: Final = tuple(about for each in fields(Settings) if (about := about_of(each)).secret)


def load(environ: Mapping[str, str], secrets: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings.

    `environ` is the environment; a secret may come from a file (`settings.secret_files`). `secrets` is
    the table `[codat]` of Streamlit's secrets. Raises `SettingsError` with a sentence for a person if a
    value is invalid; the sentence never contains a secret.
    """
    values: dict[str, Any] = {}
    environ = resolved(environ)
    secrets = _readable(secrets or {}, environ)
    for each in fields(Settings):
        about = about_of(each)
        found = _found(about, environ, secrets)
        if found not in (None, ""):
            values[each.name] = value_of(about, found, type(each.default))
    settings = Settings(**_as_used(values))
    check(settings)
    return settings


def resolved(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the secrets that come from files. Raises `SettingsError`."""
    return SECRET_FILES.resolved(environ, _SECRETS)


def _readable(secrets: Mapping[str, Any], environ: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the secrets. With sign-in, EXTERNAL_URL decides about cookies, so it isn't read there."""
    if not environ.get("SIGN_IN"):
        return secrets
    return {name: value for name, value in secrets.items() if name != "external_url"}


def _found(about: Declaration, environ: Mapping[str, str], secrets: Mapping[str, Any]) -> Any:
    """Return what was set: the environment wins over the secrets, a name over an earlier one."""
    names = (about.name, about.formerly)
    found = [environ.get(name) for name in names] + [secrets.get(name) for name in about.in_secrets]
    return next((each for each in found if each not in (None, "")), None)


def _as_used(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values in the form that the product uses. Raises SettingsError."""
    used = {**values, "embed_origins": tuple(map(embedder, values.get("embed_origins", ())))}
    if "session_key" in values:
        used["session_key"] = usable_session_key(values["session_key"])
    return used
