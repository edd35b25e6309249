"""One key is one identity, and a client belongs to the way it was made for."""

from __future__ import annotations

import base64

import pytest

from dashboard.ui.session import CodatAccount

KEY = "abc123+/key"
READY_MADE = "Basic " + base64.b64encode(KEY.encode()).decode()
CODAT = "https://api.codat.io"


@pytest.mark.parametrize("pasted", [f" {KEY}\n", f'"{KEY}"', READY_MADE, f" {READY_MADE} "])
def test_one_key_has_one_identity_however_it_is_pasted(pasted):
    assert CodatAccount(CODAT, pasted).identity == CodatAccount(CODAT, KEY).identity


def test_another_key_or_another_address_is_another_identity():
    known = {CodatAccount(CODAT, KEY).identity, CodatAccount(CODAT, "other-key").identity}
    known.add(CodatAccount("https://codat.example", KEY).identity)
    assert len(known) == 3


def test_a_slash_at_the_end_of_the_address_is_none():
    assert CodatAccount(f"{CODAT}/", KEY).identity == CodatAccount(CODAT, KEY).identity


def test_neither_repr_nor_identity_tells_the_key():
    way = CodatAccount(CODAT, KEY)
    assert KEY not in repr(way)
    assert KEY not in way.identity
