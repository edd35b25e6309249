"""An address and key are one account however the key was pasted, and its ids do not reveal the key."""

from __future__ import annotations

import base64

import pytest

from codat_client import Unauthorized
from dashboard.services.account import CodatAccount, account_with
from dashboard.services.budget import ReadPurpose
from dashboard.settings import load

KEY = "abc123+/key"
READY_MADE = "Basic " + base64.b64encode(KEY.encode()).decode()
CODAT = "https://api.codat.io"


@pytest.mark.parametrize("pasted", [f" {KEY}\n", f'"{KEY}"', READY_MADE, f" {READY_MADE} "])
def test_one_key_is_one_account_however_it_is_pasted(pasted):
    assert CodatAccount(CODAT, pasted).account_id == CodatAccount(CODAT, KEY).account_id


def test_another_key_or_address_is_another_account():
    known = {CodatAccount(CODAT, KEY).account_id, CodatAccount(CODAT, "other-key").account_id}
    known.add(CodatAccount("https://codat.example", KEY).account_id)
    assert len(known) == 3


@pytest.mark.parametrize("spelled", [f"{CODAT}/", "HTTPS://API.Codat.io", f" {CODAT}:443/ "])
def test_one_address_is_one_account_however_it_is_spelled(spelled):
    account = CodatAccount(spelled, KEY)
    assert (account.address, account.account_id) == (CODAT, CodatAccount(CODAT, KEY).account_id)


@pytest.mark.parametrize("other", [f"{CODAT}:444", f"{CODAT}/v2", "http://api.codat.io", "http://[::1"])
def test_another_port_path_or_scheme_is_another_address(other):
    assert CodatAccount(other, KEY).address == other


def test_neither_the_repr_nor_an_id_reveals_the_key():
    account = CodatAccount(CODAT, KEY)
    assert not any(KEY in text for text in (repr(account), account.account_id, account.public_id))


def test_the_browsers_id_of_an_account_is_no_part_of_the_one_that_caches_use():
    account = CodatAccount(CODAT, KEY)
    assert account.public_id not in account.account_id


@pytest.mark.parametrize(
    ("in_the_settings", "advice"),
    [("wrong-key", "Check CODAT_API_KEY."), ("", "Reload this page to enter another key.")],
)
def test_a_rejected_key_is_to_be_changed_where_it_came_from(sandbox, in_the_settings, advice):
    settings = load({"CODAT_API_KEY": in_the_settings, "CODAT_BASE_URL": sandbox.url, "DEMO": "0"})
    with (
        account_with(settings, "wrong-key").make_client(ReadPurpose.PERSON) as client,
        pytest.raises(Unauthorized) as caught,
    ):
        client.sync.get_latest_sync(sandbox.company("healthy"))
    assert str(caught.value).endswith(f"it may be mistyped or revoked. {advice}")
