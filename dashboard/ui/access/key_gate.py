"""The page without an API key: what to set, the demo, or a key for this session."""

from __future__ import annotations

from typing import Final

import streamlit as st

from codat_client import BadInput
from dashboard.demo import DemoError
from dashboard.settings import SettingsError
from dashboard.ui import links, session
from dashboard.views import components

_UNTIL_CLOSED: Final = "The demo and a key typed here last until this page is reloaded or closed."


def open_for_this_session() -> bool:
    """Return whether this session has a client for Codat; if not, draw the page that says what to do."""
    try:
        if session.account() is not None:
            session.client()
            return True
    except (SettingsError, DemoError, BadInput) as error:
        st.html(
            components.brand(links.href(""))
            + components.line()
            + components.answer("late", "The dashboard can’t start", str(error))
        )
        return False
    _set_up()
    return False


def _set_up() -> None:
    """Draw the page for a session without a key: what to set, or the demo."""
    st.html(components.brand(links.href("")) + components.line())
    st.html(
        components.answer(
            "unknown",
            "No API key yet",
            "Without one, this dashboard can’t load anything from Codat.",
        )
    )
    st.html(
        components.steps(
            [
                ("For everyone", "set CODAT_API_KEY where the dashboard runs, then restart it."),
                (
                    "Or",
                    "set CODAT_API_KEY_FILE to a file’s path. You can replace that key without a restart.",
                ),
                ("Or", 'add api_key = "…" under [codat] in .streamlit/secrets.toml.'),
                ("To look around", "open the demo: invented merchants, no connection to Codat."),
            ]
        )
    )
    _offer_access()


def _offer_access() -> None:
    """Draw what gives this session access: the demo, or a key of its own."""
    may_type = session.settings().keys_may_be_typed
    with st.container(key="gate", width=520, gap=12):
        st.html(components.note(_UNTIL_CLOSED if may_type else session.NO_TYPED_KEYS))
        st.button("Open the demo", on_click=_take_demo)
        if may_type:
            _ask_for_key()
        if refused := st.session_state.pop("gate_refused", ""):
            st.html(components.notice("late", refused))


def _ask_for_key() -> None:
    with st.form("key", border=False):
        typed = st.text_input(
            "Or a key for this session only",
            type="password",
            autocomplete="off",
            help="It’s kept in the server’s memory only, until this page is closed or the server stops.",
        )
        if st.form_submit_button("Use this key"):
            _take_key(typed)


def _take_demo() -> None:
    try:
        session.use_demo()
    except DemoError as error:
        st.session_state["gate_refused"] = str(error)


def _take_key(typed: str) -> None:
    try:
        session.use_key(typed)
    except (BadInput, SettingsError) as error:
        st.html(components.notice("late", str(error)))
    else:
        st.rerun()
