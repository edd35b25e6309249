"""An address and key are one account however the key was pasted, and its ids do not reveal the key."""

from __future__ import annotations

import base64

import pytest

from dashboard.services.account import CodatAccount

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


def test_a_slash_at_the_end_of_the_address_is_none():
    assert CodatAccount(f"{CODAT}/", KEY).account_id == CodatAccount(CODAT, KEY).account_id


def test_neither_the_repr_nor_an_id_reveals_the_key():
    account = CodatAccount(CODAT, KEY)
    assert not any(KEY in text for text in (repr(account), account.account_id, account.public_id))


def test_the_browsers_id_of_an_account_is_no_part_of_the_one_that_caches_use():
    account = CodatAccount(CODAT, KEY)
    assert account.public_id not in account.account_id
