"""What the health check counts in the store, on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from dashboard.services.stores import state_of
from dashboard.store.tables import OPEN_STAGES, SETTLED_STAGES, sign_in_session
from tests.store.rows import NOW, add_account, add_start, new_id
from tests.support.stores import NEWEST

HOUR = timedelta(hours=1)


def add_session(connection, ends_at, ended_at=None):
    times = dict.fromkeys(("began_at", "last_seen_at", "refreshed_at"), NOW)
    values = {"id": new_id(), "cookie_hash": new_id(), "identity": "i s", "method": "oidc", **times}
    connection.execute(insert(sign_in_session).values(values | {"ends_at": ends_at, "ended_at": ended_at}))


def test_an_empty_store_has_its_version_and_nothing_open(store):
    state = state_of(store, NOW)
    assert (state.revision, state.is_newer, state.open_starts, state.sessions) == (NEWEST, False, 0, 0)


@pytest.mark.parametrize(("stages", "count"), [(OPEN_STAGES, len(OPEN_STAGES)), (SETTLED_STAGES, 0)])
def test_starts_without_an_outcome_are_counted(store, stages, count):
    with store.writing() as connection:
        account = add_account(connection)
        for number, stage in enumerate(stages):
            add_start(connection, account, stage=stage, company_id=str(number))
    assert state_of(store, NOW).open_starts == count


def test_sign_ins_that_are_over_are_not_counted(store):
    with store.writing() as connection:
        add_session(connection, NOW + HOUR)
        add_session(connection, NOW)
        add_session(connection, NOW + HOUR, NOW)
    assert state_of(store, NOW).sessions == 1
