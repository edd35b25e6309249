"""When syncs run, in words, also where what Codat reports is odd."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client.mapping import Schedule
from dashboard.views import schedule_words


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (Schedule(selected_frequency="Daily", sync_hour=2), "daily 02:00"),
        (Schedule(selected_frequency="Daily", sync_hour=0), "daily 00:00"),
        (Schedule(selected_frequency="Daily", sync_hour=23), "daily 23:00"),
        (Schedule(selected_frequency="Monthly"), "monthly"),
        (Schedule(sync_hour=0), "00:00"),
        (Schedule(selected_frequency="Daily", sync_hour=24), "daily at an invalid hour (24)"),
        (Schedule(selected_frequency="Daily", sync_hour=-1), "daily at an invalid hour (-1)"),
        (Schedule(selected_frequency="Monthly", sync_hour=81445828), "monthly at an invalid hour (81445828)"),
        (Schedule(sync_hour=81445828), "an invalid hour (81445828)"),
        (Schedule(), "not reported"),
        (None, "no schedule"),
    ],
)
def test_when_it_runs_is_said_as_far_as_codat_reports_it(schedule, said):
    assert schedule_words.runs(schedule) == said


@given(st.integers() | st.none(), st.text(max_size=200) | st.none())
def test_only_an_hour_of_a_clock_is_written_as_one(hour, frequency):
    said = schedule_words.runs(Schedule(selected_frequency=frequency, sync_hour=hour))
    assert said.endswith(":00") is (hour in range(24)) or (frequency or "").strip().endswith(":00")
