"""This person's session: the settings in force, the way to Codat, the client held in session state."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from codat_client import BadInput, CodatClient
from codat_client.checks import key_header
from dashboard import demo
from dashboard.demo import DemoError
from dashboard.settings import SETTING_NAMES, Settings, SettingsError, load

_CHOSEN = "chosen"
_CLIENT = "client"


@dataclass(frozen=True)
class CodatAccount:
    """The way to Codat for this session: where, with which key, and whether it is the demo."""

    base_url: str
    api_key: str = field(repr=False)
    demo: bool = False
    proxy: str = ""
    ca_bundle: str = ""

    @property
    def identity(self) -> str:
        """Names this address and key without telling the key: what the process shares is shared per this.

        One key is pasted in several ways (blanks, quotes, ready-made): what counts is what Codat is sent.
        """
        header, _ = key_header(self.api_key)
        return hashlib.sha256(f"{self.base_url.rstrip('/')}\n{header}".encode()).hexdigest()


def scope() -> str:
    """Names this session's account to the browser, so that it keeps each account's companies apart.

    It tells nothing of the key: eight letters of a hash of a hash.
    """
    try:
        way = access()
    except (SettingsError, DemoError):  # the gate says it
        return ""
    return hashlib.sha256(way.identity.encode()).hexdigest()[:8] if way else ""


def settings() -> Settings:
    """The settings in force. Raises `SettingsError` with a sentence for a person."""
    return _settings(tuple(os.environ.get(name) for name in SETTING_NAMES))


@lru_cache(maxsize=1)
def _settings(values: tuple[str | None, ...]) -> Settings:
    """Read the settings once, as a run asks for them ten times: `values` of the environment, secrets."""
    environ = {name: value for name, value in zip(SETTING_NAMES, values, strict=True) if value is not None}
    known = st.secrets.load_if_toml_exists() and "codat" in st.secrets
    return load(environ, st.secrets["codat"] if known else None)


def access() -> CodatAccount | None:
    """This session's way to Codat: what the person chose here, else what the settings say; None if neither.

    Raises `SettingsError`, and `DemoError` when the demo's sandbox does not come up.
    """
    now = settings()
    chosen: str | None = st.session_state.get(_CHOSEN)
    if now.demo or chosen == "":
        return CodatAccount(demo.address(now), "demo", demo=True)
    key = chosen or now.api_key
    return CodatAccount(now.base_url, key, proxy=now.proxy, ca_bundle=now.ca_bundle) if key else None


def use_demo() -> None:
    """Take the demo for this session. Raises `DemoError` when it does not come up."""
    demo.address(settings())
    st.session_state[_CHOSEN] = ""


def use_key(api_key: str) -> None:
    """Take this key for this session only. Raises `BadInput` with a sentence when it cannot be a key."""
    now = settings()
    _make(CodatAccount(now.base_url, api_key, proxy=now.proxy, ca_bundle=now.ca_bundle)).close()
    st.session_state[_CHOSEN] = api_key


def client() -> CodatClient:
    """The client of this session, held in session state; made anew when the way to Codat has changed.

    Then what was read the old way is forgotten too. Raises `BadInput` when there is no way, or none that
    can be one.
    """
    way = _way()
    held: tuple[CodatAccount, CodatClient] | None = st.session_state.get(_CLIENT)
    if held is None or held[0] != way:
        st.session_state[_CLIENT] = held = (way, _make(way))
        st.session_state.pop("companies", None)
    return held[1]


def new_client() -> CodatClient:
    """A further client for this session's way to Codat, for what outlives the session."""
    return _make(_way())


def note_view(page: str) -> None:
    """Note which view this run shows, so that `moved` can tell a move from a filter or a button."""
    view = (page, *(st.query_params.get(name, "") for name in ("company", "sync", "attempt")))
    st.session_state["moved"] = st.session_state.get("view") != view
    st.session_state["view"] = view


def moved() -> bool:
    """Whether this run opened its view: a link, Back, Forward, a reload."""
    return bool(st.session_state.get("moved"))


def viewer_zone() -> ZoneInfo | None:
    """The zone of the person's browser, None when it does not say."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _way() -> CodatAccount:
    way = access()
    if way is None:
        raise BadInput("No API key yet. Set CODAT_API_KEY, or open the demo.")
    return way


def _make(way: CodatAccount) -> CodatClient:
    return CodatClient(way.api_key, way.base_url, proxy=way.proxy or None, ca_bundle=way.ca_bundle or None)
