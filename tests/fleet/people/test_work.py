"""Who is on a company, on SQLite and PostgreSQL: one of two has it, and a stale page changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard.access.company import CompanyIdentity, CompanyRule
from dashboard.access.person import Grant
from dashboard.access.role import Role
from dashboard.fleet.people.work import LONGEST_SNOOZE, Snooze, WorkOwner, WorkRefused, WorkService
from dashboard.fleet.people.work_rows import end_work
from dashboard.fleet.recording import record
from dashboard.insight.activity.entry import ActivityKind
from dashboard.insight.fleet.work import CompanyWork
from dashboard.insight.verdict.state import State
from dashboard.record.activity import ActivityLog, ActivityQuery
from dashboard.store.fleet.tables import work_event
from dashboard.store.retention import delete_before
from tests.fleet.support import fleet_in, state_at
from tests.store.rows import CODAT, COMPANY, NOW, add_account
from tests.support.people import at_desk, elsewhere, signed_in

ADA, GRACE = at_desk("Ada"), signed_in("Grace Hopper", Role.OPERATOR)
NOBODY = CompanyWork(COMPANY)
DAY = timedelta(days=1)
FAILING = "failing tax-rate"


@pytest.fixture
def work(store):
    with store.writing() as connection:
        add_account(connection)
    return WorkService(store, "account", CODAT, now=lambda: NOW)


def events(store):
    query = select(work_event.c.kind, work_event.c.person, work_event.c.detail).order_by(work_event.c.id)
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def refused(act, *args):
    with pytest.raises(WorkRefused) as refusal:
        act(*args)
    return str(refusal.value)


def test_who_takes_a_company_is_its_owner_by_identity_if_they_signed_in(work, store):
    taken = work.take(COMPANY.upper(), GRACE)
    assert (taken.owner, taken.owner_identity, taken.owned_at) == ("Grace Hopper", GRACE.identity, NOW)
    assert work.of_company(COMPANY) == taken
    assert events(store) == [("work taken", "Grace Hopper", "")]


def test_of_people_who_take_it_at_once_one_has_it_and_the_others_read_who(work, store):
    def take(number):
        try:
            return work.take(COMPANY, at_desk(f"Person {number}")).owner
        except WorkRefused as error:
            return str(error)

    with ThreadPoolExecutor(6) as pool:
        said = sorted(pool.map(take, range(6)), key=len)
    owner = work.of_company(COMPANY).owner
    assert said == [owner] + [f"{owner} is already on it."] * 5
    assert events(store) == [("work taken", owner, "")]


def test_who_has_it_already_takes_it_again_without_an_event(work, store):
    first = work.take(COMPANY, ADA)
    assert work.take(COMPANY, ADA) == first
    assert len(events(store)) == 1


def test_it_is_given_to_another_person_taken_over_and_released(work, store):
    taken = work.take(COMPANY, ADA)
    given = work.give(COMPANY, WorkOwner("  Ben\nLee "), ADA, taken)
    assert (given.owner, given.owner_identity) == ("Ben Lee", "")
    over = work.take(COMPANY, GRACE, given)
    assert work.release(COMPANY, GRACE, over) == NOBODY
    assert events(store)[1:] == [
        ("work given", "Ada", "Ben Lee"),
        ("work taken", "Grace Hopper", ""),
        ("work released", "Grace Hopper", ""),
    ]


@pytest.mark.parametrize(
    ("grants", "given"),
    [
        (None, True),
        ((Grant(Role.OPERATOR),), True),
        ((Grant(Role.VIEWER, CompanyRule(name="Blue*")),), True),
        ((Grant(Role.LEAD, CompanyRule(name="Corner*")),), False),
        ((), False),
    ],
    ids=["unknown", "all", "covered", "others", "no role"],
)
def test_it_is_not_given_to_someone_whose_roles_are_known_not_to_cover_it(store, work, grants, given):
    named = WorkService(store, "account", CODAT, lambda _: CompanyIdentity(COMPANY, "Bluebird"), lambda: NOW)
    to = WorkOwner("Ben Lee", "issuer ben", grants)
    if given:
        assert named.give(COMPANY, to, ADA, NOBODY).owner_identity == "issuer ben"
        return
    said = (
        "Ben Lee’s role doesn’t cover this company. Choose someone else, or ask a lead to give them access."
    )
    assert refused(named.give, COMPANY, to, ADA, NOBODY) == said
    assert (work.of_company(COMPANY), events(store)) == (NOBODY, [])


def test_a_stale_page_changes_nothing_and_says_who_has_it(work):
    taken = work.take(COMPANY, ADA)
    work.take(COMPANY, GRACE, taken)
    said = "Grace Hopper took this while your page was open. Nothing was changed."
    assert refused(work.release, COMPANY, ADA, taken) == said
    assert refused(work.give, COMPANY, WorkOwner("Ben"), ADA, taken) == said
    assert work.of_company(COMPANY).owner == "Grace Hopper"


def test_a_stale_page_of_a_company_that_was_released_says_so(work):
    taken = work.take(COMPANY, ADA)
    work.release(COMPANY, GRACE, taken)
    assert refused(work.give, COMPANY, WorkOwner("Ben"), ADA, taken).startswith("No one is on it now.")


def test_the_merchant_was_contacted(work, store):
    contacted = work.mark_contacted(COMPANY, ADA)
    assert (contacted.contacted_at, contacted.contacted_by) == (NOW, "Ada")
    assert events(store) == [("merchant contacted", "Ada", "")]


def test_it_is_snoozed_until_a_day_or_until_it_changes_and_the_snooze_ends(work, store):
    days = work.snooze(COMPANY, Snooze(FAILING, NOW + DAY), ADA, NOBODY)
    assert (days.snoozed_until, days.until_change, days.snoozed_by) == (NOW + DAY, False, "Ada")
    change = work.snooze(COMPANY, Snooze(FAILING), GRACE, days)
    assert (change.snoozed_until, change.until_change, change.snoozed_state) == (None, True, FAILING)
    assert work.end_snooze(COMPANY, ADA, change) == NOBODY
    assert [detail for _, _, detail in events(store)] == [(NOW + DAY).isoformat(), "", ""]


def test_a_snooze_that_another_person_changed_meanwhile_stays_as_it_is(work):
    snoozed = work.snooze(COMPANY, Snooze(FAILING), GRACE, NOBODY)
    assert refused(work.snooze, COMPANY, Snooze(FAILING), ADA, NOBODY).startswith("Grace Hopper snoozed this")
    work.end_snooze(COMPANY, GRACE, snoozed)
    assert refused(work.end_snooze, COMPANY, ADA, snoozed).startswith("The snooze was ended")


@pytest.mark.parametrize("until", [NOW, NOW - DAY, NOW + LONGEST_SNOOZE + DAY])
def test_a_snooze_ends_in_the_future_and_within_a_year(work, until):
    assert refused(work.snooze, COMPANY, Snooze("", until), ADA, NOBODY).startswith("Choose a day")


@pytest.mark.parametrize(
    "person",
    [at_desk("Ada", read_only=True), elsewhere("Eve"), signed_in("Vera Li", Role.VIEWER)],
    ids=["read-only", "elsewhere", "viewer"],
)
def test_who_may_not_is_refused_with_a_sentence_and_on_record(work, store, person):
    said = refused(work.take, COMPANY, person)
    assert "record who’s on it" in said.replace("Record", "record")
    assert events(store) == [("work refused", person.name, said)]
    assert work.of_company(COMPANY) == NOBODY


@pytest.mark.parametrize("name", ["", " \u200b"])
def test_nobody_is_no_owner(work, name):
    assert refused(work.take, COMPANY, at_desk(name)) == "Enter your name first."
    assert refused(work.give, COMPANY, WorkOwner(name), ADA, NOBODY) == "Enter a name first."


def test_a_problem_that_is_over_ends_its_work_and_a_new_one_begins_unowned(work, store):
    work.take(COMPANY, ADA)
    work.mark_contacted(COMPANY, ADA)
    with store.writing() as connection:
        end_work(connection, "account", CODAT, [COMPANY, "another"], NOW)
        end_work(connection, "account", CODAT, [COMPANY], NOW)  # a second time it is nothing
    assert work.of_company(COMPANY) == NOBODY
    assert events(store)[2:] == [("work over", "", "Ada")]
    assert [(each.company_id, each.owner) for each in work.recovered_since(NOW)] == [(COMPANY, "Ada")]
    assert work.recovered_since(NOW + DAY) == []
    assert work.take(COMPANY, GRACE).owner == "Grace Hopper"


def test_a_company_that_recovers_ends_its_work_in_the_same_transaction(store):
    fleet = fleet_in(store)
    work = WorkService(store, "account", CODAT, now=lambda: NOW)
    failing, fine = state_at(NOW, State.FAILING, began=NOW - DAY), state_at(NOW + DAY, last_success=NOW + DAY)
    record(fleet, COMPANY, failing, read_at=NOW, now=NOW)
    work.take(COMPANY, ADA)
    record(fleet, COMPANY, replace(failing, cause="tax"), read_at=NOW + DAY / 2, now=NOW + DAY / 2)
    assert work.of_company(COMPANY).owner == "Ada"
    record(fleet, COMPANY, fine, read_at=NOW + DAY, now=NOW + DAY)
    assert work.of_company(COMPANY) == NOBODY
    assert events(store)[1:] == [("work over", "", "Ada")]


def test_who_is_on_a_company_stays_if_it_recovered_and_failed_again_before_we_looked(store):
    fleet = fleet_in(store)
    work = WorkService(store, "account", CODAT, now=lambda: NOW)
    record(fleet, COMPANY, state_at(NOW, State.FAILING, began=NOW - DAY), read_at=NOW, now=NOW)
    work.take(COMPANY, ADA)
    again = state_at(NOW + DAY, State.FAILING, began=NOW + DAY, last_success=NOW + DAY / 2)
    record(fleet, COMPANY, again, read_at=NOW + DAY, now=NOW + DAY)
    assert work.of_company(COMPANY).owner == "Ada"
    assert [kind for kind, *_ in events(store)] == ["work taken"]


def test_activity_lists_it_by_kind_and_no_one_without_a_name_is_on_record(work, store):
    work.take(COMPANY, ADA)
    with store.writing() as connection:
        end_work(connection, "account", CODAT, [COMPANY], NOW + DAY)
    log = ActivityLog(store, "account")
    assert [each.kind for each in log.newest(ActivityQuery(), 9)] == ["work over", "work taken"]
    assert log.newest(ActivityQuery(kinds=frozenset({ActivityKind.NOTE})), 9) == []
    assert [each.kind for each in log.newest(ActivityQuery(person="Ada"), 9)] == ["work taken"]
    assert log.page(ActivityQuery(kinds=frozenset({ActivityKind.WORK})), 1, 9).of == 2
    assert log.people() == ["Ada"]


def test_old_events_are_deleted_and_who_is_on_it_stays(work, store):
    taken = work.take(COMPANY, ADA)
    assert delete_before(store, NOW + DAY).events == 1
    assert events(store) == []
    assert work.of_company(COMPANY) == taken
