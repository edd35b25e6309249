"""A refresh that a person asks for: who may, one at a time, how far it is, and how it ends."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard.access.company import CompanyIdentity, rule_from
from dashboard.access.role import Role
from dashboard.fleet.reading.due_companies import Asked
from dashboard.fleet.reading.refresh import LONGEST, FleetRefreshes, RefreshRefused
from dashboard.fleet.reading.snapshots import ReadStamp
from dashboard.insight.fleet.company_state import FleetCompany, FleetRow
from dashboard.store.fleet.tables import fleet_refresh
from dashboard.store.tables import access_event
from tests.fleet.support import MINUTE, NOW, fleet_in
from tests.support.people import at_desk, elsewhere, signed_in

ADA = at_desk("Ada")
IDS = ("a", "b", "c")
NORTH = CompanyIdentity("a", "Fern Bakery", {"region": "north"})
SOUTH = CompanyIdentity("b", "Bluebird Coffee", {"region": "south"})
OF_NORTH = rule_from("tag region=north")


@pytest.fixture
def refreshes(sqlite_url, open_):
    store = open_(sqlite_url)
    fleet_in(store, *(FleetCompany(each) for each in IDS))
    return FleetRefreshes(store, "account")


def start(refreshes, *ids, at=NOW, person=ADA, everything=False):
    companies = [CompanyIdentity(each) for each in ids or IDS]
    return refreshes.start(person, companies, at, everything=everything)


def rows(**times):
    """Return a fleet of three; `times`: when these were read."""
    return {each: FleetRow(FleetCompany(each), None, times.get(each)) for each in IDS}


def stamp(company_id, read_at=None, failed_at=None):
    return ReadStamp(company_id, "1", read_at, failed_at, "key", None, None)


def stamps(**times):
    return {each: stamp(each, at) for each, at in times.items()}


def events(refreshes):
    with refreshes._store.reading() as connection:
        query = select(access_event.c.kind, access_event.c.person, access_event.c.detail)
        return [tuple(row) for row in connection.execute(query.order_by(access_event.c.id))]


def test_before_anyone_asks_there_is_none(refreshes):
    assert refreshes.current(rows(), NOW) is None
    assert refreshes.asked(rows(), {}, NOW) is None


def test_once_all_are_read_another_can_start_though_no_poller_has_looked_since(refreshes):
    start(refreshes)
    refreshes.end_complete(rows(a=NOW, b=NOW), NOW)
    with pytest.raises(RefreshRefused, match="already running"):
        start(refreshes)
    refreshes.end_complete(rows(a=NOW, b=NOW, c=NOW), NOW)
    start(refreshes)


def test_who_asked_when_and_for_what_is_on_record(refreshes):
    number = start(refreshes, "A", "b")
    found = refreshes.current(rows(), NOW)
    assert (found.id, found.person, found.asked_at, found.company_ids) == (number, "Ada", NOW, {"a", "b"})
    assert events(refreshes) == [("refresh started", "Ada", "2 merchants")]


@pytest.mark.parametrize(("ids", "words"), [(("a",), "1 merchant"), (IDS, "3 merchants")])
def test_the_record_counts_in_words(refreshes, ids, words):
    start(refreshes, *ids)
    assert events(refreshes)[0][2] == words


def test_a_refresh_of_everything_names_no_company_and_so_has_later_ones_too(refreshes):
    start(refreshes, everything=True)
    later = {**rows(), "later": FleetRow(FleetCompany("later"))}
    found = refreshes.current(later, NOW)
    assert (found.company_ids, found.total) == (None, 4)
    assert refreshes.asked(later, {}, NOW) == Asked(NOW, None)


@pytest.mark.parametrize(
    ("read", "done"),
    [
        ({}, 0),
        ({"a": NOW - MINUTE}, 0),
        ({"a": NOW}, 1),
        ({"a": NOW + MINUTE, "b": NOW}, 2),
        ({"c": NOW + MINUTE}, 0),
    ],
    ids=["nothing read", "read before", "read just then", "both but the third", "another one"],
)
def test_it_is_as_far_as_companies_were_read_since(refreshes, read, done):
    start(refreshes, "a", "b", "later")
    everyone = {**rows(**read), "later": FleetRow(FleetCompany("later"))}
    found = refreshes.current(everyone, NOW)
    assert (found.done, found.total) == (done, 3)


def test_a_company_whose_read_failed_counts_as_tried(refreshes):
    start(refreshes, "a", "b")
    tried = rows() | {"a": FleetRow(FleetCompany("a"), failed_at=NOW + MINUTE)}
    assert refreshes.current(tried, NOW).done == 1


def test_a_company_that_is_gone_meanwhile_is_waited_for_no_longer(refreshes):
    start(refreshes, "a", "gone")
    assert refreshes.current(rows(), NOW).total == 1
    assert refreshes.current(rows(a=NOW), NOW) is None
    assert refreshes.asked(rows(a=NOW), stamps(a=NOW), NOW) is None


def test_when_all_are_gone_it_is_over(refreshes):
    start(refreshes, "gone")
    assert refreshes.current(rows(), NOW) is None
    assert refreshes.asked({}, {}, NOW) is None
    assert start(refreshes, "a")


@pytest.mark.parametrize(("a_minute", "minutes"), [(60, 3 / 60), (1, 3), (2, 1.5)])
def test_when_it_ends_is_told_by_what_is_left_and_the_rate(refreshes, a_minute, minutes):
    start(refreshes)
    assert refreshes.current(rows(), NOW, a_minute).ends_about == NOW + minutes * MINUTE


def test_the_plan_is_told_until_every_company_is_stored_and_then_it_has_ended(refreshes):
    start(refreshes, "a", "b")
    asked = Asked(NOW, frozenset({"a", "b"}))
    assert refreshes.asked(rows(), stamps(a=NOW + MINUTE), NOW) == asked
    assert refreshes.asked(rows(), stamps(a=NOW + MINUTE, b=NOW - MINUTE), NOW) == asked
    assert refreshes.asked(rows(), stamps(a=NOW + MINUTE, b=NOW), NOW) is None
    with refreshes._store.reading() as connection:
        assert connection.execute(select(fleet_refresh.c.ended_at)).scalar() == NOW


def test_a_read_that_failed_ends_it_as_well(refreshes):
    start(refreshes, "a")
    assert refreshes.asked(rows(), {"a": stamp("a", failed_at=NOW)}, NOW) is None
    assert refreshes.asked(rows(), {}, NOW) is None


@pytest.mark.parametrize(
    ("later", "goes_on"), [(LONGEST - MINUTE, True), (LONGEST, False), (LONGEST + MINUTE, False)]
)
def test_one_that_never_completes_is_over_after_six_hours(refreshes, later, goes_on):
    start(refreshes)
    assert (refreshes.current(rows(), NOW + later) is not None) is goes_on
    assert (refreshes.asked(rows(), {}, NOW + later) is not None) is goes_on


def test_after_that_time_another_can_begin_and_the_old_one_cannot_be_cancelled(refreshes):
    old = start(refreshes)
    new = start(refreshes, at=NOW + LONGEST)
    assert not refreshes.cancel(old, ADA, NOW + LONGEST)
    assert refreshes.current(rows(), NOW + LONGEST).id == new


def test_a_second_one_is_refused_whoever_asks_and_leaves_no_trace(refreshes):
    start(refreshes, "a")
    with pytest.raises(RefreshRefused, match="already running"):
        start(refreshes, "b", person=signed_in("Eve", Role.LEAD))
    assert [kind for kind, _, _ in events(refreshes)] == ["refresh started"]


def test_another_account_has_refreshes_of_its_own(refreshes):
    fleet_in(refreshes._store, FleetCompany("a"), account_id="another")
    other = FleetRefreshes(refreshes._store, "another")
    number = start(refreshes)
    assert other.current(rows(), NOW) is None
    assert not other.cancel(number, ADA, NOW)
    assert start(other, "a") != number


def test_none_at_all_is_refused(refreshes):
    with pytest.raises(RefreshRefused, match="no merchant"):
        refreshes.start(ADA, [], NOW, everything=True)


def test_a_cancelled_one_is_over_at_once_with_who_did_it(refreshes):
    number = start(refreshes)
    assert refreshes.cancel(number, signed_in("Eve", Role.OPERATOR), NOW + MINUTE)
    assert refreshes.current(rows(), NOW + MINUTE) is None
    assert events(refreshes)[-1][:2] == ("refresh cancelled", "Eve")
    with refreshes._store.reading() as connection:
        row = connection.execute(select(fleet_refresh)).one()
    assert (row.cancelled_at, row.cancelled_by) == (NOW + MINUTE, "Eve")


def test_cancelling_twice_or_what_never_was_changes_nothing(refreshes):
    number = start(refreshes)
    assert not refreshes.cancel(number + 1, ADA, NOW)
    assert refreshes.cancel(number, ADA, NOW)
    assert not refreshes.cancel(number, ADA, NOW)
    assert [kind for kind, _, _ in events(refreshes)] == ["refresh started", "refresh cancelled"]


NOBODY = [
    pytest.param(signed_in("Vic", Role.VIEWER), id="a viewer"),
    pytest.param(signed_in("Nob", None), id="no role"),
    pytest.param(signed_in("Out", Role.LEAD, signed_out=True), id="signed out"),
    pytest.param(signed_in("Led", Role.LEAD, read_only=True), id="a read-only view"),
    pytest.param(elsewhere("Eva"), id="elsewhere"),
]


@pytest.mark.parametrize("person", NOBODY)
@pytest.mark.parametrize("everything", [True, False])
def test_who_may_not_starts_none_and_the_try_is_on_record(refreshes, person, everything):
    with pytest.raises(RefreshRefused) as refused:
        start(refreshes, person=person, everything=everything)
    assert refreshes.current(rows(), NOW) is None
    assert events(refreshes) == [("act refused", person.name, f"Refresh. {refused.value}")]


@pytest.mark.parametrize("person", NOBODY)
def test_who_may_not_cancels_none(refreshes, person):
    number = start(refreshes)
    with pytest.raises(RefreshRefused):
        refreshes.cancel(number, person, NOW)
    assert refreshes.current(rows(), NOW).id == number


@pytest.mark.parametrize(
    ("companies", "everything", "allowed"),
    [
        ([NORTH], False, True),
        ([NORTH, SOUTH], False, False),
        ([SOUTH], False, False),
        ([NORTH], True, False),
    ],
    ids=["theirs", "theirs and another", "another", "everything"],
)
def test_a_role_for_some_companies_refreshes_those_alone(refreshes, companies, everything, allowed):
    person = signed_in("Olu", Role.OPERATOR, OF_NORTH)
    with suppress(RefreshRefused):
        refreshes.start(person, companies, NOW, everything=everything)
    assert (refreshes.current(rows(), NOW) is not None) is allowed


@pytest.mark.parametrize("role", Role)
def test_who_sees_some_companies_cancels_no_one_elses_check(refreshes, role):
    number = start(refreshes)
    with pytest.raises(RefreshRefused):
        refreshes.cancel(number, signed_in("Olu", role, OF_NORTH), NOW)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.LEAD])
def test_who_sees_some_companies_cancels_their_own_check(refreshes, role):
    olu = signed_in("Olu", role, OF_NORTH)
    number = refreshes.start(olu, [NORTH], NOW, everything=False)
    assert refreshes.cancel(number, olu, NOW)


def test_one_that_a_clock_ahead_has_dated_is_over(refreshes):
    number = start(refreshes, at=NOW + timedelta(days=9))
    assert refreshes.current(rows(a=NOW), NOW) is None
    assert refreshes.asked(rows(a=NOW), {}, NOW) is None
    assert start(refreshes) > number
