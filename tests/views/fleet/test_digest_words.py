"""What changed as five lines to read out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.fleet.episode import Incident, VerdictChange
from dashboard.insight.fleet.over_time.changes import FleetChanges, IncidentCount
from dashboard.insight.fleet.over_time.checking import FleetChecking
from dashboard.insight.verdict.state import State
from dashboard.views.fleet import digest_words
from tests.insight.fleet.episodes import NIGHT

HOUR = timedelta(hours=1)
UTC = ZoneInfo("Etc/UTC")
SINCE, UNTIL = NIGHT.replace(day=28, hour=8, minute=0), NIGHT.replace(hour=8, minute=0)
QUIET = FleetChanges(SINCE, UNTIL)
INCIDENT = Incident(1, "write-refused", "Xero", NIGHT, NIGHT, NIGHT)


def some(number: int, cause: str = "write-refused") -> tuple[VerdictChange, ...]:
    """Return so many changes."""
    return tuple(
        VerdictChange(f"{cause}{at}", NIGHT, State.ARRIVING, State.FAILING, cause=cause)
        for at in range(number)
    )


def test_a_quiet_night_has_five_lines_too():
    assert digest_words.lines(QUIET) == (
        "No incident began or ended.",
        "None newly failing.",
        "None newly switched off or about to be.",
        "None newly late or stuck.",
        "None recovered.",
    )
    assert digest_words.is_quiet(QUIET)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (HOUR, "Recording began today at 09:30. The first digest will be ready tomorrow at 08:00."),
        (20 * HOUR, "Recording began yesterday at 09:30. The first digest will be ready today at 08:00."),
        (72 * HOUR, "Recording began on 29 Nov at 09:30. The first digest is for 30 Nov."),
    ],
)
def test_a_morning_before_the_record_says_when_it_began_and_when_the_first_digest_is_ready(after, said):
    began = UNTIL + 1.5 * HOUR

    assert digest_words.none_recorded(UNTIL.date(), began, UTC, began + after) == said


def test_a_record_that_began_before_eight_has_its_first_digest_the_same_morning():
    before, now = UNTIL - HOUR, UNTIL + HOUR
    eve = UNTIL.date() - timedelta(days=1)

    assert digest_words.none_recorded(eve, before, UTC, now) == (
        "Recording began today at 07:00. The first digest is for 29 Nov."
    )
    said = digest_words.none_recorded(UNTIL.date(), before, UTC, now)
    assert said == "Nothing was recorded in these 24 hours."


def test_a_bad_night_names_incidents_causes_and_numbers():
    bad = FleetChanges(
        SINCE, UNTIL,
        failing=some(41) + some(2, "access-withdrawn"), will_be_switched_off=some(2),
        switched_off=some(1), behind=some(3), recovered=some(12),
        begun=(IncidentCount(INCIDENT, 41, 12),),
    )  # fmt: skip

    assert digest_words.lines(bad) == (
        "1 incident began: Write rejected, Xero (41 merchants).",
        "43 merchants newly failing, 41 of them: write rejected.",
        "1 merchant switched off; 2 more will be switched off soon.",
        "3 merchants newly late or stuck.",
        "12 merchants recovered.",
    )
    assert not digest_words.is_quiet(bad)


def test_those_about_to_be_switched_off_are_more_only_beside_those_that_were():
    soon, off = (
        FleetChanges(SINCE, UNTIL, will_be_switched_off=some(2)),
        FleetChanges(SINCE, UNTIL, switched_off=some(1)),
    )

    assert digest_words.lines(soon)[2] == "None switched off; 2 will be switched off soon."
    assert digest_words.lines(off)[2] == "1 merchant switched off; none more will be switched off soon."


def test_an_incident_that_began_and_ended_is_named_once():
    over = IncidentCount(INCIDENT, 41, 41)

    both = digest_words.lines(FleetChanges(SINCE, UNTIL, begun=(over,), ended=(over,)))[0]
    ended = digest_words.lines(FleetChanges(SINCE, UNTIL, ended=(over,)))[0]

    assert both == "1 incident began: Write rejected, Xero (41 merchants); 1 ended."
    assert ended == "1 ended: Write rejected, Xero (41 merchants)."


def test_one_merchant_is_named_with_its_cause_and_all_of_one_cause_as_all():
    assert digest_words.lines(FleetChanges(SINCE, UNTIL, failing=some(1)))[1] == (
        "1 merchant newly failing: write rejected."
    )
    assert digest_words.lines(FleetChanges(SINCE, UNTIL, failing=some(4)))[1] == (
        "4 merchants newly failing, all of them: write rejected."
    )


def test_the_text_names_its_time_and_says_if_it_is_not_over():
    assert digest_words.text(QUIET, UTC, UNTIL + HOUR).splitlines()[0] == (
        "What changed, 28 Nov 08:00 – 29 Nov 08:00 (UTC)"
    )
    assert digest_words.period(QUIET, UTC, UNTIL - HOUR) == "28 Nov 08:00 – 29 Nov 07:00 (UTC), so far"


def test_a_digest_says_since_when_it_is_recorded_if_that_is_later_than_its_beginning():
    first_night = replace(QUIET, recorded_since=SINCE + HOUR)

    said = digest_words.text(first_night, UTC, UNTIL + HOUR).splitlines()[1]

    assert said == "Recorded since 28 Nov 09:00. Earlier changes aren’t known."
    assert "Recorded since yesterday 09:00." in digest_words.recorded_since(first_night, UTC, UNTIL + HOUR)
    assert digest_words.recorded_since(QUIET, UTC, UNTIL) == ""


def test_a_problem_that_ended_without_a_success_is_told_apart_from_those_that_recovered():
    night = FleetChanges(SINCE, UNTIL, recovered=some(12), over=some(1))

    assert digest_words.lines(night)[4] == (
        "12 merchants recovered; 1 problem ended without a successful sync."
    )
    assert digest_words.first(FleetChanges(SINCE, UNTIL, over=some(2)), UTC) == (
        "None recovered; 2 problems ended without a successful sync."
    )


def partly(companies: int, checked: int, *gaps: tuple[int, int]) -> FleetChanges:
    """Return a quiet night in which so many were checked; gaps in hours after its beginning."""
    spans = tuple((SINCE + began * HOUR, SINCE + ended * HOUR) for began, ended in gaps)
    return replace(QUIET, checking=FleetChecking(companies, checked, spans))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (QUIET, ""),
        (partly(0, 0), ""),
        (partly(1, 1), "Checked 1 merchant."),
        (partly(1000, 1000), "Checked all 1,000 merchants."),
        (partly(1000, 812), "Checked 812 of 1,000 merchants."),
        (partly(1000, 0, (0, 24)), "Checked none of 1,000 merchants."),
        (
            partly(1000, 812, (13, 23)),
            "Checked 812 of 1,000 merchants; nothing was checked from 21:00 to 07:00.",
        ),
        (
            partly(9, 9, (0, 1), (5, 6)),
            "Checked all 9 merchants; nothing was checked from 08:00 to 09:00 and from 13:00 to 14:00.",
        ),
        (
            partly(9, 9, (0, 1), (2, 5), (6, 7)),
            "Checked all 9 merchants; nothing was checked 3 times, the longest from 10:00 to 13:00.",
        ),
    ],
)
def test_it_says_how_many_were_checked_and_when_none_was(changes, said):
    assert digest_words.checked(changes, UTC) == said
    assert said in digest_words.text(changes, UTC, UNTIL)


@pytest.mark.parametrize(
    "changes", [partly(9, 8), partly(9, 9, (1, 2)), replace(QUIET, recorded_since=UNTIL)]
)
def test_what_was_not_checked_is_not_said_not_to_have_changed(changes):
    assert digest_words.lines(changes) == (
        "No incident was seen to begin or end.",
        "None seen newly failing.",
        "None seen newly switched off or about to be.",
        "None seen newly late or stuck.",
        "None seen recovered.",
    )
    assert digest_words.nothing(changes) == "No change was seen."
    assert digest_words.nothing(partly(9, 9)) == digest_words.NOTHING == "No merchant’s status changed."


def test_news_are_said_as_they_are_also_where_not_all_was_checked():
    bad = replace(partly(9, 8), failing=some(2), will_be_switched_off=some(1))

    assert digest_words.lines(bad)[1:3] == (
        "2 merchants newly failing, all of them: write rejected.",
        "None seen switched off; 1 will be switched off soon.",
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (QUIET, "No merchant’s status changed."),
        (partly(9, 9), "No merchant’s status changed."),
        (partly(9, 8), "No change was seen. Checked 8 of 9 merchants."),
        (replace(partly(9, 8), recovered=some(1)), "1 merchant recovered. Checked 8 of 9 merchants."),
        (replace(partly(9, 9), recovered=some(1)), "1 merchant recovered."),
        (replace(partly(9, 8), recorded_since=UNTIL), ""),
    ],
)
def test_home_has_the_first_news_and_what_was_not_checked(changes, said):
    assert digest_words.first(changes, UTC) == said
