"""Every setting of the dashboard: name, meaning, default and validation.

A setting comes from the environment, or from Streamlit's secrets: the table `[codat]`, in lower case
without the prefix (`CODAT_API_KEY` is `api_key`). The environment wins. Some come from the environment only:
what reads them doesn't read secrets. The table in docs/operating.md is checked against this file by a test.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

CODAT = "https://api.codat.io"
MOST_SHARE_DAYS = 30
"""The most days that a shared link may last, whatever the settings say."""
_MOST = 1_000_000
_ORIGIN = re.compile(r"https?://[a-z0-9._-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?")
_EMBEDDER = re.compile(r"https?://[a-z0-9._-]+(:[1-9][0-9]{0,4})?")
"""An origin that a Content-Security-Policy can name, so not an IPv6 address."""
_USUAL_PORTS = {"http": ":80", "https": ":443"}


class SettingsError(ValueError):
    """A setting has an invalid value; the message says which one and what to do."""


def _setting(
    name: str,
    meaning: str,
    default: Any,
    *,
    secret: bool = False,
    environment_only: bool = False,
    most: float = _MOST,
) -> Any:
    about = {"name": name, "meaning": meaning, "environment_only": environment_only, "most": most}
    return field(default=default, repr=not secret, metadata=about)


@dataclass(frozen=True)
class Settings:
    """The settings, one attribute each. Created by `load`; immutable."""

    api_key: str = _setting(
        "CODAT_API_KEY", "Codat's API key, or the complete header value.", "", secret=True
    )
    base_url: str = _setting("CODAT_BASE_URL", "The address of Codat's API.", CODAT)
    proxy: str = _setting("CODAT_PROXY", "The proxy to reach Codat through, `http://host:port`.", "")
    ca_bundle: str = _setting(
        "CODAT_CA_BUNDLE", "A file of certificates to trust instead of the system's.", ""
    )
    demo: bool = _setting(
        "DEMO", "1: show invented merchants from the built-in sandbox, even if a key is set.", default=False
    )
    demo_companies: int = _setting("DEMO_COMPANIES", "The number of invented merchants.", 60)
    demo_seed: int = _setting("DEMO_SEED", "A different number gives different merchants and ids.", 1)
    demo_sync_seconds: float = _setting("DEMO_SYNC_SECONDS", "How many seconds an invented sync runs.", 12.0)
    database_url: str = _setting(
        "DATABASE_URL",
        "Where starts, notes and shared links are stored: a SQLite file, or `postgresql://USER@HOST/NAME`.",
        "sqlite:///var/sync-desk.db",
        secret=True,
        environment_only=True,
    )
    read_only: bool = _setting(
        "READ_ONLY", "1: a read-only view; no one can start a sync or create a shared link.", default=False
    )
    allow_starting: bool = _setting(
        "ALLOW_STARTING",
        "1: syncs may also be started, and shared links created, from other machines.",
        default=False,
    )
    ask_again: bool = _setting(
        "ASK_AGAIN",
        "1: when Codat's answer got lost and no new sync appears, ask again automatically with the same key. "
        "Never for a range of days.",
        default=False,
        environment_only=True,
    )
    hosts: tuple[str, ...] = _setting(
        "HOSTS",
        "Host names the dashboard answers to besides this machine's own, separated by commas.",
        (),
        environment_only=True,
    )
    stuck_hours: float = _setting("STUCK_HOURS", "A sync that runs this many hours counts as stuck.", 2.0)
    late_hours: float = _setting(
        "LATE_HOURS", "This many hours after its due time, a sync that hasn't run counts as late.", 12.0
    )
    warn_days: int = _setting("WARN_DAYS", "Warn this many days before Codat switches a failing sync off.", 7)
    sync_flow_url: str = _setting(
        "SYNC_FLOW_URL", "Where a merchant opens the sync settings; used in the texts to copy for them.", ""
    )
    link_hosts: tuple[str, ...] = _setting(
        "LINK_HOSTS",
        "Hosts, separated by commas, whose addresses may be sent to a merchant to link an account again.",
        ("link-api.codat.io", "link.codat.io"),
    )
    portal_url: str = _setting(
        "PORTAL_URL",
        "The Codat Portal's address, for links to companies; `{company}` is replaced by its id.",
        "",
    )
    external_url: str = _setting(
        "EXTERNAL_URL",
        "The dashboard's public address, used in shared links: `https://desk.example`. "
        "It answers to this host name too. Without it, links work on this machine only.",
        "",
    )
    share_most_days: int = _setting(
        "SHARE_MOST_DAYS",
        f"Longest life of a shared link, in days: up to {MOST_SHARE_DAYS}.",
        MOST_SHARE_DAYS,
        most=MOST_SHARE_DAYS,
    )
    embed_origins: tuple[str, ...] = _setting(
        "EMBED_ORIGINS",
        "Origins, separated by commas, whose pages may show a shared view: `https://help.example`. "
        "Without it, none may.",
        (),
    )
    share_quota_reserve: float = _setting(
        "SHARE_QUOTA_RESERVE",
        "Fraction of Codat's daily quota kept for people. Once only this much is left, shared pages stop "
        "checking Codat.",
        0.5,
        most=1,
    )

    @property
    def answered_hosts(self) -> frozenset[str]:
        """The host names to answer to besides this machine's own: HOSTS, and that of EXTERNAL_URL."""
        external = urlsplit(self.external_url).hostname
        return frozenset({*self.hosts, *([external] if external else [])})


SETTING_NAMES = tuple(each.metadata["name"] for each in fields(Settings))
"""The environment variables of all settings."""


def load(environ: Mapping[str, str], secrets: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings.

    `environ` is the environment, `secrets` the table `[codat]` of Streamlit's secrets. Raises
    `SettingsError` with a sentence for a person if a value is invalid; the sentence never contains
    the key.
    """
    values: dict[str, Any] = {}
    for each in fields(Settings):
        name = each.metadata["name"]
        found = environ.get(name)
        if not found and not each.metadata["environment_only"]:
            found = (secrets or {}).get(name.removeprefix("CODAT_").lower())
        if found not in (None, ""):
            values[each.name] = _read(name, found, type(each.default), each.metadata["most"])
    _check_external_address(values.get("external_url", ""))
    return Settings(**values | {"embed_origins": tuple(map(_embedder, values.get("embed_origins", ())))})


def _check_external_address(address: str) -> None:
    """Raise SettingsError for an address from which no shared link could be made."""
    if address and not _is_web_address(address):
        raise SettingsError(f"EXTERNAL_URL is {address!r}. Set it to https://HOST or https://HOST/PATH.")


def _embedder(origin: str) -> str:
    """Return an origin as browsers write it, without the usual port. Raises SettingsError if it is none."""
    if _EMBEDDER.fullmatch(origin) is None:
        raise SettingsError(
            f"EMBED_ORIGINS has {origin!r}. Write each as https://HOST, without a path; an IPv6 address "
            "can’t be used."
        )
    return origin.removesuffix(_USUAL_PORTS[origin.partition(":")[0]])


def _is_web_address(text: str) -> bool:
    try:
        url = urlsplit(text)
    except ValueError:
        return False
    origin = f"{url.scheme}://{url.netloc}".lower()
    return _ORIGIN.fullmatch(origin) is not None and text.isprintable() and not (url.query or url.fragment)


def _read(name: str, found: Any, kind: type, most: float) -> Any:
    text = str(found).strip()
    if kind is bool:
        return _yes_or_no(name, text)
    if kind is tuple:
        return tuple(part.strip().lower() for part in text.split(",") if part.strip())
    if kind in (int, float):
        return _positive(name, text, kind, most)
    return text


def _yes_or_no(name: str, text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False}
    known["off"] = False
    if text.lower() not in known:
        raise SettingsError(f"{name} is {text!r}. Set it to 1 (yes) or 0 (no), then restart.")
    return known[text.lower()]


def _positive(name: str, text: str, kind: type[int | float], most: float) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = kind(-1)
    if not 0 < number <= most:
        least = "above 0, up to 1" if most == 1 else f"from 1 to {most:,}"
        raise SettingsError(f"{name} is {text!r}. Set it to a number {least}, then restart.")
    return number
