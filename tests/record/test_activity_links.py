"""What happened to shared links is part of the record, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.insight.activity.entry import NO_COMPANY, ActivityOutcome, EntryLink
from dashboard.insight.share.content import SharePage
from dashboard.record.activity import ActivityLog, ActivityQuery
from dashboard.settings import Settings
from dashboard.sharing.link import ShareLink, ShareRefused
from dashboard.sharing.openings import Openings
from dashboard.sharing.repository import ShareRepository
from dashboard.sharing.service import ShareService
from dashboard.sharing.terms import ShareTerms
from tests.record.support import ADA, ELSEWHERE, NOW, OTHER, account, add_events
from tests.sharing.conftest import BEN, BROWSER, MovedClock, new_link
from tests.store.rows import CODAT, COMPANY

MADE = [{"kind": "confirmed", "at": NOW - timedelta(hours=1)}]


@pytest.fixture
def log(store) -> ActivityLog:
    """The record of an account with one start."""
    made, _ = account(store)
    add_events(store, *MADE)
    return made


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def openings(store):
    made = Openings(store)
    yield made
    made.close()


@pytest.fixture
def service(store, log, clock, openings) -> ShareService:
    assert log.people() == ["Ada"]
    records = ShareRepository(store, "account", CODAT)
    return ShareService(records, openings, ShareTerms.of(Settings()), now=clock)


@pytest.fixture
def link(service: ShareService, openings, clock) -> ShareLink:
    """A link that Ada made, that was opened in two hours, and that Ben then paused."""
    made, _ = service.make(new_link(recipient="Ann at Bluebird"), ADA)
    for minutes in (1, 2, 60):
        clock.pass_(minutes=minutes)
        service.count_opening(made, BROWSER)
    openings.write()
    clock.pass_(minutes=1)
    return service.pause(made.id, BEN)


def kinds(entries) -> list[str]:
    return [each.kind for each in entries]


EVERY = ["link paused", "link opened", "link opened", "link made", "confirmed"]


@pytest.mark.usefixtures("link")
def test_links_are_in_the_one_list_newest_first(log):
    assert kinds(log.newest(ActivityQuery(), 9)) == EVERY
    page = log.page(ActivityQuery(), 2, 2)
    assert (kinds(page.entries), page.of) == (EVERY[2:4], 5)
    assert kinds(log.every(ActivityQuery())) == EVERY


def test_an_entry_says_which_link_for_whom_and_how_often_it_was_opened_in_that_hour(log, link):
    paused, later, first, made, start = log.newest(ActivityQuery(), 9)
    assert (
        made.link
        == paused.link
        == EntryLink(link.id, SharePage.COMPANY, live=True, recipient="Ann at Bluebird")
    )
    assert (made.person, made.origin, made.company_id) == ("Ada", "here", COMPANY)
    assert [each.link.opened for each in (first, later)] == [2, 1]
    assert first.at == NOW + timedelta(minutes=1)
    assert start.link is None


@pytest.mark.usefixtures("link")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        (ActivityQuery(person="Ben"), ["link paused"]),
        (ActivityQuery(person=""), []),
        (ActivityQuery(company_id=OTHER), []),
        (ActivityQuery(company_id=COMPANY), EVERY),
        (ActivityQuery(openings=False), ["link paused", "link made", "confirmed"]),
        (ActivityQuery(outcomes=frozenset({ActivityOutcome.REFUSED})), []),
        (ActivityQuery(before=NOW), ["confirmed"]),
        (ActivityQuery(after=NOW, before=NOW + timedelta(minutes=5)), ["link opened", "link made"]),
    ],
)
def test_the_filters_hold_for_links_too(log, query, found):
    page = log.page(query, 1, 9)
    assert (kinds(page.entries), page.of) == (found, len(found))


def test_a_refused_attempt_is_found_by_its_outcome(log, service):
    with pytest.raises(ShareRefused):
        service.make(new_link(company_id=OTHER), ELSEWHERE)
    (entry,) = log.newest(ActivityQuery(outcomes=frozenset({ActivityOutcome.REFUSED})), 9)
    assert (entry.kind, entry.person, entry.company_id) == ("link refused", "Eve", OTHER)
    assert "ALLOW_STARTING=1" in entry.detail


def test_a_refused_attempt_without_a_company_is_on_record_and_no_company_of_the_filters(log, service):
    with pytest.raises(ShareRefused):
        service.revoke_person("Ben", ELSEWHERE)
    (entry,) = log.newest(ActivityQuery(outcomes=frozenset({ActivityOutcome.REFUSED})), 9)
    assert (entry.person, entry.company_id) == ("Eve", NO_COMPANY)
    assert log.company_ids() == [COMPANY]


@pytest.mark.usefixtures("link")
def test_whoever_opens_a_link_is_no_person_of_the_filters(log):
    assert log.people() == ["Ada", "Ben"]
    assert log.company_ids() == [COMPANY]


@pytest.mark.usefixtures("link")
def test_another_account_sees_nothing_of_links(store):
    other, _ = account(store, "other")
    assert other.page(ActivityQuery(), 1, 9) == ([], 0)
