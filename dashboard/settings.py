"""Every setting of the dashboard: its name, its meaning, its default, its check.

A setting comes from the environment, or from Streamlit's secrets: the table `[codat]`, in lower case
without the prefix (`CODAT_API_KEY` is `api_key`). The environment wins. The table in docs/operating.md
is held against this file by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

CODAT = "https://api.codat.io"
_MOST = 1_000_000


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message says which one and what to do."""


def _setting(name: str, meaning: str, default: Any) -> Any:
    return field(default=default, metadata={"name": name, "meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """The settings in force, one attribute each. Made by `load`; immutable."""

    api_key: str = field(
        default="",
        repr=False,
        metadata={"name": "CODAT_API_KEY", "meaning": "Codat's API key, or the ready-made header value."},
    )
    base_url: str = _setting("CODAT_BASE_URL", "Where Codat's API is.", CODAT)
    proxy: str = _setting("CODAT_PROXY", "A proxy for the way to Codat, `http://host:port`.", "")
    ca_bundle: str = _setting(
        "CODAT_CA_BUNDLE", "A file of certificates to trust instead of the system's own.", ""
    )
    demo: bool = _setting(
        "DEMO", "1: invented merchants from the built-in sandbox, whatever key is set.", default=False
    )
    demo_companies: int = _setting("DEMO_COMPANIES", "How many invented merchants there are.", 60)
    demo_seed: int = _setting("DEMO_SEED", "Another number, other merchants and ids.", 1)
    demo_sync_seconds: float = _setting("DEMO_SYNC_SECONDS", "How long an invented sync runs, seconds.", 12.0)
    read_only: bool = _setting(
        "READ_ONLY", "1: nobody can start a sync; a view for people who only look.", default=False
    )
    allow_starting: bool = _setting(
        "ALLOW_STARTING", "1: syncs may be started from beyond this machine as well.", default=False
    )
    hosts: tuple[str, ...] = _setting(
        "HOSTS", "Host names the dashboard answers to besides this machine's own, with commas.", ()
    )
    stuck_hours: float = _setting("STUCK_HOURS", "A sync that runs for so many hours is called stuck.", 2.0)
    late_hours: float = _setting(
        "LATE_HOURS", "So many hours after it was due, a sync that has not run is called late.", 12.0
    )
    warn_days: int = _setting(
        "WARN_DAYS", "So many days before Codat switches a failing sync off, the dashboard warns of it.", 7
    )
    sync_flow_url: str = _setting(
        "SYNC_FLOW_URL", "Where a merchant opens the sync settings; stands in the texts to copy for them.", ""
    )
    link_hosts: tuple[str, ...] = _setting(
        "LINK_HOSTS",
        "Hosts, with commas, whose addresses may be passed on to a merchant to link an account again.",
        ("link-api.codat.io", "link.codat.io"),
    )
    portal_url: str = _setting(
        "PORTAL_URL", "Codat's Portal, for a link to each company: `{company}` stands for its id.", ""
    )


SETTING_NAMES = tuple(each.metadata["name"] for each in fields(Settings))
"""The names in the environment of all settings."""


def load(environ: Mapping[str, str], secrets: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings.

    `environ` is the environment, `secrets` the table `[codat]` of Streamlit's secrets. Raises
    `SettingsError` with a sentence for a person when a value cannot be used; the sentence never holds
    the key.
    """
    values: dict[str, Any] = {}
    for each in fields(Settings):
        name = each.metadata["name"]
        found = environ.get(name) or (secrets or {}).get(name.removeprefix("CODAT_").lower())
        if found not in (None, ""):
            values[each.name] = _read(name, found, type(each.default))
    return Settings(**values)


def _read(name: str, found: Any, kind: type) -> Any:
    text = str(found).strip()
    if kind is bool:
        return _yes_or_no(name, text)
    if kind is tuple:
        return tuple(part.strip().lower() for part in text.split(",") if part.strip())
    if kind in (int, float):
        return _positive(name, text, kind)
    return text


def _yes_or_no(name: str, text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False}
    known["off"] = False
    if text.lower() not in known:
        raise SettingsError(f"{name} is {text!r}. Set it to 1 (yes) or 0 (no), then start again.")
    return known[text.lower()]


def _positive(name: str, text: str, kind: type[int | float]) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = kind(-1)
    if not 0 < number <= _MOST:
        raise SettingsError(f"{name} is {text!r}. Set it to a number from 1 to {_MOST:,}, then start again.")
    return number
