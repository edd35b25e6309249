"""Which account a key belongs to: the first creates one, a rotated one joins, an unknown one is read-only."""

from datetime import UTC, datetime

import pytest

from dashboard.services import stored_account as stored_account_module
from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import (
    AccountError,
    UnknownKeyError,
    make_account,
    rotate_key,
    stored_account,
    stored_accounts,
)
from dashboard.store.errors import StoreUnavailable

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OURS = CodatAccount("https://codat.example/", "first-key")
ROTATED = CodatAccount("https://codat.example", "second-key")
ELSEWHERE = CodatAccount("https://other.example", "second-key")


def test_the_first_key_at_an_address_creates_its_account_once(store):
    first = stored_account(store, OURS, NOW)
    assert stored_account(store, OURS, NOW) == first
    assert [(each.id, each.base_url, each.made_at, each.keys) for each in stored_accounts(store)] == [
        (first, "https://codat.example", NOW, 1)
    ]


def test_of_two_processes_with_a_first_key_the_second_waits_for_the_account_of_the_first(
    store, database_url, open_, monkeypatch
):
    impatient, add = open_(database_url, busy_seconds=0.05), stored_account_module.add_account

    def while_another_looks(*asked):
        with pytest.raises(StoreUnavailable, match="busy"):
            stored_account(impatient, ROTATED, NOW)
        return add(*asked)

    monkeypatch.setattr(stored_account_module, "add_account", while_another_looks)
    ours = stored_account(store, OURS, NOW)
    with pytest.raises(UnknownKeyError):
        stored_account(impatient, ROTATED, NOW)
    assert stored_account(impatient, OURS, NOW) == ours


def test_a_key_in_another_spelling_is_the_same_key(store):
    assert stored_account(store, CodatAccount(OURS.base_url, " 'first-key' "), NOW) == stored_account(
        store, OURS, NOW
    )


def test_an_unknown_key_is_read_only(store):
    stored_account(store, OURS, NOW)
    with pytest.raises(UnknownKeyError, match="script/account"):
        stored_account(store, ROTATED, NOW)


def test_at_another_address_it_is_the_first(store):
    ours = stored_account(store, OURS, NOW)
    assert stored_account(store, ELSEWHERE, NOW) != ours


def test_a_rotated_key_keeps_the_account(store):
    ours = stored_account(store, OURS, NOW)
    assert rotate_key(store, ROTATED, NOW) == ours
    assert stored_account(store, ROTATED, NOW) == stored_account(store, OURS, NOW) == ours
    assert [each.keys for each in stored_accounts(store)] == [2]


def test_a_new_account_is_another_one(store):
    ours = stored_account(store, OURS, NOW)
    other = make_account(store, ROTATED, NOW)
    assert stored_account(store, ROTATED, NOW) == other != ours


def test_with_several_accounts_one_must_be_named(store):
    ours, other = stored_account(store, OURS, NOW), make_account(store, ROTATED, NOW)
    third = CodatAccount(OURS.base_url, "third-key")
    with pytest.raises(AccountError, match="several") as raised:
        rotate_key(store, third, NOW)
    assert {ours, other} <= set(str(raised.value).split())
    assert rotate_key(store, third, NOW, other) == other


@pytest.mark.parametrize("act", [make_account, rotate_key])
def test_a_known_key_is_joined_to_nothing_else(store, act):
    stored_account(store, OURS, NOW)
    with pytest.raises(AccountError, match="already"):
        act(store, OURS, NOW)


def test_a_key_joins_no_account_of_another_address(store):
    ours = stored_account(store, OURS, NOW)
    stored_account(store, CodatAccount(ELSEWHERE.base_url, "their-key"), NOW)
    with pytest.raises(AccountError, match="no account"):
        rotate_key(store, ELSEWHERE, NOW, ours)


def test_before_any_key_was_used_there_is_nothing_to_join(store):
    with pytest.raises(AccountError, match="no account yet"):
        rotate_key(store, ROTATED, NOW)
