"""The session of one user: settings, Codat account, client, and the view that it shows."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from codat_client import BadInput, CodatClient
from dashboard.access.allowance import Allowance
from dashboard.demo import DemoError
from dashboard.services import budget
from dashboard.services.account import CodatAccount, account_with, demo_account
from dashboard.services.budget import ReadPurpose
from dashboard.settings import Settings, SettingsError, current_settings
from dashboard.ui.run_cache import once_a_run
from dashboard.views.reads.quota_words import QuotaLeft

_CHOSEN = "chosen"
_CLIENTS = "clients"
NO_TYPED_KEYS: Final = (
    "API keys can’t be entered here. "
    "Ask whoever runs this dashboard to set CODAT_API_KEY or CODAT_API_KEY_FILE."
)
COMPANIES = "companies"
"""Where `dashboard.ui.reads` stores what was read with this client."""


@once_a_run
def settings() -> Settings:
    """Return the settings. Raises `SettingsError` with a sentence for a person."""
    return current_settings(_secrets)


def _secrets() -> Mapping[str, Any] | None:
    """Return the table `[codat]` of Streamlit's secrets, if there is one."""
    known = st.secrets.load_if_toml_exists() and "codat" in st.secrets
    return st.secrets["codat"] if known else None


@once_a_run
def account() -> CodatAccount | None:
    """Return the session's account: the one chosen in it, else that of the settings; None if neither.

    Raises `SettingsError`, and `DemoError` if the demo's sandbox doesn't start.
    """
    now = settings()
    chosen = _chosen(now)
    if now.demo or chosen == "":
        return demo_account(now)
    key = chosen or now.api_key
    return account_with(now, key) if key else None


@once_a_run
def account_id() -> str:
    """Return the id of the session's account; "" without one."""
    current = account()
    return current.account_id if current else ""


def public_account_id() -> str:
    """Return the account's id for the browser, which stores recent companies by account; "" without one."""
    try:
        current = account()
    except (SettingsError, DemoError):  # the gate reports it
        return ""
    return current.public_id if current else ""


def use_demo() -> None:
    """Use the demo in this session. Raises `DemoError` if it doesn't start."""
    demo_account(settings())
    st.session_state[_CHOSEN] = ""


def use_key(api_key: str) -> None:
    """Use this key in this session only.

    Raises `BadInput` with a sentence if it can't be a key, or if no key may be entered on a page.
    """
    if not settings().keys_may_be_typed:
        raise BadInput(NO_TYPED_KEYS)
    account_with(settings(), api_key).make_client(ReadPurpose.PERSON).close()
    st.session_state[_CHOSEN] = api_key


def client(purpose: ReadPurpose = ReadPurpose.PERSON, allowance: Allowance | None = None) -> CodatClient:
    """Return the session's client for this purpose, made again if the account has changed.

    `allowance`: the person's, if they count as the reader (`reads.client`); the list of companies is read for
    everyone. What was read with the earlier account is dropped with its clients. Raises `BadInput` without an
    account, or if its key can't be one.
    """
    current = _existing_account()
    held: tuple[CodatAccount, dict[Hashable, CodatClient]] | None = st.session_state.get(_CLIENTS)
    if held is None or held[0] != current:
        held = (current, {})
        st.session_state[_CLIENTS] = held
        st.session_state.pop(COMPANIES, None)
    key = (purpose, allowance is None)
    if key not in held[1]:
        held[1][key] = current.make_client(purpose, allowance)
    return held[1][key]


def new_client() -> CodatClient:
    """Return another client of the session's account, to follow a sync: it outlives the session."""
    return _existing_account().make_client(ReadPurpose.FOLLOW)


def quota_left() -> QuotaLeft | None:
    """Return what is left of the dashboard's share of the day's quota; None if unknown."""
    return budget.left_for_dashboard(client().quota, _existing_account().quota_reserve, datetime.now(UTC))


def note_view(page: str) -> None:
    """Store which view this run shows, so that `moved` can distinguish a move from a filter or a button."""
    view = (page, *(st.query_params.get(name, "") for name in ("company", "sync", "attempt")))
    st.session_state["moved"] = st.session_state.get("view") != view
    st.session_state["view"] = view


def page() -> str:
    """Return the path of the page that this run shows."""
    view: tuple[str, ...] = st.session_state.get("view", ("",))
    return view[0]


def moved() -> bool:
    """Whether this run opened its view: a link, Back, Forward, a reload."""
    return bool(st.session_state.get("moved"))


def viewer_zone() -> ZoneInfo | None:
    """Return the time zone of the user's browser; None if it is unknown."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _chosen(now: Settings) -> str | None:
    """Return the key entered in this session, "" for the demo, None if nothing was chosen.

    A key is dropped as soon as none may be entered on a page any more.
    """
    chosen: str | None = st.session_state.get(_CHOSEN)
    if chosen and not now.keys_may_be_typed:
        for name in (_CHOSEN, _CLIENTS):
            st.session_state.pop(name, None)
        return None
    return chosen


def _existing_account() -> CodatAccount:
    current = account()
    if current is None:
        raise BadInput("There is no API key yet. Set CODAT_API_KEY, or open the demo.")
    return current
