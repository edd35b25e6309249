"""This person's session: the settings in force, the way to Codat, the client held in session state."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from codat_client import BadInput, CodatClient
from dashboard import demo
from dashboard.settings import Settings, load

_ACCESS = "access"
_CLIENT = "client"


@dataclass(frozen=True)
class Access:
    """The way to Codat for this session: where, with which key, and whether it is the demo."""

    base_url: str
    api_key: str = field(repr=False)
    demo: bool = False

    @property
    def identity(self) -> str:
        """Names this address and key without telling the key: what the process shares is shared per this."""
        return hashlib.sha256(f"{self.base_url}\n{self.api_key}".encode()).hexdigest()


def settings() -> Settings:
    """The settings in force. Raises `SettingsError` with a sentence for a person."""
    known = st.secrets.load_if_toml_exists() and "codat" in st.secrets
    return load(os.environ, st.secrets["codat"] if known else None)


def access() -> Access | None:
    """This session's way to Codat: what the person chose here, else what the settings say; None if neither.

    Raises `DemoError` when the demo was asked for and its sandbox does not come up.
    """
    chosen: Access | None = st.session_state.get(_ACCESS)
    if chosen is not None:
        return chosen
    now = settings()
    if now.demo:
        return _demo(now)
    return Access(now.base_url, now.api_key) if now.api_key else None


def use_demo() -> None:
    """Take the demo for this session."""
    _choose(_demo(settings()))


def use_key(api_key: str) -> None:
    """Take this key for this session only. Raises `BadInput` with a sentence when it cannot be a key."""
    chosen = Access(settings().base_url, api_key)
    _make_client(chosen).close()
    _choose(chosen)


def client() -> CodatClient:
    """The client of this session; made at the first call, then held in session state."""
    held: CodatClient | None = st.session_state.get(_CLIENT)
    if held is None:
        way = access()
        if way is None:
            raise BadInput("There is no API key yet. Set CODAT_API_KEY, or look at the demo.")
        held = st.session_state[_CLIENT] = _make_client(way)
    return held


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


def _demo(now: Settings) -> Access:
    return Access(demo.address(now), "demo", demo=True)


def _choose(way: Access) -> None:
    for key in (_ACCESS, _CLIENT, "companies"):
        st.session_state.pop(key, None)
    st.session_state[_ACCESS] = way


def _make_client(way: Access) -> CodatClient:
    now = settings()
    proxy, bundle = (None, None) if way.demo else (now.proxy or None, now.ca_bundle or None)
    return CodatClient(way.api_key, way.base_url, proxy=proxy, ca_bundle=bundle)
