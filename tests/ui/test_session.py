"""Which API key a session uses: the settings' one, or one entered on a page where that is allowed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from codat_client import BadInput
from dashboard.ui import session

SIGN_IN = {"SIGN_IN": "proxy", "PROXY_SECRET": "5" * 64, "EXTERNAL_URL": "https://desk.example"}


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A dashboard without a key; what a test chose is forgotten."""
    for name in ("CODAT_API_KEY", "DEMO", "CODAT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    yield
    st.session_state.clear()


def set_all(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)


def test_a_key_entered_on_a_page_is_the_sessions():
    session.use_key("typed-key")
    account = session.account()
    assert account is not None
    assert (account.api_key, account.typed_key) == ("typed-key", True)


@pytest.mark.parametrize("off", [{"TYPED_KEYS": "0"}, SIGN_IN])
def test_where_no_key_may_be_entered_it_is_refused_at_the_act(monkeypatch, off):
    set_all(monkeypatch, off)
    with pytest.raises(BadInput, match="API keys can’t be entered here"):
        session.use_key("typed-key")
    assert session.account() is None


@pytest.mark.parametrize("off", [{"TYPED_KEYS": "0"}, SIGN_IN])
def test_a_session_loses_its_key_once_none_may_be_entered(monkeypatch, off):
    session.use_key("typed-key")
    client = session.client()
    set_all(monkeypatch, off)
    assert session.account() is None
    with pytest.raises(BadInput, match="no API key yet"):
        session.client()
    monkeypatch.setenv("CODAT_API_KEY", "key-of-the-settings")
    assert session.client() is not client
    assert "typed-key" not in map(str, st.session_state.values())


def test_a_key_that_was_lost_does_not_come_back(monkeypatch):
    session.use_key("typed-key")
    monkeypatch.setenv("TYPED_KEYS", "0")
    assert session.account() is None
    monkeypatch.setenv("TYPED_KEYS", "1")
    assert session.account() is None
