"""The fleet in memory shows what the store has, and reads no more of it than has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event, insert, update

from dashboard.fleet.picture import FleetPicture
from dashboard.fleet.recording import record
from dashboard.fleet.repository import FleetRepository
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany
from dashboard.insight.verdict.state import State
from dashboard.store.fleet.tables import company_work, fleet_account, fleet_company
from tests.fleet.support import MINUTE, NOW, OTHER, fleet_in, state_at
from tests.store.rows import CODAT, COMPANY


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def fleet(store):
    return fleet_in(store)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def picture(fleet, clock):
    return FleetPicture(fleet, clock)


@pytest.fixture
def statements(store):
    """What was sent to the database."""
    sent: list[str] = []

    def remember(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(store._database.engine, "before_cursor_execute", remember)
    return sent


def put(fleet, state: State, at=NOW):
    record(fleet, COMPANY, state_at(at, state), read_at=at, now=at)


def test_the_store_is_looked_into_once_a_second_at_most(fleet, picture, clock):
    put(fleet, State.LATE)
    assert picture.rows()[COMPANY].state.state is State.LATE
    put(fleet, State.ARRIVING, NOW + MINUTE)
    assert picture.rows()[COMPANY].state.state is State.LATE
    clock.now = 1.0
    assert picture.rows()[COMPANY].state.state is State.ARRIVING


def test_who_has_changed_something_sees_it_at_once(fleet, picture):
    picture.rows()
    put(fleet, State.STUCK)
    picture.look_again()
    (episode,), row = picture.open_episodes(), picture.rows()[COMPANY]
    assert (episode.state, row.episode_id) == (State.STUCK, episode.id)


def test_what_has_not_changed_is_not_read_again(picture, clock, statements):
    picture.rows()
    statements.clear()
    clock.now = 1.0
    picture.rows()
    assert len([each for each in statements if "FROM" in each]) == 2


def test_a_mapping_that_was_given_out_never_changes(fleet, picture, clock):
    before = picture.rows()
    fleet.put_companies([FleetCompany(OTHER)], NOW, whole=True)
    clock.now = 1.0
    assert ({*before}, {*picture.rows()}) == ({COMPANY}, {OTHER})


def test_the_work_on_a_company_is_there_without_any_other_change(store, fleet, picture, clock):
    assert picture.works() == {}
    with store.writing() as connection:
        whose = {"account_id": fleet.account_id, "company_id": COMPANY}
        connection.execute(insert(company_work).values(**whose, owner="Ada"))
    clock.now = 1.0
    assert picture.works()[COMPANY].owner == "Ada"


def test_an_incident_is_there_while_one_of_its_episodes_lasts(fleet, picture, clock):
    for number, company_id in enumerate("abc"):
        state = state_at(NOW, State.FAILING, began=NOW, cause="writes")
        record(fleet, company_id, state, read_at=NOW, now=NOW)
        assert len(picture.incidents()) == (number == 2)
        clock.now += 1
    for company_id in "abc":
        record(fleet, company_id, state_at(NOW + MINUTE), read_at=NOW + MINUTE, now=NOW + MINUTE)
    clock.now += 1
    assert (picture.incidents(), picture.open_episodes()) == ((), ())


def test_another_accounts_companies_are_not_in_it(store, picture):
    fleet_in(store, FleetCompany(OTHER), account_id="another")
    assert {*picture.rows()} == {COMPANY}


def test_after_a_restore_it_is_made_again(store, fleet, picture, clock):
    put(fleet, State.LATE)
    assert picture.revision() > 1
    with store.writing() as connection:
        connection.execute(update(fleet_account).values(revision=1))
        connection.execute(update(fleet_company).values(name="as of then", revision=1))
    clock.now = 1.0
    assert picture.rows()[COMPANY].company.name == "as of then"


def test_a_state_that_another_version_wrote_is_unread_until_it_is_judged_again(store, fleet, picture, clock):
    put(fleet, State.LATE)
    with store.writing() as connection:
        connection.execute(update(fleet_company).values(state='{"state": "of later"}'))
    assert picture.rows()[COMPANY].state is None
    put(fleet, State.LATE)
    clock.now = 1.0
    assert picture.rows()[COMPANY].state.state is State.LATE


def test_a_state_is_read_as_it_was_written(fleet, picture):
    state = state_at(
        NOW, State.FAILING, cause="tax", began=NOW, days_missing=3, fewest_missing=0, strip_ends=NOW.date(),
        next_due=NOW, last_success=NOW - MINUTE, code=4040, starts_help=False, switch_off_days=4,
    )  # fmt: skip
    record(fleet, COMPANY, state, read_at=NOW, now=NOW)
    assert picture.rows()[COMPANY].state == state


def test_text_that_a_database_cannot_store_is_replaced(fleet, picture):
    state = replace(state_at(NOW), words="\0 and \ud83d")
    record(fleet, COMPANY, state, read_at=NOW, now=NOW)
    fleet.put_companies([FleetCompany(OTHER, "a\0b", tags={"\ud83d": "\0"})], NOW, whole=False)
    rows = picture.rows()
    assert isinstance(rows[COMPANY].state, CompanyState)
    assert (rows[COMPANY].state.words, rows[OTHER].company.name) == ("\ufffd and \ufffd", "a\ufffdb")
    assert rows[OTHER].company.tags == {"\ud83d": "\0"}


def test_the_list_of_companies_changes_what_it_says_and_nothing_else(fleet):
    put(fleet, State.LATE)
    revision = fleet.account_state().revision
    fleet.put_companies([FleetCompany(COMPANY.upper(), "Bluebird", "Xero")], NOW + MINUTE, whole=False)
    row, account = fleet.one(COMPANY), fleet.account_state()
    assert (row.company.name, row.state.state, row.company.gone) == ("Bluebird", State.LATE, False)
    assert (account.listed_at, row.revision) == (NOW - 1440 * MINUTE, revision + 1)
    fleet.put_companies([FleetCompany(COMPANY, "Bluebird", "Xero")], NOW + MINUTE, whole=True)
    assert (fleet.one(COMPANY).revision, fleet.account_state().listed_at) == (revision + 1, NOW + MINUTE)


def test_a_company_is_gone_only_when_a_whole_list_lacks_it_and_may_come_back(fleet):
    fleet.put_companies([FleetCompany(OTHER)], NOW, whole=False)
    assert not fleet.one(COMPANY).company.gone
    assert fleet.gone_rows() == []
    fleet.put_companies([FleetCompany(OTHER)], NOW, whole=True)
    assert fleet.one(COMPANY).company.gone
    assert [each.company_id for each in fleet.gone_rows()] == [COMPANY]
    fleet.put_companies([FleetCompany(COMPANY)], NOW, whole=False)
    assert not fleet.one(COMPANY).company.gone
    assert fleet.gone_rows() == []


@pytest.mark.parametrize("text", ["A\0B", "half \ud83d", "whole 😀", "Ünï"])
def test_a_company_that_has_not_changed_is_not_written_again_whatever_its_name_holds(fleet, text):
    company = FleetCompany(COMPANY, text, books=text, shops=text, tags={"a": text})
    fleet.put_companies([company], NOW, whole=False)
    revision = fleet.one(COMPANY).revision
    fleet.put_companies([company], NOW + MINUTE, whole=False)
    assert fleet.one(COMPANY).revision == revision


def test_a_plan_is_stored_for_everyone(store, fleet):
    fleet.put_plan({"needs": 40}, NOW)
    other = FleetRepository(store, fleet.account_id, CODAT)
    assert (other.account_state().plan, other.account_state().planned_at) == ({"needs": 40}, NOW)
