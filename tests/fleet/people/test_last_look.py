"""When someone last looked at Home, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.fleet.people.last_look import LastLooks
from dashboard.fleet.people.looks import Looks
from tests.store.rows import NOW, add_account

HOUR = timedelta(hours=1)


@pytest.fixture
def looks(store):
    with store.writing() as connection:
        add_account(connection)
        add_account(connection, "other")
    return LastLooks(store, "account")


def test_a_look_counts_from_the_one_before_and_a_reload_changes_nothing(looks):
    assert looks.look("issuer ada", NOW) == Looks(NOW)
    assert looks.look("issuer ada", NOW + HOUR) == Looks(NOW + HOUR, NOW)
    assert looks.look("issuer ada", NOW + HOUR + HOUR / 4) == Looks(NOW + HOUR, NOW)


def test_looks_are_a_persons_and_an_accounts_own(looks, store):
    looks.look("issuer ada", NOW)
    assert looks.look("issuer ben", NOW + HOUR) == Looks(NOW + HOUR)
    assert LastLooks(store, "other").look("issuer ada", NOW + HOUR) == Looks(NOW + HOUR)
