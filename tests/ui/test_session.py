"""One key is one identity, and a client belongs to the way it was made for."""

from __future__ import annotations

import base64

import pytest

from dashboard.services.account import CodatAccount

KEY = "abc123+/key"
READY_MADE = "Basic " + base64.b64encode(KEY.encode()).decode()
CODAT = "https://api.codat.io"


@pytest.mark.parametrize("pasted", [f" {KEY}\n", f'"{KEY}"', READY_MADE, f" {READY_MADE} "])
def test_one_key_has_one_identity_however_it_is_pasted(pasted):
    assert CodatAccount(CODAT, pasted).account_id == CodatAccount(CODAT, KEY).account_id


def test_another_key_or_another_address_is_another_identity():
    known = {CodatAccount(CODAT, KEY).account_id, CodatAccount(CODAT, "other-key").account_id}
    known.add(CodatAccount("https://codat.example", KEY).account_id)
    assert len(known) == 3


def test_a_slash_at_the_end_of_the_address_is_none():
    assert CodatAccount(f"{CODAT}/", KEY).account_id == CodatAccount(CODAT, KEY).account_id


def test_neither_repr_nor_identity_tells_the_key():
    way = CodatAccount(CODAT, KEY)
    assert KEY not in repr(way)
    assert KEY not in way.account_id
