"""What is said of syncs that Codat skipped as duplicates."""

from __future__ import annotations

import pytest

from dashboard.views import skipped_words
from dashboard.views.cause_words import Names
from dashboard.views.verdict.texts import texts_for_verdict
from dashboard.views.verdict.verdict_text import VerdictText
from script import merchants_table
from tests.insight.verdict_makers import LONDON, NOW, at, judged, nights, sync
from tests.support.merchants import reads

WELL = [2000] * 10


def text(case: str) -> VerdictText:
    return merchants_table.assessed(reads(case))[1]


def words(codes: list[int]) -> VerdictText:
    return texts_for_verdict(judged(nights([*WELL, *codes])), Names("Xero", "Square"), LONDON, NOW)


def test_a_skipped_night_leaves_nothing_missing_by_the_schedule_and_no_countdown():
    answer = text("duplicate-protection")
    assert "so Codat skipped it. By Codat’s schedule, no sales are missing." in answer.reason
    assert answer.numbers[0].note == "the next sync picks up what was skipped, by Codat’s schedule"
    assert (answer.numbers[1].value, answer.numbers[1].note) == ("0", "not failing")
    assert "failing day" not in answer.numbers[3].note


def test_a_skipped_night_that_no_sync_covers_says_which_days_and_marks_them_as_an_estimate():
    answer = words([5080])
    assert (answer.headline, answer.estimated) == ("No sync covers sales since 19 Nov", "since 19 Nov")
    assert answer.reason.endswith("By Codat’s schedule, no earlier sync covers these days.")
    assert answer.steps[0][1].endswith("picks up these days.")


def test_skipped_again_it_is_codats_support_that_is_asked():
    answer = words([5080, 5080])
    assert answer.reason.startswith("The latest syncs overlap an earlier one, so Codat skipped them.")
    assert answer.steps[-1:] == skipped_words.ASK_WHY


def test_seven_skipped_days_in_a_row_are_said_where_failing_days_are_counted():
    answer = words([*[5080] * 7])
    said = "7 days in a row ended in a skipped sync; Codat may count these towards its 31-day limit"
    assert (answer.numbers[1].value, answer.numbers[1].note) == ("0", said)
    assert f"{said}." in answer.reason
    assert f"{said}." in answer.inferred


@pytest.mark.parametrize(
    ("skipped", "note"),
    [
        ([], "29 days until Codat switches it off, on 19 Dec"),
        ([5080], "28 days until Codat switches it off, on 18 Dec; skipped syncs on 1 of these days"),
        ([5080] * 2, "27 days until Codat switches it off, on 17 Dec; skipped syncs on 2 of these days"),
    ],
)
def test_days_skipped_between_failing_ones_count_and_the_note_says_so(skipped, note):
    answer = words([4000, *skipped, 4000])
    assert answer.numbers[1].note == note


def after(code: int) -> VerdictText:
    """Tell of a night that ended in this code, and of a sync that was skipped in the morning after it."""
    syncs = [*nights(WELL, at(19)), sync(at(20, 2, 14), code), sync(at(20, 9, 5), 5080)]
    return texts_for_verdict(judged(syncs), Names("Xero", "Square"), LONDON, NOW)


def test_a_stuck_sync_keeps_its_own_time_though_a_skipped_one_followed():
    answer = after(1010)
    assert answer.headline == "A sync has been running since 02:14 today"
    assert "11 h" in answer.reason


def test_an_unknown_code_keeps_its_own_time_though_a_skipped_one_followed():
    assert "02:14" in after(7777).reason
    assert "09:05" not in after(7777).reason
