"""The last 90 days as small cells: what each shows, says and opens."""

from __future__ import annotations

import re
from datetime import timedelta

from dashboard.insight.days import Day
from dashboard.insight.outcome import Outcome
from dashboard.views.history.daily_results import daily_results
from tests.insight.verdict_makers import LONDON, NOW

TODAY = NOW.date()


def drawn(*outcomes: Outcome | None, where: str = "", **more: object) -> str:
    """The cells of days that end today; each outcome is that of a day, the oldest first."""
    first = TODAY - timedelta(len(outcomes) - 1)
    days = [
        Day(first + timedelta(at), outcome, 0 if outcome is None else 2, ran_utc=NOW, **more)  # type: ignore[arg-type]
        for at, outcome in enumerate(outcomes)
    ]
    return daily_results(
        days, lambda day: f"/history?from={day.date}" if day.count else None, NOW, LONDON, where
    )


def cells(html: str) -> list[str]:
    return re.findall(r'<(?:a|span) class="d-cell[ "].*?</(?:a|span)>', html)


def test_the_last_ninety_days_are_shown_of_more():
    assert len(cells(drawn(*[Outcome.SUCCEEDED] * 200))) == 90


def test_a_failed_day_has_a_mark_besides_its_colour_and_opens_its_syncs():
    (cell,) = cells(drawn(Outcome.FAILED))
    assert "d-cell-failed" in cell
    assert ">✕<" in cell
    assert f'href="/history?from={TODAY}"' in cell
    assert "failed, the last of 2 that day" in cell


def test_a_day_without_a_sync_opens_nothing_and_says_so():
    (cell,) = cells(drawn(None))
    assert "href" not in cell
    assert "no sync ran" in cell


def test_a_day_that_recovered_has_a_corner_and_a_failed_one_has_none():
    assert "d-cell-corner" in cells(drawn(Outcome.SUCCEEDED, earlier_failure=True))[0]
    assert "d-cell-corner" not in cells(drawn(Outcome.FAILED, earlier_failure=True))[0]


def test_the_finding_is_its_text_alternative_and_names_the_zone_of_other_clocks():
    spoken = re.findall(r'role="group" aria-label="([^"]*)"', drawn(Outcome.FAILED, where=" (London)"))
    assert spoken == ["Days (London): 20 Nov: failed on 1 day. Failing since 20 Nov or earlier."]


def test_no_cell_is_a_stop_for_the_keyboard_which_has_the_filter_of_days():
    assert all('tabindex="-1"' in cell for cell in cells(drawn(*[Outcome.SUCCEEDED] * 5)))
