"""What the tables refuse, whichever program writes: two open starts, changed events, unknown stages."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.insight.start.attempt import SETTLED, Stage
from dashboard.store.facts import deleting_events
from dashboard.store.tables import OPEN_STAGES, SETTLED_STAGES, account_key, start, start_event
from tests.store.rows import NOW, add_account, add_event, add_start


@pytest.fixture
def account_id(store):
    with store.writing() as connection:
        return add_account(connection)


def added(store, account_id, /, **values):
    with store.writing() as connection:
        add_start(connection, account_id, **values)


def test_the_stages_are_those_of_a_start():
    assert set(SETTLED_STAGES) == set(SETTLED)
    assert set(OPEN_STAGES) == set(Stage) - set(SETTLED)


@pytest.mark.parametrize("first", OPEN_STAGES)
def test_an_open_start_holds_its_company_in_every_stage(store, account_id, first):
    added(store, account_id, stage=first)
    with pytest.raises(IntegrityError):
        added(store, account_id)


def test_a_start_under_another_account_is_refused_too(store, account_id):
    added(store, account_id)
    with store.writing() as connection:
        other = add_account(connection, "other")
    with pytest.raises(IntegrityError):
        added(store, other)


@pytest.mark.parametrize("first", SETTLED_STAGES)
def test_a_settled_start_holds_nothing(store, account_id, first):
    added(store, account_id, stage=first)
    added(store, account_id)


@pytest.mark.parametrize("other", [{"base_url": "https://other.example"}, {"company_id": "other"}])
def test_another_address_or_company_is_free(store, account_id, other):
    added(store, account_id)
    added(store, account_id, **other)


def test_a_settled_start_cannot_be_opened_while_another_holds_the_company(store, account_id):
    added(store, account_id, id="first", stage="released")
    added(store, account_id)
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(update(start).where(start.c.id == "first").values(stage="running"))


def test_one_key_is_one_start(store, account_id):
    added(store, account_id, id="one", stage="ended")
    with pytest.raises(IntegrityError):
        added(store, account_id, id="one")


@pytest.mark.parametrize(
    "wrong",
    [{"stage": "Sending"}, {"company_id": "A970"}, {"base_url": "https://codat.example/"},
     {"account_id": "unknown"}],
)  # fmt: skip
def test_a_spelling_that_would_bypass_the_claim_is_refused(store, account_id, wrong):
    with pytest.raises(IntegrityError):
        added(store, account_id, **wrong)


def test_a_key_belongs_to_one_account(store, account_id):
    key = {"key_hash": "hash", "account_id": account_id, "added_at": NOW}
    with store.writing() as connection:
        connection.execute(insert(account_key).values(key))
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(insert(account_key).values(key))


@pytest.fixture
def events(store, account_id):
    """Two events; returns a function that counts them."""
    with store.writing() as connection:
        add_event(connection, account_id)
        add_event(connection, account_id)

    def count() -> int:
        with store.reading() as connection:
            return len(connection.execute(select(start_event.c.id)).all())

    return count


@pytest.mark.parametrize("change", [update(start_event).values(person="Eve"), delete(start_event)])
def test_an_event_is_never_changed_or_deleted(store, events, change):
    with pytest.raises(IntegrityError, match="append only"), store.writing() as connection:
        connection.execute(change)
    assert events() == 2


def test_retention_deletes_events(store, events):
    with store.writing() as connection, deleting_events(connection):
        connection.execute(delete(start_event))
    assert events() == 0


def test_after_retention_deleting_is_refused_again(store, events):
    with store.writing() as connection, deleting_events(connection):
        pass
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(delete(start_event))
    assert events() == 2


@pytest.mark.usefixtures("events")
def test_retention_changes_no_event(store):
    with pytest.raises(IntegrityError), store.writing() as connection, deleting_events(connection):
        connection.execute(update(start_event).values(person="Eve"))


@pytest.mark.usefixtures("events")
def test_the_number_of_an_event_is_never_used_again(store, account_id):
    with store.writing() as connection, deleting_events(connection):
        connection.execute(delete(start_event))
    with store.writing() as connection:
        add_event(connection, account_id)
        assert connection.execute(select(start_event.c.id)).scalar() == 3
