"""Single facts, and what a restore leaves to do."""

from __future__ import annotations

from dashboard.store.facts import forget_fact, read_fact, write_fact
from dashboard.store.restore_checks import (
    HeldCompany,
    mark_checked,
    record_restore,
    restored_at,
    unchecked,
)
from dashboard.store.tables import OPEN_STAGES, SETTLED_STAGES
from tests.store.rows import CODAT, NOW, add_account, add_start


def test_a_fact_replaces_an_older_one(store):
    with store.writing() as connection:
        write_fact(connection, "colour", "blue")
        write_fact(connection, "colour", "red")
        assert read_fact(connection, "colour") == "red"


def test_a_fact_that_is_forgotten_is_gone(store):
    with store.writing() as connection:
        write_fact(connection, "colour", "blue")
        forget_fact(connection, "colour")
        assert read_fact(connection, "colour") is None


def test_a_store_that_was_never_restored_has_nothing_to_check(store):
    with store.reading() as connection:
        assert (restored_at(connection), unchecked(connection)) == (None, [])


def restored(connection) -> list[str]:
    """Record a restore of a store with a start in every stage; return the companies to check."""
    account = add_account(connection)
    for stage in OPEN_STAGES + SETTLED_STAGES:
        add_start(connection, account, stage=stage, company_id=stage)
    record_restore(connection, NOW)
    return [each.company_id for each in unchecked(connection)]


def test_after_a_restore_every_company_that_is_held_must_be_checked(store):
    with store.writing() as connection:
        assert restored(connection) == sorted(OPEN_STAGES)
        assert restored_at(connection) == NOW


def test_a_checked_company_is_done_and_the_others_are_not(store):
    with store.writing() as connection:
        first, *others = restored(connection)
        assert mark_checked(connection, HeldCompany(CODAT, first))
        assert not mark_checked(connection, HeldCompany(CODAT, first))
        assert [each.company_id for each in unchecked(connection)] == others


def test_a_second_restore_asks_for_every_company_again_and_for_each_once(store):
    with store.writing() as connection:
        first, *_ = restored(connection)
        mark_checked(connection, HeldCompany(CODAT, first))
        record_restore(connection, NOW)
        assert [each.company_id for each in unchecked(connection)] == sorted(OPEN_STAGES)
