"""The record of starts: to which sync a told range belongs, what changes a settled attempt."""

from datetime import UTC, datetime

import pytest

from codat_client import CodatClient, CompanySyncStatus, SyncDateRange, SyncSummary
from dashboard.insight.attempt import Evidence, Stage
from dashboard.insight.intent import Ask, Intent, new_intent_id
from dashboard.starting.evidence import Baseline
from dashboard.starting.records import Records
from dashboard.starting.run import Run
from tests.starting.support import QUICK

COMPANY = "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0a"
NIGHTLY = CompanySyncStatus(sync_id="11111111-1111-4111-8111-111111111111", sync_status_code=1000)
OURS = CompanySyncStatus(sync_id="22222222-2222-4222-8222-222222222222", sync_status_code=1000)
RANGE = SyncDateRange(start_text="2026-11-11T02:00:00Z", finish_text="2026-11-20T02:00:00Z")
SHOUTED = CompanySyncStatus(sync_id="AAAAAAAA-3333-4333-8333-AAAAAAAAAAAA", sync_status_code=2000)
NOBODY = "http://127.0.0.1:9"


def begun():
    """Make records with one attempt that was told a range."""
    records = Records()
    attempt, _ = records.claim(Intent(new_intent_id(), COMPANY, Ask.up_to_now()), None)
    summary = SyncSummary(sync_status_code=1000, sync_date_range_utc=RANGE)
    return records, records.change(attempt.id, stage=Stage.RUNNING, summary=summary)


def test_a_told_range_goes_with_the_match_when_that_changes():
    records, attempt = begun()
    records.change(attempt.id, sync=NIGHTLY, evidence=Evidence.ONLY_NEW)
    records.change(attempt.id, sync=OURS, evidence=Evidence.SAME_ID)
    assert records.told_range(COMPANY, NIGHTLY.sync_id) is None
    assert records.told_range(COMPANY, OURS.sync_id).certain


def test_a_told_range_goes_when_no_sync_matches_any_more():
    records, attempt = begun()
    records.change(attempt.id, sync=NIGHTLY, evidence=Evidence.ONLY_NEW)
    records.change(attempt.id, sync=None, evidence=Evidence.SEVERAL)
    assert records.told_range(COMPANY, NIGHTLY.sync_id) is None


def test_a_told_range_of_the_only_new_sync_is_not_certain_until_an_id_tells():
    records, attempt = begun()
    records.change(attempt.id, sync=OURS, evidence=Evidence.ONLY_NEW)
    assert not records.told_range(COMPANY, OURS.sync_id).certain
    records.change(attempt.id, evidence=Evidence.PAIRED)
    assert records.told_range(COMPANY, OURS.sync_id).certain


@pytest.mark.parametrize("evidence", [Evidence.SAME_ID, Evidence.PAIRED])
def test_a_start_is_known_by_an_id_even_where_no_range_was_told(evidence):
    records, attempt = begun()
    records.change(attempt.id, summary=None, sync=SHOUTED, evidence=evidence)
    assert list(records.started(COMPANY.upper())) == [SHOUTED.sync_id.lower()]


@pytest.mark.parametrize("evidence", [Evidence.ONLY_NEW, Evidence.SEVERAL, Evidence.NOTHING])
def test_a_sync_that_is_only_probably_ours_was_not_started_here_for_certain(evidence):
    records, attempt = begun()
    records.change(attempt.id, sync=OURS, evidence=evidence)
    assert records.started(COMPANY) == {}


def test_what_was_started_for_another_company_is_not_told():
    records, attempt = begun()
    records.change(attempt.id, sync=OURS, evidence=Evidence.SAME_ID)
    assert records.started("another") == {}


def test_a_look_that_failed_changes_nothing_of_a_settled_attempt():
    records, attempt = begun()
    client = CodatClient("test-key", NOBODY, read_timeout=0.2)
    run = Run(client, records, attempt, QUICK)
    run._baseline = Baseline(frozenset(), None)
    released = records.change(attempt.id, stage=Stage.RELEASED, ended_at=datetime.now(UTC))
    run._look_again()
    client.close()
    assert records.get(attempt.id) == released
