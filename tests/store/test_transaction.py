"""One transaction at a time does a piece of work; others wait for it, and read what it stored."""

from __future__ import annotations

import pytest

from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.facts import read_fact, write_fact
from dashboard.store.transaction import one_at_a_time


@pytest.fixture
def impatient(database_url, open_):
    """The same store, as one opens it who doesn't wait."""
    return open_(database_url, busy_seconds=0.05)


def test_the_same_work_waits_until_it_is_stored(store, impatient):
    with store.writing() as connection:
        one_at_a_time(connection, "work")
        with pytest.raises(StoreUnavailable) as caught, impatient.writing() as other:
            one_at_a_time(other, "work")
        write_fact(connection, "colour", "blue")
    assert caught.value.problem is StoreProblem.LOCKED
    with impatient.writing() as other:
        one_at_a_time(other, "work")
        assert read_fact(other, "colour") == "blue"


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_other_work_goes_on_beside_it(store, impatient):
    with store.writing() as connection:
        one_at_a_time(connection, "work")
        with impatient.writing() as other:
            one_at_a_time(other, "other work")
            write_fact(other, "colour", "blue")
