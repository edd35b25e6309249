"""What the tables of links refuse, whichever program writes, and the way there from the first tables."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import PrimaryKeyConstraint, delete, func, inspect, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.store.columns import METADATA
from dashboard.store.facts import deleting_events
from dashboard.store.migrations import running
from dashboard.store.restore_checks import record_restore
from dashboard.store.revisions import MIGRATIONS, revision_of
from dashboard.store.tables import note, share_event, share_link, start_event
from dashboard.store.upgrade import upgrade
from tests.store.rows import NOW, add_account, add_event, add_link, add_share_event
from tests.support.stores import NEWEST


@pytest.fixture
def account_id(store):
    with store.writing() as connection:
        return add_account(connection)


def number_of(store, table) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


@pytest.fixture
def event(store, account_id):
    with store.writing() as connection:
        add_share_event(connection, account_id)


@pytest.mark.usefixtures("event")
@pytest.mark.parametrize("change", [update(share_event).values(person="Eve"), delete(share_event)])
def test_an_event_of_a_link_is_never_changed_or_deleted(store, change):
    with pytest.raises(IntegrityError, match="append only"), store.writing() as connection:
        connection.execute(change)
    assert number_of(store, share_event) == 1


@pytest.mark.usefixtures("event")
def test_retention_deletes_events_of_links_and_changes_none(store):
    with pytest.raises(IntegrityError), store.writing() as connection, deleting_events(connection):
        connection.execute(update(share_event).values(person="Eve"))
    with store.writing() as connection, deleting_events(connection):
        connection.execute(delete(share_event))
    assert number_of(store, share_event) == 0


def test_a_link_cannot_be_deleted_before_its_events(store, account_id):
    with store.writing() as connection:
        add_share_event(connection, account_id, link_id=add_link(connection, account_id))
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(delete(share_link))


def test_two_links_never_have_one_token(store, account_id):
    with store.writing() as connection:
        add_link(connection, account_id, token_hash="same")
    with pytest.raises(IntegrityError), store.writing() as connection:
        add_link(connection, account_id, token_hash="same")


def test_a_link_is_opened_once_an_hour_on_the_record(store, account_id):
    with store.writing() as connection:
        link_id = add_link(connection, account_id)
        for hours in (0, 1):
            hour = NOW + timedelta(hours=hours)
            add_share_event(connection, account_id, link_id=link_id, kind="link opened", hour=hour)
        for _ in range(2):
            add_share_event(connection, account_id, link_id=link_id, kind="link paused")
    with pytest.raises(IntegrityError), store.writing() as connection:
        add_share_event(connection, account_id, link_id=link_id, kind="link opened", hour=NOW)


@pytest.mark.parametrize("wrong", [{"company_id": "A970"}, {"base_url": "https://codat.example/"}])
def test_a_link_of_a_company_in_another_spelling_is_refused(store, account_id, wrong):
    with pytest.raises(IntegrityError), store.writing() as connection:
        add_link(connection, account_id, **wrong)


def test_the_constraints_have_the_names_that_the_code_gives_them(store):
    fleet = ("fleet_account", "fleet_company", "verdict_change", "incident", "episode", "company_work")
    for name in ("share_link", "share_event", "share_opening", "company_snapshot", *fleet):
        made = METADATA.tables[name].constraints
        named = {each.name for each in made if not isinstance(each, PrimaryKeyConstraint)}  # SQLite has none
        with store.reading() as connection:
            look = inspect(connection)
            found = {each["name"] for each in look.get_check_constraints(name)}
            found |= {each["name"] for each in look.get_foreign_keys(name)}
            found |= {each["name"] for each in look.get_unique_constraints(name)}
        assert found == named


def test_a_store_of_the_first_version_keeps_its_record_and_gets_the_tables_of_links(
    empty_database_url, open_
):
    store = open_(empty_database_url)
    with store.upgrading() as connection:
        running.run(MIGRATIONS, connection, "0001")
        add_event(connection, add_account(connection))
    upgrade(store)
    assert (number_of(store, start_event), number_of(store, note), number_of(store, share_link)) == (1, 0, 0)
    with store.writing() as connection:
        assert revision_of(connection) == NEWEST
        add_link(connection, "account")
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(delete(start_event))


def test_a_restore_pauses_what_opens_and_says_so(store, account_id):
    with store.writing() as connection:
        opens, paused = (
            add_link(connection, account_id, **values) for values in ({}, {"paused_at": NOW - timedelta(1)})
        )
        record_restore(connection, NOW)
        query = select(share_link.c.id, share_link.c.paused_at).order_by(share_link.c.id)
        assert [tuple(row) for row in connection.execute(query)] == [
            (opens, NOW),
            (paused, NOW - timedelta(1)),
        ]
        (said,) = connection.execute(select(share_event))
    assert (said.link_id, said.at, said.person, said.verified) == (opens, NOW, "", False)
