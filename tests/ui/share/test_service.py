"""Which session reaches links at all: none whose account is its own."""

from __future__ import annotations

import pytest

from dashboard.services.account import CodatAccount, account_with
from dashboard.settings import Settings
from dashboard.sharing.registry import NO_ACCOUNT, TYPED_KEY
from dashboard.ui import session
from dashboard.ui.share import service

SETTINGS = Settings(api_key="key")


@pytest.mark.parametrize(
    ("account", "why"),
    [
        (account_with(SETTINGS, "typed"), TYPED_KEY),
        (CodatAccount("http://127.0.0.1:1", "demo", demo=True), NO_ACCOUNT),
        (None, NO_ACCOUNT),
    ],
)
def test_a_session_with_an_account_of_its_own_reaches_no_link(monkeypatch, account, why):
    monkeypatch.setattr(session, "settings", lambda: SETTINGS)
    monkeypatch.setattr(session, "account", lambda: account)
    assert service.read(lambda sharing: sharing.links()) == (None, why)
