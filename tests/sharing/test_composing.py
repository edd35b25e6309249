"""What a link shows is judged as Company judges it, and holds what is on record of its company alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from codat_client import CodatClient
from dashboard.fleet.reading.packing import pack, unpack
from dashboard.insight.activity.entry import ActivityOutcome
from dashboard.insight.share.content import ShareContent, ShareDetail, SharePage
from dashboard.insight.share.extras import ShareBaseline
from dashboard.insight.start.check import RecordedAnswer
from dashboard.insight.start.intent import Intent, RequestedRange
from dashboard.insight.verdict.facts import limits_of
from dashboard.record.registry import record_of
from dashboard.services.account import account_with
from dashboard.services.assessment import assess
from dashboard.services.snapshot import read_snapshot
from dashboard.services.stores import close_stores
from dashboard.settings import Settings
from dashboard.sharing.composing import ViewComposer
from dashboard.sharing.link import OpenedLink, ShareLink
from dashboard.starting.registry import close_services, service_of
from tests.support import limits
from tests.support.shared import EVERY_PART, HERE
from tests.support.starts import wait_for

MADE_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
BY_HAND = (date(2026, 11, 2), date(2026, 11, 3))


@pytest.fixture
def settings(fresh_sandbox, sqlite_url):
    return Settings(
        api_key="test-key", base_url=fresh_sandbox.url, database_url=sqlite_url, allow_starting=True
    )


@pytest.fixture
def account(settings):
    yield account_with(settings, settings.api_key)
    close_services()
    close_stores()


@pytest.fixture
def composer(settings, account):
    return ViewComposer(settings, account)


@pytest.fixture
def company(fresh_sandbox):
    return fresh_sandbox.company("archived-tax-rate")


@pytest.fixture
def snapshot(company, client: CodatClient):
    """Return the company's reads as another process finds them in the store."""
    return unpack(company, pack(read_snapshot(client, company)))[0]


def link(company, **values):
    usual = {
        "id": 1, "company_id": company, "company_name": "Bluebird Coffee", "content": EVERY_PART,
        "live": True, "person": "Ada", "verified": False, "origin": "", "recipient": "Ann",
        "note": "As discussed.", "embed_origin": "", "made_at": MADE_AT,
        "ends_at": datetime(2099, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    return ShareLink(**(usual | values))


def enter_by_hand(settings, account, company):
    first, last = BY_HAND
    answer = RecordedAnswer("by hand", "2 and 3 Nov", first=first, last=last)
    assert service_of(settings, account).note_answer(company, answer, HERE) is None


def test_days_entered_by_hand_count_as_they_do_on_company(settings, account, composer, company, snapshot):
    enter_by_hand(settings, account, company)
    known = composer.with_record(snapshot)
    assert known.entered_by_hand == (BY_HAND,)


def test_a_sync_started_here_has_its_reported_range_and_its_start(
    settings, account, composer, fresh_sandbox, client
):
    service, healthy = service_of(settings, account), fresh_sandbox.company("healthy")
    attempt = service.start(Intent(str(uuid4()), healthy, RequestedRange.up_to_now()), settings, HERE)
    wait_for(service, attempt.id, lambda each: each.settled, limits.WAIT_S)
    starts, known = service.of_company(healthy), composer.with_record(read_snapshot(client, healthy))
    assert known.known_ranges == starts.reported_ranges != {}
    assert known.commerce_sync_ids == starts.commerce_sync_ids
    (shared,) = composer.extras(healthy).starts
    assert (shared.person, shared.sync_id) == ("Ada Byron", next(iter(starts.started)))
    assert shared.outcome in tuple(ActivityOutcome)


def test_the_verdict_is_that_of_the_reads_before_they_were_stored(settings, composer, company, client):
    now, read = datetime.now(UTC), read_snapshot(client, company)
    stored = unpack(company, pack(read))[0]
    verdicts = [
        assess(composer.with_record(each), now, limits_of(settings)).verdict for each in (read, stored)
    ]
    assert verdicts[0] == verdicts[1]


def test_notes_are_those_of_the_company_alone_the_newest_first(
    settings, account, composer, fresh_sandbox, company
):
    notes = record_of(settings, account).notes
    for whose, text in (
        (company, "first"),
        (fresh_sandbox.company("healthy"), "another's"),
        (company, "second"),
    ):
        notes.add(whose, text, HERE)
    assert [each.text for each in composer.extras(company.upper()).notes] == ["second", "first"]


def test_a_live_link_shows_no_note_that_is_newer_than_the_link(
    settings, account, composer, company, snapshot
):
    notes = record_of(settings, account).notes
    notes.add(company, "reviewed before sharing", HERE)
    made_at = composer.extras(company).notes[0].at
    notes.add(company, "written later, for colleagues", HERE)
    shared = ShareContent(SharePage.COMPANY, frozenset(), frozenset({ShareDetail.NOTES}))
    opened = OpenedLink(link(company, content=shared, made_at=made_at), None, None)
    view = composer.view(opened, snapshot, datetime.now(UTC))
    assert [each.text for each in view.notes or ()] == ["reviewed before sharing"]


def test_the_view_has_the_name_recipient_and_note_of_its_link(composer, company, snapshot):
    opened = OpenedLink(link(company), None, ShareBaseline(12, MADE_AT))
    view = composer.view(opened, snapshot, datetime.now(UTC))
    assert (view.company, view.recipient, view.message) == ("Bluebird Coffee", "Ann", "As discussed.")
    assert view.as_of == snapshot.latest.read_at
