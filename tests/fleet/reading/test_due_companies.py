"""What the plan is told of each company, from its row and from what is stored of its reads."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.fleet.reading.due_companies import TROUBLED, Asked, due_companies
from dashboard.fleet.reading.snapshots import ReadStamp
from dashboard.insight.fleet.company_state import FleetCompany, FleetRow
from dashboard.insight.verdict.state import State
from tests.fleet.support import MINUTE, NOW, state_at

ONE = "one"
LATER = NOW + MINUTE


def row(state=None, read_at=NOW, company_id=ONE, **values):
    return FleetRow(FleetCompany(company_id), state, read_at, **values)


def stamp(**values):
    usual: dict[str, Any] = {
        "company_id": ONE,
        "version": "1",
        "read_at": NOW,
        "failed_at": None,
        "latest_key": "key",
        "latest_at": None,
        "whole_at": None,
    }
    return ReadStamp(**(usual | values))


def due(row_of_one, its_stamp=None, asked=None):
    """Return what is told of this one company."""
    (found,) = due_companies({ONE: row_of_one}, {} if its_stamp is None else {ONE: its_stamp}, asked)
    return found


def test_an_empty_fleet_has_no_one_to_read():
    assert list(due_companies({}, {ONE: stamp()}, Asked(NOW, None))) == []


def test_of_a_company_that_was_never_read_nothing_is_known():
    found = due(row(read_at=None))
    assert (found.read_at, found.whole_at, found.latest_at, found.failed_at) == (None, None, None, None)
    assert (found.next_due, found.troubled, found.running, found.asked_at) == (None, False, False, None)


def test_a_company_that_is_stored_and_no_longer_listed_is_left_out():
    assert [each.company_id for each in due_companies({}, {ONE: stamp()}, None)] == []


@pytest.mark.parametrize(
    ("of_row", "of_stamp", "known"),
    [
        (NOW, LATER, LATER),
        (LATER, NOW, LATER),
        (None, NOW, NOW),
        (NOW, None, NOW),
        (None, None, None),
    ],
    ids=["stored later", "recorded later", "not recorded", "not stored", "neither"],
)
def test_the_later_of_row_and_stored_reads_counts_as_read(of_row, of_stamp, known):
    assert due(row(read_at=of_row), stamp(read_at=of_stamp)).read_at == known


@pytest.mark.parametrize(
    ("of_row", "its_stamp", "known"),
    [
        (NOW, None, NOW),
        (NOW, stamp(failed_at=LATER), LATER),
        (NOW, stamp(failed_at=None), None),
        (None, stamp(failed_at=LATER), LATER),
    ],
    ids=["only the row has it", "a later one is stored", "a read has succeeded since", "not recorded yet"],
)
def test_the_stored_reads_say_whether_the_last_try_failed(of_row, its_stamp, known):
    assert due(row(failed_at=of_row), its_stamp).failed_at == known


def test_when_everything_was_read_and_the_latest_sync_ran_is_what_was_stored():
    found = due(row(), stamp(whole_at=NOW - MINUTE, latest_at=NOW - 9 * MINUTE))
    assert (found.whole_at, found.latest_at) == (NOW - MINUTE, NOW - 9 * MINUTE)


@pytest.mark.parametrize("state", State)
def test_each_state_is_troubled_running_or_neither(state):
    found = due(row(state_at(NOW, state)))
    assert found.troubled is (state in TROUBLED)
    assert found.running is (state is State.RUNNING)


@pytest.mark.parametrize(
    "state", [State.ARRIVING, State.NOTHING_TO_SEND, State.RUNNING, State.NEVER_SYNCED, State.NOT_KNOWN]
)
def test_no_one_waits_for_the_end_of_these_states(state):
    assert state not in TROUBLED


def test_the_next_due_time_comes_from_the_state():
    assert due(row(state_at(NOW, next_due=LATER))).next_due == LATER
    assert due(row(state_at(NOW))).next_due is None


@pytest.mark.parametrize(
    ("asked", "asked_at"),
    [
        (None, None),
        (Asked(NOW, None), NOW),
        (Asked(NOW, {ONE}), NOW),
        (Asked(NOW, {"another"}), None),
        (Asked(NOW, frozenset()), None),
    ],
    ids=["no one asks", "for all", "for it", "for another", "for none"],
)
def test_a_company_is_asked_for_by_a_refresh_of_all_or_one_that_names_it(asked, asked_at):
    assert due(row(), None, asked).asked_at == asked_at
