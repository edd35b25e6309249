"""Several processes on one store: racing claims, and a writer killed in mid-transaction."""

from __future__ import annotations

import signal

import pytest
from sqlalchemy import func, select

from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.facts import read_fact, write_fact
from dashboard.store.tables import start
from tests.store.rows import add_account, new_id

COMPANIES = 40


def test_two_processes_of_eight_threads_never_hold_a_company_twice(store, database_url, child):
    with store.writing() as connection:
        account = add_account(connection)
    companies = [new_id() for _ in range(COMPANIES)]
    children = [child("claim", database_url, account, *companies) for _ in range(2)]
    assert [each.line() for each in children] == ["ready", "ready"]
    for each in children:
        each.go()
    granted = [int(each.line()) for each in children]
    with store.reading() as connection:
        held = connection.execute(select(start.c.company_id, func.count()).group_by(start.c.company_id))
        assert {count for _, count in held} == {1}
    assert sum(granted) == COMPANIES


def test_a_writer_killed_in_mid_transaction_leaves_nothing_and_blocks_no_one(store, database_url, child):
    writer = child("write_and_wait", database_url)
    assert writer.line() == "written"
    writer.kill()
    with store.writing() as connection:
        assert read_fact(connection, "half") is None
        write_fact(connection, "whole", "written")
    with store.reading() as connection:
        assert read_fact(connection, "whole") == "written"


def test_a_writer_paused_in_mid_transaction_blocks_others_only_up_to_their_limit(
    database_url, store, open_, child
):
    writer = child("write_and_wait", database_url)
    assert writer.line() == "written"
    writer.process.send_signal(signal.SIGSTOP)
    impatient = open_(database_url, busy_seconds=0.05)
    with pytest.raises(StoreUnavailable) as caught, impatient.writing() as connection:
        write_fact(connection, "half", "by another")
    writer.process.send_signal(signal.SIGCONT)
    assert caught.value.problem is StoreProblem.LOCKED
    with store.reading() as connection:
        assert read_fact(connection, "half") is None


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_writer_in_another_process_is_waited_for(store, database_url, child):
    writer = child("write_and_wait", database_url)
    assert writer.line() == "written"
    writer.go()
    with store.writing() as connection:
        assert read_fact(connection, "half") == "written"
