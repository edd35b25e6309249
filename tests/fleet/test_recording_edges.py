"""What is recorded with clocks that were ahead or set back, states of another version, and gone companies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from dashboard.fleet import recording
from dashboard.fleet.episode_rows import EpisodeRows
from dashboard.fleet.history import FleetHistory
from dashboard.fleet.picture import FleetPicture
from dashboard.fleet.reading.reads import LatestFailure
from dashboard.fleet.recording import Judgement, record, record_all
from dashboard.fleet.repository import FleetRepository
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.verdict.state import Ground, State
from dashboard.store.fleet.revision import next_revision
from dashboard.store.fleet.tables import episode, fleet_company, fleet_day
from dashboard.store.lease import take
from tests.fleet.support import DAY, MINUTE, NOW, OTHER, fleet_in, open_episodes, state_at
from tests.store.rows import CODAT, COMPANY

HOUR = timedelta(hours=1)
TODAY = NOW.date()


@pytest.fixture
def fleet(sqlite_url, open_):
    return fleet_in(open_(sqlite_url))


@pytest.fixture
def history(fleet):
    return FleetHistory(fleet.store, fleet.account_id)


def put(fleet, at, state=State.ARRIVING, now=None, **values):
    """Record a state of the company that was read and judged then."""
    return record(fleet, COMPANY, state_at(at, state, **values), read_at=at, now=now or at)


def fail(fleet, at, now=None, kind="Unreachable"):
    """Record that a read of the company failed then."""
    return record(fleet, COMPANY, None, read_at=None, now=now or at, failure=LatestFailure(at, kind))


def change_row(fleet, table=fleet_company, **values):
    with fleet.store.writing() as connection:
        connection.execute(update(table).values(**values))


def test_nothing_to_record_is_nothing_new(fleet):
    revision = fleet.account_state().revision
    assert record_all(fleet, [], NOW) == 0
    assert fleet.account_state().revision == revision


@pytest.mark.parametrize(("state", "read_at"), [(None, NOW), (state_at(NOW, State.LATE), None), (None, None)])
def test_without_a_state_and_its_time_nothing_is_recorded(fleet, state, read_at):
    assert not record(fleet, COMPANY, state, read_at=read_at, now=NOW)
    assert fleet.one(COMPANY).state is None


def test_a_failed_read_of_a_company_that_no_one_lists_is_left_out(fleet):
    assert not record(fleet, OTHER, None, read_at=None, now=NOW, failure=LatestFailure(NOW, "Unreachable"))
    assert fleet.one(OTHER) is None


def test_a_failure_alone_changes_neither_the_state_nor_its_time(fleet, history):
    put(fleet, NOW, State.LATE)
    assert fail(fleet, NOW + MINUTE)
    row = fleet.one(COMPANY)
    assert (row.state.state, row.read_at, row.failed_at) == (State.LATE, NOW, NOW + MINUTE)
    assert len(history.changes(NOW - DAY, NOW + DAY)) == 1


def test_the_last_failure_counts_and_the_same_one_again_is_not_new(fleet):
    assert fail(fleet, NOW, kind="NoAnswer")
    assert not fail(fleet, NOW, kind="NoAnswer")
    assert fail(fleet, NOW + MINUTE, kind="Forbidden")
    assert not fail(fleet, NOW, kind="NoAnswer")
    assert (fleet.one(COMPANY).failed_at, fleet.one(COMPANY).failed_with) == (NOW + MINUTE, "Forbidden")


def test_a_failure_that_a_clock_ahead_has_dated_ends_with_the_next_answer(fleet):
    fail(fleet, NOW + DAY)
    put(fleet, NOW)
    assert (fleet.one(COMPANY).failed_at, fleet.one(COMPANY).failed_with) == (None, "")


def test_a_failure_that_a_clock_ahead_has_dated_is_replaced_by_a_later_one(fleet):
    fail(fleet, NOW + DAY, kind="NoAnswer")
    assert fail(fleet, NOW, kind="Forbidden")
    assert (fleet.one(COMPANY).failed_at, fleet.one(COMPANY).failed_with) == (NOW, "Forbidden")


@pytest.mark.parametrize(("ahead", "replaced"), [(MINUTE, False), (MINUTE + timedelta(seconds=1), True)])
def test_a_read_is_replaced_only_if_its_time_lies_further_ahead_than_clocks_differ(fleet, ahead, replaced):
    put(fleet, NOW + ahead, State.FAILING)
    assert put(fleet, NOW, now=NOW) is replaced


def test_a_state_of_another_version_is_replaced_by_the_same_read_judged_again(fleet):
    put(fleet, NOW, State.LATE)
    change_row(fleet, state="of another version")
    assert put(fleet, NOW, State.LATE)
    assert fleet.one(COMPANY).state.state is State.LATE


@pytest.mark.parametrize(("version", "is_new"), [("0", False), ("1", False), ("2", True)])
def test_of_two_states_judged_at_once_the_one_of_the_later_version_of_reads_stays(fleet, version, is_new):
    put(fleet, NOW)
    assert put(fleet, NOW, State.LATE, version=version) is is_new


def test_an_episode_that_began_in_the_future_by_a_wrong_clock_begins_now(fleet):
    put(fleet, NOW, State.FAILING, began=NOW + DAY)
    assert open_episodes(fleet)[0].began == NOW


def test_after_the_clock_was_set_back_an_episode_ends_no_earlier_than_it_began(fleet, history):
    put(fleet, NOW + HOUR, State.FAILING)
    put(fleet, NOW, now=NOW)
    (found,) = history.episodes(NOW - DAY, NOW + DAY)
    assert (found.began, found.ended, found.ended_seen_at) == (NOW + HOUR, NOW + HOUR, NOW)


@pytest.mark.parametrize(
    ("success", "ended"),
    [
        (NOW - 2 * HOUR, NOW + HOUR),
        (NOW, NOW + HOUR),
        (NOW + MINUTE, NOW + MINUTE),
        (NOW + HOUR, NOW + HOUR),
        (NOW + DAY, NOW + HOUR),
        (None, NOW + HOUR),
    ],
    ids=["before it began", "as it began", "after", "now", "in the future", "none known"],
)
def test_an_episode_ended_with_the_success_or_when_we_saw_it(fleet, history, success, ended):
    put(fleet, NOW, State.FAILING, began=NOW)
    put(fleet, NOW + HOUR, last_success=success)
    (found,) = history.episodes(NOW - DAY, NOW + DAY)
    assert (found.ended, found.ended_seen_at) == (ended, NOW + HOUR)


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ({"began": NOW + 9 * MINUTE, "last_success": NOW + MINUTE}, 2),
        ({"began": NOW + MINUTE, "last_success": NOW + 9 * MINUTE}, 1),
        ({"began": None, "last_success": NOW + MINUTE}, 1),
        ({"began": NOW + 9 * MINUTE, "last_success": None}, 1),
        ({"began": NOW + 9 * MINUTE, "last_success": NOW - MINUTE}, 1),
    ],
    ids=["success, then failure", "failure, then success", "no beginning", "no success", "success before"],
)
def test_a_problem_after_a_success_is_another_episode_and_else_the_same(fleet, history, values, number):
    put(fleet, NOW, State.FAILING, began=NOW)
    put(fleet, NOW + HOUR, State.LATE, **values)
    assert len(history.episodes(NOW - DAY, NOW + DAY)) == number


def test_an_episode_in_a_state_of_a_later_version_goes_on_and_home_shows_the_rest(fleet):
    put(fleet, NOW, State.FAILING)
    change_row(fleet, episode, state="exploded", worst="exploded")
    assert [each.state for each in FleetPicture(fleet).open_episodes()] == [State.NOT_KNOWN]
    put(fleet, NOW + MINUTE)
    assert open_episodes(fleet) == []


def test_a_company_whose_episode_was_deleted_begins_another(fleet):
    put(fleet, NOW, State.FAILING)
    change_row(fleet, episode_id=99)
    with fleet.store.writing() as connection:
        connection.execute(update(episode).values(ended=NOW, ended_seen_at=NOW))
    put(fleet, NOW + MINUTE, State.FAILING)
    assert [each.began for each in open_episodes(fleet)] == [NOW + MINUTE]


def test_what_codat_says_of_a_company_that_is_gone_changes_its_row_and_no_one_sees_it(fleet):
    fleet.put_companies([FleetCompany(OTHER)], NOW, whole=True)
    assert put(fleet, NOW, State.NOT_KNOWN, ground=Ground.GONE)
    assert fleet.one(COMPANY).state.ground is Ground.GONE
    assert {*FleetPicture(fleet).rows()} == {OTHER}


def test_a_company_that_comes_back_has_the_state_it_had(fleet):
    put(fleet, NOW, State.LATE)
    picture = FleetPicture(fleet, iter(range(99)).__next__)
    for listed in (OTHER, COMPANY):
        fleet.put_companies([FleetCompany(listed)], NOW, whole=True)
        assert (COMPANY in picture.rows()) is (listed == COMPANY)
    assert picture.rows()[COMPANY].state.state is State.LATE


def test_the_day_says_how_many_companies_there_are_when_the_list_was_read(fleet):
    put(fleet, NOW)
    fleet.put_companies([FleetCompany(COMPANY), FleetCompany(OTHER)], NOW, whole=True)
    with fleet.store.reading() as connection:
        row = connection.execute(select(fleet_day)).one()
    assert (row.day, row.companies, row.read) == (TODAY, 2, 1)


def test_a_list_read_before_anything_was_recorded_begins_no_day(fleet, history):
    fleet.put_companies([FleetCompany(COMPANY)], NOW, whole=True)
    assert history.recorded_days(TODAY - DAY, TODAY + DAY) == {}


def test_a_failed_read_begins_no_day(fleet, history):
    fail(fleet, NOW)
    assert history.recorded_days(TODAY - DAY, TODAY + DAY) == {}


def test_after_the_clock_was_set_back_over_midnight_the_day_before_is_written(fleet, history):
    put(fleet, NOW + DAY, State.LATE)
    put(fleet, NOW, State.FAILING, now=NOW)
    found = {each.day: each.state for each in history.days(TODAY, TODAY + DAY)}
    assert found == {TODAY: State.FAILING, TODAY + DAY: State.LATE}


def test_a_gone_company_is_not_carried_over_into_the_next_day(fleet, history):
    put(fleet, NOW, State.LATE)
    fleet.put_companies([FleetCompany(OTHER)], NOW, whole=True)
    tomorrow = NOW + DAY
    record(fleet, OTHER, state_at(tomorrow), read_at=tomorrow, now=tomorrow)
    assert history.days(tomorrow.date(), tomorrow.date()) == []


def test_a_day_begins_also_with_a_problem_whose_state_cannot_be_read_any_more(fleet, history):
    record(fleet, OTHER, state_at(NOW, State.STUCK, days_missing=3), read_at=NOW, now=NOW)
    change_row(fleet, state="of another version")
    put(fleet, NOW + DAY)
    (day,) = history.days(TODAY + DAY, TODAY + DAY)
    assert (day.company_id, day.state, day.days_missing) == (OTHER, State.STUCK, None)


def test_many_are_recorded_some_at_once_and_each_once(fleet, monkeypatch):
    monkeypatch.setattr(recording, "_AT_ONCE", 3)
    before = fleet.account_state().revision
    many = [Judgement(str(number), state_at(NOW), NOW) for number in range(10)]
    assert record_all(fleet, many, NOW) == 10
    assert fleet.account_state().revision == before + 4
    assert record_all(fleet, many, NOW) == 0


def test_when_the_database_fails_in_the_middle_what_was_recorded_before_stays(fleet, monkeypatch):
    monkeypatch.setattr(recording, "_AT_ONCE", 1)
    left = iter(["begin", "begin"])
    monkeypatch.setattr(recording, "next_revision", lambda *given: next(left) and next_revision(*given))
    many = [Judgement(str(number), state_at(NOW, State.LATE), NOW) for number in range(4)]
    with pytest.raises(StopIteration):
        record_all(fleet, many, NOW)
    assert {row.company_id for row in fleet.rows()} == {COMPANY, "0", "1"}


def test_a_company_is_recorded_whole_or_not_at_all(fleet, history, monkeypatch):
    def fail_at_once(*_given):
        raise ZeroDivisionError

    monkeypatch.setattr(EpisodeRows, "close", fail_at_once)
    with pytest.raises(ZeroDivisionError):
        put(fleet, NOW, State.LATE)
    assert (fleet.one(COMPANY).state, open_episodes(fleet)) == (None, [])
    assert history.changes(NOW - DAY, NOW + DAY) == []


def test_two_judgements_of_one_company_at_once_are_one_row_in_any_case_of_its_id(fleet):
    pair = [Judgement(each, state_at(NOW, State.LATE), NOW) for each in ("ABC", "abc")]
    assert record_all(fleet, pair, NOW) == 1
    assert fleet.one("aBc").company_id == "abc"


def test_the_accounts_of_two_keys_never_mix(fleet):
    other = fleet_in(fleet.store, FleetCompany(COMPANY), account_id="another")
    put(fleet, NOW, State.LATE)
    assert other.one(COMPANY).state is None
    put(other, NOW, State.STUCK)
    assert fleet.one(COMPANY).state.state is State.LATE
    assert FleetHistory(fleet.store, "another").changes(NOW - DAY, NOW)[0].state is State.STUCK


class Overtaken(FleetRepository):
    """A repository in which something is recorded, and said, just after its rows were read."""

    def rows_in(self, connection, after_revision=0):
        found = super().rows_in(connection, after_revision)
        self.overtake()
        return found

    def overtake(self) -> None:
        """Do nothing unless a test says otherwise."""


def test_what_was_said_to_have_changed_during_a_look_is_looked_for_again(fleet):
    repository = Overtaken(fleet.store, fleet.account_id, CODAT)
    picture = FleetPicture(repository, lambda: 0.0)
    repository.overtake = picture.look_again  # type: ignore[method-assign] # it happens in the middle
    assert picture.rows()[COMPANY].state is None
    repository.overtake = lambda: None  # type: ignore[method-assign] # as above
    put(fleet, NOW, State.LATE)
    assert picture.rows()[COMPANY].state.state is State.LATE


def test_after_a_look_that_failed_the_next_question_looks_again(fleet):
    repository = Overtaken(fleet.store, fleet.account_id, CODAT)
    picture = FleetPicture(repository, lambda: 0.0)
    repository.overtake = lambda: 1 / 0  # type: ignore[method-assign,assignment] # it fails
    with pytest.raises(ZeroDivisionError):
        picture.rows()
    repository.overtake = lambda: None  # type: ignore[method-assign] # and it works again
    assert {*picture.rows()} == {COMPANY}


def test_recording_reads_no_other_companys_row(fleet):
    sent: list[tuple[str, object]] = []
    event.listen(
        fleet.store._database.engine,
        "before_cursor_execute",
        lambda *arguments: sent.append((arguments[2], arguments[3])),
    )
    put(fleet, NOW)
    rows = [given for said, given in sent if "FROM fleet_company" in said and "company_id IN" in said]
    assert rows == [(fleet.account_id, COMPANY)]


def test_a_lease_of_another_process_keeps_no_page_from_recording(fleet):
    with fleet.store.writing() as connection:
        assert take(connection, f"poll {fleet.account_id}", "another process", 60) is not None
    assert put(fleet, NOW)
