"""Numbers and days in the answer, none off by one. Syncs are due at 02:00 in London."""

from __future__ import annotations

from datetime import datetime

import pytest

from codat_client import CompanySyncStatus
from dashboard.insight.gap import Range
from dashboard.views.cause_words import Names
from dashboard.views.verdict.texts import texts_for_verdict
from dashboard.views.verdict.verdict_text import VerdictText
from tests.insight.verdict_makers import LONDON, NOW, at, connection, judged, nights, settings, sync
from tests.support.merchants import reads

WELL = [2000] * 10


def text(syncs: list[CompanySyncStatus], now: datetime = NOW, **more: object) -> VerdictText:
    return texts_for_verdict(judged(syncs, now, **more), Names("Xero", "Square"), LONDON, now)


# ── How many runs are missing ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("last", "now", "said"),
    [
        (19, at(20, 15), "One was due today at 02:00, by Codat’s schedule."),
        (18, at(20, 3), "One was due yesterday at 02:00, by Codat’s schedule."),
        (18, at(20, 15), "2 were due, the last one today at 02:00, by Codat’s schedule."),
        (13, at(20, 15), "7 were due, the last one today at 02:00, by Codat’s schedule."),
        (13, at(20, 3), "6 were due, the last one yesterday at 02:00, by Codat’s schedule."),
    ],
)
def test_as_many_runs_are_said_to_be_missing_as_were_due(last, now, said):
    words = text(nights(WELL, at(last)), now)
    assert words.headline == f"No sync has run since {last} Nov"
    assert words.reason.startswith(said)


def test_the_merchant_without_a_run_for_two_days_misses_two():
    later = reads("late", at(20, 15))
    verdict = later.judged()
    assert verdict.missed == 2
    assert texts_for_verdict(verdict, Names(), LONDON, later.now).reason.startswith(
        "2 were due, the last one today at 02:00"
    )


@pytest.mark.parametrize(("linked_on", "number"), [(19, "one was due"), (17, "3 were due, the last one")])
def test_of_a_merchant_that_never_synced_all_missed_nights_count(linked_on, number):
    made = f"2026-11-{linked_on}T09:00:00Z"
    sides = [connection(kind, created_text=made) for kind in ("Commerce", "Accounting")]
    words = text([], connections=sides)
    assert f"By Codat’s schedule, {number} today at 02:00." in words.reason


def test_nights_before_the_start_date_are_not_missed():
    begins = settings(schedule={"start_date_text": "2026-11-19T00:00:00Z"})
    assert judged(nights(WELL, at(13)), at(20, 15), configuration=begins).missed == 2


def test_on_time_nothing_is_missed():
    assert judged(nights(WELL)).missed == 0
    assert judged(nights(WELL, at(10)), configuration=settings(enable=False)).missed == 0


# ── Since when nothing is found ──────────────────────────────────────────────────────────────────


def silent(empty: int) -> list[CompanySyncStatus]:
    """Make a merchant who sells daily, whose last nights brought nothing."""
    return nights([*[2000] * 100, *[2040] * empty])


def test_syncs_find_nothing_since_the_first_that_did_and_sales_are_missed_from_the_day_before():
    words = text(silent(9))
    assert judged(silent(9)).quiet.first == at(12)
    assert "found no sales since 12 Nov" in words.reason
    assert "whether the shop has sold anything since 11 Nov" in words.steps[0][1]


def test_the_run_that_wrote_data_is_in_no_span_of_nothing():
    verdict = reads("silent-emptiness").judged()
    unusual, wrote = verdict.quiet.unusual, verdict.quiet.wrote
    assert unusual
    assert wrote
    assert unusual.ran > wrote
    words = texts_for_verdict(verdict, Names(), LONDON, NOW)
    assert f"since {unusual.ran:%-d %b}" in words.headline + words.reason
    assert f"since {wrote:%-d %b}." not in words.reason


@pytest.mark.parametrize(
    ("hour", "configured", "asked"),
    [(2, True, "since 15 Nov"), (23, True, "since 16 Nov"), (2, False, "since 15 Nov")],
)
def test_the_merchant_is_asked_about_sales_from_the_first_day_that_brought_nothing(hour, configured, asked):
    # Sold on weekends only, so that a quiet week is usual: the last that wrote ran on Sunday, 15 November.
    schedule = settings(hour=hour, schedule={} if configured else {"selected_frequency": "Monthly"})
    codes = [2000, *[2040] * 8] if hour == 23 else [2000, *[2040] * 7]
    syncs = [
        sync(at(15 + place, hour, 14) if place + 15 <= 20 else at(20, 12, place), code)
        for place, code in enumerate(codes)
    ]
    words = text(syncs, configuration=schedule)
    assert f"whether the shop has sold anything {asked}." in " ".join(what for _, what in words.steps)


def test_failures_between_are_not_said_to_have_found_nothing():
    words = text(nights([2000, *[2040] * 7, 5000, 2040]))
    assert words.reason.startswith("The last 8 successful syncs found no sales, since 12 Nov.")


# ── What the next sync covers ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("case", "covers"),
    [("running", "; covers what’s left by then"), ("healthy", "; covers sales from 20 Nov 02:00")],
)
def test_no_day_is_promised_to_the_next_sync_while_one_is_running(case, covers):
    found = reads(case)
    assert texts_for_verdict(found.judged(), Names(), LONDON, found.now).numbers[3].note.endswith(covers)


def test_a_running_sync_has_begun_and_promises_nothing():
    answer = text([*nights([*WELL, 4000]), sync(at(20, 13, 40), 1000)])
    assert answer.headline == "A sync is running; sales since 19 Nov aren’t in Xero yet"
    assert answer.reason.startswith("It started today at 13:40 and hasn’t finished yet.")


def test_a_headline_that_is_too_long_with_the_softwares_name_is_said_otherwise_and_never_cut():
    verdict = judged([*nights([*WELL, 4000]), sync(at(20, 13, 40), 1000)])
    words = texts_for_verdict(verdict, Names("QuickBooks Online", "Square"), LONDON, NOW)
    assert words.headline == "A sync is running; sales since 19 Nov are still missing"


def test_a_night_that_only_a_sync_started_for_days_followed_is_named_and_not_that_sync():
    by_hand = sync(at(20, 9), 2000)
    reported = {by_hand.sync_id: Range(at(16, 0, 0), at(18, 0, 0), historic=True)}
    verdict = judged([*nights([2000] * 5, at(19)), by_hand], now=at(20, 15), reported=reported)
    words = texts_for_verdict(verdict, Names("Xero", "Square"), LONDON, at(20, 15))
    assert words.headline == "The sync due today at 02:00 didn’t run"


def test_the_next_sync_is_the_one_that_was_due_while_it_may_still_come():
    now = at(20, 2, 5)
    skipped = judged([*nights([2000] * 5, at(18)), sync(at(19), 5080)], now=now)
    late = judged(nights([2000] * 5, at(18)), now=now)
    for verdict in (skipped, late):
        words = texts_for_verdict(verdict, Names("Xero", "Square"), LONDON, now)
        assert words.numbers[3].note.startswith("was due today 02:00")
        assert "due today" in str(words.steps)
        assert "tonight" not in str(words.steps)
