"""A start through the service, over real HTTP: what is checked, what is sent, and the outcome."""

import json
from datetime import UTC, datetime

import pytest
from msgspec import structs

from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import MatchBasis, Stage, StartEventType
from dashboard.insight.start.intent import RequestedRange
from dashboard.settings import Settings
from dashboard.starting.worker import send
from tests.starting.support import ELSEWHERE, answers_to_all, stage
from tests.support import limits
from tests.support.people import at_desk, elsewhere
from tests.support.starts import wait_for

EIGHTH = datetime(2026, 11, 8, tzinfo=UTC)
SIXTEENTH = datetime(2026, 11, 16, tzinfo=UTC)


def steps(attempt):
    return [line.kind for line in attempt.log]


def test_a_sync_of_a_healthy_merchant_is_followed_to_its_success(starter):
    attempt = starter.run("healthy")
    assert (attempt.stage, attempt.outcome) == (Stage.ENDED, Outcome.SUCCEEDED)
    assert starter.carried_out() == 1


def test_the_log_shows_what_happened_in_order(starter):
    attempt = starter.run("healthy")
    assert steps(attempt)[:4] == [
        StartEventType.CONFIRMED,
        StartEventType.SENT,
        StartEventType.ACCEPTED,
        StartEventType.FOUND,
    ]
    assert steps(attempt)[-1] is StartEventType.ENDED
    assert [line.at for line in attempt.log] == sorted(line.at for line in attempt.log)


def test_a_failure_is_followed_to_its_end_with_its_cause(starter):
    attempt = starter.run("archived-tax-rate")
    assert attempt.outcome is Outcome.FAILED
    assert "tax rate" in (attempt.sync.error_message or "").lower()


def test_the_latest_sync_before_the_start_is_kept_for_comparison(starter):
    attempt = starter.run("archived-tax-rate")
    assert attempt.before is not None
    assert attempt.before.sync_id != attempt.sync.sync_id


def test_the_intent_s_id_goes_to_codat_as_the_idempotency_key(starter):
    attempt = starter.run("healthy")
    assert [entry["idempotencyKey"] for entry in starter.sandbox.ledger()] == [attempt.id]


def test_up_to_now_sends_no_date(starter):
    starter.run("healthy")
    assert not (starter.sandbox.ledger()[0]["body"] or {}).get("syncTo")


def test_up_to_a_day_sends_its_end(starter):
    starter.run("monthly", RequestedRange.up_to(SIXTEENTH))  # its beginning is unknown, so it isn’t empty
    sent = starter.sandbox.ledger()[0]
    assert sent["operation"] == "sync.request"
    assert datetime.fromisoformat(sent["body"]["syncTo"]) == SIXTEENTH


def test_a_range_sends_both_ends(starter):
    starter.run("healthy", RequestedRange.between(EIGHTH, SIXTEENTH))
    sent = starter.sandbox.ledger()[0]
    dates = sent["body"]["dateRange"]
    assert sent["operation"] == "sync.request_for_date_range"
    assert [datetime.fromisoformat(dates[name]) for name in ("start", "finish")] == [EIGHTH, SIXTEENTH]


def test_the_reported_range_is_kept_under_the_sync_it_belongs_to(starter):
    attempt = starter.run("healthy", RequestedRange.between(EIGHTH, SIXTEENTH))
    told = starter.service.of_company(attempt.intent.company_id).reported_range(attempt.sync.sync_id)
    assert (told.start, told.finish, told.certain) == (EIGHTH, SIXTEENTH, True)


def test_of_a_sync_started_elsewhere_no_range_is_reported(starter):
    starts = starter.service.of_company(starter.sandbox.company("healthy"))
    assert starts.reported_range("11111111-1111-4111-8111-111111111111") is None


def test_an_answer_that_is_a_failure_already_ends_the_attempt(starter):
    attempt = starter.run("half-linked")
    assert attempt.outcome is Outcome.FAILED


def test_when_codat_cannot_be_looked_at_nothing_is_sent(starter):
    starter.sandbox.fault("503", n=50, operation="sync.list")
    attempt = starter.run("healthy")
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert attempt.sentence.startswith("Nothing was sent.")


def test_while_a_sync_runs_by_codat_s_word_nothing_is_sent(starter):
    attempt = starter.run("running")
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert "has been running" in attempt.sentence


def test_a_sync_stuck_for_hours_blocks_no_one_who_was_asked_about_it(starter):
    started = starter.start(starter.intent("stuck", answers=answers_to_all(starter.latest_id("stuck"))))
    wait_for(starter.service, started.id, lambda now: now.sent_at is not None, limits.WAIT_S)
    starter.service.close()
    assert starter.posts() == 1


def test_a_merchant_who_never_synced_can_be_started(starter):
    attempt = starter.run("brand-new")
    assert attempt.stage is Stage.ENDED


def test_read_only_sends_nothing_though_the_call_was_made(starter):
    attempt = starter.service.start(starter.intent(), Settings(), at_desk(read_only=True))
    starter.service.close()
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert "READ_ONLY" in attempt.sentence


def test_beyond_this_machine_nothing_is_sent_unless_it_is_allowed(starter):
    assert starter.service.start(starter.intent(), Settings(), ELSEWHERE).stage is Stage.NOT_STARTED
    allowed = starter.service.start(starter.intent(), Settings(), elsewhere(allow_starting=True))
    assert wait_for(starter.service, allowed.id, lambda now: now.settled, limits.WAIT_S).stage is Stage.ENDED


def test_start_returns_before_codat_is_asked(starter):
    starter.sandbox.fault("late", delay=limits.stretched(10), operation="sync.list")
    attempt = starter.start(starter.intent())
    assert starter.service.look(attempt.id).stage is Stage.LOOKING, "it has waited for the look at Codat"


def test_snapshots_do_not_change_and_count_up(starter):
    first = starter.start(starter.intent())
    last = wait_for(starter.service, first.id, stage(Stage.ENDED), limits.WAIT_S)
    assert (first.stage, first.version) == (Stage.LOOKING, 1)
    assert last.version > first.version


def test_the_service_knows_no_attempt_it_did_not_make(starter):
    assert starter.service.look("11111111-1111-4111-8111-111111111111") is None


def test_each_sync_is_recognised_by_its_id_where_the_ids_agree(starter):
    starter.sandbox.switch(commerceSyncId="same")
    attempt = starter.run("healthy")
    assert attempt.basis is MatchBasis.SAME_ID
    assert attempt.sync.sync_id == attempt.summary.commerce_sync_id


def test_where_the_ids_differ_it_is_recognised_as_the_new_one(starter):
    starter.sandbox.switch(commerceSyncId="other")
    attempt = starter.run("healthy")
    assert attempt.basis in (MatchBasis.PAIRED, MatchBasis.ONLY_NEW)
    assert attempt.sync.sync_id == starter.sandbox.ledger()[0]["syncId"]


def test_a_sync_that_shows_late_is_waited_for(starter):
    starter.sandbox.switch(appearAfter=0.5)
    attempt = starter.run("healthy")
    assert attempt.outcome is Outcome.SUCCEEDED


def test_failing_looks_do_not_end_the_following(starter):
    starter.sandbox.let_syncs_run()
    running = starter.run("healthy", until=stage(Stage.RUNNING))
    starter.sandbox.fault("500", n=6)
    ended = starter.end(running)
    assert ended.outcome is Outcome.SUCCEEDED


@pytest.mark.parametrize(
    ("case", "requested"),
    [
        ("healthy", RequestedRange.up_to_now()),
        ("monthly", RequestedRange.up_to(SIXTEENTH)),
        ("healthy", RequestedRange.between(EIGHTH, SIXTEENTH)),
    ],
)
def test_the_body_on_record_is_the_one_that_codat_received(starter, case, requested):
    recorded = starter.run(case, requested).body
    (received,) = starter.sandbox.ledger()
    assert (json.loads(recorded) if recorded is not None else None) == received["body"]


def test_an_answer_that_is_final_is_on_record_with_its_status_and_code(starter, monkeypatch):
    def answer(client, intent):
        return structs.replace(send(client, intent), sync_status="Complete", sync_status_code=2040)

    monkeypatch.setattr("dashboard.starting.worker.send", answer)
    finals = [each for each in starter.run().log if each.kind is StartEventType.ANSWERED_OVER]
    assert [(each.detail, each.code) for each in finals] == [("Complete", 2040)]
