"""The text for Codat support names the sync that the answer is about, and ends with a question to Codat."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from codat_client import CompanySyncStatus
from dashboard.insight.gap import Range
from dashboard.insight.sync_range import RangeBasis, SyncRange
from dashboard.views.verdict.support_text import SyncDetails, of_answer, of_sync
from tests.insight.verdict_makers import NOW, judged, nights, sync
from tests.support.merchants import cases, reads

WELL = [2000] * 5
ID = "c41b09e2-77aa-4f10-a2b4-0c9d1e5f7788"
FAILED = CompanySyncStatus(
    sync_id=ID,
    sync_status_code=4000,
    sync_status="ValidateError",
    error_message="Tax rate does not exist or is invalid",
    sync_utc_text="2026-11-20T02:14:00Z",
    data_pushed=False,
)
SALES = Range(datetime(2026, 11, 11, 2, tzinfo=UTC), datetime(2026, 11, 20, 2, tzinfo=UTC))


def failing():
    good = nights(WELL, NOW - timedelta(days=1))
    return good[-1], judged([*good, FAILED])


def about(record):
    """The text about a sync of a company that is well."""
    return of_sync(record, judged(nights(WELL)), "company-1")


def question(text):
    return text.splitlines()[-1].removeprefix("Question: ")


def test_it_has_ids_codes_utc_messages_and_the_question_last():
    good, verdict = failing()
    shown = of_sync(
        FAILED,
        verdict,
        "company-1",
        ("abc",),
        SyncDetails("commerce-1", SyncRange(RangeBasis.REPORTED, SALES)),
    )
    assert shown.splitlines() == [
        "Sync for Commerce",
        "Company id: company-1",
        f"Sync id: {ID}",
        "Commerce sync id: commerce-1",
        "Status: 4000 ValidateError",
        "Sync time (UTC): 2026-11-20T02:14:00Z",
        "Data pushed: no",
        "Error message: Tax rate does not exist or is invalid",
        "Range (UTC): 2026-11-11T02:00:00Z – 2026-11-20T02:00:00Z, reported by Codat",
        "Likely cause: tax rate invalid",
        f"Last successful sync: {good.sync_id} at 2026-11-19T02:14:00Z",
        "Days failing (our count): 1, since 2026-11-20",
        "Correlation ids of failed reads: abc",
        "Question: Why did this sync fail, and what needs fixing?",
    ]


def test_the_answer_and_the_page_of_its_sync_give_one_text():
    _, verdict = failing()
    assert of_answer(verdict, "company-1") == of_sync(FAILED, verdict, "company-1")


def test_an_endless_message_is_cut_and_that_is_said():
    shown = about(sync(NOW, 4000, "x" * 100_000))
    assert "… (cut: 100,000 characters in all)" in shown
    assert len(shown) < 2500


def test_a_time_that_can_not_be_read_is_quoted():
    assert "Sync time (UTC): not readable: half past two" in about(sync("half past two"))
    assert "Sync time (UTC): not reported" in about(sync(None))


def test_one_id_is_shown_once():
    _, verdict = failing()
    assert "Commerce" not in of_sync(FAILED, verdict, "c", known=SyncDetails(ID)).replace(
        "Sync for Commerce", ""
    )


@pytest.mark.parametrize(
    ("covers", "said"),
    [
        (
            SyncRange(RangeBasis.ESTIMATED, SALES),
            "Range (UTC): 2026-11-11T02:00:00Z – 2026-11-20T02:00:00Z, by the schedule",
        ),
        (SyncRange(RangeBasis.OUTSIDE), ""),
    ],
)
def test_a_range_says_what_it_rests_on_and_none_is_invented(covers, said):
    _, verdict = failing()
    shown = of_sync(FAILED, verdict, "c", known=SyncDetails(covers=covers))
    assert said in shown
    assert ("Range" in shown) is bool(said)


@pytest.mark.parametrize(
    ("code", "message", "asked"),
    [
        (1010, "", "Is this sync still running? If not, how did it end?"),
        (2000, "", "Which sales dates did this sync cover?"),
        (2040, "", "Which sales dates did this sync check?"),
        (3000, "", "What does status code 3000 mean, and did this sync write data?"),
        (4200, "", "What does status code 4200 mean, and why did this sync fail?"),
        (None, "", "How did this sync end?"),
        (4040, f"No company was found with ID {ID}", "Was this company deleted, and when?"),
        (5080, "", "Which earlier sync does this one overlap, and are those dates in the books?"),
        (5130, "Refused", "Why did this sync fail, and what needs fixing?"),
    ],
)
def test_the_question_fits_the_sync(code, message, asked):
    assert question(about(sync(NOW - timedelta(days=9), code, message))) == asked


# The sync's code, or None without a sync; and what Codat is asked.
ASKED = {
    "stuck": (1010, "Why has this sync not ended? Is it still running?"),
    "running": (1000, "Is this sync still running? If not, how did it end?"),
    "unknown-codes": (3000, "What does status code 3000 mean, and did this sync write data?"),
    "late": (2000, "Why didn’t the sync due at 2026-11-19T02:00:00Z run?"),
    "never-synced-404": (None, "Why has no sync run for this company yet?"),
    "deleted": (None, "Was this company deleted, and when?"),
    "failing-31": (4200, "Is this company’s sync switched off? If so, since when?"),
    "switched-off": (4040, "When was this company’s sync switched off, and why?"),
    "silent-emptiness": (2040, "Why have syncs found nothing to write since"),
    "archived-tax-rate": (4000, "Why did this sync fail, and what needs fixing?"),
}


@pytest.mark.parametrize("case", ASKED)
def test_it_names_the_sync_that_hangs_runs_or_is_not_understood(case):
    code, asked = ASKED[case]
    text, known = of_answer(reads(case).judged(), "c"), reads(case)
    assert question(text).startswith(asked)
    if code is None:
        assert "\nSync: none\n" in text
    else:
        assert f"\nStatus: {code}" in text
        assert known.latest is not None
        assert f"\nSync id: {known.latest.sync_id}\n" in text


@pytest.mark.parametrize("case", cases())
def test_for_every_merchant_it_ends_with_a_question_and_has_no_empty_line(case):
    text = of_answer(reads(case).judged(), "c")
    assert re.search(r"\nQuestion: [A-Z].*\?$", text)
    assert all(re.fullmatch(r"[A-Z].*: .+", line) for line in text.splitlines()[1:]), text
